//! What a token endpoint does out of the ordinary.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};

use crate::answer::Answer;

/// What a token endpoint does out of the ordinary.
#[derive(Debug, Clone)]
pub enum Oddity {
    /// Answers a login page, status 200.
    Html,
    /// Answers this status with a page of a proxy.
    Status(u16),
    /// Answers 503 with `Retry-After` in seconds.
    Busy(u32),
    /// Gives a token of so many bytes.
    Huge(usize),
    /// Leaves the lifetime out.
    NoExpiry,
    /// Gives this as the lifetime.
    Expiry(Value),
    /// Answers 200 without a token.
    NoToken,
    /// Answers as usual, later.
    Slow(Duration),
    /// Takes the request and never answers.
    Silent,
    /// Does what was asked, and closes before it has told so: the new tokens are lost on the way.
    Lost,
}

impl Oddity {
    /// What is answered in place of a token, and before anything is changed.
    pub(crate) fn instead(&self) -> Option<Answer> {
        let page = "<!DOCTYPE html><html><title>Login</title><body>Please log in.</body></html>";
        Some(match self {
            Self::Html => Answer::body(200, "text/html; charset=UTF-8", page),
            Self::Status(status) => Answer::body(*status, "text/html", page),
            Self::Busy(seconds) => Answer::Reply {
                status: 503,
                headers: vec![("retry-after".to_owned(), seconds.to_string())],
                body: Vec::new(),
            },
            Self::Silent => Answer::Silent,
            Self::NoToken => Answer::body(200, "application/json", "{\"status\":\"ok\"}"),
            Self::Huge(_) | Self::NoExpiry | Self::Expiry(_) | Self::Slow(_) | Self::Lost => return None,
        })
    }

    /// The token's text.
    pub(crate) fn token(&self, token: String) -> String {
        match self {
            Self::Huge(bytes) => token.chars().chain(std::iter::repeat('x')).take(*bytes).collect(),
            _ => token,
        }
    }

    /// The answer with a token in it, changed.
    pub(crate) fn change(&self, mut answer: Value) -> Answer {
        match self {
            Self::NoExpiry => {
                answer.as_object_mut().map(|fields| fields.remove("expires_in"));
            }
            Self::Expiry(value) => answer["expires_in"] = value.clone(),
            _ => {}
        }
        let reply = Answer::body(200, "application/json", answer.to_string());
        match self {
            Self::Slow(delay) => Answer::Slow(*delay, Box::new(reply)),
            Self::Lost => Answer::Close,
            _ => reply,
        }
    }
}

/// The oddities to come: those planned, in order, then what lasts.
#[derive(Debug, Default)]
pub(crate) struct Oddities {
    pub(crate) plan: VecDeque<Oddity>,
    pub(crate) lasting: Option<Oddity>,
}

impl Oddities {
    pub(crate) fn next(&mut self) -> Option<Oddity> {
        self.plan.pop_front().or_else(|| self.lasting.clone())
    }
}

/// A token answer as it should be.
pub(crate) fn plain(answer: Value, odd: Option<&Oddity>) -> Answer {
    match odd {
        Some(odd) => odd.change(answer),
        None => Answer::body(200, "application/json", answer.to_string()),
    }
}

/// Mautic's and Zithara's answers to a request without a place.
pub(crate) fn not_found() -> Answer {
    Answer::body(
        404,
        "application/json",
        json!({ "errors": [{ "message": "Not found", "code": 404, "type": null }] }).to_string(),
    )
}
