use proptest::prelude::*;

use super::*;
use crate::context::{Absence, Chains, Layers, Uses, World as _};
use crate::json;

fn chains(texts: &[&str]) -> Vec<Chain> {
    texts.iter().map(|text| Chain::parse(text).unwrap()).collect()
}

fn about(cart: Option<&str>, customer: Option<&str>, store: Option<StoreName>) -> About {
    About { cart: cart.map(str::to_owned), customer: customer.map(str::to_owned), store }
}

fn read(text: &str) -> Json<'static> {
    json::read(text).unwrap().into_owned()
}

const MASKED: &str = "Pxp4lxZ8PN3fVhWrB2kVyoSVZ4KvBYqe";

fn replies() -> Replies {
    let json = |text| Reply::Json(Arc::new(read(text)));
    HashMap::from([
        (
            Ask::Stores,
            json(
                r#"[
            {"id":0,"code":"admin","name":"Admin","website_id":0,"store_group_id":0,"is_active":1},
            {"id":1,"code":"default","name":"Default Store View","website_id":1,"store_group_id":1,"is_active":1},
            {"id":2,"code":"de","name":"Deutsch","website_id":1,"store_group_id":1,"is_active":0}]"#,
            ),
        ),
        (
            Ask::Websites,
            json(
                r#"[{"id":0,"code":"admin","name":"Admin","default_group_id":0},
            {"id":1,"code":"base","name":"Main Website","default_group_id":1}]"#,
            ),
        ),
        (
            Ask::Groups,
            json(
                r#"[{"id":0,"website_id":0,"root_category_id":0,"default_store_id":0,"name":"Default","code":"default"},
            {"id":1,"website_id":1,"root_category_id":2,"default_store_id":1,"name":"Main Website Store","code":"main_website_store"}]"#,
            ),
        ),
        (
            Ask::Configs,
            json(
                r#"[
            {"id":1,"code":"default","website_id":1,"locale":"en_US","base_currency_code":"USD","default_display_currency_code":"USD","timezone":"America/Chicago","weight_unit":"lbs","base_link_url":"http://shop.test/"},
            {"id":2,"code":"de","website_id":1,"locale":"de_DE","base_currency_code":"USD","default_display_currency_code":"EUR","timezone":"America/Chicago","weight_unit":"kgs","base_link_url":"http://shop.test/de/"}]"#,
            ),
        ),
        (
            Ask::Cart("66".into()),
            json(
                r#"{"id":66,"created_at":"2026-01-20 10:00:00","is_active":true,"is_virtual":false,"items_qty":2.5,
            "items":[{"item_id":7,"sku":"a","qty":2,"name":"A","price":124.0400,"product_type":"simple","quote_id":"66"}],
            "customer":{"id":123,"email":"test@example.com","group_id":2,"firstname":"Jane"},"store_id":2,
            "currency":{"quote_currency_code":"EUR","store_to_base_rate":0}}"#,
            ),
        ),
        (
            Ask::Totals("66".into()),
            json(
                r#"{"subtotal":600.0000,"grand_total":610,"tax_amount":10,"coupon_code":"X",
            "items":[{"item_id":7,"row_total":248.08,"price":1}]}"#,
            ),
        ),
        (
            Ask::Cart("67".into()),
            json(r#"{"id":67,"customer":{"email":null},"customer_is_guest":true,"store_id":1}"#),
        ),
        (
            Ask::Customer("5".into()),
            json(
                r#"{"id":5,"email":"a@b.test","group_id":1,"website_id":1,"disable_auto_group_change":0,
            "custom_attributes":[{"attribute_code":"loyalty","value":"gold"},{"attribute_code":"email","value":"other"}]}"#,
            ),
        ),
        (Ask::Customer("9".into()), Reply::None),
        (Ask::Customer("10".into()), Reply::Failed("the shop answered 503".into())),
        (Ask::Customer("11".into()), json("[]")),
    ])
}

