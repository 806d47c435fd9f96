//! The strict check, and what is said about it.

use super::given::{self, Given, Parts};
use super::scheme::{Covers, Scheme, Shape};
use super::search::{Found, search};
use super::{Dialect, Key};
use crate::config::Encoding;
use crate::message::HeaderPair;
use crate::sign::hmac;
use crate::time::UtcMillis;
use crate::words::words;

words! {
    /// Why a signature does not hold.
    CauseKind {
        /// A header is not there, or empty.
        HeaderMissing "header_missing",
        /// A header does not have its form.
        HeaderMalformed "header_malformed",
        /// The request is too old.
        TimestampStale "timestamp_stale",
        /// The request comes from the future.
        TimestampAhead "timestamp_ahead",
        /// The timestamp is no number of seconds.
        TimestampMalformed "timestamp_malformed",
        /// The body is not the one that was signed.
        Body "body",
        /// The JSON was written anew.
        BodyRewritten "body_rewritten",
        /// A newline too many or too few.
        BodyNewline "body_newline",
        /// The secret stands for other bytes.
        SecretReading "secret_reading",
        /// Other parts of the request were signed.
        Covered "covered",
        /// The right signature under another version.
        Version "version",
        /// Written in another encoding.
        Encoding "encoding",
        /// Only a part of a signature.
        CutShort "cut_short",
        /// The key is of the wrong kind.
        KeyKind "key_kind",
        /// Nothing explains it: another secret, or another body.
        Mismatch "mismatch",
    }
}

/// A reason, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which.
    pub kind: CauseKind,
    /// What is wrong: one sentence, without secrets.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// Which signature it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its header.
    pub header: String,
    /// Which of the header's signatures, from 1.
    pub place: usize,
    /// How many there are.
    pub of: usize,
    /// Its version, where it has one.
    pub version: Option<String>,
    /// Which of the keys, from 1.
    pub key: usize,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether a receiver would take the request.
    pub ok: bool,
    /// Whether the signature itself is right, be the request as old as it may.
    pub signature_ok: bool,
    /// The signature that fits, or that would without the causes.
    pub entry: Option<Entry>,
    /// Why not, the main reason first; empty where it is taken.
    pub causes: Vec<Cause>,
}

impl Verdict {
    fn refused(causes: Vec<Cause>) -> Self {
        Self { ok: false, signature_ok: false, entry: None, causes }
    }
}

fn cause(kind: CauseKind, message: impl Into<String>, next: &str) -> Cause {
    Cause { kind, message: message.into(), next: next.to_owned() }
}

pub(super) fn verify(
    dialect: Dialect,
    keys: &[Key],
    headers: &[HeaderPair],
    body: &[u8],
    now: UtcMillis,
) -> Verdict {
    let scheme = dialect.scheme();
    let values: Vec<&str> = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case(scheme.header))
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
        .collect();
    let value = match scheme.shape {
        Shape::List => values.join(" "),
        _ => values.first().copied().unwrap_or_default().to_owned(),
    };
    if value.is_empty() {
        return Verdict::refused(vec![no_signature(scheme, headers)]);
    }
    let (given, own_time, names) = given::read(scheme, &value);
    let header = |name: Option<&'static str>| {
        name.and_then(|name| given::find(headers, name)).filter(|v| !v.is_empty())
    };
    let signed_headers = names.map(|names| (names, values_of(headers, names)));
    let parts = Parts {
        id: header(scheme.id_header),
        time: own_time.or_else(|| header(scheme.time_header)),
        signed_headers: signed_headers.as_ref().map(|(names, values)| (*names, values.as_str())),
    };
    let mut causes = missing(scheme, &parts);
    if !causes.is_empty() {
        return Verdict::refused(causes);
    }
    let time =
        scheme.tolerance.and_then(|tolerance| judge_time(parts.time.unwrap_or_default(), tolerance, now));
    if let Some((place, key)) = strict(scheme, keys, &given, &parts, body) {
        let entry = Some(entry(scheme, &given, place, key));
        causes.extend(time);
        return Verdict { ok: causes.is_empty(), signature_ok: true, entry, causes };
    }
    let (found, mut causes) = explain(scheme, keys, &given, &parts, body);
    causes.extend(time);
    let entry = found.map(|found| entry(scheme, &given, found.place, found.key));
    Verdict { ok: false, signature_ok: false, entry, causes }
}

