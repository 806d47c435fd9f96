use proptest::prelude::*;

use super::data::catalogue;
use super::*;
use crate::json;

/// Without the indentation, which the seed has lost.
fn flat(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

fn printed(name: &str, moment: Moment, depth: usize) -> String {
    shape(name, moment, depth).unwrap().to_string()
}

#[test]
fn the_seeds_payload_of_sales_quote_add_item_is_printed_word_for_word() {
    let seed = r#"{
"eventName": "string",
"data": {
"quote_item": {
"qty_options": "array",
"product_type": "string",
"real_product_type": "string",
"item_id": "int",
"sku": "string",
"qty": "float",
"name": "string",
"price": "float",
"quote_id": "string",
"product_option": {
"extension_attributes": "object{}"
},
"custom_attributes": [
{
"attribute_code": "string",
"value": "mixed"
}
]
}
}
}"#;
    let printed = printed("observer.sales_quote_add_item", Moment::Before, DEPTH);
    assert_eq!(flat(&printed), seed);
    assert!(
        printed
            .starts_with("{\n    \"eventName\": \"string\",\n    \"data\": {\n        \"quote_item\": {\n")
    );
}

#[test]
fn an_after_webhook_has_the_answer_beside_the_arguments() {
    let name = "plugin.magento.quote.api.shipment_estimation.estimate_by_extended_address";
    let before = printed(name, Moment::Before, DEPTH);
    assert!(
        before.starts_with("{\n    \"cartId\": \"mixed\",\n    \"address\": {\n        \"id\": \"int\","),
        "{before}"
    );
    assert!(!before.contains("result"));
    let after = shape(name, Moment::After, DEPTH).unwrap();
    let Shape::Object(members) = &after else { panic!() };
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["cartId", "address", "result"]);
    // The members that the seed's example selects.
    for member in ["carrier_code", "method_code", "base_amount", "price_incl_tax"] {
        assert!(after.to_string().contains(&format!("\"{member}\"")), "{member}");
    }
    let observer = printed("observer.sales_quote_add_item", Moment::After, DEPTH);
    assert!(observer.ends_with("    },\n    \"result\": \"mixed\"\n}"), "{observer}");
    let gift_card = printed(
        "plugin.magento.gift_card_account.api.gift_card_account_management.check_gift_card",
        Moment::After,
        3,
    );
    assert_eq!(
        flat(&gift_card),
        "{\n\"cartId\": \"int\",\n\"giftCardCode\": \"string\",\n\"result\": \"mixed\"\n}"
    );
}

#[test]
fn arguments_are_those_of_the_services_method() {
    let arguments = |name: &str| match shape(name, Moment::Before, 1).unwrap() {
        Shape::Object(members) => members.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(","),
        other => panic!("{other}"),
    };
    for (name, wanted) in [
        ("quote.api.cart_management.place_order", "cartId,paymentMethod"),
        ("quote.api.cart_item_repository.save", "cartItem"),
        ("quote.api.guest_cart_management.assign_customer", "customerId,cartId,storeId"),
        ("catalog.api.product_repository.save", "product,saveOptions"),
        ("configurable_product.api.option_repository.save", "sku,option"),
        ("customer.api.account_management.create_account", "customer,password,redirectUrl"),
        (
            "checkout.api.payment_information_management.save_payment_information",
            "cartId,paymentMethod,billingAddress",
        ),
        ("sales.api.order_management.un_hold", "id"),
        ("catalog_inventory.api.stock_registry.update_stock_item_by_sku", "productSku,stockItem"),
    ] {
        assert_eq!(arguments(&format!("plugin.magento.{name}")), wanted, "{name}");
    }
}

#[test]
fn every_level_more_shows_more_and_types_that_hold_themselves_end() {
    let name = "observer.catalog_product_save_after";
    let mut before = 0;
    for depth in 1..=MAX_DEPTH {
        let now = printed(name, Moment::Before, depth).len();
        assert!(now >= before, "{depth}");
        before = now;
    }
    assert_eq!(
        flat(&printed(name, Moment::Before, 1)),
        "{\n\"eventName\": \"string\",\n\"data\": {\n\"product\": \"object{}\"\n}\n}"
    );
    assert!(printed(name, Moment::Before, 3).contains("\"parent_category\": \"object{}\""));
    assert!(printed(name, Moment::Before, 3).contains("\"children_data\": \"object{}[]\""));
    assert!(printed(name, Moment::Before, 4).contains("\"parent_category\": {"));
    assert_eq!(printed(name, Moment::Before, 0), printed(name, Moment::Before, 1));
    assert_eq!(printed(name, Moment::Before, usize::MAX), printed(name, Moment::Before, MAX_DEPTH));
}

