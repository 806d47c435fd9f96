//! What one build sees: the payload, and every context value asked for once.

use std::cell::OnceCell;

use super::{Absence, Absent, Filter, Value, World, shop};
use crate::json::Json;
use crate::source::{Chain, Path};

/// What a chain's value is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uses(u8);

impl Uses {
    /// Fields.
    pub const FIELDS: Self = Self(1);
    /// Rules.
    pub const RULES: Self = Self(2);
    /// Headers, and addresses.
    pub const HEADERS: Self = Self(4);
    /// All of them.
    pub const ALL: Self = Self(7);

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOr for Uses {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The distinct chains of a plan, without their filtration.
#[derive(Debug)]
pub(crate) struct Chains {
    chains: Vec<Asked>,
    /// What those added now are used for.
    pub uses: Uses,
}

/// A chain, and what is asked of it.
#[derive(Debug)]
struct Asked {
    chain: Chain,
    /// What is kept of its value; none where somebody wants all of it.
    filter: Option<Vec<Path>>,
    uses: Uses,
}

/// A chain of a plan, and what is kept of its value.
#[derive(Debug)]
pub(crate) struct Slot {
    pub index: usize,
    pub filter: Option<Filter>,
}

impl Default for Chains {
    fn default() -> Self {
        Self { chains: Vec::new(), uses: Uses::ALL }
    }
}

impl Chains {
    pub fn add(&mut self, chain: Chain) -> Slot {
        let Chain { context, calls, filter: kept } = chain;
        let filter = kept.as_deref().map(Filter::new);
        let same = |known: &Asked| known.chain.context == context && known.chain.calls == calls;
        let index = match self.chains.iter().position(same) {
            Some(index) => {
                let known = &mut self.chains[index];
                known.uses = known.uses | self.uses;
                known.filter = match (known.filter.take(), kept) {
                    (Some(mut paths), Some(more)) => {
                        paths.extend(more);
                        Some(paths)
                    }
                    _ => None,
                };
                index
            }
            None => {
                let chain = Chain { context, calls, filter: None };
                self.chains.push(Asked { chain, filter: kept, uses: self.uses });
                self.chains.len() - 1
            }
        };
        Slot { index, filter }
    }

    /// The chains of these uses that `world` does not know and a shop could tell, with what is kept of each.
    pub fn needs(&self, uses: Uses, world: &dyn World) -> Vec<Chain> {
        let open = |asked: &&Asked| {
            shop::CONTEXTS.contains(&asked.chain.context)
                && asked.uses.meets(uses)
                && world.context(&asked.chain).is_err_and(|absent| absent.kind == Absence::Unknown)
        };
        let needs = self.chains.iter().filter(open);
        needs.map(|asked| Chain { filter: asked.filter.clone(), ..asked.chain.clone() }).collect()
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
        Self { payload, world, chains, asked: chains.chains.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The value of a chain, unfiltered; otherwise why there is none.
    pub fn context(&self, slot: &Slot) -> Result<&Json<'_>, &Absent> {
        let ask = || self.world.context(&self.chains.chains[slot.index].chain);
        match self.asked[slot.index].get_or_init(ask) {
            Ok(value) => Ok(value.json()),
            Err(absent) => Err(absent),
        }
    }
}
