//! The kinds of a body.

use hookdesk_core::config::ContentWrap;
use hookdesk_core::fault::{Code, Fault};
use hookdesk_core::headers;
use url::form_urlencoded::byte_serialize;

use super::{Level, Note};
use crate::context::plain_text;
use crate::definition::Body;
use crate::json::Json;
use crate::template::{Escape, Names, Tags};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A compiled body.
pub(super) enum Kind {
    /// The mapped fields, or the payload, as JSON.
    Json,
    Form,
    Nothing,
    Template {
        tags: Box<Tags>,
        content_type: String,
    },
}

impl Kind {
    /// Faults name `body.text` and `body.content_type`.
    pub fn compile(body: Option<&Body>, faults: &mut Vec<Fault>) -> Self {
        match body {
            None => Self::Json,
            Some(Body::Form) => Self::Form,
            Some(Body::Nothing) => Self::Nothing,
            Some(Body::Template { text, content_type }) => {
                let content_type = content_type.trim();
                if !content_type.contains('/') {
                    let message = "a template needs a media type, as text/plain or application/json";
                    faults.push(Fault::new(Code::TemplateInvalid, message).field("body.content_type"));
                } else if let Err(fault) = headers::validate_value("body.content_type", content_type) {
                    faults.push(fault);
                }
                match Tags::compile(text, Escape::of(content_type)) {
                    Ok(tags) => {
                        return Self::Template {
                            tags: Box::new(tags),
                            content_type: content_type.to_owned(),
                        };
                    }
                    Err(why) => faults.push(Fault::new(Code::TemplateInvalid, why).field("body.text")),
                }
                Self::Nothing
            }
        }
    }

    /// Whether it is made of the mapped fields' values, not of their text.
    pub fn reads(&self) -> bool {
        matches!(self, Self::Form | Self::Template { .. })
    }

    /// The body and its media type. The body as JSON is not made here.
    pub fn build(
        &self,
        names: &Names<'_>,
        wrap: ContentWrap,
        notes: &mut Vec<Note>,
    ) -> (Option<Vec<u8>>, Option<String>) {
        match self {
            Self::Json => (None, Some(JSON.to_owned())),
            Self::Nothing => (None, None),
            Self::Form => {
                let mut out = Vec::new();
                match names.fields {
                    Some(fields) => form(fields, "", &mut out),
                    None if wrap == ContentWrap::Data => form(names.payload, "data", &mut out),
                    None => form(names.payload, "", &mut out),
                }
                (Some(out), Some(FORM.to_owned()))
            }
            Self::Template { tags, content_type } => match tags.render(names) {
                Ok(text) => (Some(text.into_bytes()), Some(content_type.clone())),
                Err(why) => {
                    notes.push(Note::on(Level::Error, "body.text", why));
                    (None, Some(content_type.clone()))
                }
            },
        }
    }
}

/// As PHP's http_build_query: `a[b][0]=x`; null, empty lists and empty objects are left out, true is 1 and false is 0.
fn form(value: &Json<'_>, name: &str, out: &mut Vec<u8>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}[{key}]") };
    match value {
        Json::Null => {}
        Json::List(items) => {
            items.iter().enumerate().for_each(|(n, item)| form(item, &below(&n.to_string()), out));
        }
        Json::Object(object) => object.iter().for_each(|(key, member)| form(member, &below(key), out)),
        scalar => {
            if !out.is_empty() {
                out.push(b'&');
            }
            out.extend(byte_serialize(name.as_bytes()).flat_map(str::bytes));
            out.push(b'=');
            let text = plain_text(scalar).unwrap_or_default();
            out.extend(byte_serialize(text.as_bytes()).flat_map(str::bytes));
        }
    }
}
