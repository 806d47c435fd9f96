use proptest::prelude::*;

use super::*;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_KEY: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const PRIVATE_ED: &str =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const PUBLIC_ED: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SENT: i64 = 1_614_265_330;
const BODY: &str = r#"{"test": 2432232314}"#;
const GOOD: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const GOOD_ED: &str =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
const BAD: &str = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const MAUTIC_BODY: &str = r#"{"mautic.lead_channel_subscription_changed":[{"channel":"email","old_status":"contactable","new_status":"unsubscribed","timestamp":"2026-01-20T10:00:00+00:00"}]}"#;
const ALIGENT_BODY: &str =
    r#"{"data":{"id":7,"email":"zo\u00eb@example.com","url":"https:\/\/shop.test\/a"}}"#;
const ADOBE_BODY: &str = r#"{"data":{"sku":"24-WB01","name":"Zoë","url":"https:\/\/shop.test\/a"}}"#;
const ADOBE_SIGNATURE: &str = "VhgM5eLdvAdbZOmyUhTF6thM6ofBxVhr91wfZYoCP/0pRdt1HDKT+jVMngYeK44mXtIbIOeNpFmbqb25pAaJCYyzkSs7/WMb+BQKdU3HQ9Rd0pWPRhND5gBVtqlvJyQQV5q32QPAYqCXJUp2nRS3BqcpgfJKfm3bco34l9HSWdjmATygZrRYPAv1l7ev6vH3o1vjHVgPfyuQgM7HgVg4SDz7OgS7DUdjH/WcMpZYrre4QEKA0N3KbfujzvXkYiqw1fj5ljYsI3wyyb/8Ty6mVeNaESWHgHUY/PtGsBfWb3WQQXFVeB4vfnlaHIR1yfUqyql41xrJ3/NxLYuLpa5gqA==";
const ADOBE_OVER_RAW: &str = "b2Ook6osBForf8KCWuAh3l0c3xBUX0rPl+Rqbxpprb/XH6Msl+WG9l2jOOETqlXeZu1WHiV527q7kNFA9cFfRJm1t9WLwpVftThtpnLRWtbpILK1BdhnP8RDdRGGtfu67+xiw5L9nmegqmBL3l4rw7e3J6Q96cmBMdD8uEIAqQnr7cxaYPzxroZM79yhfeC15bYlg7GQs/wZqbj/HbsGpDVd7gN+LEHaCNoCR1fSVmrMIA9jQ6wo3dfdjlxIUZRQXGWoZYh0GwIdjZEGy0OXVdfLg4MSjSGcZxNnhZ0hPFAIo3ouleCHqh1PskvM4eo7FoY0wDqPtiUZHnxfRHYEow==";
const ADOBE_PUBLIC: &str = include_str!("../keys/public.pem");
const ADOBE_PRIVATE: &str = include_str!("../keys/private.pem");

fn at(seconds: i64) -> UtcMillis {
    UtcMillis(seconds * 1000)
}

fn list(headers: &[(&str, &str)]) -> Vec<HeaderPair> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn check(dialect: Dialect, secret: &str, headers: &[(&str, &str)], body: &str, now: i64) -> Verdict {
    let keys = Key::read_all(dialect, secret).expect("keys");
    verify(dialect, &keys, &list(headers), body.as_bytes(), at(now))
}

/// A Standard Webhooks request of the published vector, one part of it changed.
fn standard(id: &str, time: &str, signature: &str, body: &str, now: i64) -> Verdict {
    let headers = [("Webhook-Id", id), ("Webhook-Timestamp", time), ("Webhook-Signature", signature)];
    check(Dialect::Standard, KEY, &headers, body, now)
}

fn kinds(verdict: &Verdict) -> Vec<&'static str> {
    verdict.causes.iter().map(|cause| cause.kind.as_str()).collect()
}

