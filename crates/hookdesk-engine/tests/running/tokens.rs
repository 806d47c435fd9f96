//! The life of a token: had once for all who wait, kept before it is used, renewed once for a refusal, and what
//! happens to messages where only a person can bring another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hookdesk_core::Fault;
use hookdesk_core::config::{Auth, Connection, Recipient, SecretSlot, Signing};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::MessageState;
use hookdesk_core::oauth::{Grant, OAuth2};
use hookdesk_core::time::UtcMillis;
use hookdesk_engine::{Authorization, AuthorizationPhase};
use hookdesk_secrets::Secret;
use hookdesk_store::SealedSecret;
use hookdesk_testkit::{Answer, Received, Receiver};
use url::Url;

use crate::bed::Bed;

const SECRET: &str = "client-hush";

/// A provider and an API behind it, on one address: tokens are `t1`, `t2`, …; the API takes the newest.
struct Shop {
    receiver: Receiver,
    given: Arc<AtomicUsize>,
}

/// What the token endpoint answers: for the request and the number of the token it may give.
type Give = dyn Fn(&Received, usize) -> Answer + Send + Sync;

fn token(n: usize, more: &str) -> Answer {
    let body = format!(r#"{{"access_token":"t{n}","token_type":"bearer","expires_in":3600{more}}}"#);
    Answer::body(200, "application/json", body)
}

fn refusal(kind: &str) -> Answer {
    Answer::body(400, "application/json", format!(r#"{{"error":"{kind}"}}"#))
}

impl Shop {
    async fn start(give: impl Fn(&Received, usize) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(Box::new(give), |_, newest| match newest {
            true => Answer::status(200),
            false => Answer::status(401),
        })
        .await
    }

    async fn with(give: Box<Give>, api: impl Fn(&Received, bool) -> Answer + Send + Sync + 'static) -> Self {
        let given = Arc::new(AtomicUsize::new(0));
        let count = given.clone();
        let receiver = Receiver::start_with(move |request| {
            if request.target.starts_with("/token") {
                return give(request, count.fetch_add(1, Ordering::SeqCst) + 1);
            }
            let newest = format!("Bearer t{}", count.load(Ordering::SeqCst));
            api(request, request.header("authorization") == Some(&newest))
        })
        .await;
        Self { receiver, given }
    }

    fn settings(&self, grant: Grant) -> OAuth2 {
        let at = |path: &str| format!("http://{}{path}", self.receiver.address());
        OAuth2 {
            grant,
            token_url: at("/token"),
            authorize_url: Some(at("/authorize")),
            client_id: "hookdesk".to_owned(),
            ..OAuth2::default()
        }
    }

    fn asked(&self) -> Vec<String> {
        let all = self.receiver.received();
        let tokens = all.iter().filter(|request| request.target.starts_with("/token"));
        tokens.map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect()
    }

    fn delivered(&self) -> Vec<String> {
        let all = self.receiver.received();
        let api = all.iter().filter(|request| !request.target.starts_with("/token"));
        api.map(|request| request.header("authorization").unwrap_or_default().to_owned()).collect()
    }
}

/// A connection to the shop with a subscription of `a.b`.
async fn connect(bed: &Bed, shop: &Shop, settings: OAuth2) -> Connection {
    bed.engine
        .vault()
        .use_passphrase(Secret::new("long enough a passphrase".to_owned()), None)
        .expect("a key");
    let wanted = Connection {
        id: ConnectionId(0),
        name: "CRM".to_owned(),
        base_url: format!("http://{}/api", shop.receiver.address()),
        auth: Auth::OAuth2(Box::new(settings)),
        signing: Signing::None,
        headers: Vec::new(),
        paused: false,
        has_auth_secret: false,
        has_signing_secret: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: UtcMillis::default(),
        updated_at: UtcMillis::default(),
    };
    let engine = bed.engine.clone();
    let seal = move |id| {
        let slot = SecretSlot::ConnectionAuth(id);
        let sealed = engine.vault().seal(slot, &Secret::new(SECRET.as_bytes().to_vec()))?;
        Ok(vec![SealedSecret { slot, sealed: Some(sealed), expires_at: None }])
    };
    let saved = bed.engine.store().save_connection(wanted, Box::new(seal)).await.expect("saved");
    let recipient = Recipient::Connection { id: saved.id, path: "contacts".to_owned() };
    bed.subscribe("a.b", "http://127.0.0.1/", |s| s.recipient = recipient).await;
    saved
}

async fn stored(bed: &Bed, id: ConnectionId) -> Connection {
    let all = bed.engine.store().connections().await.expect("connections");
    all.into_iter().find(|connection| connection.id == id).expect("the connection")
}

async fn settled(bed: &Bed, id: ConnectionId) -> Authorization {
    let mut changes = bed.engine.watch_authorizations();
    let end = async {
        loop {
            let now = bed.engine.authorization(id);
            use AuthorizationPhase::{Exchanging, Received, Waiting};
            if !matches!(now.phase, Waiting | Received | Exchanging) {
                return now;
            }
            changes.changed().await.expect("an engine");
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), end).await.expect("an end")
}

fn query(url: &str, name: &str) -> String {
    let url = Url::parse(url).expect("a URL");
    let found = url.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("{url} has no {name}"))
}

/// What a browser would do: goes where it is sent, and says what came.
async fn browse(url: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let url = Url::parse(url).expect("a URL");
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("somebody listens");
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let head =
        format!("GET {path} HTTP/1.1\r\nhost: {}:{}\r\nconnection: close\r\n\r\n", address.0, address.1);
    stream.write_all(head.as_bytes()).await.expect("written");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn many_messages_share_one_token_and_it_is_sealed_before_it_is_used() {
    let bed = Bed::start().await;
    let shop = Shop::start(|_, n| token(n, "")).await;
    let connection = connect(&bed, &shop, shop.settings(Grant::ClientCredentials)).await;
    bed.send_many("a.b", 40).await;
    bed.until_count(MessageState::Delivered, 40).await;
    assert_eq!(shop.asked(), ["grant_type=client_credentials&client_id=hookdesk&client_secret=client-hush"]);
    assert!(shop.delivered().iter().all(|sent| sent == "Bearer t1"));
    let (status, sealed) = bed.engine.store().token(connection.id).await.expect("tokens");
    let status = status.expect("a token");
    assert!((status.kept, status.generation, status.refreshable) == (true, 2, false), "{status:?}");
    assert!(!sealed.expect("sealed").windows(2).any(|two| two == b"t1"));
    let bed = bed.restart().await;
    bed.engine.vault().unlock(Secret::new("long enough a passphrase".to_owned())).expect("unlocked");
    bed.engine.credentials_available().await.expect("released");
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    assert_eq!(shop.asked().len(), 1, "a restart asks for no new one");
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_sent_once_more_in_the_same_attempt() {
    let bed = Bed::start().await;
    let shop = Shop::start(|_, n| token(n, "")).await;
    connect(&bed, &shop, shop.settings(Grant::ClientCredentials)).await;
    let first = bed.send_one("a.b").await;
    bed.until(first, MessageState::Delivered).await;
    // The provider takes it back: the API wants a newer one.
    shop.given.fetch_add(1, Ordering::SeqCst);
    let second = bed.send_one("a.b").await;
    let story = bed.until(second, MessageState::Delivered).await;
    assert_eq!(story.attempts.len(), 1);
    assert_eq!(shop.delivered(), ["Bearer t1", "Bearer t1", "Bearer t3"]);
    assert_eq!(shop.asked().len(), 2);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_second_refusal_holds_all_of_the_connection_and_an_authorization_lets_them_go() {
    let bed = Bed::start().await;
    let open = Arc::new(AtomicUsize::new(0));
    let gate = open.clone();
    let shop = Shop::with(Box::new(|_, n| token(n, "")), move |_, _| match gate.load(Ordering::SeqCst) {
        0 => Answer::status(401),
        _ => Answer::status(200),
    })
    .await;
    let connection = connect(&bed, &shop, shop.settings(Grant::ClientCredentials)).await;
    bed.send_many("a.b", 12).await;
    bed.until_count(MessageState::Held, 12).await;
    assert_eq!(bed.count(MessageState::Rejected).await, 0);
    let waiting = bed.send_one("a.b").await;
    let story = bed.story(waiting).await;
    assert_eq!(story.message.reason.as_deref(), Some("authorization"));
    let found = stored(&bed, connection.id).await;
    assert!(found.unauthorized);
    let (status, _) = bed.engine.store().token(connection.id).await.expect("tokens");
    let failure = status.and_then(|status| status.failure).expect("a failure");
    assert!(failure.message.contains("401") && !failure.next.is_empty(), "{failure:?}");

    open.store(1, Ordering::SeqCst);
    bed.engine.authorize(connection.id, false).await.expect("begun");
    assert_eq!(settled(&bed, connection.id).await.phase, AuthorizationPhase::Done);
    bed.until_count(MessageState::Delivered, 13).await;
    let story = bed.story(waiting).await;
    assert_eq!(story.attempts.len(), 1);
    assert!(!stored(&bed, connection.id).await.unauthorized);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_provider_that_is_down_costs_no_attempt() {
    let bed = Bed::start().await;
    let shop = Shop::start(|_, n| if n < 2 { Answer::status(503) } else { token(n, "") }).await;
    connect(&bed, &shop, shop.settings(Grant::ClientCredentials)).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!(story.attempts.len(), 1);
    assert_eq!(shop.asked().len(), 2);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_person_agrees_in_the_browser_once() {
    let bed = Bed::start().await;
    let shop = Shop::start(|_, n| token(n, r#","refresh_token":"r1","scope":"contacts""#)).await;
    let settings = OAuth2 { scopes: vec!["contacts".to_owned()], ..shop.settings(Grant::AuthorizationCode) };
    let connection = connect(&bed, &shop, settings).await;
    let waiting = bed.send_one("a.b").await;
    assert_eq!(bed.story(waiting).await.message.reason.as_deref(), Some("authorization"));

    let begun = bed.engine.authorize(connection.id, false).await.expect("begun");
    assert_eq!(begun.phase, AuthorizationPhase::Waiting);
    let (ask, back) = (begun.authorize_url.expect("a URL"), begun.redirect_uri.expect("a URL"));
    assert_eq!(
        (query(&ask, "redirect_uri"), query(&ask, "code_challenge_method")),
        (back.clone(), "S256".into())
    );
    let state = query(&ask, "state");
    let again = bed.engine.authorize(connection.id, false).await.expect_err("one at a time");
    assert_eq!(again.code.as_str(), "auth.busy");

    // Others on this machine change nothing.
    assert!(browse(&back.replace("/callback", "/other?code=x")).await.starts_with("HTTP/1.1 404"));
    browse(&format!("{back}?code=evil&state=wrong")).await;
    browse(&format!("{back}?error=access_denied")).await;
    assert_eq!(bed.engine.authorization(connection.id).phase, AuthorizationPhase::Waiting);
    let page = browse(&format!("{back}?code=c0de%3Cb%3E&state={state}")).await;
    assert!(page.contains("default-src 'none'") && !page.contains("c0de"), "{page}");

    let end = settled(&bed, connection.id).await;
    assert_eq!(end.phase, AuthorizationPhase::Done, "{end:?}");
    bed.until(waiting, MessageState::Delivered).await;
    let asked = shop.asked();
    assert_eq!(asked.len(), 1);
    let form = Url::parse(&format!("http://form/?{}", asked[0])).expect("a form");
    assert_eq!(
        (query(form.as_str(), "code"), query(form.as_str(), "redirect_uri")),
        ("c0de<b>".into(), back.clone())
    );
    assert!(query(form.as_str(), "code_verifier").len() >= 43);
    let (status, _) = bed.engine.store().token(connection.id).await.expect("tokens");
    let status = status.expect("a token");
    assert!(status.refreshable && status.scope.as_deref() == Some("contacts"), "{status:?}");
    // The listener is gone with the code.
    let port = Url::parse(&back).expect("a URL").port().expect("a port");
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err());
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn what_goes_wrong_in_the_browser_is_told_and_can_be_tried_again() {
    let bed = Bed::start().await;
    let shop = Shop::start(|request, n| {
        let used = String::from_utf8_lossy(&request.body).contains("code=old");
        if used { refusal("invalid_grant") } else { token(n, "") }
    })
    .await;
    let connection = connect(&bed, &shop, shop.settings(Grant::AuthorizationCode)).await;
    let id = connection.id;
    let begin = async || {
        let begun = bed.engine.authorize(id, false).await.expect("begun");
        let state = query(begun.authorize_url.as_deref().expect("a URL"), "state");
        (begun.redirect_uri.expect("a URL"), state)
    };
    let (back, state) = begin().await;
    browse(&format!("{back}?error=access_denied&error_description=No%20thanks&state={state}")).await;
    let denied = settled(&bed, id).await;
    let fault: Fault = denied.fault.expect("a fault");
    assert!(denied.phase == AuthorizationPhase::Failed && fault.message.contains("No thanks"), "{fault:?}");

    let (back, state) = begin().await;
    browse(&format!("{back}?code=old&state={state}")).await;
    let used = settled(&bed, id).await.fault.expect("a fault");
    assert!(used.message.contains("expired") && !used.message.contains(SECRET), "{used:?}");

    begin().await;
    assert_eq!(bed.engine.cancel_authorization(id).phase, AuthorizationPhase::Cancelled);
    assert_eq!(settled(&bed, id).await.phase, AuthorizationPhase::Cancelled);
    let late = bed.engine.finish_authorization(id, "http://127.0.0.1:1/callback?code=x&state=y");
    assert_eq!(late.expect_err("nobody waits").code.as_str(), "auth.cancelled");

    // The browser may be on another machine: its last address is pasted.
    let (_, state) = begin().await;
    let refused = bed.engine.finish_authorization(id, "no address").expect_err("no address");
    assert_eq!(refused.field.as_deref(), Some("address"));
    let pasted = format!("http://127.0.0.1:9/callback?code=new&state={state}");
    bed.engine.finish_authorization(id, &pasted).expect("taken");
    assert_eq!(settled(&bed, id).await.phase, AuthorizationPhase::Done);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_refresh_token_that_rotates_is_kept_before_it_is_used() {
    let bed = Bed::start().await;
    // Each token is good for a moment only, so every message finds it ended.
    let shop = Shop::start(|request, n| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let is_newest = n == 1 || body.contains(&format!("refresh_token=r{}", n - 1));
        let more = format!(r#","refresh_token":"r{n}""#);
        let short = format!(r#"{{"access_token":"t{n}","expires_in":1{more}}}"#);
        if is_newest { Answer::body(200, "application/json", short) } else { refusal("invalid_grant") }
    })
    .await;
    let connection = connect(&bed, &shop, shop.settings(Grant::AuthorizationCode)).await;
    let begun = bed.engine.authorize(connection.id, false).await.expect("begun");
    let state = query(begun.authorize_url.as_deref().expect("a URL"), "state");
    browse(&format!("{}?code=c&state={state}", begun.redirect_uri.expect("a URL"))).await;
    let end = settled(&bed, connection.id).await;
    assert_eq!(end.phase, AuthorizationPhase::Done, "{end:?}");
    for n in 2..5 {
        tokio::time::sleep(std::time::Duration::from_millis(1_050)).await;
        bed.send_many("a.b", 5).await;
        bed.until_count(MessageState::Delivered, 5 * (n - 1)).await;
    }
    let asked = shop.asked();
    assert!(
        asked[1..].iter().enumerate().all(|(n, body)| body.contains(&format!("refresh_token=r{}", n + 1))),
        "{asked:?}"
    );

    // A renewal that was cut off: the provider has given r9, and nobody kept it.
    let store = bed.engine.store();
    store.renewing(connection.id).await.expect("marked");
    shop.given.fetch_add(1, Ordering::SeqCst);
    tokio::time::sleep(std::time::Duration::from_millis(1_050)).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!(story.message.reason.as_deref(), Some("authorization"));
    let (status, _) = store.token(connection.id).await.expect("tokens");
    let failure = status.and_then(|status| status.failure).expect("a failure");
    assert!(failure.message.contains("cut off"), "{failure:?}");
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn other_settings_or_another_secret_forget_the_token() {
    let bed = Bed::start().await;
    let shop = Shop::start(|_, n| token(n, "")).await;
    let connection = connect(&bed, &shop, shop.settings(Grant::ClientCredentials)).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    let mut changed = stored(&bed, connection.id).await;
    changed.name = "Another name".to_owned();
    let store = bed.engine.store();
    let changed = store.save_connection(changed, Box::new(|_| Ok(Vec::new()))).await.expect("saved");
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    assert_eq!(shop.asked().len(), 1, "a new name is no reason");
    let settings = OAuth2 { client_id: "other".to_owned(), ..shop.settings(Grant::ClientCredentials) };
    let changed = Connection { auth: Auth::OAuth2(Box::new(settings)), ..changed };
    store.save_connection(changed, Box::new(|_| Ok(Vec::new()))).await.expect("saved");
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    assert!(shop.asked().len() == 2 && shop.asked()[1].contains("client_id=other"), "{:?}", shop.asked());
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_token_given_back_is_forgotten_in_any_case() {
    let bed = Bed::start().await;
    let shop = Shop::start(|request, n| match request.target.as_str() {
        "/token/revoke" => Answer::status(200),
        _ => token(n, ""),
    })
    .await;
    let revoke = format!("http://{}/token/revoke", shop.receiver.address());
    let settings = OAuth2 { revoke_url: Some(revoke), ..shop.settings(Grant::ClientCredentials) };
    let connection = connect(&bed, &shop, settings).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    assert_eq!(bed.engine.revoke(connection.id).await.expect("done"), Some(Ok(())));
    assert!(shop.asked()[1].contains("token=t1"), "{:?}", shop.asked());
    let (status, sealed) = bed.engine.store().token(connection.id).await.expect("tokens");
    assert!(sealed.is_none() && !status.expect("what was").kept);
    bed.engine.authorize(connection.id, true).await.expect("begun");
    while bed.engine.authorization(connection.id).phase != AuthorizationPhase::Done {
        tokio::task::yield_now().await;
    }
    bed.engine.revoke(connection.id).await.expect("done");
    assert_eq!(
        bed.engine.authorization(connection.id).phase,
        AuthorizationPhase::Idle,
        "it led to nothing that is left"
    );
    assert_eq!(bed.engine.revoke(connection.id).await.expect("done"), None, "there is none left");
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_difference_of_clocks_is_told() {
    let bed = Bed::start().await;
    let shop = Shop::start(|_, n| {
        let Answer::Reply { status, mut headers, body } =
            (if n == 1 { refusal("invalid_grant") } else { token(n, "") })
        else {
            panic!("an answer");
        };
        headers.push(("date".to_owned(), "Tue, 15 Nov 1994 08:12:31 GMT".to_owned()));
        Answer::Reply { status, headers, body }
    })
    .await;
    let connection = connect(&bed, &shop, shop.settings(Grant::ClientCredentials)).await;
    bed.engine.authorize(connection.id, true).await.expect("begun");
    let fault = settled(&bed, connection.id).await.fault.expect("why");
    assert!(
        fault.message.contains("clock is") && fault.message.contains("ahead of the provider's"),
        "{fault:?}"
    );
    assert!(fault.next.starts_with("Let the system set its clock"), "{fault:?}");
    bed.engine.authorize(connection.id, true).await.expect("begun");
    let done = settled(&bed, connection.id).await;
    assert_eq!(done.phase, AuthorizationPhase::Done);
    assert!(done.notes.iter().any(|note| note.contains("ahead of the provider's")), "{done:?}");
    bed.engine.shutdown().await;
}
