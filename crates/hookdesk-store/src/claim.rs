//! Claiming: leases on due messages, fair over subscriptions.

use hookdesk_core::Fault;
use hookdesk_core::config::{ContentWrap, PayloadBinding};
use hookdesk_core::id::{ContentId, MessageId, SubscriptionId};
use hookdesk_core::message::{MessageState, Trigger};
use hookdesk_core::time::UtcMillis;
use rusqlite::{OptionalExtension, Row};

use crate::open::Store;
use crate::outcome;
use crate::place::Place;
use crate::routing::Making as Made;
use crate::rows;
use crate::writer::{Job, Scope};

/// One subscription's share of a claim.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// Whose messages.
    pub subscription: SubscriptionId,
    /// At most this many.
    pub max: usize,
    /// Lease length in milliseconds, derived from the subscription's timeout.
    pub lease_ms: i64,
}

/// What the sender can take now.
#[derive(Debug, Clone, Default)]
pub struct ClaimPlan {
    /// Lanes in round-robin order: one message from each in turn until `total` is reached.
    pub lanes: Vec<Lane>,
    /// At most this many in all.
    pub total: usize,
}

/// A message leased to the sender, with all it takes to build its request.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The message's position.
    pub seq: i64,
    /// Its identity.
    pub id: MessageId,
    /// Every write about it must carry this.
    pub token: i64,
    /// Until when the lease holds.
    pub until: UtcMillis,
    /// Whose it is.
    pub subscription: SubscriptionId,
    /// Its event's id.
    pub event_id: String,
    /// Its event's name.
    pub event_name: String,
    /// What sets this attempt off.
    pub trigger: Trigger,
    /// This attempt's number, from 1.
    pub number: u32,
    /// Failures counted so far in this run of the retry policy.
    pub failures: u32,
    /// How the data becomes the body, where there is no content.
    pub wrap: ContentWrap,
    /// What makes the body, where that is not the wrap alone.
    pub making: Option<Box<Making>>,
    /// Whether the data under `wrap` is what the message's own row tells: such a body is not kept beside it.
    pub is_told: bool,
    /// Snapshot or rebuild.
    pub binding: PayloadBinding,
    /// The event's data.
    pub data: Vec<u8>,
    /// The edited body, where there is one; it then stands instead of the data, unwrapped.
    pub body: Option<Vec<u8>>,
    /// When the message was queued.
    pub created_at: UtcMillis,
}

/// What a content makes a body of.
#[derive(Debug, Clone)]
pub struct Making {
    /// The version: the message's own, or under rebuild the one its hook has now.
    pub content: ContentId,
    /// The event's position.
    pub event_seq: i64,
    /// The event's context, JSON.
    pub context: Option<Vec<u8>>,
    /// The HTTP request that brought the event, JSON.
    pub request: Option<Vec<u8>>,
    /// What an earlier attempt sent: under snapshot, every later one sends the same bytes.
    pub body: Option<Vec<u8>>,
}

/// Names a lease in a write.
pub type LeaseRef = (i64, i64);

impl Store {
    /// Leases due messages. Waits (parked in the writer, woken by the commit that makes something due or by the due
    /// instant itself) until at least one can be leased, so that an accept and the claim of its message share one
    /// commit. A newer claim takes a parked one's place, which then answers empty.
    pub async fn claim(&self, plan: ClaimPlan) -> Result<Vec<Lease>, Fault> {
        self.ask(|reply| Job::Claim(plan, reply)).await
    }

    /// Gives leases back untouched (on drain): the messages are due at once, no attempt is counted.
    pub async fn release(&self, leases: Vec<LeaseRef>) -> Result<(), Fault> {
        self.write(move |scope| release(scope, leases)).await
    }

    /// Extends leases whose attempt still runs. Returns the seqs whose lease no longer holds.
    pub async fn renew(&self, leases: Vec<LeaseRef>, for_ms: i64) -> Result<Vec<i64>, Fault> {
        self.write(move |scope| renew(scope, leases, for_ms).map_err(rows::fault)).await
    }
}

