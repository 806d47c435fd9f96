//! An element's attributes as values, each taken by its name; what nobody took is unknown.

use std::str::FromStr;

use hookdesk_core::fault::Fault;

use super::Warning;
use super::place::Place;
use super::xml::{Attribute, Element, short};

/// The attributes of one element.
pub struct Attributes<'e> {
    element: &'e Element,
    taken: Vec<bool>,
}

impl<'e> Attributes<'e> {
    pub fn of(element: &'e Element) -> Self {
        Self { element, taken: vec![false; element.attributes.len()] }
    }

    /// The attribute itself.
    pub fn take(&mut self, name: &str) -> Option<&'e Attribute> {
        let n = self.element.attributes.iter().position(|attribute| attribute.name == name)?;
        self.taken[n] = true;
        Some(&self.element.attributes[n])
    }

    /// Its text.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.take(name).map(|attribute| attribute.value.clone())
    }

    /// Its text; `webhook.invalid` where it is missing or empty.
    pub fn needed(&mut self, name: &str) -> Result<&'e Attribute, Fault> {
        let element = self.element;
        match self.take(name) {
            None => Err(element.at.invalid(format!("<{}> has no {name}", element.name))),
            Some(attribute) if attribute.value.trim().is_empty() => {
                Err(attribute.at.invalid(format!("the {name} of <{}> is empty", element.name)))
            }
            Some(attribute) => Ok(attribute),
        }
    }

    /// `true`, `false`, `1` or `0`.
    pub fn flag(&mut self, name: &str) -> Result<Option<bool>, Fault> {
        self.parsed(name, "true or false", |text| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// A whole number of the type's range.
    pub fn number<T: FromStr>(&mut self, name: &str, wanted: &str) -> Result<Option<T>, Fault> {
        self.parsed(name, wanted, |text| text.parse().ok())
    }

    /// What `read` makes of its text, without the spaces around.
    pub fn parsed<T>(
        &mut self,
        name: &str,
        wanted: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let Some(attribute) = self.take(name) else { return Ok(None) };
        match read(attribute.value.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(attribute
                .at
                .invalid(format!("{name} is \"{}\", which is not {wanted}", short(&attribute.value)))),
        }
    }

    /// Names what nobody took. What belongs to XML itself is passed over.
    pub fn finish(self, warnings: &mut Vec<Warning>) {
        let left = self.element.attributes.iter().zip(self.taken).filter(|(_, taken)| !taken);
        for (attribute, _) in left.filter(|(attribute, _)| !is_of_xml(&attribute.name)) {
            let message = format!(
                "the attribute {} of <{}> is not known and was left out",
                short(&attribute.name),
                self.element.name
            );
            warnings.push(Warning::new(attribute.at, message));
        }
    }
}

fn is_of_xml(name: &str) -> bool {
    name == "xmlns" || ["xmlns:", "xsi:", "xml:"].iter().any(|prefix| name.starts_with(prefix))
}

/// Names an element that was left out.
pub fn unknown(element: &Element, parent: &str, warnings: &mut Vec<Warning>) {
    let message = format!("<{}> in <{parent}> is not known and was left out", short(&element.name));
    warnings.push(Warning::new(element.at, message));
}

/// Names text where none is read.
pub fn no_text(element: &Element, warnings: &mut Vec<Warning>) {
    if !element.text.trim().is_empty() {
        let message = format!("the text in <{}> is not read", short(&element.name));
        warnings.push(Warning::new(element.at, message));
    }
}

/// The letters a batch or a hook may be named with (spec 1.1).
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether a text can name a method: words joined by dots.
pub fn is_method(name: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    name.split('.').all(word)
}

/// Whether Adobe Commerce can have a method of this name.
pub fn is_adobes_method(name: &str) -> bool {
    is_method(name) && (name.starts_with("observer.") || name.starts_with("plugin."))
}

/// A batch's or a hook's name.
pub fn check_name(attribute: &Attribute) -> Result<String, Fault> {
    if is_plain_name(&attribute.value) {
        return Ok(attribute.value.clone());
    }
    Err(attribute.at.invalid(format!(
        "the name \"{}\" has other characters than letters, digits and underscores",
        short(&attribute.value)
    )))
}

/// A method's name; Hookdesk takes more of them than Adobe Commerce.
pub fn check_method(attribute: &Attribute, warnings: &mut Vec<Warning>) -> Result<String, Fault> {
    let name = short(&attribute.value);
    if !is_method(&attribute.value) {
        return Err(attribute.at.invalid(format!(
            "\"{name}\" is not the name of a method: observer.<event> or plugin.<path>.<method>"
        )));
    }
    if !is_adobes_method(&attribute.value) {
        let message =
            format!("Adobe Commerce's methods begin with observer. or plugin.; \"{name}\" does not");
        warnings.push(Warning::new(attribute.at, message));
    }
    Ok(attribute.value.clone())
}

/// The place of an attribute, or of its element where it does not stand.
pub fn place(element: &Element, name: &str) -> Place {
    element.attributes.iter().find(|attribute| attribute.name == name).map_or(element.at, |found| found.at)
}
