//! Looks for the mistake that explains a signature: every usual one by itself, then two at once.

use super::bodies::{self, Form};
use super::given::{Given, Parts, Written};
use super::keys::Key;
use super::scheme::{Covers, Reading, Scheme};
use crate::sign::hmac;

/// Longest body for which two mistakes at once are tried, in bytes.
const MAX_PAIRS: usize = 64 * 1024;

/// What a signature turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Which signature, from 0.
    pub place: usize,
    /// Which key, from 0.
    pub key: usize,
    pub form: Form,
    pub covers: Covers,
    pub reading: Reading,
    pub written: Written,
}

/// The explanation with the fewest mistakes in body, secret and covered parts.
pub(super) fn search(
    scheme: &Scheme,
    keys: &[Key],
    given: &[Given<'_>],
    parts: &Parts<'_>,
    body: &[u8],
) -> Option<Found> {
    let forms = bodies::forms(body);
    let most = if body.len() <= MAX_PAIRS { 2 } else { 1 };
    for mistakes in 0..=most {
        for (form, bytes) in &forms {
            for covers in Covers::ALL {
                let far = usize::from(*form != Form::AsIs) + usize::from(covers != home(scheme, covers));
                if far > mistakes {
                    continue;
                }
                let Some(message) = parts.message(covers, bytes) else { continue };
                for (key, own) in keys.iter().enumerate() {
                    let found =
                        |place, reading, written| Found { place, key, form: *form, covers, reading, written };
                    if own.is_asymmetric() {
                        if far == mistakes
                            && let Some((place, written)) = matching(given, |sig| own.check(&message, sig))
                        {
                            return Some(found(place, scheme.reading, written));
                        }
                        continue;
                    }
                    for reading in Reading::ALL {
                        if far + usize::from(reading != scheme.reading) != mistakes {
                            continue;
                        }
                        let Some(secret) = own.bytes(reading).filter(|secret| !secret.is_empty()) else {
                            continue;
                        };
                        let Ok(digest) = hmac::sign(&secret, &[&message]) else { continue };
                        if let Some((place, written)) = matching(given, |sig| sig == digest) {
                            return Some(found(place, reading, written));
                        }
                    }
                }
            }
        }
    }
    None
}

/// The parts that count: of hook0, whose two versions cover different ones, either.
fn home(scheme: &Scheme, covers: Covers) -> Covers {
    if scheme.knows(covers) { covers } else { scheme.covers }
}

fn matching(given: &[Given<'_>], fits: impl Fn(&[u8]) -> bool) -> Option<(usize, Written)> {
    given.iter().enumerate().find_map(|(place, given)| {
        given.bytes.iter().find(|(_, bytes)| fits(bytes)).map(|(written, _)| (place, *written))
    })
}
