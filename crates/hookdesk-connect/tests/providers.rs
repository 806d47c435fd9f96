//! Token requests as they go out, to the faithful Mautic and Zithara of the test kit: what each grants and refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::time::Duration;

use bytes::Bytes;
use common::{answered, client, failed, post as outgoing, send};
use hookdesk_connect::{Exchange, Outgoing};
use hookdesk_core::address::Private;
use hookdesk_core::message::TransportClass;
use hookdesk_core::oauth::authorize::{self, read_callback};
use hookdesk_core::oauth::{
    Asked, ClientAuth, OAuth2, Pkce, Place, RefusalKind, TokenAnswer, TokenMethod, TokenRefusal,
    TokenRequest, TokenSet, preset,
};
use hookdesk_testkit::{ErrorBody, Mautic, MauticClient, Oddity, Zithara, get, post};
use url::Url;

fn out(request: TokenRequest) -> Outgoing {
    Outgoing {
        method: match request.method {
            TokenMethod::Get => http::Method::GET,
            TokenMethod::Post => http::Method::POST,
        },
        url: request.url,
        headers: request.headers,
        secret_names: request.secret_names,
        body: Bytes::from(request.body),
        timeout: Duration::from_secs(30),
        private: Private::Any,
    }
}

fn read(settings: &OAuth2, exchange: &Exchange) -> Result<TokenSet, TokenRefusal> {
    let response = exchange.response.clone().unwrap_or_default();
    let content_type = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let answer = TokenAnswer {
        status: answered(exchange),
        content_type: content_type.map(|(_, value)| value.as_str()),
        body: &response.body,
        truncated: response.truncated,
    };
    TokenSet::read(&settings.answer, answer, &[])
}

async fn ask(settings: &OAuth2, secret: &str, asked: Asked<'_>) -> Result<TokenSet, TokenRefusal> {
    let request = out(TokenRequest::token(settings, Some(secret), asked).unwrap());
    let shown = format!("{:?}", request.record());
    assert!(!shown.contains(secret), "what is kept shows no secret: {shown}");
    read(settings, &send(&request).await)
}

fn kind(result: Result<TokenSet, TokenRefusal>) -> RefusalKind {
    result.expect_err("refused").kind
}

const REDIRECT: &str = "http://127.0.0.1:47811/callback";

fn settings(mautic: &Mautic, client: &MauticClient) -> OAuth2 {
    OAuth2 { client_id: client.id.clone(), ..preset("mautic", &mautic.base()).unwrap() }
}

/// Agrees, or denies, on the provider's page; the address the browser is sent to.
async fn press(settings: &OAuth2, state: &str, button: &str) -> Url {
    let page = authorize::url(settings, REDIRECT, state, None).unwrap();
    let shown = get(page.as_str()).await.unwrap();
    assert!(shown.status == 200 && shown.body.contains("<form method=\"post\">"), "{shown:?}");
    let back = post(page.as_str(), &[(button, "1")]).await.unwrap();
    assert_eq!(back.status, 302);
    Url::parse(back.header("location").unwrap()).unwrap()
}

async fn code(settings: &OAuth2) -> String {
    let back = press(settings, "st4te", "accepted").await;
    assert!(back.as_str().starts_with(REDIRECT));
    read_callback(back.query().unwrap(), "st4te", None).unwrap()
}

fn by_code(code: &str) -> Asked<'_> {
    Asked::Code { code, redirect_uri: REDIRECT, verifier: None }
}

/// The status of a harmless call with a token.
async fn call(mautic: &Mautic, token: &str) -> u16 {
    let mut request = outgoing(&format!("{}/api/contacts", mautic.base()), "");
    request.method = http::Method::GET;
    request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
    answered(&send(&request).await)
}

