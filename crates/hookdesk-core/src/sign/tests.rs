use proptest::prelude::*;

use super::*;

const KEY: &[u8] = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_KEY: &[u8] = b"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SENT: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const GOOD: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const ED25519: &str =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

fn at(seconds: i64) -> UtcMillis {
    UtcMillis(seconds * 1000)
}

fn plain(encoding: Encoding, header: &str, prefix: &str) -> Signing {
    Signing::Hmac { header: header.to_owned(), encoding, prefix: prefix.to_owned() }
}

fn only_value(signing: &Signing, key: &[u8], body: &[u8]) -> String {
    let headers = headers(signing, &[key], Signable { id: ID, at: at(SENT), body }).expect("signs");
    assert_eq!(headers.len(), 1);
    headers[0].1.clone()
}

fn verifies(id: &str, timestamp: &str, signature: &str, body: &[u8], now: i64) -> bool {
    verify_standard(KEY, id, timestamp, signature, body, at(now))
}

#[test]
fn standard_signatures_equal_the_published_ones() {
    let cases = [
        (
            OTHER_KEY,
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1_649_367_553,
            &br#"{"email":"test@example.com","username":"test_user"}"#[..],
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        ),
        (KEY, ID, SENT, BODY, GOOD),
        (KEY, ID, SENT, &b""[..], "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
        (
            KEY,
            ID,
            SENT,
            "{\"n\":\"Zoë – 東京\"}".as_bytes(),
            "v1,UaNMxux9YrowN2CVHSWhTbZMree4z12NABHDQiDGaGU=",
        ),
    ];
    for (key, id, seconds, body, want) in cases {
        let got = headers(&Signing::Standard, &[key], Signable { id, at: at(seconds), body }).expect("signs");
        let want =
            [("webhook-id", id), ("webhook-timestamp", &seconds.to_string()), ("webhook-signature", want)];
        assert_eq!(got, want.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert!(verify_standard(key, id, &seconds.to_string(), want[2].1, body, at(seconds)));
    }
}

#[test]
fn aligent_and_plain_hmac_equal_the_published_ones() {
    // connectors.md F: the backslashes are literal.
    let aligent = br#"{"data":{"id":7,"email":"zo\u00eb@example.com","url":"https:\/\/shop.test\/a"}}"#;
    assert_eq!(aligent.len(), 79);
    let got =
        headers(&Signing::Aligent, &[b"fv38u07Wdh", b"older"], Signable { id: ID, at: at(1), body: aligent });
    let want = "1229c895aeed15dc7f7cc0cd4d706eb7d841a375a7c34781c25cc1343d6815af";
    assert_eq!(got, Ok(vec![("x-magento-signature".to_owned(), want.to_owned())]));

    let mautic = br#"{"mautic.lead_channel_subscription_changed":[{"channel":"email","old_status":"contactable","new_status":"unsubscribed","timestamp":"2026-01-20T10:00:00+00:00"}]}"#;
    let scheme = plain(Encoding::Base64, "Webhook-Signature", "");
    assert_eq!(only_value(&scheme, b"hook-secret-1", mautic), "zXWga8UarThXnVdqCjJxEOmHijmLsY+PfBnynLvbIL8=");

    // hook0 signs `t.body`; the digest and its prefix come out of the same function.
    let hook0 = only_value(&plain(Encoding::Hex, "x", "t=1636936200,v0="), b"secret", b"1636936200.hello !");
    assert_eq!(hook0, "t=1636936200,v0=1b3d69df55f1e52f05224ba94a5162abeb17ef52cd7f4948c390f810d6a87e98");

    // RFC 4231, test case 6: a key longer than the block.
    let long = only_value(
        &plain(Encoding::Hex, "x", ""),
        &[0xaa; 131],
        b"Test Using Larger Than Block-Size Key - Hash Key First",
    );
    assert_eq!(long, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

#[test]
fn rotation_sends_both_and_either_receiver_is_content() {
    let what = Signable { id: ID, at: at(SENT), body: BODY };
    let list = headers(&Signing::Standard, &[KEY, OTHER_KEY], what).expect("signs")[2].1.clone();
    assert!(list.starts_with(GOOD) && list.split(' ').count() == 2, "{list}");
    for key in [KEY, OTHER_KEY] {
        assert!(verify_standard(key, ID, &SENT.to_string(), &list, BODY, at(SENT)));
    }
}

#[test]
fn the_must_fail_vectors_fail() {
    let ts = &SENT.to_string();
    let bad = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let four_bad = [bad; 4].join(" ");
    assert!(verifies(ID, ts, GOOD, BODY, SENT), "the vector they are made from passes");
    for signature in [
        "",
        " ",
        "v1",
        "v1,",
        "v1, ",
        &GOOD[..11],
        &GOOD[3..],
        &GOOD[..GOOD.len() - 1],
        &GOOD.replace("v1,", "v2,"),
        &GOOD.replace("v1,", "v1a,"),
        &GOOD.replace("v1,", "V1,"),
        &GOOD.replace(',', ", "),
        &GOOD.replace(',', "="),
        &four_bad,
        ED25519,
        &format!("{GOOD},{GOOD}"),
    ] {
        assert!(!verifies(ID, ts, signature, BODY, SENT), "{signature}");
    }
    assert!(!verifies(ID, ts, GOOD, BODY, SENT + 301));
    assert!(!verifies(ID, ts, GOOD, BODY, SENT - 301));
    assert!(!verifies(ID, ts, GOOD, br#"{"test": 2432232314} "#, SENT));
    assert!(!verifies("", ts, GOOD, BODY, SENT));
    assert!(!verifies("msg_other", ts, GOOD, BODY, SENT));
    for timestamp in ["", "abc", "1614265330.0", " 1614265330", "9223372036854775807", "-9223372036854775808"]
    {
        assert!(!verifies(ID, timestamp, GOOD, BODY, SENT), "{timestamp}");
    }
    for key in [&b""[..], b"whsec_", OTHER_KEY, &KEY[6..]] {
        assert!(!verify_standard(key, ID, ts, GOOD, BODY, at(SENT)));
    }
}

#[test]
fn the_must_pass_vectors_pass() {
    let ts = &SENT.to_string();
    let bad = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for signature in
        [format!("{bad} {bad} {GOOD} {bad}"), format!("{ED25519} {GOOD}"), format!("{GOOD} {ED25519}")]
    {
        assert!(verifies(ID, ts, &signature, BODY, SENT), "{signature}");
    }
    assert!(verifies(ID, ts, GOOD, BODY, SENT + 300));
    assert!(verifies(ID, ts, GOOD, BODY, SENT - 300));
}

#[test]
fn a_dot_cannot_move_between_the_signed_parts() {
    let what = Signable { id: "a.1", at: at(SENT), body: BODY };
    assert_eq!(headers(&Signing::Standard, &[KEY], what).unwrap_err().code, Code::Internal);
}

#[test]
fn keys_are_checked_and_never_repeated() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let whsec = |len: usize| format!("whsec_{}", STANDARD.encode(vec![7; len]));
    for (len, ok) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
        assert_eq!(validate_key(&Signing::Standard, whsec(len).as_bytes()).is_ok(), ok, "{len}");
    }
    assert!(validate_key(&Signing::Standard, whsec(25).trim_end_matches('=').as_bytes()).is_ok());
    for key in ["hunter2hunter2", "whsec_hunter2!", "whsk_hunter2hunter2", "WHSEC_hunter2", "whsec_ hunter2"]
    {
        let fault = validate_key(&Signing::Standard, key.as_bytes()).expect_err(key);
        assert_eq!(fault.code, Code::SigningKeyInvalid);
        assert!(!format!("{fault:?}").contains("hunter2"));
    }
    for signing in [Signing::Aligent, plain(Encoding::Hex, "x", "")] {
        assert!(validate_key(&signing, b"").is_err());
        assert!(validate_key(&signing, b"k").is_ok());
    }
    assert!(validate_key(&Signing::None, b"").is_ok());
}

#[test]
fn nothing_is_sent_unsigned_by_accident() {
    let what = Signable { id: ID, at: at(SENT), body: BODY };
    for signing in [Signing::Aligent, Signing::Standard, plain(Encoding::Hex, "x", "")] {
        assert!(headers(&signing, &[], what).is_err());
        assert!(headers(&signing, &[b""], what).is_err());
    }
    assert_eq!(headers(&Signing::None, &[KEY], what), Ok(vec![]));
}

proptest! {
    #[test]
    fn what_is_signed_verifies_and_one_flipped_bit_does_not(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        seconds in 0i64..4_000_000_000,
        flip in any::<proptest::sample::Index>(),
    ) {
        let made = headers(&Signing::Standard, &[KEY], Signable { id: ID, at: at(seconds), body: &body })
            .map_err(|f| TestCaseError::fail(f.to_string()))?;
        let (ts, signature) = (&made[1].1, &made[2].1);
        prop_assert!(verifies(ID, ts, signature, &body, seconds));
        let mut changed = body.clone();
        match changed.is_empty() {
            true => changed.push(0),
            false => changed[flip.index(body.len())] ^= 1,
        }
        prop_assert!(!verifies(ID, ts, signature, &changed, seconds));
    }

    #[test]
    fn no_signature_list_is_accepted_by_chance(list in "(v1,[A-Za-z0-9+/=]{0,44} ?){0,4}|\\PC{0,60}") {
        prop_assert!(!verifies(ID, &SENT.to_string(), &list, BODY, SENT));
    }
}
