//! `hooks`.

use serde_json::json;

use crate::desk::Desk;

const XML: &str = r#"<?xml version="1.0"?>
<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:noNamespaceSchemaLocation="urn:magento:module:Aligent_Webhooks:etc/webhooks.xsd">
    <webhook hook_name="Sales.Order.Created">
        <service class="Magento\Sales\Api\OrderRepositoryInterface" method="get"/>
    </webhook>
</config>
"#;

#[test]
fn hooks_are_added_listed_and_shown() {
    for desk in Desk::both() {
        assert_eq!(desk.ok(&["hooks", "list"]), "no hooks");
        assert_eq!(desk.ok(&["hooks", "add", "Customer.Created", "--wrap", "raw"]), "customer.created");
        desk.ok(&["hooks", "add", "a.b"]);
        assert_eq!(desk.json(&["hooks", "show", "CUSTOMER.created"])["wrap"], "raw");
        assert_eq!(desk.json(&["hooks", "show", "a.b"])["wrap"], "data");
        assert_eq!(desk.json(&["hooks", "list", "--limit", "1"]).as_array().map(Vec::len), Some(1));
        let info = desk.json(&["hooks", "info", "customer.created"]);
        assert_eq!(info["hook"]["wrap"], "raw", "{info}");
        assert_eq!(info["sample"]["email"], "jane.doe@example.com", "{info}");
        assert_eq!(desk.fault(&["hooks", "add", "a.b"])["code"], "hook.exists");
        assert_eq!(desk.fault(&["hooks", "add", "a b"])["code"], "name.invalid");
        assert_eq!(desk.fault(&["hooks", "show", "no.such"])["code"], "hook.unknown");
    }
}

#[test]
fn hooks_go_out_and_come_in_as_xml_and_json() {
    for desk in Desk::both() {
        let file = desk.file("webhooks.xml", XML);
        assert_eq!(desk.json(&["hooks", "import", &file]), json!({ "added": 1, "changed": 0 }));
        let xml = desk.ok(&["hooks", "export", "--format", "xml"]);
        assert!(xml.contains("<webhook hook_name=\"sales.order.created\">"), "{xml}");
        assert!(
            xml.contains("class=\"Magento\\Sales\\Api\\OrderRepositoryInterface\" method=\"get\""),
            "{xml}"
        );

        let exported = desk.ok(&["hooks", "export"]);
        let other = Desk::new();
        let file = other.file("hooks.json", &exported);
        assert_eq!(other.json(&["hooks", "import", &file]), json!({ "added": 1, "changed": 0 }));
        assert_eq!(other.json(&["hooks", "import", &file]), json!({ "added": 0, "changed": 1 }));
        assert_eq!(other.ok(&["hooks", "export"]), exported);

        for (text, code) in [
            ("[{\"name\":\"a.b\",\n\"colour\":1}]", "input.unknown_field"),
            ("[{\"name\":", "json.malformed"),
            ("<config><webhook/></config>", "webhook.invalid"),
            ("<!DOCTYPE config><config/>", "xml.refused"),
        ] {
            let file = desk.file("broken", text);
            assert_eq!(desk.fault(&["hooks", "import", &file])["code"], code, "{text}");
        }
        assert_eq!(desk.fault(&["hooks", "import", "/no/such/file"])["field"], "file");
    }
}

#[test]
fn the_catalogue_is_listed_and_searched() {
    for desk in Desk::both() {
        desk.ok(&["hooks", "add", "erp.stock.changed"]);
        let all = desk.json(&["hooks", "list", "--all"]);
        let names: Vec<&str> =
            all.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert!(names.len() > 300 && names.is_sorted(), "{}", names.len());
        for name in ["observer.sales_quote_add_item", "sales.order.created", "erp.stock.changed"] {
            assert!(names.contains(&name), "{name}");
        }
        let found = desk.json(&["hooks", "list", "--all", "--search", "Quote add_item"]);
        assert_eq!(
            found,
            json!([{
                "name": "observer.sales_quote_add_item", "kind": "observer", "moments": ["before", "after"],
                "about": "An item was added to the cart.", "documented": true, "seen": false,
            }])
        );
        assert_eq!(desk.json(&["hooks", "list", "--all", "--limit", "2"]).as_array().map(Vec::len), Some(2));
        let text = desk.ok(&["hooks", "list", "--all", "--search", "sales_order_place"]);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains("observer.sales_order_place_after   observer  built"), "{text}");
        assert_eq!(desk.run(&["hooks", "list", "--search", "x"]).code, 2);
    }
}

