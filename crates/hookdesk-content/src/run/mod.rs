//! A synchronous run as decisions only: which hooks are called now, what their answers do to the payload, what is
//! logged, and what the caller is told. Whoever drives it builds the requests and sends them. Spec "Adobe webhooks",
//! sections 2 and 8.
//!
//!     while let Some(batch) = run.batch() { build and send each of them; run.merge(calls, …) }
//!     run.outcome()

mod batches;
mod failure;
mod given;
mod log;
mod outcome;
mod preview;
mod request;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::time::Duration;

use crate::definition::Webhook;
use crate::json::Json;
use crate::operations::{self, Answer, Thrown};

pub use batches::{batches, of};
pub use failure::{Failure, answer};
pub use given::Given;
pub use log::{Level, Line};
pub use outcome::{DEFAULT_CLASS, DEFAULT_MESSAGE, Exception, Outcome};
pub use preview::{Preview, Seen, preview};
pub use request::{Console, Prepared, Ready, Request, Step};

/// Longest answer taken, in bytes; a longer one is a failure of its hook.
pub const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// One run of the hooks of one method and moment.
pub struct Run<'h, 'p> {
    hooks: Vec<&'h Webhook>,
    batches: Vec<Vec<usize>>,
    next: usize,
    payload: Json<'p>,
    /// As it was posted, kept from the first change on: an exception takes every change back.
    posted: Option<Json<'p>>,
    log: Vec<Line>,
    exception: Option<Exception>,
}

/// What became of one hook of the batch.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its place among the run's hooks.
    pub hook: usize,
    /// What building its request had to say, in order.
    pub notes: Vec<(Level, String)>,
    /// How it ended.
    pub reply: Reply,
}

/// How a call ended.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Its rules do not hold; nothing was sent.
    Silent {
        /// Which rule, and why.
        why: String,
    },
    /// Nothing was sent, and that is no failure of this run: the endpoint is left alone for a while.
    Rested {
        /// One sentence.
        why: String,
    },
    /// A 2xx with valid operations.
    Answered {
        /// What they are.
        answer: Answer,
        /// Where the request went, without secrets, and how long it took; none where nothing was sent.
        took: Option<(String, Duration)>,
        /// Whether the answer was kept from an earlier call.
        cached: bool,
    },
    /// Anything else.
    Failed {
        /// What happened.
        failure: Failure,
        /// As above; none where nothing was sent.
        took: Option<(String, Duration)>,
    },
}

/// Turns a value that the hook at that place gave for a dotted path back into the shop's form.
pub type Back<'f> = dyn Fn(usize, &str, Json<'static>) -> Result<Json<'static>, String> + 'f;

impl<'h, 'p> Run<'h, 'p> {
    /// Begins a run. The hooks are those of one method and moment, in the order of their definition.
    pub fn new(hooks: impl IntoIterator<Item = &'h Webhook>, payload: Json<'p>) -> Self {
        let hooks: Vec<&Webhook> = hooks.into_iter().collect();
        let batches = batches(&hooks);
        Self { hooks, batches, next: 0, payload, posted: None, log: Vec::new(), exception: None }
    }

    /// The places of the hooks to call now, all at once; none when the run is over.
    pub fn batch(&self) -> Option<&[usize]> {
        let over = self.exception.is_some();
        self.batches.get(self.next).filter(|_| !over).map(Vec::as_slice)
    }

