//! The one error that reaches a person: a stable code, what happened, and what to do next.

use std::fmt;

macro_rules! codes {
    ($($variant:ident $text:literal $status:literal $next:literal;)*) => {
        /// Every code a person or a script may meet. The text never changes once released.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $next] $variant,)* }

        impl Code {
            /// All codes, for the reference table and the window's wording.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable text, `area.what`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// The HTTP status the loopback API answers with.
            pub fn http_status(self) -> u16 {
                match self { $(Code::$variant => $status,)* }
            }

            /// What to do next, where the place that failed says nothing better.
            pub fn next(self) -> &'static str {
                match self { $(Code::$variant => $next,)* }
            }
        }
    };
}

codes! {
    JsonMalformed "json.malformed" 400 "Mend the JSON at the place named and send it again.";
    InputInvalid "input.invalid" 400 "Correct the field named and try again.";
    InputUnknownField "input.unknown_field" 400 "Remove the field named, or correct its spelling.";
    BodyTooLarge "body.too_large" 413 "Send less than 5 MiB at once; split large imports into several calls.";
    NameInvalid "name.invalid" 400 "Use letters, digits, dot, underscore and hyphen only.";
    UrlInvalid "url.invalid" 400 "Give a full http:// or https:// address.";
    HeaderInvalid "header.invalid" 400 "Use a plain header name and a value without line breaks.";
    HookUnknown "hook.unknown" 400 "Add the hook first, or correct the event name.";
    HookExists "hook.exists" 409 "Open the existing hook, or choose another name.";
    HookInUse "hook.in_use" 409 "Delete the hook's subscriptions first.";
    ConnectionInUse "connection.in_use" 409 "Point its subscriptions elsewhere first.";
    SecretNoKey "secret.no_key" 409 "Choose how secrets are kept: the system's key store or a passphrase (Settings > Security, or HOOKDESK_PASSPHRASE).";
    SecretLocked "secret.locked" 409 "Unlock with the passphrase (Settings > Security, or HOOKDESK_PASSPHRASE).";
    SecretWrongPassphrase "secret.wrong_passphrase" 403 "Check the passphrase and try again.";
    SecretUnreadable "secret.unreadable" 500 "Enter the credential again; the stored one does not open with this key.";
    SigningKeyInvalid "signing.key_invalid" 400 "Give a secret of the form the signing scheme needs.";
    PathInvalid "path.invalid" 400 "Write names joined by dots, lists as name[]: order.items[].sku.";
    ContextInvalid "context.invalid" 400 "Write context_name.get_method{argument}[field,nested.field].";
    ContextUnknown "context.unknown" 400 "Choose one of the contexts named.";
    ConverterInvalid "converter.invalid" 400 "Choose a converter from the list and give it the arguments it needs.";
    FieldClash "field.clash" 400 "Rename one of the two fields, or leave one out.";
    RuleInvalid "rule.invalid" 400 "Correct the rule named: its field, its operator or its value.";
    TemplateInvalid "template.invalid" 400 "Correct the merge tag named.";
    PlaceholderInvalid "placeholder.invalid" 400 "Allow the variable in Settings, or correct its name.";
    XmlMalformed "xml.malformed" 400 "Mend the XML at the place named and import it again.";
    XmlRefused "xml.refused" 400 "Remove what is named: such XML is never read.";
    WebhookExists "webhook.exists" 409 "Unsubscribe the existing hook first, or edit it.";
    WebhookInvalid "webhook.invalid" 400 "Correct the part of the hook that is named.";
    OperationInvalid "operation.invalid" 502 "Correct the endpoint's answer: an operation or a list of operations.";
    AddressMoved "address.moved" 409 "Look at the addresses once more, and consent if they are right.";
    NotFound "not_found" 404 "Reload the list; it may have been deleted.";
    MessageBusy "message.busy" 409 "Wait until the running attempt has ended, then try again.";
    MessageNoWay "message.not_allowed" 409 "Choose an action that fits the message's state.";
    EventDuplicate "event.duplicate_id" 200 "Use a new id for a new event; this id's first event stands.";
    AuthMissing "auth.missing" 401 "Send the token from the data directory as Authorization: Bearer.";
    AuthOrigin "auth.origin" 403 "Call the loopback address itself, not through another host name or page.";
    AuthTokenMissing "auth.token_missing" 409 "Authorize the connection (Connections, or `hookdesk connections authorize`).";
    AuthRefused "auth.refused" 502 "Correct the connection's authentication and authorize again.";
    AuthUnreachable "auth.unreachable" 502 "Check the token address and the network, then try again.";
    AuthBusy "auth.busy" 409 "Finish the authorization that is running, or cancel it first.";
    AuthTimeout "auth.timed_out" 409 "Authorize again and agree in the browser while Hookdesk waits.";
    AuthCancelled "auth.cancelled" 409 "Authorize again when you are ready.";
    AuthDiscovery "auth.discovery" 502 "Check the issuer, or enter the addresses by hand.";
    EngineLocked "engine.locked" 409 "Use the running Hookdesk, or stop it first.";
    EngineUnreachable "engine.unreachable" 503 "Start it with `hookdesk serve`, or wait until it answers.";
    EngineStopping "engine.stopping" 503 "Wait until it has stopped, then start it again.";
    ProofFailed "proof.failed" 500 "Read the detail; run `hookdesk doctor` and try again.";
    ProofStopped "proof.stopped" 409 "Start it again when there is time for it.";
    StoreReadOnly "store.read_only" 507 "Make the data directory writable, then start again.";
    StoreFull "store.full" 507 "Free disk space; nothing new is accepted until then.";
    StoreNewer "store.newer_version" 409 "Install the newer Hookdesk that wrote this file, or restore the backup made before it.";
    StoreCorrupt "store.corrupt" 500 "Stop Hookdesk and restore the latest backup named here.";
    StoreFailed "store.failed" 500 "Run `hookdesk doctor`; the log has the details.";
    RecipientUnreachable "recipient.unreachable" 502 "Check the address and that the receiver is running.";
    SampleRunning "sample.running" 409 "Remove the sample data first.";
    Internal "internal" 500 "This is a defect in Hookdesk; the log has the details.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A failure, ready to be shown: invariant 8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable, for scripts and for the window's wording.
    pub code: Code,
    /// One sentence: what happened.
    pub message: String,
    /// One sentence: what to do next.
    pub next: String,
    /// The input field it is about, in dotted form, where there is one.
    pub field: Option<String>,
    /// More for the curious: positions, paths, the operating system's own words. Never a secret.
    pub detail: Option<String>,
}

