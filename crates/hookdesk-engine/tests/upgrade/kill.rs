//! Killing it: at every named point, and anywhere.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use hookdesk_core::Code;
use hookdesk_core::id::MessageId;
use hookdesk_core::message::{FailureTruth, MessageState, TransportClass};
use hookdesk_testkit::{Answer, Receiver};

use crate::child::{Child, OPENING, ROWS};
use crate::fixture::{MAPPED, newest, open, told, unpack};
use crate::rows::{messages, rows};

const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;
/// Files opened under the random kills, and how often each is killed at most.
const FILES: usize = 24;
const KILLS: usize = 5;
/// The upgrade is over after about this share of a child's life.
const UPGRADE: f64 = 0.6;

/// Says what there must be after the process died at a point.
const TABLE: &str = include_str!("../../../../tests/crash-points.md");

/// What a dead process left.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    backups: usize,
    upgraded: bool,
}

#[tokio::test]
async fn every_version_survives_a_crash_at_every_point_of_its_upgrade() {
    for version in 1..=newest().await {
        for (point, expected) in table() {
            let dir = fresh(version);
            let died = run(dir.path(), Some(&point));
            assert_eq!(died.signal(), Some(SIGABRT), "v{version}: {point} was not reached");
            let left = look(version, dir.path()).await;
            assert_eq!(left, expected, "v{version}: {point}");
            finish(version, dir.path(), &point).await;
        }
    }
}

#[tokio::test]
async fn every_version_survives_kills_anywhere_in_its_upgrade() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    for version in 1..=newest().await {
        let took = {
            let dir = fresh(version);
            let begun = Instant::now();
            assert!(run(dir.path(), None).success());
            begun.elapsed()
        };
        let mut killed = 0;
        for file in 0..FILES {
            let what = format!("v{version}, file {file}, seed {seed}");
            let dir = fresh(version);
            for _ in 0..KILLS {
                let after = took.mul_f64(UPGRADE * random.f64());
                let ended = kill_after(dir.path(), after);
                killed += usize::from(ended.signal() == Some(SIGKILL));
                assert!(ended.success() || ended.signal() == Some(SIGKILL), "{what}: {ended}");
                let left = look(version, dir.path()).await;
                assert!(left.backups > 0 || !left.upgraded, "{what}: changed before it was backed up");
                if left.upgraded {
                    break;
                }
            }
            finish(version, dir.path(), &what).await;
        }
        assert!(killed > 0, "v{version}, seed {seed}: no kill hit");
    }
}

/// What a person does after an upgrade they regret: the backup is put in the file's place, and everything goes out.
#[tokio::test]
async fn the_backup_of_an_upgrade_is_restored_and_drains() {
    for version in 1..=newest().await {
        let dir = fresh(version);
        assert!(run(dir.path(), None).success());
        let [backup] = backups(dir.path()).try_into().expect("one backup");
        let restored = tempfile::tempdir().expect("a directory");
        std::fs::copy(backup, restored.path().join("hookdesk.db")).expect("put back");
        drains(version, restored.path(), false).await;
        // And so does the upgraded file, without it.
        drains(version, dir.path(), true).await;
    }
}

#[tokio::test]
async fn an_upgraded_file_is_refused_by_the_older_hookdesk() {
    let dir = fresh(newest().await);
    assert!(run(dir.path(), None).success());
    let file = dir.path().join("hookdesk.db");
    let before = std::fs::read(&file).expect("the file");
    assert_eq!(open(dir.path()).err().map(|fault| fault.code), Some(Code::StoreNewer));
    assert!(std::fs::read(&file).expect("the file") == before, "the file was touched");
}

#[tokio::test]
async fn a_file_with_a_lost_row_is_noticed() {
    let version = newest().await;
    let dir = fresh(version);
    let (store, _) = open(dir.path()).expect("opened");
    let gone = messages(&store)
        .await
        .expect("messages")
        .iter()
        .find(|m| m.state == MessageState::Delivered)
        .map(|m| m.id);
    store.purge(hookdesk_core::time::UtcMillis(i64::MAX), 1).await.expect("purged");
    let now = rows(&store).await.expect("rows");
    assert_ne!(now, told(version));
    assert!(!now.contains(&gone.expect("one").to_string()));
}

/// The rows of the upgrade's table.
fn table() -> Vec<(String, Left)> {
    let rows = TABLE.split("\n## ").nth(1).expect("its section").lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ").collect();
        let [point, backups, file] = cells.try_into().expect("three cells");
        let upgraded = match file {
            "upgraded" => true,
            "as it was" => false,
            other => panic!("{point}: the file is {other}"),
        };
        let left = Left { backups: backups.parse().expect("a number"), upgraded };
        Some((point.trim_end_matches('`').to_owned(), left))
    });
    let rows: Vec<_> = rows.collect();
    assert!(!rows.is_empty());
    rows
}

/// A data directory with that version's file.
fn fresh(version: u32) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    unpack(version, dir.path());
    dir
}

