//! Opening: new files, newer ones, damaged ones, and what is done before a migration.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use hookdesk_core::config::Method;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::time::SystemClock;
use hookdesk_core::{Code, Fault};
use hookdesk_store::{OpenOptions, Opened, Store};

use crate::support::{Desk, connect, event, hook, plan, subscription};

fn try_open(dir: &Path, full_check: bool) -> Result<(Store, Opened), Fault> {
    Store::open(dir, OpenOptions { clock: Arc::new(SystemClock), readers: 2, full_check })
}

fn fault(dir: &Path) -> Fault {
    match try_open(dir, false) {
        Ok(_) => panic!("it opened"),
        Err(fault) => fault,
    }
}

#[tokio::test]
async fn a_new_directory_gets_a_new_file() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("a/b");
    let (store, opened) = try_open(&inner, true).unwrap();
    assert_eq!((opened.from_version, opened.backup), (0, None));
    assert!(store.size_bytes() > 0);
    assert!(store.check().await.unwrap().is_empty());
    store.close().await;
    let (_, opened) = try_open(&inner, true).unwrap();
    assert_eq!((opened.from_version, opened.backup), (5, None));
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let desk = Desk::with(1).await;
    desk.store.close().await;
    desk.store.close().await;
    let stopping = Code::EngineStopping;
    assert_eq!(desk.store.accept(vec![event("e1", "a.happened", "{}")]).await.unwrap_err().code, stopping);
    assert_eq!(desk.store.counts().await.unwrap_err().code, stopping);
    assert_eq!(desk.store.replay(1).await.unwrap_err().code, stopping);
}

#[tokio::test]
async fn what_was_asked_before_closing_is_done() {
    let desk = Desk::with(1).await;
    let (accepted, ()) =
        tokio::join!(desk.store.accept(vec![event("e1", "a.happened", "{}")]), desk.store.close());
    accepted.unwrap();
    assert_eq!(desk.count("SELECT count(*) FROM messages"), 1);
}

#[tokio::test]
async fn a_newer_file_is_refused_and_left_alone() {
    let desk = Desk::with(1).await;
    desk.store.close().await;
    connect(desk.dir.path()).pragma_update(None, "user_version", 99).unwrap();
    let fault = fault(desk.dir.path());
    assert_eq!(fault.code, Code::StoreNewer);
    assert!(fault.message.contains("99"), "{}", fault.message);
    assert_eq!(desk.count("SELECT user_version FROM pragma_user_version"), 99);
}

#[tokio::test]
async fn an_older_file_is_backed_up_before_it_is_changed() {
    let dir = tempfile::tempdir().unwrap();
    connect(dir.path()).execute_batch("CREATE TABLE mine (x); INSERT INTO mine VALUES (7)").unwrap();
    let (store, opened) = try_open(dir.path(), false).unwrap();
    let backup = opened.backup.unwrap();
    assert!(backup.starts_with(dir.path().join("backups")));
    let kept = rusqlite::Connection::open(&backup).unwrap();
    assert_eq!(kept.query_row("SELECT x FROM mine", [], |row| row.get::<_, i64>(0)).unwrap(), 7);
    assert!(kept.prepare("SELECT 1 FROM messages").is_err(), "as it was before");
    assert_eq!(store.counts().await.unwrap().events, 0);
}

#[tokio::test]
async fn a_damaged_file_names_the_latest_backup() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 200).await;
    let backup = desk.dir.path().join("backups/before.db");
    std::fs::create_dir(backup.parent().unwrap()).unwrap();
    desk.store.backup(backup.clone()).await.unwrap();
    desk.store.close().await;
    let whole = std::fs::read(desk.file()).unwrap();

    std::fs::write(
        desk.file(),
        b"this is not a database, and longer than a header would be, by far and by all means",
    )
    .unwrap();
    let alien = fault(desk.dir.path());
    assert_eq!(alien.code, Code::StoreCorrupt);
    assert!(alien.next.contains("before.db"), "{}", alien.next);

    let mut holed = whole.clone();
    for page in holed.chunks_mut(4096).skip(2).step_by(3) {
        page[..200].fill(0xA5);
    }
    std::fs::write(desk.file(), holed).unwrap();
    assert_eq!(fault(desk.dir.path()).code, Code::StoreCorrupt);

    // And what it names helps.
    std::fs::copy(&backup, desk.file()).unwrap();
    let (store, _) = try_open(desk.dir.path(), true).unwrap();
    assert_eq!(store.counts().await.unwrap().events, 200);
}

