//! The world: receivers, weather, clocks, and a sender made of the real parts.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use fastrand::Rng;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::RateLimit;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{FailureTruth, TransportClass};
use hookdesk_core::network::{Network, Reach, Sign, View};
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::UtcMillis;
use hookdesk_store::Lease;

use super::queue::{Queue, State};
use crate::sender::decide::decide;
use crate::sender::lanes::{LaneRules, Lanes, Pace};

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const CAP: usize = 8;
const TIMEOUT: i64 = 30 * SECOND;

/// How a receiver is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    Well,
    /// Refuses connections.
    Down,
    /// Its name does not resolve.
    NoName,
    Failing,
    /// 429 with a Retry-After of so many seconds.
    Storm(i64),
    /// Takes this long, in milliseconds.
    Slow(i64),
    Silent,
}

/// How the machine's network is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sky {
    Clear,
    NoRoute,
    /// There is a route and names do not resolve.
    NoNames,
    Portal,
}

struct Receiver {
    policy: RetryPolicy,
    concurrency: usize,
    rate: Option<RateLimit>,
    mood: Mood,
    changes_at: i64,
    next_event: i64,
    running: usize,
    starts: VecDeque<i64>,
}

/// An attempt on its way.
struct Flight {
    lease: Lease,
    ends: i64,
    ended: Ended,
    sign: Sign,
    slept: bool,
}

/// What was seen.
#[derive(Default)]
pub struct Seen {
    pub accepted: u64,
    pub attempts: u64,
}

