//! From an [`Outgoing`] to hyper's request, and how many bytes that will be on the wire.

use bytes::Bytes;
use hookdesk_core::message::TransportClass;
use http::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue};
use http_body_util::Full;
use url::Position;

use crate::exchange::Outgoing;
use crate::failure::Failure;

/// A request for hyper.
pub(crate) struct Message {
    pub(crate) request: http::Request<Full<Bytes>>,
    /// Bytes on the wire, head and body.
    pub(crate) size: u64,
}

/// The request, with `host` first and `content-length` last.
pub(crate) fn message(outgoing: &Outgoing) -> Result<Message, Failure> {
    let target = &outgoing.url[Position::BeforePath..Position::AfterQuery];
    let mut headers = HeaderMap::with_capacity(outgoing.headers.len() + 2);
    headers.insert(HOST, value("host", outgoing.host())?);
    for (name, text) in &outgoing.headers {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| unfit("a header's name is not one HTTP allows"))?;
        headers.append(header, value(name, text)?);
    }
    headers.insert(CONTENT_LENGTH, HeaderValue::from(outgoing.body.len()));

    let lines: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let head = outgoing.method.as_str().len() + 1 + target.len() + " HTTP/1.1\r\n".len() + lines + 2;
    let size = (head + outgoing.body.len()) as u64;

    let mut request = http::Request::new(Full::new(outgoing.body.clone()));
    *request.method_mut() = outgoing.method.clone();
    *request.uri_mut() =
        http::Uri::try_from(target).map_err(|_| unfit("the URL's path cannot stand in a request"))?;
    *request.headers_mut() = headers;
    Ok(Message { request, size })
}

fn value(name: &str, text: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| unfit(format!("the value of the header {name:?} holds a control character")))
}

fn unfit(text: impl Into<String>) -> Failure {
    Failure::new(TransportClass::Protocol, text)
}
