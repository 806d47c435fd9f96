//! What a getter reads: `get_sub_total` and `get_subtotal` both find `subtotal` and `sub_total`.

use std::borrow::Cow;

use crate::json::{Json, Object};
use crate::source::Call;

/// What `call` reads of `value`. `parent` is the name the value itself was read under (`store` of `get_store`).
pub(super) fn read<'v, 'a>(value: &'v Json<'a>, call: &Call, parent: &str) -> Option<&'v Json<'a>> {
    let object = value.as_object()?;
    let key = call.key();
    match call.arguments.as_slice() {
        [] => plain(object, key, parent),
        // Magento's getData('sub_total') is getSubTotal().
        [field] if key == "data" && object.get("data").is_none() => plain(object, field, parent),
        // getStore('') is getStore().
        [empty] if empty.is_empty() => plain(object, key, parent),
        arguments => object
            .iter()
            .find(|(name, _)| is_with_arguments(name, call))
            .map(|(_, value)| value)
            .or_else(|| named(object, key).and_then(|values| by_arguments(values, arguments))),
    }
}

/// The name under which what a call answers for its arguments stands where that is told by itself: `store{de}`.
pub(super) fn with_arguments(call: &Call) -> String {
    match call.arguments.as_slice() {
        [] => call.key().to_owned(),
        [empty] if empty.is_empty() => call.key().to_owned(),
        arguments => format!("{}{{{}}}", call.key(), arguments.join(":")),
    }
}

fn plain<'v, 'a>(object: &'v Object<'a>, key: &str, parent: &str) -> Option<&'v Json<'a>> {
    if let Some(value) = named(object, key) {
        return Some(value);
    }
    // A model's getId() reads its id field, whatever that is called: entity_id of a quote, store_id of a store.
    if key == "id" {
        return object.get("entity_id").or_else(|| object.get(&format!("{parent}_id")));
    }
    None
}

/// A member by its name; where there is none, by the same letters without regard to case and underscores.
pub(super) fn named<'v, 'a>(object: &'v Object<'a>, key: &str) -> Option<&'v Json<'a>> {
    object.get(key).or_else(|| object.iter().find(|(name, _)| same(name, key)).map(|(_, value)| value))
}

/// Whether `name` is [`with_arguments`] of that call.
fn is_with_arguments(name: &str, call: &Call) -> bool {
    let arguments = name.strip_prefix(call.key()).and_then(|rest| rest.strip_prefix('{'));
    let arguments = arguments.and_then(|rest| rest.strip_suffix('}'));
    arguments.is_some_and(|arguments| arguments.split(':').eq(call.arguments.iter().map(String::as_str)))
}

/// The same letters, without regard to case and underscores.
pub(super) fn same(a: &str, b: &str) -> bool {
    let letters = |text| str::bytes(text).filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase());
    letters(a).eq(letters(b))
}

/// `{"general/locale/code:default": "en_US"}` for `{general/locale/code:default}`. The scope `default` may be left out
/// on either side; header names are the same in any case.
fn by_arguments<'v, 'a>(values: &'v Json<'a>, arguments: &[String]) -> Option<&'v Json<'a>> {
    let object = values.as_object()?;
    let joined = match arguments {
        [one] => Cow::Borrowed(one.as_str()),
        many => Cow::Owned(many.join(":")),
    };
    let short = joined.strip_suffix(":default");
    object
        .get(&joined)
        .or_else(|| short.and_then(|short| object.get(short)))
        .or_else(|| if arguments.len() == 1 { object.get(&format!("{joined}:default")) } else { None })
        .or_else(|| {
            object.iter().find(|(name, _)| name.eq_ignore_ascii_case(&joined)).map(|(_, value)| value)
        })
}
