//! What a request brought: its signatures, each with every way its text can be decoded, its id and its time.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::scheme::{Covers, Scheme, Shape};
use crate::config::Encoding;
use crate::message::HeaderPair;

/// Most signatures of one request that are looked at.
const MOST: usize = 16;

const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const LOOSE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

/// One signature of the header.
#[derive(Debug)]
pub(super) struct Given<'a> {
    /// Its version, or what stands in the place of one.
    pub version: Option<&'a str>,
    /// The signature itself.
    pub text: &'a str,
    /// Its bytes, in every way it can be read.
    pub bytes: Vec<(Written, Vec<u8>)>,
}

/// How bytes were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Hex,
    UpperHex,
    Base64,
    UnpaddedBase64,
    UrlBase64,
}

impl Written {
    pub fn about(self) -> &'static str {
        match self {
            Self::Hex => "hexadecimal",
            Self::UpperHex => "hexadecimal in capitals",
            Self::Base64 => "base64",
            Self::UnpaddedBase64 => "base64 without its padding",
            Self::UrlBase64 => "URL-safe base64",
        }
    }

    pub fn is(self, encoding: Encoding) -> bool {
        matches!((self, encoding), (Self::Hex, Encoding::Hex) | (Self::Base64, Encoding::Base64))
    }
}

/// The parts of a signed message beside the body.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub id: Option<&'a str>,
    pub time: Option<&'a str>,
    /// hook0's v1: names, and their values joined by dots.
    pub signed_headers: Option<(&'a str, &'a str)>,
}

impl Parts<'_> {
    /// The bytes a signature covers; `None` where a part of them is missing.
    pub fn message(&self, covers: Covers, body: &[u8]) -> Option<Vec<u8>> {
        let joined = |parts: &[&str], end: &str| {
            let mut message = parts.join(".").into_bytes();
            message.extend_from_slice(end.as_bytes());
            message.extend_from_slice(body);
            message
        };
        match covers {
            Covers::Body => Some(body.to_vec()),
            Covers::Base64OfBody => Some(STANDARD.encode(body).into_bytes()),
            Covers::IdTimeBody => Some(joined(&[self.id?, self.time?], ".")),
            Covers::TimeDotBody => Some(joined(&[self.time?], ".")),
            Covers::TimeCommaBody => Some(joined(&[self.time?], ",")),
            Covers::Headers => {
                let (names, values) = self.signed_headers?;
                Some(joined(&[self.time?, names, values], "."))
            }
        }
    }
}

/// A header's first value.
pub(super) fn find<'a>(headers: &'a [HeaderPair], name: &str) -> Option<&'a str> {
    headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// The signatures of a header's value, and its own time and header names where it has them.
pub(super) fn read<'a>(
    scheme: &Scheme,
    value: &'a str,
) -> (Vec<Given<'a>>, Option<&'a str>, Option<&'a str>) {
    let (mut time, mut names) = (None, None);
    let mut given = Vec::new();
    match scheme.shape {
        Shape::Plain => given.push(match value.split_once('=') {
            // `sha256=SIGNATURE`; the padding of base64 stands at the end.
            Some((label, rest)) if !rest.trim_matches('=').is_empty() => entry(Some(label), rest),
            _ => entry(None, value),
        }),
        Shape::List => {
            let entries =
                value.split(' ').filter(|text| !text.is_empty()).map(|text| match text.split_once(',') {
                    Some((version, signature)) => entry(Some(version), signature),
                    None => entry(None, text),
                });
            given.extend(entries.take(MOST));
        }
        Shape::Pairs(_) => {
            for pair in value.split(',').take(MOST + 2) {
                match pair.trim().split_once('=') {
                    Some(("t", text)) => time = Some(text.trim()),
                    Some(("h", text)) => names = Some(text.trim()),
                    Some((version, text)) => given.push(entry(Some(version), text.trim())),
                    None => given.push(entry(None, pair.trim())),
                }
            }
        }
        Shape::Labelled(_) => {
            let mut version = None;
            for text in value.split(',').take(MOST).map(str::trim) {
                match text.split_once('=') {
                    // Outpost before 2025 signed the time too, and said it here.
                    Some(("t", text)) => time = Some(text),
                    Some((label, text)) => {
                        version = Some(label);
                        given.push(entry(version, text));
                    }
                    None => given.push(entry(version, text)),
                }
            }
        }
    }
    (given, time, names)
}

fn entry<'a>(version: Option<&'a str>, text: &'a str) -> Given<'a> {
    let mut bytes = Vec::new();
    if let Some(decoded) = hex(text) {
        let upper = text.bytes().any(|b| b.is_ascii_uppercase());
        bytes.push((if upper { Written::UpperHex } else { Written::Hex }, decoded));
    }
    if let Ok(decoded) = STANDARD.decode(text) {
        bytes.push((Written::Base64, decoded));
    } else if let Ok(decoded) = LOOSE.decode(text) {
        bytes.push((Written::UnpaddedBase64, decoded));
    } else if let Ok(decoded) = URL_SAFE.decode(text) {
        bytes.push((Written::UrlBase64, decoded));
    }
    bytes.retain(|(_, bytes)| !bytes.is_empty());
    Given { version, text, bytes }
}

/// Bytes from hexadecimal of either case.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()
        })
        .collect()
}

/// Bytes from base64 of either alphabet, padded or not.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    LOOSE.decode(text).or_else(|_| URL_SAFE.decode(text)).ok().filter(|bytes| !bytes.is_empty())
}
