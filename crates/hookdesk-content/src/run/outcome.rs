//! What the caller is told.

use super::Line;
use crate::definition::Webhook;
use crate::json::{Json, Object};

/// The exception's class where the endpoint names none, and of every failure.
pub const DEFAULT_CLASS: &str = "\\Magento\\Framework\\Exception\\LocalizedException";

/// The exception's message where neither the endpoint nor the hook has one.
pub const DEFAULT_MESSAGE: &str = "Cannot perform the operation due to an error.";

/// What stops the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The exception's class in the shop; `type` in JSON.
    pub class: String,
    /// What its user reads.
    pub message: String,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// With every operation applied; as it was posted where there is an exception.
    pub payload: Json<'a>,
    /// Why the caller must stop; none is success.
    pub exception: Option<Exception>,
    /// All lines, in order.
    pub log: Vec<Line>,
}

impl<'a> Outcome<'a> {
    /// `{"result","payload","exception","log"}`.
    pub fn into_json(self) -> Json<'a> {
        let result = if self.exception.is_some() { "exception" } else { "success" };
        let exception = self.exception.map_or(Json::Null, |exception| {
            object([("type", Json::text(exception.class)), ("message", Json::text(exception.message))])
        });
        let line = |line: Line| {
            object([
                ("level", Json::text(line.level.as_str())),
                ("hook", Json::text(line.hook)),
                ("message", Json::text(line.message)),
            ])
        };
        object([
            ("result", Json::text(result)),
            ("payload", self.payload),
            ("exception", exception),
            ("log", Json::List(self.log.into_iter().map(line).collect())),
        ])
    }
}

pub(super) fn fallback(hook: &Webhook) -> String {
    let own = hook.fallback_error_message.as_deref().filter(|text| !text.is_empty());
    own.unwrap_or(DEFAULT_MESSAGE).to_owned()
}

/// An object with these members.
pub(super) fn object<'a, const N: usize>(members: [(&'static str, Json<'a>); N]) -> Json<'a> {
    Json::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Object<'a>>())
}
