//! Where a subscription's requests lead besides its own host, as far as a consent to private addresses is concerned.

use std::net::IpAddr;

use hookdesk_connect::HttpClient;
use hookdesk_core::config::{Auth, Connection};
use url::Url;

/// Where a connection's access tokens come from: without them nothing is sent. Nothing where it needs none, or where that
/// cannot be told now.
pub(crate) async fn provider(client: &HttpClient, connection: Option<&Connection>) -> Vec<IpAddr> {
    let Some(Auth::OAuth2(settings)) = connection.map(|connection| &connection.auth) else {
        return Vec::new();
    };
    match Url::parse(&settings.token_url) {
        Ok(url) => client.lookup(&url).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}
