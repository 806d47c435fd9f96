//! The answer's body: how much is kept, and decompression that cannot be made to explode (defect D5).

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// What is usually kept of an answer's body, before and after decompression.
pub(crate) const KEEP: usize = 64 * 1024;

/// Undoes `content-encoding` up to `keep` bytes; the flag says whether there was more. A body that does not
/// decode, or whose encoding is not known here, is kept as it came: an odd body does not make an answer a failure.
pub(crate) fn decode(raw: Vec<u8>, encoding: &str, raw_was_cut: bool, keep: usize) -> (Vec<u8>, bool) {
    let decoded = match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => bounded(MultiGzDecoder::new(raw.as_slice()), keep),
        // RFC 9110 says zlib, some senders leave its wrapping off.
        "deflate" => bounded(ZlibDecoder::new(raw.as_slice()), keep)
            .or_else(|| bounded(DeflateDecoder::new(raw.as_slice()), keep)),
        _ => None,
    };
    match decoded {
        Some((body, more)) => (body, more || raw_was_cut),
        None => (raw, raw_was_cut),
    }
}

/// Reads at most `keep` bytes. Input that ends early gives what it gave; input that is wrong from the start gives
/// `None`.
fn bounded(mut decoder: impl Read, keep: usize) -> Option<(Vec<u8>, bool)> {
    let mut body = Vec::new();
    let read = decoder.by_ref().take(keep as u64 + 1).read_to_end(&mut body);
    if read.is_err() && body.is_empty() {
        return None;
    }
    let more = body.len() > keep || read.is_err();
    body.truncate(keep);
    Some((body, more))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn each_encoding_is_undone() {
        let text = b"hello, hello, hello".to_vec();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&text).unwrap();
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(&text).unwrap();
        assert_eq!(decode(gzip(&text), " GZip ", false, KEEP), (text.clone(), false));
        assert_eq!(decode(zlib.finish().unwrap(), "deflate", false, KEEP), (text.clone(), false));
        assert_eq!(decode(deflate.finish().unwrap(), "deflate", false, KEEP), (text.clone(), false));
        assert_eq!(decode(text.clone(), "", false, KEEP), (text.clone(), false));
        assert_eq!(decode(text.clone(), "br", true, KEEP), (text, true));
    }

    #[test]
    fn a_bomb_is_cut_at_the_cap() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 80_000);
        let (body, truncated) = decode(bomb, "gzip", false, KEEP);
        assert_eq!((body.len(), truncated), (KEEP, true));
        assert!(body.capacity() < 4 * KEEP);
    }

    #[test]
    fn what_does_not_decode_is_kept_as_it_came() {
        assert_eq!(decode(b"plain text".to_vec(), "gzip", false, KEEP), (b"plain text".to_vec(), false));
        assert_eq!(decode(b"plain text".to_vec(), "deflate", false, KEEP).0, b"plain text");
        assert_eq!(decode(Vec::new(), "gzip", false, KEEP), (Vec::new(), false));
        let noise: Vec<u8> = (0..50_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut cut = gzip(&noise);
        cut.truncate(cut.len() / 2);
        let (body, truncated) = decode(cut, "gzip", false, KEEP);
        assert!(truncated && !body.is_empty() && noise.starts_with(&body));
    }
}
