//! What one build sees: the payload, and every context value asked for once.

use std::cell::OnceCell;

use super::{Absent, Filter, Value, World};
use crate::json::Json;
use crate::source::{Call, Chain, ContextName};

/// The distinct chains of a plan, without their filtration.
#[derive(Debug, Default)]
pub(crate) struct Chains(Vec<Chain>);

/// A chain of a plan, and what is kept of its value.
#[derive(Debug)]
pub(crate) struct Slot {
    pub index: usize,
    pub filter: Option<Filter>,
}

impl Chains {
    pub fn add(&mut self, chain: Chain) -> Slot {
        let filter = chain.filter.as_deref().map(Filter::new);
        let same = |known: &Chain| known.context == chain.context && known.calls == chain.calls;
        let index = self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(Chain { filter: None, ..chain });
            self.0.len() - 1
        });
        Slot { index, filter }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Chain> {
        self.0.iter()
    }
}

/// One build's view.
pub(crate) struct Scene<'s> {
    pub payload: &'s Json<'s>,
    pub world: &'s dyn World,
    chains: &'s Chains,
    asked: Vec<OnceCell<Result<Value<'s>, Absent>>>,
}

impl<'s> Scene<'s> {
    pub fn new(payload: &'s Json<'s>, world: &'s dyn World, chains: &'s Chains) -> Self {
        Self { payload, world, chains, asked: chains.0.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The value of a chain, unfiltered; otherwise why there is none.
    pub fn context(&self, slot: &Slot) -> Result<&Json<'_>, &str> {
        let ask = || self.world.context(&self.chains.0[slot.index]);
        match self.asked[slot.index].get_or_init(ask) {
            Ok(value) => Ok(value.json()),
            Err(absent) => Err(&absent.why),
        }
    }
}

/// Contexts whose values a shop can tell over REST.
const SHOP: [ContextName; 5] = [
    ContextName::CheckoutSession,
    ContextName::CustomerSession,
    ContextName::ScopeConfig,
    ContextName::Staging,
    ContextName::Store,
];

impl Chains {
    /// The first call of each chain that `world` does not know and a shop could tell, each once.
    pub fn needs(&self, world: &dyn World) -> Vec<(ContextName, &Call)> {
        let mut needs = Vec::new();
        for chain in self.iter().filter(|chain| SHOP.contains(&chain.context)) {
            let Some(first) = chain.calls.first() else { continue };
            if !needs.contains(&(chain.context, first))
                && world.context(chain).is_err_and(|absent| !absent.known)
            {
                needs.push((chain.context, first));
            }
        }
        needs
    }
}
