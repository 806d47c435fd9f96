//! A run without sending: what each hook would send, and what given answers would come to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use hookdesk_core::fault::Fault;
use hookdesk_core::weburl;

use super::outcome::object;
use super::{Call, Failure, Given, Level, MAX_ANSWER, Outcome, Prepared, Reply, Request, Run, Step, answer};
use crate::context::World;
use crate::convert::Aliases;
use crate::definition::Webhook;
use crate::json::Json;

/// What came of it.
pub struct Preview<'a> {
    /// Every hook, in the order of the run; those that are switched off or never reached do not fire.
    pub hooks: Vec<Seen>,
    /// The end of the run; none where no answers were given.
    pub outcome: Option<Outcome<'a>>,
}

/// One hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its name.
    pub name: String,
    /// Its batch.
    pub batch: String,
    /// Whether it is called.
    pub fires: bool,
    /// Why not; why its request cannot be made.
    pub why: Option<String>,
    /// What it would send.
    pub request: Option<Request>,
}

/// Previews the hooks of one method and moment. `payload` is `raw`, read. Answers are found by a hook's name, or by
/// `batch.name` where names repeat; a hook that is given none counts as one that says `success`, which is logged.
///
/// The fault is the first hook's that does not compile; it names the hook.
pub fn preview<'a>(
    hooks: &'a [&'a Webhook],
    payload: Json<'a>,
    raw: &'a [u8],
    world: &dyn World,
    answers: Option<&HashMap<String, Given>>,
) -> Result<Preview<'a>, Fault> {
    let prepared: Vec<Prepared> = hooks.iter().map(|hook| compile(hook)).collect::<Result<_, _>>()?;
    let mut seen: Vec<Option<Seen>> = vec![None; hooks.len()];
    let mut order = Vec::new();
    let mut run = Run::new(hooks.iter().copied(), payload);
    while let Some(batch) = run.batch() {
        let text = run.text(raw);
        let mut calls = Vec::new();
        for place in batch {
            let hook = &prepared[*place];
            let ready = hook.ready(run.payload(), &text, world);
            order.push(*place);
            seen[*place] = Some(look(hook.hook(), &ready.step));
            let (reply, note) = reply(hook.hook(), ready.step, answers);
            let notes = ready.notes.into_iter().chain(note).collect();
            calls.push(Call { hook: *place, notes, reply });
        }
        run.merge(calls, &|place, path, value| match prepared.get(place) {
            Some(hook) => hook.back(path, value),
            None => Ok(value),
        });
    }
    order.extend((0..hooks.len()).filter(|place| seen[*place].is_none()));
    let hooks =
        order.into_iter().map(|place| seen[place].take().unwrap_or_else(|| quiet(hooks[place]))).collect();
    Ok(Preview { hooks, outcome: answers.map(|_| run.outcome()) })
}

fn compile(hook: &Webhook) -> Result<Prepared, Fault> {
    Prepared::compile(hook.clone(), &Aliases::new()).map_err(|faults| {
        let fault =
            faults.into_iter().next().unwrap_or_else(|| Fault::invalid("content", "it cannot be used"));
        let message = format!("hook \"{}\" of the batch \"{}\": {}", hook.name, hook.batch, fault.message);
        Fault { message, ..fault }
    })
}

/// A hook that is switched off, or whose turn never comes.
fn quiet(hook: &Webhook) -> Seen {
    let why = if hook.active { "an earlier batch ended the run" } else { "it is switched off" };
    let (name, batch) = (hook.name.clone(), hook.batch.clone());
    Seen { name, batch, fires: false, why: Some(why.to_owned()), request: None }
}

fn look(hook: &Webhook, step: &Step) -> Seen {
    let (fires, why, request) = match step {
        Step::Silent { why } => (false, Some(why.clone()), None),
        Step::Unsent(failure) => (true, Some(failure.to_string()), None),
        Step::Send(request) => (true, None, Some(request.clone())),
    };
    Seen { name: hook.name.clone(), batch: hook.batch.clone(), fires, why, request }
}

