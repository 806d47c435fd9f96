//! Store views, websites, groups, quotes and customers: from REST's form to the one Commerce's own models have, which is
//! what its webhooks send. There ids and flags are text.

use std::borrow::Cow;

use super::config::{is, plain};
use super::{About, Ask, Replies, Reply, StoreName};
use crate::json::{Json, Object};
use crate::source::{Call, Chain, ContextName};

/// What a store view's list tells, under the model's names.
pub(super) const VIEW: &[&str] = &["id", "store_id", "code", "website_id", "group_id", "name", "is_active"];

/// What a quote tells without its totals, under the model's names.
pub(super) const CART: &[&str] = &[
    "id",
    "entity_id",
    "store_id",
    "created_at",
    "updated_at",
    "converted_at",
    "is_active",
    "is_virtual",
    "items_count",
    "items_qty",
    "orig_order_id",
    "reserved_order_id",
    "global_currency_code",
    "base_currency_code",
    "store_currency_code",
    "quote_currency_code",
    "store_to_base_rate",
    "store_to_quote_rate",
    "base_to_global_rate",
    "base_to_quote_rate",
    "customer_id",
    "customer_email",
    "customer_firstname",
    "customer_lastname",
    "customer_group_id",
    "customer_is_guest",
    "customer_note",
    "customer_note_notify",
    "customer_tax_class_id",
    "customer",
    "billing_address",
    "extension_attributes",
];

/// Totals that belong to the quote itself.
const TOTALS: [&str; 7] = [
    "subtotal",
    "base_subtotal",
    "subtotal_with_discount",
    "base_subtotal_with_discount",
    "grand_total",
    "base_grand_total",
    "coupon_code",
];

/// Totals of an item, which its quote's list of items does not have.
const ITEM_TOTALS: [&str; 11] = [
    "row_total",
    "base_row_total",
    "row_total_incl_tax",
    "price_incl_tax",
    "base_price",
    "tax_amount",
    "base_tax_amount",
    "tax_percent",
    "discount_amount",
    "base_discount_amount",
    "discount_percent",
];

/// Why there is no value.
#[derive(Debug)]
pub(super) struct Silent {
    pub why: String,
    /// Whether the shop said that there is none.
    pub known: bool,
}

impl Silent {
    pub fn unknown(why: impl Into<String>) -> Self {
        Self { why: why.into(), known: false }
    }

    fn known(why: impl Into<String>) -> Self {
        Self { why: why.into(), known: true }
    }

    pub fn not_told(what: &str) -> Self {
        Self::unknown(format!("the shop's REST API does not tell {what}"))
    }
}

/// A value made for a getter.
pub(super) type Found = Result<Json<'static>, Silent>;

/// The replies, as they are read.
pub(super) struct Shop<'r> {
    pub about: &'r About,
    pub replies: &'r Replies,
}

/// Which getters of the customer session need the customer.
pub(super) fn is_of_customer(call: &Call) -> bool {
    matches!(call.key(), "customer" | "customer_data" | "customer_id" | "id" | "customer_group_id")
}

