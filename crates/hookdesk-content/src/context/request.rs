//! The HTTP request that brought the event: `context_http_request`.

use std::borrow::Cow;

use super::Value;
use crate::json::{Json, Object};
use crate::source::Call;

/// What is known of the request.
#[derive(Clone, Default)]
pub struct Request {
    /// `POST`.
    pub method: String,
    /// Its path, beginning with `/`.
    pub path: String,
    /// Its query parameters, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// Its headers. Their values may be secret.
    pub headers: Vec<(String, String)>,
}

/// Without values: a header may hold a secret.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .finish()
    }
}

impl Request {
    /// What a getter of Magento's `Request\Http` answers; otherwise why it answers nothing.
    pub(super) fn read(&self, call: &Call) -> Result<Value<'_>, String> {
        let text = |text: &'_ str| Ok(Value::Owned(Json::Text(Cow::Owned(text.to_owned()))));
        match (call.key(), call.arguments.as_slice()) {
            ("header", [name]) => {
                self.header(name).map_or_else(|| Err(format!("the request has no header {name}")), text)
            }
            ("param" | "query" | "query_value", [name]) => {
                let found = self.query.iter().rev().find(|(key, _)| key == name);
                found.map_or_else(
                    || Err(format!("the request has no parameter {name}")),
                    |(_, value)| text(value),
                )
            }
            ("params" | "query" | "query_value", []) => {
                let mut all = Object::default();
                for (key, value) in &self.query {
                    all.set(key.as_str(), Json::text(value.as_str()));
                }
                Ok(Value::Owned(Json::Object(all)))
            }
            ("method", []) => text(&self.method),
            ("path_info", []) | ("original_path_info" | "path", []) => text(&self.path),
            ("base_path" | "base_url", []) => text("/"),
            ("front_name", []) => text(self.path.split('/').find(|part| !part.is_empty()).unwrap_or("")),
            ("http_host" | "host", []) => {
                self.header("host").map_or_else(|| Err("the request has no header host".to_owned()), text)
            }
            _ => Err(format!("a request has no {}", call.method)),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let same = |key: &str| key.eq_ignore_ascii_case(name);
        self.headers.iter().find(|(key, _)| same(key)).map(|(_, value)| value.as_str())
    }
}
