//! A hook ready to be called: compiled once, its request built for each payload.

use hookdesk_core::config::ContentWrap;
use hookdesk_core::fault::{Code, Fault};

use super::{Failure, Level};
use crate::build::{self, Plan};
use crate::context::{Uses, World};
use crate::convert::Aliases;
use crate::definition::{ConsoleOauth, Verb, Webhook};
use crate::json::Json;
use crate::source::Chain;
use crate::template::{Marked, Text};

/// A compiled webhook.
pub struct Prepared {
    hook: Webhook,
    plan: Plan,
    url: Text,
    /// Client id, client secret and organisation id.
    console: Option<[Text; 3]>,
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
    /// Whose access token it carries.
    pub console: Option<Console>,
}

/// Developer Console credentials, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Console {
    /// Client id.
    pub client_id: Marked,
    /// Client secret.
    pub client_secret: Marked,
    /// Organisation id.
    pub org_id: Marked,
    /// `production` or `staging`.
    pub environment: Option<String>,
}

impl Prepared {
    /// Compiles a webhook's content and address; `aliases` stand in for the shop's converters. Each fault names its part: `url`, `fields[2].source`.
    pub fn compile(hook: Webhook, aliases: &Aliases) -> Result<Self, Vec<Fault>> {
        let url = Text::address(&hook.url).map_err(|fault| fault.field("url"));
        let console = hook.oauth.as_ref().map(console).transpose();
        // The payload goes out as it is where there are no fields; wrapping is for queued hooks.
        match (Plan::compile_with(&hook.content, ContentWrap::Raw, aliases), url, console) {
            (Ok(plan), Ok(url), Ok(console)) => Ok(Self { hook, plan, url, console }),
            (plan, url, console) => {
                let mut faults = plan.err().unwrap_or_default();
                faults.extend(url.err());
                faults.extend(console.err());
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

    /// What a shop would have to tell for it: every chain that `world` has no value for.
    pub fn needs(&self, world: &dyn World) -> Vec<Chain> {
        self.plan.needs(Uses::ALL, Some(&self.url), world)
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
        let fill = |text: &Text| self.plan.text(text, payload, &built, world);
        let console = match self.console.as_ref().map(|parts| self.credentials(parts, fill)).transpose() {
            Ok(console) => console,
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
        Ready { notes, step: Step::Send(Request { verb, url, headers, body, console }) }
    }

    /// Turns a value that the endpoint put in the place of `path` (with dots) back into the shop's form.
    pub fn back(&self, path: &str, value: Json<'static>) -> Result<Json<'static>, String> {
        match self.plan.converter(path) {
            Some(converter) => converter.inward(value),
            None => Ok(value),
        }
    }

    fn credentials(
        &self,
        [id, secret, org]: &[Text; 3],
        fill: impl Fn(&Text) -> Result<Marked, Fault>,
    ) -> Result<Console, Fault> {
        let filled = |text: &Text, what: &str| match fill(text) {
            Ok(value) if value.reveal().trim().is_empty() => {
                Err(Fault::new(Code::PlaceholderInvalid, format!("the {what} is empty")))
            }
            filled => filled,
        };
        Ok(Console {
            client_id: filled(id, "client id")?,
            client_secret: filled(secret, "client secret")?,
            org_id: filled(org, "organisation id")?,
            environment: self.hook.oauth.as_ref().and_then(|oauth| oauth.environment.clone()),
        })
    }

    fn note(&self, note: &build::Note) -> String {
        let field = note.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
        format!("Hook \"{}\": {field}{}", self.hook.name, note.message)
    }
}

fn console(oauth: &ConsoleOauth) -> Result<[Text; 3], Fault> {
    let part = |text: &str, field: &str| Text::header(text.trim()).map_err(|fault| fault.field(field));
    Ok([
        part(&oauth.client_id, "oauth.client_id")?,
        part(&oauth.client_secret, "oauth.client_secret")?,
        part(&oauth.org_id, "oauth.org_id")?,
    ])
}

fn level(level: build::Level) -> Level {
    match level {
        build::Level::Debug => Level::Debug,
        build::Level::Warning => Level::Warning,
        build::Level::Error => Level::Error,
    }
}