/// Leases what the plan's lanes have due, inside the group's transaction.
pub(crate) fn claim(scope: &mut Scope<'_>, plan: &ClaimPlan) -> Result<Vec<Lease>, Fault> {
    let shares = shares(scope, plan).map_err(rows::fault)?;
    let mut lanes = Vec::with_capacity(shares.len());
    for (lane, share) in shares {
        lanes.push(lease_lane(scope, lane, share).map_err(rows::fault)?.into_iter());
    }
    // One from each lane in turn, so that the sender begins with all of them.
    let mut leases = Vec::new();
    scope.effects.marks.add("claim");
    while !lanes.is_empty() {
        lanes.retain_mut(|lane| lane.next().map(|lease| leases.push(lease)).is_some());
    }
    Ok(leases)
}

/// How many each lane with something due may have: one in turn until `total` is given out.
fn shares(scope: &mut Scope<'_>, plan: &ClaimPlan) -> rusqlite::Result<Vec<(Lane, usize)>> {
    let due = |lane: &&Lane| lane.max > 0 && scope.memory.lanes.bound(lane.subscription) <= scope.clock;
    let mut open: Vec<(Lane, usize)> =
        plan.lanes.iter().filter(due).map(|lane| (*lane, lane.max.min(plan.total))).collect();
    if open.iter().map(|(_, most)| *most).sum::<usize>() <= plan.total {
        return Ok(open);
    }
    let mut waiting = scope.conn.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM messages INDEXED BY messages_due \
         WHERE subscription_id = ?1 AND due_at <= ?2 LIMIT ?3)",
    )?;
    for (lane, most) in &mut open {
        let limit = i64::try_from(*most).unwrap_or(i64::MAX);
        let found: i64 = waiting.query_row((lane.subscription.0, scope.clock.0, limit), |row| row.get(0))?;
        *most = usize::try_from(found).unwrap_or(0);
        if found == 0 {
            let next = next_due(scope.conn, lane.subscription)?;
            scope.memory.lanes.raise(lane.subscription, next);
        }
    }
    open.retain(|(_, most)| *most > 0);
    Ok(deal(open, plan.total))
}

