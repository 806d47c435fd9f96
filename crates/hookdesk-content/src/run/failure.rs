//! How a call fails, in the words of the log.

use std::fmt;

use hookdesk_core::fault::Fault;

use crate::definition::Verb;
use crate::operations::{self, Answer};

/// Characters of an answer's body that stand in a log line.
const SUMMARY: usize = 120;

/// Why a call did not give operations to apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The request could not be built, or may not be sent.
    Unsent(String),
    /// No answer within the hard timeout, in milliseconds.
    Timeout(u64),
    /// No answer at all: name, connection, TLS.
    Unreachable(String),
    /// The answer is longer than this many bytes.
    TooLarge(u64),
    /// A status other than 2xx.
    Status {
        /// Of the request.
        verb: Verb,
        /// Without secrets.
        url: String,
        /// Of the answer.
        status: u16,
        /// The beginning of its body.
        summary: String,
    },
    /// A 2xx whose operations are invalid, or do not fit the payload.
    Answer(Fault),
}

/// Judges an answer: the operations of a 2xx (spec 2.4), or why there are none. `url` is shown in the log.
pub fn answer(verb: Verb, url: &str, status: u16, body: &[u8]) -> Result<Answer, Failure> {
    if (200..300).contains(&status) {
        return operations::read(body).map_err(Failure::Answer);
    }
    Err(Failure::Status { verb, url: url.to_owned(), status, summary: summary(body) })
}

/// The body's first characters on one line, as the shop's HTTP client cuts it.
fn summary(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(8 * SUMMARY)]);
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.trim();
    match plain.char_indices().nth(SUMMARY) {
        Some((end, _)) => format!("{} (truncated...)", &plain[..end]),
        None => plain.to_owned(),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent(why) => write!(f, "Not sent: {why}"),
            Self::Timeout(ms) => write!(f, "No answer within the timeout of {ms} ms"),
            Self::Unreachable(why) => f.write_str(why),
            Self::TooLarge(bytes) => write!(f, "The answer is longer than {bytes} bytes"),
            Self::Answer(fault) => write!(f, "Invalid answer: {}", fault.message),
            Self::Status { verb, url, status, summary } => {
                let kind = match status {
                    400..500 => "Client error",
                    500..600 => "Server error",
                    _ => "Unsuccessful request",
                };
                let reason = http::StatusCode::from_u16(*status).ok();
                let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
                let space = if reason.is_empty() { "" } else { " " };
                write!(
                    f,
                    "{kind}: `{}` resulted in a `{status}{space}{reason}` response",
                    format_args!("{} {url}", verb.as_str())
                )?;
                if summary.is_empty() { Ok(()) } else { write!(f, ": {summary}") }
            }
        }
    }
}
