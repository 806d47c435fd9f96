//! Whatever the filter, the order and the page size: the pages together are what a plain look at every row gives.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use hookdesk_core::event::EventRouting;
use hookdesk_core::id::{HookId, MessageId, SubscriptionId};
use hookdesk_core::message::MessageState;
use hookdesk_core::time::{SystemClock, UtcMillis};
use proptest::prelude::*;
use rusqlite::params;
use uuid::Uuid;

use super::*;
use crate::events::EventFilter;
use crate::open::OpenOptions;

const WORDS: [&str; 4] = ["alpha", "bravo", "charlie", "delta"];
const NAMES: [&str; 3] = ["order.made", "cart.left", "customer.seen"];
const STATUSES: [u16; 6] = [200, 204, 301, 404, 422, 500];
const SUBSCRIPTIONS: i64 = 4;
const HOOKS: i64 = 2;

/// An event as it is written, and found again.
#[derive(Debug, Clone)]
struct EventData {
    gap: i64,
    later: i64,
    name: usize,
    words: BTreeSet<usize>,
    routing: EventRouting,
    messages: Vec<MessageData>,
}

#[derive(Debug, Clone)]
struct MessageData {
    gap: i64,
    /// Where it is a replay: how many events back.
    of_earlier: Option<usize>,
    subscription: i64,
    state: MessageState,
    due: i64,
    answer: Option<Option<u16>>,
}

#[derive(Debug, Clone, Default)]
struct Stored {
    seq: i64,
    id: Uuid,
    event: usize,
    data: Option<MessageData>,
    created_at: i64,
}

#[derive(Debug, Clone)]
struct StoredEvent {
    seq: i64,
    received_at: i64,
    data: EventData,
}

fn event_id(event: usize) -> String {
    format!("ev-{event}")
}

fn message_data() -> impl Strategy<Value = MessageData> {
    (
        1..3i64,
        prop::option::weighted(0.3, 1..20usize),
        1..=SUBSCRIPTIONS,
        prop::sample::select(MessageState::ALL),
        0..6i64,
        prop::option::of(prop::option::of(prop::sample::select(STATUSES.as_slice()))),
    )
        .prop_map(|(gap, of_earlier, subscription, state, due, answer)| MessageData {
            gap,
            of_earlier,
            subscription,
            state,
            due,
            answer,
        })
}

fn event_data() -> impl Strategy<Value = EventData> {
    (
        1..3i64,
        0..4i64,
        0..NAMES.len(),
        prop::collection::btree_set(0..WORDS.len(), 0..3),
        prop::bool::ANY,
        prop::collection::vec(message_data(), 0..4),
    )
        .prop_map(|(gap, later, name, words, known, messages)| {
            let routing = match (messages.is_empty(), known) {
                (false, _) => EventRouting::Matched,
                (true, true) => EventRouting::NoSubscription,
                (true, false) => EventRouting::Unmatched,
            };
            EventData { gap, later, name, words, routing, messages }
        })
}

