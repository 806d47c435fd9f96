//! What the shop itself tells over REST: which requests a content needs, and what their answers become for its getters.
//! Pure: whoever sends the requests hands the answers in. Spec "Connectors", section E; Magento's OpenAPI file.

mod about;
mod ask;
mod config;
mod entities;
#[cfg(test)]
mod tests;

pub use about::{About, StoreName};
pub use ask::{Ask, asks};

use std::collections::HashMap;
use std::sync::Arc;

use crate::json::{Json, Object};
use crate::source::{Call, Chain, ContextName};

/// Contexts whose values a shop has, over REST or not.
pub(super) const CONTEXTS: &[ContextName] = &[
    ContextName::CheckoutSession,
    ContextName::CustomerSession,
    ContextName::ScopeConfig,
    ContextName::Staging,
    ContextName::Store,
];

/// Whether a shop tells values of a context over REST. Of staging versions it tells nothing.
pub fn tells(context: ContextName) -> bool {
    CONTEXTS.contains(&context) && context != ContextName::Staging
}

/// What became of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Its answer.
    Json(Arc<Json<'static>>),
    /// The shop has nothing of that id.
    None,
    /// It could not be had: why, in few words.
    Failed(String),
}

/// The replies of one build.
pub type Replies = HashMap<Ask, Reply>;

/// What the shop told, as a layer of [`super::Layers`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// In the shape of an event's context.
    values: Object<'static>,
    /// Why there is no value, by context and the first getter.
    silent: Vec<(ContextName, String, String)>,
    /// Where the shop is asked later only.
    later: bool,
}

impl Told {
    /// The shop is asked when the hook is sent: no value yet.
    pub fn later() -> Self {
        Self { later: true, ..Self::default() }
    }

    /// No request could be made at all, for this reason.
    pub fn nothing(needs: &[Chain], why: &str) -> Self {
        let mut told = Self::default();
        for chain in needs {
            told.silence(chain, why.to_owned());
        }
        told
    }

    /// What the replies say about what is needed.
    pub fn new(needs: &[Chain], about: &About, replies: &Replies) -> Self {
        let shop = entities::Shop { about, replies };
        let mut told = Self::default();
        for chain in needs {
            let Some(call) = chain.calls.first() else { continue };
            let found = match chain.context {
                ContextName::Store => shop.store(call),
                ContextName::CheckoutSession => shop.checkout(call),
                ContextName::CustomerSession => shop.customer_session(call),
                ContextName::ScopeConfig => shop.config(call),
                ContextName::Staging => Err(entities::Silent::not_told("staging versions")),
                _ => continue,
            };
            match found {
                Ok(value) => {
                    told.put(chain, value);
                    if let Some(why) = shop.gap(chain) {
                        told.silence(chain, why);
                    }
                }
                Err(entities::Silent { why, known }) => {
                    if known {
                        told.put(chain, Json::Null);
                    }
                    told.silence(chain, why);
                }
            }
        }
        told
    }

    /// The values of a context.
    pub(super) fn of(&self, context: ContextName) -> Option<&Json<'static>> {
        self.values.get(context.as_str())
    }

    /// Why the first getter of a chain has no value, or not all of it.
    pub(super) fn why(&self, context: ContextName, call: &Call) -> Option<&str> {
        if self.later && tells(context) {
            return Some("the shop is asked for it when the hook is sent");
        }
        let key = super::member::with_arguments(call);
        let mut silent = self.silent.iter();
        silent.find(|(about, getter, _)| *about == context && *getter == key).map(|(_, _, why)| why.as_str())
    }

    /// Whether it is only that the shop is asked later.
    pub(super) fn is_later(&self) -> bool {
        self.later
    }

    fn put(&mut self, chain: &Chain, value: Json<'static>) {
        let Some(call) = chain.calls.first() else { return };
        let name = chain.context.as_str();
        if self.values.get(name).is_none() {
            self.values.set(name, Json::Object(Object::default()));
        }
        if let Some(Json::Object(members)) = self.values.get_mut(name) {
            members.set(super::member::with_arguments(call), value);
        }
    }

    fn silence(&mut self, chain: &Chain, why: String) {
        let Some(call) = chain.calls.first() else { return };
        self.silent.push((chain.context, super::member::with_arguments(call), why));
    }
}
