//! Event names: `entity.verb` chains or a shop's method names.

use std::fmt;

use crate::fault::{Code, Fault};

/// An event name, always in lower case (Aligent lower-cases hook names when it reads them).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventName(String);

impl EventName {
    /// Longest name taken, in bytes.
    pub const MAX_LEN: usize = 200;

    /// Takes `[a-zA-Z0-9._-]+` and lower-cases it.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let legal = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if text.is_empty() || text.len() > Self::MAX_LEN || !legal {
            return Err(Fault::new(
                Code::NameInvalid,
                format!(
                    "\"{}\" is not an event name: 1 to {} characters out of a-z, 0-9, dot, underscore and hyphen",
                    text.chars().take(80).collect::<String>(),
                    Self::MAX_LEN
                ),
            )
            .field("name"));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_checked_and_lower_cased() {
        let longest = "x".repeat(EventName::MAX_LEN);
        for (text, want) in [
            ("sales.order.created", "sales.order.created"),
            ("Sales.Order.CREATED", "sales.order.created"),
            ("observer.sales_order_place_after", "observer.sales_order_place_after"),
            ("a-b_c.9", "a-b_c.9"),
            (".", "."),
            (&longest, &longest),
        ] {
            assert_eq!(EventName::parse(text).map(|n| n.to_string()), Ok(want.to_owned()));
        }
        let too_long = "x".repeat(EventName::MAX_LEN + 1);
        for text in ["", " ", "a b", "a/b", "a\n", "bücher", "a:b", "İ", "a\0", &too_long] {
            let fault = EventName::parse(text).expect_err(text);
            assert_eq!((fault.code, fault.field.as_deref()), (Code::NameInvalid, Some("name")), "{text}");
            assert!(fault.message.len() < 500);
        }
    }

    proptest! {
        #[test]
        fn a_name_read_again_is_the_same(text in "[a-zA-Z0-9._-]{1,200}|\\PC{0,20}") {
            if let Ok(name) = EventName::parse(&text) {
                prop_assert_eq!(EventName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