#[test]
fn published_requests_are_taken() {
    let sent = &SENT.to_string();
    type Case<'a> = (Dialect, &'a str, Vec<(&'a str, &'a str)>, &'a str, i64);
    let cases: Vec<Case<'_>> = vec![
        (
            Dialect::Standard,
            OTHER_KEY,
            vec![
                ("webhook-id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"),
                ("webhook-timestamp", "1649367553"),
                ("webhook-signature", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="),
            ],
            r#"{"email":"test@example.com","username":"test_user"}"#,
            1_649_367_553,
        ),
        (
            Dialect::Svix,
            KEY,
            vec![("svix-id", ID), ("svix-timestamp", sent), ("svix-signature", GOOD)],
            BODY,
            SENT,
        ),
        (
            Dialect::Standard,
            PUBLIC_ED,
            vec![("webhook-id", ID), ("webhook-timestamp", sent), ("webhook-signature", GOOD_ED)],
            BODY,
            SENT,
        ),
        (
            Dialect::Aligent,
            "fv38u07Wdh",
            vec![("X-Magento-Signature", "1229c895aeed15dc7f7cc0cd4d706eb7d841a375a7c34781c25cc1343d6815af")],
            ALIGENT_BODY,
            0,
        ),
        (
            Dialect::Mautic,
            "hook-secret-1",
            vec![("Webhook-Signature", "zXWga8UarThXnVdqCjJxEOmHijmLsY+PfBnynLvbIL8=")],
            MAUTIC_BODY,
            0,
        ),
        (
            Dialect::Hook0,
            "secret",
            vec![(
                "X-Hook0-Signature",
                "t=1636936200,v0=1b3d69df55f1e52f05224ba94a5162abeb17ef52cd7f4948c390f810d6a87e98",
            )],
            "hello !",
            1_636_936_200,
        ),
        (
            Dialect::Adobe,
            ADOBE_PUBLIC,
            vec![("x-adobe-commerce-webhook-signature", ADOBE_SIGNATURE)],
            ADOBE_BODY,
            0,
        ),
    ];
    for (dialect, secret, headers, body, now) in cases {
        let verdict = check(dialect, secret, &headers, body, now);
        assert!(verdict.ok && verdict.signature_ok && verdict.causes.is_empty(), "{dialect}: {verdict:?}");
        let more = check(dialect, secret, &headers, &format!("{body}x"), now);
        assert!(!more.ok && !more.signature_ok, "{dialect}");
    }
    for (body, signature) in [
        ("", "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
        ("{\"n\":\"Zoë – 東京\"}", "v1,UaNMxux9YrowN2CVHSWhTbZMree4z12NABHDQiDGaGU="),
    ] {
        assert!(standard(ID, sent, signature, body, SENT).ok);
    }
}

#[test]
fn lists_are_searched_and_the_signature_that_fits_is_named() {
    let sent = &SENT.to_string();
    let third = standard(ID, sent, &format!("{BAD} {BAD} {GOOD} {BAD}"), BODY, SENT);
    let entry = third.entry.expect("an entry");
    assert_eq!((entry.place, entry.of, entry.version.as_deref(), entry.key), (3, 4, Some("v1"), 1));
    for mixed in [format!("{GOOD_ED} {GOOD}"), format!("{GOOD} {GOOD_ED}")] {
        assert!(standard(ID, sent, &mixed, BODY, SENT).ok);
    }
    // Two keys of a rotation, and one that checks the other version.
    let headers = [("webhook-id", ID), ("webhook-timestamp", sent), ("webhook-signature", GOOD_ED)];
    let keys = format!("{OTHER_KEY}\r\n{PUBLIC_ED}\r\n");
    let verdict = check(Dialect::Standard, &keys, &headers, BODY, SENT);
    assert_eq!(verdict.entry.map(|entry| entry.key), Some(2));
    assert!(verdict.ok);
}

#[test]
fn the_must_fail_vectors_fail_each_with_its_cause() {
    let sent = &SENT.to_string();
    let old = &(SENT - 301).to_string();
    let four = [BAD; 4].join(" ");
    for (signature, want) in [
        ("", "header_missing"),
        ("v1", "encoding"),
        ("v1,", "cut_short"),
        ("v1, ", "cut_short"),
        (&GOOD[..11], "cut_short"),
        (&GOOD[..GOOD.len() - 1], "encoding"),
        (&GOOD[3..], "version"),
        (&GOOD.replace("v1,", "v2,"), "version"),
        (&GOOD.replace("v1,", "v1a,"), "version"),
        (&GOOD.replace("v1,", "V1,"), "version"),
        (&four, "mismatch"),
        (GOOD_ED, "key_kind"),
    ] {
        let verdict = standard(ID, sent, signature, BODY, SENT);
        assert!(!verdict.ok && !verdict.signature_ok, "{signature}: {verdict:?}");
        if signature != "v1" {
            assert_eq!(kinds(&verdict), [want], "{signature}: {verdict:?}");
        }
        assert!(verdict.causes.iter().all(|cause| !cause.message.is_empty() && !cause.next.is_empty()));
    }
    for (now, want, words) in [
        (SENT + 301, "timestamp_stale", "5 min 1 s old; 5 min"),
        (SENT - 301, "timestamp_ahead", "5 min 1 s ahead; 5 min"),
        (SENT + 90_000, "timestamp_stale", "1 d 1 h old"),
    ] {
        let verdict = standard(ID, sent, GOOD, BODY, now);
        assert!(!verdict.ok && verdict.signature_ok, "the signature itself is right: {verdict:?}");
        assert_eq!(kinds(&verdict), [want]);
        assert!(verdict.causes[0].message.contains(words), "{verdict:?}");
    }
    assert!(standard(ID, sent, GOOD, BODY, SENT + 300).ok && standard(ID, sent, GOOD, BODY, SENT - 300).ok);
    assert_eq!(kinds(&standard(ID, sent, GOOD, r#"{"test": 2432232314} "#, SENT)), ["body"]);
    assert_eq!(kinds(&standard("", sent, GOOD, BODY, SENT)), ["header_missing"]);
    assert_eq!(kinds(&standard(ID, "", GOOD, BODY, SENT)), ["header_missing"]);
    assert_eq!(kinds(&standard("msg_other", sent, GOOD, BODY, SENT)), ["mismatch"]);
    assert_eq!(kinds(&standard("a.b", sent, GOOD, BODY, SENT)), ["header_malformed"]);
    assert_eq!(kinds(&standard(ID, old, GOOD, BODY, SENT)), ["mismatch", "timestamp_stale"]);
    for time in ["abc", "1614265330.0", "+1614265330", "1614265330000", "99999999999999999999"] {
        assert_eq!(
            kinds(&standard(ID, time, GOOD, BODY, SENT)),
            ["mismatch", "timestamp_malformed"],
            "{time}"
        );
    }
}

/// What a sender of the dialect sends for a body and a secret.
fn signed(dialect: Dialect, secret: &str, body: &str) -> Vec<HeaderPair> {
    let keys = Key::read_all(dialect, secret).expect("keys");
    sign(dialect, &keys, ToSign { id: ID, at: at(SENT), body: body.as_bytes() }).expect("signs")
}

const SHARED: [Dialect; 10] = [
    Dialect::Standard,
    Dialect::Svix,
    Dialect::Aligent,
    Dialect::Mautic,
    Dialect::Shopify,
    Dialect::WooCommerce,
    Dialect::Stripe,
    Dialect::Convoy,
    Dialect::Hook0,
    Dialect::Outpost,
];

fn judge(dialect: Dialect, secret: &str, headers: &[HeaderPair], body: &str) -> Verdict {
    verify(dialect, &Key::read_all(dialect, secret).expect("keys"), headers, body.as_bytes(), at(SENT))
}

#[test]
fn what_every_dialect_signs_it_takes() {
    let pem = (Dialect::Adobe, ADOBE_PRIVATE);
    let ed = (Dialect::Standard, PRIVATE_ED);
    for (dialect, secret) in SHARED.map(|dialect| (dialect, KEY)).into_iter().chain([pem, ed]) {
        let headers = signed(dialect, secret, BODY);
        assert!(judge(dialect, secret, &headers, BODY).ok, "{dialect}");
        assert!(Dialect::detect(&headers).contains(&dialect), "{dialect}");
        let other = if dialect == Dialect::Adobe { ADOBE_PRIVATE } else { OTHER_KEY };
        assert_eq!(judge(dialect, other, &headers, BODY).ok, dialect == Dialect::Adobe, "{dialect}");
    }
    // Exactly as published.
    let headers = signed(Dialect::Standard, &format!("{KEY}\n{PRIVATE_ED}"), BODY);
    assert_eq!(
        headers,
        list(&[
            ("webhook-id", ID),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", &format!("{GOOD} {GOOD_ED}")),
        ])
    );
    assert_eq!(
        signed(Dialect::Adobe, ADOBE_PRIVATE, ADOBE_BODY),
        list(&[("x-adobe-commerce-webhook-signature", ADOBE_SIGNATURE)])
    );
    assert_eq!(
        signed(Dialect::Mautic, "hook-secret-1", MAUTIC_BODY)[0].1,
        "zXWga8UarThXnVdqCjJxEOmHijmLsY+PfBnynLvbIL8="
    );
    let hook0 = Key::read_all(Dialect::Hook0, "secret").expect("a key");
    let what = ToSign { id: "", at: at(1_636_936_200), body: b"hello !" };
    assert_eq!(
        sign(Dialect::Hook0, &hook0, what).expect("signs")[0].1,
        "t=1636936200,v0=1b3d69df55f1e52f05224ba94a5162abeb17ef52cd7f4948c390f810d6a87e98"
    );
}

#[test]
fn outposts_keys_change_in_one_header() {
    // openssl dgst -sha256 -hmac secret1
    let (first, second) = (
        "fb2d7bf8720a21a7727dfb176fd38552c468df10c40a9f8df6cec1d44ba1f160",
        "c92606f134d6fa0bc61002f1b9a71aad53d4c8712abc8838ff1cdae8ebc85e9a",
    );
    let body = r#"{"id":1}"#;
    let both = Key::read_all(Dialect::Outpost, "secret1\nsecret2").expect("keys");
    let what = ToSign { id: "", at: at(0), body: body.as_bytes() };
    let made = sign(Dialect::Outpost, &both, what).expect("signs");
    assert_eq!(made, list(&[("x-outpost-signature", &format!("v0={first},{second}"))]));
    assert!(judge(Dialect::Outpost, "secret2", &made, body).ok);
    let old = list(&[("x-outpost-signature", &format!("t=1,v0={first}"))]);
    assert!(judge(Dialect::Outpost, "secret1", &old, body).ok, "a time beside it changes nothing");
    for bad in ["v1=", "v0=", "v0=,", ""] {
        let headers =
            list(&[("x-outpost-signature", &format!("{bad}{}", if bad == "v1=" { first } else { "" }))]);
        assert!(!judge(Dialect::Outpost, "secret1", &headers, body).ok, "{bad}");
    }
    let timed = signed(Dialect::Stripe, "secret1", body)[0].1.replace("v1=", "v0=");
    let told = judge(Dialect::Outpost, "secret1", &list(&[("x-outpost-signature", &timed)]), body);
    assert_eq!(kinds(&told), ["covered"]);
}

/// What is no text is checked by its bytes.
#[test]
fn a_body_that_is_no_utf8_is_signed_and_checked_as_it_is() {
    let body = [0xFF, 0x00, 0xC3, 0x28, b'\n'];
    for dialect in SHARED {
        let keys = Key::read_all(dialect, KEY).expect("keys");
        let headers = sign(dialect, &keys, ToSign { id: ID, at: at(SENT), body: &body }).expect("signs");
        assert!(verify(dialect, &keys, &headers, &body, at(SENT)).ok, "{dialect}");
        assert!(!verify(dialect, &keys, &headers, &body[..4], at(SENT)).ok, "{dialect}");
    }
}

#[test]
fn a_body_that_was_changed_on_the_way_is_told_in_every_dialect() {
    let php = r#"{"name":"Zo\u00eb","url":"https:\/\/a\/b","sum":1.0,"list":[]}"#;
    let cases: [(&str, &str, &str, &str); 11] = [
        (
            php,
            r#"{"name": "Zoë", "url": "https://a/b", "sum": 1.0, "list": []}"#,
            "body_rewritten",
            "as PHP does",
        ),
        (
            r#"{"a":1,"b":[2]}"#,
            "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ]\n}",
            "body_rewritten",
            "without space",
        ),
        ("{\n  \"a\": 1\n}", r#"{"a":1}"#, "body_rewritten", "indented by two"),
        ("{\n    \"a\": 1\n}", r#"{"a":1}"#, "body_rewritten", "indented by four"),
        (r#"{"a": 1, "b": "x"}"#, r#"{"a":1,"b":"x"}"#, "body_rewritten", "after : and ,"),
        (r#"{"a":2}"#, r#"{"a":2.0}"#, "body_rewritten", "as JavaScript does"),
        (r#"{"a":"\u003cb\u003e"}"#, r#"{"a":"<b>"}"#, "body_rewritten", "as Go does"),
        (r#"{"a":1}"#, "{\"a\":1}\n", "body_newline", "was not there"),
        ("{\"a\":1}\n", r#"{"a":1}"#, "body_newline", "is missing"),
        ("a\r\nb", "a\nb", "body", "CR LF"),
        ("plain", "\u{feff}plain", "body", "byte order mark"),
    ];
    for (was, came, kind, words) in cases {
        for dialect in SHARED.into_iter().chain([Dialect::Adobe]) {
            let secret = if dialect == Dialect::Adobe { ADOBE_PRIVATE } else { KEY };
            let verdict = judge(dialect, secret, &signed(dialect, secret, was), came);
            assert_eq!(kinds(&verdict), [kind], "{dialect} {came:?}: {verdict:?}");
            assert!(verdict.causes[0].message.contains(words), "{came:?}: {verdict:?}");
            assert!(!verdict.ok && !verdict.signature_ok && verdict.entry.is_some());
        }
    }
}

#[test]
fn a_secret_that_is_read_in_another_way_is_told() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let body = BODY.as_bytes();
    let with = |key: &[u8]| {
        list(&[("x-shopify-hmac-sha256", &STANDARD.encode(crate::sign::hmac::sign(key, &[body]).unwrap()))])
    };
    let bytes = STANDARD.decode(&KEY[6..]).unwrap();
    for (secret, key, words) in [
        (&KEY[6..], bytes.as_slice(), "decoded from base64"),
        (KEY, bytes.as_slice(), "without whsec_"),
        (KEY, &KEY.as_bytes()[6..], "without whsec_, not decoded"),
        ("6b6579", b"key".as_slice(), "hexadecimal"),
        (" hush ", b"hush".as_slice(), "space around"),
    ] {
        let verdict = judge(Dialect::Shopify, secret, &with(key), BODY);
        assert_eq!(kinds(&verdict), ["secret_reading"], "{secret}: {verdict:?}");
        assert!(verdict.causes[0].message.contains(words), "{verdict:?}");
        assert!(!format!("{verdict:?}").contains(secret.trim()), "no secret is shown");
    }
    // The other way round: a library that does not decode.
    let message = format!("{ID}.{SENT}.{BODY}");
    let raw = crate::sign::hmac::sign(KEY.as_bytes(), &[message.as_bytes()]).unwrap();
    let verdict = standard(ID, &SENT.to_string(), &format!("v1,{}", STANDARD.encode(raw)), BODY, SENT);
    assert_eq!(kinds(&verdict), ["secret_reading"]);
    assert!(verdict.causes[0].message.contains("not decoded"), "{verdict:?}");
}

#[test]
fn other_encodings_parts_and_headers_are_told() {
    let aligent = signed(Dialect::Aligent, KEY, BODY).remove(0).1;
    let shopify = signed(Dialect::Shopify, KEY, BODY).remove(0).1;
    let sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    for (dialect, value, kind, words) in [
        (Dialect::Aligent, shopify.as_str(), "encoding", "written in base64"),
        (Dialect::Shopify, aligent.as_str(), "encoding", "written in hexadecimal"),
        (Dialect::Aligent, &aligent.to_uppercase(), "encoding", "capitals"),
        (Dialect::Aligent, &format!("sha256={aligent}"), "version", "sha256="),
        (Dialect::Shopify, shopify.trim_end_matches('='), "encoding", "padding"),
        (Dialect::Aligent, &aligent[..20], "cut_short", "beginning"),
        (Dialect::Aligent, sha1, "encoding", "SHA-1"),
        (Dialect::Aligent, "not a signature!", "header_malformed", "neither"),
        (Dialect::Stripe, "t=1614265330", "header_malformed", "holds no signature"),
        (Dialect::Stripe, "v1=00", "header_missing", "no t="),
    ] {
        let verdict = judge(dialect, KEY, &list(&[(dialect.header(), value)]), BODY);
        assert_eq!(kinds(&verdict), [kind], "{dialect} {value}: {verdict:?}");
        assert!(verdict.causes[0].message.contains(words), "{verdict:?}");
    }
    // Stripe's header over Convoy's parts, and the other way round.
    for (one, other) in [(Dialect::Stripe, Dialect::Convoy), (Dialect::Convoy, Dialect::Stripe)] {
        let value = signed(one, KEY, BODY).remove(0).1;
        let verdict = judge(other, KEY, &list(&[(other.header(), &value)]), BODY);
        assert_eq!(kinds(&verdict), ["covered"], "{verdict:?}");
    }
    // Adobe's, made without the base64.
    let headers = list(&[("x-adobe-commerce-webhook-signature", ADOBE_OVER_RAW)]);
    let verdict = judge(Dialect::Adobe, ADOBE_PUBLIC, &headers, ADOBE_BODY);
    assert_eq!(kinds(&verdict), ["covered"]);
    assert!(verdict.causes[0].message.contains("the body alone, not the base64 text"), "{verdict:?}");

    for (dialect, name, words) in [
        (Dialect::Standard, "svix-signature", "as Svix does it"),
        (Dialect::Shopify, "HTTP_X_SHOPIFY_HMAC_SHA256", "changed on the way"),
        (Dialect::Shopify, "x-other", "signs at all"),
    ] {
        let verdict = judge(dialect, KEY, &list(&[(name, "x")]), BODY);
        assert_eq!(kinds(&verdict), ["header_missing"]);
        assert!(verdict.causes[0].next.contains(words), "{name}: {verdict:?}");
    }
}

#[test]
fn two_mistakes_at_once_are_both_told() {
    let headers = signed(Dialect::Stripe, KEY, r#"{"a":1}"#);
    let moved = list(&[("x-convoy-signature", &headers[0].1)]);
    let verdict = judge(Dialect::Convoy, KEY, &moved, "{\"a\": 1}");
    assert_eq!(kinds(&verdict), ["body_rewritten", "covered"], "{verdict:?}");
    let late = verify(
        Dialect::Stripe,
        &Key::read_all(Dialect::Stripe, KEY).unwrap(),
        &headers,
        b"{\"a\":1}\n",
        at(SENT + 1_000),
    );
    assert_eq!(kinds(&late), ["body_newline", "timestamp_stale"], "{late:?}");
}

#[test]
fn hook0s_second_version_signs_headers() {
    let message = format!("{SENT}.x-event x-id.order.created.7.{BODY}");
    let digest = crate::sign::hmac::sign(b"secret", &[message.as_bytes()]).unwrap();
    let hex = crate::sign::hmac::encode(&digest, crate::config::Encoding::Hex);
    let value = format!("t={SENT},h=x-event x-id,v1={hex}");
    let headers = |event: &str| list(&[("x-hook0-signature", &value), ("X-Event", event), ("x-id", "7")]);
    assert!(judge(Dialect::Hook0, "secret", &headers("order.created"), BODY).ok);
    assert!(!judge(Dialect::Hook0, "secret", &headers("order.deleted"), BODY).ok);
    let under_v0 = list(&[
        ("x-hook0-signature", &value.replace("v1=", "v0=")),
        ("x-event", "order.created"),
        ("x-id", "7"),
    ]);
    assert_eq!(kinds(&judge(Dialect::Hook0, "secret", &under_v0, BODY)), ["version"]);
}

#[test]
fn a_request_of_the_past_tells_its_own_time() {
    for dialect in SHARED {
        let headers = signed(dialect, KEY, BODY);
        let time = time_of(dialect, &headers);
        assert_eq!(time, dialect.has_time().then_some(at(SENT)), "{dialect}");
        let keys = Key::read_all(dialect, KEY).expect("a key");
        assert!(verify(dialect, &keys, &headers, BODY.as_bytes(), time.unwrap_or_default()).ok);
    }
    assert_eq!(time_of(Dialect::Stripe, &list(&[("stripe-signature", "t=99999999999999999")])), None);
}

#[test]
fn keys_that_are_none_are_refused_and_never_repeated() {
    for (dialect, text) in [
        (Dialect::Shopify, " \n "),
        (Dialect::Adobe, "hunter2"),
        (Dialect::Adobe, "-----BEGIN PUBLIC KEY-----\nhunter2\n-----END PUBLIC KEY-----"),
        (Dialect::Standard, "whpk_hunter2"),
        (Dialect::Standard, "whsk_hunter2"),
        (Dialect::Standard, "whpk_aHVudGVyMg=="),
        (Dialect::Shopify, &"hunter2\n".repeat(9)),
        (Dialect::Shopify, &"hunter2".repeat(10_000)),
    ] {
        let fault = Key::read_all(dialect, text).expect_err(text);
        assert_eq!(fault.code, crate::Code::SigningKeyInvalid);
        assert!(!format!("{fault:?}").contains("hunter2"));
    }
    for (dialect, key) in
        [(Dialect::Standard, PUBLIC_ED), (Dialect::Adobe, ADOBE_PUBLIC), (Dialect::Standard, "whsec_!")]
    {
        let keys = Key::read_all(dialect, key).expect("a key");
        let what = ToSign { id: ID, at: at(SENT), body: b"" };
        assert_eq!(sign(dialect, &keys, what).expect_err(key).code, crate::Code::SigningKeyInvalid);
        assert_eq!(format!("{:?}", keys[0]), "Key([redacted])");
    }
    for id in ["", "a.b", "a b"] {
        let keys = Key::read_all(Dialect::Standard, KEY).expect("a key");
        let fault = sign(Dialect::Standard, &keys, ToSign { id, at: at(SENT), body: b"" }).expect_err(id);
        assert_eq!(fault.field.as_deref(), Some("id"));
    }
}

#[test]
fn requests_are_read_as_people_paste_them() {
    let read = |text: &str| Pasted::read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
    let want = list(&[("Content-Type", "application/json"), ("X-Magento-Signature", "ab")]);
    for text in [
        "POST /hook HTTP/1.1\r\nContent-Type: application/json\r\nX-Magento-Signature: ab\r\n\r\n{\"a\":\n\n1}\n",
        "\nContent-Type: application/json\nX-Magento-Signature:ab\n\n{\"a\":\n\n1}\n",
        "POST https://a.test/?b=c\nContent-Type: application/json\nX-Magento-Signature: ab\n\n{\"a\":\n\n1}\n",
        "curl -X POST https://a.test/hook -H 'Content-Type: application/json' \\\n  -H \"X-Magento-Signature: ab\" --data-raw $'{\"a\":\\n\\n1}\\n'",
        "curl 'https://a.test' --header='Content-Type: application/json' -H'X-Magento-Signature: ab' -d '{\"a\":\n\n1}\n' --compressed",
    ] {
        let pasted = read(text);
        assert_eq!(pasted.headers, want, "{text}");
        assert_eq!(pasted.body.as_deref(), Some("{\"a\":\n\n1}\n"), "{text}");
        assert_eq!(pasted.dialects(), [Dialect::Aligent]);
    }
    let only = read("HTTP/2 200\n:status: 200\nwebhook-signature: v1,a\n b\nx-a\t1");
    assert_eq!(only.headers, list(&[("webhook-signature", "v1,a b"), ("x-a", "1")]));
    assert_eq!((only.body, Dialect::detect(&only.headers)), (None, vec![Dialect::Standard]));
    assert_eq!(
        headers(r#"{"x-a":"1","x-n":2,"x-l":["3","4"]}"#).expect("headers"),
        list(&[("x-a", "1"), ("x-l", "3"), ("x-l", "4"), ("x-n", "2")])
    );
    for text in [
        "",
        "hello",
        "curl https://a.test",
        "curl -H 'a: b' -d @file",
        "curl -H 'a: b",
        "curl -H 'a: b' -F x=y",
    ] {
        assert!(Pasted::read(text).is_err(), "{text}");
    }
    assert!(headers("a b").is_err() && headers("{").is_err());
}

proptest! {
    #[test]
    fn nothing_pasted_panics(text in "\\PC{0,80}|(curl |-H |-d |'|\"|\\\\|\\$|\\n|a: b|\\{|\\}|v1,){0,20}", secret in "\\PC{1,30}") {
        let _ = Pasted::read(&text);
        let _ = headers(&text);
        for dialect in Dialect::ALL {
            let headers = list(&[
                (dialect.header(), &text), ("webhook-id", "a"), ("webhook-timestamp", "1"), ("svix-id", "a"),
                ("svix-timestamp", &text),
            ]);
            if let Ok(keys) = Key::read_all(*dialect, &secret) {
                prop_assert!(!verify(*dialect, &keys, &headers, text.as_bytes(), at(1)).ok);
            }
        }
    }

    #[test]
    fn the_workbench_takes_what_a_receiver_takes(
        entries in proptest::collection::vec(0..9usize, 0..6),
        id in prop_oneof![Just(ID), Just("a.b"), Just("other")],
        time in prop_oneof![Just("1614265330"), Just("1614265329"), Just("x"), Just("-1")],
        body in prop_oneof![Just(BODY), Just(""), Just("{\"test\":2432232314}")],
        shift in -302i64..302,
    ) {
        let texts = [GOOD, BAD, GOOD_ED, "v1,", "v1", "", &GOOD[3..], &GOOD[..20], &GOOD.replace("v1,", "v2,")];
        let list = entries.iter().map(|at| texts[*at]).collect::<Vec<_>>().join(" ");
        let taken = crate::sign::verify_standard(KEY.as_bytes(), id, time, &list, body.as_bytes(), at(SENT + shift));
        prop_assert_eq!(standard(id, time, &list, body, SENT + shift).ok, taken);
    }

    #[test]
    fn signatures_hold_for_any_body_and_no_other(body in proptest::collection::vec(any::<u8>(), 0..80), flip in any::<proptest::sample::Index>()) {
        for dialect in SHARED {
            let keys = Key::read_all(dialect, KEY).expect("a key");
            let headers = sign(dialect, &keys, ToSign { id: ID, at: at(SENT), body: &body }).expect("signs");
            prop_assert!(verify(dialect, &keys, &headers, &body, at(SENT)).ok);
            let mut other = body.clone();
            match other.is_empty() {
                true => other.push(0),
                false => other[flip.index(body.len())] ^= 1,
            }
            prop_assert!(!verify(dialect, &keys, &headers, &other, at(SENT)).ok);
        }
    }
}
