//! How to retry, sign, authenticate and limit.

use hookdesk_core::config as domain;
use hookdesk_core::schedule::RetryPolicy as DomainRetry;

use crate::wire::{Auth, RateLimit, RetryPolicy, Signing};

impl From<RetryPolicy> for DomainRetry {
    fn from(policy: RetryPolicy) -> Self {
        match policy {
            RetryPolicy::Standard => Self::Standard,
            RetryPolicy::Classic => Self::Classic,
            RetryPolicy::Fixed { delay_ms, retries } => Self::Fixed { delay_ms, retries },
            RetryPolicy::Linear { step_ms, cap_ms, retries } => Self::Linear { step_ms, cap_ms, retries },
            RetryPolicy::Quadratic { step_ms, cap_ms, retries } => {
                Self::Quadratic { step_ms, cap_ms, retries }
            }
            RetryPolicy::Exponential { first_ms, cap_ms, retries } => {
                Self::Exponential { first_ms, cap_ms, retries }
            }
            RetryPolicy::Custom { delays_ms } => Self::Custom { delays_ms },
        }
    }
}

impl From<DomainRetry> for RetryPolicy {
    fn from(policy: DomainRetry) -> Self {
        match policy {
            DomainRetry::Standard => Self::Standard,
            DomainRetry::Classic => Self::Classic,
            DomainRetry::Fixed { delay_ms, retries } => Self::Fixed { delay_ms, retries },
            DomainRetry::Linear { step_ms, cap_ms, retries } => Self::Linear { step_ms, cap_ms, retries },
            DomainRetry::Quadratic { step_ms, cap_ms, retries } => {
                Self::Quadratic { step_ms, cap_ms, retries }
            }
            DomainRetry::Exponential { first_ms, cap_ms, retries } => {
                Self::Exponential { first_ms, cap_ms, retries }
            }
            DomainRetry::Custom { delays_ms } => Self::Custom { delays_ms },
        }
    }
}

impl From<Signing> for domain::Signing {
    fn from(signing: Signing) -> Self {
        match signing {
            Signing::None => Self::None,
            Signing::Aligent => Self::Aligent,
            Signing::Standard => Self::Standard,
            Signing::Hmac { header, encoding, prefix } => {
                Self::Hmac { header, encoding: encoding.into(), prefix }
            }
        }
    }
}

impl From<domain::Signing> for Signing {
    fn from(signing: domain::Signing) -> Self {
        match signing {
            domain::Signing::None => Self::None,
            domain::Signing::Aligent => Self::Aligent,
            domain::Signing::Standard => Self::Standard,
            domain::Signing::Hmac { header, encoding, prefix } => {
                Self::Hmac { header, encoding: encoding.into(), prefix }
            }
        }
    }
}

impl From<Auth> for domain::Auth {
    fn from(auth: Auth) -> Self {
        match auth {
            Auth::None => Self::None,
            Auth::Basic { username } => Self::Basic { username },
            Auth::Bearer => Self::Bearer,
            Auth::ApiKeyHeader { name } => Self::ApiKeyHeader { name },
            Auth::ApiKeyQuery { name } => Self::ApiKeyQuery { name },
            Auth::OAuth1 { consumer_key, token, signature_url_http, clock_offset_s } => {
                Self::OAuth1 { consumer_key, token, signature_url_http, clock_offset_s }
            }
            Auth::OAuth2(settings) => Self::OAuth2(Box::new((*settings).into())),
        }
    }
}

impl From<domain::Auth> for Auth {
    fn from(auth: domain::Auth) -> Self {
        match auth {
            domain::Auth::None => Self::None,
            domain::Auth::Basic { username } => Self::Basic { username },
            domain::Auth::Bearer => Self::Bearer,
            domain::Auth::ApiKeyHeader { name } => Self::ApiKeyHeader { name },
            domain::Auth::ApiKeyQuery { name } => Self::ApiKeyQuery { name },
            domain::Auth::OAuth1 { consumer_key, token, signature_url_http, clock_offset_s } => {
                Self::OAuth1 { consumer_key, token, signature_url_http, clock_offset_s }
            }
            domain::Auth::OAuth2(settings) => Self::OAuth2(Box::new((*settings).into())),
        }
    }
}

impl From<domain::RateLimit> for RateLimit {
    fn from(limit: domain::RateLimit) -> Self {
        Self { count: limit.count, per_ms: limit.per_ms }
    }
}
