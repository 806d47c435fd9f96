//! What is wrong with a webhook beside its content, and what may not be meant.

use hookdesk_core::{Code, Fault, weburl};

use super::{ConsoleOauth, Webhook};
use crate::template::Text;

/// Longest method, name or batch.
const LONGEST_NAME: usize = 255;
/// Longest URL or message.
const LONGEST_TEXT: usize = 2_000;

impl Webhook {
    /// All that is wrong, but for the content, which is compiled. Fields are named from the webhook's root.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !is_method(&self.method) {
            let message = "a method is observer.<event> or plugin.<path>.<method>: letters, digits, \"_\", \".\" and \"-\"";
            faults.push(Fault::new(Code::NameInvalid, message).field("method"));
        }
        for (field, name) in [("batch", &self.batch), ("name", &self.name)] {
            if !is_name(name) {
                let message = format!("a hook's {field} is letters, digits and \"_\"");
                faults.push(
                    Fault::new(Code::NameInvalid, message)
                        .field(field)
                        .next("Use letters, digits and \"_\" only."),
                );
            }
        }
        faults.extend(url(&self.url));
        let message = self.fallback_error_message.as_deref().unwrap_or_default();
        if message.len() > LONGEST_TEXT || message.chars().any(|c| c.is_control() && c != '\n') {
            let what = "a fallback message is text of at most 2,000 characters, without control characters";
            faults.push(Fault::new(Code::WebhookInvalid, what).field("fallback_error_message"));
        }
        if let Some(oauth) = &self.oauth {
            let parts = [
                ("oauth.client_id", &oauth.client_id),
                ("oauth.client_secret", &oauth.client_secret),
                ("oauth.org_id", &oauth.org_id),
            ];
            for (field, text) in parts {
                if text.trim().is_empty() {
                    let message = format!("Developer Console credentials need the {field}");
                    faults.push(Fault::new(Code::WebhookInvalid, message).field(field));
                }
                faults.extend(Text::header(text).err().map(|fault| fault.field(field)));
            }
            if !oauth.client_secret.is_empty() && !ConsoleOauth::is_reference(&oauth.client_secret) {
                let message = "the client secret stands there in plain text";
                faults.push(
                    Fault::new(Code::PlaceholderInvalid, message)
                        .field("oauth.client_secret")
                        .next("Store it as a secret and write {secret:NAME} here, or {env:NAME}."),
                );
            }
        }
        faults
    }

    /// What works, and may not be meant: one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let lower = self.method.to_ascii_lowercase();
        if !lower.starts_with("observer.") && !lower.starts_with("plugin.") {
            warnings
                .push("Adobe Commerce knows only methods that begin with observer. or plugin.".to_owned());
        }
        if self.timeout_ms > 0 && self.soft_timeout_ms >= self.timeout_ms {
            warnings.push("The soft timeout is never reached: the hard one comes first.".to_owned());
        }
        if !self.ssl_verification {
            warnings
                .push("The endpoint's certificate is not checked; use this for development only.".to_owned());
            if self.ssl_certificate_path.as_deref().is_some_and(|path| !path.is_empty()) {
                warnings
                    .push("The certificate file is ignored while certificates are not checked.".to_owned());
            }
        }
        warnings
    }
}

fn is_method(text: &str) -> bool {
    let parts = text.len() <= LONGEST_NAME && text.split('.').all(|part| !part.is_empty());
    parts && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The URL with a letter in the place of each placeholder and merge tag must be one; where it begins with one, only the
/// run can tell.
fn url(text: &str) -> Option<Fault> {
    let invalid = |what: &str| Some(Fault::new(Code::UrlInvalid, what).field("url"));
    if text.trim().is_empty() {
        return invalid("a hook needs a URL");
    }
    if text.len() > LONGEST_TEXT || text.chars().any(char::is_control) {
        return invalid("a URL is at most 2,000 characters long and holds no control characters");
    }
    let Some(plain) = without_tags(text) else { return invalid("a brace in the URL has no partner") };
    if text.trim_start().starts_with('{') {
        return None;
    }
    weburl::check("url", &plain).err()
}

/// `{…}` and `{{ … }}` as one letter each; `None` where one is not closed.
fn without_tags(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        plain.push_str(&rest[..at]);
        let close = if rest[at..].starts_with("{{") { "}}" } else { "}" };
        let end = rest[at..].find(close)? + at + close.len();
        plain.push('x');
        rest = &rest[end..];
    }
    plain.push_str(rest);
    (!rest.contains('}')).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::super::Moment;
    use super::*;

    fn webhook() -> Webhook {
        Webhook {
            url: "https://endpoint.test/hook".to_owned(),
            ..Webhook::new("observer.sales_order_place_after", Moment::Before, "validate", "stock")
        }
    }

    fn fields(webhook: &Webhook) -> Vec<String> {
        webhook.check().into_iter().filter_map(|fault| fault.field).collect()
    }

    #[test]
    fn each_part_is_named_where_it_is_wrong_and_all_at_once() {
        assert_eq!(fields(&webhook()), [""; 0]);
        let wrong = Webhook {
            method: "observer..x".to_owned(),
            batch: "a b".to_owned(),
            name: String::new(),
            url: "ftp://x/".to_owned(),
            fallback_error_message: Some("\u{7}".to_owned()),
            ..webhook()
        };
        assert_eq!(fields(&wrong), ["method", "batch", "name", "url", "fallback_error_message"]);
    }

    #[test]
    fn a_url_may_hold_placeholders_and_merge_tags() {
        for (url, ok) in [
            ("https://a.test/{env:PATH}?sku={{ data.sku }}", true),
            ("{env:BASE}/hook", true),
            ("https://{env:HOST}/", true),
            ("https://a.test/{env:X", false),
            ("https://a.test/x}", false),
            ("https://a.test/{{ x }", false),
            ("", false),
            ("/relative", false),
            ("https://a.test/\n", false),
        ] {
            assert_eq!(fields(&Webhook { url: url.to_owned(), ..webhook() }).is_empty(), ok, "{url}");
        }
    }

    #[test]
    fn a_client_secret_is_a_reference() {
        for (secret, ok) in [
            ("{secret:ims}", true),
            ("{env:IMS}", true),
            ("{env:}", false),
            ("p8e-123", false),
            ("x{env:A}", false),
            ("", false),
        ] {
            let oauth = ConsoleOauth {
                client_id: "id".to_owned(),
                client_secret: secret.to_owned(),
                org_id: "org".to_owned(),
                environment: None,
            };
            let found = fields(&Webhook { oauth: Some(oauth), ..webhook() });
            assert_eq!(found.is_empty(), ok, "{secret}: {found:?}");
        }
    }

    #[test]
    fn what_may_not_be_meant_is_said() {
        let odd = Webhook {
            method: "my.own".to_owned(),
            timeout_ms: 1_000,
            soft_timeout_ms: 5_000,
            ssl_verification: false,
            ssl_certificate_path: Some("ca.pem".to_owned()),
            ..webhook()
        };
        assert_eq!((odd.check().len(), odd.warnings().len()), (0, 4));
        assert!(webhook().warnings().is_empty());
    }
}