#[tokio::test]
async fn damage_met_while_running_names_the_backup_too() {
    let desk = Desk::with(1).await;
    let long = format!("\"{}\"", "x".repeat(1_000_000));
    let events = (0..20).map(|n| event(&format!("e{n}"), "a.happened", &long)).collect();
    desk.store.accept(events).await.unwrap();
    let root = |table| format!("SELECT rootpage FROM sqlite_schema WHERE name = '{table}'");
    let [hooks, settings, messages] = ["hooks", "settings", "messages"].map(|name| desk.count(&root(name)));
    desk.store.close().await;
    std::fs::create_dir(desk.dir.path().join("backups")).unwrap();
    std::fs::copy(desk.file(), desk.dir.path().join("backups/good.db")).unwrap();
    let mut damaged = std::fs::read(desk.file()).unwrap();
    let mut damage = |page: i64| {
        damaged[(page as usize - 1) * 4096..][..4096].fill(0xA5);
        std::fs::write(desk.file(), &damaged).unwrap();
    };
    damage(hooks);
    damage(settings);
    // Too large to be checked at every start.
    let (store, _) = try_open(desk.dir.path(), false).unwrap();
    let written = store.accept(vec![event("new", "a.happened", "{}")]).await.unwrap_err();
    let read = store.settings().await.unwrap_err();
    for fault in [written, read] {
        assert_eq!(fault.code, Code::StoreCorrupt);
        assert!(fault.next.contains("good.db"), "{}", fault.next);
    }
    assert!(store.check().await.map_or(true, |lines| !lines.is_empty()));
    store.close().await;
    damage(messages);
    let at_start = fault(desk.dir.path());
    assert_eq!(at_start.code, Code::StoreCorrupt);
    assert!(at_start.next.contains("good.db"), "{}", at_start.next);
}

/// Everything in a directory, byte for byte, but for the index of the log, which every reader makes anew.
fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(Result::unwrap).filter(|e| e.path().is_file());
    let files = entries.map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap()));
    files.filter(|(name, _)| !name.ends_with("-shm")).collect()
}

/// Copies a file and its log as they lie there, as a crash leaves them.
fn as_after_a_crash(from: &Path, to: &Path) {
    for file in ["hookdesk.db", "hookdesk.db-wal"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

#[tokio::test]
async fn a_newer_file_keeps_its_bytes_and_its_log() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 3).await;
    desk.sql().pragma_update(None, "user_version", 99).unwrap();
    let dir = tempfile::tempdir().unwrap();
    as_after_a_crash(desk.dir.path(), dir.path());
    let before = bytes(dir.path());
    assert!(!before["hookdesk.db-wal"].is_empty(), "what is newer is in the log alone");
    for _ in 0..2 {
        assert_eq!(fault(dir.path()).code, Code::StoreNewer);
        assert_eq!(bytes(dir.path()), before);
    }
}

#[tokio::test]
async fn a_backup_cut_short_is_never_taken_for_one() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 5).await;
    let backups = desk.dir.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    desk.store.backup(backups.join("whole.db")).await.unwrap();
    desk.store.close().await;
    assert_eq!(bytes(&backups).keys().collect::<Vec<_>>(), ["whole.db"]);
    // What a crash in the middle of a later one leaves behind, made by the same steps.
    for left in ["later.db.part", "later.db.part-journal"] {
        std::fs::write(backups.join(left), b"half of it").unwrap();
    }
    std::fs::write(desk.file(), vec![0xA5; 100_000]).unwrap();
    let fault = fault(desk.dir.path());
    assert!(fault.next.contains("whole.db"), "{}", fault.next);
}

#[tokio::test]
async fn what_a_crash_left_of_a_backup_is_in_nobodys_way() {
    let dir = tempfile::tempdir().unwrap();
    connect(dir.path()).execute_batch("CREATE TABLE mine (x); INSERT INTO mine VALUES (7)").unwrap();
    let backups = dir.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    for left in ["old.db.part", "old.db.part-journal"] {
        std::fs::write(backups.join(left), b"half of it").unwrap();
    }
    std::fs::write(backups.join("mine.txt"), b"a person's own").unwrap();
    let (_, opened) = try_open(dir.path(), false).unwrap();
    let made = opened.backup.unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(bytes(&backups).into_keys().collect::<Vec<_>>(), [made, "mine.txt".to_owned()]);
}

