//! What one hook was sent and answered, for a person to look at.

use hookdesk_connect::{Exchange, Outgoing};
use hookdesk_content::definition::Webhook;
use hookdesk_core::classify::Ended;
use hookdesk_core::message::{HeaderPair, RequestRecord};

/// Most of an answer's body that is shown, in bytes.
const SHOWN: usize = 64 * 1024;

/// One hook of a run.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The hook's name.
    pub name: String,
    /// Its batch.
    pub batch: String,
    /// Whether its rules hold.
    pub fires: bool,
    /// What it was sent, without secrets, and its body; none where nothing was.
    pub request: Option<(RequestRecord, Vec<u8>)>,
    /// What came back; none where nothing did.
    pub answer: Option<TracedAnswer>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct TracedAnswer {
    /// Its status.
    pub status: Option<u16>,
    /// Its headers, without secrets.
    pub headers: Vec<HeaderPair>,
    /// The beginning of its body.
    pub body: Vec<u8>,
}

/// What a call has to tell of itself.
pub(super) struct Told {
    pub request: (RequestRecord, Vec<u8>),
    pub answer: Option<TracedAnswer>,
}

impl Trace {
    pub(super) fn of(hook: &Webhook, fires: bool, told: Option<Told>) -> Self {
        let (request, answer) = match told {
            Some(told) => (Some(told.request), told.answer),
            None => (None, None),
        };
        Self { name: hook.name.clone(), batch: hook.batch.clone(), fires, request, answer }
    }
}

impl TracedAnswer {
    /// The answer of an exchange, without the secrets of what was sent; `None` where none came.
    pub(crate) fn of(sent: &Outgoing, exchange: &Exchange) -> Option<Self> {
        let mut response = exchange.response.clone()?;
        sent.redact_echo(&mut response);
        Some(Self::new(status(exchange), &response.headers, &response.body))
    }

    pub(super) fn new(status: Option<u16>, headers: &[HeaderPair], body: &[u8]) -> Self {
        Self { status, headers: headers.to_vec(), body: body[..body.len().min(SHOWN)].to_vec() }
    }
}

pub(super) fn status(exchange: &Exchange) -> Option<u16> {
    match exchange.ended {
        Ended::Answered { status, .. } => Some(status),
        Ended::Failed { status, .. } => status,
    }
}
