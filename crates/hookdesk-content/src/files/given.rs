//! What the files say, no more: an attribute that nobody wrote is `None`, so that files can be laid over each other.

use crate::definition::{Moment, Verb};

use super::own::Own;
use super::place::Place;

/// The methods of one or more files.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub methods: Vec<Method>,
}

/// `<method>`; name and type are its key.
#[derive(Debug, Clone)]
pub struct Method {
    pub name: String,
    pub moment: Moment,
    pub batches: Vec<Batch>,
}

/// `<batch>`; the name is its key.
#[derive(Debug, Clone)]
pub struct Batch {
    pub name: String,
    pub order: Option<i32>,
    pub hooks: Vec<Hook>,
}

/// `<hook>`; the name is its key.
#[derive(Debug, Clone, Default)]
pub struct Hook {
    pub at: Place,
    pub name: String,
    pub url: Option<String>,
    pub verb: Option<Verb>,
    pub priority: Option<i32>,
    pub required: Option<bool>,
    pub timeout: Option<u32>,
    pub soft_timeout: Option<u32>,
    pub ttl: Option<u32>,
    pub fallback: Option<String>,
    pub remove: Option<bool>,
    pub ssl_verification: Option<bool>,
    pub ssl_certificate: Option<String>,
    pub headers: Vec<Header>,
    pub fields: Vec<Field>,
    pub rules: Vec<Rule>,
    pub oauth: Option<Oauth>,
    pub own: Own,
}

/// `<header>`; the name is its key, or the resolver where there is no name.
#[derive(Debug, Clone, Default)]
pub struct Header {
    pub at: Place,
    pub name: String,
    pub value: Option<String>,
    pub resolver: Option<String>,
    pub remove: Option<bool>,
}

/// `<field>`; the name is its key.
#[derive(Debug, Clone, Default)]
pub struct Field {
    pub at: Place,
    pub name: String,
    pub source: Option<String>,
    pub converter: Option<String>,
    pub remove: Option<bool>,
}

/// `<rule>`; field and operator are its key, as far as files are laid over each other.
#[derive(Debug, Clone)]
pub struct Rule {
    pub field: String,
    pub operator: String,
    pub value: Option<String>,
    pub remove: Option<bool>,
}

/// `<developerConsoleOauth>`.
#[derive(Debug, Clone, Default)]
pub struct Oauth {
    pub at: Place,
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
    pub org_id: Option<String>,
}
