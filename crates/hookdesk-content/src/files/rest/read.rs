//! Reading the webhook object, and the identity of an unsubscribe call.

use crate::definition::{ConsoleOauth, Content, Field, Header, Moment, Rule, Rules, Webhook};
use crate::files::attributes::is_adobes_method;
use crate::files::own::{ADOBE, OURS, takes_value};
use crate::json::{Json, Step};

use super::Refused;
use super::part::Part;

/// The four names a webhook is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `webhook_method`.
    pub method: String,
    /// `webhook_type`.
    pub moment: Moment,
    /// `batch_name`.
    pub batch: String,
    /// `hook_name`.
    pub name: String,
}

/// Reads a webhook that stands at `path` of what was sent. The paths of what it does not know are added to `unknown`.
pub fn webhook(json: &Json<'_>, path: &[Step], unknown: &mut Vec<Vec<Step>>) -> Result<Webhook, Refused> {
    let mut part = Part::of(json, path)?;
    let Identity { method, moment, batch, name } = names(&mut part)?;
    let webhook = Webhook {
        batch_order: part.number("batch_order", "int")?,
        url: part.needed("url")?,
        priority: part.number("priority", "int")?,
        required: part.flag("required")?.unwrap_or(true),
        soft_timeout_ms: part.count("soft_timeout")?,
        timeout_ms: part.count("timeout")?,
        verb: part.verb()?,
        fallback_error_message: part.text("fallback_error_message")?.filter(|text| !text.is_empty()),
        ttl_s: part.count("ttl")?,
        content: Content {
            fields: part.list("fields", field, unknown)?,
            headers: part.list("headers", header, unknown)?,
            rules: match part.list("rules", rule, unknown)? {
                rules if rules.is_empty() => Rules::default(),
                rules => Rules { groups: vec![rules] },
            },
            body: None,
        },
        oauth: part.inside("developer_console_oauth", oauth, unknown)?,
        ..Webhook::new(method, moment, batch, name)
    };
    part.finish(unknown);
    Ok(webhook)
}

/// Reads the identity of an unsubscribe call; all else in it is passed over, as the SDK may send the whole webhook.
pub fn identity(json: &Json<'_>, path: &[Step]) -> Result<Identity, Refused> {
    names(&mut Part::of(json, path)?)
}

fn names(part: &mut Part<'_>) -> Result<Identity, Refused> {
    let method = part.needed("webhook_method")?;
    if !is_adobes_method(&method) {
        let message = "\"%value\" is not the name of a webhook. \"%fieldName\" must be observer.<name> or plugin.<name>.";
        return Err(Refused::value(&part.at("webhook_method"), message, &method));
    }
    let moment = part.needed("webhook_type")?;
    let message = "\"%value\" is not a webhook type. \"%fieldName\" must be before or after.";
    let moment =
        Moment::parse(&moment).ok_or_else(|| Refused::value(&part.at("webhook_type"), message, &moment))?;
    Ok(Identity { method, moment, batch: part.name("batch_name")?, name: part.name("hook_name")? })
}

fn field(part: &mut Part<'_>) -> Result<Field, Refused> {
    let name = part.needed("name")?;
    let source = part.text("source")?.filter(|source| !source.is_empty() && *source != name);
    Ok(Field { name, source, converter: None, active: true })
}

fn header(part: &mut Part<'_>) -> Result<Header, Refused> {
    let name = part.needed("name")?;
    let value = part.text("value")?.ok_or_else(|| Refused::required(&part.at("value")))?;
    Ok(Header { name, value: value.trim().to_owned(), resolver: None, active: true })
}

fn rule(part: &mut Part<'_>) -> Result<Rule, Refused> {
    let field = part.needed("field")?;
    let operator = part.needed("operator")?;
    if !ADOBE.contains(&operator.as_str()) && !OURS.contains(&operator.as_str()) {
        let mut refused = Refused::value(
            &part.at("operator"),
            "\"%value\" is not a supported operator. The operator must be one of: %operators.",
            &operator,
        );
        refused.parameters.push(("operators", ADOBE.join(", ")));
        return Err(refused);
    }
    // "value must be present but may be null"; the empty ones are written without by everybody.
    let value = part.plain("value")?;
    if value.is_none() && takes_value(&operator) {
        return Err(Refused::required(&part.at("value")));
    }
    Ok(Rule { field, operator, value, active: true })
}

fn oauth(part: &mut Part<'_>) -> Result<ConsoleOauth, Refused> {
    let trimmed = |text: String| text.trim().to_owned();
    Ok(ConsoleOauth {
        client_id: trimmed(part.needed("client_id")?),
        client_secret: trimmed(part.needed("client_secret")?),
        org_id: trimmed(part.needed("org_id")?),
        environment: part.text("environment")?.filter(|text| !text.is_empty()),
    })
}
