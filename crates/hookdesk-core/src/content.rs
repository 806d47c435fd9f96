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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn data_keeps_its_bytes() {
        // A parser would reorder the keys, shorten the numbers, unescape the text and drop the spaces.
        let data = br#"{ "z":1.50, "a":12345678901234567890123, "u":"\u00eb\/", "a":1 }"#;
        assert_eq!(build(data, ContentWrap::Raw), data);
        assert_eq!(
            build(data, ContentWrap::Data),
            br#"{"data":{ "z":1.50, "a":12345678901234567890123, "u":"\u00eb\/", "a":1 }}"#
        );
        assert_eq!(build(b"null", ContentWrap::Data), br#"{"data":null}"#);
    }

    proptest! {
        #[test]
        fn the_wrap_is_json_around_the_same_text(text in any::<String>(), number in any::<f64>()) {
            let data = serde_json::json!({"t": text, "n": number}).to_string();
            let body = build(data.as_bytes(), ContentWrap::Data);
            #[derive(serde::Deserialize)]
            struct Wrapped<'a> {
                #[serde(borrow)]
                data: &'a serde_json::value::RawValue,
            }
            let read: Wrapped<'_> =
                serde_json::from_slice(&body).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(read.data.get(), data);
        }
    }
}
