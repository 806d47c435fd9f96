//! A stand-in of the store: what its documentation says of accept, claim, outcome, hold, release and recovery, over a
//! plain map of the messages that are still open.

use std::collections::BTreeMap;

use hookdesk_core::config::{ContentWrap, PayloadBinding};
use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{HoldReason, Next, Trigger};
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{ClaimPlan, Lease};
use uuid::Uuid;

use crate::sender::decide::Decision;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Due(UtcMillis),
    Sending { token: i64 },
    Held(HoldReason),
}

#[derive(Debug, Clone)]
pub struct Message {
    pub sub: i64,
    pub state: State,
    pub trigger: Trigger,
    pub attempts: u32,
    pub failures: u32,
    /// Not to be tried before: what the policy and the receiver have asked for.
    pub not_before: UtcMillis,
}

#[derive(Default)]
pub struct Queue {
    pub open: BTreeMap<i64, Message>,
    pub accepted: u64,
    pub delivered: u64,
    pub rejected: u64,
    next_seq: i64,
    next_token: i64,
}

impl Queue {
    pub fn accept(&mut self, sub: i64, now: UtcMillis) {
        self.next_seq += 1;
        self.accepted += 1;
        let message = Message {
            sub,
            state: State::Due(now),
            trigger: Trigger::First,
            attempts: 0,
            failures: 0,
            not_before: now,
        };
        self.open.insert(self.next_seq, message);
    }

    /// When the next message is due.
    pub fn next_due(&self) -> Option<UtcMillis> {
        let due = |message: &Message| if let State::Due(at) = message.state { Some(at) } else { None };
        self.open.values().filter_map(due).min()
    }

    /// One from each lane in turn, the longest due first, until the plan's total.
    pub fn claim(&mut self, plan: &ClaimPlan, now: UtcMillis) -> Vec<Lease> {
        let mut lanes: Vec<Vec<i64>> = Vec::new();
        for lane in &plan.lanes {
            let mut due: Vec<(UtcMillis, i64)> = self
                .open
                .iter()
                .filter(|(_, message)| message.sub == lane.subscription.0)
                .filter_map(|(seq, message)| match message.state {
                    State::Due(at) if at <= now => Some((at, *seq)),
                    _ => None,
                })
                .collect();
            due.sort();
            lanes.push(due.into_iter().take(lane.max).map(|(_, seq)| seq).rev().collect());
        }
        let mut leases = Vec::new();
        while leases.len() < plan.total && lanes.iter().any(|lane| !lane.is_empty()) {
            for lane in &mut lanes {
                if leases.len() < plan.total
                    && let Some(seq) = lane.pop()
                {
                    leases.push(self.lease(seq));
                }
            }
        }
        leases
    }

    fn lease(&mut self, seq: i64) -> Lease {
        self.next_token += 1;
        let token = self.next_token;
        let message = self.open.get_mut(&seq).expect("an open message");
        message.state = State::Sending { token };
        Lease {
            seq,
            id: MessageId(Uuid::from_u128(seq as u128)),
            token,
            until: UtcMillis(i64::MAX),
            subscription: SubscriptionId(message.sub),
            event_id: String::new(),
            event_name: String::new(),
            trigger: message.trigger,
            number: message.attempts + 1,
            failures: message.failures,
            wrap: ContentWrap::Raw,
            making: None,
            is_told: true,
            binding: PayloadBinding::Snapshot,
            data: Vec::new(),
            body: None,
            created_at: UtcMillis(0),
        }
    }

    /// Gives leases back: due at once, nothing counted.
    pub fn release(&mut self, leases: Vec<Lease>, now: UtcMillis) {
        for lease in leases {
            if let Some(message) = self.held_by(lease.seq, lease.token) {
                message.state = State::Due(now);
            }
        }
    }

    /// Writes an outcome under its token.
    pub fn record(&mut self, lease: &Lease, decision: &Decision) {
        let Some(message) = self.held_by(lease.seq, lease.token) else { return };
        if decision.tried {
            message.attempts += 1;
            message.trigger = Trigger::Automatic;
        }
        message.failures += u32::from(decision.counted);
        match &decision.next {
            Next::Delivered => {
                self.delivered += 1;
                self.open.remove(&lease.seq);
            }
            Next::Rejected(_) => {
                self.rejected += 1;
                self.open.remove(&lease.seq);
            }
            Next::Retry(at) => (message.state, message.not_before) = (State::Due(*at), *at),
            Next::Held(reason) => message.state = State::Held(*reason),
        }
    }

    fn held_by(&mut self, seq: i64, token: i64) -> Option<&mut Message> {
        self.open.get_mut(&seq).filter(|message| message.state == State::Sending { token })
    }

    /// Holds what waits of those whose network is closed, and releases what was held for a network that is open.
    pub fn settle(&mut self, closed: impl Fn(i64) -> Option<HoldReason>, now: UtcMillis) {
        for message in self.open.values_mut() {
            match (closed(message.sub), message.state) {
                (Some(reason), State::Due(_)) => message.state = State::Held(reason),
                (None, State::Held(_)) => (message.state, message.not_before) = (State::Due(now), now),
                _ => {}
            }
        }
    }

    /// Lets the first message that is held go, to see whether the network works.
    pub fn risk(&mut self, now: UtcMillis) {
        if let Some(message) = self.open.values_mut().find(|m| matches!(m.state, State::Held(_))) {
            (message.state, message.not_before) = (State::Due(now), now);
        }
    }

    /// After a crash: an attempt marked unknown, not counted, and due at once.
    pub fn recover(&mut self, now: UtcMillis) {
        for message in self.open.values_mut() {
            if let State::Sending { .. } = message.state {
                message.attempts += 1;
                message.trigger = Trigger::Automatic;
                (message.state, message.not_before) = (State::Due(now), now);
            }
        }
    }

    /// The clock was set back: due times move with it.
    pub fn follow_clock(&mut self, back: i64, now: UtcMillis) {
        let moved = |at: UtcMillis| if at > now { UtcMillis((at.0 - back).max(now.0)) } else { at };
        for message in self.open.values_mut() {
            message.not_before = moved(message.not_before);
            if let State::Due(at) = message.state {
                message.state = State::Due(moved(at));
            }
        }
    }
}
