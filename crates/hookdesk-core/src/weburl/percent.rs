//! Percent-decoding (RFC 3986 section 2.1), where a decoded text is needed.

/// The decoded text, or `None` where the bytes are not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    String::from_utf8(decode_bytes(text.as_bytes())).ok()
}

/// The decoded bytes. A `%` that begins no escape stays as it is.
pub(crate) fn decode_bytes(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'%', [hi, lo, after @ ..]) if hi.is_ascii_hexdigit() && lo.is_ascii_hexdigit() => {
                out.push(hex(*hi) << 4 | hex(*lo));
                rest = after;
            }
            _ => out.push(byte),
        }
    }
    out
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}
