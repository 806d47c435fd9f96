//! What tells the dialects apart (field-expectations 4c, connectors.md A, C and F).

use super::Dialect;
use crate::config::Encoding;

/// One dialect, as data.
#[derive(Debug)]
pub(super) struct Scheme {
    pub name: &'static str,
    /// In lower case.
    pub header: &'static str,
    pub id_header: Option<&'static str>,
    pub time_header: Option<&'static str>,
    pub shape: Shape,
    pub encoding: Encoding,
    pub covers: Covers,
    /// A second version, and what it covers.
    pub also: Option<(&'static str, Covers)>,
    /// What the secret's text stands for.
    pub reading: Reading,
    /// Seconds a timestamp may lie from now, either way.
    pub tolerance: Option<u64>,
    pub key_hint: &'static str,
}

/// How signatures stand in their header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The signature alone.
    Plain,
    /// `v1,SIGNATURE v1a,SIGNATURE`.
    List,
    /// `t=TIME,v1=SIGNATURE,v1=SIGNATURE`; the version that counts.
    Pairs(&'static str),
    /// `v0=SIGNATURE,SIGNATURE`; the version that counts.
    Labelled(&'static str),
}

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covers {
    Body,
    IdTimeBody,
    TimeDotBody,
    TimeCommaBody,
    Base64OfBody,
    /// hook0's v1: `time.header names.header values.body`.
    Headers,
}

/// What a secret's text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Its own bytes.
    Raw,
    /// What follows `whsec_`, where it does, decoded from base64.
    Whsec,
    /// Decoded from base64, prefix and all.
    Base64,
    /// Decoded from hexadecimal.
    Hex,
    /// What follows `whsec_`, as it is.
    WithoutPrefix,
    /// Without the space around it.
    Trimmed,
}

const TOLERANCE: Option<u64> = Some(300);
const SHARED: &str = "The secret that sender and receiver share, as text.";

const fn plain(name: &'static str, header: &'static str, encoding: Encoding) -> Scheme {
    Scheme {
        name,
        header,
        id_header: None,
        time_header: None,
        shape: Shape::Plain,
        encoding,
        covers: Covers::Body,
        also: None,
        reading: Reading::Raw,
        tolerance: None,
        key_hint: SHARED,
    }
}

const fn standard(name: &'static str, headers: [&'static str; 3]) -> Scheme {
    Scheme {
        id_header: Some(headers[0]),
        time_header: Some(headers[1]),
        shape: Shape::List,
        covers: Covers::IdTimeBody,
        reading: Reading::Whsec,
        tolerance: TOLERANCE,
        key_hint: "whsec_… for v1; whpk_… to check or whsk_… to make v1a. One on each line.",
        ..plain(name, headers[2], Encoding::Base64)
    }
}

const fn pairs(name: &'static str, header: &'static str, version: &'static str, covers: Covers) -> Scheme {
    Scheme {
        shape: Shape::Pairs(version),
        covers,
        tolerance: TOLERANCE,
        ..plain(name, header, Encoding::Hex)
    }
}

static STANDARD: Scheme =
    standard("Standard Webhooks", ["webhook-id", "webhook-timestamp", "webhook-signature"]);
static SVIX: Scheme = standard("Svix", ["svix-id", "svix-timestamp", "svix-signature"]);
static ALIGENT: Scheme = plain("Aligent, Mage-OS", "x-magento-signature", Encoding::Hex);
static MAUTIC: Scheme = plain("Mautic, Webmecanik", "webhook-signature", Encoding::Base64);
static SHOPIFY: Scheme = plain("Shopify", "x-shopify-hmac-sha256", Encoding::Base64);
static WOOCOMMERCE: Scheme = plain("WooCommerce", "x-wc-webhook-signature", Encoding::Base64);
static ADOBE: Scheme = Scheme {
    covers: Covers::Base64OfBody,
    key_hint: "The public key in PEM; to sign, the private key.",
    ..plain("Adobe Commerce", super::super::adobe::HEADER, Encoding::Base64)
};
static STRIPE: Scheme = pairs("Stripe", "stripe-signature", "v1", Covers::TimeDotBody);
static CONVOY: Scheme = pairs("Convoy", "x-convoy-signature", "v1", Covers::TimeCommaBody);
static HOOK0: Scheme = Scheme {
    also: Some(("v1", Covers::Headers)),
    ..pairs("hook0", "x-hook0-signature", "v0", Covers::TimeDotBody)
};
static OUTPOST: Scheme =
    Scheme { shape: Shape::Labelled("v0"), ..plain("Outpost", "x-outpost-signature", Encoding::Hex) };

