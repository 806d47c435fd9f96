//! Moving what waits for the network: held while it is away, released when it is back; always a few rows at a time, so
//! that a long queue never keeps the writer from anybody else.

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::HoldReason;
use hookdesk_store::Store;

/// Rows in one step.
const STEP: usize = 500;
/// Messages risked at a time, to see whether the network works again.
const RISKED: usize = 3;

const REASONS: [HoldReason; 2] = [HoldReason::Offline, HoldReason::CaptivePortal];

/// What is held, as far as is known.
pub(super) struct Holding {
    store: Store,
    /// Something may be held for the network. At the start too: an engine that ended offline left it so.
    holds: bool,
}

impl Holding {
    pub fn new(store: Store) -> Self {
        Self { store, holds: true }
    }

    /// Whether something may be held for the network.
    pub fn holds_any(&self) -> bool {
        self.holds
    }

    /// Brings each subscription's messages to where its recipient's network wants them.
    pub async fn settle(
        &mut self,
        targets: &[(SubscriptionId, Option<HoldReason>)],
        probing: bool,
    ) -> Result<(), Fault> {
        if probing {
            return self.risk(targets).await;
        }
        let away = targets.iter().any(|(_, closed)| closed.is_some());
        if !away && !self.holds {
            return Ok(());
        }
        self.holds = true;
        for (subscription, closed) in targets {
            match closed {
                Some(reason) => self.hold(*subscription, *reason).await?,
                None => self.release(*subscription).await?,
            }
        }
        self.holds = away;
        Ok(())
    }

    async fn hold(&self, subscription: SubscriptionId, reason: HoldReason) -> Result<(), Fault> {
        while self.store.hold_some(subscription, reason, STEP).await? == STEP as u64 {}
        Ok(())
    }

    async fn release(&self, subscription: SubscriptionId) -> Result<(), Fault> {
        for reason in REASONS {
            while self.store.release_some(subscription, reason, STEP).await? == STEP as u64 {}
        }
        Ok(())
    }

    /// Lets the first message of a few subscriptions go.
    async fn risk(&self, targets: &[(SubscriptionId, Option<HoldReason>)]) -> Result<(), Fault> {
        let mut risked = 0;
        for (subscription, _) in targets {
            for reason in REASONS {
                risked += self.store.release_some(*subscription, reason, 1).await?;
            }
            if risked >= RISKED as u64 {
                break;
            }
        }
        Ok(())
    }
}
