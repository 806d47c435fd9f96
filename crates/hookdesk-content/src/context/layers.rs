//! What is known, one layer over the other: the event says best, the shop is asked last.

use super::shop::Told;
use super::{Absence, Absent, Request, Value, World, member, plain_text};
use crate::json::Json;
use crate::source::{Call, Chain, ContextName};

/// Answers a name with its value, or with why there is none.
pub type Lookup<'a> = &'a (dyn Fn(&str) -> Result<String, String> + Sync);

/// All that a build may ask. `event` and `settings` have one shape, keyed by the context's name without
/// `context_` and the getter without `get_`:
///
/// ```json
/// {"application_state": {"area_code": "adminhtml"}, "checkout_session": {"quote": {"id": "66"}},
///  "scope_config": {"value": {"general/locale/code:default": "en_US"}}}
/// ```
#[derive(Clone, Copy, Default)]
pub struct Layers<'a> {
    /// The event's own `context` object.
    pub event: Option<&'a Json<'a>>,
    /// The HTTP request that brought it.
    pub request: Option<&'a Request>,
    /// What a person set: the application's state, values of the configuration.
    pub settings: Option<&'a Json<'a>>,
    /// What the shop told.
    pub shop: Option<&'a Told>,
    /// The payload of the event of that name before this one.
    pub previous: Option<&'a Json<'a>>,
    /// Environment variables that are allowed.
    pub env: Option<Lookup<'a>>,
    /// Stored secrets.
    pub secret: Option<Lookup<'a>>,
}

impl World for Layers<'_> {
    fn context(&self, chain: &Chain) -> Result<Value<'_>, Absent> {
        self.find(chain.context, &chain.calls)
    }

    fn env(&self, name: &str) -> Result<String, String> {
        self.env.map_or_else(|| Err("no environment variable is allowed here".to_owned()), |ask| ask(name))
    }

    fn config(&self, path: &str) -> Result<String, String> {
        let value =
            self.find(ContextName::ScopeConfig, &Chain::config(path).calls).map_err(|absent| absent.why)?;
        let text = plain_text(value.json()).filter(|text| !text.is_empty()).map(str::to_owned);
        text.ok_or_else(|| format!("its value is {}", value.json().kind()))
    }

    fn secret(&self, name: &str) -> Result<String, String> {
        self.secret.map_or_else(|| Err("no secret can be used here".to_owned()), |ask| ask(name))
    }

    fn previous(&self) -> Option<&Json<'_>> {
        self.previous
    }
}

impl<'a> Layers<'a> {
    fn find(&self, context: ContextName, calls: &[Call]) -> Result<Value<'_>, Absent> {
        let mut why = None;
        let mut from = |values: Option<&'a Json<'a>>| -> Option<Result<Value<'a>, Absent>> {
            match walk(values?, context, calls) {
                Walk::Found(value) => Some(Ok(Value::Borrowed(value))),
                Walk::Null(what) => Some(Err(Absent::new(Absence::Known, format!("{what} is null")))),
                Walk::Missing(what) => {
                    why.get_or_insert(what);
                    None
                }
            }
        };
        let of = |layer: Option<&'a Json<'a>>| layer.and_then(|layer| layer.get(context.as_str()));
        if let Some(end) = from(of(self.event)) {
            return end;
        }
        let mut refused = None;
        if context == ContextName::HttpRequest
            && let (Some(request), [call]) = (self.request, calls)
        {
            match request.read(call) {
                Ok(value) => return Ok(value),
                Err(reason) => refused = Some(reason),
            }
        }
        if let Some(end) = from(of(self.settings)) {
            return end;
        }
        if let Some(shop) = self.shop {
            let end = from(shop.of(context));
            match (end, calls.first().and_then(|call| shop.why(context, call))) {
                (Some(Ok(value)), _) => return Ok(value),
                (Some(Err(absent)), why) => {
                    return Err(Absent { why: why.map_or(absent.why, str::to_owned), ..absent });
                }
                (None, Some(why)) => {
                    let kind = if shop.is_later() { Absence::Later } else { Absence::Unknown };
                    return Err(Absent::new(kind, why));
                }
                (None, None) => {}
            }
        }
        let why = refused.or(why.map(|what| format!("there is no {what}")));
        Err(Absent::unknown(
            why.unwrap_or_else(|| format!("nothing is known of context_{}", context.as_str())),
        ))
    }
}

enum Walk<'v> {
    Found(&'v Json<'v>),
    /// A value on the way, or the last, is null: whoever says so knows that there is none.
    Null(String),
    Missing(String),
}

fn walk<'v>(root: &'v Json<'v>, context: ContextName, calls: &[Call]) -> Walk<'v> {
    let mut at = root;
    let mut parent = context.as_str();
    for (n, call) in calls.iter().enumerate() {
        let so_far = |n: usize| {
            let names: Vec<&str> = calls[..n].iter().map(Call::key).collect();
            format!("{}.{}", context.as_str(), names.join("."))
        };
        match member::read(at, call, parent) {
            None => return Walk::Missing(so_far(n + 1)),
            Some(Json::Null) => return Walk::Null(so_far(n + 1)),
            Some(next) => at = next,
        }
        parent = call.key();
    }
    Walk::Found(at)
}
