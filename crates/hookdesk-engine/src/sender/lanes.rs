//! Who may send how much: one lane for each subscription, under one cap over all.
//!
//! No recipient may delay another. So a lane begins with one request at a time and is given more as it answers: one that
//! is silent keeps its one. It takes at most half of what the others leave it, and lanes that are not known to answer
//! quickly never fill the last quarter of the cap. A lane that has nothing on its way may always begin, beyond the cap
//! where there are more lanes than that. What is claimed ahead of a free permit (to hide the latency of a commit) is
//! claimed only for lanes that answer quickly, so it never waits long.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use hookdesk_core::config::RateLimit;
use hookdesk_core::id::SubscriptionId;
use hookdesk_store::{ClaimPlan, Lane as Share, Lease};

use super::rate::Window;

/// How many leases may wait for each permit of a quick lane, at least and at most. A crash marks what waits *unknown*
/// although it was not sent, so there are no more of them than the disk's latency asks for.
const AHEAD: (usize, usize) = (2, 8);
/// Time beyond its timeout for which a message is leased: for waiting to start and for writing the outcome.
const LEASE_MARGIN_MS: i64 = 30_000;

/// How an exchange went, for what its lane may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// An answer came quickly.
    Quick,
    /// No connection came about, and that was known quickly.
    Refused,
    /// An answer came, and took its time.
    Slow,
    /// No answer came, after a while.
    Silent,
}

/// What the configuration says about a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaneRules {
    /// Whether messages may be claimed for it.
    pub open: bool,
    /// Requests at once.
    pub concurrency: usize,
    /// The subscription's timeout in milliseconds.
    pub timeout_ms: u64,
    /// Its rate limit.
    pub rate: Option<RateLimit>,
}

#[derive(Default)]
struct Lane {
    /// The configuration has it. A closed one stays, with what its rate limit remembers.
    known: bool,
    open: bool,
    concurrency: usize,
    /// Requests at once that it has earned so far; nought counts as one.
    earned: usize,
    lease_ms: i64,
    rate: Option<Window>,
    running: usize,
    ready: VecDeque<Lease>,
    /// Its last answer came quickly.
    quick: bool,
    /// It has a share in the claim that is out.
    asked: bool,
}

/// All lanes.
pub(crate) struct Lanes {
    lanes: BTreeMap<SubscriptionId, Lane>,
    /// Lanes with leases ready, in turn.
    waiting: VecDeque<SubscriptionId>,
    cap: usize,
    /// How many lanes are open.
    open: usize,
    running: usize,
    /// Running in lanes not known to be quick.
    running_slow: usize,
    ready: usize,
    turn: usize,
    /// A lane that is not in the claim that is out could take something.
    opened: bool,
    /// Some lane has a rate limit.
    limited: bool,
    /// Leases that may wait for each permit of a quick lane now.
    ahead: usize,
    /// How many the claim that is out may bring.
    wanted: usize,
    /// The last claim brought all it might.
    full: bool,
}

impl Lanes {
    pub fn new() -> Self {
        Self {
            lanes: BTreeMap::new(),
            waiting: VecDeque::new(),
            cap: 1,
            open: 0,
            running: 0,
            running_slow: 0,
            ready: 0,
            turn: 0,
            opened: false,
            limited: false,
            ahead: AHEAD.0,
            wanted: 0,
            full: false,
        }
    }

    /// Takes over a changed configuration. What runs and what is ready stays; a rate limit keeps its memory.
    pub fn configure(&mut self, cap: usize, rules: impl Iterator<Item = (SubscriptionId, LaneRules)>) {
        self.cap = cap.max(1);
        self.lanes.values_mut().for_each(|lane| (lane.known, lane.open) = (false, false));
        for (id, rules) in rules {
            let lane = self.lanes.entry(id).or_default();
            (lane.known, lane.open) = (true, rules.open);
            lane.concurrency = rules.concurrency.max(1);
            lane.lease_ms =
                i64::try_from(rules.timeout_ms).unwrap_or(i64::MAX).saturating_add(LEASE_MARGIN_MS);
            lane.rate = rules.rate.map(|limit| match lane.rate.take() {
                Some(mut window) => {
                    window.change(limit);
                    window
                }
                None => Window::new(limit),
            });
        }
        self.open = self.lanes.values().filter(|lane| lane.open).count();
        self.limited = self.lanes.values().any(|lane| lane.open && lane.rate.is_some());
        self.lanes.retain(|_, lane| lane.known || lane.running > 0 || !lane.ready.is_empty());
        self.opened = true;
    }

