//! Where a message goes: its next state, with the reason or due time that state needs.

use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{MessageState, Next, RejectReason, Trigger};
use hookdesk_core::time::UtcMillis;

use crate::effects::Effects;
use crate::routing::Standing;

/// A state that the schema's CHECKs accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub state: MessageState,
    pub reason: Option<&'static str>,
    pub due_at: Option<UtcMillis>,
}

impl Place {
    /// Waiting for its next attempt; where its subscription does not let it wait, held or rejected instead.
    pub fn waiting(standing: Standing, trigger: Trigger, due: UtcMillis) -> Self {
        match trigger {
            Trigger::Automatic => Self::in_line(standing, MessageState::Retrying, due),
            _ => Self::in_line(standing, MessageState::Queued, due),
        }
    }

    /// In a state with a due time, as far as the subscription's standing allows.
    pub fn in_line(standing: Standing, state: MessageState, due: UtcMillis) -> Self {
        match standing {
            Standing::Open => Self { state, reason: None, due_at: Some(due) },
            Standing::Held(reason) => Self::ended(MessageState::Held, reason.as_str()),
            Standing::Deleted => {
                Self::ended(MessageState::Rejected, RejectReason::SubscriptionDeleted.as_str())
            }
        }
    }

    /// After an attempt. What was switched off, paused or deleted while it ran is not tried again by itself.
    pub fn after(next: &Next, standing: Standing) -> Self {
        match (next, standing) {
            (Next::Delivered, _) => Self { state: MessageState::Delivered, reason: None, due_at: None },
            (Next::Rejected(reason), _) => Self::ended(MessageState::Rejected, reason.as_str()),
            (Next::Retry(at), _) => Self::in_line(standing, MessageState::Retrying, *at),
            (Next::Held(_), Standing::Deleted) => Self::in_line(standing, MessageState::Held, UtcMillis(0)),
            (Next::Held(reason), _) => Self::ended(MessageState::Held, reason.as_str()),
        }
    }

    fn ended(state: MessageState, reason: &'static str) -> Self {
        Self { state, reason: Some(reason), due_at: None }
    }

    /// The due time as its column holds it.
    pub fn due(self) -> Option<i64> {
        self.due_at.map(|at| at.0)
    }

    /// Tells the group that the message has moved here.
    pub fn tell(self, effects: &mut Effects, sub: SubscriptionId, from: MessageState, id: MessageId) {
        effects.moved(sub, Some(from), Some(self.state), Some(id));
        if let Some(at) = self.due_at {
            effects.due(sub, at);
        }
    }
}
