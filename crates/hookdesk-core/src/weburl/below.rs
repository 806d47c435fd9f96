//! Joining a connection's base URL and a subscription's path.

use url::Url;

use super::{check, percent};
use crate::fault::{Code, Fault};

/// A connection's base URL and a subscription's path, joined so that the path can only go below the base. The path
/// may carry a query; `.` and `..` segments are refused in every spelling, so is a fragment.
pub fn join(base: &str, path: &str) -> Result<Url, Fault> {
    let checked = check("base_url", base)?;
    let mut url = checked.url;
    if checked.userinfo.is_some() || url.query().is_some() {
        return Err(Fault::new(Code::UrlInvalid, "a base URL has no user name, password or query")
            .field("base_url")
            .next("Put credentials in the connection's authentication and the query in the path."));
    }
    let (path, query) = match path.trim().split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path.trim(), None),
    };
    check_path(path, query)?;
    let below = path.trim_start_matches('/');
    if !below.is_empty() {
        let joined = format!("{}/{below}", url.path().trim_end_matches('/'));
        url.set_path(&joined);
    }
    url.set_query(query);
    Ok(url)
}

fn check_path(path: &str, query: Option<&str>) -> Result<(), Fault> {
    let refused = |why: &str| {
        Err(Fault::new(Code::UrlInvalid, why)
            .field("path")
            .next("Give a plain path such as api/contacts/new."))
    };
    // Tabs and line breaks would be dropped unseen, and turn ".\t." into "..".
    if path.chars().chain(query.unwrap_or_default().chars()).any(|c| c.is_control() || c == '#' || c == '\\')
    {
        return refused("a path holds no control character, # or backslash");
    }
    if path.contains("://") {
        return refused("the path is a URL of its own");
    }
    // Some servers decode before they resolve dots, so an escaped dot or slash counts as the plain one.
    let decoded = percent::decode_bytes(path.as_bytes());
    let mut segments = decoded.split(|byte| matches!(byte, b'/' | b'\\'));
    if segments.any(|segment| segment == b"." || segment == b"..") {
        return refused("a path goes only below the base URL, without . and .. segments");
    }
    Ok(())
}
