//! Subscriptions.

use hookdesk_core::Fault;
use hookdesk_core::config::Subscription;
use hookdesk_core::id::SubscriptionId;

use crate::open::Store;
use crate::secrets::SealedSecret;

impl Store {
    /// All that are not deleted, by number; `event_name` and `has_secret` filled in.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, Fault> {
        todo!()
    }

    /// One, deleted ones included (their messages still name them).
    pub async fn subscription(&self, _id: SubscriptionId) -> Result<Subscription, Fault> {
        todo!()
    }

    /// Adds one (`id` 0, `created_at` set here) or replaces one, with its secrets, in one transaction. `event_name`,
    /// `has_secret` and times are derived, not taken. Returns it as stored.
    ///
    /// Sealing needs the row's number, so `seal` is called inside the transaction with it; an empty list keeps the
    /// stored secrets. Switching off holds what is waiting; switching on, consenting and a new recipient release what
    /// was held for it.
    pub async fn save_subscription(
        &self,
        _subscription: Subscription,
        _seal: Box<dyn FnOnce(SubscriptionId) -> Result<Vec<SealedSecret>, Fault> + Send>,
    ) -> Result<Subscription, Fault> {
        todo!()
    }

    /// The sender met a private address: marks the subscription and holds what is waiting.
    pub async fn require_consent(&self, _id: SubscriptionId) -> Result<(), Fault> {
        todo!()
    }

    /// Marks it deleted, rejects what is open, forgets its secrets; one transaction.
    pub async fn delete_subscription(&self, _id: SubscriptionId) -> Result<(), Fault> {
        todo!()
    }
}
