//! The shop behind a connection, asked over REST for the context values that neither an event nor the settings tell.
//!
//! A build asks once, within a budget of time and requests. What the shop does not tell is null in the hook, which goes
//! out all the same.

mod fetch;
mod kept;
mod quiet;
mod source;

use std::sync::Arc;
use std::time::Duration;

use hookdesk_content::context::shop::{About, Ask, Replies, Reply, Told, asks};
use hookdesk_content::source::Chain;
use hookdesk_core::time::Clock;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::carrier::Carrier;
use crate::config::Config;
use crate::tokens::Tokens;
use kept::Lasting;
use quiet::Quiet;
pub(crate) use source::Source;

/// Most requests of one build.
const MOST: usize = 6;
/// Most time one build waits for all of them.
pub(crate) const LONGEST: Duration = Duration::from_secs(3);
/// Between a request's own deadline and that of the build.
const EDGE: Duration = Duration::from_millis(20);
/// Most bytes of one answer.
const LARGEST: usize = 1024 * 1024;
/// Requests at once: a shop has customers to serve too.
const AT_ONCE: usize = 2;

/// The shop.
pub(crate) struct Shop {
    config: Arc<Config>,
    desk: Arc<Desk>,
}

/// What its requests share.
struct Desk {
    carrier: Arc<Carrier>,
    tokens: Arc<Tokens>,
    clock: Arc<dyn Clock>,
    lasting: Lasting,
    quiet: Quiet,
    gate: Semaphore,
}

impl Shop {
    pub fn new(
        config: Arc<Config>,
        tokens: Arc<Tokens>,
        carrier: Arc<Carrier>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let desk = Desk {
            carrier,
            tokens,
            clock,
            lasting: Lasting::default(),
            quiet: Quiet::default(),
            gate: Semaphore::new(AT_ONCE),
        };
        Self { config, desk: Arc::new(desk) }
    }

    /// Whether there is one to be asked.
    pub fn is_connected(&self) -> bool {
        self.config.now().shop.is_some()
    }

    /// What it tells of what is needed, by then; `None` where there is no shop, or nothing is needed.
    pub async fn tell(&self, needs: &[Chain], about: &About, until: Instant) -> Option<Told> {
        if needs.is_empty() {
            return None;
        }
        let source = match self.config.now().shop.clone()? {
            Ok(source) => source,
            Err(why) => return Some(Told::nothing(needs, &why)),
        };
        let mut replies = Replies::new();
        if let Err(why) = source.keys(self.config.vault()) {
            return Some(Told::nothing(needs, &why));
        }
        let mut asked = JoinSet::new();
        for ask in asks(needs, about) {
            if let Some(known) = self.desk.lasting.get(&source, &ask, Instant::now()) {
                replies.insert(ask, Reply::Json(known));
            } else if asked.len() < MOST {
                let (desk, source, config) = (self.desk.clone(), source.clone(), self.config.clone());
                let store = about.store_code().map(str::to_owned);
                asked.spawn(async move {
                    let reply = match ask.is_lasting() {
                        // It goes on when nobody waits any more: the next build will want it too.
                        true => {
                            let ask = ask.clone();
                            let going =
                                tokio::spawn(async move { desk.lasting_reply(&source, &config, &ask).await });
                            timeout_at(until, going).await.ok().and_then(Result::ok)
                        }
                        false => {
                            let reply = desk.reply(&source, &config, &ask, store.as_deref(), until);
                            timeout_at(until, reply).await.ok()
                        }
                    };
                    (ask, reply)
                });
            }
        }
        while let Some(ended) = asked.join_next().await {
            let Ok((ask, reply)) = ended else { continue };
            let reply =
                reply.unwrap_or_else(|| Reply::Failed(format!("{} did not come in time", ask.what())));
            replies.insert(ask, reply);
        }
        Some(Told::new(needs, about, &replies))
    }
}

impl Desk {
    /// What many builds share: one request for all of them, kept for a while.
    async fn lasting_reply(&self, source: &Source, config: &Config, ask: &Ask) -> Reply {
        let place = self.lasting.place(source, ask);
        let mut place = place.lock().await;
        if let Some(known) = place.fresh(Instant::now()) {
            return Reply::Json(known);
        }
        let reply = self.reply(source, config, ask, None, Instant::now() + LONGEST).await;
        if let Reply::Json(json) = &reply {
            place.keep(json.clone(), Instant::now());
        }
        reply
    }

    /// One request, unless the shop is left alone just now.
    async fn reply(
        &self,
        source: &Source,
        config: &Config,
        ask: &Ask,
        store: Option<&str>,
        until: Instant,
    ) -> Reply {
        if let Some(why) = self.quiet.holds(source, ask, Instant::now()) {
            return Reply::Failed(why);
        }
        let Ok(_place) = self.gate.acquire().await else {
            return Reply::Failed("Hookdesk is stopping".to_owned());
        };
        let began = Instant::now();
        // Those who waited for a place may have learnt something in the meantime.
        if let Some(why) = self.quiet.holds(source, ask, began) {
            return Reply::Failed(why);
        }
        // Ends a little before whoever waits gives up, so that the failure is known.
        let left = until.saturating_duration_since(began).saturating_sub(EDGE);
        let (vault, now) = (config.vault(), self.clock.now());
        match fetch::fetch((&self.carrier, &self.tokens), source, vault, ask, store, left, now).await {
            Ok(reply) => {
                self.quiet.answered(source);
                reply
            }
            Err(failure) => {
                tracing::warn!(connection = %source.connection.name, "{}", failure.why);
                self.quiet.failed(source, ask, &failure, began.elapsed(), Instant::now());
                Reply::Failed(failure.why)
            }
        }
    }
}
