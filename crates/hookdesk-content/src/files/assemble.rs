//! From what the files give to webhooks, with Adobe's defaults for the rest; and back.

use hookdesk_core::fault::Fault;

use crate::definition::{ConsoleOauth, Content, Field, Header, Rule, Rules, Webhook};

use super::Warning;
use super::given::{self, Given};
use super::own;

impl Given {
    /// The webhooks. `webhook.invalid` where a hook lacks what it needs when all files are read.
    pub fn assemble(self, warnings: &mut Vec<Warning>) -> Result<Vec<Webhook>, Fault> {
        let mut webhooks = Vec::new();
        for method in self.methods {
            for batch in method.batches {
                for hook in batch.hooks {
                    let start = Webhook::new(&*method.name, method.moment, &*batch.name, &*hook.name);
                    let start = Webhook { batch_order: batch.order.unwrap_or(0), ..start };
                    webhooks.push(webhook(start, hook, warnings)?);
                }
            }
        }
        Ok(webhooks)
    }
}

fn webhook(start: Webhook, hook: given::Hook, warnings: &mut Vec<Warning>) -> Result<Webhook, Fault> {
    let url = hook.url.filter(|url| !url.trim().is_empty());
    let url = url.ok_or_else(|| hook.at.invalid(format!("the hook \"{}\" has no url", hook.name)))?;
    let read: Vec<Rule> = hook.rules.into_iter().map(rule).collect();
    let rules = match hook.own.rules {
        Some(rules) if own::adobes_part(&rules) == read => rules,
        Some(_) => {
            let message = "the rules were changed after Hookdesk wrote them; what only Hookdesk can hold (groups, \
                own operators) was left out";
            warnings.push(Warning::new(hook.at, message));
            one_group(read)
        }
        None => one_group(read),
    };
    let mut converters = hook.own.converters;
    let fields = hook.fields.into_iter().map(|field| Field {
        converter: field.converter.or_else(|| converters.remove(&field.name)),
        name: field.name,
        source: field.source,
        active: !field.remove.unwrap_or(false),
    });
    let headers = hook.headers.into_iter().map(|header| Header {
        name: header.name,
        value: header.value.unwrap_or_default(),
        resolver: header.resolver,
        active: !header.remove.unwrap_or(false),
    });
    let content =
        Content { fields: fields.collect(), headers: headers.collect(), rules, body: hook.own.body };
    let oauth = match hook.oauth {
        Some(given) => Some(oauth(given, hook.own.environment)?),
        None => None,
    };
    Ok(Webhook {
        url,
        verb: hook.verb,
        priority: hook.priority.unwrap_or(0),
        required: hook.required.unwrap_or(true),
        timeout_ms: hook.timeout.unwrap_or(0),
        soft_timeout_ms: hook.soft_timeout.unwrap_or(0),
        ttl_s: hook.ttl.unwrap_or(0),
        fallback_error_message: hook.fallback,
        active: !hook.remove.unwrap_or(false),
        ssl_verification: hook.ssl_verification.unwrap_or(true),
        ssl_certificate_path: hook.ssl_certificate,
        oauth,
        content,
        ..start
    })
}

fn rule(rule: given::Rule) -> Rule {
    Rule {
        field: rule.field,
        operator: rule.operator,
        value: rule.value,
        active: !rule.remove.unwrap_or(false),
    }
}

fn one_group(rules: Vec<Rule>) -> Rules {
    Rules { groups: if rules.is_empty() { Vec::new() } else { vec![rules] } }
}

fn oauth(given: given::Oauth, environment: Option<String>) -> Result<ConsoleOauth, Fault> {
    let needed = |part: Option<String>, name: &str| {
        part.ok_or_else(|| given.at.invalid(format!("<developerConsoleOauth> has no {name}")))
    };
    Ok(ConsoleOauth {
        client_id: needed(given.client_id, "clientId")?,
        client_secret: needed(given.client_secret, "clientSecret")?,
        org_id: needed(given.org_id, "orgId")?,
        environment,
    })
}
