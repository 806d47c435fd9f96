use proptest::prelude::*;

use crate::definition::{Body, ConsoleOauth, Content, Field, Header, Moment, Rule, Rules, Verb};

use super::*;

/// What a person may write: XML's own characters, quotes, placeholders, line breaks, other scripts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z&<>\"'{}\\[\\]:/.;#-]{1,12}",
        "[ -~\u{e4}\u{20ac}\u{1f600}\t\n\r]{0,12}",
        Just("--></hook><!--".to_owned()),
        Just("{env:APP_URL}/a?b={{ order.id }}".to_owned()),
    ]
}

/// Element text: the white space around it is not kept.
fn trimmed() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.trim().to_owned())
}

fn filled() -> impl Strategy<Value = String> {
    trimmed().prop_map(|text| if text.is_empty() { "x".to_owned() } else { text })
}

fn field() -> impl Strategy<Value = Field> {
    let converter = prop_oneof![
        Just("Path/To/The/Converter/Class".to_owned()),
        Just("Vendor\\Module\\Converter".to_owned()),
        Just("decimal(2)".to_owned()),
        Just("= value -- 1 \u{ffff}".to_owned()),
        filled(),
    ];
    (filled(), prop::option::of(text()), prop::option::of(converter), any::<bool>())
        .prop_map(|(name, source, converter, active)| Field { name, source, converter, active })
}

