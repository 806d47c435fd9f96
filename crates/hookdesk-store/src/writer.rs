//! The one thread that writes: it groups what many callers ask into one transaction and answers them after its commit.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use rusqlite::Connection;
use tokio::sync::{broadcast, oneshot};

use crate::accept;
use crate::changes::Changes;
use crate::claim::{self, ClaimPlan, Lease};
use crate::effects::Effects;
use crate::job::{Closure, Done, Work, answer};
pub(crate) use crate::job::{Job, Reply, Scope};
use crate::kept::Kept;
use crate::lanes;
use crate::memory::Memory;
use crate::outcome;
use crate::rows;

/// Most jobs in one commit: enough to make the fsync cheap, few enough to keep answers quick.
const MOST_JOBS: usize = 512;
/// Most events accepted in one commit.
const MOST_EVENTS: usize = 5_000;
/// Longest sleep while something is due later: the wall clock may jump (suspend, NTP) while we wait.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Commits quicker than this are not waited for.
const SLOW_COMMIT: Duration = Duration::from_millis(1);
/// A group waits at most this part of the last commit's time for the callers it answered.
const LINGER_PART: u32 = 8;

/// The last commit, for the group after it: on a slow disk, callers who were just answered and call again would miss the
/// next commit by a moment, and each would wait for two.
struct Last {
    ended: Instant,
    took: Duration,
    /// Accepts it answered.
    accepts: usize,
}

impl Last {
    /// Until when it is worth waiting for those who were answered.
    fn linger(&self) -> Option<Instant> {
        let now = Instant::now();
        (self.took >= SLOW_COMMIT && self.accepts > 0 && now < self.ended + self.took)
            .then(|| now + self.took / LINGER_PART)
    }
}

/// A claim that waits for something to become due.
struct Parked {
    plan: ClaimPlan,
    reply: Reply<Vec<Lease>>,
}

/// What has been done in the running transaction.
#[derive(Default)]
struct Group {
    effects: Effects,
    done: Vec<Done>,
    open: bool,
    events: usize,
    accepts: usize,
    fault: Option<Fault>,
}

/// The writer's thread.
pub(crate) struct Writer {
    conn: Connection,
    jobs: Receiver<Job>,
    clock: Arc<dyn Clock>,
    memory: Memory,
    changes: broadcast::Sender<Changes>,
    kept: Arc<Kept>,
    parked: Option<Parked>,
    closing: Option<oneshot::Sender<()>>,
    last: Last,
    /// Nothing had come during the last commit.
    idle: bool,
}

impl Writer {
    pub fn new(
        conn: Connection,
        memory: Memory,
        jobs: Receiver<Job>,
        clock: Arc<dyn Clock>,
        changes: broadcast::Sender<Changes>,
        kept: Arc<Kept>,
    ) -> Self {
        let last = Last { ended: Instant::now(), took: Duration::ZERO, accepts: 0 };
        Self { conn, jobs, clock, memory, changes, kept, parked: None, closing: None, last, idle: true }
    }