#[test]
fn an_event_says_whom_it_is_about() {
    let id = |id: &str| Some(StoreName::Id(id.into()));
    let code = |code: &str| Some(StoreName::Code(code.into()));
    for (name, payload, context, wanted) in [
        ("a", "{}", "null", about(None, None, None)),
        (
            "a",
            r#"{"data":{"quote_item":{"quote_id":"66","sku":"a"}}}"#,
            "null",
            about(Some("66"), None, None),
        ),
        ("a", r#"{"cartId":"21","address":{"customer_id":4}}"#, "null", about(Some("21"), Some("4"), None)),
        (
            "a",
            r#"{"data":{"quote":{"entity_id":66,"customer_id":null,"store_id":0}}}"#,
            "null",
            about(Some("66"), None, None),
        ),
        (
            "a",
            r#"{"order":{"quote_id":5,"store_id":2,"customer":{"id":3,"store_id":9}}}"#,
            "null",
            about(Some("5"), Some("3"), id("2")),
        ),
        // The nearest counts.
        ("a", r#"{"x":{"customer_id":1},"customer_id":2}"#, "null", about(None, Some("2"), None)),
        // An event whose name says what it is about.
        ("customer.created", r#"{"id":7,"email":"a@b.test"}"#, "null", about(None, Some("7"), None)),
        (
            "cart.updated",
            r#"{"data":{"id":7,"customer":{"id":8}}}"#,
            "null",
            about(Some("7"), Some("8"), None),
        ),
        ("order.placed", r#"{"id":7}"#, "null", about(None, None, None)),
        // Its context goes before its payload.
        (
            "a",
            r#"{"quote_id":1,"customer_id":1,"store_id":1}"#,
            r#"{"checkout_session":{"quote":{"id":"2"}},"customer_session":{"customer_id":3},"store":{"store":{"code":"de"}}}"#,
            about(Some("2"), Some("3"), code("de")),
        ),
        ("a", r#"{"store_code":"de"}"#, "null", about(None, None, code("de"))),
        (
            "a",
            r#"{"store_code":"de/../x","quote_id":"1/x","customer_id":-1,"cart_id":1.5}"#,
            "null",
            about(None, None, None),
        ),
        (
            "a",
            &format!(r#"{{"cartId":"{MASKED}","customer_id":"{MASKED}"}}"#),
            "null",
            about(Some(MASKED), None, None),
        ),
        ("a", r#"{"quote_id":"0066","customer_id":"1111111111111111111"}"#, "null", about(None, None, None)),
        ("a", r#"{"a":{"b":{"c":{"d":{"e":{"quote_id":1}}}}}}"#, "null", about(None, None, None)),
        ("a", "[]", "[]", about(None, None, None)),
    ] {
        let (payload, context) = (read(payload), read(context));
        assert_eq!(About::event(name, &payload, Some(&context)), wanted, "{name} {payload} {context}");
    }
    let wide: String = (0..6_000).map(|n| format!(r#""k{n}":1,"#)).collect();
    assert_eq!(About::event("a", &read(&format!("{{{wide}\"quote_id\":1}}")), None), About::default());
}

#[test]
fn only_what_is_needed_is_asked_for_and_nothing_twice() {
    let (cart, customer) = (|id: &str| Ask::Cart(id.into()), |id: &str| Ask::Customer(id.into()));
    let totals = |id: &str| Ask::Totals(id.into());
    let known = about(Some("66"), Some("5"), Some(StoreName::Id("1".into())));
    let first = || vec![Ask::Stores, Ask::Websites, Ask::Groups];
    for (needs, about, wanted) in [
        (vec![], &known, vec![]),
        (vec!["context_store.get_store.get_code"], &known, vec![Ask::Stores]),
        (
            vec!["context_store.get_store.get_code", "context_store.get_store.get_id"],
            &About::default(),
            first(),
        ),
        (vec!["context_store.get_store"], &known, vec![Ask::Stores, Ask::Configs]),
        (vec!["context_store.get_store[code,name]"], &known, vec![Ask::Stores]),
        (
            vec!["context_store.get_store.get_base_currency.get_currency_code"],
            &known,
            vec![Ask::Stores, Ask::Configs],
        ),
        (vec!["context_store.get_website"], &known, vec![Ask::Stores, Ask::Websites]),
        (vec!["context_store.get_group"], &known, vec![Ask::Stores, Ask::Groups]),
        (vec!["context_store.get_websites"], &About::default(), vec![Ask::Websites]),
        (vec!["context_store.get_wings", "context_staging.get_version"], &known, vec![]),
        (vec!["context_checkout_session.get_quote.get_id"], &known, vec![cart("66")]),
        (vec!["context_checkout_session.get_quote.get_data{store_id}"], &known, vec![cart("66")]),
        (vec!["context_checkout_session.get_quote.get_sub_total"], &known, vec![cart("66"), totals("66")]),
        (vec!["context_checkout_session.get_quote"], &known, vec![cart("66"), totals("66")]),
        (vec!["context_checkout_session.get_quote.get_items[qty]"], &known, vec![cart("66"), totals("66")]),
        (vec!["context_checkout_session.get_quote[store_id]"], &known, vec![cart("66")]),
        (vec!["context_checkout_session.get_quote_id"], &known, vec![]),
        (vec!["context_checkout_session.get_quote"], &About::default(), vec![]),
        (vec!["context_customer_session.get_customer"], &known, vec![customer("5")]),
        (
            vec!["context_customer_session.get_customer"],
            &super::About { customer: None, ..known.clone() },
            vec![cart("66")],
        ),
        (vec!["context_customer_session.is_logged_in"], &known, vec![]),
        (
            vec![
                "context_scope_config.get_value{general/locale/code:default}",
                "context_scope_config.get_value{general/locale/timezone}",
            ],
            &known,
            vec![Ask::Configs],
        ),
        (
            vec!["context_scope_config.get_value{general/locale/code:store}"],
            &known,
            vec![Ask::Configs, Ask::Stores],
        ),
        (
            vec!["context_scope_config.get_value{general/locale/code:website:base}"],
            &known,
            vec![Ask::Configs, Ask::Websites],
        ),
        (vec!["context_scope_config.get_value{payment/x/y:default}"], &known, vec![]),
        (vec!["context_http_request.get_method", "context_application_state.get_mode"], &known, vec![]),
    ] {
        assert_eq!(asks(&chains(&needs), about), wanted, "{needs:?}");
    }
}

#[test]
fn a_request_goes_below_the_base_url_whatever_of_the_path_that_has_already() {
    for (host, base, store, lasting, other) in [
        ("shop.test", "/", None, "/rest/V1/store/storeViews", "/rest/V1/carts/66"),
        ("shop.test", "/shop", Some("de"), "/rest/V1/store/storeViews", "/rest/de/V1/carts/66"),
        ("shop.test", "/shop/rest/", Some("de"), "/V1/store/storeViews", "/de/V1/carts/66"),
        ("shop.test", "/rest/en", Some("de"), "/V1/store/storeViews", "/V1/carts/66"),
        ("shop.test", "/rest/en/V1", Some("de"), "/store/storeViews", "/carts/66"),
        ("na1.api.commerce.adobe.com", "/tenant", Some("de"), "/V1/store/storeViews", "/V1/carts/66"),
    ] {
        assert_eq!(Ask::Stores.below(host, base, store), lasting, "{base}");
        assert_eq!(Ask::Cart("66".into()).below(host, base, store), other, "{base}");
    }
    assert_eq!(
        Ask::Totals(MASKED.into()).below("", "", None),
        format!("/rest/V1/guest-carts/{MASKED}/totals")
    );
    assert_eq!(Ask::Customer("5".into()).below("", "", None), "/rest/V1/customers/5");
}

/// What a chain reads of the replies above, or why it reads nothing.
fn ask(about: &About, text: &str) -> Result<String, String> {
    let needs = chains(&[text]);
    let mut replies = replies();
    replies.retain(|ask, _| asks(&needs, about).contains(ask));
    let told = Told::new(&needs, about, &replies);
    let world = Layers { shop: Some(&told), ..Layers::default() };
    let found = world.context(&needs[0]).map(|value| value.json().to_string());
    found.map_err(|absent| absent.why)
}

#[test]
fn getters_read_what_the_shop_told_in_the_form_its_own_webhooks_send() {
    let known = about(Some("66"), Some("5"), Some(StoreName::Id("1".into())));
    let german = about(None, None, Some(StoreName::Code("de".into())));
    let quote = about(Some("66"), None, None);
    let none = About::default();
    let store = r#"{"store_id":"1","code":"default","website_id":"1","group_id":"1","name":"Default Store View","is_active":"1","base_currency":{"currency_code":"USD"},"current_currency":{"currency_code":"USD"},"base_url":"http://shop.test/"}"#;
    for (about, text, wanted) in [
        (&known, "context_store.get_store.get_id", "\"1\""),
        (&known, "context_store.get_store", store),
        (&known, "context_store.get_store{}.get_code", "\"default\""),
        (&known, "context_store.get_store{de}.get_name", "\"Deutsch\""),
        (&known, "context_store.get_store{2}.get_base_url", "\"http://shop.test/de/\""),
        // The store view that the event names, its quote's, or the shop's first.
        (&german, "context_store.get_store.get_id", "\"2\""),
        (&none, "context_store.get_store.get_code", "\"default\""),
        (
            &known,
            "context_store.get_website",
            r#"{"website_id":"1","code":"base","name":"Main Website","default_group_id":"1"}"#,
        ),
        (&known, "context_store.get_group.get_root_category_id", "\"2\""),
        (&known, "context_store.get_group.get_id", "\"1\""),
        (
            &known,
            "context_store.get_websites",
            r#"{"1":{"website_id":"1","code":"base","name":"Main Website","default_group_id":"1"}}"#,
        ),
        (&known, "context_checkout_session.get_quote.get_id", "\"66\""),
        (&known, "context_checkout_session.get_quote_id", "\"66\""),
        (&known, "context_checkout_session.get_quote.get_subtotal", "600.0000"),
        (&known, "context_checkout_session.get_quote.get_sub_total", "600.0000"),
        (&known, "context_checkout_session.get_quote.get_customer_group_id", "\"2\""),
        (&known, "context_checkout_session.get_quote.get_is_active", "\"1\""),
        (&known, "context_checkout_session.get_quote.get_quote_currency_code", "\"EUR\""),
        (&known, "context_checkout_session.get_quote.get_items_qty", "2.5"),
        (
            &known,
            "context_checkout_session.get_quote.get_items",
            r#"[{"item_id":7,"sku":"a","qty":2,"name":"A","price":124.0400,"product_type":"simple","quote_id":"66","row_total":248.08}]"#,
        ),
        (&known, "context_customer_session.get_customer.get_id", "\"5\""),
        (&known, "context_customer_session.get_customer.get_email", "\"a@b.test\""),
        (&known, "context_customer_session.get_customer.get_loyalty", "\"gold\""),
        (&known, "context_customer_session.get_customer_id", "\"5\""),
        (&known, "context_customer_session.get_customer_group_id", "\"1\""),
        (&quote, "context_customer_session.get_customer.get_email", "\"test@example.com\""),
        (&known, "context_scope_config.get_value{general/locale/timezone:default}", "\"America/Chicago\""),
        (&known, "context_scope_config.get_value{general/locale/timezone}", "\"America/Chicago\""),
        (&german, "context_scope_config.get_value{general/locale/code:store}", "\"de_DE\""),
        (&known, "context_scope_config.get_value{general/locale/code:stores:de}", "\"de_DE\""),
        (&known, "context_scope_config.get_value{currency/options/base:website:base}", "\"USD\""),
        (&known, "context_scope_config.get_value{currency/options/base:website}", "\"USD\""),
    ] {
        assert_eq!(ask(about, text).as_deref(), Ok(wanted), "{text}");
    }
}

#[test]
fn what_the_shop_does_not_tell_says_why() {
    let known = about(Some("66"), Some("5"), Some(StoreName::Id("1".into())));
    let none = About::default();
    let customer = |id| about(None, Some(id), None);
    for (about, text, wanted) in [
        (&known, "context_store.get_store.get_sort_order", "there is no store.store.sort_order"),
        (&known, "context_store.get_store{fr}.get_id", "the shop's store views have no fr"),
        (
            &super::About { store: Some(StoreName::Id("7".into())), ..none.clone() },
            "context_store.get_store",
            "the shop has no store view 7",
        ),
        (&none, "context_checkout_session.get_quote", "the event does not say which quote it is about"),
        (
            &none,
            "context_customer_session.get_customer.get_id",
            "the event does not say which customer it is about",
        ),
        (
            &super::About { cart: Some("67".into()), ..none.clone() },
            "context_customer_session.get_customer.get_id",
            "the shop's quote 67 is a guest's",
        ),
        (
            &customer("9"),
            "context_customer_session.get_customer",
            "there is nothing of the shop's customer 9",
        ),
        (&customer("10"), "context_customer_session.get_customer", "the shop answered 503"),
        (
            &customer("11"),
            "context_customer_session.get_customer",
            "the shop's customer 11 came in a form that is not Magento's",
        ),
        (
            &customer("12"),
            "context_customer_session.get_customer",
            "the shop's customer 12 had to be left out: too many requests",
        ),
        (
            &known,
            "context_customer_session.is_logged_in",
            "the shop's REST API does not tell the customer session's is_logged_in",
        ),
        (&known, "context_staging.get_version", "the shop's REST API does not tell staging versions"),
        (
            &known,
            "context_scope_config.get_value{payment/x/y:default}",
            "the shop's REST API does not tell \"payment/x/y\" of the configuration",
        ),
        (
            &known,
            "context_scope_config.get_value{general/locale/code:default}",
            "the shop's store views have different values, and REST does not tell the one above them",
        ),
        (
            &known,
            "context_scope_config.get_value{general/locale/code:store:fr}",
            "the shop has no store view in that scope",
        ),
        (&known, "context_http_request.get_method", "nothing is known of context_http_request"),
    ] {
        assert_eq!(ask(about, text).unwrap_err(), wanted, "{text}");
    }
}

#[test]
fn of_several_websites_none_is_guessed() {
    let mut replies = replies();
    replies.insert(
        Ask::Websites,
        Reply::Json(Arc::new(read(
            r#"[{"id":1,"code":"base","default_group_id":1},{"id":2,"code":"b2b","default_group_id":2}]"#,
        ))),
    );
    let needs = chains(&["context_store.get_store.get_id"]);
    let told = Told::new(&needs, &About::default(), &replies);
    let world = Layers { shop: Some(&told), ..Layers::default() };
    let absent = world.context(&needs[0]).unwrap_err();
    assert!(absent.why.ends_with("the shop has several websites"), "{absent:?}");
    assert_eq!(absent.kind, Absence::Unknown);
    // The quote's own store view says it.
    let about = about(Some("66"), None, None);
    let told = Told::new(&needs, &about, &replies);
    let world = Layers { shop: Some(&told), ..Layers::default() };
    assert_eq!(world.context(&needs[0]).unwrap().json().to_string(), "\"2\"");
}

#[test]
fn totals_that_failed_are_the_reason_for_what_they_would_have_told() {
    let about = about(Some("66"), None, None);
    let mut replies = replies();
    replies.insert(Ask::Totals("66".into()), Reply::Failed("the shop answered 500".into()));
    let needs = chains(&["context_checkout_session.get_quote.get_subtotal"]);
    let told = Told::new(&needs, &about, &replies);
    let world = Layers { shop: Some(&told), ..Layers::default() };
    assert_eq!(world.context(&needs[0]).unwrap_err().why, "the shop answered 500");
}

#[test]
fn the_upper_layers_go_before_the_shop_and_a_preview_says_that_it_is_asked_later() {
    let event = read(r#"{"store":{"store":{"code":"event"}}}"#);
    let later = Told::later();
    let world = Layers { event: Some(&event), shop: Some(&later), ..Layers::default() };
    let all = chains(&[
        "context_store.get_store.get_code",
        "context_store.get_store.get_name",
        "context_http_request.get_method",
    ]);
    assert_eq!(world.context(&all[0]).unwrap().json().to_string(), "\"event\"");
    let absent = world.context(&all[1]).unwrap_err();
    assert_eq!(
        (absent.kind, absent.why.as_str()),
        (Absence::Later, "the shop is asked for it when the hook is sent")
    );
    assert_eq!(world.context(&all[2]).unwrap_err().kind, Absence::Unknown);
    let told = Told::nothing(&all, "the connection is paused");
    let world = Layers { event: Some(&event), shop: Some(&told), ..Layers::default() };
    assert_eq!(world.context(&all[1]).unwrap_err().why, "the connection is paused");
}

#[test]
fn needs_know_what_they_are_used_for_and_what_is_kept_of_them() {
    let world = Layers::default();
    let mut all = Chains::default();
    all.uses = Uses::FIELDS;
    all.add(chains(&["context_store.get_store[code]"]).remove(0));
    all.add(chains(&["context_store.get_store[name]"]).remove(0));
    all.uses = Uses::RULES;
    all.add(chains(&["context_store.get_website.get_code"]).remove(0));
    all.uses = Uses::HEADERS;
    all.add(chains(&["context_store.get_website.get_code"]).remove(0));
    let texts = |all: &Chains, uses| all.needs(uses, &world).iter().map(Chain::to_string).collect::<Vec<_>>();
    assert_eq!(texts(&all, Uses::FIELDS), ["context_store.get_store[code,name]"]);
    assert_eq!(texts(&all, Uses::RULES), ["context_store.get_website.get_code"]);
    assert_eq!(texts(&all, Uses::HEADERS), ["context_store.get_website.get_code"]);
    assert_eq!(texts(&all, Uses::ALL).len(), 2);
    all.uses = Uses::FIELDS;
    all.add(chains(&["context_store.get_store"]).remove(0));
    assert_eq!(texts(&all, Uses::FIELDS), ["context_store.get_store"]);
}

/// JSON with the members that are looked at.
fn answer() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        (0..3).prop_map(|n: i32| n.to_string()),
        Just("1.50".to_owned()),
        prop::sample::select(vec!["\"0\"", "\"1\"", "\"de\"", "\"base\"", "\"\""]).prop_map(str::to_owned),
    ];
    let names = vec![
        "id",
        "code",
        "website_id",
        "store_group_id",
        "default_group_id",
        "default_store_id",
        "items",
        "item_id",
        "customer",
        "currency",
        "custom_attributes",
        "attribute_code",
        "value",
        "store_id",
        "locale",
        "subtotal",
        "quote_id",
        "customer_id",
        "store",
        "quote",
        "data",
        "name",
    ];
    leaf.prop_recursive(4, 30, 5, move |inner| {
        let member = (prop::sample::select(names.clone()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..5).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    /// Whatever an event holds and a shop answers: each chain has a value or a reason, and no more is asked than there is.
    #[test]
    fn no_event_and_no_answer_breaks_it(payload in answer(), context in answer(), answers in prop::collection::vec(answer(), 7)) {
        let (payload, context) = (read(&payload), read(&context));
        let about = About::event("customer.created", &payload, Some(&context));
        let needs = chains(&[
            "context_store.get_store", "context_store.get_website{base}", "context_store.get_groups",
            "context_checkout_session.get_quote", "context_checkout_session.get_quote_id",
            "context_customer_session.get_customer.get_id", "context_customer_session.get_customer_group_id",
            "context_scope_config.get_value{general/locale/code:store}",
            "context_scope_config.get_value{general/locale/code:website:base}", "context_staging.get_version",
        ]);
        let asks = asks(&needs, &about);
        prop_assert!(asks.len() <= 7);
        let replies = asks.into_iter().zip(&answers).map(|(ask, answer)| (ask, Reply::Json(Arc::new(read(answer)))));
        let told = Told::new(&needs, &about, &replies.collect());
        let world = Layers { shop: Some(&told), ..Layers::default() };
        for chain in &needs {
            if let Err(absent) = world.context(chain) {
                prop_assert!(!absent.why.is_empty());
            }
        }
    }
}
