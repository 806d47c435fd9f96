//! Messages, attempts, filters and page keys.

use hookdesk_connect::{Exchange, Outgoing};
use hookdesk_core::Fault;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::{Auth, Hook};
use hookdesk_core::id::{HookId, SubscriptionId};
use hookdesk_core::message as domain;
use hookdesk_core::oauth::{life, told};
use hookdesk_core::time::UtcMillis;
use hookdesk_store as store;

use crate::nearest;
use crate::wire::convert::time;
use crate::wire::{
    Advice, AttemptResult, AttemptRow, Body, BulkStep, Counts, MessageFilter, MessagePage, MessageRow,
    SortBy, SortOrder, Timings, Trigger,
};

impl From<domain::Message> for MessageRow {
    fn from(message: domain::Message) -> Self {
        Self {
            seq: message.seq,
            id: message.id.to_string(),
            event_id: message.event_id,
            event_name: message.event_name,
            subscription_id: message.subscription_id.0,
            state: message.state.into(),
            reason: message.reason,
            due_at: message.due_at.map(UtcMillis::to_rfc3339),
            attempts: message.attempts,
            last_status: message.last_status,
            last_truth: message.last_truth.map(Into::into),
            last_class: message.last_class.map(Into::into),
            binding: message.binding.into(),
            edited: message.edited,
            created_at: message.created_at.to_rfc3339(),
            updated_at: message.updated_at.to_rfc3339(),
        }
    }
}

impl From<domain::Timings> for Timings {
    fn from(timings: domain::Timings) -> Self {
        let domain::Timings { dns_us, connect_us, tls_us, head_us, total_us } = timings;
        Self { dns_us, connect_us, tls_us, head_us, total_us }
    }
}

/// An attempt as the window shows it.
pub fn attempt_row(attempt: domain::Attempt, auth: &Auth) -> AttemptRow {
    let timings = attempt.timings;
    let advice = advice(auth, attempt.status, attempt.response.as_ref(), attempt.started_at, timings.head_us);
    let (response_headers, response_body, response_truncated) = response(attempt.response);
    AttemptRow {
        number: attempt.number,
        trigger: attempt.trigger.into(),
        started_at: attempt.started_at.to_rfc3339(),
        timings: attempt.timings.into(),
        result: attempt.result.into(),
        truth: attempt.truth.map(Into::into),
        class: attempt.class.map(Into::into),
        status: attempt.status,
        retry_after_ms: attempt.retry_after_ms,
        error: attempt.error,
        advice,
        edited: attempt.edited,
        method: attempt.request.method,
        url: attempt.request.url,
        request_headers: attempt.request.headers,
        response_headers,
        response_body,
        response_truncated,
    }
}

/// A connection test in the form of an attempt; its number is 0.
pub fn tested(sent: &Outgoing, auth: &Auth, started_at: UtcMillis, exchange: Exchange) -> AttemptRow {
    let request = sent.record();
    let (truth, class, status, retry_after_ms) = match exchange.ended {
        Ended::Answered { status: status @ 200..=299, retry_after_ms } => {
            (None, None, Some(status), retry_after_ms)
        }
        Ended::Answered { status, retry_after_ms } => {
            (Some(domain::FailureTruth::Refused), None, Some(status), retry_after_ms)
        }
        Ended::Failed { class, truth, status } => (Some(truth), Some(class), status, None),
    };
    let advice = advice(auth, status, exchange.response.as_ref(), started_at, exchange.timings.head_us);
    let (response_headers, response_body, response_truncated) = response(exchange.response);
    AttemptRow {
        number: 0,
        trigger: Trigger::Manual,
        started_at: started_at.to_rfc3339(),
        timings: exchange.timings.into(),
        result: if truth.is_none() { AttemptResult::Delivered } else { AttemptResult::Failed },
        truth: truth.map(Into::into),
        class: class.map(Into::into),
        status,
        retry_after_ms,
        error: exchange.error,
        advice,
        edited: false,
        method: request.method,
        url: request.url,
        request_headers: request.headers,
        response_headers,
        response_body,
        response_truncated,
    }
}

/// What a refusal means, where it is known who answers like that.
fn advice(
    auth: &Auth,
    status: Option<u16>,
    response: Option<&domain::ResponseRecord>,
    started_at: UtcMillis,
    head_us: Option<u64>,
) -> Option<Advice> {
    let response = response?;
    let header = |name: &str| {
        let mut headers = response.headers.iter();
        headers.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    };
    let took = head_us.and_then(|us| i64::try_from(us / 1_000).ok());
    let skew_ms =
        header("date").and_then(|date| life::skew_ms(date, started_at, started_at.plus(took.unwrap_or(0))));
    let www_authenticate = header("www-authenticate");
    let refusal = told::Refusal { status: status?, www_authenticate, body: &response.body, skew_ms };
    told::in_words(auth, refusal).map(|(what, next)| Advice { what, next })
}