/// Writes rows as accepting and sending would have left them.
fn write(file: &Path, events: &[EventData]) -> (Vec<StoredEvent>, Vec<Stored>) {
    let conn = rusqlite::Connection::open(file).expect("opens");
    conn.execute_batch("BEGIN").expect("begins");
    for hook in 1..=HOOKS {
        conn.execute(
            "INSERT INTO hooks VALUES (?1, 'hook.' || ?1, '', 'data', NULL, 0, 0, NULL, NULL)",
            [hook],
        )
        .expect("hook");
    }
    for id in 1..=SUBSCRIPTIONS {
        conn.execute(
            "INSERT INTO subscriptions VALUES (?1, '', ?2, NULL, '{\"kind\":\"url\",\"url\":\"http://a/\"}', 'POST', 1, '',
             'snapshot', '{\"kind\":\"standard\"}', 1000, 1, NULL, '{\"scheme\":\"none\"}', '[]', 0, 0, 0, 0, ?3, NULL, NULL, NULL)",
            params![id, 1 + id % HOOKS, (id == 1).then_some(0)],
        )
        .expect("subscription");
    }
    let (mut stored_events, mut stored): (Vec<StoredEvent>, Vec<Stored>) = (Vec::new(), Vec::new());
    let (mut event_seq, mut seq, mut at) = (0, 0, 1_000);
    for (number, event) in events.iter().enumerate() {
        event_seq += event.gap;
        at += event.later;
        let words: Vec<_> = event.words.iter().map(|word| WORDS[*word]).collect();
        conn.execute(
            "INSERT INTO events (seq, id, name, received_at, source, routing, answer, data)
             VALUES (?1, ?2, ?3, ?4, 'api', ?5, '', ?6)",
            params![
                event_seq,
                event_id(number),
                NAMES[event.name],
                at,
                event.routing.as_str(),
                format!("{{\"note\":\"{}\"}}", words.join(" ")).as_bytes()
            ],
        )
        .expect("event");
        stored_events.push(StoredEvent { seq: event_seq, received_at: at, data: event.clone() });
        for (nth, message) in event.messages.iter().enumerate() {
            seq += message.gap;
            // The first is the event's own: no matched event is without one.
            let of =
                message.of_earlier.filter(|_| nth > 0).map_or(number, |back| number.saturating_sub(back));
            // Only an event that has messages of its own is replayed here.
            let of = if events[of].routing == EventRouting::Matched { of } else { number };
            let id = Uuid::from_u128(u128::from(seq.unsigned_abs()) << 64 | 7);
            let waiting = message.state.is_due_driven();
            let sending = message.state == MessageState::Sending;
            conn.execute(
                "INSERT INTO messages (seq, id, event_seq, subscription_id, state, reason, due_at, trigger, replayed,
                   attempts, lease_token, lease_until, wrap, binding, last_status, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'because', ?6, 'first', ?7, ?8, ?9, ?9, 'data', 'snapshot', ?10, ?11, 0)",
                params![
                    seq,
                    id.as_bytes(),
                    stored_events[of].seq,
                    message.subscription,
                    message.state.as_str(),
                    waiting.then_some(message.due),
                    of != number,
                    u8::from(message.answer.is_some()),
                    sending.then_some(1),
                    message.answer.flatten(),
                    at
                ],
            )
            .expect("message");
            stored.push(Stored { seq, id, event: of, data: Some(message.clone()), created_at: at });
        }
    }
    conn.execute_batch("COMMIT").expect("commits");
    (stored_events, stored)
}

/// Text typed, and what it means.
#[derive(Debug, Clone)]
enum Typed {
    Words(Vec<usize>),
    Prefix,
    EventId(usize),
    MessageId(usize),
    Nothing,
}

#[derive(Debug, Clone)]
struct Query {
    states: Vec<MessageState>,
    subscriptions: Vec<i64>,
    hooks: Vec<i64>,
    from: Option<i64>,
    to: Option<i64>,
    status: Option<StatusFilter>,
    typed: Option<Typed>,
    sort: SortBy,
    order: Order,
    limit: usize,
}

fn query() -> impl Strategy<Value = Query> {
    let status = prop_oneof![
        prop::sample::select(STATUSES.as_slice()).prop_map(StatusFilter::Exact),
        (2..6u8).prop_map(StatusFilter::Class),
        Just(StatusFilter::NoAnswer),
    ];
    let typed = prop_oneof![
        4 => prop::collection::vec(0..WORDS.len(), 1..3).prop_map(Typed::Words),
        1 => Just(Typed::Prefix),
        1 => (0..30usize).prop_map(Typed::EventId),
        1 => (0..30usize).prop_map(Typed::MessageId),
        1 => Just(Typed::Nothing),
    ];
    let filter = (
        prop_oneof![
            Just(Vec::new()),
            prop::sample::subsequence(MessageState::ALL.to_vec(), 1..=MessageState::ALL.len())
        ],
        prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(1..=SUBSCRIPTIONS + 1, 1..3)],
        prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(1..=HOOKS + 1, 1..2)],
        prop::option::weighted(0.3, 995..1_060i64),
        prop::option::weighted(0.3, 995..1_060i64),
        prop::option::weighted(0.4, status),
        prop::option::weighted(0.4, typed),
    );
    let paging = (
        prop::sample::select(vec![SortBy::Created, SortBy::Due]),
        prop::sample::select(vec![Order::Descending, Order::Ascending]),
        prop_oneof![1..8usize, Just(100usize)],
    );
    (filter, paging).prop_map(
        |((states, subscriptions, hooks, from, to, status, typed), (sort, order, limit))| Query {
            states,
            subscriptions,
            hooks,
            from,
            to,
            status,
            typed,
            sort,
            order,
            limit,
        },
    )
}

