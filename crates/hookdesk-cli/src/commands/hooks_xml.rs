//! Aligent's `webhooks.xml` (connectors.md C.1): `<webhook hook_name="…"><service class="…" method="…"/></webhook>`.

use hookdesk_api::wire::HookService;
use hookdesk_core::{Code, Fault};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, escape::escape};

use super::hooks::Definition;

const HEAD: &str = r#"<?xml version="1.0"?>
<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:noNamespaceSchemaLocation="urn:magento:module:Aligent_Webhooks:etc/webhooks.xsd">
"#;

/// The hooks of a file. What belongs to the shop (`<resources>`) is passed over. Faults name the place.
pub fn read(text: &str) -> Result<Vec<Definition>, Fault> {
    let mut reader = Reader::from_str(text);
    let mut hooks: Vec<Definition> = Vec::new();
    let mut inside = false;
    let mut is_config = false;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(broken(text, reader.error_position(), &error.to_string())),
        };
        let at = reader.buffer_position();
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.name().0 == "config" => is_config = true,
            Event::Start(tag) if tag.name().0 == "webhook" => {
                hooks.push(webhook(text, at, &tag)?);
                inside = true;
            }
            Event::Empty(tag) if tag.name().0 == "webhook" => hooks.push(webhook(text, at, &tag)?),
            Event::End(tag) if tag.name().0 == "webhook" => inside = false,
            Event::Start(tag) | Event::Empty(tag) if inside && tag.name().0 == "service" => {
                if let Some(hook) = hooks.last_mut() {
                    hook.service = Some(HookService {
                        class: needed(text, at, &tag, "class")?,
                        method: needed(text, at, &tag, "method")?,
                    });
                }
            }
            Event::Eof if inside => return Err(broken(text, at, "the file ends inside a webhook")),
            Event::Eof if !is_config => {
                return Err(broken(text, 0, "this is no webhooks.xml: it has no <config>"));
            }
            Event::Eof => return Ok(hooks),
            _ => {}
        }
    }
}

fn webhook(text: &str, at: u64, tag: &BytesStart<'_>) -> Result<Definition, Fault> {
    let name = needed(text, at, tag, "hook_name")?;
    Ok(Definition { name, description: None, wrap: None, service: None, content: None })
}

fn needed(text: &str, at: u64, tag: &BytesStart<'_>, name: &str) -> Result<String, Fault> {
    let attribute = tag.try_get_attribute(name).map_err(|error| broken(text, at, &error.to_string()))?;
    let attribute =
        attribute.ok_or_else(|| broken(text, at, &format!("<{}> has no {name}", tag.name().0)))?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    value.map(|value| value.trim().to_owned()).map_err(|error| broken(text, at, &error.to_string()))
}

fn broken(text: &str, at: u64, why: &str) -> Fault {
    let before = text.get(..usize::try_from(at).unwrap_or(0)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    Fault::new(Code::InputInvalid, format!("line {line}: {why}"))
        .field("file")
        .next("Give Aligent's webhooks.xml, or JSON as `hooks export` writes it.")
}

/// The hooks as a file; those without a service are left without one.
pub fn write(hooks: &[Definition]) -> String {
    let mut text = HEAD.to_owned();
    for hook in hooks {
        text += &format!("\n    <webhook hook_name=\"{}\">\n", escape(hook.name.as_str()));
        if let Some(service) = &hook.service {
            let (class, method) = (escape(service.class.as_str()), escape(service.method.as_str()));
            text += &format!("        <service class=\"{class}\" method=\"{method}\"/>\n");
        }
        text += "    </webhook>\n";
    }
    text + "\n</config>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let hooks = vec![
            Definition {
                name: "sales.order.created".to_owned(),
                description: None,
                wrap: None,
                service: Some(HookService {
                    class: "Magento\\Sales\\Api\\<\"&'Order".to_owned(),
                    method: "get".to_owned(),
                }),
                content: None,
            },
            Definition {
                name: "a.b".to_owned(),
                description: None,
                wrap: None,
                service: None,
                content: None,
            },
        ];
        let read = read(&write(&hooks)).expect("read");
        assert_eq!(format!("{read:?}"), format!("{hooks:?}"));
    }

    #[test]
    fn the_modules_own_example_is_read() {
        let text = r#"<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:noNamespaceSchemaLocation="urn:magento:module:Aligent_Webhooks:etc/webhooks.xsd">
            <!-- orders -->
            <webhook hook_name="Sales.Order.Created">
                <service class="Magento\Sales\Api\OrderRepositoryInterface" method="get"/>
                <resources><resource name="Magento_Sales::sales"/></resources>
            </webhook>
        </config>"#;
        let hooks = read(text).expect("read");
        assert_eq!(hooks.len(), 1);
        assert_eq!(hooks[0].name, "Sales.Order.Created");
        assert_eq!(hooks[0].service.as_ref().map(|s| s.method.as_str()), Some("get"));
    }

    #[test]
    fn broken_files_name_the_line() {
        for (text, line) in [
            ("<config>\n<webhook/>\n</config>", "line 2"),
            ("<config>\n<webhook hook_name=\"a.b\">\n<service class=\"C\"/></webhook></config>", "line 3"),
            ("<config>\n<webhook hook_name=\"a.b\">\n", "line 3"),
            ("<config>\n</webhook>\n", "line 2"),
            ("<html/>", "line 1"),
        ] {
            let fault = read(text).expect_err(text);
            assert!(fault.message.starts_with(line), "{text}: {}", fault.message);
        }
    }
}
