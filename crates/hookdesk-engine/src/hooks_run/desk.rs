//! From a method's name to its run: which hooks it has, what is known around it, and what is written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hookdesk_content::context::Request;
use hookdesk_content::context::shop::{About, Told};
use hookdesk_content::convert::Aliases;
use hookdesk_content::definition::{Moment, Webhook};
use hookdesk_content::json::{self, Json};
use hookdesk_content::run::{Level, Outcome};
use hookdesk_core::time::Clock;
use hookdesk_core::{Code, Fault};
use hookdesk_store::{LogLine, Store, StoredWebhook};
use tokio::time::Instant;

use super::stand_in::StandIn;
use super::trace::Trace;
use super::{HookRuns, Ready, Task};
use crate::config::Config;
use crate::contents::{Contents, Known};
use crate::shop::LONGEST;
use http::StatusCode;

/// Most methods whose hooks are kept compiled.
const MOST: usize = 1_000;

/// A run somebody asks for.
pub struct HookRun<'p> {
    /// The method, with or without `.magento`.
    pub method: &'p str,
    /// Before or after it.
    pub moment: Moment,
    /// Its arguments: JSON.
    pub payload: &'p str,
    /// Context values: a JSON object.
    pub context: Option<&'p str>,
    /// The HTTP request that asks, without what authorizes it here.
    pub request: Option<Request>,
    /// Whether requests and answers are wanted too.
    pub traced: bool,
    /// What a receiver on this machine answers in place of the endpoints; nobody else is called then.
    pub stand_in: Option<&'p str>,
}

/// How it ended.
pub struct HookRunEnd<'p> {
    /// What every request of it carried.
    pub request_id: String,
    /// What the caller is told.
    pub outcome: Outcome<'p>,
    /// What was sent and answered, where it was wanted.
    pub traces: Vec<Trace>,
}

/// All that runs need.
pub(crate) struct HookDesk {
    store: Store,
    config: Arc<Config>,
    contents: Arc<Contents>,
    clock: Arc<dyn Clock>,
    runs: HookRuns,
    compiled: Mutex<HashMap<(String, Moment), Kept>>,
}

/// The hooks of one method, compiled, and what they were compiled from.
struct Kept {
    from: Arc<[StoredWebhook]>,
    aliases: Aliases,
    hooks: Arc<[Arc<Ready>]>,
}

impl HookDesk {
    pub fn new(store: Store, config: Arc<Config>, contents: Arc<Contents>, clock: Arc<dyn Clock>) -> Self {
        Self { store, config, contents, clock, runs: HookRuns::default(), compiled: Mutex::default() }
    }

