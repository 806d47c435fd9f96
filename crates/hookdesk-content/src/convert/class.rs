//! Converter classes of a shop, `Path/To/The/Converter/Class`: PHP that runs there and not here.

use hookdesk_core::fault::{Code, Fault};

use super::{Aliases, Convert};
use crate::json::Json;

/// A class that no converter stands in for.
pub(super) struct Class(String);

/// Whether a text is a class of a shop and not a converter of the library.
pub fn is_class(text: &str) -> bool {
    read(text).is_some()
}

/// The fault of a class that `aliases` does not name; none for all else.
pub fn unavailable(text: &str, aliases: &Aliases) -> Option<Fault> {
    let class = read(text).filter(|class| class.find(aliases).is_none())?;
    let fault = Fault::new(Code::ConverterInvalid, class.sentence());
    Some(fault.next("Choose the converter of the library that stands in for this class."))
}

/// Reads the name of a class: PHP names joined by `\` or, as in Adobe's samples, by `/`. At least one of them, so that
/// a misspelt converter is not taken for a class.
pub(super) fn read(text: &str) -> Option<Class> {
    let text = text.trim();
    let name = text.strip_prefix(['\\', '/']).unwrap_or(text);
    let part = |part: &str| {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
        !part.is_empty() && part.chars().all(word) && !part.starts_with(|c: char| c.is_ascii_digit())
    };
    let is = name.contains(['\\', '/']) && name.len() <= 1_000 && name.split(['\\', '/']).all(part);
    is.then(|| Class(name.to_owned()))
}

impl Class {
    /// What stands in for it. PHP compares names of classes without case.
    pub(super) fn find<'t>(&self, aliases: &'t Aliases) -> Option<&'t str> {
        let same = |key: &str| read(key).is_some_and(|class| class.key() == self.key());
        aliases.iter().find(|(key, _)| same(key)).map(|(_, alias)| alias.as_str())
    }

    fn key(&self) -> String {
        self.0.replace('/', "\\").to_ascii_lowercase()
    }

    fn sentence(&self) -> String {
        format!(
            "the converter class {} runs in the shop, not in Hookdesk; name the converter that stands in for it",
            self.0
        )
    }
}

impl Convert for Class {
    fn outward<'a>(&self, _: Json<'a>) -> Result<Json<'a>, String> {
        Err(self.sentence())
    }

    fn inward<'a>(&self, _: Json<'a>) -> Result<Json<'a>, String> {
        Err(self.sentence())
    }
}
