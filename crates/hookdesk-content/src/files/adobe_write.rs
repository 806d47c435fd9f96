//! Writing Adobe Commerce's `webhooks.xml`: what is not the default, in the order of the reference, four spaces deep.

use std::collections::HashMap;

use crate::convert;
use crate::definition::{Moment, Webhook};

use super::Written;
use super::attributes::is_adobes_method;
use super::own::{self, Own};
use super::writer::Writer;

const HEAD: &str = "<?xml version=\"1.0\"?>\n\
    <config xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:noNamespaceSchemaLocation=\"urn:magento:module:Magento_AdobeCommerceWebhooks:etc/webhooks.xsd\">\n";

/// A file of these webhooks, and what Adobe Commerce will not make of it what Hookdesk does.
pub fn write(webhooks: &[Webhook]) -> Written {
    let mut out = Writer::new(HEAD);
    let mut warnings = Vec::new();
    for ((name, moment), hooks) in groups(webhooks.iter(), |hook| (hook.method.as_str(), hook.moment)) {
        method(&mut out, name, moment, &hooks, &mut warnings);
    }
    warnings.extend(out.lost());
    Written { text: out.finish("</config>\n"), warnings }
}

fn method(out: &mut Writer, name: &str, moment: Moment, hooks: &[&Webhook], warnings: &mut Vec<String>) {
    if !is_adobes_method(name) {
        warnings.push(format!("Adobe Commerce's methods begin with observer. or plugin.; {name} does not."));
    }
    out.open("method", &[("name", Some(name)), ("type", Some(moment.as_str()))]);
    out.open("hooks", &[]);
    for (name, hooks) in groups(hooks.iter().copied(), |hook| hook.batch.as_str()) {
        // One batch has one order; the last that was set counts.
        let order = hooks.last().map_or(0, |hook| hook.batch_order);
        if hooks.iter().any(|hook| hook.batch_order != order) {
            warnings
                .push(format!("The hooks of the batch {name} have different orders; {order} was written."));
        }
        out.open("batch", &[("name", Some(name)), ("order", number(order).as_deref())]);
        for webhook in hooks {
            hook(out, webhook, warnings);
        }
        out.close("batch");
    }
    out.close("hooks");
    out.close("method");
}

fn hook(out: &mut Writer, hook: &Webhook, warnings: &mut Vec<String>) {
    let own = own_of(hook, warnings);
    let number = |n: u32| Some(n).filter(|n| *n != 0).map(|n| n.to_string());
    let attributes = [
        ("name", Some(hook.name.clone())),
        ("url", Some(hook.url.clone())),
        ("method", hook.verb.map(|verb| verb.as_str().to_owned())),
        ("priority", self::number(hook.priority)),
        ("required", (!hook.required).then(|| "false".to_owned())),
        ("timeout", number(hook.timeout_ms)),
        ("softTimeout", number(hook.soft_timeout_ms)),
        ("fallbackErrorMessage", hook.fallback_error_message.clone()),
        ("remove", (!hook.active).then(|| "true".to_owned())),
        ("ttl", number(hook.ttl_s)),
        ("sslVerification", (!hook.ssl_verification).then(|| "false".to_owned())),
        ("sslCertificatePath", hook.ssl_certificate_path.clone()),
    ];
    let attributes: Vec<_> = attributes.iter().map(|(name, value)| (*name, value.as_deref())).collect();
    let rules = own::adobes_part(&hook.content.rules);
    let comment = own.write();
    let fields = last_of_each(&hook.content.fields, |field| field.name.as_str());
    let headers = last_of_each(&hook.content.headers, |header| {
        (header.name.as_str(), header.resolver.as_deref().filter(|_| header.name.is_empty()))
    });
    if fields.len() < hook.content.fields.len() || headers.len() < hook.content.headers.len() {
        let message = "of fields and of headers with one name the last was written";
        warnings.push(format!("The hook {}: {message}.", hook.name));
    }
    let empty = comment.is_none() && headers.is_empty() && fields.is_empty() && rules.is_empty();
    if empty && hook.oauth.is_none() {
        out.empty("hook", &attributes);
        return;
    }
    out.open("hook", &attributes);
    if let Some(comment) = comment {
        out.comment(&comment);
    }
    out.list("headers", &headers, |out, header| {
        let name = Some(header.name.as_str()).filter(|name| !name.is_empty());
        let attributes =
            [("name", name), ("resolver", header.resolver.as_deref()), ("remove", remove(header.active))];
        out.text("header", &attributes, &header.value);
    });
    out.list("fields", &fields, |out, field| {
        let attributes = [
            ("name", Some(field.name.as_str())),
            ("source", field.source.as_deref()),
            ("converter", field.converter.as_deref().filter(|converter| convert::is_class(converter))),
            ("remove", remove(field.active)),
        ];
        out.empty("field", &attributes);
    });
    out.list("rules", &rules, |out, rule| {
        let attributes = [
            ("field", Some(rule.field.as_str())),
            ("operator", Some(rule.operator.as_str())),
            ("value", rule.value.as_deref()),
            ("remove", remove(rule.active)),
        ];
        out.empty("rule", &attributes);
    });
    if let Some(oauth) = &hook.oauth {
        out.open("developerConsoleOauth", &[]);
        out.text("clientId", &[], &oauth.client_id);
        out.text("clientSecret", &[], &oauth.client_secret);
        out.text("orgId", &[], &oauth.org_id);
        out.close("developerConsoleOauth");
    }
    out.close("hook");
}