impl Query {
    fn filter(&self, stored: &[Stored]) -> MessageFilter {
        MessageFilter {
            states: self.states.clone(),
            subscriptions: self.subscriptions.iter().map(|id| SubscriptionId(*id)).collect(),
            hooks: self.hooks.iter().map(|id| HookId(*id)).collect(),
            from: self.from.map(UtcMillis),
            to: self.to.map(UtcMillis),
            status: self.status,
            search: self.typed.as_ref().map(|typed| text_of(typed, stored)),
        }
    }

    fn keeps(&self, message: &Stored, events: &[StoredEvent], stored: &[Stored]) -> bool {
        let Some(data) = &message.data else { return false };
        let answered = |from: u16, to: u16| data.answer.flatten().is_some_and(|s| (from..=to).contains(&s));
        (self.states.is_empty() || self.states.contains(&data.state))
            && (self.subscriptions.is_empty() || self.subscriptions.contains(&data.subscription))
            && (self.hooks.is_empty() || self.hooks.contains(&(1 + data.subscription % HOOKS)))
            && self.from.is_none_or(|from| message.created_at >= from)
            && self.to.is_none_or(|to| message.created_at < to)
            && match self.status {
                None => true,
                Some(StatusFilter::Exact(status)) => answered(status, status),
                Some(StatusFilter::Class(class)) => {
                    answered(u16::from(class) * 100, u16::from(class) * 100 + 99)
                }
                Some(StatusFilter::NoAnswer) => data.answer == Some(None),
            }
            && (self.sort == SortBy::Created || data.state.is_due_driven())
            && match &self.typed {
                Some(Typed::MessageId(n)) => stored.get(*n).is_some_and(|wanted| wanted.seq == message.seq),
                Some(typed) => finds(typed, message.event, &events[message.event].data),
                None => true,
            }
    }

    /// What a plain look at every row gives.
    fn expected(&self, events: &[StoredEvent], stored: &[Stored]) -> Vec<i64> {
        let mut kept: Vec<_> = stored.iter().filter(|m| self.keeps(m, events, stored)).collect();
        kept.sort_by_key(|m| match self.sort {
            SortBy::Created => (0, m.seq),
            SortBy::Due => (m.data.as_ref().map_or(0, |d| d.due), m.seq),
        });
        if self.order == Order::Descending {
            kept.reverse();
        }
        kept.iter().map(|m| m.seq).collect()
    }
}

fn text_of(typed: &Typed, stored: &[Stored]) -> String {
    match typed {
        Typed::Words(words) => words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join("  "),
        Typed::Prefix => "char".to_owned(),
        Typed::EventId(n) => format!(" {} ", event_id(*n)),
        Typed::MessageId(n) => MessageId(stored.get(*n).map_or(Uuid::nil(), |m| m.id)).to_string(),
        Typed::Nothing => "?!".to_owned(),
    }
}

fn finds(typed: &Typed, event: usize, data: &EventData) -> bool {
    match typed {
        Typed::Words(words) => words.iter().all(|word| data.words.contains(word)),
        Typed::Prefix => data.words.contains(&2),
        Typed::EventId(n) => *n == event,
        Typed::MessageId(_) | Typed::Nothing => false,
    }
}

async fn all_pages(store: &Store, query: &Query, filter: &MessageFilter) -> Vec<i64> {
    let (mut seqs, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .messages(filter.clone(), query.sort, query.order, after, query.limit)
            .await
            .expect("a page");
        assert!(page.rows.len() <= query.limit);
        assert_eq!(
            page.next.is_some(),
            page.next.is_some() && page.rows.len() == query.limit,
            "a page is full"
        );
        seqs.extend(page.rows.iter().map(|m| m.seq));
        match page.next {
            Some(next) => after = Some(next),
            None => return seqs,
        }
    }
}

fn open(dir: &Path) -> Store {
    let options = OpenOptions { clock: Arc::new(SystemClock), readers: 2, full_check: false };
    Store::open(dir, options).expect("opens").0
}