    /// Runs the hooks of a method. Faults are the caller's: `json.malformed`, `input.invalid`.
    pub async fn run<'p>(&self, wanted: HookRun<'p>) -> Result<HookRunEnd<'p>, Fault> {
        let HookRun { method, moment, payload: text, context, request, traced, stand_in } = wanted;
        let payload = read("payload", text)?;
        let context = context.map(|context| read("context", context)).transpose()?;
        if context.as_ref().is_some_and(|context| context.as_object().is_none()) {
            return Err(Fault::invalid("context", "the context is no object of contexts and their values"));
        }
        let config = self.config.current().await;
        let settings = config.settings.clone();
        let hooks = self.hooks(method, moment, &settings.content_converters).await?;
        let request_id = request_id()?;
        let mut known = Known::new(self.contents.surroundings());
        (known.event, known.request) = (context, request);
        let now = self.clock.now();
        known.shop = match stand_in {
            // A try on this machine asks nobody.
            Some(_) => self.contents.shop().is_connected().then(Told::later),
            None => self.told(method, &hooks, &payload, &known).await,
        };
        let task = Task {
            hooks: &hooks,
            text,
            payload,
            request_id: request_id.clone(),
            allow_private: settings.private_allowed,
            now,
            traced,
            ims: settings.ims.clone(),
            signer: config.signers.signer(self.config.vault(), now),
            stand_in: match stand_in {
                Some(answer) => Some(StandIn::start(StatusCode::OK, answer).await?),
                None => None,
            },
        };
        let ran = self.runs.run(task, &|then| known.ask(|world| then(world))).await;
        // The log is of what endpoints were sent.
        if let Some(least) = settings.webhooks_log.filter(|_| stand_in.is_none()) {
            self.log(method, moment, &request_id, least, &ran.outcome);
        }
        Ok(HookRunEnd { request_id, outcome: ran.outcome, traces: ran.traces })
    }

    /// What the shop tells of what the hooks need: asked once for all batches, and no longer than half of what the
    /// shortest of these hooks may take.
    async fn told(
        &self,
        method: &str,
        hooks: &[Arc<Ready>],
        payload: &Json<'_>,
        known: &Known<'_>,
    ) -> Option<Told> {
        let mut needs = Vec::new();
        let mut patience = LONGEST;
        known.ask(|world| {
            for hook in hooks.iter().filter(|hook| hook.hook.active) {
                let its = hook.prepared.as_ref().map(|prepared| prepared.needs(world)).unwrap_or_default();
                if !its.is_empty() && hook.hook.timeout_ms > 0 {
                    patience = patience.min(Duration::from_millis(hook.hook.timeout_ms.into()) / 2);
                }
                needs.extend(its);
            }
        });
        if needs.is_empty() {
            return None;
        }
        let about = About::event(method, payload, known.event.as_ref());
        self.contents.shop().tell(&needs, &about, Instant::now() + patience).await
    }

    /// Closes idle connections.
    pub fn close_idle(&self) {
        self.runs.close_idle();
    }

    async fn hooks(
        &self,
        method: &str,
        moment: Moment,
        aliases: &Aliases,
    ) -> Result<Arc<[Arc<Ready>]>, Fault> {
        let method = Webhook::plain_method(method);
        let stored = self.store.webhooks_for(&method, moment).await?;
        if stored.is_empty() {
            return Ok(Arc::default());
        }
        let key = (method, moment);
        let lock = || self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        // The store hands out the same list until one of its hooks changes.
        let is_same = |kept: &&Kept| Arc::ptr_eq(&kept.from, &stored) && kept.aliases == *aliases;
        if let Some(kept) = lock().get(&key).filter(is_same) {
            return Ok(kept.hooks.clone());
        }
        let hooks: Arc<[Arc<Ready>]> =
            stored.iter().map(|hook| Arc::new(Ready::new(hook.webhook.clone(), aliases))).collect();
        let mut compiled = lock();
        if compiled.len() >= MOST {
            compiled.clear();
        }
        compiled.insert(key, Kept { from: stored, aliases: aliases.clone(), hooks: hooks.clone() });
        Ok(hooks)
    }

    /// Writes the lines down, after the caller has its answer.
    fn log(&self, method: &str, moment: Moment, request_id: &str, least: Level, outcome: &Outcome<'_>) {
        let at = self.clock.now();
        let lines: Vec<LogLine> = outcome
            .log
            .iter()
            .filter(|line| line.level >= least)
            .map(|line| LogLine {
                id: 0,
                at,
                method: method.to_owned(),
                moment,
                batch: line.batch.clone(),
                hook: line.hook.clone(),
                level: line.level,
                message: line.message.clone(),
                request_id: request_id.to_owned(),
            })
            .collect();
        if lines.is_empty() {
            return;
        }
        let store = self.store.clone();
        tokio::spawn(async move {
            if let Err(fault) = store.log_webhooks(lines).await {
                tracing::warn!(%fault, "the log of a hook's run was not kept");
            }
        });
    }
}

fn read<'t>(field: &str, text: &'t str) -> Result<Json<'t>, Fault> {
    json::read(text).map_err(|error| {
        Fault::new(Code::JsonMalformed, format!("the {field} is not JSON: {error}")).field(field)
    })
}

/// 32 letters and digits, as Adobe's are.
fn request_id() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Fault::new(Code::Internal, "the system gives no randomness").detail(error.to_string())
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