fn response(response: Option<domain::ResponseRecord>) -> (Vec<(String, String)>, Option<Body>, bool) {
    match response {
        Some(response) => (response.headers, Some(Body::new(response.body)), response.truncated),
        None => (Vec::new(), None, false),
    }
}

impl From<store::MessagePage> for MessagePage {
    fn from(page: store::MessagePage) -> Self {
        Self {
            items: page.rows.into_iter().map(Into::into).collect(),
            next: page.next.map(page_key),
            unindexed: page.unindexed,
        }
    }
}

impl From<store::BulkStep> for BulkStep {
    fn from(step: store::BulkStep) -> Self {
        let store::BulkStep { changed, left, next } = step;
        Self { changed, left, next }
    }
}

impl From<store::Counts> for Counts {
    fn from(counts: store::Counts) -> Self {
        use domain::MessageState as S;
        let of = |state: S| counts.by_state.get(&state).copied().unwrap_or(0);
        Self {
            queued: of(S::Queued),
            sending: of(S::Sending),
            retrying: of(S::Retrying),
            held: of(S::Held),
            delivered: of(S::Delivered),
            rejected: of(S::Rejected),
            discarded: of(S::Discarded),
            skipped: of(S::Skipped),
            all: counts.by_state.values().sum(),
            events: counts.events,
            unmatched_events: counts.unmatched_events,
        }
    }
}

/// A page key as text: the position, and the due time where the page is sorted by it.
pub fn page_key(key: store::PageKey) -> String {
    match key.due_at {
        None => key.seq.to_string(),
        Some(due) => format!("{}:{}", key.seq, due.0),
    }
}

/// Reads [`page_key`]'s text.
pub fn parse_page_key(text: &str) -> Result<store::PageKey, Fault> {
    let (seq, due_at) = match text.split_once(':') {
        None => (text.parse().ok(), Some(None)),
        Some((seq, due)) => (seq.parse().ok(), due.parse().ok().map(|ms| Some(UtcMillis(ms)))),
    };
    let unreadable =
        || Fault::invalid("after", "this is no page's end").next("Give the `next` of the page before it.");
    Ok(store::PageKey { seq: seq.ok_or_else(unreadable)?, due_at: due_at.ok_or_else(unreadable)? })
}

impl From<SortBy> for store::SortBy {
    fn from(sort: SortBy) -> Self {
        match sort {
            SortBy::Created => Self::Created,
            SortBy::Due => Self::Due,
        }
    }
}

impl From<SortOrder> for store::Order {
    fn from(order: SortOrder) -> Self {
        match order {
            SortOrder::Desc => Self::Descending,
            SortOrder::Asc => Self::Ascending,
        }
    }
}

impl MessageFilter {
    /// As the store asks it; `hooks` are the ones there are.
    pub fn to_store(&self, hooks: &[Hook]) -> Result<store::MessageFilter, Fault> {
        let named = self.hooks.iter().flatten().map(|name| hook_id(hooks, name));
        Ok(store::MessageFilter {
            states: self.states.iter().flatten().map(|state| (*state).into()).collect(),
            subscriptions: self.subscriptions.iter().flatten().map(|id| SubscriptionId(*id)).collect(),
            hooks: named.collect::<Result<_, _>>()?,
            from: time("filter.from", self.from.as_deref())?,
            to: time("filter.to", self.to.as_deref())?,
            status: self.status.as_deref().map(status).transpose()?,
            search: self.search.clone().filter(|text| !text.trim().is_empty()),
        })
    }
}

fn hook_id(hooks: &[Hook], name: &str) -> Result<HookId, Fault> {
    let found = hooks.iter().find(|hook| hook.name.as_str().eq_ignore_ascii_case(name));
    found.map(|hook| hook.id).ok_or_else(|| nearest::unknown_hook("filter.hooks", name, hooks))
}

/// `404`, `4xx` or `none`.
fn status(text: &str) -> Result<store::StatusFilter, Fault> {
    let lower = text.trim().to_ascii_lowercase();
    let class = lower.strip_suffix("xx").and_then(|digit| digit.parse::<u8>().ok());
    match (lower.as_str(), class, lower.parse::<u16>()) {
        ("none", ..) => Ok(store::StatusFilter::NoAnswer),
        (_, Some(class @ 1..=5), _) => Ok(store::StatusFilter::Class(class)),
        (_, None, Ok(status @ 100..=999)) => Ok(store::StatusFilter::Exact(status)),
        _ => Err(Fault::invalid("filter.status", "this is no HTTP status")
            .next("Write 404, 4xx, or none for attempts without an answer.")),
    }
}
