//! Contents and webhooks: the wire's types and the language's own, field by field.

use hookdesk_content::build::{Built, Note};
use hookdesk_content::definition as domain;
use hookdesk_content::files::AligentHook;
use hookdesk_content::rules::Verdict;
use hookdesk_content::template::Marked;
use hookdesk_core::Fault;
use hookdesk_store::{LogLine, StoredWebhook};

use crate::wire::{
    ConsoleOauth, Content, ContentBody, ContentField, ContentHeader, ContentNote, ContentPreview,
    ContentRule, HookService, ImportedHook, NameValue, RuleVerdict, SavedWebhook, Webhook, WebhookLogLine,
};

/// Converts both ways between two structs with the same fields; a missing one does not compile.
macro_rules! same_fields {
    ($wire:ident, $domain:path { $($plain:ident),* $(,)? } { $($into:ident => $how:expr, $back:expr);* $(;)? }) => {
        impl From<$domain> for $wire {
            fn from(value: $domain) -> Self {
                let $domain { $($plain,)* $($into,)* } = value;
                Self { $($plain,)* $($into: $how($into),)* }
            }
        }

        impl From<$wire> for $domain {
            fn from(value: $wire) -> Self {
                let $wire { $($plain,)* $($into,)* } = value;
                Self { $($plain,)* $($into: $back($into),)* }
            }
        }
    };
}

pub(super) use same_fields;

use domain::{ConsoleOauth as Oauth, Content as Parts, Field, Header, Rule, Webhook as Definition};

same_fields!(ContentField, Field { name, source, converter, active } {});
same_fields!(ContentHeader, Header { name, value, resolver, active } {});
same_fields!(ContentRule, Rule { field, operator, value, active } {});
same_fields!(ConsoleOauth, Oauth { client_id, client_secret, org_id, environment } {});
same_fields!(Content, Parts {} {
    fields => each, each;
    headers => each, each;
    rules => |rules: domain::Rules| rules.groups.into_iter().map(each).collect(), groups;
    body => one, one;
});
same_fields!(Webhook, Definition {
    method, batch, batch_order, name, url, priority, required, timeout_ms, soft_timeout_ms, ttl_s,
    fallback_error_message, active, ssl_verification, ssl_certificate_path,
} {
    moment => Into::into, Into::into;
    verb => one, one;
    oauth => one, one;
    content => Into::into, Into::into;
});

fn each<A: Into<B>, B>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(Into::into).collect()
}

fn one<A: Into<B>, B>(value: Option<A>) -> Option<B> {
    value.map(Into::into)
}

fn groups(rules: Vec<Vec<ContentRule>>) -> domain::Rules {
    domain::Rules { groups: rules.into_iter().map(each).collect() }
}

impl From<domain::Body> for ContentBody {
    fn from(body: domain::Body) -> Self {
        match body {
            domain::Body::Form => Self::Form,
            domain::Body::Nothing => Self::Nothing,
            domain::Body::Template { text, content_type } => Self::Template { text, content_type },
        }
    }
}

impl From<ContentBody> for domain::Body {
    fn from(body: ContentBody) -> Self {
        match body {
            ContentBody::Form => Self::Form,
            ContentBody::Nothing => Self::Nothing,
            ContentBody::Template { text, content_type } => Self::Template { text, content_type },
        }
    }
}

impl From<AligentHook> for ImportedHook {
    fn from(hook: AligentHook) -> Self {
        let service = hook.service.map(|s| HookService { class: s.class, method: s.method });
        Self { name: hook.name, service }
    }
}

impl ContentPreview {
    /// Of a content that is not one yet.
    pub fn faulty(faults: Vec<Fault>) -> Self {
        Self {
            fires: false,
            rules: Vec::new(),
            body: None,
            content_type: None,
            headers: Vec::new(),
            notes: Vec::new(),
            faults: faults.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Built> for ContentPreview {
    fn from(built: Built) -> Self {
        let verdict = |verdict: Verdict| RuleVerdict { holds: verdict.holds, why: verdict.why };
        // Printed, a value shows its secret parts redacted.
        let header = |(name, value): (String, Marked)| NameValue { name, value: value.to_string() };
        let note = |note: Note| ContentNote {
            level: note.level.as_str().to_owned(),
            field: note.field,
            message: note.message,
        };
        Self {
            fires: built.fires,
            rules: built.why.into_iter().map(|group| group.into_iter().map(verdict).collect()).collect(),
            body: built.body.map(|body| String::from_utf8_lossy(&body).into_owned()),
            content_type: built.content_type,
            headers: built.headers.into_iter().map(header).collect(),
            notes: built.notes.into_iter().map(note).collect(),
            faults: Vec::new(),
        }
    }
}

impl SavedWebhook {
    /// With what is to be said of it.
    pub fn new(stored: StoredWebhook, warnings: Vec<String>) -> Self {
        Self {
            id: stored.id.0,
            webhook: stored.webhook.into(),
            created_at: stored.created_at.to_rfc3339(),
            updated_at: stored.updated_at.to_rfc3339(),
            warnings,
        }
    }
}

impl From<LogLine> for WebhookLogLine {
    fn from(line: LogLine) -> Self {
        Self {
            id: line.id,
            method: line.method,
            moment: line.moment.into(),
            batch: line.batch,
            hook: line.hook,
            level: line.level.as_str().to_owned(),
            message: line.message,
            request_id: line.request_id,
            at: line.at.to_rfc3339(),
        }
    }
}
