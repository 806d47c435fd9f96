//! The queue as it should be, in plain maps: small enough to be read and believed.

use std::collections::BTreeMap;

use hookdesk_core::id::MessageId;
use hookdesk_core::message::{HoldReason, MessageState as S, Next, Trigger};
use hookdesk_store::{MessageFilter, StatusFilter};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Msg {
    pub id: MessageId,
    pub event: String,
    pub sub: i64,
    pub state: S,
    pub reason: Option<String>,
    pub due: Option<i64>,
    pub trigger: Trigger,
    pub attempts: u32,
    pub failures: u32,
    /// 0 where the last attempt got no answer.
    pub status: Option<u16>,
    pub lease: Option<(i64, i64)>,
    pub created: i64,
    pub updated: i64,
}

#[derive(Debug, Clone, Default)]
pub struct Sub {
    pub hook: usize,
    pub on: bool,
    pub connected: bool,
    pub needs_consent: bool,
    pub deleted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Open,
    Held(HoldReason),
    Deleted,
}

#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// By position.
    pub messages: BTreeMap<i64, Msg>,
    /// By position: id, when it came, whether a hook has its name.
    pub events: BTreeMap<i64, (String, i64, bool)>,
    pub subs: BTreeMap<i64, Sub>,
    pub paused: bool,
    pub clock: i64,
    stamp: i64,
    seen: i64,
}

impl Reference {
    /// The writer looks at the clock. Set back by more than a second, due times follow; stamps never go back.
    pub fn look_at_clock(&mut self) {
        let back = self.seen - self.clock;
        self.seen = self.clock;
        self.stamp = self.stamp.max(self.clock);
        if back > 1_000 {
            for due in
                self.messages.values_mut().filter_map(|m| m.due.as_mut()).filter(|due| **due > self.clock)
            {
                *due = self.clock.max(*due - back);
            }
        }
    }

    /// What is being sent when the engine stops is tried again, as is known of nobody.
    pub fn restart(&mut self) {
        let event = self.events.values().next_back().map_or(0, |(_, at, _)| *at);
        let message = self.messages.values().next_back().map_or(0, |m| m.created);
        (self.stamp, self.seen) = (event.max(message), event.max(message));
        self.look_at_clock();
        self.interrupt(i64::MAX);
    }

    /// Ends every lease that ran out before `before`.
    pub fn interrupt(&mut self, before: i64) -> usize {
        let expired: Vec<i64> =
            self.with(|m| m.lease.is_some_and(|(_, until)| until < before)).map(|(seq, _)| seq).collect();
        for seq in &expired {
            let message = &self.messages[seq];
            let place = self.in_line(message.sub, S::Retrying, self.clock);
            let message = self.put(*seq, place);
            message.attempts += 1;
            message.status = Some(0);
            if !message.trigger.is_by_hand() {
                message.trigger = Trigger::Automatic;
            }
        }
        expired.len()
    }

    fn with(&self, keep: impl Fn(&Msg) -> bool) -> impl DoubleEndedIterator<Item = (i64, &Msg)> {
        self.messages.iter().filter(move |(_, m)| keep(m)).map(|(seq, m)| (*seq, m))
    }

    pub fn standing(&self, sub: i64) -> Standing {
        let s = &self.subs[&sub];
        if s.deleted {
            Standing::Deleted
        } else if !s.on {
            Standing::Held(HoldReason::SubscriptionOff)
        } else if s.connected && self.paused {
            Standing::Held(HoldReason::ConnectionPaused)
        } else if s.needs_consent {
            Standing::Held(HoldReason::Consent)
        } else {
            Standing::Open
        }
    }

    fn in_line(&self, sub: i64, state: S, due: i64) -> (S, Option<String>, Option<i64>) {
        match self.standing(sub) {
            Standing::Open => (state, None, Some(due)),
            Standing::Held(reason) => (S::Held, Some(reason.as_str().to_owned()), None),
            Standing::Deleted => (S::Rejected, Some("subscription_deleted".to_owned()), None),
        }
    }

