//! A hook ready to be called: compiled once, its request built for each payload.

use hookdesk_core::config::ContentWrap;
use hookdesk_core::fault::Fault;

use super::{Failure, Level};
use crate::build::{self, Plan};
use crate::context::World;
use crate::convert::Aliases;
use crate::definition::{Verb, Webhook};
use crate::json::Json;
use crate::template::{Marked, Text};

/// A compiled webhook.
pub struct Prepared {
    hook: Webhook,
    plan: Plan,
    url: Text,
}

/// What a hook makes of a payload.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Remarks, in order.
    pub notes: Vec<(Level, String)>,
    /// What there is to do.
    pub step: Step,
}

/// What there is to do with a hook.
#[derive(Debug, Clone)]
pub enum Step {
    /// Its rules do not hold.
    Silent {
        /// Which, and why.
        why: String,
    },
    /// The request cannot be made.
    Unsent(Failure),
    /// The request to send.
    Send(Request),
}

/// A request, before what only the sender knows: its id, signature and token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub verb: Verb,
    /// Where to; its shape is not checked yet.
    pub url: Marked,
    /// `Content-Type`, where there is a body, and the content's own headers, each name once.
    pub headers: Vec<(String, Marked)>,
    /// The body; none for GET.
    pub body: Option<Vec<u8>>,
}

impl Prepared {
    /// Compiles a webhook's content and address; `aliases` stand in for the shop's converters. Each fault names its part: `url`, `fields[2].source`.
    pub fn compile(hook: Webhook, aliases: &Aliases) -> Result<Self, Vec<Fault>> {
        let url = Text::address(&hook.url).map_err(|fault| fault.field("url"));
        // The payload goes out as it is where there are no fields; wrapping is for queued hooks.
        match (Plan::compile_with(&hook.content, ContentWrap::Raw, aliases), url) {
            (Ok(plan), Ok(url)) => Ok(Self { hook, plan, url }),
            (plan, url) => {
                let mut faults = plan.err().unwrap_or_default();
                faults.extend(url.err());
                Err(faults)
            }
        }
    }

    /// The webhook.
    pub fn hook(&self) -> &Webhook {
        &self.hook
    }

    /// What it is made from.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Decides whether the hook fires for a payload, and builds its request. `payload` is `raw`, read.
    pub fn ready(&self, payload: &Json<'_>, raw: &[u8], world: &dyn World) -> Ready {
        let built = self.plan.build(payload, raw, world);
        let notes = built.notes.iter().filter(|note| note.level != build::Level::Error);
        let notes = notes.map(|note| (level(note.level), self.note(note))).collect();
        if !built.fires {
            let failing = built.why.iter().filter_map(|group| group.iter().find(|rule| !rule.holds));
            let why = failing.map(|rule| rule.why.as_str()).collect::<Vec<_>>().join("; ");
            return Ready { notes, step: Step::Silent { why } };
        }
        if let Some(fault) = built.fault() {
            return Ready { notes, step: Step::Unsent(Failure::Unsent(fault.message)) };
        }
        let url = match self.plan.text(&self.url, payload, &built, world) {
            Ok(url) => url,
            Err(fault) => return Ready { notes, step: Step::Unsent(Failure::Unsent(fault.message)) },
        };
        let verb = self.hook.verb.unwrap_or_default();
        let body = built.body.filter(|_| verb != Verb::Get);
        let mut headers: Vec<(String, Marked)> = Vec::with_capacity(built.headers.len() + 1);
        let kind = built.content_type.filter(|_| body.is_some());
        let own = kind.map(|kind| ("Content-Type".to_owned(), Marked::new(kind, false)));
        for (name, value) in own.into_iter().chain(built.headers) {
            match headers.iter_mut().find(|(there, _)| there.eq_ignore_ascii_case(&name)) {
                Some(there) => there.1 = value,
                None => headers.push((name, value)),
            }
        }
        Ready { notes, step: Step::Send(Request { verb, url, headers, body }) }
    }

    /// Turns a value that the endpoint put in the place of `path` (with dots) back into the shop's form.
    pub fn back(&self, path: &str, value: Json<'static>) -> Result<Json<'static>, String> {
        match self.plan.converter(path) {
            Some(converter) => converter.inward(value),
            None => Ok(value),
        }
    }

    fn note(&self, note: &build::Note) -> String {
        let field = note.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
        format!("Hook \"{}\": {field}{}", self.hook.name, note.message)
    }
}

fn level(level: build::Level) -> Level {
    match level {
        build::Level::Debug => Level::Debug,
        build::Level::Warning => Level::Warning,
        build::Level::Error => Level::Error,
    }
}
