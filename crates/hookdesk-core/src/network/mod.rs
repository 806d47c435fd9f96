//! Whether it is the receiver or this machine's own network that fails: offline, captive portal, just woken up.
//!
//! Evidence and time come in, what to believe goes out; nothing here looks at a network. Nobody is asked who is not a
//! recipient anyway: what is known comes from the exchanges themselves and from the machine's own routes.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::message::HoldReason;
use crate::time::UtcMillis;
use crate::words::words;

words! {
    /// What is believed of this machine's network.
    NetworkState {
        /// It works, as far as is known.
        Online "online",
        /// There is no way out.
        Offline "offline",
        /// A hotel's or train's sign-in page answers in the receivers' place.
        CaptivePortal "captive_portal",
        /// The machine has just woken up; failures of this moment say nothing about receivers.
        Resuming "resuming",
    }
}

/// Where a recipient lies, seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On this machine: no network is needed.
    Loopback,
    /// In a private network: an interface is needed.
    Local,
    /// Beyond: a default route is needed.
    Internet,
}

/// The machine's own view of its network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct View {
    /// An interface other than loopback is up and has an address.
    pub local: bool,
    /// There is a default route.
    pub internet: bool,
    /// Tells one network from another: a hash of addresses and gateway.
    pub id: u64,
}

impl View {
    fn leads_to(self, reach: Reach) -> bool {
        match reach {
            Reach::Loopback => true,
            Reach::Local => self.local,
            Reach::Internet => self.internet,
        }
    }
}

/// What an exchange says about the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The receiver itself answered: the network works.
    Answered,
    /// No connection came about: the receiver's fault or ours.
    NoConnection,
    /// 511, Network Authentication Required (RFC 6585 section 6): a portal says so itself.
    Portal,
    /// What a portal does in a receiver's place: a redirect to a foreign host, a certificate that is not the
    /// receiver's, a private address for a public name.
    Impostor,
    /// The connection broke or the answer stayed away.
    Broken,
}

impl Sign {
    /// Whether it speaks for the network.
    pub fn is_good(self) -> bool {
        self == Self::Answered
    }
}

/// What becomes of an attempt that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The receiver: it counts.
    Receiver,
    /// This machine's network: the message is held for this, and nothing is counted.
    Network(HoldReason),
    /// The moment of waking up: not counted, tried again soon.
    Moment,
}

/// After waking up, for this long, failures to connect say nothing, in milliseconds.
const GRACE_MS: i64 = 15_000;
/// So many recipients unreachable one after the other, and none that answers, is the network and not they.
const SILENT: usize = 3;
/// A silent network is believed in while no answer is younger than this, in milliseconds.
const FRESH_MS: i64 = 60_000;
/// An impostor that stays this long on the same network is the receiver itself, in milliseconds.
const SUSPECT_MS: i64 = 3_600_000;
/// Between looks that need a message to be risked, in milliseconds: the first, and the longest.
const FIRST_PROBE_MS: i64 = 5_000;
const LONGEST_PROBE_MS: i64 = 60_000;
/// Origins remembered.
const MOST_ORIGINS: usize = 4_096;

/// What is believed, and why.
#[derive(Debug, Default)]
pub struct Network {
    belief: Belief,
    since: UtcMillis,
    view: View,
    /// The network on which an origin answered last.
    answered_on: HashMap<String, u64>,
    last_answer: Option<UtcMillis>,
    /// Recipients beyond this machine that gave no connection since the last answer.
    silent: HashSet<String>,
    /// Since when impostors are met on the present network.
    impostor_since: Option<UtcMillis>,
    probe_at: UtcMillis,
    probe_pause: i64,
    /// A message is being risked: what comes goes out, too.
    probing: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Belief {
    #[default]
    Online,
    /// The machine has no route.
    NoRoute,
    /// There is a route and nobody answers.
    Silent,
    Captive,
    Resuming,
}

impl Network {
    /// The state in a word, and since when.
    pub fn state(&self) -> (NetworkState, UtcMillis) {
        let state = match self.belief {
            Belief::Online => NetworkState::Online,
            Belief::NoRoute | Belief::Silent => NetworkState::Offline,
            Belief::Captive => NetworkState::CaptivePortal,
            Belief::Resuming => NetworkState::Resuming,
        };
        (state, self.since)
    }

    /// The machine's own view as it was taken in last.
    pub fn view(&self) -> View {
        self.view
    }

    /// Why messages to a recipient there must wait; `None`: they may go.
    pub fn closed(&self, reach: Reach) -> Option<HoldReason> {
        match (self.belief, reach) {
            (Belief::Silent | Belief::Captive, _) if self.probing => None,
            (_, Reach::Loopback) | (Belief::Online | Belief::Resuming, _) => None,
            (Belief::NoRoute, reach) => (!self.view.leads_to(reach)).then_some(HoldReason::Offline),
            (Belief::Silent, Reach::Internet) => Some(HoldReason::Offline),
            (Belief::Captive, Reach::Internet) => Some(HoldReason::CaptivePortal),
            (Belief::Silent | Belief::Captive, Reach::Local) => None,
        }
    }

