//! Converters of single values, applied to each item of a list.

use super::{Convert, Converter};
use crate::json::Json;

/// A converter of one value that is neither null nor a list.
pub(super) trait One: Send + Sync {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String>;
    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String>;
}

/// Makes a converter of one: null stays null, a list is converted item by item.
pub(super) fn each(one: impl One + 'static) -> Converter {
    Box::new(Each(one))
}

struct Each<C>(C);

impl<C: One> Convert for Each<C> {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        over(value, &|value| self.0.outward(value))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        over(value, &|value| self.0.inward(value))
    }
}

/// The way of one value.
pub(super) type Way<'c, 'a> = &'c dyn Fn(Json<'a>) -> Result<Json<'a>, String>;

/// Most that one converter makes of one value, in bytes: a table or a separator times a long list has an end.
const MOST: usize = 16 << 20;

/// Whether so many bytes may be made.
pub(super) fn room(bytes: usize) -> Result<(), String> {
    if bytes > MOST { Err("it would make more than 16 MiB".to_owned()) } else { Ok(()) }
}

/// Converts a value, or the items of a list; messages count them from 1.
pub(super) fn over<'a>(value: Json<'a>, way: Way<'_, 'a>) -> Result<Json<'a>, String> {
    within(value, way, &mut 0)
}

fn within<'a>(value: Json<'a>, way: Way<'_, 'a>, made: &mut usize) -> Result<Json<'a>, String> {
    match value {
        Json::Null => Ok(Json::Null),
        Json::List(items) => {
            let convert = |(n, item)| within(item, way, made).map_err(|why| format!("item {}: {why}", n + 1));
            items.into_iter().enumerate().map(convert).collect::<Result<_, _>>().map(Json::List)
        }
        value => {
            let value = way(value)?;
            *made += match &value {
                Json::Text(text) | Json::Number(text) => text.len(),
                Json::List(items) => size_of_val(items.as_slice()),
                _ => 0,
            };
            room(*made).map(|()| value)
        }
    }
}