/// What goes into Hookdesk's comment, and a warning for each thing Adobe will not do.
fn own_of(hook: &Webhook, warnings: &mut Vec<String>) -> Own {
    let mut own = Own::default();
    let mut warn = |message: String| warnings.push(format!("The hook {}: {message}", hook.name));
    let content = &hook.content;
    if !own::is_adobes(&content.rules) {
        own.rules = Some(content.rules.clone());
        if content.rules.groups.len() > 1 {
            warn("Adobe Commerce knows no groups of rules joined by OR and will fire it always.".to_owned());
        }
        let ours =
            content.rules.groups.iter().flatten().filter(|rule| own::OURS.contains(&rule.operator.as_str()));
        for rule in ours {
            warn(format!(
                "Adobe Commerce does not know the operator {} and fires without it.",
                rule.operator
            ));
        }
    }
    for field in &content.fields {
        if let Some(converter) = field.converter.as_ref().filter(|converter| !convert::is_class(converter)) {
            own.converters.insert(field.name.clone(), converter.clone());
            let message = "is Hookdesk's own; Adobe Commerce sends the field as it is";
            warn(format!("the converter of the field {} {message}.", field.name));
        }
    }
    if content.body.is_some() {
        own.body = content.body.clone();
        warn("Adobe Commerce sends its fields as JSON; the body is Hookdesk's own.".to_owned());
    }
    let templates = std::iter::once(&hook.url).chain(content.headers.iter().map(|header| &header.value));
    if templates.clone().any(|text| text.contains("{{")) {
        warn("Adobe Commerce does not read {{ merge tags }} in addresses and headers.".to_owned());
    }
    let oauth = hook.oauth.iter().flat_map(|oauth| [&oauth.client_id, &oauth.client_secret, &oauth.org_id]);
    if templates.chain(oauth).any(|text| text.contains("{secret:")) {
        warn("Adobe Commerce does not know {secret:…}; give it {env:…} there.".to_owned());
    }
    own.environment = hook.oauth.as_ref().and_then(|oauth| oauth.environment.clone());
    own
}

/// A file has one entry for each name; of several the last counts.
fn last_of_each<'a, T, K: Eq + std::hash::Hash>(items: &'a [T], key: impl Fn(&'a T) -> K) -> Vec<&'a T> {
    let last: HashMap<K, usize> = items.iter().map(&key).zip(0..).collect();
    items
        .iter()
        .enumerate()
        .filter(|(n, item)| last.get(&key(item)) == Some(n))
        .map(|(_, item)| item)
        .collect()
}

fn remove(active: bool) -> Option<&'static str> {
    (!active).then_some("true")
}

fn number(number: i32) -> Option<String> {
    Some(number).filter(|number| *number != 0).map(|number| number.to_string())
}

/// Items of one key together, in the order the keys first appear.
fn groups<'a, K, I>(items: I, key: impl Fn(&'a Webhook) -> K) -> Vec<(K, Vec<&'a Webhook>)>
where
    K: Copy + Eq + std::hash::Hash,
    I: Iterator<Item = &'a Webhook>,
{
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<(K, Vec<&Webhook>)> = Vec::new();
    for item in items {
        let key = key(item);
        let n = *places.entry(key).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[n].1.push(item);
    }
    groups
}
