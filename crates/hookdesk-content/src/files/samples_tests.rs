use crate::definition::{Moment, Verb};

use super::*;

/// XML, and the Admin form's fields as it prints them.
const EXAMPLES: &[(&str, &str)] = &[
    (
        r#"<hook name="validate_stock" url="https://example.com/product-validate-stock" timeout="2000" softTimeout="200" required="true" fallbackErrorMessage="Can't add the product to the cart right now">
<fields>
<field name='product.name' source='data.quote_item.name' />
<field name='product.sku' source='data.quote_item.sku' />
<field name='product.price' source='data.quote_item.price' />
<field name='product.quantity' source='data.quote_item.qty' />
</fields>
</hook>"#,
        "Name: product.name
Source: data.quote_item.name
Active: Yes
Name: product.sku
Source: data.quote_item.sku
Active: Yes
Name: product.price
Source: data.quote_item.price
Active: Yes
Name: product.quantity
Source: data.quote_item.qty
Active: Yes",
    ),
    (
        r#"<fields>
<field name='postcode' source='address.postcode' />
<field name='result[].carrier_code' />
<field name='result[].method_code' />
<field name='result[].base_amount' />
</fields>"#,
        "Name: postcode
Source: address.postcode
Active: Yes
Name: result[].carrier_code
Source: result[].carrier_code
Active: Yes
Name: result[].method_code
Source: result[].method_code
Active: Yes
Name: result[].base_amount
Source: result[].base_amount
Active: Yes",
    ),
    (
        r#"<fields>
<field name='order.id' source='data.order.id' />
<field name='order.status' source='data.order.status' converter="Path/To/The/Converter/Class" />
</fields>"#,
        "",
    ),
    (
        r#"<fields>
<field name="customer.entity_id" source="data.customer.entity_id" />
<field name="customer.customer_email" source="context_customer_session.get_customer.get_email" />
<field name="store.store_id" source="context_store.get_store.get_id" />
</fields>"#,
        "Name: customer.entity_id
Source: data.customer.entity_id
Active: Yes
Name: customer.customer_email
Source: context_customer_session.get_customer.get_email
Active: Yes",
    ),
    (
        r#"<fields>
<field name="config_value" source="context_scope_config.get_value{value/path:default}" />
</fields>"#,
        "Name: config_value
Source: context_scope_config.get_value{value/path:default}
Active: Yes",
    ),
    (
        r#"<fields>
<field name="quote.data" source="context_checkout_session.get_quote" />
</fields>"#,
        "Name: quote.data
Source: context_checkout_session.get_quote
Active: Yes",
    ),
    (
        r#"<fields>
<field name="quote.items" source="context_checkout_session.get_quote.get_items" />
</fields>"#,
        "Name: quote.items
Source: context_checkout_session.get_quote.get_items
Active: Yes",
    ),
    (
        r#"<fields>
<field name="quote.subtotal" source="context_checkout_session.get_quote.get_sub_total" />
</fields>"#,
        "Name: quote.subtotal
Source: context_checkout_session.get_quote.get_sub_total
Active: Yes",
    ),
    (
        r#"<headers>
<header name="X-Custom-Header">context_http_request.get_header{X-Custom-Header}</header>
</headers>"#,
        "",
    ),
    (
        r#"<fields>
<field name="quote.id" source="context_checkout_session.get_quote.get_id" />
<field name="quote.sub_total" source="context_checkout_session.get_quote.get_subtotal" />
<field name="quote.customer_group_id" source="context_checkout_session.get_quote.get_customer_group_id" />
</fields>"#,
        "Name: quote.id
Source: context_checkout_session.get_quote.get_id
Active: Yes
Name: quote.sub_total
Source: context_checkout_session.get_quote.get_subtotal
Active: Yes
Name: quote.customer_group_id
Source: context_checkout_session.get_quote.get_customer_group_id
Active: Yes",
    ),
    (
        r#"<fields>
<field name="customer.id" source="context_customer_session.get_customer.get_id" />
<field name="customer.email" source="context_customer_session.get_customer.get_email" />
<field name="customer.group_id" source="context_customer_session.get_customer.get_group_id" />
</fields>"#,
        "Name: customer.id
Source: context_customer_session.get_customer.get_id
Active: Yes
Name: customer.email
Source: context_customer_session.get_customer.get_email
Active: Yes
Name: customer.group_id
Source: context_customer_session.get_customer.get_group_id
Active: Yes",
    ),
    (
        r#"<fields>
<field name="app_area_code" source="context_application_state.get_area_code" />
<field name="app_mode" source="context_application_state.get_mode" />
</fields>"#,
        "Name: app_area_code
Source: context_application_state.get_area_code
Active: Yes
Name: app_mode
Source: context_application_state.get_mode
Active: Yes",
    ),
    (
        r#"<fields>
<field name="config.timezone" source="context_scope_config.get_value{general/locale/timezone:default}" />
<field name="config.local" source="context_scope_config.get_value{general/locale/code:default}" />
</fields>"#,
        "Name: config.timezone
Source: context_scope_config.get_value{general/locale/timezone:default}
Active: Yes
Name: config.local
Source: context_scope_config.get_value{general/locale/code:default}
Active: Yes",
    ),
    (
        r#"<fields>
<field name="request.path_info" source="context_http_request.get_path_info" />
<field name="request.base_path" source="context_http_request.get_base_path" />
<field name="request.front_name" source="context_http_request.get_front_name" />
</fields>"#,
        "Name: request.path_info
Source: context_http_request.get_path_info
Active: Yes
Name: request.base_path
Source: context_http_request.get_base_path
Active: Yes
Name: request.front_name
Source: context_http_request.get_front_name
Active: Yes",
    ),
    (
        r#"<fields>
<field name="staging.version" source="context_staging.get_version" />
<field name="staging.current_version" source="context_staging.get_current_version" />
</fields>"#,
        "Name: staging.version
Source: context_staging.get_version
Active: Yes
Name: staging.current_version
Source: context_staging.get_current_version
Active: Yes",
    ),
    (
        r#"<fields>
<field name="store.store_id" source="context_store.get_store.get_id" />
<field name="store.store_data" source="context_store.get_store" />
<field name="store.website_data" source="context_store.get_website" />
<field name="store.store_group_data" source="context_store.get_group" />
</fields>"#,
        "Name: store.store_id
Source: context_store.get_store.get_id
Active: Yes
Name: store.store_data
Source: context_store.get_store
Active: Yes
Name: store.website_data
Source: context_store.get_website
Active: Yes
Name: store.store_group_data
Source: context_store.get_group
Active: Yes",
    ),
    (
        r#"<fields>
<field name="quote.items" source="context_checkout_session.get_quote.get_items[qty,price,product.name,product.customer_group_id,product.attributes.url_key]" />
</fields>"#,
        "Name: quote.items
Source: context_checkout_session.get_quote.get_items[qty,price,product.name,product.customer_group_id,product.attributes.url_key]
Active: Yes",
    ),
    (
        r#"<fields>
<field name="quote" source="context_checkout_session.get_quote[items.qty,items.price,items.product.name,items.product.customer_group_id,items.product.attributes.url_key]" />
</fields>"#,
        "Name: quote
Source: context_checkout_session.get_quote[items.qty,items.price,items.product.name,items.product.customer_group_id,items.product.attributes.url_key]
Active: Yes",
    ),
];