impl Fault {
    /// A fault with its code's usual advice.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), next: code.next().to_owned(), field: None, detail: None }
    }

    /// Shorthand for bad input in one named field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::new(Code::InputInvalid, message).field(field)
    }

    /// Several in one: the first, with the places of the others as its detail.
    pub fn first_of(faults: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut faults = faults.into_iter();
        let first = faults.next()?;
        let others = faults.map(|fault| match &fault.field {
            Some(field) => format!("{field}: {}", fault.message),
            None => fault.message,
        });
        let detail: Vec<String> = first.detail.iter().cloned().chain(others).collect();
        Some(Self { detail: (!detail.is_empty()).then(|| detail.join("; ")), ..first })
    }

    /// Shorthand for something that is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// Names the input field.
    pub fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Adds detail.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Better advice than the code's own.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_each_is_complete() {
        let texts: HashSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), Code::ALL.len());
        for code in Code::ALL {
            let text = code.as_str();
            assert!(
                !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b)),
                "{text}"
            );
            assert!(code.next().ends_with('.'), "{text}: advice is a sentence");
            assert!(code.http_status() == 200 || (400..600).contains(&code.http_status()), "{text}");
        }
    }

    #[test]
    fn a_fault_carries_its_codes_advice_unless_there_is_better() {
        let fault = Fault::invalid("retry.retries", "too many").detail("101");
        assert_eq!((fault.code, fault.next.as_str()), (Code::InputInvalid, Code::InputInvalid.next()));
        assert_eq!((fault.field.as_deref(), fault.detail.as_deref()), (Some("retry.retries"), Some("101")));
        assert_eq!(fault.to_string(), "too many [input.invalid]");
        assert_eq!(Fault::not_found("gone").next("Look elsewhere.").next, "Look elsewhere.");
    }
}