#[test]
fn names_are_found_in_both_of_adobes_forms_and_in_any_case() {
    let long = find("plugin.magento.sales.api.order_management.cancel").unwrap();
    for name in
        ["plugin.sales.api.order_management.cancel", " Plugin.Magento.Sales.Api.Order_Management.cancel "]
    {
        assert_eq!(find(name), Some(long), "{name}");
    }
    assert_eq!(find("OBSERVER.customer_save_before").map(|entry| entry.kind), Some(Kind::Observer));
    assert!(find("observer.no_such_event").is_none());
    assert!(shape("", Moment::Before, 3).is_none());
}

#[test]
fn the_list_is_searched_by_words_and_leaves_out_what_only_reads() {
    let names = |search: &str| list(search).map(|entry| entry.name.as_str()).collect::<Vec<_>>();
    assert!(names("").len() > 300);
    assert!(names("").is_sorted());
    assert_eq!(names("Sales order PLACE before observer"), ["observer.sales_order_place_before"]);
    assert_eq!(
        names("plugin.sales.api.order_management.place"),
        ["plugin.magento.sales.api.order_management.place"]
    );
    assert!(names("").contains(&"sales.order.created"));
    let reading = "plugin.magento.sales.api.order_repository.get";
    assert!(!names("").contains(&reading));
    assert!(find(reading).is_some());
    // Published by Adobe, although it reads.
    assert_eq!(names("payment_method_filter").len(), 1);
}

#[test]
fn what_has_no_published_payload_says_so() {
    let published = find("observer.sales_order_place_before").unwrap();
    assert!(published.documented && published.source.contains("webhooks reference"), "{}", published.source);
    let built = find("observer.sales_order_place_after").unwrap();
    assert!(!built.documented && built.source.contains("built from the entity"), "{}", built.source);
    let service = find("plugin.magento.quote.api.cart_management.place_order").unwrap();
    assert_eq!(service.source, "Magento's OpenAPI schema 2.4.8, PUT /V1/carts/{cartId}/order.");
    assert_eq!(service.about, "Magento\\Quote\\Api\\CartManagementInterface::placeOrder.");
    assert!(
        catalogue().entries.iter().all(|entry| !entry.source.trim().is_empty() && entry.about.ends_with('.'))
    );
}

#[test]
fn every_entry_has_a_shape_that_prints_and_a_sample_that_reads_back() {
    assert_eq!(catalogue().entries.len(), catalogue().by_plain.len());
    assert!(catalogue().entries.len() > 450, "{}", catalogue().entries.len());
    for entry in &catalogue().entries {
        for moment in [Moment::Before, Moment::After] {
            let shape = shape(&entry.name, moment, DEPTH).unwrap();
            let printed = shape.to_string();
            assert!(json::read(&printed).unwrap().as_object().is_some(), "{}: {printed}", entry.name);
            assert!(!printed.contains('@'), "{}: a type is left", entry.name);
            let sample = sample_of(&entry.name, moment, DEPTH).unwrap();
            assert_eq!(json::read(&sample.to_string()).unwrap(), sample, "{}", entry.name);
            same_names(&shape, &sample, &entry.name);
        }
    }
}

/// Every member of the shape stands in the sample.
fn same_names(shape: &Shape, sample: &Json<'_>, at: &str) {
    match (shape, sample) {
        (Shape::Object(members), Json::Object(object)) => {
            assert_eq!(members.len(), object.len(), "{at}");
            for (name, member) in members {
                same_names(
                    member,
                    object.get(name).unwrap_or_else(|| panic!("{at}.{name}")),
                    &format!("{at}.{name}"),
                );
            }
        }
        (Shape::List(item), Json::List(items)) => same_names(item, &items[0], &format!("{at}[]")),
        (Shape::Type(_), _) => {}
        other => panic!("{at}: {other:?}"),
    }
}

#[test]
fn a_sample_has_values_of_the_shapes_types() {
    let sample = sample_of("observer.sales_quote_add_item", Moment::Before, DEPTH).unwrap();
    assert_eq!(sample.get("eventName").and_then(Json::as_text), Some("observer.sales_quote_add_item"));
    let item = sample.get("data").and_then(|data| data.get("quote_item")).unwrap();
    assert_eq!(item.get("sku").and_then(Json::as_text), Some("24-MB01"));
    assert_eq!(item.get("qty"), Some(&Json::int(1)));
    assert_eq!(item.get("qty_options"), Some(&Json::List(Vec::new())));
    assert_eq!(item.get("quote_id").map(Json::kind), Some("text"));
    let order = sample_of("sales.order.created", Moment::Before, DEPTH).unwrap();
    assert_eq!(order.get("customer_email").and_then(Json::as_text), Some("jane.doe@example.com"));
    assert_eq!(order.get("customer_firstname").and_then(Json::as_text), Some("Jane"));
    assert_eq!(order.get("created_at").and_then(Json::as_text), Some("2026-01-20 10:00:00"));
}

fn learn(payloads: &[&str]) -> Learned {
    payloads.iter().fold(Learned::default(), |learned, text| learned.with(&json::read(text).unwrap()))
}

