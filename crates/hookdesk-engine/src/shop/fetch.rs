//! One request to the shop, and what its answer means. Spec "Connectors", E.6.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use hookdesk_connect::{Exchange, ask as request};
use hookdesk_content::context::shop::{Ask, Reply};
use hookdesk_content::json::{self, Json};
use hookdesk_core::Fault;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::Auth;
use hookdesk_core::message::TransportClass;
use hookdesk_core::time::UtcMillis;
use hookdesk_secrets::Vault;
use url::Url;

use super::{LARGEST, Source};
use crate::carrier::Carrier;
use crate::tokens::Tokens;

/// Longest words of the shop's own that are repeated, in characters.
const SAID: usize = 120;

/// How a request looks that a slow shop, or one that hangs over a large quote, did not answer.
const TIMEOUTS: [TransportClass; 2] = [TransportClass::TimeoutHead, TransportClass::TimeoutBody];

/// Why there is no answer.
pub(super) struct Failure {
    /// One sentence without its full stop; holds no secret.
    pub why: String,
    /// What it says of other requests.
    pub kind: Kind,
}

/// What a failure says of other requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Here,
    /// Those of the same kind are refused too.
    Denied,
    /// The shop may be overloaded, or this one quote too large.
    Slow,
    /// The shop is not there for any of them.
    Away,
}

impl Failure {
    fn here(why: String) -> Self {
        Self { why, kind: Kind::Here }
    }
}

/// Asks.
pub(super) async fn fetch(
    (carrier, tokens): (&Carrier, &Arc<Tokens>),
    source: &Source,
    vault: &Vault,
    ask: &Ask,
    store: Option<&str>,
    timeout: Duration,
    now: UtcMillis,
) -> Result<Reply, Failure> {
    let mut keys = Cow::Borrowed(source.keys(vault).map_err(Failure::here)?);
    if matches!(source.connection.auth, Auth::OAuth2(_)) {
        let token = tokens.access(&source.connection, &source.private).await;
        let token = token.map_err(|none| Failure::here(Fault::from(none).message))?;
        keys.to_mut().token = Some(token.access);
    }
    let path = path(&source.connection.base_url, ask, store);
    let request = request::get(&source.connection, &keys, &path, now, timeout, source.private.clone())
        .map_err(|fault| Failure { why: fault.message, kind: Kind::Away })?;
    let exchange = carrier.send(&source.connection, &request, now, Some(LARGEST)).await;
    let exchange = exchange.map_err(|fault| Failure::here(fault.message))?;
    read(ask, &exchange)
}

fn path(base_url: &str, ask: &Ask, store: Option<&str>) -> String {
    // A base URL that cannot be read is refused when the request is built.
    let base = Url::parse(base_url).ok();
    let host = base.as_ref().and_then(Url::host_str).unwrap_or_default();
    ask.below(host, base.as_ref().map_or("", Url::path), store)
}

fn read(ask: &Ask, exchange: &Exchange) -> Result<Reply, Failure> {
    let what = ask.what();
    let status = match exchange.ended {
        Ended::Answered { status, .. } => status,
        Ended::Failed { class, .. } => {
            let text = exchange.error.clone().unwrap_or_else(|| class.as_str().to_owned());
            let hint =
                if class == TransportClass::AddressBlocked { " (setting targets.private)" } else { "" };
            let kind = if TIMEOUTS.contains(&class) { Kind::Slow } else { Kind::Away };
            return Err(Failure { why: format!("{what} could not be asked for: {text}{hint}"), kind });
        }
    };
    let answer = exchange.response.as_ref();
    let cut = answer.is_some_and(|answer| answer.truncated);
    let text = answer.and_then(|answer| std::str::from_utf8(&answer.body).ok()).unwrap_or_default();
    let body = json::read(text).ok();
    match status {
        200..=299 if cut => Err(Failure::here(format!("{what} came with more than {} KiB", LARGEST / 1024))),
        200..=299 => match body {
            Some(body) => Ok(Reply::Json(Arc::new(body.into_owned()))),
            None => Err(Failure::here(format!("{what} did not come as JSON: is this a Magento shop?"))),
        },
        // Magento's own 404 is JSON with a message; any other says that the address is wrong.
        404 if !ask.is_lasting() && said(body.as_ref()).is_some() => Ok(Reply::None),
        401 | 403 => {
            let why = format!(
                "the shop refused to tell {what} (status {status}): the connection's credential needs the permission {}",
                permission(ask)
            );
            Err(Failure { why, kind: Kind::Denied })
        }
        _ => {
            let said = said(body.as_ref()).map(|said| format!(": {said}")).unwrap_or_default();
            let why = format!("{what} could not be had: the shop answered {status}{said}");
            let kind = if matches!(status, 429 | 502..=504) { Kind::Away } else { Kind::Here };
            Err(Failure { why, kind })
        }
    }
}

/// Magento's own words, their parameters not filled in.
fn said(body: Option<&Json<'_>>) -> Option<String> {
    let message = body?.get("message")?.as_text()?;
    Some(message.chars().filter(|c| !c.is_control()).take(SAID).collect())
}

/// The resource that an integration must be allowed.
fn permission(ask: &Ask) -> &'static str {
    match ask {
        Ask::Stores | Ask::Websites | Ask::Groups | Ask::Configs => "Magento_Backend::store",
        Ask::Cart(_) | Ask::Totals(_) => "Magento_Cart::manage",
        Ask::Customer(_) => "Magento_Customer::customer",
    }
}
