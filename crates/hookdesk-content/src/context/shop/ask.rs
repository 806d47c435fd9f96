//! The requests: which there are, where they go, and which a content needs.

use super::about::{About, StoreName};
use super::{config, entities};
use crate::source::{Call, Chain, ContextName};

/// A request to the shop's REST API. All of them are GET.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ask {
    /// All store views.
    Stores,
    /// All websites.
    Websites,
    /// All groups of stores.
    Groups,
    /// What REST tells of each store view's configuration.
    Configs,
    /// A quote, by its number or a guest's masked one.
    Cart(String),
    /// Its totals.
    Totals(String),
    /// A customer.
    Customer(String),
}

impl Ask {
    /// Whether its answer is the same for every event, until somebody changes the shop.
    pub fn is_lasting(&self) -> bool {
        matches!(self, Self::Stores | Self::Websites | Self::Groups | Self::Configs)
    }

    /// Its path below `/V1`.
    fn path(&self) -> String {
        // Numbers are digits, and masked ones letters and digits: nothing to be escaped.
        let carts = |id: &str| if id.len() == 32 { "guest-carts" } else { "carts" };
        match self {
            Self::Stores => "/store/storeViews".to_owned(),
            Self::Websites => "/store/websites".to_owned(),
            Self::Groups => "/store/storeGroups".to_owned(),
            Self::Configs => "/store/storeConfigs".to_owned(),
            Self::Cart(id) => format!("/{}/{id}", carts(id)),
            Self::Totals(id) => format!("/{}/{id}/totals", carts(id)),
            Self::Customer(id) => format!("/customers/{id}"),
        }
    }

    /// Its path below a connection's base URL, whose own path is `base`: `/rest/V1/…`, or in a store view
    /// `/rest/<code>/V1/…`. What the base ends with of that already is not said twice. Adobe Commerce as a Cloud
    /// Service (`host` in `api.commerce.adobe.com`) has no `/rest`.
    pub fn below(&self, host: &str, base: &str, store: Option<&str>) -> String {
        let base = base.trim_end_matches('/');
        let last = base.rsplit('/').next().unwrap_or_default();
        let is_rest = base.split('/').any(|part| part == "rest");
        let path = self.path();
        let store = store.filter(|_| !self.is_lasting());
        match store {
            _ if last == "V1" => path,
            Some(code) if last == "rest" => format!("/{code}/V1{path}"),
            _ if is_rest || host.ends_with(".api.commerce.adobe.com") => format!("/V1{path}"),
            Some(code) => format!("/rest/{code}/V1{path}"),
            None => format!("/rest/V1{path}"),
        }
    }

    /// What it asks for, for people.
    pub fn what(&self) -> String {
        match self {
            Self::Stores => "the shop's store views".to_owned(),
            Self::Websites => "the shop's websites".to_owned(),
            Self::Groups => "the shop's groups of stores".to_owned(),
            Self::Configs => "the shop's configuration".to_owned(),
            Self::Cart(id) => format!("the shop's quote {id}"),
            Self::Totals(id) => format!("the totals of the shop's quote {id}"),
            Self::Customer(id) => format!("the shop's customer {id}"),
        }
    }
}

/// The requests that what is needed needs, each once.
pub fn asks(needs: &[Chain], about: &About) -> Vec<Ask> {
    let mut asks = Vec::new();
    let mut add = |ask: Ask| {
        if !asks.contains(&ask) {
            asks.push(ask);
        }
    };
    // Without a store view's name it takes all three lists to say which is the shop's first.
    let store = |add: &mut dyn FnMut(Ask)| {
        add(Ask::Stores);
        if about.store.is_none() {
            add(Ask::Websites);
            add(Ask::Groups);
        }
    };
    for chain in needs {
        let Some(call) = chain.calls.first() else { continue };
        match chain.context {
            ContextName::Store => match call.key() {
                "store" => {
                    store(&mut add);
                    if wants_more(chain, entities::VIEW) {
                        add(Ask::Configs);
                    }
                }
                "stores" => add(Ask::Stores),
                "website" | "group" => {
                    store(&mut add);
                    add(if call.key() == "website" { Ask::Websites } else { Ask::Groups });
                }
                "websites" => add(Ask::Websites),
                "groups" => add(Ask::Groups),
                _ => {}
            },
            ContextName::ScopeConfig if config::is_told(call) => {
                add(Ask::Configs);
                if config::needs_websites(call) {
                    add(Ask::Websites);
                }
                if config::needs_current(call) {
                    store(&mut add);
                }
            }
            ContextName::CheckoutSession => {
                let Some(id) = &about.cart else { continue };
                match call.key() {
                    "quote" => {
                        add(Ask::Cart(id.clone()));
                        if wants_more(chain, entities::CART) {
                            add(Ask::Totals(id.clone()));
                        }
                    }
                    "quote_id" if id.len() == 32 => add(Ask::Cart(id.clone())),
                    _ => {}
                }
            }
            ContextName::CustomerSession if entities::is_of_customer(call) => {
                match (&about.customer, &about.cart) {
                    (Some(id), _) => add(Ask::Customer(id.clone())),
                    // A quote has its customer in it.
                    (None, Some(id)) => add(Ask::Cart(id.clone())),
                    (None, None) => {}
                }
            }
            _ => {}
        }
    }
    asks
}

impl About {
    /// The store view's code, where it is named by it: requests are then made in that store view.
    pub fn store_code(&self) -> Option<&str> {
        match &self.store {
            Some(StoreName::Code(code)) => Some(code),
            _ => None,
        }
    }
}

/// Whether a chain asks for more than these members of its first value.
fn wants_more(chain: &Chain, known: &[&str]) -> bool {
    let is_known = |name: &str| known.iter().any(|known| super::super::member::same(known, name));
    let second = |call: &Call| match (call.key(), call.arguments.as_slice()) {
        ("data", [field]) => is_known(field),
        (key, _) => is_known(key),
    };
    match (chain.calls.get(1), &chain.filter) {
        (Some(call), _) => !second(call),
        (None, Some(paths)) => {
            paths.iter().any(|path| path.segments.first().is_none_or(|segment| !is_known(&segment.key)))
        }
        (None, None) => true,
    }
}