/// Deals `total` round by round; a lane never gets more than it holds.
fn deal(mut open: Vec<(Lane, usize)>, total: usize) -> Vec<(Lane, usize)> {
    let mut given = vec![0; open.len()];
    let mut left = total;
    while left > 0 {
        let before = left;
        for ((_, most), given) in open.iter().zip(&mut given) {
            if left > 0 && *given < *most {
                *given += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    for ((_, most), given) in open.iter_mut().zip(given) {
        *most = given;
    }
    open.retain(|(_, share)| *share > 0);
    open
}

fn lease_lane(scope: &mut Scope<'_>, lane: Lane, share: usize) -> rusqlite::Result<Vec<Lease>> {
    let until = scope.clock.plus(lane.lease_ms);
    let mut leases = Vec::with_capacity(share.min(1_024));
    let mut due = scope.conn.prepare_cached(
        "SELECT m.seq, m.id, m.state, m.trigger, m.attempts, m.failures, m.wrap, m.binding, m.created_at, \
         e.id, e.name, e.data, (SELECT body FROM bodies WHERE id = m.body_id), m.content_id, m.event_seq \
         FROM messages m INDEXED BY messages_due JOIN events e ON e.seq = m.event_seq \
         WHERE m.subscription_id = ?1 AND m.due_at <= ?2 ORDER BY m.due_at, m.seq LIMIT ?3",
    )?;
    let limit = i64::try_from(share).unwrap_or(i64::MAX);
    let mut found = due.query((lane.subscription.0, scope.clock.0, limit))?;
    while let Some(row) = found.next()? {
        let was = rows::word(row, 2, MessageState::parse)?;
        let lease = lease(row, scope, lane.subscription, until)?;
        scope.effects.moved(lane.subscription, Some(was), Some(MessageState::Sending), Some(lease.id));
        leases.push(lease);
    }
    drop(found);
    let mut take = scope.conn.prepare_cached(
        "UPDATE messages SET state = 'sending', due_at = NULL, lease_token = ?2, lease_until = ?3, updated_at = ?4 \
         WHERE seq = ?1",
    )?;
    for lease in &leases {
        take.execute((lease.seq, lease.token, until.0, scope.now.0))?;
    }
    if leases.len() < share {
        let next = next_due(scope.conn, lane.subscription)?;
        scope.memory.lanes.raise(lane.subscription, next);
    }
    Ok(leases)
}

fn lease(
    row: &Row<'_>,
    scope: &mut Scope<'_>,
    subscription: SubscriptionId,
    until: UtcMillis,
) -> rusqlite::Result<Lease> {
    let binding = rows::word(row, 7, PayloadBinding::parse)?;
    let kept = Made { wrap: rows::word(row, 6, ContentWrap::parse)?, content: content(row, 13)? };
    let made = match binding {
        PayloadBinding::Snapshot => kept,
        PayloadBinding::Rebuild => scope.memory.routing(scope.conn)?.making(subscription).unwrap_or(kept),
    };
    let (seq, edited): (i64, Option<Vec<u8>>) = (row.get(0)?, row.get(12)?);
    let making = match made.content {
        Some(content) => Some(Box::new(making(scope.conn, (seq, row.get(14)?), content, binding)?)),
        None => None,
    };
    Ok(Lease {
        seq,
        id: rows::message_id(row, 1)?,
        token: scope.memory.next_token(),
        until,
        subscription,
        event_id: row.get(9)?,
        event_name: row.get(10)?,
        trigger: rows::word(row, 3, Trigger::parse)?,
        number: row.get::<_, u32>(4)?.saturating_add(1),
        failures: row.get(5)?,
        wrap: made.wrap,
        making,
        is_told: made == kept && kept.content.is_none(),
        binding,
        data: row.get(11)?,
        body: edited,
        created_at: rows::time(row, 8)?,
    })
}

fn content(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<ContentId>> {
    row.get::<_, Option<i64>>(column).map(|id| id.map(ContentId))
}

/// Reads what a content needs beside the data; plain messages never come here.
pub(crate) fn making(
    conn: &rusqlite::Connection,
    (seq, event_seq): (i64, i64),
    content: ContentId,
    binding: PayloadBinding,
) -> rusqlite::Result<Making> {
    let (context, request) = conn
        .prepare_cached("SELECT context, request FROM events WHERE seq = ?1")?
        .query_row([event_seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let body = match binding {
        PayloadBinding::Rebuild => None,
        PayloadBinding::Snapshot => conn
            .prepare_cached(
                "SELECT body FROM bodies WHERE message_seq = ?1 AND why = 'rebuilt' ORDER BY id LIMIT 1",
            )?
            .query_row([seq], |row| row.get(0))
            .optional()?,
    };
    Ok(Making { content, event_seq, context, request, body })
}

fn next_due(conn: &rusqlite::Connection, sub: SubscriptionId) -> rusqlite::Result<Option<UtcMillis>> {
    conn.prepare_cached(
        "SELECT due_at FROM messages INDEXED BY messages_due \
         WHERE subscription_id = ?1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1",
    )?
    .query_row([sub.0], |row| rows::time(row, 0))
    .optional()
}

/// Puts leased messages back where they waited.
pub(crate) fn release(scope: &mut Scope<'_>, leases: Vec<LeaseRef>) -> Result<(), Fault> {
    scope.effects.marks.add("release");
    leases.into_iter().try_for_each(|lease| release_one(scope, lease)).map_err(rows::fault)
}

fn release_one(scope: &mut Scope<'_>, (seq, token): LeaseRef) -> rusqlite::Result<()> {
    let held = scope
        .conn
        .prepare_cached(
            "SELECT id, subscription_id, trigger FROM messages \
             WHERE seq = ?1 AND lease_token = ?2 AND state = 'sending'",
        )?
        .query_row((seq, token), |row| {
            Ok((rows::message_id(row, 0)?, SubscriptionId(row.get(1)?), rows::word(row, 2, Trigger::parse)?))
        })
        .optional()?;
    let Some((id, sub, trigger)) = held else { return Ok(()) };
    let standing = scope.memory.routing(scope.conn)?.standing(sub);
    let place = Place::waiting(standing, trigger, scope.clock);
    outcome::untried(scope, seq, place)?;
    place.tell(scope.effects, sub, MessageState::Sending, id);
    Ok(())
}

fn renew(scope: &mut Scope<'_>, leases: Vec<LeaseRef>, for_ms: i64) -> rusqlite::Result<Vec<i64>> {
    let mut extend = scope.conn.prepare_cached(
        "UPDATE messages SET lease_until = ?3 WHERE seq = ?1 AND lease_token = ?2 AND state = 'sending'",
    )?;
    let until = scope.clock.plus(for_ms);
    scope.effects.marks.add("renew");
    let mut lost = Vec::new();
    for (seq, token) in leases {
        if extend.execute((seq, token, until.0))? == 0 {
            lost.push(seq);
        }
    }
    Ok(lost)
}
