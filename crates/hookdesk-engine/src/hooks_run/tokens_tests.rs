use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const NOW: UtcMillis = UtcMillis(1_790_000_000_000);

fn client(secret: &str) -> Client {
    Client {
        token_url: "https://ims.test/token".to_owned(),
        scope: "openid,AdobeID".to_owned(),
        id: "client".to_owned(),
        secret: Secret::new(secret.to_owned()),
    }
}

fn says(status: u16, body: &str) -> Answered {
    let content_type = Some("application/json".to_owned());
    Ok(Reply { status, content_type, body: body.as_bytes().to_vec(), truncated: false })
}

fn token(name: &str, seconds: &str) -> Answered {
    says(200, &format!(r#"{{"access_token":"{name}","token_type":"bearer","expires_in":{seconds}}}"#))
}

async fn get(tokens: &Tokens, now: UtcMillis, answer: Option<Answered>) -> Result<String, String> {
    let ask = async |_| answer.expect("nobody is asked");
    tokens.get(&client("hush"), now, ask).await.map(|token| token.expose().clone())
}

#[tokio::test]
async fn the_request_is_adobes_form() {
    let ask = async |request: TokenRequest| {
        assert_eq!(request.url.as_str(), "https://ims.test/token");
        let body = String::from_utf8(request.body).unwrap();
        assert_eq!(
            body,
            "grant_type=client_credentials&client_id=client&client_secret=hush&scope=openid%2CAdobeID"
        );
        token("a", "10")
    };
    Tokens::default().get(&client("hush"), NOW, ask).await.unwrap();
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let tokens = Tokens::default();
    assert_eq!(get(&tokens, NOW, Some(token("a", "86399"))).await.unwrap(), "a");
    let late = NOW.plus(86_399_000 - 60_001);
    assert_eq!(get(&tokens, late, None).await.unwrap(), "a");
    let renewal = NOW.plus(86_399_000 - 60_000);
    assert_eq!(get(&tokens, renewal, Some(says(503, "{}"))).await.unwrap(), "a", "it is good still");
    assert!(get(&tokens, NOW.plus(86_399_000), Some(says(503, "{}"))).await.is_err(), "now it is not");
    assert_eq!(get(&tokens, renewal, Some(token("b", "\"20\""))).await.unwrap(), "b");
    // Another secret is another client.
    let other = tokens.get(&client("changed"), renewal, async |_| token("c", "60")).await.unwrap();
    assert_eq!(other.expose(), "c");
}

#[tokio::test]
async fn many_at_once_ask_once_and_share_a_failure() {
    for fails in [false, true] {
        let tokens = Arc::new(Tokens::default());
        let asked = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new(tokio::sync::Notify::new());
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (tokens, asked, gate) = (tokens.clone(), asked.clone(), gate.clone());
            all.spawn(async move {
                let ask = async |_| {
                    asked.fetch_add(1, Ordering::SeqCst);
                    gate.notified().await;
                    if fails { says(400, r#"{"error":"invalid_client"}"#) } else { token("a", "60") }
                };
                tokens.get(&client("hush"), NOW, ask).await.is_ok()
            });
        }
        // All have come before the one is answered: on this runtime each runs until it waits.
        tokio::task::yield_now().await;
        gate.notify_one();
        let got = all.join_all().await;
        assert_eq!((got.len(), asked.load(Ordering::SeqCst)), (20, 1), "{fails}");
        assert!(got.iter().all(|ok| *ok != fails));
        // Who comes later asks anew.
        let later = get(&tokens, NOW, fails.then(|| token("b", "60"))).await.unwrap();
        assert_eq!(later, if fails { "b" } else { "a" });
    }
}

#[tokio::test]
async fn a_refused_token_is_forgotten_unless_there_is_a_newer_one() {
    let tokens = Tokens::default();
    let old = Secret::new("a".to_owned());
    get(&tokens, NOW, Some(token("a", "600"))).await.unwrap();
    tokens.forget(&client("hush"), &old);
    assert_eq!(get(&tokens, NOW, Some(token("b", "600"))).await.unwrap(), "b");
    tokens.forget(&client("hush"), &old);
    assert_eq!(get(&tokens, NOW, None).await.unwrap(), "b");
}

#[tokio::test]
async fn why_there_is_none_is_told_without_the_secret() {
    let (long, endless) =
        ("x".repeat(100_000), says(200, "{}").map(|reply| Reply { truncated: true, ..reply }));
    for (answer, why) in [
        (
            says(400, r#"{"error":"invalid_client","error_description":"bad secret hush"}"#),
            "bad secret [redacted]",
        ),
        (says(200, r#"{"error":"invalid_scope"}"#), "invalid_scope"),
        (says(200, "<html>login</html>"), "HTML"),
        (says(200, "{}"), "no token"),
        (says(302, ""), "redirect"),
        (token(&long, "60"), "token"),
        (endless, "longer"),
        (Err("connection refused".to_owned()), "connection refused"),
    ] {
        let told = get(&Tokens::default(), NOW, Some(answer)).await.unwrap_err();
        assert!(told.contains(why) && !told.contains("hush"), "{why}: {told}");
    }
    let ask = async |_| panic!("a secret would go out in clear");
    let open = Client { token_url: "http://ims.test/token".to_owned(), ..client("hush") };
    let told = Tokens::default().get(&open, NOW, ask).await.map(drop).unwrap_err();
    assert!(told.contains("unencrypted"), "{told}");
}

#[tokio::test]
async fn no_number_of_clients_grows_without_bound() {
    let tokens = Tokens::default();
    for n in 0..2 * MOST {
        tokens.get(&client(&n.to_string()), NOW, async |_| token("a", "60")).await.unwrap();
    }
    assert!(tokens.kept.lock().unwrap().len() <= MOST);
}
