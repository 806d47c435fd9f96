//! Answers that somebody gives instead of an endpoint: `{"<hook>": {"status": 200, "body": …}}`.

use std::collections::HashMap;
use std::time::Duration;

use hookdesk_core::fault::{Code, Fault};

use crate::json::{self, Json, Object};

/// An endpoint's answer, as somebody gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// An answer within that time, where one is given.
    Answer {
        /// Its status.
        status: u16,
        /// Its body.
        body: Vec<u8>,
        /// How long it took.
        took: Option<Duration>,
    },
    /// None within the hook's timeout.
    Timeout,
}

impl Given {
    /// Reads the answers of several hooks. Of each: `status` (200 where left out), `body` (text stands for itself, any
    /// other value for its JSON; nothing and null for an empty body), `elapsed_ms`, `timeout`. Faults name the part.
    pub fn read_all(text: &str) -> Result<HashMap<String, Self>, Fault> {
        let answers = json::read(text).map_err(|error| {
            Fault::new(Code::JsonMalformed, format!("the answers are not JSON: {error}")).field("response")
        })?;
        let Json::Object(answers) = answers else {
            return Err(Fault::invalid("response", "the answers are no object of hooks and their answers"));
        };
        answers.into_iter().map(|(hook, answer)| Ok((hook.to_string(), one(&hook, answer)?))).collect()
    }
}

fn one(hook: &str, answer: Json<'_>) -> Result<Given, Fault> {
    let wrong = |part: &str, why: &str| Fault::invalid(&format!("response.{hook}{part}"), why);
    let Json::Object(mut answer) = answer else {
        return Err(wrong("", "an answer is an object: {\"status\": 200, \"body\": …}"));
    };
    let status = match answer.remove("status") {
        None => 200,
        Some(status) => number(&status)
            .and_then(|n| u16::try_from(n).ok())
            .filter(|n| (100..600).contains(n))
            .ok_or_else(|| wrong(".status", "a status is a number from 100 to 599"))?,
    };
    let took = match answer.remove("elapsed_ms") {
        None | Some(Json::Null) => None,
        Some(ms) => {
            Some(number(&ms).ok_or_else(|| wrong(".elapsed_ms", "a time is a number of milliseconds"))?)
        }
    };
    let timeout = match answer.remove("timeout") {
        None | Some(Json::Null | Json::Bool(false)) => false,
        Some(Json::Bool(true)) => true,
        Some(_) => return Err(wrong(".timeout", "it is true or false")),
    };
    let body = match answer.remove("body") {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Text(text)) => text.into_owned().into_bytes(),
        Some(body) => body.to_bytes(),
    };
    known(hook, &answer)?;
    if timeout {
        return Ok(Given::Timeout);
    }
    Ok(Given::Answer { status, body, took: took.map(Duration::from_millis) })
}

/// What is left over is a slip of the pen.
fn known(hook: &str, rest: &Object<'_>) -> Result<(), Fault> {
    let Some((name, _)) = rest.iter().next() else { return Ok(()) };
    let name: String = name.chars().take(60).collect();
    let message = format!("{name:?} is no part of an answer; there are status, body, elapsed_ms and timeout");
    Err(Fault::new(Code::InputUnknownField, message).field(&format!("response.{hook}.{name}")))
}

fn number(value: &Json<'_>) -> Option<u64> {
    match value {
        Json::Number(text) => text.parse().ok(),
        _ => None,
    }
}
