//! Figures for the overview.

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{HoldReason, MessageState};
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use crate::open::Store;
use crate::rows::fault;

const HOUR: i64 = 3_600_000;

/// Most hours given.
const MAX_HOURS: u32 = 24 * 366;

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
    /// Attempts delivered in the last 24 hours: this one, begun, and the 23 before it.
    pub delivered_24h: u64,
    /// Attempts failed in the same time.
    pub failed_24h: u64,
    /// When the oldest message still waiting for its receiver (queued, retrying or held) was queued.
    pub oldest_waiting: Option<UtcMillis>,
}

impl Store {
    /// How many messages are held for one of these reasons.
    pub async fn held_for(&self, reasons: &'static [HoldReason]) -> Result<u64, Fault> {
        self.query(move |conn| {
            let mut held = conn.prepare_cached(
                "SELECT count(*) FROM subscriptions s JOIN messages m INDEXED BY messages_grid \
                 ON m.subscription_id = s.id AND m.state = 'held' AND m.state <> 'sending' WHERE m.reason = ?1",
            )?;
            let counted = reasons.iter().map(|reason| held.query_row([reason.as_str()], |row| row.get::<_, i64>(0)));
            let all = counted.sum::<rusqlite::Result<i64>>()?;
            Ok(u64::try_from(all).unwrap_or(0))
        })
        .await
    }

    /// The last `hours` hours, empty ones included, oldest first; the last is the one begun.
    pub async fn hourly(&self, hours: u32) -> Result<Vec<HourlyPoint>, Fault> {
        let first = first_hour(self.now(), hours.clamp(1, MAX_HOURS));
        let hours = i64::from(hours.clamp(1, MAX_HOURS));
        self.query(move |conn| {
            let mut points: Vec<_> = (0..hours)
                .map(|n| HourlyPoint { hour: UtcMillis(first + n * HOUR), delivered: 0, failed: 0 })
                .collect();
            let mut statement = conn.prepare_cached(
                "SELECT hour, sum(delivered), sum(failed) FROM hourly WHERE hour >= ?1 GROUP BY hour",
            )?;
            let mut rows = statement.query([first])?;
            while let Some(row) = rows.next()? {
                let hour: i64 = row.get(0)?;
                let point = usize::try_from((hour - first) / HOUR).ok().and_then(|n| points.get_mut(n));
                // An hour of the future, after the clock was set back, has no place here.
                if let Some(point) = point {
                    point.delivered = row.get::<_, i64>(1)?.unsigned_abs();
                    point.failed = row.get::<_, i64>(2)?.unsigned_abs();
                }
            }
            Ok(points)
        })
        .await
    }

    /// Health of every live subscription, by number.
    pub async fn health(&self) -> Result<Vec<SubscriptionHealth>, Fault> {
        let since = first_hour(self.now(), 24);
        self.read(move |conn| health(conn, since)).await
    }
}

/// The beginning of the first of the last `hours` hours, the present one included.
fn first_hour(now: UtcMillis, hours: u32) -> i64 {
    (now.0.div_euclid(HOUR) - i64::from(hours) + 1) * HOUR
}

fn health(conn: &Connection, since: i64) -> Result<Vec<SubscriptionHealth>, Fault> {
    let mut statement = conn
        .prepare_cached(
            "SELECT s.id, coalesce(sum(h.delivered), 0), coalesce(sum(h.failed), 0)
             FROM subscriptions s LEFT JOIN hourly h ON h.subscription_id = s.id AND h.hour >= ?1
             WHERE s.deleted_at IS NULL GROUP BY s.id ORDER BY s.id",
        )
        .map_err(fault)?;
    let rows = statement
        .query_map([since], |row| {
            Ok(SubscriptionHealth {
                subscription: SubscriptionId(row.get(0)?),
                delivered_24h: row.get::<_, i64>(1)?.unsigned_abs(),
                failed_24h: row.get::<_, i64>(2)?.unsigned_abs(),
                oldest_waiting: None,
            })
        })
        .map_err(fault)?;
    let mut all: Vec<_> = rows.collect::<Result<_, _>>().map_err(fault)?;
    for one in &mut all {
        one.oldest_waiting = oldest_waiting(conn, one.subscription).map_err(fault)?;
    }
    Ok(all)
}

/// Positions and times ascend together, so each state's first row in the grid's index is its oldest.
fn oldest_waiting(conn: &Connection, subscription: SubscriptionId) -> rusqlite::Result<Option<UtcMillis>> {
    let mut oldest = conn.prepare_cached(
        "SELECT created_at FROM messages INDEXED BY messages_grid
         WHERE subscription_id = ?1 AND state = ?2 AND state <> 'sending' ORDER BY seq LIMIT 1",
    )?;
    let mut found = None;
    for state in [MessageState::Queued, MessageState::Retrying, MessageState::Held] {
        let at: Option<i64> =
            oldest.query_row((subscription.0, state.as_str()), |row| row.get(0)).optional()?;
        found = [found, at.map(UtcMillis)].into_iter().flatten().min();
    }
    Ok(found)
}