#[tokio::test]
async fn a_code_is_exchanged_once_and_in_time() {
    let mautic = Mautic::start().await;
    let known = mautic.add_client(REDIRECT, false);
    let settings = settings(&mautic, &known);
    let first = code(&settings).await;
    let set = ask(&settings, &known.secret, by_code(&first)).await.unwrap();
    assert_eq!(
        (set.lifetime_s, set.token_type.as_deref(), set.notes.len()),
        (Some(3_600), Some("bearer"), 0)
    );
    assert!(set.refresh.is_some() && call(&mautic, &set.access).await == 200);
    assert_eq!(
        kind(ask(&settings, &known.secret, by_code(&first)).await),
        RefusalKind::InvalidGrant,
        "used before"
    );
    let late = code(&settings).await;
    mautic.advance(Duration::from_secs(30));
    let refusal = ask(&settings, &known.secret, by_code(&late)).await.expect_err("expired");
    assert_eq!(
        (refusal.kind, refusal.message.as_str()),
        (RefusalKind::InvalidGrant, "The authorization code has expired")
    );
    let other = code(&settings).await;
    let moved =
        Asked::Code { code: &other, redirect_uri: "http://127.0.0.1:47811/callbacks", verifier: None };
    assert_eq!(kind(ask(&settings, &known.secret, moved).await), RefusalKind::RedirectMismatch);
    // PKCE's parameters are ignored by Mautic, and do no harm.
    let pkce = Pkce::new([1; 32]);
    let with = Asked::Code { code: &other, redirect_uri: REDIRECT, verifier: Some(&pkce.verifier) };
    assert!(ask(&settings, &known.secret, with).await.is_ok());
}

#[tokio::test]
async fn a_refresh_token_is_used_up_and_replaced() {
    let mautic = Mautic::start().await;
    let known = mautic.add_client(REDIRECT, false);
    let settings = settings(&mautic, &known);
    let first = ask(&settings, &known.secret, by_code(&code(&settings).await)).await.unwrap();
    let (old_access, old_refresh) = (first.access, first.refresh.unwrap());
    mautic.advance(Duration::from_secs(3_600));
    assert_eq!(call(&mautic, &old_access).await, 401);
    let second = ask(&settings, &known.secret, Asked::Refresh { token: &old_refresh }).await.unwrap();
    assert_ne!(second.refresh.as_deref(), Some(old_refresh.as_str()));
    assert_eq!(mautic.refresh_tokens(), [second.refresh.clone().unwrap()]);
    assert_eq!(call(&mautic, &second.access).await, 200);
    let again = ask(&settings, &known.secret, Asked::Refresh { token: &old_refresh }).await;
    assert_eq!(kind(again), RefusalKind::InvalidGrant);
    // Another client's token is nobody's.
    let stranger = mautic.add_client(REDIRECT, false);
    let theirs = OAuth2 { client_id: stranger.id.clone(), ..settings.clone() };
    let token = second.refresh.unwrap();
    assert_eq!(
        kind(ask(&theirs, &stranger.secret, Asked::Refresh { token: &token }).await),
        RefusalKind::InvalidGrant
    );
    mautic.advance(Duration::from_secs(14 * 86_400));
    let late = ask(&settings, &known.secret, Asked::Refresh { token: &token }).await.expect_err("expired");
    assert_eq!(late.message, "Refresh token has expired");
    // The answer is lost on the way: the old token is gone, and nobody has the new one.
    let fresh =
        ask(&settings, &known.secret, by_code(&code(&settings).await)).await.unwrap().refresh.unwrap();
    mautic.odd(Oddity::Lost);
    let request =
        out(TokenRequest::token(&settings, Some(&known.secret), Asked::Refresh { token: &fresh }).unwrap());
    assert_eq!(failed(&client().send(&request, common::NOW).await).0, TransportClass::Reset);
    assert_eq!(
        kind(ask(&settings, &known.secret, Asked::Refresh { token: &fresh }).await),
        RefusalKind::InvalidGrant
    );
    assert_eq!(mautic.refreshed(), 2);
}