    /// Takes in the machine's own view. Call it every few seconds.
    pub fn look(&mut self, view: View, now: UtcMillis) {
        if view.id != self.view.id {
            self.impostor_since = None;
            self.silent.clear();
        }
        self.view = view;
        match self.belief {
            // Without a default route, what lies in the local network is still sent.
            _ if !view.internet => self.believe(Belief::NoRoute, now),
            Belief::NoRoute => self.believe(Belief::Online, now),
            Belief::Resuming if now.0 >= self.since.0 + GRACE_MS => self.believe(Belief::Online, now),
            _ => {}
        }
    }

    /// The machine slept: what ends now says nothing.
    pub fn resumed(&mut self, now: UtcMillis) {
        if matches!(self.belief, Belief::Online | Belief::Resuming) {
            self.belief = Belief::Resuming;
            self.since = now;
        }
        self.probe_at = self.probe_at.min(now);
    }

    /// Whether a message should be risked now, to see whether the network works again. Asking counts as doing it.
    pub fn probe(&mut self, now: UtcMillis) -> bool {
        let waiting = matches!(self.belief, Belief::Silent | Belief::Captive);
        if !waiting || now < self.probe_at {
            return false;
        }
        self.probe_pause = (self.probe_pause * 2).clamp(FIRST_PROBE_MS, LONGEST_PROBE_MS);
        self.probe_at = now.plus(self.probe_pause);
        self.probing = true;
        true
    }

    /// Judges an exchange with `origin`. `slept`: the machine was asleep while it ran. `view` is the machine's own, as
    /// it is now.
    pub fn judge(
        &mut self,
        reach: Reach,
        origin: &str,
        sign: Sign,
        slept: bool,
        view: View,
        now: UtcMillis,
    ) -> Blame {
        if reach == Reach::Loopback {
            return Blame::Receiver;
        }
        if sign != Sign::Answered {
            self.look(view, now);
        }
        if slept && sign != Sign::Answered {
            self.resumed(now);
        }
        match sign {
            Sign::Answered => {
                self.answered(reach, origin, now);
                Blame::Receiver
            }
            Sign::NoConnection => self.no_connection(reach, origin, now),
            Sign::Portal => self.captive(now),
            Sign::Impostor => self.impostor(reach, origin, now),
            Sign::Broken if slept => Blame::Moment,
            Sign::Broken => Blame::Receiver,
        }
    }

    fn answered(&mut self, reach: Reach, origin: &str, now: UtcMillis) {
        if self.answered_on.len() >= MOST_ORIGINS && !self.answered_on.contains_key(origin) {
            self.answered_on.clear();
        }
        match self.answered_on.get_mut(origin) {
            Some(id) => *id = self.view.id,
            None => drop(self.answered_on.insert(origin.to_owned(), self.view.id)),
        }
        if reach == Reach::Internet {
            self.last_answer = Some(now);
            self.silent.clear();
            if self.belief != Belief::NoRoute {
                self.believe(Belief::Online, now);
            }
        }
    }

    fn no_connection(&mut self, reach: Reach, origin: &str, now: UtcMillis) -> Blame {
        match self.belief {
            Belief::NoRoute if !self.view.leads_to(reach) => return Blame::Network(HoldReason::Offline),
            Belief::Resuming => return Blame::Moment,
            _ if reach != Reach::Internet => return Blame::Receiver,
            Belief::Captive => return self.captive(now),
            Belief::Silent => return self.silence(now),
            Belief::Online | Belief::NoRoute => {}
        }
        if self.silent.len() < MOST_ORIGINS {
            self.silent.insert(origin.to_owned());
        }
        let quiet = self.last_answer.is_none_or(|at| now.0 - at.0 > FRESH_MS);
        if self.silent.len() < SILENT || !quiet {
            return Blame::Receiver;
        }
        self.silence(now)
    }

    fn silence(&mut self, now: UtcMillis) -> Blame {
        self.wait(Belief::Silent, now);
        Blame::Network(HoldReason::Offline)
    }

    fn captive(&mut self, now: UtcMillis) -> Blame {
        self.wait(Belief::Captive, now);
        Blame::Network(HoldReason::CaptivePortal)
    }

    /// A receiver that was itself on another network, and is not itself on this one, where nobody else is either.
    fn impostor(&mut self, reach: Reach, origin: &str, now: UtcMillis) -> Blame {
        let known_elsewhere = self.answered_on.get(origin).is_some_and(|id| *id != self.view.id);
        let somebody_is_real = self.answered_on.values().any(|id| *id == self.view.id);
        let since = *self.impostor_since.get_or_insert(now);
        let suspect = known_elsewhere && !somebody_is_real && now.0 - since.0 < SUSPECT_MS;
        if reach == Reach::Internet && suspect { self.captive(now) } else { Blame::Receiver }
    }

    fn wait(&mut self, belief: Belief, now: UtcMillis) {
        if self.belief != belief {
            self.probe_pause = 0;
            self.probe_at = now.plus(FIRST_PROBE_MS);
        }
        self.probing = false;
        self.believe(belief, now);
    }

    fn believe(&mut self, belief: Belief, now: UtcMillis) {
        if self.belief != belief {
            self.belief = belief;
            self.since = now;
            self.probing = false;
            self.silent.clear();
        }
    }
}
