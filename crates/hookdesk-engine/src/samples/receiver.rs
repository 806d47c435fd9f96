//! The built-in receiver of the sample data: takes anything, and answers as receivers do in life.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hookdesk_core::Fault;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;

use crate::loopback::{self, Loopback};

const SLOW: Duration = Duration::from_secs(3);
/// Bodies beyond this are cut off: nobody keeps them.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Messages whose story is remembered.
const MOST_STORIES: usize = 10_000;
/// A message that is refused is taken from this attempt on: when a person sends it again after the retry policy gave up.
const RELENTS_AT: u32 = 5;

/// What a message meets here, by turns of their first arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    /// 200.
    Taken,
    /// 422, until a person sends it again.
    Refused,
    /// 500 at first, 200 at the second try.
    Stumbles,
    /// 200 after a while.
    Slow,
}

const TURNS: [Story; 4] = [Story::Taken, Story::Refused, Story::Stumbles, Story::Slow];

/// The receiver; stops when dropped.
pub(super) struct SampleReceiver {
    server: Loopback,
    desk: Arc<Desk>,
}

impl SampleReceiver {
    pub async fn start() -> Result<Self, Fault> {
        let desk = Arc::new(Desk::default());
        let answering = desk.clone();
        let server = Loopback::start(0, move |request| {
            let desk = answering.clone();
            async move { answer(&desk, request).await }
        });
        Ok(Self { server: server.await?, desk })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address)
    }

    pub fn received(&self) -> u64 {
        self.desk.received.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
struct Desk {
    received: AtomicU64,
    stories: Mutex<HashMap<String, Story>>,
}

impl Desk {
    /// The message's story; a message not seen before gets the next in turn.
    fn story(&self, message: &str) -> Story {
        let mut stories = self.stories.lock().unwrap_or_else(PoisonError::into_inner);
        if stories.len() >= MOST_STORIES {
            stories.clear();
        }
        let next = TURNS[stories.len() % TURNS.len()];
        *stories.entry(message.to_owned()).or_insert(next)
    }
}

async fn answer(desk: &Desk, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let size = Limited::new(body, MOST_BYTES).collect().await.map_or(0, |body| body.to_bytes().len());
    desk.received.fetch_add(1, Ordering::Relaxed);
    let message = text(&head.headers, "x-hookdesk-delivery");
    let attempt = text(&head.headers, "x-hookdesk-attempt").parse().unwrap_or(1);
    match (desk.story(message), attempt) {
        (Story::Refused, 1..RELENTS_AT) => reply(
            StatusCode::UNPROCESSABLE_ENTITY,
            r#"{"errors":[{"field":"postcode","message":"The postcode is not known in this country."}]}"#
                .to_owned(),
        ),
        (Story::Stumbles, 1) => {
            reply(StatusCode::INTERNAL_SERVER_ERROR, r#"{"error":"database is restarting"}"#.to_owned())
        }
        (Story::Slow, _) => {
            tokio::time::sleep(SLOW).await;
            taken(size)
        }
        _ => taken(size),
    }
}

fn taken(size: usize) -> Response<Full<Bytes>> {
    reply(StatusCode::OK, format!(r#"{{"taken":true,"bytes":{size}}}"#))
}

fn reply(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    loopback::json(status, body)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