    /// What could be claimed now, each lane's turn coming first in turn. Marks those lanes as asked for.
    pub fn plan(&mut self, now: Instant) -> ClaimPlan {
        self.opened = false;
        let (mut shares, mut quick, mut ahead_of_time, mut idle) = (Vec::new(), false, 0, 0);
        let targets: Vec<usize> = self.lanes.values().map(|lane| self.target(lane)).collect();
        for ((id, lane), target) in self.lanes.iter_mut().zip(targets) {
            let ahead = if lane.quick { self.ahead * target } else { 0 };
            let taken = lane.running + lane.ready.len();
            let mut max = (target + ahead).saturating_sub(taken).max(usize::from(taken == 0));
            // One claim for many messages, not one for each that ends.
            if lane.quick && 2 * lane.ready.len() > ahead {
                max = 0;
            }
            ahead_of_time += if lane.quick { lane.ready.len() } else { 0 };
            if let Some(rate) = &mut lane.rate {
                max = max.min(rate.free(now).saturating_sub(lane.ready.len()));
            }
            lane.asked = lane.open && max > 0;
            if lane.asked {
                quick |= lane.quick;
                idle += usize::from(taken == 0);
                shares.push(Share { subscription: *id, max, lease_ms: lane.lease_ms });
            }
        }
        if !shares.is_empty() {
            self.turn = (self.turn + 1) % shares.len();
            shares.rotate_left(self.turn);
        }
        let most = if quick { (1 + self.ahead) * self.cap } else { self.cap };
        // What is ready in a slow lane waits for that lane alone, and must not keep the others from asking.
        let total = most.saturating_sub(self.running + ahead_of_time);
        let total = total.max(idle.min(self.beyond()));
        self.wanted = shares.iter().fold(0, |sum: usize, share| sum.saturating_add(share.max)).min(total);
        ClaimPlan { total, lanes: shares }
    }

    /// The claim that was out has been answered with so many leases. Where quick lanes ran dry meanwhile although there
    /// was always more to claim, more is claimed ahead from now on; where they did not, a little less.
    pub fn answered(&mut self, leases: usize) {
        let full = leases > 0 && leases >= self.wanted;
        let mut quick = self.lanes.values().filter(|lane| lane.quick && lane.asked).peekable();
        if full && self.full && quick.peek().is_some() {
            let dry = quick.any(|lane| lane.ready.is_empty());
            self.ahead = if dry { self.ahead * 2 } else { self.ahead - 1 }.clamp(AHEAD.0, AHEAD.1);
        }
        self.full = full;
        self.lanes.values_mut().for_each(|lane| lane.asked = false);
    }

    /// Whether a new claim should take the place of the one that is out.
    pub fn has_opened(&self) -> bool {
        self.opened
    }

    /// Takes in what was claimed. Returns what a rate limit does not let start soon; it must be given back.
    pub fn add(&mut self, leases: Vec<Lease>, now: Instant) -> Vec<Lease> {
        let mut over = Vec::new();
        for lease in leases {
            let id = lease.subscription;
            let lane = self.lanes.entry(id).or_insert_with(|| Lane { concurrency: 1, ..Lane::default() });
            if lane.rate.as_mut().is_some_and(|rate| rate.free(now) <= lane.ready.len()) {
                over.push(lease);
                continue;
            }
            if lane.ready.is_empty() {
                self.waiting.push_back(id);
            }
            lane.ready.push_back(lease);
            self.ready += 1;
        }
        over
    }