fn around(inside: &str) -> String {
    let hook = if inside.starts_with("<hook ") {
        inside.to_owned()
    } else {
        format!("<hook name=\"h\" url=\"https://example.com\">{inside}</hook>")
    };
    format!(
        "<config><method name=\"observer.a\" type=\"before\"><hooks><batch name=\"b\">{hook}</batch></hooks></method></config>"
    )
}

#[test]
fn the_seeds_examples_say_what_their_admin_forms_say() {
    assert_eq!(EXAMPLES.len(), 18);
    for (xml, admin) in EXAMPLES {
        let read = read(&around(xml)).unwrap();
        assert_eq!((read.kind, read.warnings.as_slice()), (Kind::Adobe, &[][..]), "{xml}");
        let [webhook] = read.webhooks.as_slice() else { panic!("{xml}") };
        let fields = &webhook.content.fields;
        assert_eq!(fields.len(), xml.matches("<field ").count(), "{xml}");
        let words: Vec<&str> = admin.lines().collect();
        for (form, field) in words.chunks(3).zip(fields) {
            assert_eq!(form[0], format!("Name: {}", field.name));
            assert_eq!(form[1], format!("Source: {}", field.source()));
            assert_eq!(form[2], format!("Active: {}", if field.active { "Yes" } else { "No" }));
        }
    }
}

#[test]
fn the_seeds_hook_has_its_attributes() {
    let read = read(&around(EXAMPLES[0].0)).unwrap();
    let hook = &read.webhooks[0];
    assert_eq!((hook.method.as_str(), hook.moment), ("observer.a", Moment::Before));
    assert_eq!((hook.batch.as_str(), hook.name.as_str()), ("b", "validate_stock"));
    assert_eq!(hook.url, "https://example.com/product-validate-stock");
    assert_eq!((hook.timeout_ms, hook.soft_timeout_ms, hook.required), (2000, 200, true));
    assert_eq!(hook.fallback_error_message.as_deref(), Some("Can't add the product to the cart right now"));
    assert_eq!((hook.active, hook.ssl_verification, hook.verb), (true, true, None));
}

