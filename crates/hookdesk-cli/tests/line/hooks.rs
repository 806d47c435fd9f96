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
        assert!(info["sample"].is_object(), "a sample payload of that name ships: {info}");
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
            ("<config><webhook/></config>", "input.invalid"),
        ] {
            let file = desk.file("broken", text);
            assert_eq!(desk.fault(&["hooks", "import", &file])["code"], code, "{text}");
        }
        assert_eq!(desk.fault(&["hooks", "import", "/no/such/file"])["field"], "file");
    }
}
