//! Answers kept for their hook's ttl (spec "Adobe webhooks", 2.6). In memory: a restart forgets them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hookdesk_connect::Outgoing;
use hookdesk_content::operations::Answer;
use hookdesk_core::sign::adobe::{HEADER, NEXT_HEADER};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// Most answers kept.
const MOST: usize = 1_000;
/// Most bytes of answers kept, as they came.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Headers that differ from call to call of what is the same request.
const VOLATILE: [&str; 4] = [super::REQUEST_ID, HEADER, NEXT_HEADER, "authorization"];

/// What is asked for: method, URL, body and headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// The key of a request.
    pub fn of(request: &Outgoing) -> Self {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(request.method.as_str().as_bytes());
        part(request.url.as_str().as_bytes());
        part(&request.body);
        let kept = |name: &str| !VOLATILE.iter().any(|volatile| volatile.eq_ignore_ascii_case(name));
        for (name, value) in request.headers.iter().filter(|(name, _)| kept(name)) {
            part(name.to_ascii_lowercase().as_bytes());
            part(value.as_bytes());
        }
        Self(hash.finalize().into())
    }
}

/// The answers.
#[derive(Default)]
pub(super) struct Cache {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<Key, Entry>,
    bytes: usize,
    /// Which came first: the oldest goes in one step, however many there are.
    order: BTreeMap<u64, Key>,
    turn: u64,
}

struct Entry {
    answer: Answer,
    bytes: usize,
    until: Instant,
    turn: u64,
}

impl Cache {
    /// The answer kept for a request.
    pub fn get(&self, key: Key, now: Instant) -> Option<Answer> {
        self.lock().answers.get(&key).filter(|entry| entry.until > now).map(|entry| entry.answer.clone())
    }

    /// Keeps an answer; the oldest make room for it.
    pub fn put(&self, key: Key, answer: Answer, bytes: usize, ttl: Duration, now: Instant) {
        // What is as large as the whole room would only push everything else out.
        let Some(until) = now.checked_add(ttl).filter(|_| bytes <= MOST_BYTES / 4) else { return };
        let mut kept = self.lock();
        kept.turn += 1;
        let entry = Entry { answer, bytes, until, turn: kept.turn };
        kept.bytes += bytes;
        let turn = kept.turn;
        kept.order.insert(turn, key);
        if let Some(old) = kept.answers.insert(key, entry) {
            kept.bytes -= old.bytes;
            kept.order.remove(&old.turn);
        }
        while kept.is_full() {
            let Some((_, oldest)) = kept.order.pop_first() else { break };
            kept.bytes -= kept.answers.remove(&oldest).map_or(0, |gone| gone.bytes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn is_full(&self) -> bool {
        self.answers.len() > MOST || self.bytes > MOST_BYTES
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hookdesk_core::address::Private;
    use url::Url;

    use super::*;

    fn request(change: impl FnOnce(&mut Outgoing)) -> Key {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut request = Outgoing {
            method: http::Method::POST,
            url: Url::parse("https://api.example/a").unwrap(),
            headers: vec![
                header("content-type", "application/json"),
                header("X-Shop", "1"),
                header("Authorization", "Bearer a"),
                header("x-adobe-commerce-request-id", "1"),
                header("x-adobe-commerce-webhook-signature", "1"),
                header("x-hookdesk-webhook-signature-next", "1"),
            ],
            secret_names: Vec::new(),
            body: Bytes::from_static(b"{}"),
            timeout: Duration::from_secs(1),
            private: Private::No,
        };
        change(&mut request);
        Key::of(&request)
    }

    #[test]
    fn requests_are_the_same_by_method_address_body_and_lasting_headers() {
        let plain = request(|_| {});
        for volatile in 2..6 {
            assert_eq!(request(|r| r.headers[volatile].1 = "other".to_owned()), plain);
        }
        assert_eq!(request(|r| r.headers[1].0 = "x-shop".to_owned()), plain);
        assert_eq!(request(|r| r.timeout = Duration::ZERO), plain);
        let others = [
            request(|r| r.method = http::Method::PUT),
            request(|r| r.url = Url::parse("https://api.example/b").unwrap()),
            request(|r| r.body = Bytes::from_static(b"{ }")),
            request(|r| r.headers[1].1 = "2".to_owned()),
            request(|r| drop(r.headers.remove(1))),
        ];
        for (n, other) in others.iter().enumerate() {
            assert_ne!(*other, plain, "{n}");
        }
    }

    #[test]
    fn an_answer_is_kept_for_its_time_and_no_longer() {
        let (cache, now, key) = (Cache::default(), Instant::now(), request(|_| {}));
        let ttl = Duration::from_secs(60);
        assert!(cache.get(key, now).is_none());
        cache.put(key, Answer::default(), 10, ttl, now);
        assert!(cache.get(key, now + ttl - Duration::from_millis(1)).is_some());
        assert!(cache.get(key, now + ttl).is_none());
    }

    #[test]
    fn neither_their_number_nor_their_size_grows_without_bound() {
        let (cache, now) = (Cache::default(), Instant::now());
        let key = |n: usize| request(|r| r.body = n.to_string().into());
        let ttl = Duration::from_secs(60);
        for n in 0..2 * MOST {
            cache.put(key(n), Answer::default(), 1, ttl, now);
        }
        let sizes = |cache: &Cache| {
            let kept = cache.lock();
            (kept.bytes, kept.order.len(), kept.answers.len())
        };
        assert_eq!(sizes(&cache), (MOST, MOST, MOST));
        assert!(
            cache.get(key(MOST - 1), now).is_none() && cache.get(key(MOST), now).is_some(),
            "oldest first"
        );
        for n in 0..20 {
            cache.put(key(n), Answer::default(), MOST_BYTES / 4, ttl, now);
        }
        assert!(cache.lock().bytes <= MOST_BYTES);
        cache.put(key(9_999), Answer::default(), MOST_BYTES / 4 + 1, ttl, now);
        assert!(cache.get(key(9_999), now).is_none());
        for n in 0..=MOST {
            cache.put(key(n), Answer::default(), 1, ttl, now);
        }
        assert_eq!(sizes(&cache), (MOST, MOST, MOST));
    }
}
