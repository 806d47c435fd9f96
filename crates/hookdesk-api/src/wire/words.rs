//! Closed lists of words, mirrored from the domain's one list each.

/// Declares a wire enum with the domain's variants and converts both ways; a missing variant does not compile.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident = $domain:path { $($(#[$mark:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        pub enum $name { $($(#[$mark])* #[serde(rename = $text)] $variant,)* }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as Domain;
                match value { $(Domain::$variant => Self::$variant,)* }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                use $domain as Domain;
                match value { $($name::$variant => Domain::$variant,)* }
            }
        }
    };
}

mirror!(
    /// Where a message stands.
    MessageState = hookdesk_core::message::MessageState {
        Queued "queued", Sending "sending", Retrying "retrying", Held "held",
        Delivered "delivered", Rejected "rejected", Discarded "discarded", Skipped "skipped",
    }
);
mirror!(
    /// What set an attempt off.
    Trigger = hookdesk_core::message::Trigger {
        First "first", Automatic "automatic_retry", Manual "manual_retry",
        Bulk "bulk_retry", Edited "edited_resend", Replay "replay",
    }
);
mirror!(
    /// How an attempt ended.
    AttemptResult = hookdesk_core::message::AttemptResult { Delivered "delivered", Failed "failed", }
);
mirror!(
    /// What is known about a failed attempt.
    FailureTruth = hookdesk_core::message::FailureTruth {
        NotSent "not_sent", Refused "refused", Unknown "unknown",
    }
);
mirror!(
    /// The class of a transport failure.
    TransportClass = hookdesk_core::message::TransportClass {
        Dns "dns", Connect "connect", Tls "tls", TimeoutConnect "timeout_connect", TimeoutSend "timeout_send",
        TimeoutHead "timeout_head", TimeoutBody "timeout_body", Reset "reset", Protocol "protocol",
        BodyTooLarge "body_too_large", Interrupted "interrupted", AddressBlocked "address_blocked",
    }
);
mirror!(
    /// Where an event came from.
    EventSource = hookdesk_core::event::EventSource {
        Api "api", Cli "cli", Import "import", Window "window", Sample "sample", Replay "replay",
    }
);
mirror!(
    /// What routing made of an event.
    EventRouting = hookdesk_core::event::EventRouting {
        Matched "matched", NoSubscription "no_subscription", Unmatched "unmatched",
    }
);
mirror!(
    /// How an event's data becomes the body.
    ContentWrap = hookdesk_core::config::ContentWrap { Data "data", Raw "raw", }
);
mirror!(
    /// When the body is fixed.
    PayloadBinding = hookdesk_core::config::PayloadBinding { Snapshot "snapshot", Rebuild "rebuild", }
);
mirror!(
    /// HTTP methods a subscription may use.
    Method = hookdesk_core::config::Method { Post "POST", Put "PUT", Patch "PATCH", Delete "DELETE", Get "GET", }
);
mirror!(
    /// Before or after the method a webhook is named for.
    #[derive(Default)]
    Moment = hookdesk_content::definition::Moment { #[default] Before "before", After "after", }
);
mirror!(
    /// HTTP methods a webhook may use.
    Verb = hookdesk_content::definition::Verb { Post "POST", Put "PUT", Get "GET", Delete "DELETE", }
);
mirror!(
    /// What a name of the catalogue is.
    CatalogueKind = hookdesk_content::catalogue::Kind { Observer "observer", Plugin "plugin", Event "event", }
);
mirror!(
    /// How a signature's bytes are written.
    Encoding = hookdesk_core::config::Encoding { Hex "hex", Base64 "base64", }
);
mirror!(
    /// How an OAuth 2.0 token is had.
    OAuthGrant = hookdesk_core::oauth::Grant {
        ClientCredentials "client_credentials", AuthorizationCode "authorization_code", Custom "custom",
    }
);
mirror!(
    /// How an OAuth 2.0 client shows who it is.
    OAuthClientAuth = hookdesk_core::oauth::ClientAuth {
        Body "body", Basic "basic", Headers "headers", None "none",
    }
);
mirror!(
    /// The method of a token request.
    OAuthMethod = hookdesk_core::oauth::TokenMethod { Post "post", Get "get", }
);
mirror!(
    /// Where the parameters of a token request stand.
    OAuthPlace = hookdesk_core::oauth::Place { Form "form", Json "json", Headers "headers", Query "query", }
);
mirror!(
    /// A way of signing requests.
    Dialect = hookdesk_core::sign::workbench::Dialect {
        Standard "standard", Svix "svix", Aligent "aligent", Mautic "mautic", Shopify "shopify",
        WooCommerce "woocommerce", Adobe "adobe", Stripe "stripe", Convoy "convoy", Hook0 "hook0",
        Outpost "outpost",
    }
);
mirror!(
    /// Why a signature does not hold.
    CauseKind = hookdesk_core::sign::workbench::CauseKind {
        HeaderMissing "header_missing", HeaderMalformed "header_malformed", TimestampStale "timestamp_stale",
        TimestampAhead "timestamp_ahead", TimestampMalformed "timestamp_malformed", Body "body",
        BodyRewritten "body_rewritten", BodyNewline "body_newline", SecretReading "secret_reading",
        Covered "covered", Version "version", Encoding "encoding", CutShort "cut_short", KeyKind "key_kind",
        Mismatch "mismatch",
    }
);
