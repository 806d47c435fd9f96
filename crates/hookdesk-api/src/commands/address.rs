//! Recipients' addresses with merge tags: `https://erp.test/orders?sku={{ data.sku }}`.

use hookdesk_content::template::Text;
use hookdesk_core::{Code, Fault, weburl};
use url::Url;

/// Whether there is something to fill in.
pub fn has_tags(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// Checks an address with tags: they can be read, and what stands around them is an address whose host is fixed.
pub fn check(field: &str, text: &str) -> Result<(), Fault> {
    let plain = without_tags(field, text)?;
    let checked = weburl::check(field, &plain)?;
    let refused = |why: &str| Err(Fault::new(Code::UrlInvalid, why).field(field));
    if checked.userinfo.is_some() {
        return refused(
            "a URL with merge tags holds no user name or password; use a connection's authentication",
        );
    }
    // Where a message goes is not for its event to say.
    match Url::parse(text.trim()) {
        Ok(whole) if whole.host() == checked.url.host() && whole.port() == checked.url.port() => Ok(()),
        _ => refused("merge tags stand in the path and the query only"),
    }
}

/// The text with a letter in the place of each tag. Faults where a tag cannot be read, or where a placeholder stands:
/// secrets belong to a connection.
pub fn without_tags(field: &str, text: &str) -> Result<String, Fault> {
    if !has_tags(text) {
        return Ok(text.to_owned());
    }
    Text::address(text).map_err(|fault| fault.field(field))?;
    for open in ["{env:", "{secret:", "{config:"] {
        if text.contains(open) {
            return Err(Fault::new(
                Code::UrlInvalid,
                format!("{open}…}} does not stand in a recipient's URL"),
            )
            .field(field)
            .next("Put the secret into a connection's authentication and send to that connection."));
        }
    }
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        plain.push_str(&rest[..at]);
        let close = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        let Some(end) = rest[at..].find(close) else { break };
        plain.push('x');
        rest = &rest[at + end + close.len()..];
    }
    plain.push_str(rest);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_in_path_and_query_and_nowhere_else() {
        for (text, ok) in [
            ("https://erp.test/orders?sku={{ data.sku }}", true),
            ("https://erp.test/orders/{{ data.id }}/lines?a=1", true),
            ("https://{{ data.host }}/", false),
            ("https://erp.test.{{ data.host }}/", false),
            ("https://erp.test{{ data.host }}/", false),
            ("https://erp.test:{{ data.port }}/", false),
            ("{{ data.url }}", false),
            ("https://jane:secret@erp.test/{{ data.id }}", false),
            ("https://erp.test/?t={secret:erp}&id={{ id }}", false),
            ("https://erp.test/?id={{ data. }}", false),
            ("https://erp.test/?id={{ data.id", false),
            ("https://erp.test/?id={{ id }}#x", false),
        ] {
            let got = check("recipient.url", text);
            assert_eq!(got.is_ok(), ok, "{text}: {got:?}");
            assert!(got.err().is_none_or(|fault| fault.field.as_deref() == Some("recipient.url")), "{text}");
        }
    }
}