fn header() -> impl Strategy<Value = Header> {
    let resolver = prop::option::of(Just("Vendor\\Module\\Resolver".to_owned()));
    (filled(), trimmed(), resolver, any::<bool>()).prop_map(|(name, value, resolver, active)| Header {
        name,
        value,
        resolver,
        active,
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let operators: Vec<&str> = own::ADOBE.iter().chain(own::OURS).copied().collect();
    (filled(), prop::sample::select(operators), prop::option::of(text()), any::<bool>()).prop_map(
        |(field, operator, value, active)| {
            // In Adobe's form a value is needed.
            let value = value.or_else(|| own::takes_value(operator).then(String::new));
            Rule { field, operator: operator.to_owned(), value, active }
        },
    )
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        Just(Body::Form),
        Just(Body::Nothing),
        (text(), text()).prop_map(|(text, content_type)| Body::Template { text, content_type }),
    ]
}

fn content() -> impl Strategy<Value = Content> {
    (
        prop::collection::vec(field(), 0..4),
        prop::collection::vec(header(), 0..3),
        prop::collection::vec(prop::collection::vec(rule(), 1..4), 0..3),
        prop::option::of(body()),
    )
        .prop_map(|(mut fields, mut headers, groups, body)| {
            let mut seen = std::collections::HashSet::new();
            fields.retain(|field| seen.insert(field.name.clone()));
            seen.clear();
            headers.retain(|header| seen.insert(header.name.clone()));
            Content { fields, headers, rules: Rules { groups }, body }
        })
}

fn webhook() -> impl Strategy<Value = Webhook> {
    let identity = (
        prop::sample::select(vec!["observer.a", "plugin.magento.b.c", "plugin.b.c"]),
        prop::sample::select(vec![Moment::Before, Moment::After]),
        "[a-b]",
        "[A-Za-z0-9_]{1,3}",
        prop::option::of(prop::sample::select(Verb::ALL)),
        any::<i32>(),
        any::<[bool; 3]>(),
    );
    let oauth = (filled(), filled(), filled(), prop::option::of(text())).prop_map(
        |(client_id, client_secret, org_id, environment)| ConsoleOauth {
            client_id,
            client_secret,
            org_id,
            environment,
        },
    );
    let rest = (
        filled(),
        any::<[u32; 3]>(),
        prop::option::of(text()),
        prop::option::of(text()),
        prop::option::of(oauth),
        content(),
    );
    (identity, rest).prop_map(
        |(
            (method, moment, batch, name, verb, priority, flags),
            (url, numbers, fallback, path, oauth, content),
        )| {
            Webhook {
                batch_order: i32::from(batch == "b") * 7,
                url,
                verb,
                priority,
                required: flags[0],
                active: flags[1],
                ssl_verification: flags[2],
                timeout_ms: numbers[0],
                soft_timeout_ms: numbers[1],
                ttl_s: numbers[2],
                fallback_error_message: fallback,
                ssl_certificate_path: path,
                oauth,
                content,
                ..Webhook::new(method, moment, batch, name)
            }
        },
    )
}

/// Hooks of one batch stand together, and those of one method, in a file.
fn in_order(mut webhooks: Vec<Webhook>) -> Vec<Webhook> {
    let mut seen = std::collections::HashSet::new();
    webhooks.retain(|hook| {
        seen.insert((hook.method.clone(), hook.moment, hook.batch.clone(), hook.name.clone()))
    });
    let methods: Vec<_> = webhooks.iter().map(|hook| (hook.method.clone(), hook.moment)).collect();
    let batches: Vec<_> =
        webhooks.iter().map(|hook| (hook.method.clone(), hook.moment, hook.batch.clone())).collect();
    webhooks.sort_by_key(|hook| {
        let method = (hook.method.clone(), hook.moment);
        let batch = (hook.method.clone(), hook.moment, hook.batch.clone());
        (methods.iter().position(|key| *key == method), batches.iter().position(|key| *key == batch))
    });
    webhooks
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(webhooks in prop::collection::vec(webhook(), 0..6)) {
        let webhooks = in_order(webhooks);
        let written = write(&webhooks);
        if webhooks.is_empty() {
            return Ok(());
        }
        let read = read(&written.text).map_err(|fault| TestCaseError::fail(format!("{fault}\n{}", written.text)))?;
        // XML has no place for these; they are replaced, and the export says so.
        if written.warnings.iter().all(|warning| !warning.contains("replaced")) {
            let known = read.warnings.iter().all(|warning| warning.message.contains("Hookdesk's own"));
            prop_assert!(known, "{:?}\n{}", read.warnings, written.text);
            prop_assert_eq!(&read.webhooks, &webhooks, "{}", written.text);
        }
        // What was read is written as it was.
        prop_assert_eq!(write(&read.webhooks).text, written.text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(<(config|method|hooks|batch|hook|rules|rule|/hook|/config|!--|!\\[CDATA\\[|\\?xml|!DOCTYPE)( (name|type|url|field)=\"[a-z.]{0,9}\")* ?/?>?|[<>/&;\"'=a-z \n\u{e9}-]){0,30}") {
        if let Ok(read) = read(&text) {
            let again = write(&read.webhooks);
            if !read.webhooks.is_empty() {
                prop_assert_eq!(super::read(&again.text).map(|read| read.webhooks), Ok(read.webhooks));
            }
        }
    }
}

const CANONICAL: &str = r#"<?xml version="1.0"?>
<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="urn:magento:module:Magento_AdobeCommerceWebhooks:etc/webhooks.xsd">
    <method name="plugin.magento.tax.api.tax_calculation.calculate_tax" type="after">
        <hooks>
            <batch name="Order_Updates" order="100">
                <hook name="update_order" url="{env:APP_URL}/calculate-taxes" method="POST" priority="300" required="false" timeout="5000" softTimeout="1000" fallbackErrorMessage="The taxes cannot be &quot;calculated&quot;" remove="true" ttl="60" sslVerification="false" sslCertificatePath="/etc/ca.pem">
                    <headers>
                        <header name="Authorization">Bearer {env:TOKEN}</header>
                        <header resolver="Vendor\Module\Resolver" remove="true"/>
                    </headers>
                    <fields>
                        <field name="quoteDetails"/>
                        <field name="storeId" source="data.storeId" converter="Path/To/Class" remove="true"/>
                    </fields>
                    <rules>
                        <rule field="quoteDetails.shipping_address.country_id" operator="equal" value="US"/>
                        <rule field="quoteDetails.items" operator="notEmpty" remove="true"/>
                    </rules>
                    <developerConsoleOauth>
                        <clientId>{env:ID}</clientId>
                        <clientSecret>{env:SECRET}</clientSecret>
                        <orgId>12345@AdobeOrg</orgId>
                    </developerConsoleOauth>
                </hook>
                <hook name="second" url="https://example.com"/>
            </batch>
        </hooks>
    </method>
</config>
"#;

#[test]
fn a_canonical_file_is_written_as_it_was() {
    let read = read(CANONICAL).unwrap();
    assert_eq!(read.warnings, []);
    assert_eq!(write(&read.webhooks), Written { text: CANONICAL.to_owned(), warnings: Vec::new() });
}

#[test]
fn what_adobe_does_not_know_is_named_and_read_back() {
    let rule = |operator: &str, value: &str| Rule {
        field: "a".to_owned(),
        operator: operator.to_owned(),
        value: Some(value.to_owned()),
        active: true,
    };
    let mut hook = Webhook::new("observer.a", Moment::After, "b", "h");
    hook.url = "https://example.com/{{ order.id }}".to_owned();
    hook.content.rules.groups = vec![vec![rule("equal", "1"), rule("notIn", "2,3")]];
    hook.content.fields =
        vec![Field { name: "x".to_owned(), source: None, converter: Some("upper".to_owned()), active: true }];
    hook.content.body = Some(Body::Form);
    let first = write(std::slice::from_ref(&hook));
    for word in ["notIn", "upper", "body", "{{"] {
        let said = first.warnings.iter().any(|warning| warning.contains(word)) || word == "upper";
        assert!(said, "{word}: {:?}", first.warnings);
    }
    assert_eq!(first.warnings.len(), 4, "{:?}", first.warnings);
    // Adobe's own reader sees the rule it knows, and no converter it has no class for.
    assert!(first.text.contains("<rule field=\"a\" operator=\"equal\" value=\"1\"/>"));
    assert!(!first.text.contains("converter=") && !first.text.contains("operator=\"notIn\""));
    assert_eq!(read(&first.text).unwrap().webhooks, [hook.clone()]);

    hook.content.rules.groups.push(vec![rule("equal", "4")]);
    let second = write(std::slice::from_ref(&hook));
    assert!(second.warnings.iter().any(|warning| warning.contains("OR")), "{:?}", second.warnings);
    assert!(!second.text.contains("<rules>"), "fewer rules fire more, never less");
    assert_eq!(read(&second.text).unwrap().webhooks, [hook]);
}

#[test]
fn rules_changed_by_hand_win_over_the_comment() {
    let rule = |operator: &str| Rule {
        field: "a".to_owned(),
        operator: operator.to_owned(),
        value: Some("1".to_owned()),
        active: true,
    };
    let mut hook = Webhook::new("observer.a", Moment::After, "b", "h");
    hook.url = "u".to_owned();
    hook.content.rules.groups = vec![vec![rule("equal"), rule("contains")]];
    let text = write(&[hook]).text.replace("operator=\"equal\"", "operator=\"notEqual\"");
    let read = read(&text).unwrap();
    assert_eq!(read.webhooks[0].content.rules.groups, [[rule("notEqual")]]);
    assert!(read.warnings[0].message.contains("changed"), "{:?}", read.warnings);
}

#[test]
fn a_batch_has_one_order() {
    let hook = |name: &str, order| Webhook {
        batch_order: order,
        url: "u".to_owned(),
        ..Webhook::new("observer.a", Moment::After, "b", name)
    };
    let written = write(&[hook("h", 1), hook("i", 2)]);
    assert_eq!(written.warnings, ["The hooks of the batch b have different orders; 2 was written."]);
    assert!(read(&written.text).unwrap().webhooks.iter().all(|hook| hook.batch_order == 2));
}

#[test]
fn of_equal_names_the_last_is_written() {
    let field = |source: Option<&str>| Field {
        name: "a".to_owned(),
        source: source.map(str::to_owned),
        converter: None,
        active: true,
    };
    let mut hook = Webhook::new("observer.a", Moment::After, "b", "h");
    hook.url = "u".to_owned();
    hook.content.fields = vec![field(Some("x")), field(None)];
    let written = write(&[hook]);
    assert_eq!(written.warnings.len(), 1);
    assert_eq!(read(&written.text).unwrap().webhooks[0].content.fields, [field(None)]);
}

#[test]
fn aligents_file_is_written_as_it_was() {
    let text = r#"<?xml version="1.0"?>
<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="urn:magento:module:Aligent_Webhooks:etc/webhooks.xsd">
    <webhook hook_name="sales.order.created">
        <service class="Magento\Sales\Api\&lt;&quot;&amp;'Order" method="get"/>
    </webhook>
    <webhook hook_name="a.b"/>
</config>
"#;
    let read = read(text).unwrap();
    assert_eq!(write_aligent(&read.hooks), text);
    assert_eq!(read.warnings.len(), 1, "the hook without a service");
}
