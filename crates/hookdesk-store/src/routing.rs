//! What accepting and sending ask of the configuration, kept in memory by the writer.

use std::collections::HashMap;

use hookdesk_core::config::{ContentWrap, PayloadBinding, Recipient, Subscription};
use hookdesk_core::event::EventSource;
use hookdesk_core::id::{ConnectionId, ContentId, SubscriptionId};
use hookdesk_core::message::HoldReason;
use hookdesk_core::route::{Start, hears, start};
use rusqlite::{Connection, OptionalExtension};

use crate::rows;

/// Whether messages of a subscription may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Yes.
    Open,
    /// They wait for this.
    Held(HoldReason),
    /// Never again.
    Deleted,
}

/// One subscription of a hook.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub subscription: SubscriptionId,
    pub start: Start,
    pub binding: PayloadBinding,
    /// Whether it hears of sample events too.
    pub samples: bool,
}

/// How a hook makes its body now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Making {
    pub wrap: ContentWrap,
    /// `None`: the payload whole, always.
    pub content: Option<ContentId>,
}

/// A hook and who listens to it.
pub(crate) struct HookRoute {
    pub made: Making,
    pub routes: Vec<Route>,
}

/// Hooks by name, and how each subscription stands.
pub(crate) struct Routing {
    hooks: HashMap<String, HookRoute>,
    subscriptions: HashMap<SubscriptionId, (Standing, Making)>,
    /// Whether any hook has a content.
    pub any_content: bool,
}

impl Routing {
    /// Reads the whole configuration that routing needs.
    pub fn load(conn: &Connection) -> rusqlite::Result<Self> {
        let mut routing = Self { hooks: HashMap::new(), subscriptions: HashMap::new(), any_content: false };
        let mut hooks =
            conn.prepare_cached("SELECT name, wrap, content_id FROM hooks WHERE deleted_at IS NULL")?;
        let mut found = hooks.query([])?;
        while let Some(row) = found.next()? {
            let wrap = rows::word(row, 1, ContentWrap::parse)?;
            let content = row.get::<_, Option<i64>>(2)?.map(ContentId);
            routing.any_content |= content.is_some();
            let made = Making { wrap, content };
            routing.hooks.insert(row.get(0)?, HookRoute { made, routes: Vec::new() });
        }
        let private_allowed = private_allowed(conn)?;
        let mut live = conn.prepare_cached(&format!(
            "SELECT {}, s.deleted_at IS NOT NULL AS deleted FROM subscriptions s JOIN hooks h ON h.id = s.hook_id ORDER BY s.id",
            rows::SUBSCRIPTION
        ))?;
        let mut found = live.query([])?;
        while let Some(row) = found.next()? {
            let subscription = rows::subscription(row)?;
            let deleted: bool = row.get("deleted")?;
            let Some(hook) = routing.hooks.get_mut(subscription.event_name.as_str()) else { continue };
            let mut standing = Standing::Deleted;
            if !deleted {
                let start = start_of(conn, &subscription, private_allowed)?;
                standing = Standing::from(start);
                hook.routes.push(Route {
                    subscription: subscription.id,
                    start,
                    binding: subscription.binding,
                    samples: hears(&subscription, EventSource::Sample),
                });
            }
            routing.subscriptions.insert(subscription.id, (standing, hook.made));
        }
        Ok(routing)
    }

    /// The hook with this name.
    pub fn hook(&self, name: &str) -> Option<&HookRoute> {
        self.hooks.get(name)
    }

    /// How a subscription stands.
    pub fn standing(&self, sub: SubscriptionId) -> Standing {
        self.subscriptions.get(&sub).map_or(Standing::Deleted, |(standing, _)| *standing)
    }

    /// How its hook makes the body now.
    pub fn making(&self, sub: SubscriptionId) -> Option<Making> {
        self.subscriptions.get(&sub).map(|(_, made)| *made)
    }
}

impl From<Start> for Standing {
    fn from(start: Start) -> Self {
        match start {
            Start::Queued => Self::Open,
            Start::Held(reason) => Self::Held(reason),
            Start::Skipped(_) => Self::Held(HoldReason::SubscriptionOff),
        }
    }
}

/// How one subscription stands by the rows as they are in this transaction.
pub(crate) fn standing_in(conn: &Connection, sub: SubscriptionId) -> rusqlite::Result<Standing> {
    let live = conn
        .prepare_cached(&format!(
            "SELECT {} FROM subscriptions s JOIN hooks h ON h.id = s.hook_id WHERE s.id = ?1 AND s.deleted_at IS NULL",
            rows::SUBSCRIPTION
        ))?
        .query_row([sub.0], rows::subscription)
        .optional()?;
    match live {
        None => Ok(Standing::Deleted),
        Some(subscription) => start_of(conn, &subscription, private_allowed(conn)?).map(Standing::from),
    }
}

fn start_of(
    conn: &Connection,
    subscription: &Subscription,
    private_allowed: bool,
) -> rusqlite::Result<Start> {
    let connection = match &subscription.recipient {
        Recipient::Url { .. } => None,
        Recipient::Connection { id, .. } => connection(conn, *id)?,
    };
    Ok(start(subscription, connection.as_ref(), private_allowed))
}

fn connection(
    conn: &Connection,
    id: ConnectionId,
) -> rusqlite::Result<Option<hookdesk_core::config::Connection>> {
    conn.prepare_cached(&format!("SELECT {} FROM connections c WHERE c.id = ?1", rows::CONNECTION))?
        .query_row([id.0], rows::connection)
        .optional()
}

/// The setting `targets.private`.
fn private_allowed(conn: &Connection) -> rusqlite::Result<bool> {
    let value: Option<String> = conn
        .prepare_cached("SELECT value FROM settings WHERE key = 'targets.private'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(value.as_deref() == Some("\"allow\""))
}