fn entry(scheme: &Scheme, given: &[Given<'_>], place: usize, key: usize) -> Entry {
    let version = given.get(place).and_then(|given| given.version).map(str::to_owned);
    Entry { header: scheme.header.to_owned(), place: place + 1, of: given.len(), version, key: key + 1 }
}

/// As a receiver checks: version, encoding and covered parts exactly, in constant time, at full length.
fn strict(
    scheme: &Scheme,
    keys: &[Key],
    given: &[Given<'_>],
    parts: &Parts<'_>,
    body: &[u8],
) -> Option<(usize, usize)> {
    for (place, given) in given.iter().enumerate() {
        let written = given.bytes.iter().find(|(written, _)| written.is(scheme.encoding));
        let Some((_, signature)) = written else { continue };
        for (at, key) in keys.iter().enumerate() {
            let asymmetric = key.is_asymmetric();
            let covers = scheme.accepts(given.version, asymmetric);
            let Some(message) = covers.and_then(|covers| parts.message(covers, body)) else { continue };
            let fits = match key.bytes(scheme.reading).filter(|secret| !secret.is_empty()) {
                Some(secret) => hmac::verify(&secret, &[&message], signature),
                None => key.check(&message, signature),
            };
            if fits {
                return Some((place, at));
            }
        }
    }
    None
}

/// The values of the headers that hook0's v1 names.
fn values_of(headers: &[HeaderPair], names: &str) -> String {
    let values: Vec<&str> =
        names.split(' ').map(|name| given::find(headers, name).unwrap_or_default()).collect();
    values.join(".")
}

fn no_signature(scheme: &Scheme, headers: &[HeaderPair]) -> Cause {
    let message = format!("The header {} is missing or empty.", scheme.header);
    let other = Dialect::detect(headers).into_iter().find(|dialect| dialect.header() != scheme.header);
    let close = headers.iter().find(|(name, _)| {
        let name = name.to_ascii_lowercase().replace('_', "-");
        name != scheme.header
            && (name.ends_with(scheme.header) || scheme.header.ends_with(&format!("-{name}")))
    });
    let next = match (other, close) {
        (Some(other), _) => {
            format!("There is {}: the request is signed as {} does it.", other.header(), other.name())
        }
        (None, Some((name, _))) => {
            format!("There is {name}: the name was changed on the way, or written wrong.")
        }
        (None, None) => {
            "Look whether the sender signs at all, and whether a proxy drops the header.".to_owned()
        }
    };
    cause(CauseKind::HeaderMissing, message, &next)
}

/// What else a dialect needs.
fn missing(scheme: &Scheme, parts: &Parts<'_>) -> Vec<Cause> {
    const NEXT: &str = "Paste all headers of the request; a signature cannot be checked without it.";
    let mut causes = Vec::new();
    if let Some(name) = scheme.id_header {
        match parts.id {
            None => causes.push(cause(
                CauseKind::HeaderMissing,
                format!("The header {name} is missing or empty."),
                NEXT,
            )),
            Some(id) if id.contains('.') => causes.push(cause(
                CauseKind::HeaderMalformed,
                format!("The header {name} holds a dot, which could move between the signed parts."),
                "Such a message is to be refused, whatever its signature.",
            )),
            Some(_) => {}
        }
    }
    if scheme.tolerance.is_some() && parts.time.is_none() {
        let message = match scheme.time_header {
            Some(name) => format!("The header {name} is missing or empty."),
            None => format!("The header {} has no t=, the time of signing.", scheme.header),
        };
        causes.push(cause(CauseKind::HeaderMissing, message, NEXT));
    }
    causes
}

fn judge_time(time: &str, tolerance: u64, now: UtcMillis) -> Option<Cause> {
    let malformed = |next: &str| {
        Some(cause(
            CauseKind::TimestampMalformed,
            "The timestamp is no whole number of seconds since 1970.",
            next,
        ))
    };
    let digits = time.strip_prefix('-').unwrap_or(time);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return malformed("A sender writes it as digits only, such as 1614265330.");
    }
    let Ok(at) = time.parse::<i64>() else { return malformed("It is longer than any time.") };
    let now = now.unix_seconds();
    let away = at.abs_diff(now);
    if away <= tolerance {
        return None;
    }
    if digits.len() == 13 && (at / 1_000).abs_diff(now) < 366 * 86_400 * 20 {
        return malformed("It looks like milliseconds; seconds are meant.");
    }
    let (far, allowed) = (duration(away), duration(tolerance));
    Some(match at < now {
        true => cause(
            CauseKind::TimestampStale,
            format!("The timestamp is {far} old; {allowed} are allowed."),
            "A receiver refuses it as a replay. Check the clocks, and that a retry is signed anew.",
        ),
        false => cause(
            CauseKind::TimestampAhead,
            format!("The timestamp is {far} ahead; {allowed} are allowed."),
            "The clock of the sender or of the receiver is wrong.",
        ),
    })
}

/// `2 d 3 h`: the two largest parts.
fn duration(seconds: u64) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let from = parts.iter().position(|(count, _)| *count > 0).unwrap_or(3);
    let shown = parts[from..].iter().take(2).filter(|(count, _)| *count > 0 || from == 3);
    shown.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
}