#[test]
fn the_seeds_converter_and_header_are_read() {
    let find = |part: &str| EXAMPLES.iter().find(|(xml, _)| xml.contains(part)).unwrap().0;
    let converted = read(&around(find("converter="))).unwrap();
    let field = &converted.webhooks[0].content.fields[1];
    assert_eq!(field.converter.as_deref(), Some("Path/To/The/Converter/Class"));
    let header = read(&around(find("<header "))).unwrap();
    let header = &header.webhooks[0].content.headers[0];
    assert_eq!(header.name, "X-Custom-Header");
    assert_eq!(header.value, "context_http_request.get_header{X-Custom-Header}");
}

/// conditional-webhooks: a file of one `<method>`, with `operation` for `operator`.
#[test]
fn a_misspelt_operator_and_a_missing_config_are_warnings() {
    let read = read(
        r#"<method name="observer.catalog_product_save_before" type="before">
       <hooks>
           <batch name ="Product_Updates">
               <hook name="generate_description" url="{env:APP_URL}/generate-product-description" timeout="5000" priority="300">
                   <rules>
                       <rule field="data.product.description" operation="isEmpty" />
                   </rules>
               </hook>
           </batch>
       </hooks>
   </method>"#,
    )
    .unwrap();
    let rule = &read.webhooks[0].content.rules.groups[0][0];
    assert_eq!((rule.operator.as_str(), rule.value.as_deref()), ("isEmpty", None));
    let places: Vec<_> = read.warnings.iter().map(|warning| (warning.line, warning.column)).collect();
    assert_eq!(places, [(1, 1), (6, 63)]);
}

/// order-placement-validation: `active="true"`, headers with variables, a batch's order.
#[test]
fn active_is_read_as_the_inverse_of_remove() {
    let text = |active: &str| {
        format!(
            r#"<config><method name="plugin.magento.sales.api.order_management.place" type="before">
    <hooks>
        <batch name="order_validation" order="200">
            <hook name="validate" url="{{env:APP_BUILDER_URL}}/validate-order" priority="100" required="true" active="{active}" method="post">
                <headers>
                    <header name="Authorization">
                        Bearer {{env:APP_BUILDER_AUTH_TOKEN}}
                    </header>
                    <header resolver="Vendor\Module\Resolver" remove="true"/>
                </headers>
            </hook>
        </batch>
    </hooks>
</method></config>"#
        )
    };
    let hook = |active: &str| {
        let read = read(&text(active)).unwrap();
        assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
        assert!(read.warnings[0].message.contains("active"));
        read.webhooks.into_iter().next().unwrap()
    };
    assert!(!hook("false").active);
    let hook = hook("true");
    assert!(hook.active);
    assert_eq!((hook.batch_order, hook.priority, hook.verb), (200, 100, Some(Verb::Post)));
    let headers = &hook.content.headers;
    assert_eq!(headers[0].value, "Bearer {env:APP_BUILDER_AUTH_TOKEN}");
    assert_eq!((headers[1].name.as_str(), headers[1].active), ("", false));
    assert_eq!(headers[1].resolver.as_deref(), Some("Vendor\\Module\\Resolver"));
}

/// Seed "Webhooks 2.1", and the module it became.
#[test]
fn aligents_examples_are_read() {
    let text = r#"<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:noNamespaceSchemaLocation="urn:magento:module:Aligent_Webhooks:etc/webhooks.xsd">

    <webhook hook_name="entity.verb">
        <service class="ServiceClass" method="method"/>
    </webhook>
    <webhook hook_name="Sales.order.created">
        <service class="Magento\Sales\Api\OrderRepositoryInterface" method="get"/>
        <resources><resource name="Magento_Sales::sales"/></resources>
    </webhook>
</config>"#;
    let both = read(text).unwrap();
    assert_eq!((both.kind, both.warnings.as_slice()), (Kind::Aligent, &[][..]));
    let service =
        |class: &str, method: &str| Some(Service { class: class.to_owned(), method: method.to_owned() });
    let order = AligentHook {
        name: "sales.order.created".to_owned(),
        service: service("Magento\\Sales\\Api\\OrderRepositoryInterface", "get"),
    };
    let verb = AligentHook { name: "entity.verb".to_owned(), service: service("ServiceClass", "method") };
    assert_eq!(both.hooks, [verb, order.clone()]);

    let later = r#"<config><async_event name="sales.order.created">
        <service class="Magento\Sales\Api\OrderRepositoryInterface" method="get"/></async_event></config>"#;
    assert_eq!(read(later).unwrap().hooks, [order]);
}
