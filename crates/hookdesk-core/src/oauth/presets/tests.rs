use super::*;
use crate::oauth::{Asked, TokenRequest, check};

#[test]
fn every_preset_is_whole_but_for_what_is_to_fill_in() {
    for known in PRESETS {
        let base = if known.base_url.is_empty() { "https://shop.test/sub/" } else { "" };
        let mut settings = preset(known.key, base).expect("a preset");
        settings.client_id = "c".to_owned();
        assert_eq!(check(&settings), Ok(()), "{}", known.key);
        assert!(settings.needs_secret() && known.note.ends_with('.'), "{}", known.key);
    }
    let url = |key, base: &str| preset(key, base).map(|settings| settings.token_url);
    assert_eq!(url("mautic", "https://m.test/sub/").as_deref(), Ok("https://m.test/sub/oauth/v2/token"));
    assert_eq!(url("zithara", "").as_deref(), Ok("https://pos-api.zithara.com/v1/generate-access-token"));
    // The address of the API is as good as that of the site.
    for (key, base) in [("mautic", "https://m.test/sub/api/"), ("mautic_client", "https://m.test/sub/api")] {
        assert_eq!(url(key, base).as_deref(), Ok("https://m.test/sub/oauth/v2/token"), "{key}");
    }
    for base in ["https://shop.test/a", "https://shop.test/a/rest", "https://shop.test/a/rest/all/V1/"] {
        let token = "https://shop.test/a/rest/V1/integration/admin/token";
        assert_eq!(url("magento_admin", base).as_deref(), Ok(token), "{base}");
    }
    for (key, base, field) in [
        ("nobody", "https://m.test", "auth.preset"),
        ("mautic", "", "base_url"),
        ("mautic", "https://m.test/?a", "base_url"),
    ] {
        assert_eq!(url(key, base).expect_err("refused").field.as_deref(), Some(field));
    }
}

/// connectors.md B.1 and E.1, to the letter.
#[test]
fn the_requests_are_those_of_the_providers() {
    let asked = |key: &str, base: &str| {
        let mut settings = preset(key, base).expect("a preset");
        settings.client_id = "id".to_owned();
        TokenRequest::token(&settings, Some("geheim"), Asked::Client).expect("a request")
    };
    let zithara = asked("zithara", "");
    assert_eq!((zithara.method, zithara.body.len(), zithara.url.query()), (TokenMethod::Get, 0, None));
    let headers: Vec<(&str, &str)> = zithara.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        headers,
        [
            ("accept", "application/json"),
            ("client_id", "id"),
            ("client_secret", "geheim"),
            ("content-type", "application/json")
        ]
    );
    assert_eq!(zithara.secret_names, ["client_secret"]);
    let magento = asked("magento_admin", "https://shop.test");
    assert_eq!(magento.url.as_str(), "https://shop.test/rest/V1/integration/admin/token");
    assert_eq!(magento.body, br#"{"password":"geheim","username":"id"}"#);
    let ims = asked("adobe_ims", "");
    assert_eq!(
        String::from_utf8_lossy(&ims.body),
        "grant_type=client_credentials&scope=openid+AdobeID+read_organizations+commerce.accs&client_id=id\
         &client_secret=geheim"
    );
}
