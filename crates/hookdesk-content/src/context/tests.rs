use super::*;
use crate::json;

fn chain(text: &str) -> Chain {
    Chain::parse(text).unwrap()
}

fn ask(world: &Layers<'_>, text: &str) -> Result<String, String> {
    world.context(&chain(text)).map(|value| value.json().to_string()).map_err(|absent| absent.why)
}

#[test]
fn getters_find_members_however_they_are_written() {
    for key in ["sub_total", "subtotal", "subTotal", "SubTotal"] {
        let context = format!(r#"{{"checkout_session":{{"quote":{{"{key}":"600.0000"}}}}}}"#);
        let context = json::read(&context).unwrap();
        let world = Layers { event: Some(&context), ..Layers::default() };
        for getter in ["get_sub_total", "get_subtotal", "getSubTotal"] {
            let found = ask(&world, &format!("context_checkout_session.get_quote.{getter}"));
            assert_eq!(found.is_ok(), getter != "getSubTotal", "{key} {getter}: {found:?}");
        }
        let data = ask(&world, "context_checkout_session.get_quote.get_data{sub_total}");
        assert_eq!(data.as_deref(), Ok("\"600.0000\""));
    }
}

#[test]
fn an_exact_name_counts_before_a_similar_one() {
    let context = json::read(r#"{"store":{"store":{"sort_order":1,"sortorder":2}}}"#).unwrap();
    let world = Layers { event: Some(&context), ..Layers::default() };
    assert_eq!(ask(&world, "context_store.get_store.get_sort_order").as_deref(), Ok("1"));
    assert_eq!(ask(&world, "context_store.get_store.get_sortorder").as_deref(), Ok("2"));
}

#[test]
fn a_models_id_is_found_under_its_own_name() {
    let context = json::read(
        r#"{"store":{"store":{"store_id":"1"},"website":{"website_id":"2"},"group":{"group_id":"3","store_id":"9"}},
            "checkout_session":{"quote":{"entity_id":"66"}},"customer_session":{"customer":{"id":"5","entity_id":"6"}}}"#,
    );
    let context = context.unwrap();
    let world = Layers { event: Some(&context), ..Layers::default() };
    for (text, id) in [
        ("context_store.get_store.get_id", "\"1\""),
        ("context_store.get_website.get_id", "\"2\""),
        ("context_store.get_group.get_id", "\"3\""),
        ("context_checkout_session.get_quote.get_id", "\"66\""),
        ("context_customer_session.get_customer.get_id", "\"5\""),
    ] {
        assert_eq!(ask(&world, text).as_deref(), Ok(id), "{text}");
    }
}

#[test]
fn arguments_are_the_key_and_the_default_scope_may_be_left_out() {
    let context =
        json::read(r#"{"scope_config":{"value":{"a/b:default":1,"c/d":2,"e/f:store:1":3}}}"#).unwrap();
    let world = Layers { settings: Some(&context), ..Layers::default() };
    for (argument, found) in [
        ("a/b:default", Some("1")),
        ("a/b", Some("1")),
        ("c/d:default", Some("2")),
        ("c/d", Some("2")),
        ("e/f:store:1", Some("3")),
        ("e/f", None),
        ("c/d:store", None),
    ] {
        let answer = ask(&world, &format!("context_scope_config.get_value{{{argument}}}")).ok();
        assert_eq!(answer.as_deref(), found, "{argument}");
    }
    assert_eq!(world.config("c/d").as_deref(), Ok("2"));
    assert!(world.config("x/y").is_err());
}

#[test]
fn the_upper_layer_that_knows_counts() {
    let read = |text| json::read(text).unwrap();
    let event = read(
        r#"{"store":{"store":{"code":"event"}},"checkout_session":{"quote":null},"http_request":{"header":{"X-A":"event"}}}"#,
    );
    let settings =
        read(r#"{"store":{"store":{"code":"set","name":"set"}},"application_state":{"mode":"production"}}"#);
    let needs = [chain("context_store.get_store"), chain("context_checkout_session.get_quote")];
    let about = shop::About {
        cart: Some("1".into()),
        store: Some(shop::StoreName::Id("7".into())),
        ..shop::About::default()
    };
    let replies = shop::Replies::from([
        (shop::Ask::Stores, shop::Reply::Json(read(r#"[{"code":"shop","name":"shop","id":7}]"#).into())),
        (shop::Ask::Cart("1".into()), shop::Reply::Json(read(r#"{"id":1}"#).into())),
    ]);
    let shop = shop::Told::new(&needs, &about, &replies);
    let request = Request {
        method: "POST".into(),
        path: "/rest/V1/x".into(),
        query: vec![("a".into(), "1 2".into()), ("a".into(), "3".into())],
        headers: vec![("x-a".into(), "request".into()), ("X-B".into(), "request".into())],
    };
    let world = Layers {
        event: Some(&event),
        request: Some(&request),
        settings: Some(&settings),
        shop: Some(&shop),
        ..Layers::default()
    };
    for (text, value) in [
        ("context_store.get_store.get_code", Ok("\"event\"")),
        ("context_store.get_store.get_name", Ok("\"set\"")),
        ("context_store.get_store.get_id", Ok("\"7\"")),
        ("context_application_state.get_mode", Ok("\"production\"")),
        // Whoever says null knows that there is none.
        ("context_checkout_session.get_quote", Err("checkout_session.quote is null")),
        ("context_checkout_session.get_quote.get_id", Err("checkout_session.quote is null")),
        ("context_store.get_website", Err("there is no store.website")),
        ("context_staging.get_version", Err("nothing is known of context_staging")),
        ("context_http_request.get_header{X-A}", Ok("\"event\"")),
        ("context_http_request.get_header{x-b}", Ok("\"request\"")),
        ("context_http_request.get_header{X-C}", Err("the request has no header X-C")),
        ("context_http_request.get_param{a}", Ok("\"3\"")),
        ("context_http_request.get_param{b}", Err("the request has no parameter b")),
        ("context_http_request.get_params", Ok(r#"{"a":"3"}"#)),
        ("context_http_request.get_method", Ok("\"POST\"")),
        ("context_http_request.get_path_info", Ok("\"/rest/V1/x\"")),
        ("context_http_request.get_front_name", Ok("\"rest\"")),
        ("context_http_request.get_wings", Err("a request has no get_wings")),
    ] {
        assert_eq!(ask(&world, text).as_deref().map_err(String::as_str), value, "{text}");
    }
    assert!(!format!("{request:?}").contains("request\""), "{request:?}");
}

#[test]
fn only_what_nobody_knows_is_asked_of_the_shop() {
    let event = json::read(r#"{"checkout_session":{"quote":null},"store":{"store":{"id":1}}}"#).unwrap();
    let world = Layers { event: Some(&event), ..Layers::default() };
    let mut chains = Chains::default();
    for text in [
        "context_checkout_session.get_quote.get_id",
        "context_store.get_store.get_id",
        "context_store.get_store.get_name",
        "context_store.get_website[name]",
        "context_store.get_website[code]",
        "context_store.get_website.get_code",
        "context_http_request.get_header{X}",
        "context_scope_config.get_value{a/b:default}",
    ] {
        chains.add(chain(text));
    }
    let needs: Vec<_> = chains.needs(Uses::ALL, &world).iter().map(Chain::to_string).collect();
    assert_eq!(
        needs,
        [
            "context_store.get_store.get_name",
            "context_store.get_website[name,code]",
            "context_store.get_website.get_code",
            "context_scope_config.get_value{a/b:default}",
        ]
    );
}

#[test]
fn filtration_keeps_what_is_there_and_leaves_out_the_rest() {
    let filtered = |filter: &str, value: &str| {
        let chain = chain(&format!("context_store.get_x[{filter}]"));
        let filter = Filter::new(&chain.filter.unwrap());
        let mut out = Vec::new();
        let value = json::read(value).unwrap();
        filter.write(&value, &mut out);
        assert_eq!(filter.apply(&value).to_string().as_bytes(), out);
        String::from_utf8(out).unwrap()
    };
    for (filter, value, kept) in [
        (
            "a,b.c",
            r#"[{"a":1.0,"b":{"c":2,"d":3},"e":4},{"b":{"d":1}},{"a":null}]"#,
            r#"[{"a":1.0,"b":{"c":2}},{},{"a":null}]"#,
        ),
        ("b,a", r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#),
        (
            "items.qty,id",
            r#"{"items":[{"qty":1,"x":2},{"qty":3}],"id":4}"#,
            r#"{"items":[{"qty":1},{"qty":3}],"id":4}"#,
        ),
        ("items.x.y", r#"{"items":[{"x":[{"y":1,"z":2}]}]}"#, r#"{"items":[{"x":[{"y":1}]}]}"#),
        ("a,a.b", r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"b":1,"c":2}}"#),
        ("a.b,a", r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"b":1,"c":2}}"#),
        // A collection keyed by ids.
        ("qty", r#"{"12":{"qty":1,"x":0},"13":{"x":1}}"#, r#"{"12":{"qty":1},"13":{}}"#),
        ("items.qty", r#"{"items":{"12":{"qty":1,"x":0}}}"#, r#"{"items":{"12":{"qty":1}}}"#),
        ("a", "[]", "[]"),
        ("a", "{}", "{}"),
        ("a", "5", "null"),
        ("a.b", r#"{"a":5}"#, "{}"),
        ("a", "[1,null,{\"a\":2}]", r#"[null,null,{"a":2}]"#),
    ] {
        assert_eq!(filtered(filter, value), kept, "[{filter}] of {value}");
    }
}
