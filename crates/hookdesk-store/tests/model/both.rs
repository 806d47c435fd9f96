//! The store and the reference side by side: each operation on both, then they must agree.

use std::sync::Arc;

use hookdesk_core::Code;
use hookdesk_core::config::{Auth, Connection, Consent, Recipient, Signing, Subscription};
use hookdesk_core::id::{ConnectionId, MessageId, SubscriptionId};
use hookdesk_core::message::{HoldReason, MessageState, Next, RejectReason, Trigger};
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{
    BulkAction, BulkStep, ClaimPlan, Lease, MessageFilter, Order, Recorded, Selection, SortBy,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::ops::{End, Op};
use crate::reference::{Msg, Reference, Sub};
use crate::support::{self, Desk, START, delivered, event, plan, refused, unreachable, untried};

const HOOKS: [&str; 3] = ["a.happened", "b.happened", "nobody.asked"];
const LEASE_MS: i64 = 30_000;

pub struct Both {
    desk: Desk,
    model: Reference,
    leases: Vec<Lease>,
    backup: Option<(TempDir, Reference)>,
    step: usize,
}

fn nothing<T>() -> Box<dyn FnOnce(T) -> Result<Vec<hookdesk_store::SealedSecret>, hookdesk_core::Fault> + Send>
{
    Box::new(|_| Ok(Vec::new()))
}

impl Both {
    /// Hook `a.happened` with subscriptions 1 and 2, `b.happened` with 3; 2 and 3 use a connection.
    pub async fn new() -> Self {
        let sql = [
            support::hook(1, HOOKS[0]),
            support::hook(2, HOOKS[1]),
            support::subscription(1, 1),
            support::subscription(2, 1),
            support::subscription(3, 2),
        ];
        let desk = Desk::seeded(&sql.concat()).await;
        let mut both = Self { desk, model: Reference::default(), leases: Vec::new(), backup: None, step: 0 };
        both.model.clock = START;
        both.model.look_at_clock();
        for (id, hook) in [(1, 0), (2, 0), (3, 1)] {
            both.model.subs.insert(id, Sub { hook, on: true, connected: id > 1, ..Sub::default() });
        }
        both.connection(0, false).await;
        let connected = Recipient::Connection { id: ConnectionId(1), path: "/x".to_owned() };
        for id in [2, 3] {
            both.change(id, |s| s.recipient = connected.clone()).await;
        }
        both
    }

    async fn connection(&self, id: i64, paused: bool) {
        let connection = Connection {
            id: ConnectionId(id),
            name: "erp".to_owned(),
            base_url: "http://receiver.test".to_owned(),
            auth: Auth::None,
            signing: Signing::None,
            headers: Vec::new(),
            paused,
            has_auth_secret: false,
            has_signing_secret: false,
            unauthorized: false,
            tls: Default::default(),
            has_client_key: false,
            created_at: UtcMillis(0),
            updated_at: UtcMillis(0),
        };
        self.desk.store.save_connection(connection, nothing()).await.unwrap();
    }

    async fn change(&self, id: i64, change: impl FnOnce(&mut Subscription)) {
        let mut subscription = self.desk.store.subscription(SubscriptionId(id)).await.unwrap();
        change(&mut subscription);
        self.desk.store.save_subscription(subscription, nothing()).await.unwrap();
    }

    pub async fn apply(&mut self, op: &Op) {
        self.step += 1;
        match op {
            Op::Accept { hook, ids } => self.accept(*hook, ids).await,
            Op::Claim { subs, max, total } => self.claim(subs, *max, *total).await,
            Op::Outcome(which, end) => self.outcome(*which, end).await,
            Op::Stale(which) => self.stale(*which).await,
            Op::Release(which) => {
                if !self.leases.is_empty() {
                    let lease = self.leases.remove(which % self.leases.len());
                    self.desk.store.release(vec![(lease.seq, lease.token)]).await.unwrap();
                    if self.model.holds(lease.seq, lease.token) {
                        self.model.release(lease.seq);
                    }
                }
            }
            Op::LeasesRunOut => {
                self.clock(LEASE_MS + 1).await;
                let ended = self.desk.store.recover_expired().await.unwrap();
                assert_eq!(ended, self.model.interrupt(self.model.clock));
            }
            Op::Restart => self.restart().await,
            Op::RetryIds(which) => self.retry_ids(which).await,
            Op::RetryFilter { filter, page } => self.bulk(filter, *page, BulkAction::Retry).await,
            Op::DiscardFilter { filter, page } => {
                self.bulk(filter, *page, BulkAction::Discard("not needed".to_owned())).await;
            }
            Op::Edit(which) => self.edit(*which).await,
            Op::Switch(sub, on) => self.switch(*sub, *on).await,
            Op::NeedConsent(sub) => {
                if !self.model.subs[sub].deleted {
                    self.desk
                        .store
                        .require_consent(SubscriptionId(*sub), support::blocked(), None)
                        .await
                        .unwrap();
                    self.model.subs.get_mut(sub).unwrap().needs_consent = true;
                    self.model.settle(*sub, &[]);
                }
            }
            Op::Consent(sub) => {
                if !self.model.subs[sub].deleted {
                    let again = |s: &mut Subscription| {
                        let at = UtcMillis(s.consent.as_ref().map_or(0, |given| given.at.0 + 1));
                        s.consent = Some(Consent::to("receiver.test", &support::blocked().addresses, at));
                    };
                    self.change(*sub, again).await;
                    self.model.subs.get_mut(sub).unwrap().needs_consent = false;
                    self.model.settle(*sub, &[HoldReason::Consent]);
                }
            }
            Op::Pause(on) => self.pause(*on).await,
            Op::Delete(sub) => {
                if !self.model.subs[sub].deleted {
                    self.desk.store.delete_subscription(SubscriptionId(*sub)).await.unwrap();
                    self.model.delete(*sub);
                }
            }
            Op::Purge(age) => self.purge(*age).await,
            Op::Backup => {
                let dir = tempfile::tempdir().unwrap();
                self.desk.store.backup(dir.path().join("backup.db")).await.unwrap();
                self.backup = Some((dir, self.model.clone()));
            }
            Op::Restore => self.restore().await,
            Op::Clock(by) => self.clock(*by).await,
        }
    }

    async fn accept(&mut self, hook: usize, ids: &[u8]) {
        let ids: Vec<String> = ids.iter().map(|id| format!("{}-{id}", HOOKS[hook])).collect();
        let events = ids.iter().map(|id| event(id, HOOKS[hook], "{}")).collect();
        let answers = self.desk.store.accept(events).await.unwrap();
        for (id, accepted) in ids.iter().zip(answers) {
            let known = self.model.events.values().any(|(known, ..)| known == id);
            assert_eq!(accepted.repeated, known, "{id}");
            if known {
                continue;
            }
            self.model.event(accepted.event_seq, id, hook < 2);
            let stored = self.stored(&format!("WHERE m.event_seq = {}", accepted.event_seq));
            let routes = self.model.routes(hook);
            assert_eq!(stored.len(), routes.len(), "{id}: one message for each subscription");
            for ((seq, message), route) in stored.into_iter().zip(routes) {
                assert!(accepted.answer.contains(&message.id.to_string()));
                self.model.queue(seq, message.id, id, route);
            }
        }
    }

    async fn claim(&mut self, subs: &[i64], max: usize, total: usize) {
        let expected = self.model.claimable(subs, max, total);
        if expected.is_empty() {
            return self.nothing_due(plan(subs, max, total)).await;
        }
        let leases = self.desk.store.claim(plan(subs, max, total)).await.unwrap();
        let mut taken: Vec<i64> = leases.iter().map(|lease| lease.seq).collect();
        let mut wanted = expected;
        taken.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(taken, wanted, "claimed by {subs:?}, at most {max} each and {total} in all");
        for lease in &leases {
            let message = &self.model.messages[&lease.seq];
            assert_eq!((lease.number, lease.failures), (message.attempts + 1, message.failures));
            assert_eq!(lease.trigger, message.trigger);
            self.model.lease(lease.seq, lease.token, self.model.clock + LEASE_MS);
        }
        self.leases.extend(leases);
    }

    /// A claim waits where nothing is due; a write behind it and a newer claim show that it took nothing.
    async fn nothing_due(&self, plan: ClaimPlan) {
        let end = async {
            self.desk.store.release(Vec::new()).await.unwrap();
            self.desk.store.claim(ClaimPlan::default()).await
        };
        let leases = tokio::select! {
            biased;
            leases = self.desk.store.claim(plan) => leases.unwrap(),
            _ = end => Vec::new(),
        };
        assert!(leases.is_empty(), "nothing was due, and {leases:?} was claimed");
    }

    async fn outcome(&mut self, which: usize, end: &End) {
        if self.leases.is_empty() {
            return;
        }
        let lease = self.leases.remove(which % self.leases.len());
        let at = |by: &i64| Next::Retry(UtcMillis(self.model.clock + by));
        let (outcome, status) = match end {
            End::Delivered => (delivered(&lease), Some(200)),
            End::Retry(by) => (refused(&lease, at(by)), Some(500)),
            End::Unreachable(by) => (unreachable(&lease, at(by)), Some(0)),
            End::Rejected => (refused(&lease, Next::Rejected(RejectReason::Exhausted)), Some(500)),
            End::Held => (untried(&lease, Next::Held(HoldReason::Credential)), None),
        };
        self.record(outcome, status).await;
        // A second time it must not count.
        assert!(!self.desk.store.record(delivered(&lease)).await.unwrap(), "a lease counts once");
    }

    async fn record(&mut self, outcome: Recorded, status: Option<u16>) {
        let outcome = Arc::new(outcome);
        let taken = self.desk.store.record(Arc::clone(&outcome)).await.unwrap();
        assert_eq!(taken, self.model.holds(outcome.seq, outcome.token), "fencing");
        if taken {
            self.model.outcome(outcome.seq, status, &outcome.next, outcome.counted);
        }
    }

    async fn stale(&mut self, which: usize) {
        if let Some(lease) = self.leases.get(which).cloned() {
            let lease = Lease { token: lease.token - 1_000_000, ..lease };
            self.record(delivered(&lease), Some(200)).await;
        }
    }

    async fn restart(&mut self) {
        self.desk.reopen().await;
        self.desk.store.recover().await.unwrap();
        self.model.restart();
        // The old leases stay in hand: none of them may count any more.
    }

    async fn restore(&mut self) {
        let Some((dir, model)) = self.backup.take() else { return };
        self.desk.store.close().await;
        for left in ["hookdesk.db-wal", "hookdesk.db-shm"] {
            let _ = std::fs::remove_file(self.desk.dir.path().join(left));
        }
        std::fs::copy(dir.path().join("backup.db"), self.desk.file()).unwrap();
        let clock = self.model.clock;
        self.model = model;
        self.model.clock = clock;
        self.restart().await;
    }

    async fn clock(&mut self, by: i64) {
        self.desk.clock.advance(by);
        self.model.clock += by;
        // Any write makes the writer look at the clock.
        self.desk.store.release(Vec::new()).await.unwrap();
        self.model.look_at_clock();
    }

    fn pick(&self, which: usize) -> Option<(i64, MessageId)> {
        let n = self.model.messages.len().max(1);
        self.model.messages.iter().nth(which % n).map(|(seq, m)| (*seq, m.id))
    }

    async fn retry_ids(&mut self, which: &[usize]) {
        let mut picked: Vec<_> = which.iter().filter_map(|which| self.pick(*which)).collect();
        let ids = Selection::Ids(picked.iter().map(|(_, id)| *id).collect());
        picked.sort_unstable_by_key(|(seq, _)| *seq);
        picked.dedup();
        let trigger = if picked.len() == 1 { Trigger::Manual } else { Trigger::Bulk };
        let step = self.desk.store.bulk(ids, BulkAction::Retry, 100).await.unwrap();
        let changed = picked.iter().filter(|(seq, _)| self.model.retry(*seq, trigger)).count() as u64;
        let left = picked.len() as u64 - changed;
        assert_eq!(step, BulkStep { changed, left, next: None });
    }

    /// Page by page, all of the filter and nothing else.
    async fn bulk(&mut self, filter: &MessageFilter, page: usize, action: BulkAction) {
        let selected = self.model.filter(filter);
        let up_to = self.desk.store.newest().await.unwrap();
        let counted = self.desk.store.count_filter(filter.clone(), up_to, u64::MAX >> 1).await.unwrap();
        assert_eq!(counted, selected.len() as u64, "the plan that is shown: {filter:?}");
        let (mut changed, mut left, mut after) = (0, 0, None);
        loop {
            let selection = Selection::Filter { filter: filter.clone(), up_to, after };
            let step = self.desk.store.bulk(selection, action.clone(), page).await.unwrap();
            (changed, left, after) = (changed + step.changed, left + step.left, step.next);
            if after.is_none() {
                break;
            }
        }
        let mut expected = 0;
        for seq in &selected {
            let done = match &action {
                BulkAction::Retry => self.model.retry(*seq, Trigger::Bulk),
                BulkAction::Discard(why) => self.model.discard(*seq, why),
            };
            expected += u64::from(done);
        }
        assert_eq!((changed, left), (expected, selected.len() as u64 - expected), "{filter:?}");
    }

    async fn edit(&mut self, which: usize) {
        let Some((seq, id)) = self.pick(which) else { return };
        let state = self.model.messages[&seq].state;
        let edited = self.desk.store.edit_and_resend(id, b"{}".to_vec()).await;
        match (self.model.retry(seq, Trigger::Edited), edited) {
            (true, edited) => edited.unwrap(),
            (false, edited) => {
                let busy = state == MessageState::Sending;
                assert_eq!(
                    edited.unwrap_err().code,
                    if busy { Code::MessageBusy } else { Code::MessageNoWay }
                );
            }
        }
    }

    async fn switch(&mut self, sub: i64, on: bool) {
        if self.model.subs[&sub].deleted {
            return;
        }
        self.change(sub, |s| s.enabled = on).await;
        let own = self.model.subs.get_mut(&sub).unwrap();
        let was = std::mem::replace(&mut own.on, on);
        let over = if on && !was { &[HoldReason::SubscriptionOff][..] } else { &[] };
        self.model.settle(sub, over);
    }

    async fn pause(&mut self, on: bool) {
        self.connection(1, on).await;
        let was = std::mem::replace(&mut self.model.paused, on);
        let over = if was && !on { &[HoldReason::ConnectionPaused][..] } else { &[] };
        for sub in [2, 3].into_iter().filter(|sub| !self.model.subs[sub].deleted).collect::<Vec<_>>() {
            self.model.settle(sub, over);
        }
    }

    async fn purge(&mut self, age: i64) {
        let before = self.model.clock - age;
        let (mut messages, mut events) = (0, 0);
        loop {
            let step = self.desk.store.purge(UtcMillis(before), 3).await.unwrap();
            if step.messages == 0 && step.events == 0 {
                break;
            }
            (messages, events) = (messages + step.messages, events + step.events);
        }
        assert_eq!((messages, events), self.model.purge(before));
    }

    /// The rows as they are in the file.
    fn stored(&self, which: &str) -> Vec<(i64, Msg)> {
        let conn = self.desk.sql();
        let mut all = conn
            .prepare(&format!(
                "SELECT m.seq, m.id, e.id, m.subscription_id, m.state, m.reason, m.due_at, m.trigger, m.attempts, \
                 m.failures, m.answer, m.lease_token, m.lease_until, m.created_at, m.updated_at \
                 FROM messages m JOIN events e ON e.seq = m.event_seq {which} ORDER BY m.seq"
            ))
            .unwrap();
        let text = |row: &rusqlite::Row<'_>, n: usize| row.get::<_, String>(n).unwrap();
        all.query_map([], |row| {
            let token: Option<i64> = row.get(11)?;
            let until: Option<i64> = row.get(12)?;
            let message = Msg {
                id: MessageId(Uuid::from_slice(row.get_ref(1)?.as_blob()?).unwrap()),
                event: row.get(2)?,
                sub: row.get(3)?,
                state: MessageState::parse(&text(row, 4)).unwrap(),
                reason: row.get(5)?,
                due: row.get(6)?,
                trigger: Trigger::parse(&text(row, 7)).unwrap(),
                attempts: row.get(8)?,
                failures: row.get(9)?,
                status: row.get(10)?,
                lease: token.zip(until),
                created: row.get(13)?,
                updated: row.get(14)?,
            };
            Ok((row.get(0)?, message))
        })
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
    }

    /// Rows, attempts and counters agree.
    pub async fn agree(&self) {
        let stored = self.stored("");
        let wanted: Vec<(i64, Msg)> = self.model.messages.iter().map(|(seq, m)| (*seq, m.clone())).collect();
        assert_eq!(stored, wanted, "after step {}", self.step);
        let counts = self.desk.store.counts().await.unwrap();
        for state in MessageState::ALL {
            let n = wanted.iter().filter(|(_, m)| m.state == *state).count() as u64;
            assert_eq!(counts.by_state[state], n, "{state:?} after step {}", self.step);
        }
        let unmatched = self.model.events.values().filter(|(.., known)| !known).count() as u64;
        assert_eq!((counts.events, counts.unmatched_events), (self.model.events.len() as u64, unmatched));
        let bare = "SELECT count(*) FROM messages m WHERE attempts <> \
                    (SELECT count(*) FROM attempts WHERE message_seq = m.seq)";
        assert_eq!(self.desk.count(bare), 0, "each attempt has its row");
    }

    /// The grid's pages, one after the other, are the reference filter in order.
    pub async fn grid(&self, filter: &MessageFilter, sort: SortBy, order: Order, page: usize) {
        let mut wanted: Vec<(i64, i64)> = self
            .model
            .filter(filter)
            .into_iter()
            .filter_map(|seq| match sort {
                SortBy::Created => Some((0, seq)),
                SortBy::Due => self.model.messages[&seq].due.map(|due| (due, seq)),
            })
            .collect();
        wanted.sort_unstable();
        if order == Order::Descending {
            wanted.reverse();
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let got = self.desk.store.messages(filter.clone(), sort, order, after, page).await.unwrap();
            seen.extend(got.rows.iter().map(|row| row.seq));
            after = got.next;
            if after.is_none() {
                break;
            }
        }
        let wanted: Vec<i64> = wanted.into_iter().map(|(_, seq)| seq).collect();
        assert_eq!(seen, wanted, "{filter:?} {sort:?} {order:?} by {page}");
    }
}
