//! What an exchange says about the network it went through.

use hookdesk_connect::Exchange;
use hookdesk_core::classify::Ended;
use hookdesk_core::message::TransportClass;
use hookdesk_core::network::Sign;
use url::{Position, Url};

/// Reads the sign.
pub(super) fn of(url: &Url, exchange: &Exchange) -> Sign {
    match exchange.ended {
        Ended::Answered { status: 511, .. } => Sign::Portal,
        Ended::Answered { status: 301 | 302 | 303 | 307 | 308, .. } if leads_elsewhere(url, exchange) => {
            Sign::Impostor
        }
        Ended::Answered { .. } => Sign::Answered,
        Ended::Failed { class, .. } => match class {
            TransportClass::Dns | TransportClass::Connect | TransportClass::TimeoutConnect => {
                Sign::NoConnection
            }
            TransportClass::Tls | TransportClass::AddressBlocked => Sign::Impostor,
            _ => Sign::Broken,
        },
    }
}

/// Scheme, host and port.
pub(super) fn origin(url: &Url) -> &str {
    &url[..Position::BeforePath]
}

fn leads_elsewhere(url: &Url, exchange: &Exchange) -> bool {
    let headers = exchange.response.as_ref().map_or(&[][..], |response| &response.headers);
    let location = headers.iter().find(|(name, _)| name == "location").map(|(_, to)| to);
    let host = location.and_then(|to| url.join(to).ok()).and_then(|to| to.host_str().map(str::to_owned));
    host.is_some_and(|host| Some(host.as_str()) != url.host_str())
}
