//! What the writer can be asked, and how its callers are answered.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hookdesk_core::event::NewEvent;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::accept::{Judged, Taken};
use crate::claim::{ClaimPlan, Lease};
use crate::effects::Effects;
use crate::memory::Memory;
use crate::open::Store;
use crate::outcome::Outcome;
use crate::readers::stopping;

/// Where an answer goes, once it is durable.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, Fault>>;

/// What a write works with.
pub(crate) struct Scope<'a> {
    /// The write connection, inside a transaction.
    pub conn: &'a Connection,
    /// What is written once for the whole group.
    pub effects: &'a mut Effects,
    /// What the writer keeps in memory.
    pub memory: &'a mut Memory,
    /// The instant for stamps; it never goes backwards, not even over a restart.
    pub now: UtcMillis,
    /// What the clock says, for due times and deadlines; a corrected clock must not stop the sender.
    pub clock: UtcMillis,
}

/// What the writer can be asked. The hot ones are named; everything else is a closure under a savepoint.
pub(crate) enum Job {
    /// The judgements are those of the events in their order; none at all where no hook has a content.
    Accept(Vec<NewEvent>, Vec<Option<Judged>>, Reply<Taken>),
    Record(Box<Outcome>, Reply<bool>),
    Claim(ClaimPlan, Reply<Vec<Lease>>),
    Other(Box<dyn Work>),
    Close(oneshot::Sender<()>),
}

impl Job {
    /// Answers without running it.
    pub fn refuse(self, fault: &Fault) {
        match self {
            Self::Accept(_, _, reply) => drop(reply.send(Err(fault.clone()))),
            Self::Record(_, reply) => drop(reply.send(Err(fault.clone()))),
            Self::Claim(_, reply) => drop(reply.send(Err(fault.clone()))),
            Self::Other(work) => work.refuse(fault),
            Self::Close(_) => {}
        }
    }
}

/// Answers one caller: with its own result, or with the fault of the group it was in.
pub(crate) type Done = Box<dyn FnOnce(Option<&Fault>)>;

/// A write given as a closure.
pub(crate) trait Work: Send {
    /// Runs it; a fault asks for its savepoint to be rolled back.
    fn run(self: Box<Self>, scope: &mut Scope<'_>) -> (Option<Fault>, Done);
    /// Answers without running it.
    fn refuse(self: Box<Self>, fault: &Fault);
}

pub(crate) struct Closure<F, T> {
    pub job: F,
    pub reply: Reply<T>,
}

impl<T, F> Work for Closure<F, T>
where
    T: Send + 'static,
    F: FnOnce(&mut Scope<'_>) -> Result<T, Fault> + Send,
{
    fn run(self: Box<Self>, scope: &mut Scope<'_>) -> (Option<Fault>, Done) {
        let Self { job, reply } = *self;
        // A defect in one job must not end the thread that all others need.
        let result = catch_unwind(AssertUnwindSafe(|| job(scope)))
            .unwrap_or_else(|_| Err(Fault::new(Code::Internal, "a write ended before its time")));
        (result.as_ref().err().cloned(), answer(reply, result))
    }

    fn refuse(self: Box<Self>, fault: &Fault) {
        let _ = self.reply.send(Err(fault.clone()));
    }
}

/// Keeps a result until its group is durable.
pub(crate) fn answer<T: 'static>(reply: Reply<T>, result: Result<T, Fault>) -> Done {
    Box::new(move |group| {
        let _ = reply.send(group.map_or(result, |fault| Err(fault.clone())));
    })
}

impl Store {
    /// Runs a write in the next group, under a savepoint of its own: a fault undoes only this job, its effects too.
    /// Returns after the group's commit.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Scope<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.ask(|reply| Job::Other(Box::new(Closure { job, reply }))).await
    }

    /// Hands a job to the writer and waits for its answer.
    pub(crate) async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        self.jobs().send(job(reply)).map_err(|_| stopping())?;
        answer.await.unwrap_or_else(|_| Err(stopping())).map_err(|fault| self.explain(fault))
    }
}
