//! Trying a hook's content out: built as for a message, and really sent, to a receiver on this machine.

use std::time::Duration;

use hookdesk_connect::generic::{self, ContentHeader, Keys, Parts};
use hookdesk_content::definition::Content;
use hookdesk_core::address::Private;
use hookdesk_core::config::{ContentWrap, Method, PayloadBinding, Recipient, Signing, Subscription};
use hookdesk_core::id::{HookId, MessageId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use http::StatusCode;
use url::Url;
use uuid::Uuid;

use super::Engine;
use crate::contents::Preview;
use crate::hooks_run::{StandIn, Trace, TracedAnswer};

/// Where the receiver of this machine takes it.
const PATH: &str = "http://receiver/hook";
const TIMEOUT: Duration = Duration::from_secs(10);

/// A content and what to try it on.
#[derive(Debug, Clone, Copy)]
pub struct HookTry<'a> {
    /// The event's name.
    pub event_name: &'a str,
    /// The content, saved or not.
    pub content: &'a Content,
    /// How the payload becomes the body where no field says otherwise.
    pub wrap: ContentWrap,
    /// The payload: JSON.
    pub payload: &'a str,
    /// Context values: a JSON object.
    pub context: Option<&'a str>,
    /// The request's method.
    pub method: Method,
    /// What the receiver answers: its status.
    pub status: u16,
    /// Its body.
    pub answer: &'a str,
}

impl Engine {
    /// Builds what would be sent and sends it to a receiver on this machine, for this one request. Nothing is queued or
    /// kept. Faults: what is wrong with the content, `json.malformed`, `input.invalid` (fields `event_name`, `status`).
    pub async fn try_hook(&self, wanted: HookTry<'_>) -> Result<Trace, Fault> {
        let name = EventName::parse(wanted.event_name)?;
        let status = StatusCode::from_u16(wanted.status).ok().filter(|status| status.as_u16() >= 200);
        let status = status.ok_or_else(|| Fault::invalid("status", "a status is from 200 to 999"))?;
        let built = match self.preview(wanted.content, wanted.wrap, wanted.payload, wanted.context)? {
            Preview::Built(built) => *built,
            Preview::Faulty(faults) => {
                let none = || Fault::new(Code::Internal, "the content cannot be used");
                return Err(Fault::first_of(faults).unwrap_or_else(none));
            }
        };
        let trace = Trace {
            name: name.to_string(),
            batch: String::new(),
            fires: built.fires,
            request: None,
            answer: None,
        };
        if !built.fires {
            return Ok(trace);
        }
        if let Some(fault) = built.fault() {
            return Err(fault);
        }
        let receiver = StandIn::start(status, wanted.answer).await?;
        let url = Url::parse(PATH).ok().and_then(|url| receiver.url(&url));
        let url =
            url.ok_or_else(|| Fault::new(Code::Internal, "the receiver of this machine has no address"))?;
        let at = self.clock().now();
        let headers: Vec<ContentHeader> = built
            .headers
            .into_iter()
            .map(|(name, value)| ContentHeader { secret: value.is_secret(), value: value.reveal(), name })
            .collect();
        let body = built.body.unwrap_or_default();
        let parts = Parts {
            id: MessageId(Uuid::now_v7()),
            event_name: name.as_str(),
            number: 1,
            at,
            body: &body,
            content_type: built.content_type.as_deref().or((!body.is_empty()).then_some("application/json")),
            headers: &headers,
        };
        let subscription = stand_in_for(&name, url, wanted.method, at);
        let request = generic::build(&subscription, None, &Keys::default(), parts, Private::Any)?;
        let exchange = self.inner.carrier.common().send(&request, at).await;
        let sent = Some((request.record(), request.body.to_vec()));
        Ok(Trace { request: sent, answer: TracedAnswer::of(&request, &exchange), ..trace })
    }
}

/// The subscription the receiver of this machine stands for.
fn stand_in_for(name: &EventName, url: Url, method: Method, at: UtcMillis) -> Subscription {
    Subscription {
        id: SubscriptionId(0),
        label: String::new(),
        hook_id: HookId(0),
        event_name: name.clone(),
        recipient: Recipient::Url { url: url.into() },
        method,
        enabled: true,
        metadata: String::new(),
        binding: PayloadBinding::Snapshot,
        retry: RetryPolicy::Standard,
        timeout_ms: u64::try_from(TIMEOUT.as_millis()).unwrap_or(u64::MAX),
        concurrency: 1,
        rate: None,
        signing: Signing::None,
        headers: Vec::new(),
        consent: None,
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug: false,
        has_secret: false,
        created_at: at,
        updated_at: at,
    }
}