/// Why nothing fits, and what would without it.
fn explain(
    scheme: &Scheme,
    keys: &[Key],
    given: &[Given<'_>],
    parts: &Parts<'_>,
    body: &[u8],
) -> (Option<Found>, Vec<Cause>) {
    if let Some(found) = search(scheme, keys, given, parts, body) {
        return (Some(found), told(scheme, keys, given, found));
    }
    let cause = shape(scheme, keys, given, parts, body).unwrap_or_else(|| {
        cause(
            CauseKind::Mismatch,
            "The signature is over another body, or made with another secret; no usual mistake explains it.",
            "Compare the secret's first and last characters with the sender's, and take the body from where it arrives.",
        )
    });
    (None, vec![cause])
}

/// The mistakes of an explanation.
fn told(scheme: &Scheme, keys: &[Key], given: &[Given<'_>], found: Found) -> Vec<Cause> {
    use super::bodies::Form;
    let mut causes = Vec::new();
    let (message, next) = found.form.told();
    match found.form {
        Form::AsIs => {}
        Form::Json(_) => causes.push(cause(CauseKind::BodyRewritten, message, next)),
        Form::WithNewline | Form::WithoutNewline | Form::WithCrLf => {
            causes.push(cause(CauseKind::BodyNewline, message, next));
        }
        _ => causes.push(cause(CauseKind::Body, message, next)),
    }
    if found.reading != scheme.reading {
        let message =
            format!("It was signed with {}; here that is {}.", found.reading.about(), scheme.reading.about());
        causes.push(cause(
            CauseKind::SecretReading,
            message,
            "Give sender and receiver the same idea of what the secret's text stands for.",
        ));
    }
    if !scheme.knows(found.covers) {
        let message = format!("It covers {}, not {}.", found.covers.about(), scheme.covers.about());
        causes.push(cause(
            CauseKind::Covered,
            message,
            "Sender and receiver must sign the same parts; choose the dialect the sender really uses.",
        ));
    }
    let Some(entry) = given.get(found.place) else { return causes };
    let asymmetric = keys.get(found.key).is_some_and(Key::is_asymmetric);
    let counts = scheme.accepts(entry.version, asymmetric);
    if counts.is_none_or(|covers| scheme.knows(found.covers) && covers != found.covers) {
        let wanted = scheme.version(asymmetric);
        let message = match (entry.version, wanted) {
            (Some(version), None) => {
                format!("\"{version}=\" stands before the signature; {} has nothing there.", scheme.name)
            }
            (Some(version), Some(wanted)) => {
                format!("The right signature stands under {version:?}; only {wanted:?} counts.")
            }
            (None, Some(wanted)) => format!(
                "The right signature stands there without its version; it must begin with {wanted:?} and {:?}.",
                scheme.between()
            ),
            (None, None) => String::new(),
        };
        causes.push(cause(CauseKind::Version, message, "A receiver reads only the versions it knows."));
    }
    if !found.written.is(scheme.encoding) {
        let wanted = match scheme.encoding {
            Encoding::Hex => "hexadecimal in small letters",
            Encoding::Base64 => "base64",
        };
        let message =
            format!("The right signature is written in {}; {wanted} is expected.", found.written.about());
        causes.push(cause(CauseKind::Encoding, message, "Write the signature's bytes as the dialect does."));
    }
    causes
}

/// What the signatures' own form says, where no search explains them.
fn shape(
    scheme: &Scheme,
    keys: &[Key],
    given: &[Given<'_>],
    parts: &Parts<'_>,
    body: &[u8],
) -> Option<Cause> {
    if given.is_empty() {
        return Some(cause(
            CauseKind::HeaderMalformed,
            format!("The header {} holds no signature.", scheme.header),
            "Paste the header as it arrived.",
        ));
    }
    if let Some(empty) = given.iter().find(|given| given.text.is_empty()) {
        let after = empty.version.map(|version| format!(" after {version:?}")).unwrap_or_default();
        return Some(cause(
            CauseKind::CutShort,
            format!("There is no signature{after}: it is empty."),
            "Refuse it: comparing as far as it goes would let everything pass.",
        ));
    }
    let counts =
        |asymmetric: bool| given.iter().any(|given| scheme.accepts(given.version, asymmetric).is_some());
    let (shared, pairs) = (keys.iter().any(|key| !key.is_asymmetric()), keys.iter().any(Key::is_asymmetric));
    if scheme.shape == Shape::List && shared != pairs && !counts(pairs) && counts(shared) {
        let message = match shared {
            true => "The request carries only v1a signatures, which are checked with a public key.",
            false => "The request carries only v1 signatures, which are checked with a shared secret.",
        };
        let next = if shared {
            "Give the key that begins with whpk_."
        } else {
            "Give the secret that begins with whsec_."
        };
        return Some(cause(CauseKind::KeyKind, message, next));
    }
    if scheme.covers == Covers::Base64OfBody && shared {
        return Some(cause(
            CauseKind::KeyKind,
            "This dialect is checked with a public key.",
            "Give it in PEM.",
        ));
    }
    let cut = given.iter().any(|given| {
        keys.iter().any(|key| {
            let message = scheme
                .accepts(given.version, key.is_asymmetric())
                .and_then(|covers| parts.message(covers, body));
            let digest = key
                .bytes(scheme.reading)
                .zip(message)
                .and_then(|(key, message)| hmac::sign(&key, &[&message]).ok());
            digest.is_some_and(|digest| {
                let whole = hmac::encode(&digest, scheme.encoding);
                given.text.len() < whole.len() && whole.starts_with(given.text)
            })
        })
    });
    if cut {
        return Some(cause(
            CauseKind::CutShort,
            "The signature is only the beginning of the right one.",
            "Refuse it: a signature counts at its full length only. Look for a field that cuts it.",
        ));
    }
    if let Some(unreadable) = given.iter().find(|given| given.bytes.is_empty()) {
        let shown: String = unreadable.text.chars().take(12).collect();
        return Some(cause(
            CauseKind::HeaderMalformed,
            format!("What begins with {shown:?} is neither hexadecimal nor base64."),
            "Paste the header as it arrived.",
        ));
    }
    let lengths: Vec<usize> =
        given.iter().flat_map(|given| given.bytes.iter().map(|(_, bytes)| bytes.len())).collect();
    let is_hmac = shared && !pairs && !lengths.contains(&32);
    let made = [(20, "SHA-1"), (48, "SHA-384"), (64, "SHA-512"), (16, "MD5")];
    let other = made.iter().find(|(length, _)| is_hmac && lengths.contains(length))?;
    Some(cause(
        CauseKind::Encoding,
        format!("The signature is {} bytes long, as {} makes them; SHA-256 makes 32.", other.0, other.1),
        "Let the sender sign with HMAC-SHA256.",
    ))
}
