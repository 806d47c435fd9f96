//! Hooks that are waited for: runs them over HTTP as hookdesk-content's `run` decides.
//!
//! A batch takes as long as its slowest hook; nothing is written, and no lock is held, while one is waited for.

mod breaker;
mod cache;
mod call;
mod clients;
mod desk;
mod stand_in;
pub(crate) mod tokens;
mod trace;

use std::sync::Arc;

use hookdesk_content::context::World;
use hookdesk_content::definition::Webhook;
use hookdesk_content::json::Json;
use hookdesk_content::run::{Call, Failure, Outcome, Prepared, Reply, Run, Step};
use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;
use tokio::task::JoinSet;

use crate::settings::Ims;
use crate::signature::Signer;

use breaker::Breakers;
use cache::Cache;
use call::Caller;
use clients::Clients;
pub(crate) use desk::HookDesk;
pub use desk::{HookRun, HookRunEnd};
pub(crate) use stand_in::StandIn;
use tokens::Tokens;
pub use trace::{Trace, TracedAnswer};

/// On every request of a run: the same for all of them, so that a log can be followed.
pub(crate) const REQUEST_ID: &str = "x-adobe-commerce-request-id";

/// A webhook, compiled, or why it cannot be; it then fails like one whose endpoint does.
pub(crate) struct Ready {
    hook: Webhook,
    prepared: Result<Prepared, Fault>,
}

impl Ready {
    /// Compiles a webhook.
    pub fn new(hook: Webhook, aliases: &hookdesk_content::convert::Aliases) -> Self {
        let prepared = Prepared::compile(hook.clone(), aliases).map_err(|faults| {
            let none = || Fault::invalid("content", "the hook's content cannot be used");
            Fault::first_of(faults).unwrap_or_else(none)
        });
        Self { hook, prepared }
    }
}

/// What a run is about.
pub(crate) struct Task<'h, 'p> {
    /// The hooks of one method and moment, in the order of their definition.
    pub hooks: &'h [Arc<Ready>],
    /// The payload, as it was posted.
    pub text: &'p str,
    /// The same, read.
    pub payload: Json<'p>,
    /// 32 letters and digits.
    pub request_id: String,
    /// Whether private and loopback addresses are allowed.
    pub allow_private: bool,
    /// The run's time.
    pub now: UtcMillis,
    /// Whether requests and answers are kept for somebody to look at.
    pub traced: bool,
    /// Where access tokens come from.
    pub ims: Arc<Ims>,
    /// Who signs, where requests are signed; otherwise why nobody can.
    pub signer: Result<Option<Signer>, Fault>,
    /// Who answers in place of the endpoints, where hooks are only tried out.
    pub stand_in: Option<StandIn>,
}

/// What a run came to.
pub(crate) struct Ran<'p> {
    /// What the caller is told.
    pub outcome: Outcome<'p>,
    /// What was sent and answered, in the order of the run; empty where nobody asked.
    pub traces: Vec<Trace>,
}

/// Hands what a hook may ask beside its payload to whoever builds requests.
pub(crate) type Ask<'w> = dyn Fn(&mut dyn FnMut(&dyn World)) + Sync + 'w;

/// What runs share: connections, kept answers, what is known of dead endpoints.
#[derive(Clone, Default)]
pub(crate) struct HookRuns {
    clients: Arc<Clients>,
    cache: Arc<Cache>,
    breakers: Arc<Breakers>,
    tokens: Arc<Tokens>,
}

impl HookRuns {
    /// Runs all batches. Dropping the future gives every call up.
    pub async fn run<'p>(&self, task: Task<'_, 'p>, ask: &Ask<'_>) -> Ran<'p> {
        let Task { hooks, text, payload, request_id, allow_private, now, traced, ims, signer, stand_in } =
            task;
        let caller = Caller {
            runs: self.clone(),
            request_id: request_id.into(),
            allow_private,
            now,
            traced,
            ims,
            signer,
            stand_in: stand_in.map(Arc::new),
        };
        let mut run = Run::new(hooks.iter().map(|hook| &hook.hook), payload);
        let mut traces = Vec::new();
        while let Some(batch) = run.batch() {
            let mut calls: Vec<Call> = Vec::new();
            let mut out = JoinSet::new();
            let raw = run.text(text.as_bytes());
            ask(&mut |world| {
                for place in batch {
                    let hook = &hooks[*place];
                    let ready = match &hook.prepared {
                        Ok(prepared) => prepared.ready(run.payload(), &raw, world),
                        Err(fault) => unusable(fault),
                    };
                    let call = |reply, notes| Call { hook: *place, notes, reply };
                    match ready.step {
                        Step::Silent { why } => calls.push(call(Reply::Silent { why }, ready.notes)),
                        Step::Unsent(failure) => {
                            calls.push(call(Reply::Failed { failure, took: None }, ready.notes));
                        }
                        Step::Send(request) => {
                            let (caller, hook) = (caller.clone(), hook.clone());
                            let (place, notes) = (*place, ready.notes);
                            out.spawn(async move { (place, caller.call(&hook.hook, request, notes).await) });
                        }
                    }
                }
            });
            let fires = |call: &Call| !matches!(call.reply, Reply::Silent { .. });
            let mut told: Vec<_> = calls.iter().map(|call| (call.hook, fires(call), None)).collect();
            // A call that panicked is missing here, and the run takes it for a failure.
            while let Some(ended) = out.join_next().await {
                let Ok((place, ended)) = ended else { continue };
                calls.push(Call { hook: place, notes: ended.notes, reply: ended.reply });
                told.push((place, true, ended.told));
            }
            if traced {
                told.sort_by_key(|(place, ..)| *place);
                let trace =
                    |(place, fires, told): (usize, bool, _)| Trace::of(&hooks[place].hook, fires, told);
                traces.extend(told.into_iter().map(trace));
            }
            run.merge(calls, &|place, path, value| match hooks.get(place).map(|hook| &hook.prepared) {
                Some(Ok(prepared)) => prepared.back(path, value),
                _ => Ok(value),
            });
        }
        Ran { outcome: run.outcome(), traces }
    }

    /// Closes idle connections.
    pub fn close_idle(&self) {
        self.clients.close_idle();
    }
}

fn unusable(fault: &Fault) -> hookdesk_content::run::Ready {
    let field = fault.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
    let failure = Failure::Unsent(format!("{field}{}", fault.message));
    hookdesk_content::run::Ready { notes: Vec::new(), step: Step::Unsent(failure) }
}
