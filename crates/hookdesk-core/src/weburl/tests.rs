use proptest::prelude::*;

use super::*;

fn checked(text: &str) -> CheckedUrl {
    check("url", text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

#[test]
fn full_web_addresses_pass() {
    for (text, want) in [
        ("https://shop.test", "https://shop.test/"),
        ("  http://127.0.0.1:8080/a?b=c ", "http://127.0.0.1:8080/a?b=c"),
        ("HTTPS://Shop.Test/Path", "https://shop.test/Path"),
        ("http://[::1]:9/x", "http://[::1]:9/x"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://localhost", "http://localhost/"),
        ("https://shop.test:443/", "https://shop.test/"),
        ("https://@shop.test/", "https://shop.test/"),
    ] {
        let got = checked(text);
        assert_eq!((got.url.as_str(), got.userinfo), (want, None), "{text}");
    }
}

#[test]
fn everything_else_is_refused_with_its_field() {
    for text in [
        "",
        "shop.test",
        "/path",
        "//shop.test",
        "ftp://shop.test",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:,x",
        "http:shop.test",
        "http:/shop.test",
        "http://",
        "https:///",
        "https://?x",
        "http://a b/",
        "http://shop.test/a b",
        "http://shop.test/\r\nx: y",
        "http://shop.test/\0",
        "ht\ntp://shop.test",
        "http://good.test\\@evil.test/",
        "http:\\\\shop.test",
        "http://shop.test/#top",
        "http://shop.test#",
        "http://shop.test:0/",
        "http://shop.test:99999/",
        "http://[fe80::1%25eth0]/",
        "http://256.1.1.1/",
        "http://us%3Aer:pw@shop.test/",
        "http://a%0d%0ab:pw@shop.test/",
        "http://a:%ff@shop.test/",
    ] {
        let fault = check("recipient.url", text).expect_err(text);
        assert_eq!(fault.code, Code::UrlInvalid, "{text}");
        assert_eq!(fault.field.as_deref(), Some("recipient.url"), "{text}");
    }
    assert!(check("url", &format!("http://a/{}", "x".repeat(MAX_LEN - 9))).is_ok());
    assert!(check("url", &format!("http://a/{}", "x".repeat(MAX_LEN - 8))).is_err());
}

#[test]
fn userinfo_moves_out_decoded() {
    for (text, user, password) in [
        ("http://jane:s%3Acret%40@shop.test/x", "jane", "s:cret@"),
        ("http://jane@shop.test/x", "jane", ""),
        ("http://:pw@shop.test/x", "", "pw"),
        ("http://z%C3%A9:100%@shop.test/x", "zé", "100%"),
    ] {
        let got = checked(text);
        assert_eq!(got.url.as_str(), "http://shop.test/x");
        assert_eq!(got.userinfo, Some((user.to_owned(), password.to_owned())), "{text}");
        assert!(password.is_empty() || !format!("{got:?}").contains(password));
    }
}

#[test]
fn no_fault_repeats_a_password() {
    for text in [
        "http://jane:hunter2@shop.test/#x",
        "http://jane:hunter2@[bad/",
        "http://jane:hunter2%00@a/",
        "jane:hunter2@a",
    ] {
        assert!(!format!("{:?}", check("url", text).unwrap_err()).contains("hunter2"), "{text}");
    }
}

#[test]
fn a_path_goes_below_the_base() {
    for (base, path, want) in [
        ("https://m.test", "", "https://m.test/"),
        ("https://m.test/sub", "", "https://m.test/sub"),
        ("https://m.test/sub/", "", "https://m.test/sub/"),
        ("https://m.test", "api/contacts/new", "https://m.test/api/contacts/new"),
        ("https://m.test/sub", "/api/x", "https://m.test/sub/api/x"),
        ("https://m.test/sub/", "api/x/", "https://m.test/sub/api/x/"),
        ("https://m.test/sub", "//evil.test/x", "https://m.test/sub/evil.test/x"),
        ("https://m.test/sub", "a?b=c/../d", "https://m.test/sub/a?b=c/../d"),
        ("https://m.test/sub", "?b=c", "https://m.test/sub?b=c"),
        ("https://m.test", "a b/ü", "https://m.test/a%20b/%C3%BC"),
        ("https://m.test", "a@b:c", "https://m.test/a@b:c"),
        ("https://m.test", "...", "https://m.test/..."),
    ] {
        assert_eq!(join(base, path).map(String::from), Ok(want.to_owned()), "{base} + {path}");
    }
}

#[test]
fn a_path_that_climbs_is_refused() {
    for path in [
        "..",
        "../x",
        "a/../../x",
        "a/./b",
        "%2e%2e/x",
        ".%2E/x",
        "a%2f..%2fx",
        "..%5cx",
        "..\\x",
        ".\t./x",
        "a#b",
        "a\r\nb",
        "http://evil.test/",
        "a?b\nc",
    ] {
        assert_eq!(join("https://m.test/sub", path).unwrap_err().field.as_deref(), Some("path"), "{path}");
    }
    for base in ["m.test", "https://m.test/?a=b", "https://u:p@m.test/", "https://m.test/#x"] {
        assert_eq!(join(base, "x").unwrap_err().field.as_deref(), Some("base_url"), "{base}");
    }
}

#[test]
fn secrets_in_a_url_are_not_shown() {
    for (text, want) in [
        ("https://u:p@m.test/a?x=1#f", "https://m.test/a?x=1"),
        ("https://m.test/?a=1&access_key=k1&b=2", "https://m.test/?a=1&access_key=[redacted]&b=2"),
        ("https://m.test/?API_KEY=k", "https://m.test/?API_KEY=[redacted]"),
        (
            "https://m.test/?bwfan_autonami_webhook_key=k",
            "https://m.test/?bwfan_autonami_webhook_key=[redacted]",
        ),
        (
            "https://m.test/?access_token=a&refresh_token=b",
            "https://m.test/?access_token=[redacted]&refresh_token=[redacted]",
        ),
        (
            "https://m.test/?oauth_signature=a&client_secret=b",
            "https://m.test/?oauth_signature=[redacted]&client_secret=[redacted]",
        ),
        (
            "https://m.test/?key=a&sig=b&password=c",
            "https://m.test/?key=[redacted]&sig=[redacted]&password=[redacted]",
        ),
        ("https://m.test/?to%6ben=a=b", "https://m.test/?to%6ben=[redacted]"),
        ("https://m.test/?auth%5Btoken%5D=a", "https://m.test/?auth%5Btoken%5D=[redacted]"),
        ("https://m.test/?%ff=a", "https://m.test/?%ff=[redacted]"),
        ("https://m.test/?token=&token&keyword=x", "https://m.test/?token=&token&keyword=x"),
        (
            "https://m.test/?consumerKey=a&licensekey=b",
            "https://m.test/?consumerKey=[redacted]&licensekey=[redacted]",
        ),
        ("https://m.test/a?", "https://m.test/a?"),
    ] {
        assert_eq!(redact(&Url::parse(text).expect(text)), want);
    }
}

#[test]
fn an_escape_that_is_no_utf8_does_not_hide_dots() {
    for path in ["../x%e0", "%e0/../../x", "a%ff/%2e%2e/b", "%2E./\u{e9}%e9"] {
        let fault = join("https://m.test/sub/api", path).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("path"), "{path}");
    }
    let kept = join("https://m.test/sub", "caf%e9").map(String::from);
    assert_eq!(kept, Ok("https://m.test/sub/caf%e9".to_owned()));
}

proptest! {
    #[test]
    fn joining_never_leaves_the_base(path in "[a-z./\\\\%2eEfF5cC?#@: \\t]{0,24}|\\PC{0,24}") {
        if let Ok(url) = join("https://m.test/sub", &path) {
            prop_assert_eq!(url.host_str(), Some("m.test"));
            prop_assert!(url.path() == "/sub" || url.path().starts_with("/sub/"), "{}", url);
            prop_assert!(url.fragment().is_none() && url.username().is_empty());
        }
    }

    #[test]
    fn what_passes_once_passes_again_unchanged(text in "https?://[a-z0-9:@.%/?&=-]{1,40}|\\PC{0,40}") {
        if let Ok(first) = check("url", &text) {
            prop_assert!(matches!(first.url.scheme(), "http" | "https"));
            let again = check("url", first.url.as_str()).map_err(|f| TestCaseError::fail(f.to_string()))?;
            prop_assert_eq!(again.url, first.url);
            prop_assert_eq!(again.userinfo, None);
        }
    }

    #[test]
    fn a_secret_parameter_never_survives(value in "[a-zA-Z0-9]{12}", user in "[a-z]{8}") {
        let url = Url::parse(&format!("https://{user}:{value}@m.test/p?q=1&api_key={value}&x[secret]={value}#{value}"))
            .map_err(|e| TestCaseError::fail(e.to_string()))?;
        let shown = redact(&url);
        prop_assert!(!shown.contains(&value) && !shown.contains(&user));
    }
}
