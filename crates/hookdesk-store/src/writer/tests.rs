//! What a group does when one of its jobs, or the disk, fails.

use std::sync::Arc;

use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, SubscriptionId};
use hookdesk_core::message::MessageState;
use hookdesk_core::name::EventName;
use hookdesk_core::time::SystemClock;
use serde_json::value::RawValue;

use super::*;
use crate::changes::Area;
use crate::open::{OpenOptions, Store};

struct Desk {
    store: Store,
    _dir: tempfile::TempDir,
}

fn desk() -> Desk {
    let dir = tempfile::tempdir().unwrap();
    let options = OpenOptions { clock: Arc::new(SystemClock), readers: 2, full_check: false };
    Desk { store: Store::open(dir.path(), options).unwrap().0, _dir: dir }
}

fn event(id: &str, size: usize) -> NewEvent {
    NewEvent {
        id: EventId::parse(id).unwrap(),
        name: EventName::parse("a.happened").unwrap(),
        data: RawValue::from_string(format!("\"{}\"", "x".repeat(size))).unwrap(),
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    }
}

fn set(scope: &Scope<'_>, key: &str) -> Result<(), Fault> {
    execute(scope.conn, &format!("INSERT INTO settings VALUES ('{key}', '1')"))
}

async fn keys(store: &Store) -> String {
    let sql = "SELECT ifnull(group_concat(key ORDER BY key), '') FROM settings";
    store.query(move |conn| conn.query_row(sql, [], |row| row.get(0))).await.unwrap()
}

/// Lets the file grow by so many pages; back to any size with a large number.
async fn room(store: &Store, pages: i64) {
    let limit = move |scope: &mut Scope<'_>| {
        let now: i64 = scope.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        scope.conn.pragma_update_and_check(None, "max_page_count", now + pages, |_| Ok(())).unwrap();
        Ok(())
    };
    store.write(limit).await.unwrap();
}

#[tokio::test]
async fn a_faulted_job_undoes_itself_and_nobody_else() {
    let desk = desk();
    let (first, faulted, last, panicked) = tokio::join!(
        desk.store.write(|scope| set(scope, "first")),
        desk.store.write(|scope| {
            set(scope, "faulted")?;
            scope.effects.count(SubscriptionId(1), MessageState::Queued, 5);
            Err::<(), _>(Fault::invalid("x", "no"))
        }),
        desk.store.write(|scope| {
            scope.effects.count(SubscriptionId(1), MessageState::Held, 2);
            set(scope, "last")
        }),
        desk.store.write::<()>(|scope| {
            set(scope, "panicked")?;
            panic!("a defect")
        }),
    );
    assert_eq!((first, last), (Ok(()), Ok(())));
    assert_eq!(faulted.unwrap_err().code, Code::InputInvalid);
    assert_eq!(panicked.unwrap_err().code, Code::Internal);
    assert_eq!(keys(&desk.store).await, "first,last");
    let counts = desk.store.counts().await.unwrap();
    assert_eq!((counts.by_state[&MessageState::Queued], counts.by_state[&MessageState::Held]), (0, 2));
}

#[tokio::test]
async fn a_full_disk_takes_nothing_and_says_so_and_goes_on_when_there_is_room() {
    let desk = desk();
    room(&desk.store, 10).await;
    let call = (0..20).map(|n| event(&format!("e{n}"), 4_000)).collect();
    let (small, large, mut changes) = (vec![event("small", 10)], call, desk.store.changes());
    let (other, full) = tokio::join!(desk.store.accept(small), desk.store.accept(large));
    assert_eq!(full.unwrap_err().code, Code::StoreFull);
    let stored = i64::from(other.is_ok());
    let events = "SELECT count(*) FROM events";
    let in_file = desk.store.query(move |conn| conn.query_row(events, [], |row| row.get::<_, i64>(0))).await;
    assert_eq!(in_file.unwrap(), stored, "all or none, and only what was answered");
    assert_eq!(desk.store.counts().await.unwrap().events, stored as u64);
    room(&desk.store, 1_000).await;
    let again = (0..20).map(|n| event(&format!("e{n}"), 4_000)).collect();
    let answers = desk.store.accept(again).await.unwrap();
    assert!(answers.iter().all(|answer| !answer.repeated));
    while let Ok(change) = changes.try_recv() {
        assert_eq!(change.areas, [Area::Events]);
    }
}

#[tokio::test]
async fn a_closure_that_fills_the_disk_is_told_so_too() {
    let desk = desk();
    room(&desk.store, 4).await;
    let fill =
        |scope: &mut Scope<'_>| (0..200).try_for_each(|n| set(scope, &format!("{n}{}", "k".repeat(3_000))));
    assert_eq!(desk.store.write(fill).await.unwrap_err().code, Code::StoreFull);
    assert_eq!(keys(&desk.store).await, "");
    desk.store.write(|scope| set(scope, "small")).await.unwrap();
    assert_eq!(keys(&desk.store).await, "small");
}

#[test]
fn sqlites_words_become_codes() {
    let coded =
        |code| rows::fault(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)).code;
    use rusqlite::ffi::{SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_FULL, SQLITE_NOTADB, SQLITE_READONLY};
    assert_eq!(coded(SQLITE_FULL), Code::StoreFull);
    assert_eq!(coded(SQLITE_READONLY), Code::StoreReadOnly);
    assert_eq!(coded(SQLITE_CORRUPT), Code::StoreCorrupt);
    assert_eq!(coded(SQLITE_NOTADB), Code::StoreCorrupt);
    assert_eq!(coded(SQLITE_ERROR), Code::StoreFailed);
}