    fn put(&mut self, seq: i64, (state, reason, due): (S, Option<String>, Option<i64>)) -> &mut Msg {
        let stamp = self.stamp;
        let message = self.messages.get_mut(&seq).unwrap();
        (message.state, message.reason, message.due) = (state, reason, due);
        (message.lease, message.updated) = (None, stamp);
        message
    }

    /// What an event becomes for each live subscription of its hook: (subscription, state).
    pub fn routes(&self, hook: usize) -> Vec<(i64, S, Option<String>, Option<i64>)> {
        let live = self.subs.iter().filter(|(_, s)| s.hook == hook && !s.deleted);
        live.map(|(id, s)| {
            let (state, reason, due) = self.in_line(*id, S::Queued, self.clock);
            (*id, if s.on { state } else { S::Skipped }, reason, due)
        })
        .collect()
    }

    pub fn queue(
        &mut self,
        seq: i64,
        id: MessageId,
        event: &str,
        route: (i64, S, Option<String>, Option<i64>),
    ) {
        let (sub, state, reason, due) = route;
        let event = event.to_owned();
        let trigger = Trigger::First;
        let (created, updated) = (self.stamp, self.stamp);
        let (attempts, failures, status, lease) = (0, 0, None, None);
        let message = Msg {
            id,
            event,
            sub,
            state,
            reason,
            due,
            trigger,
            attempts,
            failures,
            status,
            lease,
            created,
            updated,
        };
        assert!(self.messages.insert(seq, message).is_none(), "position {seq} was taken");
    }

    pub fn event(&mut self, seq: i64, id: &str, known: bool) {
        self.events.insert(seq, (id.to_owned(), self.stamp, known));
    }

    /// Which messages a claim takes: the earliest of each subscription, one from each in turn.
    pub fn claimable(&self, subs: &[i64], max: usize, total: usize) -> Vec<i64> {
        let mut lanes: Vec<_> = subs
            .iter()
            .map(|sub| {
                let due = self.with(|m| m.sub == *sub && m.due.is_some_and(|due| due <= self.clock));
                let mut due: Vec<(i64, i64)> = due.map(|(seq, m)| (m.due.unwrap(), seq)).collect();
                due.sort_unstable();
                due.truncate(max);
                due.into_iter()
            })
            .collect();
        let mut taken = Vec::new();
        loop {
            let before = taken.len();
            for lane in &mut lanes {
                taken.extend(lane.next().filter(|_| taken.len() < total).map(|(_, seq)| seq));
            }
            if taken.len() == before {
                return taken;
            }
        }
    }

    pub fn lease(&mut self, seq: i64, token: i64, until: i64) {
        self.put(seq, (S::Sending, None, None)).lease = Some((token, until));
    }

    /// Whether a write with this token counts.
    pub fn holds(&self, seq: i64, token: i64) -> bool {
        self.messages.get(&seq).is_some_and(|m| m.lease.is_some_and(|(own, _)| own == token))
    }

    /// `status`: the attempt's answer; `None` where nothing was tried.
    pub fn outcome(&mut self, seq: i64, status: Option<u16>, next: &Next, counted: bool) {
        let sub = self.messages[&seq].sub;
        let place = match (next, self.standing(sub)) {
            (Next::Delivered, _) => (S::Delivered, None, None),
            (Next::Rejected(reason), _) => (S::Rejected, Some(reason.as_str().to_owned()), None),
            (Next::Retry(at), _) => self.in_line(sub, S::Retrying, at.0),
            (Next::Held(_), Standing::Deleted) => self.in_line(sub, S::Held, 0),
            (Next::Held(reason), _) => (S::Held, Some(reason.as_str().to_owned()), None),
        };
        let message = self.put(seq, place);
        if status.is_some() {
            message.attempts += 1;
            message.failures += u32::from(counted);
            message.status = status;
            if message.state != S::Held || !message.trigger.is_by_hand() {
                message.trigger = Trigger::Automatic;
            }
        }
    }

