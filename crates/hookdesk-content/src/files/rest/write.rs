//! Writing the webhook object.

use crate::definition::{Verb, Webhook};
use crate::files::attributes::is_adobes_method;
use crate::files::own;
use crate::json::{Json, Object};

/// A webhook as the object; what REST has no place for is left out (see [`lost`]).
pub fn object(webhook: &Webhook) -> Json<'static> {
    let content = &webhook.content;
    let text = |text: &str| Json::text(text.to_owned());
    let number = |number: u32| Json::int(i64::from(number));
    let fields = content.fields.iter().filter(|field| field.active);
    let fields = fields.map(|field| members([("name", text(&field.name)), ("source", text(field.source()))]));
    let headers = content.headers.iter().filter(|header| header.active && !header.name.is_empty());
    let headers =
        headers.map(|header| members([("name", text(&header.name)), ("value", text(&header.value))]));
    let rules = own::adobes_part(&content.rules).into_iter().filter(|rule| rule.active);
    let rules = rules.map(|rule| {
        let value = rule.value.as_deref().map_or(Json::Null, text);
        members([("field", text(&rule.field)), ("operator", text(&rule.operator)), ("value", value)])
    });
    let mut object = vec![
        ("webhook_method", text(&webhook.method)),
        ("webhook_type", text(webhook.moment.as_str())),
        ("batch_name", text(&webhook.batch)),
        ("batch_order", Json::int(webhook.batch_order.into())),
        ("hook_name", text(&webhook.name)),
        ("url", text(&webhook.url)),
        ("priority", Json::int(webhook.priority.into())),
        ("required", Json::Bool(webhook.required)),
        ("soft_timeout", number(webhook.soft_timeout_ms)),
        ("timeout", number(webhook.timeout_ms)),
        ("method", text(webhook.verb.map_or("", Verb::as_str))),
        ("fallback_error_message", text(webhook.fallback_error_message.as_deref().unwrap_or_default())),
        ("ttl", number(webhook.ttl_s)),
        ("fields", Json::List(fields.collect())),
        ("rules", Json::List(rules.collect())),
        ("headers", Json::List(headers.collect())),
    ];
    if let Some(oauth) = &webhook.oauth {
        let mut parts = vec![
            ("client_id", text(&oauth.client_id)),
            ("client_secret", text(&oauth.client_secret)),
            ("org_id", text(&oauth.org_id)),
        ];
        parts.extend(oauth.environment.as_deref().map(|environment| ("environment", text(environment))));
        object.push(("developer_console_oauth", members(parts)));
    }
    members(object)
}

/// What of a webhook REST has no place for, a sentence each.
pub fn lost(webhook: &Webhook) -> Vec<String> {
    let content = &webhook.content;
    let table = [
        (!is_adobes_method(&webhook.method), "methods that begin neither with observer. nor with plugin."),
        (!webhook.active, "that it is switched off"),
        (!webhook.ssl_verification, "that certificates are not checked"),
        (webhook.ssl_certificate_path.is_some(), "its certificate file"),
        (content.fields.iter().any(|field| field.converter.is_some()), "the converters of its fields"),
        (content.fields.iter().any(|field| !field.active), "fields that are switched off"),
        (content.headers.iter().any(|header| !header.active), "headers that are switched off"),
        (content.headers.iter().any(|header| header.resolver.is_some()), "the resolvers of its headers"),
        (content.rules.groups.iter().flatten().any(|rule| !rule.active), "rules that are switched off"),
        (!own::is_adobes(&content.rules), "groups of rules and operators of Hookdesk's own"),
        (content.body.is_some(), "a body of Hookdesk's own"),
    ];
    let lost = table.into_iter().filter(|(is, _)| *is);
    lost.map(|(_, what)| format!("The hook {}: REST has no place for {what}.", webhook.name)).collect()
}

fn members<'a, I: IntoIterator<Item = (&'a str, Json<'static>)>>(members: I) -> Json<'static> {
    Json::Object(
        members.into_iter().map(|(key, value)| (key.to_owned().into(), value)).collect::<Object<'_>>(),
    )
}