#[tokio::test]
async fn every_way_to_show_who_asks_is_taken() {
    let mautic = Mautic::start().await;
    let known = mautic.add_client(REDIRECT, true);
    let own = OAuth2 { client_id: known.id.clone(), ..preset("mautic_client", &mautic.base()).unwrap() };
    for auth in [ClientAuth::Body, ClientAuth::Basic] {
        for place in [Place::Form, Place::Json] {
            let mut settings = OAuth2 { client_auth: auth, ..own.clone() };
            settings.request.place = place;
            let set = ask(&settings, &known.secret, Asked::Client).await.unwrap();
            assert!(set.refresh.is_none() && call(&mautic, &set.access).await == 200, "{auth} {place}");
        }
    }
    for errors in [ErrorBody::Errors, ErrorBody::Rfc] {
        mautic.errors(errors);
        let wrong = ask(&own, "another secret", Asked::Client).await.expect_err("refused");
        assert_eq!(wrong.kind, RefusalKind::InvalidClient);
        assert_eq!(wrong.message, "The client credentials are invalid");
        let stranger = OAuth2 { client_id: "nobody".to_owned(), ..own.clone() };
        assert_eq!(kind(ask(&stranger, &known.secret, Asked::Client).await), RefusalKind::InvalidClient);
        let plain = mautic.add_client(REDIRECT, false);
        let not_admin = OAuth2 { client_id: plain.id.clone(), ..own.clone() };
        let refusal = ask(&not_admin, &plain.secret, Asked::Client).await.expect_err("refused");
        assert_eq!(refusal.kind, RefusalKind::UnauthorizedClient);
        assert!(refusal.in_words().1.contains("administrator"));
    }
}

#[tokio::test]
async fn the_page_refuses_what_is_not_registered() {
    let mautic = Mautic::start().await;
    let known = mautic.add_client("http://127.0.0.1:47811/Callback", false);
    let settings = settings(&mautic, &known);
    let denied = press(&settings, "st4te", "rejected").await;
    let refusal = read_callback(denied.query().unwrap(), "st4te", None).expect_err("denied");
    assert_eq!(refusal.as_str(), "denied");
    for (redirect, status) in [
        ("http://127.0.0.1:47811/callback/more", 200),
        ("http://127.0.0.1:47812/callback", 400),
        ("http://localhost:47811/callback", 400),
        ("http://127.0.0.1:47811/", 400),
        ("http://127.0.0.1:47811@evil.test/callback", 400),
    ] {
        let page = authorize::url(&settings, redirect, "s", None).unwrap();
        assert_eq!(get(page.as_str()).await.unwrap().status, status, "{redirect}");
        let pressed = post(page.as_str(), &[("accepted", "1")]).await.unwrap();
        assert_eq!(pressed.status == 302, status == 200, "{redirect}");
    }
}

#[tokio::test]
async fn odd_answers_are_told_apart() {
    let mautic = Mautic::start().await;
    let known = mautic.add_client(REDIRECT, true);
    let own = OAuth2 { client_id: known.id.clone(), ..preset("mautic_client", &mautic.base()).unwrap() };
    for (oddity, want) in [
        (Oddity::Html, RefusalKind::Unreadable),
        (Oddity::NoToken, RefusalKind::Unreadable),
        (Oddity::Huge(20_000), RefusalKind::Unreadable),
        // Longer than what is kept of an answer.
        (Oddity::Huge(100_000), RefusalKind::Unreadable),
        (Oddity::Status(500), RefusalKind::Temporary),
        (Oddity::Status(502), RefusalKind::Temporary),
        (Oddity::Busy(7), RefusalKind::Temporary),
        (Oddity::Status(404), RefusalKind::Unreadable),
    ] {
        mautic.odd(oddity.clone());
        let refusal = ask(&own, &known.secret, Asked::Client).await.expect_err("refused");
        assert_eq!(refusal.kind, want, "{oddity:?}");
        assert!(refusal.message.len() < 400);
    }
    for (oddity, lifetime_s, notes) in [
        (Oddity::NoExpiry, 3_600, 1),
        (Oddity::Expiry((-5).into()), 3_600, 1),
        (Oddity::Expiry("120".into()), 120, 0),
        (Oddity::Expiry("soon".into()), 3_600, 1),
        (Oddity::Expiry(1e18.into()), 10 * 366 * 86_400, 1),
        (Oddity::Huge(16_000), 3_600, 0),
        (Oddity::Slow(Duration::from_millis(20)), 3_600, 0),
    ] {
        mautic.odd(oddity.clone());
        let set = ask(&own, &known.secret, Asked::Client).await.unwrap();
        assert_eq!((set.lifetime_s, set.notes.len()), (Some(lifetime_s), notes), "{oddity:?}");
        assert_eq!(call(&mautic, &set.access).await, 200, "{oddity:?}");
    }
    mautic.always(Some(Oddity::Status(503)));
    for _ in 0..3 {
        assert_eq!(kind(ask(&own, &known.secret, Asked::Client).await), RefusalKind::Temporary);
    }
    mautic.always(None);
    assert!(ask(&own, &known.secret, Asked::Client).await.is_ok());
    mautic.odd(Oddity::Silent);
    let mut request = out(TokenRequest::token(&own, Some(&known.secret), Asked::Client).unwrap());
    request.timeout = Duration::from_millis(200);
    assert_eq!(failed(&send(&request).await).0, TransportClass::TimeoutHead);
}

