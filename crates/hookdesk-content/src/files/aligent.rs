//! Aligent's `webhooks.xml` (connectors.md C.1), and `async_events.xml` of the module it became.

use hookdesk_core::fault::Fault;

use super::attributes::{Attributes, no_text, unknown};
use super::writer::Writer;
use super::xml::{Attribute, Element, short};
use super::{AligentHook, Service, Warning};

const HEAD: &str = "<?xml version=\"1.0\"?>\n\
    <config xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:noNamespaceSchemaLocation=\"urn:magento:module:Aligent_Webhooks:etc/webhooks.xsd\">\n";

/// The hooks of a `<config>`.
pub fn read(root: &Element, warnings: &mut Vec<Warning>) -> Result<Vec<AligentHook>, Fault> {
    let mut hooks: Vec<AligentHook> = Vec::new();
    Attributes::of(root).finish(warnings);
    no_text(root, warnings);
    for child in &root.children {
        let key = match child.name.as_str() {
            "webhook" => "hook_name",
            "async_event" => "name",
            _ => {
                unknown(child, &root.name, warnings);
                continue;
            }
        };
        let hook = hook(child, key, warnings)?;
        match hooks.iter_mut().find(|earlier| earlier.name == hook.name) {
            None => hooks.push(hook),
            Some(earlier) => {
                let message = format!("the hook \"{}\" stands twice; what is given last counts", hook.name);
                warnings.push(Warning::new(child.at, message));
                earlier.over(hook);
            }
        }
    }
    Ok(hooks)
}

fn hook(element: &Element, key: &str, warnings: &mut Vec<Warning>) -> Result<AligentHook, Fault> {
    let mut attributes = Attributes::of(element);
    let name = name(attributes.needed(key)?)?;
    attributes.finish(warnings);
    no_text(element, warnings);
    let mut service = None;
    for child in &element.children {
        match child.name.as_str() {
            "service" => service = Some(self::service(child, warnings)?),
            // Who may subscribe to it in the shop.
            "resources" => {}
            _ => unknown(child, &element.name, warnings),
        }
    }
    if service.is_none() {
        warnings.push(Warning::new(element.at, format!("the hook \"{name}\" has no <service>")));
    }
    Ok(AligentHook { name, service })
}

/// The module makes names lower case when it reads them.
fn name(attribute: &Attribute) -> Result<String, Fault> {
    let name = attribute.value.trim();
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) {
        return Ok(name.to_ascii_lowercase());
    }
    Err(attribute.at.invalid(format!(
        "the name \"{}\" has other characters than letters, digits, dots, hyphens and underscores",
        short(name)
    )))
}

fn service(element: &Element, warnings: &mut Vec<Warning>) -> Result<Service, Fault> {
    let mut attributes = Attributes::of(element);
    let class = attributes.needed("class")?.value.trim().to_owned();
    let method = attributes.needed("method")?.value.trim().to_owned();
    attributes.finish(warnings);
    Ok(Service { class, method })
}

/// A file of these hooks.
pub fn write(hooks: &[AligentHook]) -> String {
    let mut out = Writer::new(HEAD);
    for hook in hooks {
        let name = [("hook_name", Some(hook.name.as_str()))];
        match &hook.service {
            None => out.empty("webhook", &name),
            Some(service) => {
                out.open("webhook", &name);
                let service =
                    [("class", Some(service.class.as_str())), ("method", Some(service.method.as_str()))];
                out.empty("service", &service);
                out.close("webhook");
            }
        }
    }
    out.finish("</config>\n")
}
