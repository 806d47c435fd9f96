use hookdesk_core::fault::Code;
use proptest::prelude::*;

use super::*;

fn path(text: &str) -> Vec<(String, bool)> {
    Path::parse(text).unwrap().segments.into_iter().map(|s| (s.key, s.each)).collect()
}

#[test]
fn paths_are_names_and_lists() {
    assert_eq!(
        path("data.quote_item.sku"),
        [("data".into(), false), ("quote_item".into(), false), ("sku".into(), false)]
    );
    assert_eq!(path("a[].b[].c"), [("a".into(), true), ("b".into(), true), ("c".into(), false)]);
    assert_eq!(path("items[]"), [("items".into(), true)]);
    assert_eq!(path("items.1"), [("items".into(), false), ("1".into(), false)]);
}

#[test]
fn what_is_no_path_is_refused_with_its_place() {
    for (text, says) in [
        ("", "character 1"),
        ("a..b", "character 3"),
        (".a", "character 1"),
        ("a.", "character 3"),
        ("[]", "character 1"),
        ("a.[]", "character 3"),
        ("a[0].b", "character 2"),
        ("a[", "character 2"),
        ("a]", "character 2"),
        ("a[][]", "character 2"),
        ("é.b{", "character 4"),
        ("a\nb", "character 2"),
    ] {
        let fault = Path::parse(text).unwrap_err();
        assert_eq!(fault.code, Code::PathInvalid);
        assert!(fault.message.contains(says), "{text}: {}", fault.message);
    }
    assert!(Path::parse(&"a.".repeat(100_000)).is_err());
}

#[test]
fn chains_have_arguments_and_a_filter() {
    let Source::Context(chain) =
        Source::parse("context_scope_config.get_value{general/locale/code:default}").unwrap()
    else {
        panic!("a path")
    };
    assert_eq!(chain.context, ContextName::ScopeConfig);
    assert_eq!(chain.calls[0].arguments, ["general/locale/code", "default"]);
    assert_eq!(chain.calls[0].key(), "value");

    let chain = Chain::parse("context_checkout_session.get_quote.get_items[qty, product.name]").unwrap();
    assert_eq!(chain.calls.len(), 2);
    assert_eq!(
        chain.filter.unwrap().iter().map(Path::to_string).collect::<Vec<_>>(),
        ["qty", "product.name"]
    );

    let chain = Chain::parse("context_http_request.get_header{X-Custom-Header}[a]").unwrap();
    assert_eq!((chain.calls[0].arguments.len(), chain.filter.unwrap().len()), (1, 1));
}

#[test]
fn what_is_no_chain_is_refused() {
    for text in [
        "context_store",
        "context_store.",
        "context_store.get_store.",
        "context_store.get_store{a",
        "context_store.get_store}",
        "context_store.get_store{{a}}",
        "context_store.get_store[a",
        "context_store.get_store]",
        "context_store.get_store[]",
        "context_store.get_store[a,]",
        "context_store.get_store[a[].b]",
        "context_store.get_store[a].get_id",
        "context_store.get store",
        "context_store..get_id",
    ] {
        assert_eq!(Chain::parse(text).map(drop).unwrap_err().code, Code::ContextInvalid, "{text}");
    }
    let fault = Source::parse("context_registry.get_x").unwrap_err();
    assert_eq!(fault.code, Code::ContextUnknown);
    assert!(fault.message.contains("context_checkout_session"), "{}", fault.message);
}

proptest! {
    #[test]
    fn what_is_read_is_written_the_same(text in "(context_store\\.)?[a-c\\[\\]{}:.,]{0,24}") {
        if let Ok(source) = Source::parse(&text) {
            prop_assert_eq!(source.to_string(), text);
        }
    }
}