    pub fn release(&mut self, seq: i64) {
        let (sub, trigger) = (self.messages[&seq].sub, self.messages[&seq].trigger);
        let state = if trigger == Trigger::Automatic { S::Retrying } else { S::Queued };
        let place = self.in_line(sub, state, self.clock);
        self.put(seq, place);
    }

    /// A real send each time; what is in flight is left alone, and so is what nobody may receive any more.
    pub fn retry(&mut self, seq: i64, trigger: Trigger) -> bool {
        let (sub, state) = (self.messages[&seq].sub, self.messages[&seq].state);
        if state == S::Sending || self.standing(sub) == Standing::Deleted {
            return false;
        }
        let place = self.in_line(sub, S::Queued, self.clock);
        let message = self.put(seq, place);
        (message.trigger, message.failures) = (trigger, 0);
        true
    }

    pub fn discard(&mut self, seq: i64, why: &str) -> bool {
        if matches!(self.messages[&seq].state, S::Sending | S::Delivered | S::Discarded) {
            return false;
        }
        self.put(seq, (S::Discarded, Some(why.to_owned()), None));
        true
    }

    /// After a change of a subscription: releases what waited for `over`, then holds what may not go out.
    pub fn settle(&mut self, sub: i64, over: &[HoldReason]) {
        for reason in over {
            let word = reason.as_str();
            let waited: Vec<i64> = self
                .with(|m| m.sub == sub && m.state == S::Held && m.reason.as_deref() == Some(word))
                .map(|(seq, _)| seq)
                .collect();
            for seq in waited {
                match self.standing(sub) {
                    Standing::Open => self.release(seq),
                    Standing::Held(other) if other != *reason => {
                        self.put(seq, (S::Held, Some(other.as_str().to_owned()), None));
                    }
                    _ => {}
                }
            }
        }
        if let Standing::Held(reason) = self.standing(sub) {
            self.move_all(sub, &[S::Queued, S::Retrying], S::Held, reason.as_str());
        }
    }

    pub fn delete(&mut self, sub: i64) {
        let own = self.subs.get_mut(&sub).unwrap();
        (own.deleted, own.on) = (true, false);
        self.move_all(sub, &[S::Queued, S::Retrying, S::Held], S::Rejected, "subscription_deleted");
    }

    fn move_all(&mut self, sub: i64, from: &[S], to: S, reason: &str) {
        let all: Vec<i64> =
            self.with(|m| m.sub == sub && from.contains(&m.state)).map(|(seq, _)| seq).collect();
        for seq in all {
            self.put(seq, (to, Some(reason.to_owned()), None));
        }
    }

    /// Removes what is done and old. Returns how many messages and events.
    pub fn purge(&mut self, before: i64) -> (u64, u64) {
        let done = |m: &Msg| matches!(m.state, S::Delivered | S::Discarded | S::Skipped);
        let old: Vec<i64> = self.with(|m| done(m) && m.updated < before).map(|(seq, _)| seq).collect();
        for seq in &old {
            self.messages.remove(seq);
        }
        let left: Vec<String> = self.messages.values().map(|m| m.event.clone()).collect();
        let events = self.events.len();
        self.events.retain(|_, (id, came, _)| *came >= before || left.contains(id));
        (old.len() as u64, (events - self.events.len()) as u64)
    }

    /// The reference filter: every message that fits, newest first.
    pub fn filter(&self, filter: &MessageFilter) -> Vec<i64> {
        let fits = |m: &Msg| {
            (filter.states.is_empty() || filter.states.contains(&m.state))
                && (filter.subscriptions.is_empty() || filter.subscriptions.iter().any(|s| s.0 == m.sub))
                && filter.from.is_none_or(|from| m.created >= from.0)
                && filter.to.is_none_or(|to| m.created < to.0)
                && filter.status.is_none_or(|wanted| match (wanted, m.status) {
                    (_, None) => false,
                    (StatusFilter::Exact(status), Some(is)) => is == status,
                    (StatusFilter::Class(class), Some(is)) => is / 100 == u16::from(class),
                    (StatusFilter::NoAnswer, Some(is)) => is == 0,
                })
        };
        self.with(fits).map(|(seq, _)| seq).rev().collect()
    }
}
