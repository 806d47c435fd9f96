//! A hook's content, compiled once and built for many payloads.

mod note;
#[cfg(test)]
mod tests;

use hookdesk_core::config::ContentWrap;
use hookdesk_core::content;
use hookdesk_core::fault::{Code, Fault};

pub use note::{Level, Note};

use crate::context::{Chains, Scene, World};
use crate::convert::{Aliases, Convert};
use crate::definition::{Body, Content};
use crate::fields::{self, Mapping};
use crate::headers::{self, Header};
use crate::json::Json;
use crate::rules::{self, Groups, Verdict};
use crate::source::{Call, ContextName};
use crate::template::Marked;

/// A checked content, ready to build from.
pub struct Plan {
    wrap: ContentWrap,
    chains: Chains,
    rules: Groups,
    fields: Option<Mapping>,
    headers: Vec<Header>,
}

/// What a content makes of one payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Whether the hook fires.
    pub fires: bool,
    /// What each rule says, by group; empty where there are no rules.
    pub why: Vec<Vec<Verdict>>,
    /// The body; none where none is sent.
    pub body: Option<Vec<u8>>,
    /// The body's media type.
    pub content_type: Option<String>,
    /// The content's own headers, in their order.
    pub headers: Vec<(String, Marked)>,
    /// Remarks. One of them at error level: what was built must not be sent.
    pub notes: Vec<Note>,
}

impl Built {
    /// Why it must not be sent, where it must not.
    pub fn fault(&self) -> Option<Fault> {
        let note = self.notes.iter().find(|note| note.level == Level::Error)?;
        let field = note.field.as_deref().unwrap_or_default();
        let code =
            if field.starts_with("headers") { Code::PlaceholderInvalid } else { Code::TemplateInvalid };
        Some(Fault::new(code, note.message.clone()).field(field))
    }
}

impl Plan {
    /// Checks everything at once. Each fault names its part of the content: `fields[2].source`, `rules[0][1].value`.
    /// `wrap` is for a content without fields.
    pub fn compile(content: &Content, wrap: ContentWrap) -> Result<Self, Vec<Fault>> {
        Self::compile_with(content, wrap, &Aliases::new())
    }

    /// The same, with the converters that stand in for the shop's classes.
    pub fn compile_with(content: &Content, wrap: ContentWrap, aliases: &Aliases) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut chains = Chains::default();
        let fields = fields::compile(&content.fields, aliases, &mut chains, &mut faults);
        let rules = rules::compile(&content.rules, &mut chains, &mut faults);
        let headers = headers::compile(&content.headers, &mut chains, &mut faults);
        if let Some(Body::Form | Body::Nothing | Body::Template { .. }) = &content.body {
            faults.push(Fault::new(Code::TemplateInvalid, "only JSON bodies can be built").field("body"));
        }
        if faults.is_empty() { Ok(Self { wrap, chains, rules, fields, headers }) } else { Err(faults) }
    }

    /// Whether the hook fires for a payload. Says nothing of why, and so is quick.
    pub fn fires(&self, payload: &Json<'_>, world: &dyn World) -> bool {
        self.rules.fire(&Scene::new(payload, world, &self.chains))
    }

    /// Builds what is sent. `payload` is `raw`, read; without fields `raw` goes out byte for byte.
    ///
    /// Body and headers are built even where the hook does not fire, so that they can be shown.
    pub fn build(&self, payload: &Json<'_>, raw: &[u8], world: &dyn World) -> Built {
        let scene = Scene::new(payload, world, &self.chains);
        let mut notes = Vec::new();
        let (fires, why) = self.rules.explain(&scene, &mut notes);
        let body = match &self.fields {
            None => content::build(raw, self.wrap),
            Some(fields) => fields.write(&scene, &mut notes),
        };
        let headers = self.headers.iter().filter_map(|header| header.build(&scene, &mut notes)).collect();
        Built {
            fires,
            why,
            body: Some(body),
            content_type: Some("application/json".to_owned()),
            headers,
            notes,
        }
    }

    /// What a shop would have to tell for this plan, each once: the first call of every chain that `world` has no
    /// value for. It is put into the shop's layer under the context's name and the call's key.
    pub fn needs(&self, world: &dyn World) -> Vec<(ContextName, &Call)> {
        self.chains.needs(world)
    }

    /// The converter of the field whose source, in dotted form, is `source`: a `replace` on that path is converted
    /// back by it.
    pub fn converter(&self, source: &str) -> Option<&dyn Convert> {
        self.fields.as_ref()?.converter(source)
    }
}
