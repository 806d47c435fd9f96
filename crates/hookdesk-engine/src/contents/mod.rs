//! Contents at work: whether a hook fires for an event, and what is sent for it.

mod address;
mod compiled;
mod judge;
mod known;
mod make;
mod preview;

use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::id::ContentId;
use hookdesk_core::time::Clock;
use hookdesk_store::{ContentVersion, Store};

pub(crate) use address::Address;
pub(crate) use compiled::Compiled;
pub(crate) use known::{Known, Sealed, Surroundings};
pub(crate) use make::{Made, Parts, Unmade};
pub use preview::Preview;

use crate::carrier::Carrier;
use crate::config::Config;
use crate::shop::Shop;
use crate::tokens::Tokens;
use compiled::Plans;

/// The contents of an engine.
pub(crate) struct Contents {
    store: Store,
    config: Arc<Config>,
    plans: Plans,
    shop: Shop,
}

impl Contents {
    pub fn new(
        store: Store,
        config: Arc<Config>,
        tokens: Arc<Tokens>,
        carrier: Arc<Carrier>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let shop = Shop::new(config.clone(), tokens, carrier, clock);
        Self { store, config, plans: Plans::default(), shop }
    }

    /// The shop that is asked for what nobody else tells.
    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    /// What is known as things stand.
    pub fn surroundings(&self) -> Surroundings {
        let now = self.config.now();
        Surroundings {
            settings: now.settings.clone(),
            secrets: now.secrets.clone(),
            vault: self.config.vault().clone(),
        }
    }

    /// A version by its number.
    async fn compiled(&self, id: ContentId) -> Result<Arc<Compiled>, Fault> {
        let settings = self.config.now().settings.clone();
        if let Some(compiled) = self.plans.get(id, &settings.content_converters) {
            return Ok(compiled);
        }
        let version = self.store.content(id).await?;
        Ok(self.compile(&version))
    }

    /// A version that is at hand.
    fn compile(&self, version: &ContentVersion) -> Arc<Compiled> {
        let settings = self.config.now().settings.clone();
        let aliases = &settings.content_converters;
        if let Some(compiled) = self.plans.get(version.id, aliases) {
            return compiled;
        }
        let compiled = Arc::new(Compiled::new(&version.content, version.wrap, aliases));
        self.plans.keep(version.id, aliases, &compiled);
        compiled
    }
}
