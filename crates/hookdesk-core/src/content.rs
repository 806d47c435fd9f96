//! Content: from an event's data to the body that is sent. Field mapping has its place here.

use crate::config::ContentWrap;

/// Builds the body. `data` is kept byte for byte: no number changes its form, no key its place.
pub fn build(data: &[u8], wrap: ContentWrap) -> Vec<u8> {
    match wrap {
        ContentWrap::Raw => data.to_vec(),
        ContentWrap::Data => {
            let mut body = Vec::with_capacity(data.len() + 9);
            body.extend_from_slice(b"{\"data\":");
            body.extend_from_slice(data);
            body.push(b'}');
            body
        }
    }
}
