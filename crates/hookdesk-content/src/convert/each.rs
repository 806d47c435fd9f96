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

/// Converts a value, or the items of a list; messages count them from 1.
pub(super) fn over<'a>(value: Json<'a>, way: Way<'_, 'a>) -> Result<Json<'a>, String> {
    match value {
        Json::Null => Ok(Json::Null),
        Json::List(items) => {
            let convert = |(n, item)| over(item, way).map_err(|why| format!("item {}: {why}", n + 1));
            items.into_iter().enumerate().map(convert).collect::<Result<_, _>>().map(Json::List)
        }
        value => way(value),
    }
}
