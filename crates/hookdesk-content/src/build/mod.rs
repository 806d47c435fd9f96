//! A hook's content, compiled once and built for many payloads.

mod body;
mod note;
#[cfg(test)]
mod tests;

use std::fmt;

use hookdesk_core::config::ContentWrap;
use hookdesk_core::content;
use hookdesk_core::fault::{Code, Fault};

pub use note::{Level, Note};

use crate::context::{Absence, Chains, Scene, Uses, World};
use crate::convert::{Aliases, Convert};
use crate::definition::Content;
use crate::fields::{self, Mapping};
use crate::headers::{self, Header};
use crate::json::{self, Json};
use crate::rules::{self, Groups, Verdict};
use crate::source::Chain;
use crate::template::{Marked, Names, Text, Trouble};
use body::Kind;

/// A checked content, ready to build from.
pub struct Plan {
    wrap: ContentWrap,
    chains: Chains,
    rules: Groups,
    fields: Option<Mapping>,
    headers: Vec<Header>,
    body: Kind,
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
    /// The mapped fields as JSON, where they are not the body.
    pub mapped: Option<Vec<u8>>,
}

/// Without its parts: a text in it may be a credential.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("wrap", &self.wrap).finish_non_exhaustive()
    }
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
        chains.uses = Uses::FIELDS;
        let fields = fields::compile(&content.fields, aliases, &mut chains, &mut faults);
        chains.uses = Uses::RULES;
        let rules = rules::compile(&content.rules, &mut chains, &mut faults);
        chains.uses = Uses::HEADERS;
        let headers = headers::compile(&content.headers, &mut chains, &mut faults);
        let body = Kind::compile(content.body.as_ref(), &mut faults);
        if faults.is_empty() { Ok(Self { wrap, chains, rules, fields, headers, body }) } else { Err(faults) }
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
        let mapped = self.fields.as_ref().map(|fields| fields.write(&scene, &mut notes));
        let reads = self.body.reads() || self.headers.iter().any(Header::has_tags);
        let fields = mapped.as_deref().filter(|_| reads).map(read).transpose();
        let fields = fields.unwrap_or_else(|why| {
            notes.push(Note::on(Level::Error, "fields", why));
            None
        });
        let names = Names { payload, fields: fields.as_ref() };
        let headers =
            self.headers.iter().filter_map(|header| header.build(&scene, &names, &mut notes)).collect();
        let (body, content_type) = self.body.build(&names, self.wrap, &mut notes);
        drop(fields);
        let (body, mapped) = match (&self.body, mapped) {
            (Kind::Json, Some(json)) => (Some(json), None),
            (Kind::Json, None) => (Some(content::build(raw, self.wrap)), None),
            (_, mapped) => (body, mapped),
        };
        Built { fires, why, body, content_type, headers, notes, mapped }
    }

    /// Fills in a text that belongs to the hook: its address, a credential. Merge tags have the same names there as in
    /// headers. `placeholder.invalid` or `template.invalid` where it cannot be filled in.
    pub fn text(
        &self,
        text: &Text,
        payload: &Json<'_>,
        built: &Built,
        world: &dyn World,
    ) -> Result<Marked, Fault> {
        let mapped = built.mapped.as_deref().or(built.body.as_deref());
        let mapped = mapped.filter(|_| self.fields.is_some() && text.has_tags());
        let wrong = |code, why: String| Fault::new(code, why);
        let fields = mapped.map(read).transpose().map_err(|why| wrong(Code::TemplateInvalid, why))?;
        let names = Names { payload, fields: fields.as_ref() };
        text.build(&names, world).map_err(|trouble| match trouble {
            Trouble::Placeholder(why) => wrong(Code::PlaceholderInvalid, why),
            Trouble::Tag(why) => wrong(Code::TemplateInvalid, why),
        })
    }

    /// What is used of the chains when an event that fires is built: not the fields, where the body is fixed already and
    /// nothing else reads them.
    pub fn uses(&self, is_fixed: bool, address: Option<&Text>) -> Uses {
        let reads = self.headers.iter().any(Header::has_tags) || address.is_some_and(Text::has_tags);
        if is_fixed && !reads { Uses::HEADERS } else { Uses::FIELDS | Uses::HEADERS }
    }

    /// What a shop would have to tell for these uses, each once: every chain that `world` has no value for. `address` is
    /// a text that belongs to the hook.
    pub fn needs(&self, uses: Uses, address: Option<&Text>, world: &dyn World) -> Vec<Chain> {
        let mut needs = self.chains.needs(uses, world);
        let open = |chain: &Chain| world.context(chain).is_err_and(|absent| absent.kind == Absence::Unknown);
        for chain in address.into_iter().flat_map(Text::configs).filter(open) {
            if !needs.contains(&chain) {
                needs.push(chain);
            }
        }
        needs
    }

    /// The converter of the field whose source, in dotted form, is `source`: a `replace` on that path is converted
    /// back by it.
    pub fn converter(&self, source: &str) -> Option<&dyn Convert> {
        self.fields.as_ref()?.converter(source)
    }
}

/// The mapped fields as values again, for those who read them.
fn read(mapped: &[u8]) -> Result<Json<'_>, String> {
    let text = std::str::from_utf8(mapped).map_err(|error| error.to_string())?;
    json::read(text).map_err(|malformed| format!("the mapped fields cannot be read: {malformed}"))
}
