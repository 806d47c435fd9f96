//! Recipient URLs: what is allowed, and how they are shown.

use url::Url;

use crate::fault::Fault;

/// A URL that went through the checks, and the userinfo that stood in it, to be moved to a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedUrl {
    /// http or https, with a host, without userinfo or fragment.
    pub url: Url,
    /// `user:password@`, percent-decoded.
    pub userinfo: Option<(String, String)>,
}

/// Checks a recipient's URL. `field` is named in the fault.
pub fn check(_field: &str, _text: &str) -> Result<CheckedUrl, Fault> {
    todo!()
}

/// A connection's base URL and a subscription's path, joined so that the path can only go below the base.
pub fn join(_base: &str, _path: &str) -> Result<Url, Fault> {
    todo!()
}

/// The URL as it may be shown and logged: userinfo gone, values of secret query parameters replaced
/// (connectors.md section 0's list and anything that says key, token, secret, password or signature).
pub fn redact(_url: &Url) -> String {
    todo!()
}