    /// The next lease that may start now; it holds a permit from here, until [`Lanes::freed`].
    pub fn next(&mut self, now: Instant) -> Option<Lease> {
        for _ in 0..self.waiting.len() {
            let id = self.waiting.pop_front()?;
            let target = self.lanes.get(&id).map_or(0, |lane| self.target(lane));
            let Some(lane) = self.lanes.get_mut(&id) else { continue };
            let room = match lane.running {
                0 => self.running < self.cap.max(self.open),
                running => self.running < self.cap && running < target,
            };
            let allowed = lane.rate.as_mut().is_none_or(|rate| rate.free(now) > 0);
            // A lane that was closed starts too: there, an attempt only finds that it must not be made.
            let lease = if room && allowed || !lane.open { lane.ready.pop_front() } else { None };
            if !lane.ready.is_empty() {
                self.waiting.push_back(id);
            }
            let Some(lease) = lease else { continue };
            if let Some(rate) = &mut lane.rate {
                rate.started(now);
            }
            lane.running += 1;
            self.running += 1;
            self.running_slow += usize::from(!lane.quick);
            self.ready -= 1;
            return Some(lease);
        }
        None
    }

    /// A permit came back. `pace` says how the exchange went, where there was one.
    pub fn freed(&mut self, id: SubscriptionId, pace: Option<Pace>) {
        let quick = pace.map(|pace| matches!(pace, Pace::Quick | Pace::Refused));
        self.running = self.running.saturating_sub(1);
        let Some(lane) = self.lanes.get_mut(&id) else { return };
        self.running_slow = self.running_slow.saturating_sub(usize::from(!lane.quick));
        lane.running = lane.running.saturating_sub(1);
        match (lane.quick, quick) {
            (false, Some(true)) => self.running_slow = self.running_slow.saturating_sub(lane.running),
            (true, Some(false)) => self.running_slow += lane.running,
            _ => {}
        }
        lane.quick = quick.unwrap_or(lane.quick);
        let earned = lane.earned.max(1);
        lane.earned = match pace {
            Some(Pace::Quick) => earned.saturating_mul(2),
            Some(Pace::Slow) => earned + 1,
            Some(Pace::Refused | Pace::Silent) => earned / 2,
            None => earned,
        }
        .min(lane.concurrency);
        self.opened |= lane.open && !lane.asked;
        if !lane.known && lane.running == 0 && lane.ready.is_empty() {
            self.lanes.remove(&id);
        }
    }

    /// When the next rate limit lets something start; `None` where none is exhausted.
    pub fn next_token(&mut self, now: Instant) -> Option<Instant> {
        // Asked at every turn of the loop, and most have none.
        if !self.limited {
            return None;
        }
        let open = self.lanes.values_mut().filter(|lane| lane.open);
        open.filter_map(|lane| lane.rate.as_mut()?.next_free(now)).min()
    }

    /// A rate limit has room again.
    pub fn reopen(&mut self) {
        self.opened = true;
    }

    /// Everything that has not started.
    pub fn take_ready(&mut self) -> Vec<Lease> {
        self.waiting.clear();
        self.ready = 0;
        self.lanes.values_mut().flat_map(|lane| lane.ready.drain(..)).collect()
    }

    /// How many run.
    pub fn running(&self) -> usize {
        self.running
    }

    /// How many are ready.
    pub fn ready(&self) -> usize {
        self.ready
    }

    /// How many of the lane may run at once now: at most half of what the other lanes leave of the cap.
    fn target(&self, lane: &Lane) -> usize {
        let (budget, taken) = match lane.quick {
            true => (self.cap, self.running),
            false => ((self.cap - self.cap / 4).max(1), self.running_slow),
        };
        let left = budget.saturating_sub(taken.saturating_sub(lane.running));
        lane.concurrency.min(lane.earned.max(1)).min(left.div_ceil(2))
    }

    /// How many lanes with nothing on their way may begin, over the cap too.
    fn beyond(&self) -> usize {
        self.cap.max(self.open).saturating_sub(self.running)
    }
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
