//! Figures for the overview.

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::time::UtcMillis;

use crate::open::Store;

/// One hour's attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourlyPoint {
    /// Its beginning.
    pub hour: UtcMillis,
    /// Attempts delivered.
    pub delivered: u64,
    /// Attempts failed.
    pub failed: u64,
}

/// How a subscription does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionHealth {
    /// Which.
    pub subscription: SubscriptionId,
    /// Attempts delivered in the last 24 hours.
    pub delivered_24h: u64,
    /// Attempts failed in the last 24 hours.
    pub failed_24h: u64,
    /// The oldest waiting message's time.
    pub oldest_waiting: Option<UtcMillis>,
}

impl Store {
    /// The last `hours` hours, empty ones included.
    pub async fn hourly(&self, _hours: u32) -> Result<Vec<HourlyPoint>, Fault> {
        todo!()
    }

    /// Health of every live subscription.
    pub async fn health(&self) -> Result<Vec<SubscriptionHealth>, Fault> {
        todo!()
    }
}
