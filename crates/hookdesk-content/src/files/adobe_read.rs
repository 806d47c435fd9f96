//! Reading Adobe Commerce's `webhooks.xml` (spec 1.1).

use hookdesk_core::fault::Fault;

use crate::definition::{Moment, Verb};

use super::Warning;
use super::attributes::{Attributes, check_method, check_name, no_text, place, unknown};
use super::given::{Batch, Field, Given, Header, Hook, Method, Oauth, Rule};
use super::own::{ADOBE, OURS, Own, takes_value};
use super::xml::{Element, short};

const WHOLE: &str = "a whole number";
const NOT_NEGATIVE: &str = "a whole number of 0 or more";

/// What a `<config>` gives, or a single `<method>`.
pub fn read(root: &Element, warnings: &mut Vec<Warning>) -> Result<Given, Fault> {
    let mut given = Given::default();
    if root.name == "method" {
        warnings.push(Warning::new(root.at, "the file has no <config>; its one <method> was read"));
        given.methods.push(method(root, warnings)?);
    } else {
        Attributes::of(root).finish(warnings);
        no_text(root, warnings);
        for child in &root.children {
            match child.name.as_str() {
                "method" => given.methods.push(method(child, warnings)?),
                _ => unknown(child, &root.name, warnings),
            }
        }
    }
    Ok(given.folded(warnings))
}

fn method(element: &Element, warnings: &mut Vec<Warning>) -> Result<Method, Fault> {
    let mut attributes = Attributes::of(element);
    let name = check_method(attributes.needed("name")?, warnings)?;
    attributes.needed("type")?;
    let moment = attributes.parsed("type", "before or after", Moment::parse)?.unwrap_or_default();
    attributes.finish(warnings);
    no_text(element, warnings);
    let mut batches = Vec::new();
    let mut has_hooks = false;
    for child in &element.children {
        if child.name != "hooks" {
            unknown(child, "method", warnings);
            continue;
        }
        has_hooks = true;
        Attributes::of(child).finish(warnings);
        no_text(child, warnings);
        for child in &child.children {
            match child.name.as_str() {
                "batch" => batches.push(batch(child, warnings)?),
                _ => unknown(child, "hooks", warnings),
            }
        }
    }
    if !has_hooks {
        return Err(element.at.invalid(format!("the method \"{}\" has no <hooks>", short(&name))));
    }
    if batches.is_empty() {
        warnings.push(Warning::new(element.at, format!("the method \"{}\" has no <batch>", short(&name))));
    }
    Ok(Method { name, moment, batches })
}

fn batch(element: &Element, warnings: &mut Vec<Warning>) -> Result<Batch, Fault> {
    let mut attributes = Attributes::of(element);
    let name = check_name(attributes.needed("name")?)?;
    let order = attributes.number("order", WHOLE)?;
    attributes.finish(warnings);
    no_text(element, warnings);
    let mut hooks = Vec::new();
    for child in &element.children {
        match child.name.as_str() {
            "hook" => hooks.push(hook(child, warnings)?),
            _ => unknown(child, "batch", warnings),
        }
    }
    Ok(Batch { name, order, hooks })
}

fn hook(element: &Element, warnings: &mut Vec<Warning>) -> Result<Hook, Fault> {
    let mut attributes = Attributes::of(element);
    let mut hook = Hook {
        at: element.at,
        name: check_name(attributes.needed("name")?)?,
        url: attributes.text("url"),
        verb: verb(&mut attributes)?,
        priority: attributes.number("priority", WHOLE)?,
        required: attributes.flag("required")?,
        timeout: attributes.number("timeout", NOT_NEGATIVE)?,
        soft_timeout: attributes.number("softTimeout", NOT_NEGATIVE)?,
        ttl: attributes.number("ttl", NOT_NEGATIVE)?,
        fallback: attributes.text("fallbackErrorMessage"),
        remove: attributes.flag("remove")?,
        ssl_verification: attributes.flag("sslVerification")?,
        ssl_certificate: attributes.text("sslCertificatePath"),
        ..Hook::default()
    };
    if let Some(active) = attributes.flag("active")? {
        let message = "active is not an attribute of Adobe's <hook>; it was read as the inverse of remove";
        warnings.push(Warning::new(place(element, "active"), message));
        hook.remove = hook.remove.or(Some(!active));
    }
    attributes.finish(warnings);
    no_text(element, warnings);
    for child in &element.children {
        match child.name.as_str() {
            "headers" => list(child, "header", &mut hook.headers, header, warnings)?,
            "fields" => list(child, "field", &mut hook.fields, field, warnings)?,
            "rules" => list(child, "rule", &mut hook.rules, rule, warnings)?,
            "developerConsoleOauth" => hook.oauth = Some(oauth(child, warnings)),
            _ => unknown(child, "hook", warnings),
        }
    }
    for (at, comment) in &element.comments {
        if let Some(own) = Own::read(comment, *at)? {
            hook.own.over(own);
        }
    }
    Ok(hook)
}