pub(super) fn of(dialect: Dialect) -> &'static Scheme {
    match dialect {
        Dialect::Standard => &STANDARD,
        Dialect::Svix => &SVIX,
        Dialect::Aligent => &ALIGENT,
        Dialect::Mautic => &MAUTIC,
        Dialect::Shopify => &SHOPIFY,
        Dialect::WooCommerce => &WOOCOMMERCE,
        Dialect::Adobe => &ADOBE,
        Dialect::Stripe => &STRIPE,
        Dialect::Convoy => &CONVOY,
        Dialect::Hook0 => &HOOK0,
        Dialect::Outpost => &OUTPOST,
    }
}

impl Scheme {
    /// Whether several signatures may stand in the header.
    pub fn rotates(&self) -> bool {
        self.shape != Shape::Plain
    }

    /// The version a signature stands under.
    pub fn version(&self, asymmetric: bool) -> Option<&'static str> {
        match self.shape {
            Shape::Plain => None,
            Shape::List if asymmetric => Some("v1a"),
            Shape::List => Some("v1"),
            Shape::Pairs(version) | Shape::Labelled(version) => Some(version),
        }
    }

    /// What a signature under this version covers; `None` where the version does not count.
    pub fn accepts(&self, version: Option<&str>, asymmetric: bool) -> Option<Covers> {
        match (version, self.also) {
            (None, _) => (self.shape == Shape::Plain).then_some(self.covers),
            (Some(version), Some((also, covers))) if version == also => Some(covers),
            (Some(version), _) => (self.version(asymmetric) == Some(version)).then_some(self.covers),
        }
    }

    /// Whether one of its versions covers this.
    pub fn knows(&self, covers: Covers) -> bool {
        covers == self.covers || self.also.is_some_and(|(_, also)| also == covers)
    }

    /// What stands between version and signature.
    pub fn between(&self) -> &'static str {
        if self.shape == Shape::List { "," } else { "=" }
    }

    /// The header's value.
    pub fn join(&self, time: &str, signatures: &[String]) -> String {
        match self.shape {
            Shape::Plain | Shape::List => signatures.join(" "),
            Shape::Pairs(_) => format!("t={time},{}", signatures.join(",")),
            Shape::Labelled(version) => {
                let bare = signatures.iter().map(|signature| {
                    signature
                        .strip_prefix(version)
                        .and_then(|rest| rest.strip_prefix('='))
                        .unwrap_or(signature)
                });
                format!("{version}={}", bare.collect::<Vec<_>>().join(","))
            }
        }
    }
}

impl Covers {
    pub const ALL: [Self; 6] = [
        Self::Body,
        Self::IdTimeBody,
        Self::TimeDotBody,
        Self::TimeCommaBody,
        Self::Base64OfBody,
        Self::Headers,
    ];

    /// In words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Body => "the body alone",
            Self::IdTimeBody => "id.timestamp.body",
            Self::TimeDotBody => "timestamp.body",
            Self::TimeCommaBody => "timestamp,body",
            Self::Base64OfBody => "the base64 text of the body",
            Self::Headers => "timestamp.header names.header values.body",
        }
    }
}

impl Reading {
    pub const ALL: [Self; 6] =
        [Self::Raw, Self::Base64, Self::Whsec, Self::Hex, Self::WithoutPrefix, Self::Trimmed];

    /// In words: the sender used …
    pub fn about(self) -> &'static str {
        match self {
            Self::Raw => "the secret's text as it stands, not decoded",
            Self::Whsec => "the secret decoded from base64, without whsec_",
            Self::Base64 => "the secret decoded from base64",
            Self::Hex => "the secret decoded from hexadecimal",
            Self::WithoutPrefix => "the secret's text without whsec_, not decoded",
            Self::Trimmed => "the secret without the space around it",
        }
    }
}
