//! Signature headers: nothing but the right signature over the right bytes at the right time is accepted.
#![no_main]

use hookdesk_core::config::Signing;
use hookdesk_core::sign::workbench::{self, Dialect, Key, Pasted};
use hookdesk_core::sign::{Signable, headers, validate_key, verify_standard};
use hookdesk_core::time::UtcMillis;
use libfuzzer_sys::fuzz_target;

const KEY: &[u8] = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: UtcMillis = UtcMillis(1_614_265_330_000);

// A line each: key, id, timestamp, signature list; the rest is the body.
fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(5, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (key, id, timestamp, list, body) = (line(), line(), line(), line(), line());
    let texts = (str::from_utf8(id), str::from_utf8(timestamp), str::from_utf8(list));
    let (Ok(id), Ok(timestamp), Ok(list)) = texts else { return };
    // A foreign key, and every text a sender may put into the headers.
    let accepted = verify_standard(key, id, timestamp, list, body, NOW);
    assert!(!accepted || validate_key(&Signing::Standard, key).is_ok());
    // Nobody without the key makes a list that is accepted: only ours is, whatever stands around it.
    let Ok(signed) = headers(&Signing::Standard, &[KEY], Signable { id, at: NOW, body }) else { return };
    let [_, (_, at), (_, right)] = signed.as_slice() else { panic!("three headers") };
    assert!(verify_standard(KEY, id, at, right, body, NOW));
    let carries_ours = list.split(' ').any(|entry| entry == right);
    assert_eq!(verify_standard(KEY, id, at, list, body, NOW), carries_ours);
    assert!(verify_standard(KEY, id, at, &format!("{list} {right}"), body, NOW));
    for cut in 0..right.len() {
        assert!(!verify_standard(KEY, id, at, &right[..cut], body, NOW), "a signature cut at {cut}");
    }
    // The workbench agrees with the receiver, and reads whatever is pasted.
    let given = [("webhook-id", id), ("webhook-timestamp", at.as_str()), ("webhook-signature", list)];
    let given: Vec<(String, String)> =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let keys = Key::read_all(Dialect::Standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a key");
    if id.trim() == id && list.trim() == list {
        assert_eq!(workbench::verify(Dialect::Standard, &keys, &given, body, NOW).ok, carries_ours);
    }
    if let Ok(text) = str::from_utf8(input) {
        let _ = (Pasted::read(text), workbench::headers(text));
        for dialect in Dialect::ALL {
            let given = [(dialect.header().to_owned(), list.to_owned())];
            let keys = Key::read_all(*dialect, text);
            let taken = keys.is_ok_and(|keys| workbench::verify(*dialect, &keys, &given, body, NOW).ok);
            // A key that is all of the input cannot have signed a part of it.
            assert!(!taken, "{dialect}");
        }
    }
    let longer = [body, b" "].concat();
    assert!(!verify_standard(KEY, id, at, right, &longer, NOW));
    assert!(!verify_standard(KEY, id, at, right, body, NOW.plus(301_000)));
});
