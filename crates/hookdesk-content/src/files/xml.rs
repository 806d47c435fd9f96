//! XML as a tree with places, read so that no file can do harm: no DOCTYPE, no entities, bounded in size, depth and
//! number.

use quick_xml::events::attributes::{AttrError, Attribute as Raw};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, escape, escape::EscapeError};

use hookdesk_core::fault::Fault;

use super::place::{Finder, Place};

/// Longest file read, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// How deep elements may nest; a webhooks.xml has seven levels.
pub const MAX_DEPTH: usize = 32;
/// How many elements a file may have.
pub const MAX_ELEMENTS: usize = 20_000;
/// How many attributes an element may have; a hook has fifteen.
pub const MAX_ATTRIBUTES: usize = 100;

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub at: Place,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Element>,
    /// All text in it that is not in its children.
    pub text: String,
    pub comments: Vec<(Place, String)>,
}

/// An attribute, its value normalized (XML 1.0, 3.3.3).
#[derive(Debug)]
pub struct Attribute {
    pub name: String,
    pub at: Place,
    pub value: String,
}

/// Reads a document's root element. `xml.malformed` or `xml.refused`, naming the place.
pub fn read(text: &str, file: usize) -> Result<Element, Fault> {
    // The reader counts from after a byte order mark, and so does a person.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut finder = Finder::new(text, file);
    if text.len() > MAX_BYTES {
        return Err(finder.find(0).refused(format!("the file is larger than {} MiB", MAX_BYTES >> 20)));
    }
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !is_legal(*c)) {
        return Err(finder.find(at).malformed(format!("{c:?} cannot stand in XML")));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree { finder, open: Vec::new(), root: None, elements: 0 };
    loop {
        let start = offset(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = offset(reader.error_position());
                return Err(tree.finder.find(at).malformed(said(&error.to_string())));
            }
        };
        if matches!(event, Event::Eof) {
            return tree.finish(text.len());
        }
        tree.take(event, start)?;
    }
}

struct Tree<'a> {
    finder: Finder<'a>,
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, start: usize) -> Result<(), Fault> {
        match event {
            Event::Start(tag) => {
                let element = self.element(&tag, start)?;
                self.open.push(element);
            }
            Event::Empty(tag) => {
                let element = self.element(&tag, start)?;
                self.close(element);
            }
            Event::End(_) => {
                if let Some(element) = self.open.pop() {
                    self.close(element);
                }
            }
            Event::Text(text) => self.text(&text.xml10_content(), start)?,
            Event::CData(text) => self.text(&text.xml10_content(), start)?,
            Event::GeneralRef(reference) => {
                let c = self.reference(&reference, start)?;
                self.text(c.encode_utf8(&mut [0; 4]), start)?;
            }
            Event::Comment(comment) => {
                let at = self.finder.find(start);
                if let Some(parent) = self.open.last_mut() {
                    parent.comments.push((at, comment.xml10_content().into_owned()));
                }
            }
            Event::DocType(_) => {
                return Err(self.finder.find(start).refused("a DOCTYPE is never read, nor what it declares"));
            }
            Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn element(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<Element, Fault> {
        let at = self.finder.find(start);
        let name = tag.name().0;
        if !is_name(name) {
            return Err(at.malformed(format!("\"{}\" is not an element's name", short(name))));
        }
        if self.root.is_some() {
            return Err(at.malformed(format!("<{}> stands after the end of the document", short(name))));
        }
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(at.refused(format!("there are more than {MAX_ELEMENTS} elements")));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(at.refused(format!("elements nest deeper than {MAX_DEPTH} levels")));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            // Positions in these errors count from after the "<".
            let attribute = attribute.map_err(|error| {
                let (within, why) = attribute_fault(&error);
                self.finder.find(start + 1 + within).malformed(why)
            })?;
            let at = self.finder.find(start + 1 + within(tag, attribute.key.0));
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(at.refused(format!("an element has more than {MAX_ATTRIBUTES} attributes")));
            }
            attributes.push(attribute_of(&attribute, at)?);
        }
        Ok(Element { name: name.to_owned(), at, attributes, ..Element::default() })
    }

    fn close(&mut self, element: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str, start: usize) -> Result<(), Fault> {
        match self.open.last_mut() {
            Some(parent) => parent.text.push_str(text),
            None if text.chars().all(char::is_whitespace) => {}
            None => {
                return Err(self
                    .finder
                    .find(start)
                    .malformed("text stands outside of the document's element"));
            }
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>, start: usize) -> Result<char, Fault> {
        let name: &str = reference;
        let at = self.finder.find(start);
        match reference.resolve_char_ref() {
            Ok(Some(c)) if is_legal(c) => Ok(c),
            Ok(Some(_)) => Err(at.malformed(format!("&{}; cannot stand in XML", short(name)))),
            Ok(None) => {
                let text = escape::resolve_predefined_entity(name).and_then(|text| text.chars().next());
                text.ok_or_else(|| entity(at, name))
            }
            Err(error) => Err(at.malformed(said(&error.to_string()))),
        }
    }

    fn finish(mut self, end: usize) -> Result<Element, Fault> {
        if let Some(element) = self.open.pop() {
            return Err(element.at.malformed(format!("<{}> is not closed", short(&element.name))));
        }
        self.root.ok_or_else(|| self.finder.find(end).malformed("there is no element in it"))
    }
}

/// Where in the tag an attribute's name stands, counted from after its "<".
fn within(tag: &BytesStart<'_>, key: &str) -> usize {
    let tag: &str = tag;
    key.as_ptr().addr().saturating_sub(tag.as_ptr().addr())
}

fn attribute_of(raw: &Raw<'_>, at: Place) -> Result<Attribute, Fault> {
    let name = raw.key.0;
    if !is_name(name) {
        return Err(at.malformed(format!("\"{}\" is not an attribute's name", short(name))));
    }
    if raw.value.contains('<') {
        return Err(at.malformed(format!("the value of {} has a < in it; write &lt;", short(name))));
    }
    let value = raw.normalized_value(XmlVersion::Implicit1_0).map_err(|error| match error {
        quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, entity_name)) => entity(at, &entity_name),
        other => at.malformed(said(&other.to_string())),
    })?;
    if !value.chars().all(is_legal) {
        return Err(at.malformed(format!("the value of {} has a character XML cannot hold", short(name))));
    }
    Ok(Attribute { name: name.to_owned(), at, value: value.into_owned() })
}

fn attribute_fault(error: &AttrError) -> (usize, &'static str) {
    match *error {
        AttrError::ExpectedEq(at) => (at, "an attribute has no \"=\""),
        AttrError::ExpectedValue(at) => (at, "an attribute has no value"),
        AttrError::UnquotedValue(at) => (at, "an attribute's value has no quotes"),
        AttrError::ExpectedQuote(at, _) => (at, "an attribute's value does not end with its quote"),
        AttrError::Duplicated(at, _) => (at, "the attribute stands twice"),
    }
}

fn entity(at: Place, name: &str) -> Fault {
    at.refused(format!("&{}; is an entity; only &lt; &gt; &amp; &apos; &quot; are read", short(name)))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || "_:".contains(c))
        && name.chars().all(|c| c.is_alphanumeric() || "_:-.".contains(c))
}

/// XML 1.0, production 2.
pub fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// As much of a text as fits into a message.
pub fn short(text: &str) -> String {
    cut(text, 80)
}

/// The parser's own words: it repeats what stands in the file, however long that is.
fn said(error: &str) -> String {
    cut(error, 200)
}

fn cut(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().take(most).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
