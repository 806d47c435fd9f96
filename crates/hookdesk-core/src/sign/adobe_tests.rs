use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;

use super::*;

// Keys and signatures made with `openssl genpkey`, `base64 -w0 body | openssl dgst -sha256 -sign`.
const PRIVATE: &str = include_str!("keys/private.pem");
const PRIVATE_PKCS1: &str = include_str!("keys/private-pkcs1.pem");
const PUBLIC: &str = include_str!("keys/public.pem");
const PUBLIC_PKCS1: &str = include_str!("keys/public-pkcs1.pem");
const BODY: &str = r#"{"data":{"sku":"24-WB01","name":"Zoë","url":"https:\/\/shop.test\/a"}}"#;
const SIGNATURE: &str = "VhgM5eLdvAdbZOmyUhTF6thM6ofBxVhr91wfZYoCP/0pRdt1HDKT+jVMngYeK44mXtIbIOeNpFmbqb25pAaJCYyzkSs7/WMb+BQKdU3HQ9Rd0pWPRhND5gBVtqlvJyQQV5q32QPAYqCXJUp2nRS3BqcpgfJKfm3bco34l9HSWdjmATygZrRYPAv1l7ev6vH3o1vjHVgPfyuQgM7HgVg4SDz7OgS7DUdjH/WcMpZYrre4QEKA0N3KbfujzvXkYiqw1fj5ljYsI3wyyb/8Ty6mVeNaESWHgHUY/PtGsBfWb3WQQXFVeB4vfnlaHIR1yfUqyql41xrJ3/NxLYuLpa5gqA==";
const OF_NOTHING: &str = "Y8sCsEJ1Oexq9XkDKE//WVOvVQhCgvDL585+ZhBqcWgJjMRdQqVKkaWk635u53cxn3xWoaYOiyyU5eCyMbvuVqMGHoek8w3mDPwEtsPB00kCN8/y06f0WG18vMKiwMEZeUSqMoeIYNEEI97iFcGoT3mLUx9ovnPUP7zowomAwYZ+E38O3SoXz4ysViCz9cOvUwgQV6CXivOMDYFfAQnyLiNDiGAu/Z+jDCMZGsCdCW3nWCZBkafDAgfGI7nyAln6M3q3KPJr2jzLnLF6ZytvtmvNxqKxZJaT41fXLw3KMst90hWkuenMewwykA1g13pdGcKMCuO56pFfv+erA09jHA==";
const OF_RAW_BODY: &str = "b2Ook6osBForf8KCWuAh3l0c3xBUX0rPl+Rqbxpprb/XH6Msl+WG9l2jOOETqlXeZu1WHiV527q7kNFA9cFfRJm1t9WLwpVftThtpnLRWtbpILK1BdhnP8RDdRGGtfu67+xiw5L9nmegqmBL3l4rw7e3J6Q96cmBMdD8uEIAqQnr7cxaYPzxroZM79yhfeC15bYlg7GQs/wZqbj/HbsGpDVd7gN+LEHaCNoCR1fSVmrMIA9jQ6wo3dfdjlxIUZRQXGWoZYh0GwIdjZEGy0OXVdfLg4MSjSGcZxNnhZ0hPFAIo3ouleCHqh1PskvM4eo7FoY0wDqPtiUZHnxfRHYEow==";

fn bytes(signature: &str) -> Vec<u8> {
    STANDARD.decode(signature).expect("base64")
}

#[test]
fn signatures_equal_those_of_openssl_over_the_bodys_base64() {
    for pem in [PRIVATE, PRIVATE_PKCS1] {
        let key = PrivateKey::from_pem(pem).expect("a key");
        assert_eq!(key.sign(BODY.as_bytes()).expect("signs"), SIGNATURE);
        assert_eq!(key.sign(b"").expect("signs"), OF_NOTHING, "the base64 of nothing is nothing");
        assert_eq!(key.public_pem().expect("writes"), PUBLIC);
    }
    for pem in [PUBLIC, PUBLIC_PKCS1, &format!("\r\n  {}\n\n", PUBLIC.replace('\n', "\r\n"))] {
        let key = PublicKey::from_pem(pem).expect("a key");
        assert!(key.verify(BODY.as_bytes(), &bytes(SIGNATURE)));
        assert!(!key.verify(BODY.as_bytes(), &bytes(OF_RAW_BODY)), "the body itself is not what is signed");
        assert!(!key.verify(format!("{BODY}\n").as_bytes(), &bytes(SIGNATURE)));
        assert!(!key.verify(BODY.as_bytes(), &bytes(SIGNATURE)[1..]));
        assert!(!key.verify(BODY.as_bytes(), &[]));
    }
}

#[test]
fn a_new_pair_is_its_own_and_survives_being_written() {
    let make = || PrivateKey::generate(&mut UnwrapErr(SysRng)).expect("a pair");
    let (one, other) = (make(), make());
    let again = PrivateKey::from_pem(&one.to_pem().expect("writes")).expect("reads");
    let signature = bytes(&again.sign(b"x").expect("signs"));
    assert_eq!(signature.len(), 256);
    assert!(PublicKey::from_pem(&one.public_pem().expect("writes")).expect("reads").verify(b"x", &signature));
    assert!(!other.public().verify(b"x", &signature));
    assert_eq!(format!("{one:?}"), "PrivateKey([redacted])");
}

#[test]
fn what_is_no_key_is_refused_and_never_repeated() {
    let long = format!("{PRIVATE}{}", "A".repeat(20_000));
    for text in
        ["", "hunter2", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", PUBLIC, &long]
    {
        let fault = PrivateKey::from_pem(text).expect_err(text);
        assert_eq!(fault.code, Code::SigningKeyInvalid);
        assert!(!format!("{fault:?}").contains("hunter2"));
    }
    for text in ["", "hunter2", PRIVATE, &long] {
        assert_eq!(PublicKey::from_pem(text).expect_err(text).code, Code::SigningKeyInvalid);
    }
}
