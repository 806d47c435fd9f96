//! Routing: what an accepted event becomes for one subscription.

use crate::config::{Connection, Subscription};
use crate::event::EventSource;
use crate::message::{HoldReason, MessageState, SkipReason};

/// The state a new message starts in, and why, where it is not simply queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// To be sent at once.
    Queued,
    /// To wait.
    Held(HoldReason),
    /// Not to be sent, and visible.
    Skipped(SkipReason),
}

impl Start {
    /// The message state it stands for.
    pub fn state(self) -> MessageState {
        match self {
            Self::Queued => MessageState::Queued,
            Self::Held(_) => MessageState::Held,
            Self::Skipped(_) => MessageState::Skipped,
        }
    }

    /// The reason as stored.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Queued => None,
            Self::Held(reason) => Some(reason.as_str()),
            Self::Skipped(reason) => Some(reason.as_str()),
        }
    }
}

/// The metadata that marks the subscriptions of the sample data.
pub const SAMPLE: &str = "sample";

/// Whether a subscription hears of events from this source: made-up events never reach a person's own receivers.
pub fn hears(subscription: &Subscription, source: EventSource) -> bool {
    source != EventSource::Sample || subscription.metadata == SAMPLE
}

/// Decides for one subscription and, where it has one, its connection. `private_allowed` is the setting
/// `targets.private` = `allow`.
pub fn start(subscription: &Subscription, connection: Option<&Connection>, private_allowed: bool) -> Start {
    if !subscription.enabled {
        Start::Skipped(SkipReason::SubscriptionOff)
    } else if connection.is_some_and(|c| c.paused) {
        Start::Held(HoldReason::ConnectionPaused)
    } else if connection.is_some_and(|c| c.unauthorized) {
        Start::Held(HoldReason::Authorization)
    } else if subscription.awaits_consent(private_allowed) {
        Start::Held(HoldReason::Consent)
    } else {
        Start::Queued
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Auth, Method, PayloadBinding, Recipient, Signing};
    use crate::id::{ConnectionId, HookId, SubscriptionId};
    use crate::name::EventName;
    use crate::schedule::RetryPolicy;
    use crate::time::UtcMillis;

    fn subscription(enabled: bool, needs_consent: bool) -> Subscription {
        Subscription {
            id: SubscriptionId(1),
            label: String::new(),
            hook_id: HookId(1),
            event_name: EventName::parse("a.b").expect("name"),
            recipient: Recipient::Url { url: "http://10.0.0.1/".to_owned() },
            method: Method::Post,
            enabled,
            metadata: String::new(),
            binding: PayloadBinding::Snapshot,
            retry: RetryPolicy::Standard,
            timeout_ms: 30_000,
            concurrency: 1,
            rate: None,
            signing: Signing::None,
            headers: vec![],
            consent: None,
            needs_consent,
            blocked: None,
            public_host: None,
            debug: false,
            has_secret: false,
            created_at: UtcMillis(0),
            updated_at: UtcMillis(0),
        }
    }

    fn connection(paused: bool) -> Connection {
        Connection {
            id: ConnectionId(1),
            name: "c".to_owned(),
            base_url: "https://c.test/".to_owned(),
            auth: Auth::None,
            signing: Signing::None,
            headers: vec![],
            paused,
            has_auth_secret: false,
            has_signing_secret: false,
            unauthorized: false,
            tls: Default::default(),
            has_client_key: false,
            created_at: UtcMillis(0),
            updated_at: UtcMillis(0),
        }
    }

    #[test]
    fn a_message_starts_where_its_subscription_lets_it() {
        let consent = Start::Held(HoldReason::Consent);
        let paused = Start::Held(HoldReason::ConnectionPaused);
        let off = Start::Skipped(SkipReason::SubscriptionOff);
        // enabled, needs consent, connection paused, targets.private = allow
        for (enabled, needs, pause, allow, want) in [
            (true, false, None, false, Start::Queued),
            (true, false, Some(false), false, Start::Queued),
            (true, false, Some(true), false, paused),
            (true, true, None, false, consent),
            (true, true, None, true, Start::Queued),
            (true, true, Some(true), true, paused),
            (false, false, None, false, off),
            (false, true, Some(true), false, off),
        ] {
            let connection = pause.map(connection);
            let got = start(&subscription(enabled, needs), connection.as_ref(), allow);
            assert_eq!(got, want);
            assert_eq!(got.reason().is_none(), got.state() == MessageState::Queued);
        }
    }
}