#[test]
fn info_prints_the_shape_as_adobes_command_does() {
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
    for desk in Desk::both() {
        assert_eq!(desk.ok(&["hooks", "info", "observer.sales_quote_add_item"]), seed);
        // A hook of the same name changes nothing of it.
        desk.ok(&["hooks", "add", "observer.sales_quote_add_item"]);
        assert_eq!(
            desk.ok(&["hooks", "info", "OBSERVER.sales_quote_add_item", "--webhook-type", "before"]),
            seed
        );
        let after = desk.ok(&["hooks", "info", "observer.sales_quote_add_item", "--webhook-type", "after"]);
        assert!(after.ends_with("    },\n    \"result\": \"mixed\"\n}"), "{after}");
        let flat = desk.ok(&["hooks", "info", "observer.sales_quote_add_item", "--depth", "1"]);
        assert!(flat.contains("\"quote_item\": \"object{}\""), "{flat}");

        let estimate = "shipment_estimation.estimate_by_extended_address";
        let long = desk.json(&[
            "hooks",
            "info",
            &format!("plugin.magento.quote.api.{estimate}"),
            "--webhook-type",
            "after",
        ]);
        let short =
            desk.json(&["hooks", "info", &format!("plugin.quote.api.{estimate}"), "--webhook-type", "after"]);
        assert_eq!(long, short);
        assert_eq!(long["shape"]["result"][0]["method_code"], "string");
        assert_eq!(long["sample"]["address"]["postcode"], "90001");
        assert_eq!(long["moments"], json!(["before", "after"]));

        let fault = desk.fault(&["hooks", "info", "observer.sales_quote_add_itme"]);
        assert_eq!(fault["code"], "hook.unknown");
        assert!(fault["next"].as_str().unwrap().contains("observer.sales_quote_add_item"), "{fault}");
        assert_eq!(desk.run(&["hooks", "info", "observer.no_such_thing_at_all"]).code, 1);
        for wrong in [["--webhook-type", "around"], ["--depth", "0"], ["--depth", "-1"]] {
            assert_eq!(
                desk.run(&[&["hooks", "info", "customer.created"], wrong.as_slice()].concat()).code,
                2
            );
        }
    }
}