#[tokio::test]
async fn a_backup_is_never_written_over_something() {
    let desk = Desk::with(1).await;
    let fault = desk.store.backup(desk.file()).await.unwrap_err();
    assert_eq!((fault.code, fault.field.as_deref()), (Code::InputInvalid, Some("file")));
    let nowhere = desk.dir.path().join("no/such/place.db");
    assert!(desk.store.backup(nowhere).await.is_err());
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a-file");
    std::fs::write(&file, b"").unwrap();
    let fault = fault(&file.join("below"));
    assert_eq!(fault.code, Code::StoreFailed);
    assert!(fault.message.contains("a-file"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::with(1).await;
    desk.store.close().await;
    let only_read = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    only_read(&desk.file(), 0o444).unwrap();
    // Permissions do not bind everybody (root): then there is nothing to see.
    if std::fs::OpenOptions::new().append(true).open(desk.file()).is_err() {
        assert_eq!(fault(desk.dir.path()).code, Code::StoreReadOnly);
    }
    only_read(&desk.file(), 0o644).unwrap();
}

/// What the second version's migration must not lose: rows, references, and numbers that were given out before.
#[tokio::test]
async fn a_file_of_the_first_version_keeps_its_rows_and_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let conn = connect(dir.path());
    conn.execute_batch(include_str!("../../../../migrations/0001_foundation.sql")).unwrap();
    conn.execute_batch(&hook(1, "a.happened")).unwrap();
    for id in [1, 2, 7] {
        // The first had consented to everything private.
        let values = if id == 1 { "'[]', 1, 0" } else { "'[]', 0, 0" };
        let row =
            subscription(id, 1).replace("headers,", "headers, allow_private,").replace("'[]', 0", values);
        conn.execute_batch(&row).unwrap();
    }
    conn.execute_batch(
        "DELETE FROM subscriptions WHERE id = 7;
         INSERT INTO events (seq, id, name, received_at, source, routing, answer, data)
           VALUES (1, 'e', 'a.happened', 1, 'api', 'matched', '{}', CAST('{\"n\":1.0}' AS BLOB));
         INSERT INTO messages (seq, id, event_seq, subscription_id, state, due_at, trigger, wrap, binding, created_at,
           updated_at) VALUES (1, x'00000000000000000000000000000001', 1, 1, 'queued', 1, 'first', 'data', 'snapshot', 1, 1);
         PRAGMA user_version = 1;",
    )
    .unwrap();
    let old: Vec<String> = columns(&conn, "subscriptions");
    conn.close().unwrap();

    let (store, opened) = try_open(dir.path(), true).unwrap();
    assert!(opened.from_version == 1 && opened.backup.is_some());
    let conn = connect(dir.path());
    let mut want: Vec<String> =
        old.into_iter().filter(|column| !column.starts_with("allow_private")).collect();
    want.extend(["consent TEXT 0", "blocked TEXT 0", "public_host TEXT 0"].map(str::to_owned));
    assert_eq!(columns(&conn, "subscriptions"), want);
    let [consented, other] = [1, 2].map(SubscriptionId);
    let consent = store.subscription(consented).await.unwrap().consent.expect("the consent stays");
    assert!(consent.is_open() && consent.is_for("receiver.test"));
    assert_eq!(store.subscription(other).await.unwrap().consent, None);
    let broken = conn.prepare("SELECT * FROM pragma_foreign_key_check").unwrap().exists([]).unwrap();
    assert!(!broken, "a row refers to nothing");
    let referred: String = conn
        .query_row(
            "SELECT \"table\" FROM pragma_foreign_key_list('messages') WHERE \"from\" = 'subscription_id'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(referred, "subscriptions");
    // Foreign keys are watched again.
    let mut gets = store.subscription(SubscriptionId(1)).await.unwrap();
    gets.method = Method::Get;
    store.save_subscription(gets.clone(), Box::new(|_| Ok(Vec::new()))).await.unwrap();
    gets.id = SubscriptionId(0);
    let next = store.save_subscription(gets, Box::new(|_| Ok(Vec::new()))).await.unwrap();
    assert_eq!(next.id, SubscriptionId(8), "a number was given out twice");
    let lease = store.claim(plan(&[1], 1, 1)).await.unwrap().remove(0);
    assert_eq!(lease.data, b"{\"n\":1.0}");
}

fn columns(conn: &rusqlite::Connection, table: &str) -> Vec<String> {
    let mut found =
        conn.prepare("SELECT name || ' ' || type || ' ' || \"notnull\" FROM pragma_table_info(?1)").unwrap();
    found.query_map([table], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}
