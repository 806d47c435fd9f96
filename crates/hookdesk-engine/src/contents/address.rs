//! Recipients' addresses with merge tags: `https://erp.test/orders?sku={{ data.sku }}`.

use hookdesk_content::template::Text;
use hookdesk_core::Fault;
use hookdesk_core::config::Recipient;

/// A compiled address, or path below a connection.
pub(crate) struct Address(pub Text);

impl Address {
    /// `None` where there is nothing to fill in.
    pub fn of(recipient: &Recipient) -> Option<Result<Self, Fault>> {
        let (text, field) = match recipient {
            Recipient::Url { url } => (url, "recipient.url"),
            Recipient::Connection { path, .. } => (path, "recipient.path"),
        };
        if !text.contains("{{") && !text.contains("{%") {
            return None;
        }
        Some(Text::address(text).map(Self).map_err(|fault| fault.field(field)))
    }

    /// The recipient with its address filled in.
    pub fn put(recipient: &Recipient, filled: String) -> Recipient {
        match recipient {
            Recipient::Url { .. } => Recipient::Url { url: filled },
            Recipient::Connection { id, .. } => Recipient::Connection { id: *id, path: filled },
        }
    }
}