#[test]
fn events_that_came_teach_their_shape() {
    for desk in Desk::both() {
        desk.ok(&["events", "dispatch", "erp.stock.changed", "--data", r#"{"sku":"a","qty":1,"note":null}"#]);
        desk.ok(&[
            "events",
            "dispatch",
            "ERP.stock.changed",
            "--data",
            r#"{"sku":"b","qty":1.5,"note":"secret words"}"#,
        ]);
        let text = desk.ok(&["hooks", "info", "erp.stock.changed"]);
        assert_eq!(
            text,
            "{\n    \"note\": \"string|null\",\n    \"qty\": \"float\",\n    \"sku\": \"string\"\n}"
        );
        let info = desk.json(&["hooks", "info", "erp.stock.changed"]);
        assert_eq!((&info["documented"], info["recent"].as_array().map(Vec::len)), (&json!(false), Some(2)));
        assert!(!info.to_string().contains("secret words"));
        let seen = desk.json(&["hooks", "list", "--all", "--search", "erp"]);
        assert_eq!(seen[0]["seen"], true);
        // Beside what is published, not in its place.
        desk.ok(&[
            "events",
            "dispatch",
            "sales.order.created",
            "--data",
            r#"{"entity_id":1,"own_field":true}"#,
        ]);
        let order = desk.json(&["hooks", "info", "sales.order.created"]);
        assert_eq!(order["learned_shape"], json!({ "entity_id": "int", "own_field": "bool" }));
        assert_eq!(order["learned"]["own_field"], true);
        assert!(order["shape"]["grand_total"].is_string() && order["shape"]["own_field"].is_null());
    }
}

const ADOBE: &str = r#"<?xml version="1.0"?>
<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="urn:magento:module:Magento_AdobeCommerceWebhooks:etc/webhooks.xsd">
    <method name="plugin.magento.sales.api.order_management.place" type="before">
        <hooks>
            <batch name="order_validation" order="200">
                <hook name="validate" url="{env:APP_URL}/validate-order" required="false" timeout="5000">
                    <fields>
                        <field name="order.items[].sku"/>
                    </fields>
                    <rules>
                        <rule field="order.items" operator="notEmpty"/>
                    </rules>
                </hook>
            </batch>
        </hooks>
    </method>
</config>
"#;

#[test]
fn webhooks_go_out_as_they_came_in() {
    for desk in Desk::both() {
        let file = desk.file("webhooks.xml", ADOBE);
        assert_eq!(desk.json(&["hooks", "import", &file]), json!({ "added": 1, "changed": 0 }));
        assert_eq!(desk.json(&["hooks", "import", &file]), json!({ "added": 0, "changed": 1 }));
        assert_eq!(desk.ok(&["hooks", "export", "--format", "xml"]).trim_end(), ADOBE.trim_end());

        desk.ok(&["hooks", "add", "a.b"]);
        let all = desk.json(&["hooks", "export"]);
        assert_eq!((&all[0]["name"], &all[1]["name"]), (&json!("a.b"), &json!("validate")));
        let other = Desk::new();
        let list = other.file("hooks.json", &all.to_string());
        assert_eq!(other.json(&["hooks", "import", &list]), json!({ "added": 2, "changed": 0 }));
        assert_eq!(other.json(&["hooks", "export"]), all);

        let rest = desk.json(&["hooks", "export", "--format", "rest"]);
        assert_eq!(rest[0]["webhook_method"], "plugin.magento.sales.api.order_management.place");
        let again = Desk::new();
        let list = again.file("list.json", &rest.to_string());
        assert_eq!(again.json(&["hooks", "import", &list]), json!({ "added": 1, "changed": 0 }));
        assert_eq!(again.ok(&["hooks", "export", "--format", "xml"]).trim_end(), ADOBE.trim_end());
        assert!(desk.ok(&["hooks", "export", "--format", "aligent"]).contains("hook_name=\"a.b\""));
    }
}

#[test]
fn what_a_file_has_too_much_is_said_with_its_place() {
    let desk = Desk::new();
    let file = desk.file("webhooks.xml", &ADOBE.replace("<hooks>", "<hooks colour=\"red\">"));
    let told = desk.json(&["hooks", "import", &file]);
    assert_eq!((&told["warnings"][0]["line"], &told["warnings"][0]["column"]), (&json!(4), &json!(16)));
    let broken = desk.file("broken.xml", &ADOBE.replace("5000", "-1"));
    let fault = desk.fault(&["hooks", "import", &broken]);
    assert_eq!((&fault["code"], &fault["field"]), (&json!("webhook.invalid"), &json!("file")));
    assert!(fault["message"].as_str().is_some_and(|text| text.starts_with("line 6, column ")), "{fault}");
}

#[test]
fn the_signature_is_switched_and_its_key_changed() {
    for desk in Desk::both() {
        assert_eq!(desk.ok(&["hooks", "signature", "show"]), "signature  off");
        let on = desk.json(&["hooks", "signature", "enable"]);
        let key = on["public_key"].as_str().expect("a key").to_owned();
        assert!(on["enabled"] == true && key.starts_with("-----BEGIN PUBLIC KEY-----"), "{on}");
        let changed = desk.json(&["hooks", "signature", "regenerate", "--overlap-hours", "24"]);
        assert_eq!(changed["previous"]["public_key"], key);
        assert_ne!(changed["public_key"], key);
        let shown = desk.ok(&["hooks", "signature", "show"]);
        assert!(shown.contains("previous public key:\n-----BEGIN PUBLIC KEY-----"), "{shown}");
        assert_eq!(desk.json(&["hooks", "signature", "disable"])["enabled"], false);
        assert_eq!(desk.json(&["hooks", "signature", "regenerate"])["previous"], json!(null));
        // The private half is no secret that could be listed or named.
        assert_eq!(desk.json(&["hooks", "signature", "show"])["enabled"], false);
    }
}