/// An empty method is none, as Adobe's own list writes it.
fn verb(attributes: &mut Attributes<'_>) -> Result<Option<Verb>, Fault> {
    let verb = attributes.parsed("method", "POST, PUT, GET or DELETE", |text| match text {
        "" => Some(None),
        text => Verb::parse(text).map(Some),
    })?;
    Ok(verb.flatten())
}

/// The elements called `name` in `<headers>`, `<fields>` or `<rules>`.
fn list<T>(
    element: &Element,
    name: &str,
    items: &mut Vec<T>,
    read: fn(&Element, &mut Vec<Warning>) -> Result<T, Fault>,
    warnings: &mut Vec<Warning>,
) -> Result<(), Fault> {
    Attributes::of(element).finish(warnings);
    no_text(element, warnings);
    for child in &element.children {
        if child.name == name {
            items.push(read(child, warnings)?);
        } else {
            unknown(child, &element.name, warnings);
        }
    }
    Ok(())
}

fn header(element: &Element, warnings: &mut Vec<Warning>) -> Result<Header, Fault> {
    let mut attributes = Attributes::of(element);
    let text = element.text.trim();
    let header = Header {
        at: element.at,
        name: attributes.text("name").unwrap_or_default(),
        value: Some(text.to_owned()).filter(|text| !text.is_empty()),
        resolver: attributes.text("resolver").filter(|class| !class.is_empty()),
        remove: attributes.flag("remove")?,
    };
    attributes.finish(warnings);
    leaf(element, warnings);
    if header.name.is_empty() && header.resolver.is_none() {
        return Err(element.at.invalid("<header> has neither a name nor a resolver"));
    }
    Ok(header)
}

fn field(element: &Element, warnings: &mut Vec<Warning>) -> Result<Field, Fault> {
    let mut attributes = Attributes::of(element);
    let field = Field {
        at: element.at,
        name: attributes.needed("name")?.value.clone(),
        source: attributes.text("source"),
        converter: attributes.text("converter").filter(|class| !class.is_empty()),
        remove: attributes.flag("remove")?,
    };
    attributes.finish(warnings);
    no_text(element, warnings);
    leaf(element, warnings);
    Ok(field)
}

fn rule(element: &Element, warnings: &mut Vec<Warning>) -> Result<Rule, Fault> {
    let mut attributes = Attributes::of(element);
    let field = attributes.needed("field")?.value.clone();
    let operator = match attributes.take("operation") {
        Some(misspelt) if attributes.take("operator").is_none() => {
            let message = "operation is not an attribute of Adobe's <rule>; it was read as operator";
            warnings.push(Warning::new(misspelt.at, message));
            misspelt
        }
        _ => attributes.needed("operator")?,
    };
    let name = operator.value.trim();
    if OURS.contains(&name) {
        let message = format!("{name} is an operator of Hookdesk's own; Adobe Commerce does not know it");
        warnings.push(Warning::new(operator.at, message));
    } else if !ADOBE.contains(&name) {
        let message = format!("\"{}\" is no operator; there are: {}", short(name), ADOBE.join(", "));
        return Err(operator.at.invalid(message));
    }
    let value = attributes.text("value");
    if value.is_none() && takes_value(name) {
        return Err(element.at.invalid(format!("<rule> has no value, which {name} compares with")));
    }
    let rule = Rule { field, operator: name.to_owned(), value, remove: attributes.flag("remove")? };
    attributes.finish(warnings);
    no_text(element, warnings);
    leaf(element, warnings);
    Ok(rule)
}

fn oauth(element: &Element, warnings: &mut Vec<Warning>) -> Oauth {
    let mut oauth = Oauth { at: element.at, ..Oauth::default() };
    Attributes::of(element).finish(warnings);
    no_text(element, warnings);
    for child in &element.children {
        let part = match child.name.as_str() {
            "clientId" => &mut oauth.client_id,
            "clientSecret" => &mut oauth.client_secret,
            "orgId" => &mut oauth.org_id,
            _ => {
                unknown(child, "developerConsoleOauth", warnings);
                continue;
            }
        };
        *part = Some(child.text.trim().to_owned()).filter(|text| !text.is_empty());
        Attributes::of(child).finish(warnings);
        leaf(child, warnings);
    }
    oauth
}

/// Names what stands in an element that has no children.
fn leaf(element: &Element, warnings: &mut Vec<Warning>) {
    for child in &element.children {
        unknown(child, &element.name, warnings);
    }
}