/// Opens the file in a child that knows one version more.
fn run(dir: &Path, dies_at: Option<&str>) -> ExitStatus {
    let mut command = Child { dir, dies_at, newer: true, receiver: None }.command();
    command.stdout(std::process::Stdio::null()).status().expect("a child")
}

/// The same, killed so long after it began to open.
fn kill_after(dir: &Path, after: Duration) -> ExitStatus {
    let mut child =
        Child { dir, dies_at: None, newer: true, receiver: None }.command().spawn().expect("a child");
    let mut said = BufReader::new(child.stdout.take().expect("its output"));
    let mut line = String::new();
    while !line.contains(OPENING) {
        line.clear();
        assert!(said.read_line(&mut line).expect("its output") > 0, "it never came to open the file");
    }
    // Not to wait for anything: this is where chance puts the kill.
    std::thread::sleep(after);
    // It may have ended by itself.
    let _ = child.kill();
    let ended = child.wait().expect("its end");
    let _ = said.read_to_string(&mut line);
    ended
}

/// Looks at what is on disk without changing it: the file is whole and holds what it held, and so does every backup.
async fn look(version: u32, dir: &Path) -> Left {
    let file = dir.join("hookdesk.db");
    let upgraded = match holds(&file).await {
        Some(rows) => {
            assert_eq!(rows, told(version));
            false
        }
        None => true,
    };
    let backups = backups(dir);
    for backup in &backups {
        assert_eq!(holds(backup).await.as_ref(), Some(&told(version)), "{}", backup.display());
    }
    Left { backups: backups.len(), upgraded }
}

/// The rows of a copy of this file and its log; `None` where it is newer than this program.
async fn holds(file: &Path) -> Option<String> {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::copy(file, dir.path().join("hookdesk.db")).expect("a copy");
    let log = file.with_extension("db-wal");
    if log.exists() {
        std::fs::copy(log, dir.path().join("hookdesk.db-wal")).expect("a copy");
    }
    let store = match open(dir.path()) {
        Ok((store, _)) => store,
        Err(fault) if fault.code == Code::StoreNewer => return None,
        Err(fault) => panic!("{}: {fault}: {:?}", file.display(), fault.detail),
    };
    let rows = rows(&store).await.expect("rows");
    store.close().await;
    Some(rows)
}

/// Opens it undisturbed: upgraded, with every row as it was.
async fn finish(version: u32, dir: &Path, what: &str) {
    assert!(run(dir, None).success(), "{what}: did not open again");
    assert_eq!(std::fs::read_to_string(dir.join(ROWS)).expect("rows"), told(version), "{what}");
    let left = look(version, dir).await;
    assert!(left.upgraded && left.backups > 0, "{what}: {left:?}");
    let cut = std::fs::read_dir(dir.join("backups")).expect("backups").filter_map(Result::ok);
    let cut: Vec<_> =
        cut.map(|file| file.file_name()).filter(|name| !name.to_string_lossy().ends_with(".db")).collect();
    assert!(cut.is_empty(), "{what}: {cut:?}");
}

fn backups(dir: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(dir.join("backups")).into_iter().flatten().filter_map(Result::ok);
    files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "db")).collect()
}

/// Every open message goes out once, with its body; those that were being sent say that an attempt is unknown.
async fn drains(version: u32, dir: &Path, newer: bool) {
    let older = fresh(version);
    let (store, _) = open(older.path()).expect("opened");
    let mut bodies: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut sending: Vec<MessageId> = Vec::new();
    for message in messages(&store).await.expect("messages") {
        use MessageState::{Held, Queued, Retrying, Sending};
        if matches!(message.state, Queued | Retrying | Sending | Held) {
            let story = store.message(message.id).await.expect("its story");
            bodies.insert(message.id.to_string(), story.body.unwrap_or_else(|| MAPPED.to_vec()));
        }
        sending.extend((message.state == Sending).then_some(message.id));
    }
    store.close().await;
    assert!(!sending.is_empty());

    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let mut command = Child { dir, dies_at: None, newer, receiver: Some(receiver.url()) }.command();
    command.stdout(std::process::Stdio::null());
    let ended =
        tokio::task::spawn_blocking(move || command.status()).await.expect("a thread").expect("a child");
    assert!(ended.success(), "{ended}");
    let received = receiver.received();
    assert_eq!(received.len(), bodies.len());
    let got: BTreeMap<_, _> = received
        .iter()
        .map(|request| {
            (request.header("x-hookdesk-delivery").expect("an id").to_owned(), request.body.clone())
        })
        .collect();
    assert_eq!(got, bodies);
    let rows = std::fs::read_to_string(dir.join(ROWS)).expect("rows");
    let unknown = format!("failed {} {}", FailureTruth::Unknown, TransportClass::Interrupted);
    assert_eq!(rows.matches(&unknown).count(), sending.len(), "{rows}");
}
