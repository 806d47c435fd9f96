//! Reading paths and query strings, with faults that name the parameter.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path, RawQuery};
use hookdesk_core::{Code, Fault};
use http::request::Parts;
use url::form_urlencoded;

use crate::reply::Failure;

/// A path's one parameter.
pub struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) => Ok(Self(text)),
            Err(_) => Err(Failure(Fault::invalid("path", "the path is not readable text"))),
        }
    }
}

/// A path's one parameter, a number.
pub struct Number(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Segment(text) = Segment::from_request_parts(parts, state).await?;
        Ok(Self(number("id", &text)?))
    }
}

/// A number in a text.
pub fn number<T: FromStr>(field: &str, text: &str) -> Result<T, Fault> {
    text.trim().parse().map_err(|_| Fault::invalid(field, format!("{field} is not a number that fits here")))
}

/// A query string's parameters; each is taken once, and what is left is unknown.
pub struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Ok(RawQuery(query)) = RawQuery::from_request_parts(parts, state).await;
        Ok(Self::read(query.as_deref().unwrap_or_default()))
    }
}

impl Query {
    pub fn read(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The parameter's text; an empty one counts as left out.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next_back()
    }

    /// All texts of a parameter that may be repeated or hold several with commas.
    pub fn list(&mut self, name: &str) -> Vec<String> {
        let texts = self.texts(name);
        let parts = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let (found, left) = std::mem::take(&mut self.0).into_iter().partition(|(key, _)| key == name);
        self.0 = left;
        let found: Vec<(String, String)> = found;
        found.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty()).collect()
    }

    /// The parameter's number.
    pub fn number<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Fault> {
        self.text(name).map(|text| number(name, &text)).transpose()
    }

    /// Refuses what nobody asked for.
    pub fn end(self) -> Result<(), Fault> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                let name: String = name.chars().take(80).collect();
                Err(Fault::new(Code::InputUnknownField, format!("there is no parameter \"{name}\""))
                    .field(&name))
            }
        }
    }
}
