//! The three-way check, as a pure function of the three books.

use std::collections::{BTreeMap, HashMap, HashSet};

use hookdesk_core::message::{AttemptResult, FailureTruth, MessageState};

/// One request as the receiver wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The attempt's number, from its header.
    pub attempt: u32,
    /// The body's hash.
    pub body: String,
    /// Whether the receiver answered with success.
    pub taken: bool,
}

/// An attempt as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttempt {
    /// Its number.
    pub number: u32,
    /// How it ended.
    pub result: AttemptResult,
    /// What is known of a failure.
    pub truth: Option<FailureTruth>,
}

/// A message as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: MessageState,
    /// Its attempts, oldest first.
    pub attempts: Vec<StoredAttempt>,
}

/// An event as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// What its messages' bodies hash to.
    pub body: String,
    /// Its messages.
    pub messages: Vec<StoredMessage>,
}

/// Everything that is known when the child has stopped.
#[derive(Debug, Clone, Default)]
pub struct Books {
    /// The driver's: ids whose accept was answered, and what their bodies hash to.
    pub accepted: BTreeMap<String, String>,
    /// The receiver's: requests of each message in order of arrival.
    pub ledger: HashMap<String, Vec<Seen>>,
    /// The store's: every event that was ever offered and is there, by id.
    pub stored: BTreeMap<String, StoredEvent>,
    /// How many messages each event becomes.
    pub per_event: usize,
    /// What the store's own checks complain of.
    pub complaints: Vec<String>,
}

/// What the comparison found. Sentences name ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Events that were accepted.
    pub accepted: u64,
    /// Messages the receiver has taken.
    pub delivered: u64,
    /// Messages that ended rejected, discarded or skipped, or wait: they are visible, and not lost.
    pub kept: u64,
    /// Requests in all.
    pub requests: u64,
    /// Requests of messages the receiver had taken before.
    pub duplicates: u64,
    /// Accepted and nowhere, or changed on the way.
    pub lost: Vec<String>,
    /// Requests that no attempt row explains.
    pub unexplained: Vec<String>,
    /// The books contradict each other, or the child's file itself.
    pub complaints: Vec<String>,
}

impl Verdict {
    /// Whether the promise held.
    pub fn holds(&self) -> bool {
        self.lost.is_empty() && self.unexplained.is_empty() && self.complaints.is_empty()
    }
}

/// Compares the books: accepted − delivered − queued − terminal must be empty, each request must have its attempt's
/// row, each request after another a failure that explains it, and one after a success an attempt marked *unknown*.
pub fn judge(books: &Books) -> Verdict {
    let mut verdict = Verdict {
        accepted: books.accepted.len() as u64,
        requests: books.ledger.values().map(|seen| seen.len() as u64).sum(),
        complaints: books.complaints.clone(),
        ..Verdict::default()
    };
    if verdict.accepted == 0 || verdict.requests == 0 {
        verdict
            .complaints
            .push("nothing was accepted or nothing arrived: this run proves nothing".to_owned());
    }
    for (id, body) in &books.accepted {
        match books.stored.get(id) {
            None => verdict.lost.push(format!("event {id} was accepted and is not in the store")),
            Some(stored) if stored.messages.len() != books.per_event => verdict.lost.push(format!(
                "event {id} became {} of {} messages",
                stored.messages.len(),
                books.per_event
            )),
            Some(stored) if stored.body != *body => {
                verdict.lost.push(format!("event {id} is stored with other data than was accepted"));
            }
            Some(_) => {}
        }
    }
    let mut known = HashSet::new();
    for (id, event) in &books.stored {
        for message in &event.messages {
            known.insert(message.id.as_str());
            let seen = books.ledger.get(&message.id).map_or(&[][..], Vec::as_slice);
            follow(&mut verdict, id, event, message, seen);
        }
    }
    for message in books.ledger.keys().filter(|id| !known.contains(id.as_str())) {
        verdict.unexplained.push(format!("message {message} arrived and is not in the store"));
    }
    verdict
}

/// One message through its requests.
fn follow(verdict: &mut Verdict, event: &str, at: &StoredEvent, message: &StoredMessage, seen: &[Seen]) {
    let id = &message.id;
    let taken = seen.iter().any(|seen| seen.taken);
    match message.state {
        MessageState::Delivered if !taken => {
            verdict.lost.push(format!("message {id} of event {event} is delivered by the store alone"));
        }
        MessageState::Sending => {
            verdict.complaints.push(format!("message {id} is still leased after the engine has stopped"));
        }
        _ => {}
    }
    verdict.delivered += u64::from(taken);
    verdict.kept += u64::from(!taken);
    for request in seen.iter().filter(|seen| seen.body != at.body) {
        verdict.lost.push(format!("message {id}, attempt {}: another body arrived", request.attempt));
    }
    if message.attempts.iter().zip(1..).any(|(attempt, number)| attempt.number != number) {
        verdict.complaints.push(format!("message {id}: its attempts are not numbered 1, 2, 3, …"));
    }
    let mut numbers = HashSet::new();
    for (index, request) in seen.iter().enumerate() {
        let number = request.attempt;
        if !numbers.insert(number) {
            verdict.unexplained.push(format!("message {id}: attempt {number} arrived twice"));
        }
        match row(message, number) {
            None => {
                verdict.unexplained.push(format!("message {id}: attempt {number} arrived and has no row"))
            }
            Some(row) => believe(verdict, id, row, request),
        }
        let before = &seen[..index];
        verdict.duplicates += u64::from(before.iter().any(|seen| seen.taken));
        // One sentence for a request, however many stand before it.
        if let Some(earlier) = before.iter().find(|earlier| !explains(message, earlier)) {
            verdict.unexplained.push(format!(
                "message {id}: attempt {number} followed attempt {}, whose row gives no reason for another",
                earlier.attempt
            ));
        }
    }
}

fn row(message: &StoredMessage, number: u32) -> Option<&StoredAttempt> {
    message.attempts.iter().find(|attempt| attempt.number == number)
}

/// Whether an earlier request gives a reason for a later one: a failure on record, and where the receiver had taken it,
/// one whose outcome the sender could not know.
fn explains(message: &StoredMessage, earlier: &Seen) -> bool {
    let truth = row(message, earlier.attempt).and_then(|row| row.truth);
    if earlier.taken { truth == Some(FailureTruth::Unknown) } else { truth.is_some() }
}

/// A row may not say other than the ledger: that a refused request was delivered, that a taken one was refused, or that
/// nothing was sent.
fn believe(verdict: &mut Verdict, id: &str, row: &StoredAttempt, request: &Seen) {
    let untrue = match (row.result, row.truth) {
        (AttemptResult::Delivered, _) => !request.taken,
        (AttemptResult::Failed, Some(FailureTruth::Refused)) => request.taken,
        (AttemptResult::Failed, Some(FailureTruth::Unknown)) => false,
        (AttemptResult::Failed, Some(FailureTruth::NotSent) | None) => true,
    };
    if untrue {
        let (number, taken) = (row.number, if request.taken { "took" } else { "refused" });
        verdict.complaints.push(format!(
            "message {id}: the receiver {taken} attempt {number}, and its row says {}",
            row.truth.map_or("delivered", FailureTruth::as_str)
        ));
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