pub struct World {
    seed: u64,
    random: Rng,
    base: Instant,
    /// Milliseconds the machine has run.
    ran: i64,
    /// What the wall clock is ahead of that.
    ahead: i64,
    receivers: BTreeMap<i64, Receiver>,
    queue: Queue,
    lanes: Lanes,
    network: Network,
    sky: Sky,
    sky_changes: i64,
    upset_at: i64,
    flights: Vec<Flight>,
    calm: bool,
    seen: Seen,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let receivers = (1..=6)
            .map(|id| {
                let rate = (id == 3).then_some(RateLimit { count: 3, per_ms: 60_000 });
                let policy = match id % 3 {
                    0 => RetryPolicy::Standard,
                    1 => RetryPolicy::Classic,
                    _ => RetryPolicy::Exponential { first_ms: 1_000, cap_ms: 3_600_000, retries: 20 },
                };
                let receiver = Receiver {
                    policy,
                    concurrency: random.usize(1..6),
                    rate,
                    mood: Mood::Well,
                    changes_at: random.i64(0..10 * HOUR),
                    next_event: random.i64(0..HOUR),
                    running: 0,
                    starts: VecDeque::new(),
                };
                (id, receiver)
            })
            .collect();
        let mut world = Self {
            seed,
            base: Instant::now(),
            ran: 0,
            ahead: 1_795_000_000_000,
            receivers,
            queue: Queue::default(),
            lanes: Lanes::new(),
            network: Network::default(),
            sky: Sky::Clear,
            sky_changes: random.i64(0..20 * HOUR),
            upset_at: random.i64(0..40 * HOUR),
            flights: Vec::new(),
            calm: false,
            seen: Seen::default(),
            random,
        };
        world.look();
        world
    }

    /// Bad weather for so many hours.
    pub fn run(&mut self, hours: u64) {
        let end = self.ran + hours as i64 * HOUR;
        while self.ran < end {
            self.step(end);
        }
    }

    /// Good weather until nothing is open; then everything must have come to its end.
    pub fn end(mut self) -> Seen {
        self.calm = true;
        (self.sky, self.sky_changes, self.upset_at) = (Sky::Clear, i64::MAX, i64::MAX);
        for receiver in self.receivers.values_mut() {
            (receiver.mood, receiver.changes_at, receiver.next_event) = (Mood::Well, i64::MAX, i64::MAX);
        }
        let end = self.ran + 100 * DAY;
        while !self.queue.open.is_empty() {
            self.check(self.ran < end, "a message has no way to its end");
            self.step(end);
        }
        let (accepted, done) = (self.queue.accepted, self.queue.delivered + self.queue.rejected);
        self.check(accepted == done, "messages were lost");
        self.seen.accepted = accepted;
        self.seen
    }

    fn check(&self, holds: bool, what: &str) {
        let hours = self.ran / HOUR;
        assert!(holds, "{what} (after {hours} hours; HOOKDESK_SIM_SEED={})", self.seed);
    }

    fn wall(&self) -> UtcMillis {
        UtcMillis(self.ran + self.ahead)
    }

    fn instant(&self) -> Instant {
        self.base + Duration::from_millis(self.ran as u64)
    }

    fn view(&self) -> View {
        match self.sky {
            Sky::NoRoute => View { local: false, internet: false, id: 0 },
            Sky::Portal => View { local: true, internet: true, id: 2 },
            Sky::Clear | Sky::NoNames => View { local: true, internet: true, id: 1 },
        }
    }

    /// To the next thing that happens.
    fn step(&mut self, end: i64) {
        let due = self.queue.next_due().map(|at| at.0 - self.ahead);
        let token = self.lanes.next_token(self.instant());
        let token = token.map(|at| at.duration_since(self.base).as_millis() as i64 + 1);
        let times = [
            Some(end),
            // What is due and has no permit waits for an attempt to end.
            due.filter(|at| *at > self.ran),
            token,
            self.flights.iter().map(|flight| flight.ends).min(),
            self.receivers.values().map(|r| r.changes_at.min(r.next_event)).min(),
            Some(self.sky_changes.min(self.upset_at)),
            // While something waits for the network, it is looked at every second.
            self.waits().then_some(self.ran + SECOND),
        ];
        let next = times.into_iter().flatten().min().unwrap_or(end);
        self.ran = next.max(self.ran);
        self.weather();
        self.arrivals();
        self.landings();
        self.look();
        self.pump();
        let open = self.queue.open.len() as u64;
        let (accepted, done) = (self.queue.accepted, self.queue.delivered + self.queue.rejected);
        self.check(accepted == done + open, "messages were lost");
    }

    /// Whether the engine would look at the network every second.
    fn waits(&self) -> bool {
        self.queue.open.values().any(|message| matches!(message.state, State::Held(_)))
            && (self.sky == Sky::Clear || self.network.closed(Reach::Internet).is_none())
    }

    fn weather(&mut self) {
        for receiver in self.receivers.values_mut().filter(|receiver| receiver.changes_at <= self.ran) {
            receiver.changes_at = self.ran + self.random.i64(10 * SECOND..12 * HOUR);
            receiver.mood = match self.random.u8(0..20) {
                0..10 => Mood::Well,
                10..12 => Mood::Down,
                12 => Mood::NoName,
                13..15 => Mood::Failing,
                15..17 => Mood::Storm(self.random.i64(1..7_200)),
                17..19 => Mood::Slow(self.random.i64(100..40_000)),
                _ => Mood::Silent,
            };
        }
        if self.sky_changes <= self.ran {
            let (sky, lasts) = match (self.sky, self.random.u8(0..6)) {
                (Sky::Clear, 0..3) => (Sky::NoRoute, self.random.i64(SECOND..10 * HOUR)),
                (Sky::Clear, 3) => (Sky::NoNames, self.random.i64(SECOND..HOUR)),
                (Sky::Clear, _) => (Sky::Portal, self.random.i64(SECOND..2 * HOUR)),
                _ => (Sky::Clear, self.random.i64(HOUR..40 * HOUR)),
            };
            (self.sky, self.sky_changes) = (sky, self.ran + lasts);
        }
        if self.upset_at <= self.ran {
            self.upset_at = self.ran + self.random.i64(HOUR..80 * HOUR);
            match self.random.u8(0..6) {
                0 => self.crash(),
                1 | 2 => self.sleep(),
                3 => self.set_clock(DAY),
                4 => self.set_clock(-DAY),
                _ => self.set_clock(self.random.clone().i64(-HOUR..HOUR)),
            }
        }
    }

    /// The process dies; another starts.
    fn crash(&mut self) {
        self.flights.clear();
        self.receivers.values_mut().for_each(|receiver| receiver.running = 0);
        self.queue.recover(self.wall());
        (self.lanes, self.network) = (Lanes::new(), Network::default());
        // A rate limit's memory dies with the process.
        self.receivers.values_mut().for_each(|receiver| receiver.starts.clear());
    }

    /// The lid is closed: the wall clock goes on, the machine does not, and connections die.
    fn sleep(&mut self) {
        self.ahead += self.random.i64(30 * SECOND..3 * DAY);
        for flight in &mut self.flights {
            flight.slept = true;
            flight.ended = broken();
            flight.sign = Sign::Broken;
        }
        self.network.resumed(self.wall());
    }

    /// Somebody, or NTP, sets the clock. Summer time is no such thing: everything here is UTC.
    fn set_clock(&mut self, by: i64) {
        self.ahead += by;
        if by < -SECOND {
            self.queue.follow_clock(-by, self.wall());
        }
    }

    fn arrivals(&mut self) {
        let now = self.wall();
        for (id, receiver) in &mut self.receivers {
            while receiver.next_event <= self.ran {
                let many = if self.random.u8(0..50) == 0 { 30 } else { 1 };
                (0..many).for_each(|_| self.queue.accept(*id, now));
                receiver.next_event += self.random.i64(MINUTE..8 * HOUR);
            }
        }
    }

    /// Attempts that end now.
    fn landings(&mut self) {
        while let Some(at) = self.flights.iter().position(|flight| flight.ends <= self.ran) {
            let flight = self.flights.swap_remove(at);
            let sub = flight.lease.subscription;
            let receiver = self.receivers.get_mut(&sub.0).expect("a receiver");
            receiver.running -= 1;
            let policy = receiver.policy.clone();
            let (view, now) = (self.view(), self.wall());
            let origin = format!("http://receiver-{sub}");
            let blame = self.network.judge(Reach::Internet, &origin, flight.sign, flight.slept, view, now);
            let run = (flight.lease.trigger, flight.lease.failures);
            let jitter = self.random.f64();
            let decision = decide(&flight.ended, blame, &policy, run, jitter, now);
            let ours = matches!(self.sky, Sky::NoRoute) && flight.sign == Sign::NoConnection
                || flight.sign == Sign::Portal;
            self.check(!(ours && decision.counted), "an attempt counted although the network was away");
            self.check(!(flight.slept && flight.sign == Sign::Broken && decision.counted), "a sleep counted");
            if let Ended::Answered { retry_after_ms: Some(asked), .. } = flight.ended
                && let hookdesk_core::message::Next::Retry(at) = decision.next
            {
                self.check(at.0 >= now.0 + asked.min(DAY), "earlier than Retry-After asks");
            }
            self.check(
                flight.lease.failures + u32::from(decision.counted) <= policy.delays_ms().len() as u32 + 1,
                "more failures than the policy has",
            );
            self.seen.attempts += u64::from(decision.tried);
            self.queue.record(&flight.lease, &decision);
            let pace = match flight.sign {
                Sign::Broken => Pace::Silent,
                Sign::NoConnection => Pace::Refused,
                _ => Pace::Quick,
            };
            self.lanes.freed(sub, Some(pace));
        }
    }

    /// The network is looked at, and what waits for it moved.
    fn look(&mut self) {
        let (view, now) = (self.view(), self.wall());
        self.network.look(view, now);
        if self.network.probe(now) {
            self.queue.risk(now);
        } else {
            let closed = self.network.closed(Reach::Internet);
            if closed.is_some() || self.network.state().0 == hookdesk_core::network::NetworkState::Online {
                self.queue.settle(|_| closed, now);
            }
        }
        let open = self.network.closed(Reach::Internet).is_none();
        let rules = self.receivers.iter().map(|(id, receiver)| {
            let rules = LaneRules {
                open,
                concurrency: receiver.concurrency,
                timeout_ms: TIMEOUT as u64,
                rate: receiver.rate,
            };
            (SubscriptionId(*id), rules)
        });
        self.lanes.configure(CAP, rules);
    }

    /// Claims and starts until nothing more can be.
    fn pump(&mut self) {
        loop {
            let now = self.instant();
            let plan = self.lanes.plan(now);
            let leases = self.queue.claim(&plan, self.wall());
            self.lanes.answered(leases.len());
            let claimed = leases.len();
            let over = self.lanes.add(leases, now);
            self.queue.release(over, self.wall());
            let mut started = 0;
            while let Some(lease) = self.lanes.next(now) {
                self.start(lease);
                started += 1;
            }
            if claimed == 0 && started == 0 {
                return;
            }
            if started == 0 {
                // Ahead of a permit, or over a rate: they wait.
                return;
            }
        }
    }

    fn start(&mut self, lease: Lease) {
        let sub = lease.subscription;
        if let Some(reason) = self.network.closed(Reach::Internet) {
            let next = hookdesk_core::message::Next::Held(reason);
            self.queue
                .record(&lease, &crate::sender::decide::Decision { next, tried: false, counted: false });
            return self.lanes.freed(sub, None);
        }
        let message = &self.queue.open[&lease.seq];
        self.check(message.state == State::Sending { token: lease.token }, "sent without its lease");
        self.check(message.not_before <= self.wall(), "sent before it was due");
        let running: usize = self.receivers.values().map(|receiver| receiver.running).sum();
        self.check(running < CAP, "more at once than the cap");
        let (ended, sign, takes) = self.meet(sub.0);
        let (ran, seed) = (self.ran, self.seed);
        let receiver = self.receivers.get_mut(&sub.0).expect("a receiver");
        receiver.running += 1;
        assert!(receiver.running <= receiver.concurrency, "over its concurrency (seed {seed})");
        if let Some(rate) = receiver.rate {
            receiver.starts.push_back(ran);
            while receiver.starts.front().is_some_and(|at| ran - at >= rate.per_ms as i64) {
                receiver.starts.pop_front();
            }
            assert!(receiver.starts.len() <= rate.count as usize, "over its rate (seed {seed})");
        }
        self.flights.push(Flight { lease, ends: self.ran + takes, ended, sign, slept: false });
    }

    /// How an exchange with a receiver ends, and how long it takes.
    fn meet(&mut self, sub: i64) -> (Ended, Sign, i64) {
        let quick = self.random.i64(5..200);
        let not_sent = |class| Ended::Failed { class, truth: FailureTruth::NotSent, status: None };
        match (self.sky, self.receivers[&sub].mood) {
            (Sky::NoRoute, _) => (not_sent(TransportClass::Connect), Sign::NoConnection, 1),
            (Sky::NoNames, _) | (_, Mood::NoName) => {
                (not_sent(TransportClass::Dns), Sign::NoConnection, quick)
            }
            (Sky::Portal, _) => (answered(511, None), Sign::Portal, quick),
            (Sky::Clear, Mood::Well) => (answered(200, None), Sign::Answered, quick),
            (Sky::Clear, Mood::Down) => (not_sent(TransportClass::Connect), Sign::NoConnection, quick),
            (Sky::Clear, Mood::Failing) => (answered(503, None), Sign::Answered, quick),
            (Sky::Clear, Mood::Storm(s)) => (answered(429, Some(s * SECOND)), Sign::Answered, quick),
            (Sky::Clear, Mood::Slow(ms)) if ms < TIMEOUT => (answered(200, None), Sign::Answered, ms),
            (Sky::Clear, Mood::Slow(_) | Mood::Silent) => (broken(), Sign::Broken, TIMEOUT),
        }
    }
}

const MINUTE: i64 = 60 * SECOND;

fn answered(status: u16, retry_after_ms: Option<i64>) -> Ended {
    Ended::Answered { status, retry_after_ms }
}

fn broken() -> Ended {
    Ended::Failed { class: TransportClass::TimeoutHead, truth: FailureTruth::Unknown, status: None }
}