#[test]
fn real_payloads_teach_types_optional_members_and_elements() {
    let learned = learn(&[
        r#"{"id":1,"note":null,"items":[{"sku":"a","qty":1},{"sku":"b","qty":1.5,"gift":true}],"tags":["x"]}"#,
        r#"{"id":2,"note":"n","items":[],"tags":[],"extra":{}}"#,
    ]);
    assert_eq!(
        flat(&learned.shape(3).to_string()),
        "{\n\"extra\": \"object{}\",\n\"id\": \"int\",\n\"items\": [\n{\n\"gift\": \"bool\",\n\"qty\": \"float\",\n\"sku\": \"string\"\n}\n],\n\"note\": \"string|null\",\n\"tags\": \"string[]\"\n}"
    );
    assert_eq!(learned.payloads(), 2);
    assert_eq!(learned.always(&["id"]), Some(true));
    assert_eq!(learned.always(&["extra"]), Some(false));
    assert_eq!(learned.always(&["items", "[]", "sku"]), Some(true));
    assert_eq!(learned.always(&["items", "[]", "gift"]), Some(false));
    assert_eq!(learned.always(&["nothing"]), None);
    let sample = sample(&learned.shape(3));
    assert_eq!(sample.get("note").map(Json::kind), Some("text"));
    assert_eq!(sample.get("items").unwrap().to_string(), r#"[{"gift":true,"qty":1,"sku":"24-MB01"}]"#);
}

#[test]
fn names_that_are_values_are_not_kept() {
    let learned = learn(&[
        r#"{"jane@example.com":1,"4711":{"a":1},"4712":{"b":1},"Jane Doe":1,"0a9f8e7d6c5b4a39":1,"a0a9f8e7d6c5b4a39":1,"ok_1":1}"#,
    ]);
    let text = learned.to_json();
    for secret in ["jane", "Jane", "4711", "9f8e"] {
        assert!(!text.contains(secret), "{text}");
    }
    let Shape::Object(members) = learned.shape(3) else { panic!() };
    assert_eq!(members.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["*", "ok_1"]);
}

#[test]
fn what_is_learned_stays_small_in_whatever_order_it_comes() {
    let wide: Vec<String> = (0..40)
        .map(|n| {
            let members: Vec<String> =
                (0..200).map(|m| format!("\"m_{}_{}\":{{\"x\":[{{\"y\":1}}]}}", n % 20, m)).collect();
            format!("{{{}}}", members.join(","))
        })
        .collect();
    let deep = format!("{}1{}", "{\"a\":[".repeat(60), "]}".repeat(60));
    let mut payloads: Vec<&str> = wide.iter().map(String::as_str).chain([deep.as_str()]).collect();
    let there = learn(&payloads);
    payloads.reverse();
    assert_eq!(learn(&payloads), there);
    assert!(there.to_json().len() < 400_000, "{}", there.to_json().len());
    // Wide on two levels: the deeper one goes.
    let square: Vec<String> = (0..100)
        .map(|n| {
            format!(
                "\"o_{n}\":{{{}}}",
                (0..100).map(|m| format!("\"m_{m}\":1")).collect::<Vec<_>>().join(",")
            )
        })
        .collect();
    let square = format!("{{{}}}", square.join(","));
    let small = r#"{"o_1":{"late":1}}"#;
    let there = learn(&[&square, small]);
    assert_eq!(there, learn(&[small, &square]));
    assert!(there.always(&["o_1"]).is_some() && there.always(&["o_1", "late"]).is_none());
    assert_eq!(Learned::from_json(&there.to_json()), Some(there));
}

#[test]
fn text_that_is_no_learned_shape_is_refused() {
    for text in
        ["", "{}", "[]", r#"{"levels":99,"root":{"seen":{}}}"#, r#"{"levels":3,"root":{"seen":{"x":1}}}"#]
    {
        assert!(Learned::from_json(text).is_none(), "{text}");
    }
}

fn payload() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<i32>().prop_map(|n| n.to_string()),
        Just("1.50".to_owned()),
        "[a-z]{1,6}".prop_map(|text| format!("\"value-{text}\"")),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..5).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn the_order_of_payloads_does_not_matter_and_no_value_is_kept(
        payloads in prop::collection::vec(payload(), 1..6), seed in any::<usize>(), depth in 1usize..9,
    ) {
        let mut order: Vec<&str> = payloads.iter().map(String::as_str).collect();
        let there = learn(&order);
        let by = seed % order.len();
        order.rotate_left(by);
        if seed % 2 == 0 { order.reverse(); }
        prop_assert_eq!(&learn(&order), &there);
        let text = there.to_json();
        prop_assert!(!text.contains("value-"), "{}", text);
        prop_assert_eq!(Learned::from_json(&text), Some(there.clone()));
        let shape = there.shape(depth);
        prop_assert!(json::read(&shape.to_string()).is_ok());
        let made = sample(&shape).to_string();
        prop_assert!(json::read(&made).is_ok(), "{}", made);
    }
}
