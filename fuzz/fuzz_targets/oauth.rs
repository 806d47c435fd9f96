//! OAuth: settings, answers, callbacks, descriptions and signed requests. Whatever comes, nothing is sent in clear, no
//! token is taken that no request could carry, no code without the state, and no secret is shown.
#![no_main]

use hookdesk_core::Code;
use hookdesk_core::config::Auth;
use hookdesk_core::oauth::{
    self, AnswerForm, Asked, OAuth2, TokenAnswer, TokenRequest, TokenSet, authorize, discovery, one, problem,
    told,
};
use libfuzzer_sys::fuzz_target;
use url::Url;

const SECRET: &str = "geheim-7f3a";
const STATE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

// The first byte says what the rest is.
fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    match kind % 5 {
        0 => settings(rest),
        1 => answer(rest),
        2 => callback(rest),
        3 => description(rest),
        _ => signed(rest),
    }
});

fn settings(input: &[u8]) {
    let Ok(settings) = serde_json::from_slice::<OAuth2>(input) else { return };
    let Err(faults) = oauth::check(&settings) else {
        let code = Asked::Code { code: SECRET, redirect_uri: "http://127.0.0.1:1/", verifier: Some(SECRET) };
        for asked in [Asked::Client, code, Asked::Refresh { token: SECRET }] {
            let made =
                TokenRequest::token(&settings, Some(SECRET), asked).expect("good settings make a request");
            assert!(made.url.scheme() == "https" || made.url.host_str().is_some_and(loopback));
            assert!(!format!("{made:?}").contains(SECRET));
        }
        if settings.authorize_url.is_some() {
            let page = authorize::url(&settings, "http://127.0.0.1:1/", STATE, None).expect("a page");
            assert!(page.as_str().contains(STATE));
        }
        return;
    };
    assert!(
        !faults.is_empty()
            && faults.iter().all(|f| f.field.as_deref().is_some_and(|f| f.starts_with("auth.")))
    );
}

fn loopback(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || host.starts_with("127.") || host.starts_with("[::ffff:7f")
}

// The place of the token in a line, then the body; the line's first byte is the status.
fn answer(input: &[u8]) {
    let at = input.iter().position(|b| *b == b'\n').unwrap_or(input.len());
    let (line, body) = (&input[..at], input.get(at + 1..).unwrap_or_default());
    let status = line.first().map_or(200, |b| if *b < 0x20 { u16::from(*b) * 25 } else { 200 });
    let token = String::from_utf8_lossy(line).into_owned();
    let form = AnswerForm { token, ..AnswerForm::default() };
    let answer = TokenAnswer { status, content_type: None, body, truncated: false };
    for form in [&form, &AnswerForm::default()] {
        match TokenSet::read(form, answer, &[SECRET]) {
            Ok(set) => {
                assert!((200..300).contains(&status));
                for token in std::iter::once(&set.access).chain(&set.refresh) {
                    assert!(!token.is_empty() && token.len() <= oauth::MAX_TOKEN);
                    assert!(token.bytes().all(|b| matches!(b, 0x20..=0x7e)));
                    assert!(
                        token.len() < 12
                            || !format!("{set:?}").contains(token.as_str())
                            || told_twice(&set, token)
                    );
                }
                assert!(set.lifetime_s != Some(0));
            }
            Err(refusal) => {
                let (what, next) = refusal.in_words();
                assert!(!what.contains(SECRET) && what.chars().count() < 700 && next.ends_with('.'));
                assert!(!what.chars().any(char::is_control));
            }
        }
    }
    let refusal =
        told::Refusal { status: 401, www_authenticate: None, body, skew_ms: Some(i64::from(status)) };
    let one = Auth::OAuth1 {
        consumer_key: String::new(),
        token: String::new(),
        signature_url_http: false,
        clock_offset_s: 0,
    };
    for auth in [Auth::Bearer, one] {
        if let Some((what, next)) = told::in_words(&auth, refusal) {
            assert!(what.ends_with('.') && next.ends_with('.'));
        }
    }
    problem::read(std::str::from_utf8(line).ok(), body);
}

/// A provider may repeat its token as the scope; that is its own to tell.
fn told_twice(set: &TokenSet, token: &str) -> bool {
    set.scope.iter().chain(&set.token_type).any(|text| text.contains(token))
}

fn callback(input: &[u8]) {
    let query = String::from_utf8_lossy(input);
    match authorize::read_callback(&query, STATE, Some("https://login.test")) {
        Ok(code) => assert!(!code.is_empty() && query.contains("state")),
        Err(refusal) => {
            let (what, _) = refusal.in_words();
            assert!(what.ends_with('.') && what.chars().count() < 900 && !what.chars().any(char::is_control));
        }
    }
    assert!(
        authorize::read_callback(&query, "another state, with a space", None).is_err() || query.len() > 27
    );
}

// The issuer in a line, then the document.
fn description(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (issuer, document) = text.split_once('\n').unwrap_or(("https://login.test", &text));
    let urls = discovery::urls(issuer);
    let answer = TokenAnswer { status: 200, content_type: None, body: document.as_bytes(), truncated: false };
    match discovery::read(issuer, answer) {
        Err(fault) => assert_eq!(fault.code, Code::AuthDiscovery),
        Ok(found) => {
            let mut settings = OAuth2 { client_id: "c".to_owned(), ..OAuth2::default() };
            found.fill(&mut settings);
            // What is filled in is as good as what a person may enter; the issuer itself came from one.
            if urls.is_ok() && oauth::check(&settings).is_err() {
                panic!("{settings:?}");
            }
        }
    }
}

// Consumer key, token, both secrets and the method in a line each, then URL and form.
fn signed(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.splitn(6, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (consumer_key, token, nonce, method, url, form) = (line(), line(), line(), line(), line(), line());
    let Ok(mut url) = Url::parse(url) else { return };
    if !matches!(url.scheme(), "http" | "https") {
        return;
    }
    let plain = url.query().map(one::plain_query);
    let secrets = one::Secrets {
        consumer_secret: SECRET.to_owned(),
        token_secret: SECRET.to_owned(),
        token: String::new(),
    };
    let signer = one::Signer { consumer_key, token, secrets: &secrets, realm: None, as_http: false };
    let form = (!form.is_empty()).then_some(form.as_bytes());
    let before = url.clone();
    url.set_query(plain.as_deref());
    assert_eq!(url.query(), plain.as_deref());
    let request = |url| one::Request { method, url, form, nonce, timestamp: 1 };
    assert_eq!(one::base_string(signer, request(&url)), one::base_string(signer, request(&before)));
    let header = one::authorization(signer, request(&url)).expect("a header");
    assert!(header.bytes().all(|b| matches!(b, 0x20..=0x7e)));
    // A key or a nonce that holds it by itself goes out as it is.
    assert!(text.contains(SECRET) || !header.contains(SECRET));
}
