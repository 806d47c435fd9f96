//! A receiver on this machine in place of the endpoints: for trying hooks out with an answer a person typed.

use bytes::Bytes;
use hookdesk_core::Fault;
use http::StatusCode;
use http_body_util::{BodyExt as _, Limited};
use url::Url;

use crate::loopback::{Loopback, json};

/// Requests beyond this are cut off: what was sent is known anyway.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Answers every request alike.
pub(crate) struct StandIn(Loopback);

impl StandIn {
    pub async fn start(status: StatusCode, answer: &str) -> Result<Self, Fault> {
        let answer = Bytes::copy_from_slice(answer.as_bytes());
        let server = Loopback::start(0, move |request| {
            let answer = answer.clone();
            async move {
                let _ = Limited::new(request.into_body(), MOST_BYTES).collect().await;
                json(status, answer)
            }
        });
        Ok(Self(server.await?))
    }

    /// The endpoint's URL here: path and query stay.
    pub fn url(&self, endpoint: &Url) -> Option<Url> {
        let mut url = Url::parse(&format!("http://{}", self.0.address)).ok()?;
        url.set_path(endpoint.path());
        url.set_query(endpoint.query());
        Some(url)
    }
}