    /// The hook at a place.
    pub fn hook(&self, place: usize) -> Option<&'h Webhook> {
        self.hooks.get(place).copied()
    }

    /// The payload as the batches so far have left it: what the hooks of the next one read.
    pub fn payload(&self) -> &Json<'p> {
        &self.payload
    }

    /// The payload as text: `posted`, byte for byte, until something changed it.
    pub fn text<'t>(&self, posted: &'t [u8]) -> Cow<'t, [u8]> {
        match &self.posted {
            None => Cow::Borrowed(posted),
            Some(_) => Cow::Owned(self.payload.to_bytes()),
        }
    }

    /// Takes what became of the batch's hooks, lowest priority first, so that the highest has the last word. The
    /// first failure that counts ends the run.
    pub fn merge(&mut self, mut calls: Vec<Call>, back: &Back<'_>) {
        let Some(batch) = self.batches.get(self.next) else { return };
        self.next += 1;
        // A hook nobody called must not pass for one that had nothing to say.
        for place in batch {
            if !calls.iter().any(|call| call.hook == *place) {
                let failure = Failure::Unsent("it was not called".to_owned());
                let reply = Reply::Failed { failure, took: None };
                calls.push(Call { hook: *place, notes: Vec::new(), reply });
            }
        }
        calls.retain(|call| batch.contains(&call.hook));
        calls.sort_by_key(|call| (self.hooks.get(call.hook).map_or(0, |hook| hook.priority), call.hook));
        for call in calls {
            self.take(call, back);
        }
    }

    /// What the caller is told. Before the run is over: what it would be told if nothing more came.
    pub fn outcome(self) -> Outcome<'p> {
        let Self { payload, posted, log, exception, .. } = self;
        match exception {
            Some(exception) => {
                Outcome { payload: posted.unwrap_or(payload), exception: Some(exception), log }
            }
            None => Outcome { payload, exception: None, log },
        }
    }

    fn take(&mut self, call: Call, back: &Back<'_>) {
        let Some(hook) = self.hook(call.hook) else { return };
        for (level, message) in call.notes {
            self.say(hook, level, message);
        }
        match call.reply {
            Reply::Silent { why } => {
                self.say(hook, Level::Debug, format!("Hook \"{}\" is not called: {why}.", hook.name));
            }
            Reply::Rested { why } => self.say(hook, Level::Warning, why),
            Reply::Failed { failure, took } => {
                self.took(hook, took);
                self.fail(hook, &failure);
            }
            Reply::Answered { answer, took, cached } => {
                if cached {
                    let message = format!("The answer for hook \"{}\" comes from the cache.", hook.name);
                    self.say(hook, Level::Debug, message);
                }
                self.took(hook, took);
                self.apply(hook, answer, &|path, value| back(call.hook, path, value));
            }
        }
    }

    fn took(&mut self, hook: &Webhook, took: Option<(String, Duration)>) {
        let Some((url, time)) = took else { return };
        let ms = time.as_secs_f64() * 1_000.0;
        let name = &hook.name;
        self.say(
            hook,
            Level::Debug,
            format!("Request to url {url} for hook \"{name}\" executed in {ms:.6} ms."),
        );
        let soft = hook.soft_timeout_ms;
        if soft > 0 && time > Duration::from_millis(soft.into()) {
            let message =
                format!("The request for hook \"{name}\" took {ms:.0} ms; its soft timeout is {soft} ms.");
            self.say(hook, Level::Notice, message);
        }
    }

    fn apply(&mut self, hook: &Webhook, answer: Answer, inward: &operations::Inward<'_>) {
        let Answer { changes, exception, remarks } = answer;
        for remark in remarks {
            self.say(hook, remark.level, format!("Hook \"{}\": {}", hook.name, remark.message));
        }
        if let Some(thrown) = exception {
            return self.throw(hook, thrown);
        }
        if changes.is_empty() || self.exception.is_some() {
            return;
        }
        if self.posted.is_none() {
            self.posted = Some(self.payload.clone());
        }
        match operations::apply(&mut self.payload, changes, inward) {
            Ok(remarks) => {
                for remark in remarks {
                    self.say(hook, remark.level, format!("Hook \"{}\": {}", hook.name, remark.message));
                }
            }
            Err(fault) => self.fail(hook, &Failure::Answer(fault)),
        }
    }

    /// An endpoint's own exception stops the caller, whether its hook is required or not: it was asked, and said no.
    fn throw(&mut self, hook: &Webhook, thrown: Thrown) {
        let message = thrown.message.unwrap_or_else(|| outcome::fallback(hook));
        let line = format!(
            "Failed to process webhook \"{}\". Or webhook endpoint returned exception operation. Error: {message}",
            hook.method
        );
        self.say(hook, Level::Error, line);
        let class = thrown.class.unwrap_or_else(|| DEFAULT_CLASS.to_owned());
        self.exception.get_or_insert(Exception { class, message });
    }

    fn fail(&mut self, hook: &Webhook, failure: &Failure) {
        let line = format!("The request for hook \"{}\" failed. Reason: {failure}", hook.name);
        self.say(hook, Level::Error, line);
        if hook.required {
            let exception = Exception { class: DEFAULT_CLASS.to_owned(), message: outcome::fallback(hook) };
            self.exception.get_or_insert(exception);
        }
    }

    fn say(&mut self, hook: &Webhook, level: Level, message: String) {
        self.log.push(Line { level, hook: hook.name.clone(), batch: hook.batch.clone(), message });
    }
}