    /// Works until the store is closed or its last handle dropped.
    pub fn run(mut self) {
        loop {
            let first = match self.wait() {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            self.group(first);
            if self.closing.is_some() {
                break;
            }
        }
        self.close();
    }

    /// Waits for a job, or until the parked claim has something due.
    fn wait(&mut self) -> Result<Job, RecvTimeoutError> {
        let there = self.jobs.try_recv();
        self.idle = there.is_err();
        if let Ok(job) = there {
            return Ok(job);
        }
        let Some(due) = self.parked.as_ref().and_then(|p| self.memory.lanes.next_due(&p.plan)) else {
            return self.jobs.recv().map_err(|_| RecvTimeoutError::Disconnected);
        };
        let left = u64::try_from(due.0.saturating_sub(self.clock.now().0)).unwrap_or(0);
        self.jobs.recv_timeout(Duration::from_millis(left).min(LONGEST_WAIT))
    }

    /// Runs what is asked now, and the parked claim, in one transaction.
    fn group(&mut self, mut first: Option<Job>) {
        let clock = self.clock.now();
        if let Some(back) = self.memory.set_back(clock) {
            self.by_itself(move |scope| lanes::follow_clock(scope, back).map_err(rows::fault));
        }
        let now = self.memory.stamp(clock);
        let mut group = Group::default();
        let mut lost = Vec::new();
        // Those who waited through the last commit, and those it answered.
        let (linger, mut all) = (self.last.linger(), None);
        while group.fault.is_none() && group.done.len() < MOST_JOBS && group.events < MOST_EVENTS {
            let there = first.take().or_else(|| self.jobs.try_recv().ok());
            let Some(job) = there.or_else(|| {
                let waited = if self.idle { 0 } else { group.accepts };
                let all = *all.get_or_insert(waited + self.last.accepts);
                self.late(linger.filter(|_| group.accepts < all)?)
            }) else {
                break;
            };
            match job {
                Job::Claim(plan, reply) => {
                    if let Some(older) = self.parked.replace(Parked { plan, reply }) {
                        let _ = older.reply.send(Ok(Vec::new()));
                    }
                }
                Job::Close(closed) => {
                    self.closing = Some(closed);
                    break;
                }
                job => self.job(&mut group, job, now, clock),
            }
        }
        let claimed = self.claim(&mut group, now, clock);
        self.commit(&mut group);
        if group.fault.is_none() {
            self.kept.follow(&group.effects);
        }
        for done in group.done.drain(..) {
            done(group.fault.as_ref());
        }
        match (claimed, &group.fault) {
            (Some((reply, leases)), None) => {
                if let Err(Ok(leases)) = reply.send(Ok(leases)) {
                    lost = leases;
                }
            }
            (Some((reply, _)), Some(fault)) => {
                let _ = reply.send(Err(fault.clone()));
            }
            (None, _) => {}
        }
        if let (None, Some(changes)) = (&group.fault, group.effects.into_changes()) {
            let _ = self.changes.send(changes);
        }
        if !lost.is_empty() {
            self.give_back(lost);
        }
    }

    /// A job that comes until then.
    fn late(&self, until: Instant) -> Option<Job> {
        self.jobs.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
    }

    /// Runs one job inside the group's transaction.
    fn job(&mut self, group: &mut Group, job: Job, now: UtcMillis, clock: UtcMillis) {
        if let Err(fault) = self.begin(group) {
            job.refuse(&fault);
            group.fault = Some(fault);
            return;
        }
        let Group { effects, done, events, accepts, fault, .. } = group;
        let mut scope = Scope { conn: &self.conn, effects, memory: &mut self.memory, now, clock };
        match job {
            Job::Accept(list, judged, reply) => {
                *events += list.len();
                *accepts += 1;
                // Accept fails only when the file itself does: then the whole group is undone.
                let result = accept::accept(&mut scope, list, judged);
                *fault = result.as_ref().err().cloned();
                done.push(answer(reply, result));
            }
            Job::Record(outcome, reply) => {
                let result = outcome::record(&mut scope, &outcome);
                // An outcome refused for a reason of its own has changed nothing: the others go on.
                *fault = result.as_ref().err().filter(|fault| fault.code != Code::Internal).cloned();
                done.push(answer(reply, result));
            }
            Job::Other(work) => match under_savepoint(&mut scope, work) {
                Ok(answer) => done.push(answer),
                Err((broken, answer)) => {
                    *fault = Some(broken);
                    done.extend(answer);
                }
            },
            Job::Claim(..) | Job::Close(..) => {}
        }
        if self.conn.is_autocommit() && group.fault.is_none() {
            group.fault = Some(Fault::new(Code::StoreFailed, "the data file undid a write"));
        }
        if group.effects.take_routing_changed() {
            self.memory.forget_routing();
        }
    }

    /// Runs the parked claim, where one of its lanes has something due.
    fn claim(
        &mut self,
        group: &mut Group,
        now: UtcMillis,
        clock: UtcMillis,
    ) -> Option<(Reply<Vec<Lease>>, Vec<Lease>)> {
        if group.fault.is_some() {
            return None;
        }
        group.effects.apply_due(&mut self.memory.lanes);
        let parked = self.parked.take()?;
        if parked.reply.is_closed() || self.closing.is_some() {
            let _ = parked.reply.send(Ok(Vec::new()));
            return None;
        }
        let due = self.memory.lanes.next_due(&parked.plan).is_some_and(|at| at <= clock);
        let leases = if due { self.lease(group, &parked.plan, now, clock) } else { Ok(Vec::new()) };
        match leases {
            Ok(leases) if leases.is_empty() => {
                self.parked = Some(parked);
                None
            }
            Ok(leases) => Some((parked.reply, leases)),
            Err(fault) => {
                group.fault = Some(fault);
                Some((parked.reply, Vec::new()))
            }
        }
    }

    fn lease(
        &mut self,
        group: &mut Group,
        plan: &ClaimPlan,
        now: UtcMillis,
        clock: UtcMillis,
    ) -> Result<Vec<Lease>, Fault> {
        self.begin(group)?;
        let effects = &mut group.effects;
        claim::claim(&mut Scope { conn: &self.conn, effects, memory: &mut self.memory, now, clock }, plan)
    }

    fn begin(&self, group: &mut Group) -> Result<(), Fault> {
        if !group.open {
            execute(&self.conn, "BEGIN IMMEDIATE")?;
            group.open = true;
        }
        Ok(())
    }

    /// Commits the group, or undoes it whole.
    fn commit(&mut self, group: &mut Group) {
        if !group.open {
            return;
        }
        if group.fault.is_none() {
            let written = group.effects.write(&self.conn).map_err(rows::fault);
            group.effects.marks.at("before_commit");
            let began = Instant::now();
            group.fault = written.and_then(|()| execute(&self.conn, "COMMIT")).err();
            let ended = Instant::now();
            self.last = Last { ended, took: ended - began, accepts: group.accepts };
            if group.fault.is_none() {
                group.effects.marks.at("after_commit");
            }
        }
        if let Some(fault) = &group.fault {
            tracing::error!(code = %fault.code, detail = fault.detail.as_deref(), "a group of writes was undone");
            if !self.conn.is_autocommit()
                && let Err(fault) = execute(&self.conn, "ROLLBACK")
            {
                tracing::error!(detail = fault.detail.as_deref(), "rolling back failed");
            }
            self.memory.forget_routing();
            self.memory.lanes.forget();
        }
    }

    /// Leases whose taker has gone: due again, as if never claimed.
    fn give_back(&mut self, leases: Vec<Lease>) {
        let leases = leases.iter().map(|lease| (lease.seq, lease.token)).collect();
        self.by_itself(move |scope| claim::release(scope, leases));
    }

    /// Runs a write of the writer's own, in a group of its own; a fault is in the log.
    fn by_itself(&mut self, job: impl FnOnce(&mut Scope<'_>) -> Result<(), Fault> + Send + 'static) {
        let (reply, _) = oneshot::channel();
        self.group(Some(Job::Other(Box::new(Closure { job, reply }))));
    }

    fn close(self) {
        if let Some(parked) = self.parked {
            let _ = parked.reply.send(Ok(Vec::new()));
        }
        drop(self.jobs);
        if let Err((_, e)) = self.conn.close() {
            tracing::warn!(error = %e, "closing the data file failed");
        }
        if let Some(closed) = self.closing {
            let _ = closed.send(());
        }
    }
}

/// Runs a closure's write. `Err` only where the transaction itself is lost.
fn under_savepoint(scope: &mut Scope<'_>, work: Box<dyn Work>) -> Result<Done, (Fault, Option<Done>)> {
    if let Err(fault) = execute(scope.conn, "SAVEPOINT job") {
        work.refuse(&fault);
        return Err((fault, None));
    }
    let mut effects = Effects::default();
    let (failed, answer) = work.run(&mut Scope {
        conn: scope.conn,
        effects: &mut effects,
        memory: scope.memory,
        now: scope.now,
        clock: scope.clock,
    });
    let ended = match failed {
        None => {
            scope.effects.merge(effects);
            execute(scope.conn, "RELEASE job")
        }
        // Where SQLite has undone the whole transaction (a full disk), there is no savepoint left to go back to.
        Some(fault) if scope.conn.is_autocommit() => Err(fault),
        Some(_) => {
            scope.memory.forget_routing();
            execute(scope.conn, "ROLLBACK TO job").and_then(|()| execute(scope.conn, "RELEASE job"))
        }
    };
    match ended {
        Ok(()) => Ok(answer),
        Err(fault) => Err((fault, Some(answer))),
    }
}

fn execute(conn: &Connection, sql: &str) -> Result<(), Fault> {
    conn.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(rows::fault)
}

#[cfg(test)]
mod tests;
