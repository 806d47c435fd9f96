//! A server's "no" to a signed request (OAuth 1.0a), told in words: `oauth_problem` in a form or a header, and the
//! sentences Magento writes instead.

#[cfg(test)]
mod tests;

use serde_json::Value;
use url::form_urlencoded;

use crate::words::words;

/// Longest answer looked at, in bytes.
const MAX_LOOK: usize = 16 * 1024;

words! {
    /// The problems OAuth 1.0a servers name (the OAuth Problem Reporting extension and Magento's own list).
    Problem {
        /// The version is not taken.
        VersionRejected "version_rejected",
        /// A parameter is missing.
        ParameterAbsent "parameter_absent",
        /// A parameter is not taken.
        ParameterRejected "parameter_rejected",
        /// The time is too far off.
        TimestampRefused "timestamp_refused",
        /// The nonce came before.
        NonceUsed "nonce_used",
        /// The way of signing is not taken.
        SignatureMethodRejected "signature_method_rejected",
        /// The signature does not fit.
        SignatureInvalid "signature_invalid",
        /// The consumer key is not known or no longer good.
        ConsumerKeyRejected "consumer_key_rejected",
        /// The token was used up.
        TokenUsed "token_used",
        /// The token has expired.
        TokenExpired "token_expired",
        /// The token was withdrawn.
        TokenRevoked "token_revoked",
        /// The token is not known.
        TokenRejected "token_rejected",
        /// The resource is not among those allowed.
        PermissionDenied "permission_denied",
    }
}

/// Magento's own sentences, in parts that all its versions share, in lower case.
const SENTENCES: [(&str, Problem); 14] = [
    ("oauth_timestamp", Problem::TimestampRefused),
    ("nonce is already being used", Problem::NonceUsed),
    ("signature is invalid", Problem::SignatureInvalid),
    ("invalid signature", Problem::SignatureInvalid),
    ("signature method", Problem::SignatureMethodRejected),
    ("consumer key has expired", Problem::ConsumerKeyRejected),
    ("consumer key is not", Problem::ConsumerKeyRejected),
    ("consumer having the specified key", Problem::ConsumerKeyRejected),
    ("token is not associated", Problem::TokenRejected),
    ("specified token does not exist", Problem::TokenRejected),
    ("token is not an access token", Problem::TokenRejected),
    ("token is not the correct length", Problem::TokenRejected),
    ("token has been revoked", Problem::TokenRevoked),
    ("token is already being used", Problem::TokenUsed),
];

/// Reads the problem out of a refusal: from the `WWW-Authenticate` header, a form, Magento's JSON, or plain text.
pub fn read(www_authenticate: Option<&str>, body: &[u8]) -> Option<Problem> {
    let header = www_authenticate
        .and_then(|text| text.split_once("oauth_problem="))
        .map(|(_, rest)| rest.trim_start_matches('"').split(['"', ',', ' ', '&']).next().unwrap_or_default());
    if let Some(problem) = header.and_then(Problem::parse) {
        return Some(problem);
    }
    let body = &body[..body.len().min(MAX_LOOK)];
    let named = form_urlencoded::parse(body.trim_ascii()).find(|(name, _)| name == "oauth_problem");
    if let Some((_, value)) = named {
        return Problem::parse(&value).or_else(|| in_sentence(&value));
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(json) => {
            let text = |name: &str| json.get(name).and_then(Value::as_str);
            let word = text("oauth_problem").or_else(|| text("error")).and_then(Problem::parse);
            word.or_else(|| in_sentence(text("message").or_else(|| json.as_str())?))
        }
        Err(_) => in_sentence(&String::from_utf8_lossy(body)),
    }
}

fn in_sentence(text: &str) -> Option<Problem> {
    let text = text.to_lowercase();
    SENTENCES.iter().find(|(part, _)| text.contains(part)).map(|(_, problem)| *problem)
}

impl Problem {
    /// What happened and what to do. `skew_ms` is how far the server's clock is ahead, where that is known.
    pub fn in_words(self, skew_ms: Option<i64>) -> (String, String) {
        let (what, next) = match self {
            Self::VersionRejected | Self::ParameterAbsent | Self::ParameterRejected => (
                "The shop does not understand the signed request",
                "Check that the address is the shop's REST address and that nothing in between drops the \
                 Authorization header.",
            ),
            Self::TimestampRefused => return timestamp(skew_ms),
            Self::NonceUsed => (
                "The shop has met this request's nonce before",
                "Try again: each request gets a new one. If it lasts, something in between sends requests twice.",
            ),
            Self::SignatureMethodRejected => (
                "The shop does not take HMAC-SHA256 signatures",
                "Update the shop: Magento takes them since 2.4.4.",
            ),
            Self::SignatureInvalid => (
                "The signature does not fit",
                "Enter the four values of the integration again. If they are right, the shop may see http:// behind \
                 its proxy: try \"sign as http\" once to find out.",
            ),
            Self::ConsumerKeyRejected => (
                "The shop does not know the consumer key",
                "Copy the consumer key from the integration, and check that the integration is active.",
            ),
            Self::TokenUsed | Self::TokenExpired | Self::TokenRevoked | Self::TokenRejected => (
                "The shop no longer takes the access token",
                "Reauthorize the integration in the shop and enter its four values again.",
            ),
            Self::PermissionDenied => (
                "The integration may not do this",
                "Allow the resource for the integration in the shop (System > Integrations > API).",
            ),
        };
        (format!("{what} ({self})."), next.to_owned())
    }
}

fn timestamp(skew_ms: Option<i64>) -> (String, String) {
    let what = "The shop refused the request's time (timestamp_refused).";
    match skew_ms.and_then(|ms| Some((ms / 1_000, super::life::skew_in_words(ms)?))) {
        Some((seconds, (off, _))) => (
            format!("{what} {off}"),
            format!(
                "Let the system set its clock by the network; or give the connection a clock offset of {seconds} s."
            ),
        ),
        None => (
            what.to_owned(),
            "Let the system set its clock by the network, or give the connection a clock offset.".to_owned(),
        ),
    }
}

/// The text of Magento's answer that looks like a missing permission and mostly is not.
const NOT_AUTHORIZED: &str = "isn't authorized to access";

/// Whether the answer is Magento's "The consumer isn't authorized to access %resources." It stands for a missing
/// permission, and as well for a bearer token that may not stand alone (connectors.md E.1).
pub fn is_not_authorized(body: &[u8]) -> bool {
    let body = &body[..body.len().min(MAX_LOOK)];
    let text = String::from_utf8_lossy(body).replace("\\u0027", "'").replace('\u{2019}', "'").to_lowercase();
    text.contains(NOT_AUTHORIZED)
}

/// What it means.
pub fn bearer_switch_in_words() -> (String, String) {
    (
        "The shop says that the consumer isn't authorized. Since Magento 2.4.4 that is also its answer to an \
         integration's token sent as Bearer, whatever the integration may do."
            .to_owned(),
        "Use OAuth 1.0a with the integration's four values, or switch on Stores > Configuration > Services > OAuth > \
         \"Allow OAuth Access Tokens to be used as standalone Bearer tokens\". If neither helps, allow the resource \
         for the integration."
            .to_owned(),
    )
}
