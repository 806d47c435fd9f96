use super::*;

fn row(number: u32, truth: Option<FailureTruth>) -> StoredAttempt {
    let result = if truth.is_some() { AttemptResult::Failed } else { AttemptResult::Delivered };
    StoredAttempt { number, result, truth }
}

fn seen(attempt: u32, taken: bool) -> Seen {
    Seen { attempt, body: "b1".to_owned(), taken }
}

/// One event, accepted, stored, delivered at the first attempt.
fn good() -> Books {
    let message =
        StoredMessage { id: "m1".to_owned(), state: MessageState::Delivered, attempts: vec![row(1, None)] };
    let event = StoredEvent { body: "b1".to_owned(), messages: vec![message] };
    Books {
        accepted: [("e1".to_owned(), "b1".to_owned())].into(),
        ledger: [("m1".to_owned(), vec![seen(1, true)])].into(),
        stored: [("e1".to_owned(), event)].into(),
        per_event: 1,
        complaints: Vec::new(),
    }
}

fn message(books: &mut Books) -> &mut StoredMessage {
    &mut books.stored.get_mut("e1").unwrap().messages[0]
}

#[test]
fn books_that_agree_hold() {
    let verdict = judge(&good());
    assert!(verdict.holds(), "{verdict:?}");
    assert_eq!((verdict.accepted, verdict.delivered, verdict.requests, verdict.duplicates), (1, 1, 1, 0));
}

#[test]
fn an_accepted_event_that_is_nowhere_is_lost() {
    let mut books = good();
    books.accepted.insert("e2".to_owned(), "b2".to_owned());
    assert_eq!(judge(&books).lost, ["event e2 was accepted and is not in the store"]);
}

#[test]
fn an_event_with_half_of_its_messages_is_lost() {
    let mut books = good();
    books.per_event = 2;
    assert_eq!(judge(&books).lost, ["event e1 became 1 of 2 messages"]);
}

#[test]
fn a_delivery_that_only_the_store_knows_of_is_lost() {
    let mut books = good();
    books.ledger.clear();
    assert_eq!(judge(&books).lost, ["message m1 of event e1 is delivered by the store alone"]);
    books.ledger.insert("m1".to_owned(), vec![seen(1, false)]);
    message(&mut books).state = MessageState::Retrying;
    message(&mut books).attempts = vec![row(1, Some(FailureTruth::Refused))];
    let verdict = judge(&books);
    assert!(verdict.holds(), "what waits is not lost: {verdict:?}");
    assert_eq!(verdict.kept, 1);
}

#[test]
fn another_body_is_a_loss() {
    let mut books = good();
    books.ledger.get_mut("m1").unwrap()[0].body = "b9".to_owned();
    assert_eq!(judge(&books).lost, ["message m1, attempt 1: another body arrived"]);
    let mut books = good();
    books.accepted.insert("e1".to_owned(), "b9".to_owned());
    assert_eq!(judge(&books).lost, ["event e1 is stored with other data than was accepted"]);
}

#[test]
fn a_second_delivery_needs_an_attempt_marked_unknown() {
    let mut books = good();
    books.ledger.get_mut("m1").unwrap().push(seen(2, true));
    message(&mut books).attempts = vec![row(1, Some(FailureTruth::Unknown)), row(2, None)];
    let verdict = judge(&books);
    assert!(verdict.holds(), "{verdict:?}");
    assert_eq!(verdict.duplicates, 1);
    for truth in [Some(FailureTruth::Refused), Some(FailureTruth::NotSent), None] {
        message(&mut books).attempts = vec![row(1, truth), row(2, None)];
        assert_eq!(judge(&books).unexplained.len(), 1, "{truth:?}");
    }
}

#[test]
fn a_retry_after_a_refusal_is_no_duplicate() {
    let mut books = good();
    books.ledger.insert("m1".to_owned(), vec![seen(1, false), seen(2, true)]);
    message(&mut books).attempts = vec![row(1, Some(FailureTruth::Refused)), row(2, None)];
    let verdict = judge(&books);
    assert!(verdict.holds() && verdict.duplicates == 0, "{verdict:?}");
}

#[test]
fn a_request_without_a_row_is_unexplained() {
    let mut books = good();
    books.ledger.insert("m1".to_owned(), vec![seen(1, false), seen(2, true)]);
    message(&mut books).attempts = vec![row(1, Some(FailureTruth::Refused))];
    assert_eq!(judge(&books).unexplained, ["message m1: attempt 2 arrived and has no row"]);
    books.ledger.insert("m1".to_owned(), vec![seen(1, false), seen(1, true)]);
    assert_eq!(judge(&books).unexplained, ["message m1: attempt 1 arrived twice"]);
    message(&mut books).attempts.clear();
    assert_eq!(
        judge(&books).unexplained.len(),
        4,
        "twice the same, no row for either, no reason for the second"
    );
}

#[test]
fn a_message_out_of_nowhere_is_unexplained() {
    let mut books = good();
    books.ledger.insert("m9".to_owned(), vec![seen(1, true)]);
    assert_eq!(judge(&books).unexplained, ["message m9 arrived and is not in the store"]);
}

#[test]
fn leases_gaps_and_a_damaged_file_are_complaints() {
    let mut books = good();
    message(&mut books).state = MessageState::Sending;
    assert_eq!(judge(&books).complaints.len(), 1);
    let mut books = good();
    message(&mut books).attempts = vec![row(2, None)];
    books.ledger.get_mut("m1").unwrap()[0].attempt = 2;
    assert_eq!(judge(&books).complaints.len(), 1);
    let mut books = good();
    books.complaints.push("row 3 missing from index".to_owned());
    assert!(!judge(&books).holds());
}

#[test]
fn a_retry_after_a_recorded_delivery_is_unexplained() {
    let mut books = good();
    books.ledger.insert("m1".to_owned(), vec![seen(1, false), seen(2, true)]);
    message(&mut books).attempts = vec![row(1, None), row(2, None)];
    let verdict = judge(&books);
    assert_eq!(verdict.unexplained.len(), 1, "{verdict:?}");
    assert_eq!(
        verdict.complaints,
        ["message m1: the receiver refused attempt 1, and its row says delivered"]
    );
}

#[test]
fn a_row_that_says_other_than_the_ledger_is_a_complaint() {
    for (taken, truth, says) in [
        (true, FailureTruth::Refused, "the receiver took attempt 1, and its row says refused"),
        (true, FailureTruth::NotSent, "the receiver took attempt 1, and its row says not_sent"),
        (false, FailureTruth::NotSent, "the receiver refused attempt 1, and its row says not_sent"),
    ] {
        let mut books = good();
        books.ledger.insert("m1".to_owned(), vec![seen(1, taken)]);
        message(&mut books).state = MessageState::Retrying;
        message(&mut books).attempts = vec![row(1, Some(truth))];
        assert_eq!(judge(&books).complaints, [format!("message m1: {says}")]);
        message(&mut books).attempts = vec![row(1, Some(FailureTruth::Unknown))];
        assert!(judge(&books).holds());
    }
}

#[test]
fn a_run_in_which_nothing_happened_proves_nothing() {
    assert!(!judge(&Books::default()).holds());
    let mut books = good();
    books.accepted.clear();
    assert!(!judge(&books).holds());
}