#[tokio::test]
async fn mautics_api_tells_why_a_token_is_refused() {
    let mautic = Mautic::start().await;
    let known = mautic.add_client(REDIRECT, true);
    let own = OAuth2 { client_id: known.id.clone(), ..preset("mautic_client", &mautic.base()).unwrap() };
    let token = ask(&own, &known.secret, Asked::Client).await.unwrap().access;
    assert_eq!((call(&mautic, &token).await, call(&mautic, "other").await), (200, 401));
    let both = get(&format!("{}/api/contacts?access_token={token}", mautic.base())).await.unwrap();
    assert_eq!(both.status, 200);
    mautic.allow(false);
    assert_eq!(call(&mautic, &token).await, 403);
    mautic.allow(true);
    mautic.api(false);
    assert_eq!(call(&mautic, &token).await, 403);
    mautic.api(true);
    mautic.forget_access();
    assert_eq!(call(&mautic, &token).await, 401);
    assert_eq!(get(&format!("{}/api/contacts", mautic.base())).await.unwrap().status, 401);
}

#[tokio::test]
async fn zithara_gives_a_token_for_headers_and_takes_it_bare() {
    let zithara = Zithara::start("cid", "c-secret").await;
    let settings = OAuth2 { client_id: "cid".to_owned(), ..preset("zithara", &zithara.base()).unwrap() };
    let set = ask(&settings, "c-secret", Asked::Client).await.unwrap();
    assert_eq!((set.lifetime_s, set.refresh.as_deref(), set.notes.len()), (Some(3_600), None, 0));
    assert_eq!(kind(ask(&settings, "wrong", Asked::Client).await), RefusalKind::InvalidClient);
    let customer = |authorization: String, id: &str| {
        let body = format!(r#"{{"platform_customer_id":{id},"email":"jane@example.com"}}"#);
        let mut request = outgoing(&format!("{}/customer", zithara.base()), &body);
        request.headers.push(("authorization".to_owned(), authorization));
        request
    };
    let status = async |request: Outgoing| answered(&send(&request).await);
    assert_eq!(status(customer(set.access.clone(), "\"12\"")).await, 200);
    assert_eq!(status(customer(format!("Bearer {}", set.access), "\"12\"")).await, 401);
    assert_eq!(status(customer(set.access.clone(), "12")).await, 400, "its id is a string");
    zithara.advance(Duration::from_secs(3_600));
    assert_eq!(status(customer(set.access, "\"12\"")).await, 401);
    let again = ask(&settings, "c-secret", Asked::Client).await.unwrap().access;
    zithara.forget_tokens();
    assert_eq!(status(customer(again, "\"12\"")).await, 401);
    zithara.odd(Oddity::Html);
    assert_eq!(kind(ask(&settings, "c-secret", Asked::Client).await), RefusalKind::Unreadable);
    assert_eq!(zithara.tokens_made(), 2);
}
