//! Whom an event is about: the quote, the customer and the store that its context or its payload names.

use super::super::member::same;
use crate::json::{Json, Object};

/// How deep a payload is looked through, and how many of its members at most.
const DEPTH: usize = 5;
const MEMBERS: usize = 5_000;

/// A store view, as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreName {
    /// By its number.
    Id(String),
    /// By its code.
    Code(String),
}

/// Whom it is about, as far as it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The quote's number, or a guest's masked one.
    pub cart: Option<String>,
    /// The customer's number.
    pub customer: Option<String>,
    /// The store view.
    pub store: Option<StoreName>,
}

/// What an id is called.
struct Noun {
    /// As a member of something else.
    ids: &'static [&'static str],
    /// What a member is called that is the thing itself.
    itself: &'static [&'static str],
}

const CART: Noun = Noun { ids: &["quote_id", "cart_id"], itself: &["quote", "cart"] };
const CUSTOMER: Noun = Noun { ids: &["customer_id"], itself: &["customer"] };
const STORE: Noun = Noun { ids: &["store_id"], itself: &["store"] };

impl About {
    /// Reads it off the event's own context first, then off its payload, where the member nearest to the root counts.
    pub fn event(name: &str, payload: &Json<'_>, context: Option<&Json<'_>>) -> Self {
        let session = |session: &str, noun: &Noun| find(context?.get(session)?, noun, is_id);
        let subject = name.split(['.', '_']).next().unwrap_or_default();
        let own = |noun: &Noun, test: Test| {
            let payload = payload.get("data").filter(|data| data.as_object().is_some()).unwrap_or(payload);
            let is_subject = noun.itself.iter().any(|itself| subject.eq_ignore_ascii_case(itself));
            is_subject.then(|| id(payload.as_object()?, test)).flatten()
        };
        let code = |at: Option<&Json<'_>>| {
            let noun = Noun { ids: &["store_code"], itself: &[] };
            find(at?, &noun, is_code).map(StoreName::Code)
        };
        let context_store = context.and_then(|context| context.get("store"));
        let named = || {
            let code = context_store?.get("store")?.get("code")?.as_text()?;
            is_code(code).then(|| StoreName::Code(code.to_owned()))
        };
        let in_payload = |noun: &Noun, test: Test| find(payload, noun, test);
        Self {
            cart: session("checkout_session", &CART)
                .or_else(|| own(&CART, is_cart))
                .or_else(|| in_payload(&CART, is_cart)),
            customer: session("customer_session", &CUSTOMER)
                .or_else(|| own(&CUSTOMER, is_id))
                .or_else(|| in_payload(&CUSTOMER, is_id)),
            store: context_store
                .and_then(|store| find(store, &STORE, is_id))
                .map(StoreName::Id)
                .or_else(named)
                .or_else(|| code(context_store))
                .or_else(|| in_payload(&STORE, is_id).map(StoreName::Id))
                .or_else(|| code(Some(payload))),
        }
    }
}

type Test = fn(&str) -> bool;

/// The nearest member that names it, level by level; lists are not looked into.
fn find(root: &Json<'_>, noun: &Noun, test: Test) -> Option<String> {
    let mut level = vec![root.as_object()?];
    let mut left = MEMBERS;
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for object in level {
            left = left.checked_sub(object.len())?;
            let named = |names: &[&str], key: &str| names.iter().any(|name| same(name, key));
            let direct = object.iter().find_map(|(key, value)| {
                named(noun.ids, key)
                    .then(|| text(value, test))
                    .flatten()
                    .or_else(|| named(noun.itself, key).then(|| id(value.as_object()?, test)).flatten())
            });
            if direct.is_some() {
                return direct;
            }
            next.extend(object.iter().filter_map(|(_, value)| value.as_object()));
        }
        level = next;
    }
    None
}

/// An entity's own number.
fn id(object: &Object<'_>, test: Test) -> Option<String> {
    ["entity_id", "id"].into_iter().find_map(|key| text(object.get(key)?, test))
}

fn text(value: &Json<'_>, test: Test) -> Option<String> {
    match value {
        Json::Number(text) | Json::Text(text) if test(text) => Some(text.clone().into_owned()),
        _ => None,
    }
}

/// A number from 1. 0 is what guests and the admin's own store have.
fn is_id(text: &str) -> bool {
    (1..=18).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
}

/// A quote's number, or the 32 letters and digits a guest's is hidden behind.
fn is_cart(text: &str) -> bool {
    is_id(text) || (text.len() == 32 && text.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Magento's rule for a store's code.
pub(super) fn is_code(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