impl Shop<'_> {
    /// `context_store`.
    pub(super) fn store(&self, call: &Call) -> Found {
        let wanted = call.arguments.first().map(String::as_str).filter(|wanted| !wanted.is_empty());
        match (call.key(), wanted) {
            ("store", wanted) => Ok(self.view(self.one(&Ask::Stores, wanted, || self.current())?)),
            ("website", wanted) => {
                let current = || self.below(&Ask::Websites, "website_id");
                Ok(website(self.one(&Ask::Websites, wanted, current)?))
            }
            ("group", wanted) => {
                let current = || self.below(&Ask::Groups, "store_group_id");
                Ok(group(self.one(&Ask::Groups, wanted, current)?))
            }
            ("stores", _) => self.all(&Ask::Stores, |view| self.view(view)),
            ("websites", _) => self.all(&Ask::Websites, website),
            ("groups", _) => self.all(&Ask::Groups, group),
            (key, _) => Err(Silent::not_told(&format!("the store's {key}"))),
        }
    }

    /// `context_checkout_session`.
    pub(super) fn checkout(&self, call: &Call) -> Found {
        let Some(id) = &self.about.cart else {
            return Err(Silent::unknown("the event does not say which quote it is about"));
        };
        match call.key() {
            "quote" => {
                let cart = self.object(&Ask::Cart(id.clone()))?;
                Ok(quote(cart, self.object(&Ask::Totals(id.clone())).ok()))
            }
            "quote_id" if id.len() == 32 => {
                Ok(self.object(&Ask::Cart(id.clone()))?.get("id").map(as_text).unwrap_or_default())
            }
            "quote_id" => Ok(Json::text(id.clone())),
            key => Err(Silent::not_told(&format!("the checkout session's {key}"))),
        }
    }

    /// `context_customer_session`.
    pub(super) fn customer_session(&self, call: &Call) -> Found {
        if !is_of_customer(call) {
            return Err(Silent::not_told(&format!("the customer session's {}", call.key())));
        }
        let customer = match (&self.about.customer, &self.about.cart) {
            (Some(id), _) => self.object(&Ask::Customer(id.clone()))?,
            (None, Some(id)) => {
                let cart = self.object(&Ask::Cart(id.clone()))?;
                let customer = cart.get("customer").and_then(Json::as_object);
                customer
                    .filter(|customer| customer.get("id").is_some_and(|id| plain(id) != "0"))
                    .ok_or_else(|| Silent::known(format!("the shop's quote {id} is a guest's")))?
            }
            (None, None) => {
                return Err(Silent::unknown("the event does not say which customer it is about"));
            }
        };
        Ok(match call.key() {
            "customer" | "customer_data" => model(customer),
            "customer_group_id" => customer.get("group_id").map(as_text).unwrap_or_default(),
            _ => customer.get("id").map(as_text).unwrap_or_default(),
        })
    }

    /// Why a value has not all that it could have: the second request for it failed.
    pub(super) fn gap(&self, chain: &Chain) -> Option<String> {
        let extra = match (chain.context, chain.calls.first()?.key(), &self.about.cart) {
            (ContextName::CheckoutSession, "quote", Some(id)) => Ask::Totals(id.clone()),
            (ContextName::Store, "store", _) => Ask::Configs,
            _ => return None,
        };
        let wanted = super::asks(std::slice::from_ref(chain), self.about).contains(&extra);
        self.reply(&extra).err().filter(|_| wanted).map(|silent| silent.why)
    }

    /// The store view the event is about: the one it names, its quote's, or the shop's first.
    pub(super) fn current(&self) -> Result<&Json<'static>, Silent> {
        let views = self.list(&Ask::Stores)?;
        let by = |key: &str, wanted: &str| {
            let found = views.iter().find(|view| is(view, key, wanted));
            found.ok_or_else(|| Silent::known(format!("the shop has no store view {wanted}")))
        };
        match &self.about.store {
            Some(StoreName::Id(id)) => return by("id", id),
            Some(StoreName::Code(code)) => return by("code", code),
            None => {}
        }
        let cart = self.about.cart.as_ref().and_then(|id| self.object(&Ask::Cart(id.clone())).ok());
        if let Some(id) = cart.and_then(|cart| cart.get("store_id")).map(plain).filter(|id| id != "0") {
            return by("id", &id);
        }
        let mut open = views.iter().filter(|view| !is(view, "id", "0"));
        if let (Some(only), None) = (open.next(), open.next()) {
            return Ok(only);
        }
        let mut websites = self.list(&Ask::Websites)?.iter().filter(|website| !is(website, "id", "0"));
        let (Some(website), None) = (websites.next(), websites.next()) else {
            return Err(Silent::unknown(
                "the event does not say which store view it is about, and the shop has several websites",
            ));
        };
        let id_of = |value: &Json<'static>, key: &str| value.get(key).map(plain).unwrap_or_default();
        let group = id_of(website, "default_group_id");
        let group = self.list(&Ask::Groups)?.iter().find(|found| is(found, "id", &group));
        by("id", &group.map(|group| id_of(group, "default_store_id")).unwrap_or_default())
    }

    pub(super) fn current_id(&self) -> Result<String, Silent> {
        Ok(self.current()?.get("id").map(plain).unwrap_or_default())
    }

    /// The entries of a list.
    pub(super) fn list(&self, ask: &Ask) -> Result<&[Json<'static>], Silent> {
        match self.reply(ask)? {
            Json::List(items) => Ok(items),
            _ => Err(Self::strange(ask)),
        }
    }

    fn object(&self, ask: &Ask) -> Result<&Object<'static>, Silent> {
        self.reply(ask)?.as_object().ok_or_else(|| Self::strange(ask))
    }

    fn reply(&self, ask: &Ask) -> Result<&Json<'static>, Silent> {
        match self.replies.get(ask) {
            Some(Reply::Json(json)) => Ok(json),
            Some(Reply::None) => Err(Silent::known(format!("there is nothing of {}", ask.what()))),
            Some(Reply::Failed(why)) => Err(Silent::unknown(why.clone())),
            None => Err(Silent::unknown(format!("{} had to be left out: too many requests", ask.what()))),
        }
    }

    fn strange(ask: &Ask) -> Silent {
        Silent::unknown(format!("{} came in a form that is not Magento's", ask.what()))
    }

    /// The entry named by its number or code, or the current one.
    fn one<'s>(
        &'s self,
        ask: &Ask,
        wanted: Option<&str>,
        current: impl FnOnce() -> Result<&'s Json<'static>, Silent>,
    ) -> Result<&'s Json<'static>, Silent> {
        let Some(wanted) = wanted else { return current() };
        let key = if wanted.bytes().all(|b| b.is_ascii_digit()) { "id" } else { "code" };
        let found = self.list(ask)?.iter().find(|item| is(item, key, wanted));
        found.ok_or_else(|| Silent::known(format!("{} have no {wanted}", ask.what())))
    }

    /// The entry that the current store view belongs to.
    fn below(&self, ask: &Ask, key: &str) -> Result<&Json<'static>, Silent> {
        let id = self.current()?.get(key).map(plain).unwrap_or_default();
        let found = self.list(ask)?.iter().find(|item| is(item, "id", &id));
        found.ok_or_else(|| Silent::known(format!("{} have no {id}", ask.what())))
    }

    /// A list as Commerce writes it: an object keyed by ids, without the admin's own entry.
    fn all(&self, ask: &Ask, form: impl Fn(&Json<'static>) -> Json<'static>) -> Found {
        let items = self.list(ask)?.iter().filter(|item| !is(item, "id", "0"));
        let id = |item: &Json<'static>| item.get("id").map(plain).unwrap_or_default();
        Ok(Json::Object(items.map(|item| (Cow::Owned(id(item)), form(item))).collect()))
    }

    /// A store view; with its currencies and address where the configuration was asked for too.
    fn view(&self, view: &Json<'static>) -> Json<'static> {
        let mut out = Object::default();
        copy(&mut out, view, &[("id", "store_id"), ("code", "code"), ("website_id", "website_id")], as_text);
        copy(&mut out, view, &[("store_group_id", "group_id")], as_text);
        copy(&mut out, view, &[("name", "name"), ("is_active", "is_active")], as_text);
        let id = view.get("id").map(plain).unwrap_or_default();
        let configs = self.list(&Ask::Configs).unwrap_or_default();
        if let Some(config) = configs.iter().find(|config| is(config, "id", &id)) {
            for (from, to) in [
                ("base_currency_code", "base_currency"),
                ("default_display_currency_code", "current_currency"),
            ] {
                if let Some(code) = config.get(from) {
                    let currency = [(Cow::Borrowed("currency_code"), code.clone())];
                    out.set(to, Json::Object(currency.into_iter().collect()));
                }
            }
            copy(&mut out, config, &[("base_link_url", "base_url")], Json::clone);
        }
        Json::Object(out)
    }
}

fn website(website: &Json<'static>) -> Json<'static> {
    let mut out = Object::default();
    let names =
        [("id", "website_id"), ("code", "code"), ("name", "name"), ("default_group_id", "default_group_id")];
    copy(&mut out, website, &names, as_text);
    Json::Object(out)
}

fn group(group: &Json<'static>) -> Json<'static> {
    let mut out = Object::default();
    let names = [
        ("id", "group_id"),
        ("website_id", "website_id"),
        ("name", "name"),
        ("root_category_id", "root_category_id"),
        ("default_store_id", "default_store_id"),
        ("code", "code"),
    ];
    copy(&mut out, group, &names, as_text);
    Json::Object(out)
}

/// A quote, with its totals where they are there.
fn quote(cart: &Object<'static>, totals: Option<&Object<'static>>) -> Json<'static> {
    let mut out = Object::default();
    for (key, value) in cart.iter() {
        match (key, value) {
            ("id", id) => out.set("entity_id", as_text(id)),
            ("currency", Json::Object(currency)) => {
                for (key, value) in currency.iter().filter(|(key, _)| *key != "extension_attributes") {
                    out.set(key.to_owned(), value.clone());
                }
            }
            ("customer", Json::Object(customer)) => {
                for (from, to) in [
                    ("id", "customer_id"),
                    ("email", "customer_email"),
                    ("firstname", "customer_firstname"),
                    ("lastname", "customer_lastname"),
                    ("group_id", "customer_group_id"),
                ] {
                    if let Some(value) = customer.get(from) {
                        out.set(to, as_text(value));
                    }
                }
                out.set("customer", model(customer));
            }
            ("items", Json::List(items)) => {
                let sums = totals.and_then(|totals| totals.get("items"));
                out.set("items", Json::List(items.iter().map(|item| summed(item, sums)).collect()));
            }
            (key, value) => out.set(key.to_owned(), if is_id(key) { as_text(value) } else { flag(value) }),
        }
    }
    for key in TOTALS {
        if let Some(value) = totals.and_then(|totals| totals.get(key)) {
            out.set(key, value.clone());
        }
    }
    Json::Object(out)
}

/// An item with its own totals.
fn summed(item: &Json<'static>, sums: Option<&Json<'static>>) -> Json<'static> {
    let mut item = item.clone();
    let id = item.get("item_id").map(plain);
    if let (Json::Object(members), Some(Json::List(sums)), Some(id)) = (&mut item, sums, id)
        && let Some(sum) = sums.iter().find(|sum| is(sum, "item_id", &id))
    {
        for key in ITEM_TOTALS {
            if let Some(value) = sum.get(key) {
                members.set(key, value.clone());
            }
        }
    }
    item
}

/// A customer as its model: ids are text, custom attributes stand beside the others.
fn model(customer: &Object<'static>) -> Json<'static> {
    let mut out = Object::default();
    for (key, value) in customer.iter() {
        match (key, value) {
            ("id", id) => out.set("entity_id", as_text(id)),
            ("custom_attributes", Json::List(attributes)) => {
                for attribute in attributes {
                    if let (Some(Json::Text(code)), Some(value)) =
                        (attribute.get("attribute_code"), attribute.get("value"))
                        && customer.get(code).is_none()
                    {
                        out.set(code.clone(), value.clone());
                    }
                }
            }
            (key, value) if is_id(key) => out.set(key.to_owned(), as_text(value)),
            (key, value) => out.set(key.to_owned(), flag(value)),
        }
    }
    Json::Object(out)
}

fn is_id(key: &str) -> bool {
    key.ends_with("_id")
}

/// A number or flag as text; anything else as it is.
fn as_text(value: &Json<'static>) -> Json<'static> {
    match value {
        Json::Number(text) => Json::Text(text.clone()),
        value => flag(value),
    }
}

fn flag(value: &Json<'static>) -> Json<'static> {
    match value {
        Json::Bool(true) => Json::text("1"),
        Json::Bool(false) => Json::text("0"),
        value => value.clone(),
    }
}

fn copy(
    out: &mut Object<'static>,
    from: &Json<'static>,
    names: &[(&'static str, &'static str)],
    form: fn(&Json<'static>) -> Json<'static>,
) {
    for (key, name) in names {
        if let Some(value) = from.get(key) {
            out.set(*name, form(value));
        }
    }
}
