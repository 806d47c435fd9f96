//! Reading a request's body: 5 MiB at most.

use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use hookdesk_api::accept::{MAX_BYTES, too_large};
use hookdesk_core::{Code, Fault};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, EXPECT};
use http_body_util::BodyExt;
use hyper::body::Body;

use crate::reply::Failure;

/// What is over the limit is still read up to here, so that a caller in the middle of sending gets the answer.
const DRAINED: usize = 64 * 1024 * 1024;

/// The whole body. Faults: `body.too_large`, and `input.invalid` where it broke off.
pub async fn read<B>(headers: &HeaderMap, mut body: B) -> Result<Bytes, Fault>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > DRAINED || length > MAX_BYTES && headers.contains_key(EXPECT))
    {
        return Err(too_large());
    }
    // A body in one piece, as nearly all are, is not copied.
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            Fault::new(Code::InputInvalid, "the request's body broke off").detail(error.to_string())
        })?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        match length {
            _ if length > DRAINED => return Err(too_large()),
            _ if length > MAX_BYTES => (first, more) = (Bytes::new(), BytesMut::new()),
            _ if first.is_empty() => first = data,
            _ => {
                if more.is_empty() {
                    more.reserve(announced.unwrap_or(2 * length));
                    more.extend_from_slice(&first);
                }
                more.extend_from_slice(&data);
            }
        }
    }
    match length {
        _ if length > MAX_BYTES => Err(too_large()),
        _ if more.is_empty() => Ok(first),
        _ => Ok(more.freeze()),
    }
}

/// The body, for handlers.
pub struct Raw(pub Bytes);

impl<S: Sync> FromRequest<S> for Raw {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        Ok(Self(read(&parts.headers, body).await?))
    }
}