fn reply(
    hook: &Webhook,
    step: Step,
    answers: Option<&HashMap<String, Given>>,
) -> (Reply, Option<(Level, String)>) {
    let request = match step {
        Step::Silent { why } => return (Reply::Silent { why }, None),
        Step::Unsent(failure) => return (Reply::Failed { failure, took: None }, None),
        Step::Send(request) => request,
    };
    let full = format!("{}.{}", hook.batch, hook.name);
    let given = answers.and_then(|answers| answers.get(&full).or_else(|| answers.get(&hook.name)));
    let (status, body, took) = match given {
        Some(Given::Answer { status, body, took }) => (*status, Cow::Borrowed(body), *took),
        Some(Given::Timeout) => {
            let failure = Failure::Timeout(hook.timeout_ms.into());
            return (Reply::Failed { failure, took: None }, None);
        }
        None => {
            let note = answers.map(|_| {
                let message = format!("No answer is given for hook \"{}\"; taken as success.", hook.name);
                (Level::Warning, message)
            });
            let answer = crate::operations::Answer::default();
            return (Reply::Answered { answer, took: None, cached: false }, note);
        }
    };
    let url = request.shown_url();
    let limit = Duration::from_millis(hook.timeout_ms.into());
    let judged = if body.len() > MAX_ANSWER {
        Err(Failure::TooLarge(MAX_ANSWER as u64))
    } else if !limit.is_zero() && took.is_some_and(|took| took > limit) {
        Err(Failure::Timeout(hook.timeout_ms.into()))
    } else {
        answer(request.verb, &url, status, &body)
    };
    let took = took.map(|took| (url, took));
    match judged {
        Ok(answer) => (Reply::Answered { answer, took, cached: false }, None),
        Err(failure) => (Reply::Failed { failure, took }, None),
    }
}

impl Request {
    /// The address without secrets.
    pub fn shown_url(&self) -> String {
        if self.url.is_secret() {
            return self.url.to_string();
        }
        match url::Url::parse(&self.url.reveal()) {
            Ok(url) => weburl::redact(&url),
            Err(_) => self.url.to_string(),
        }
    }

    /// `{"method","url","headers","body"}`, without secrets. A JSON body stands there as JSON, any other as text.
    pub fn into_json(self) -> Json<'static> {
        let url = self.shown_url();
        let shown = |(name, value): (String, crate::template::Marked)| {
            let secret = hookdesk_core::headers::is_secret(&name);
            let value = if secret { "[redacted]".to_owned() } else { value.to_string() };
            (name.into(), Json::text(value))
        };
        let is_json = self.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type") && value.to_string().contains("json")
        });
        let body = self.body.map_or(Json::Null, |body| {
            let text = String::from_utf8_lossy(&body);
            match crate::json::read(&text) {
                Ok(json) if is_json => json.into_owned(),
                _ => Json::text(text.into_owned()),
            }
        });
        object([
            ("method", Json::text(self.verb.as_str())),
            ("url", Json::text(url)),
            ("headers", Json::Object(self.headers.into_iter().map(shown).collect())),
            ("body", body),
        ])
    }
}

impl<'a> Preview<'a> {
    /// `{"hooks":[{"name","fires","request"}],"outcome"}`.
    pub fn into_json(self) -> Json<'a> {
        let hook = |seen: Seen| {
            object([
                ("name", Json::text(seen.name)),
                ("fires", Json::Bool(seen.fires)),
                ("request", seen.request.map_or(Json::Null, Request::into_json)),
            ])
        };
        object([
            ("hooks", Json::List(self.hooks.into_iter().map(hook).collect())),
            ("outcome", self.outcome.map_or(Json::Null, Outcome::into_json)),
        ])
    }
}

#[cfg(test)]
#[path = "preview_tests.rs"]
mod tests;