async fn index_all(store: &Store) {
    while store.index_text(7).await.expect("indexes").left > 0 {}
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn pages_together_are_the_filter(
        events in prop::collection::vec(event_data(), 1..30),
        queries in prop::collection::vec(query(), 60),
    ) {
        let dir = tempfile::tempdir().expect("a directory");
        run(open(dir.path()).close());
        let (events, stored) = write(&dir.path().join("hookdesk.db"), &events);
        run(async {
            let store = open(dir.path());
            index_all(&store).await;
            for query in queries {
                let filter = query.filter(&stored);
                let expected = query.expected(&events, &stored);
                let got = all_pages(&store, &query, &filter).await;
                assert_eq!(got, expected, "{query:?}");
                if query.sort == SortBy::Created {
                    selects_like_the_grid(&store, &query, filter, &expected).await;
                }
            }
            store.close().await;
        });
    }

    #[test]
    fn event_pages_together_are_the_filter(
        events in prop::collection::vec(event_data(), 1..40),
        queries in prop::collection::vec(event_query(), 40),
    ) {
        let dir = tempfile::tempdir().expect("a directory");
        run(open(dir.path()).close());
        let (events, stored) = write(&dir.path().join("hookdesk.db"), &events);
        run(async {
            let store = open(dir.path());
            index_all(&store).await;
            for query in queries {
                query.check(&store, &events, &stored).await;
            }
            store.close().await;
        });
    }
}

/// Bulk work and its count see what the grid shows.
async fn selects_like_the_grid(store: &Store, query: &Query, filter: MessageFilter, expected: &[i64]) {
    let newest_first: BTreeSet<i64> = expected.iter().copied().collect();
    let up_to = newest_first.iter().nth(newest_first.len() / 2).copied().unwrap_or(9);
    let want: Vec<i64> = newest_first.into_iter().rev().filter(|seq| *seq <= up_to).collect();
    let (limit, counted) = (query.limit, filter.clone());
    let got = store
        .read(move |conn| {
            let (mut all, mut below): (Vec<i64>, _) = (Vec::new(), None);
            loop {
                let step = select_seqs(conn, &filter, up_to, below, limit)?;
                all.extend(&step);
                below = step.last().copied();
                if step.len() < limit {
                    return Ok(all);
                }
            }
        })
        .await
        .expect("selects");
    assert_eq!(got, want, "{query:?}");
    for cap in [0, 2, 1_000] {
        let counted = counted.clone();
        let n = store.read(move |conn| count(conn, &counted, up_to, cap)).await.expect("counts");
        assert_eq!(n, cap.min(want.len() as u64), "{query:?}");
    }
}

#[derive(Debug, Clone)]
struct EventQuery {
    routing: Option<EventRouting>,
    name: Option<usize>,
    from: Option<i64>,
    to: Option<i64>,
    typed: Option<Typed>,
    limit: usize,
}

fn event_query() -> impl Strategy<Value = EventQuery> {
    (
        prop::option::of(prop::sample::select(EventRouting::ALL)),
        prop::option::of(0..NAMES.len()),
        prop::option::weighted(0.3, 995..1_060i64),
        prop::option::weighted(0.3, 995..1_060i64),
        query(),
    )
        .prop_map(|(routing, name, from, to, Query { typed, limit, .. })| EventQuery {
            routing,
            name,
            from,
            to,
            typed,
            limit,
        })
}

impl EventQuery {
    async fn check(&self, store: &Store, events: &[StoredEvent], stored: &[Stored]) {
        let filter = EventFilter {
            routing: self.routing,
            name: self.name.map(|name| NAMES[name].to_uppercase()),
            from: self.from.map(UtcMillis),
            to: self.to.map(UtcMillis),
            search: self.typed.as_ref().map(|typed| text_of(typed, stored)),
        };
        let keeps = |number: usize, event: &StoredEvent| {
            self.routing.is_none_or(|routing| routing == event.data.routing)
                && self.name.is_none_or(|name| name == event.data.name)
                && self.from.is_none_or(|from| event.received_at >= from)
                && self.to.is_none_or(|to| event.received_at < to)
                && match &self.typed {
                    Some(Typed::MessageId(n)) => {
                        stored.get(*n).is_some_and(|message| message.event == number)
                    }
                    Some(typed) => finds(typed, number, &event.data),
                    None => true,
                }
        };
        let kept = events.iter().enumerate().filter(|(number, event)| keeps(*number, event));
        let expected: Vec<i64> = kept.map(|(_, event)| event.seq).rev().collect();
        let (mut got, mut after) = (Vec::new(), None);
        loop {
            let page = store.events(filter.clone(), after, self.limit).await.expect("a page");
            for row in &page.rows {
                let messages = stored.iter().filter(|m| events[m.event].seq == row.seq).count();
                assert_eq!(row.messages, messages as u64);
            }
            got.extend(page.rows.iter().map(|row| row.seq));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(got, expected, "{self:?}");
    }
}
