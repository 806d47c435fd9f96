//! Recipient URLs: what is allowed, and how they are shown.

mod below;
pub(crate) mod percent;
mod redact;
#[cfg(test)]
mod tests;
mod typed;

use url::Url;

use crate::fault::{Code, Fault};

pub use below::join;
pub use redact::redact;
pub use typed::{is_sent_in_clear, typed};

/// Longest URL taken, in bytes.
pub const MAX_LEN: usize = 4096;

/// A URL that went through the checks, and the userinfo that stood in it, to be moved to a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckedUrl {
    /// http or https, with a host, without userinfo or fragment.
    pub url: Url,
    /// `user:password@`, percent-decoded.
    pub userinfo: Option<(String, String)>,
}

impl std::fmt::Debug for CheckedUrl {
    /// Shows that there is userinfo, never what it is.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckedUrl")
            .field("url", &redact(&self.url))
            .field("userinfo", &self.userinfo.as_ref().map(|_| "[redacted]"))
            .finish()
    }
}

/// Checks a recipient's URL: http or https in full, at most 4 KiB, no fragment, no backslash or control character
/// (parsers disagree on those, and disagreement hides the real host). `field` is named in the fault, which never
/// repeats the text: it may hold a password.
pub fn check(field: &str, text: &str) -> Result<CheckedUrl, Fault> {
    let refused = |why: &str| Fault::new(Code::UrlInvalid, why).field(field);
    let text = text.trim();
    if text.len() > MAX_LEN {
        return Err(refused(&format!("a URL is at most {MAX_LEN} bytes long")));
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(refused("a URL holds no space, line break, control character or backslash"));
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), Some("http" | "https")) {
        return Err(refused("the URL does not begin with http:// or https://"));
    }
    let mut url = Url::parse(text).map_err(|e| refused("the URL cannot be read").detail(e.to_string()))?;
    if url.host_str().is_none_or(str::is_empty) || url.port() == Some(0) {
        return Err(refused("the URL names no host and port that could be reached"));
    }
    if url.fragment().is_some() {
        return Err(
            refused("the URL has a fragment (#…), which is never sent").next("Remove the part from # on.")
        );
    }
    let userinfo = take_userinfo(&mut url)
        .map_err(|NotBasic| refused("the user name or password in the URL cannot be read"))?;
    Ok(CheckedUrl { url, userinfo })
}

/// Moves the userinfo out of the URL. An error where it cannot be HTTP Basic credentials (RFC 7617: text without
/// control characters, no colon in the user name).
fn take_userinfo(url: &mut Url) -> Result<Option<(String, String)>, NotBasic> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let user = percent::decode(url.username()).ok_or(NotBasic)?;
    let password = percent::decode(url.password().unwrap_or_default()).ok_or(NotBasic)?;
    url.set_username("").map_err(|()| NotBasic)?;
    url.set_password(None).map_err(|()| NotBasic)?;
    if user.contains(':') || user.chars().chain(password.chars()).any(char::is_control) {
        return Err(NotBasic);
    }
    Ok(Some((user, password)))
}

struct NotBasic;
