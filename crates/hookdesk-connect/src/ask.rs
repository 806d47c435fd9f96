//! Questions to a connected system: a GET with the connection's own headers and credential.

use std::time::Duration;

use bytes::Bytes;
use hookdesk_core::address::Private;
use hookdesk_core::config::Connection;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Fault, headers, weburl};

use crate::auth::{self, Around, Credential};
use crate::exchange::Outgoing;
use crate::generic::{Headers, Keys, USER_AGENT};

/// Builds a GET below a connection's base URL. Nothing is signed, since there is no body; the other rules are those of
/// [`crate::generic::build`]. Faults name what is misconfigured.
pub fn get(
    connection: &Connection,
    keys: &Keys,
    path: &str,
    at: UtcMillis,
    timeout: Duration,
    private: Private,
) -> Result<Outgoing, Fault> {
    let mut url = weburl::join(&connection.base_url, path)?;
    let mut list = Headers::default();
    list.set("accept", "application/json".to_owned());
    list.set("user-agent", USER_AGENT.to_owned());
    headers::validate("connection.headers", &connection.headers)?;
    for (name, value) in &connection.headers {
        list.set(name, value.clone());
    }
    let mut secret_names = Vec::new();
    let around = Around { method: &http::Method::GET, url: &mut url, at, form: None };
    match auth::credential(&connection.auth, keys, around)? {
        Credential::Nothing => {}
        Credential::Header { name, value } => {
            list.set(name, value);
            secret_names.push(name.to_owned());
        }
        Credential::Query { name, value } => {
            auth::add_to_query(&mut url, name, &value);
            secret_names.push(name.to_owned());
        }
    }
    Ok(Outgoing {
        method: http::Method::GET,
        url,
        headers: list.0,
        secret_names,
        body: Bytes::new(),
        timeout,
        private,
    })
}
