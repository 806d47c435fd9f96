//! Every fault at every operation.

use std::path::Path;
use std::sync::Arc;

use hookdesk_core::Code;
use tempfile::TempDir;

use crate::disk::{Kind, Plan};
use crate::ledger::Ledger;
use crate::script::{Run, open};
use crate::support::{self, TestClock, clock};
use crate::vfs::{self, SharedDisk};

/// No run has more operations than this; reaching it means that the loop does not end by itself.
const FAR_TOO_MANY: usize = 5_000;

/// A file with hooks `a.happened` (subscriptions 1 and 2) and `b.happened` (3), never opened under a fault.
struct Template(TempDir);

impl Template {
    async fn new() -> Self {
        let sql = [
            support::hook(1, "a.happened"),
            support::hook(2, "b.happened"),
            support::subscription(1, 1),
            support::subscription(2, 1),
            support::subscription(3, 2),
        ];
        let desk = support::Desk::seeded(&sql.concat()).await;
        desk.store.close().await;
        Self(desk.dir)
    }

    fn stamp(&self) -> Watched {
        let watched = Watched::new();
        std::fs::copy(self.0.path().join("hookdesk.db"), watched.path().join("hookdesk.db")).unwrap();
        watched
    }
}

/// A directory on a simulated disk.
struct Watched {
    dir: TempDir,
    disk: SharedDisk,
}

impl Watched {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let disk = vfs::watch(dir.path());
        Self { dir, disk }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// What a machine finds there after a loss of power.
    fn after_power_loss(&self, seed: u64) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        let mut state = seed;
        self.disk.lock().unwrap().after_power_loss(dir.path(), || dice(seed, &mut state));
        dir
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        vfs::unwatch(self.dir.path());
    }
}

/// Seed 0: nothing unsynced survives. Else splitmix64: none, half or all of each change.
fn dice(seed: u64, state: &mut u64) -> u8 {
    if seed == 0 {
        return 0;
    }
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) % 3) as u8
}

/// Opens what is left without any fault, checks it against the ledger, and sends all that is due.
async fn settle(dir: &Path, clock: Arc<TestClock>, ledger: Ledger, case: &str) {
    let store = open(dir, &clock).unwrap_or_else(|fault| panic!("{case}: does not open: {fault:?}"));
    ledger.check(dir, case);
    let known: Vec<String> = ledger.accepted.keys().cloned().collect();
    let mut run = Run { store, clock, ledger, insist: false };
    run.store.recover().await.unwrap();
    for id in known.iter().filter(|id| id.starts_with("b-")) {
        let promised = run.ledger.accepted[id].clone();
        assert!(run.accept(&[id], "b.happened", "{}").await, "{case}: {id} again");
        assert_eq!(run.ledger.accepted[id], promised, "{case}: the same id has the same answer");
    }
    assert!(run.accept(&["after-all"], "a.happened", "{}").await, "{case}: accepts again");
    run.drain(case).await;
    assert!(run.ledger.faults.is_empty(), "{case}: {:?}", run.ledger.faults);
    run.ledger.check(dir, case);
    run.store.close().await;
}

/// One run with one fault. Returns whether the fault happened.
async fn one(template: &Template, plan: Plan, power: Option<u64>) -> bool {
    let case = format!("{plan:?}, power loss with seed {power:?}");
    let place = template.stamp();
    let clock = clock();
    let store = open(place.path(), &clock).unwrap();
    place.disk.lock().unwrap().arm(plan);
    let insist = plan.kind != Kind::PowerCut && !plan.lasting;
    let mut run = Run { store, clock: Arc::clone(&clock), ledger: Ledger::default(), insist };
    run.all(place.path()).await;
    let hit = place.disk.lock().unwrap().hit();
    told_rightly(&run.ledger, plan, &case);
    if insist {
        assert!(
            run.accept(&["later-1"], "a.happened", "{}").await,
            "{case}: one fault, and it stopped for ever"
        );
    }
    if plan.lasting {
        if hit {
            assert!(
                !run.accept(&["refused-1"], "a.happened", "{}").await,
                "{case}: it accepted what it cannot keep"
            );
        }
        place.disk.lock().unwrap().mend();
        assert!(run.accept(&["room-again-1"], "a.happened", "{}").await, "{case}: there is room again");
    }
    let ledger = std::mem::take(&mut run.ledger);
    let ledger = Ledger { faults: Default::default(), ..ledger };
    match power {
        Some(seed) => {
            let left = place.after_power_loss(seed);
            run.store.close().await;
            settle(left.path(), clock, ledger, &case).await;
        }
        None => {
            run.store.close().await;
            place.disk.lock().unwrap().mend();
            settle(place.path(), clock, ledger, &case).await;
        }
    }
    hit
}

/// A person is told what is wrong, by a code that fits.
fn told_rightly(ledger: &Ledger, plan: Plan, case: &str) {
    let fits: &[Code] = match plan.kind {
        Kind::Full => &[Code::StoreFull],
        Kind::ReadOnly => &[Code::StoreReadOnly],
        _ => &[Code::StoreFailed],
    };
    for code in ledger.faults.keys() {
        assert!(fits.iter().any(|fit| fit.as_str() == *code), "{case}: told as {code}");
    }
    assert!(!plan.lasting || plan.nth > 0 || !ledger.faults.is_empty(), "{case}: nobody was told");
}

/// The fault at its first operation, then `step` later, … until a run ends before it.
async fn everywhere(kind: Kind, lasting: bool, step: usize, power: &[Option<u64>]) {
    let template = Template::new().await;
    let mut nth = 0;
    while one(&template, Plan { kind, nth, lasting }, power[nth / step % power.len()]).await {
        nth += step;
        assert!(nth < FAR_TOO_MANY, "{kind:?} does not end");
    }
    assert!(nth > 5, "{kind:?} happened at {nth} operations only");
}

// A page in the log is two writes: a step of three meets both, of every other page.

#[tokio::test]
async fn a_failed_write_loses_nothing() {
    everywhere(Kind::Write, false, 3, &[None, Some(0)]).await;
}

#[tokio::test]
async fn a_short_write_loses_nothing() {
    everywhere(Kind::ShortWrite, false, 3, &[None, Some(0)]).await;
}

#[tokio::test]
async fn a_failed_sync_loses_nothing_though_the_cache_has_forgotten() {
    everywhere(Kind::Sync, false, 1, &[Some(0)]).await;
    everywhere(Kind::Sync, false, 1, &[None, Some(7)]).await;
}

#[tokio::test]
async fn a_disk_whose_syncs_all_fail_is_not_believed() {
    everywhere(Kind::Sync, true, 1, &[Some(0), None]).await;
}

#[tokio::test]
async fn a_full_disk_stops_accepting_until_there_is_room() {
    everywhere(Kind::Full, true, 3, &[None, Some(0)]).await;
}

#[tokio::test]
async fn a_file_that_becomes_read_only_stops_accepting() {
    everywhere(Kind::ReadOnly, true, 3, &[None, Some(0)]).await;
}

#[tokio::test]
async fn a_failed_read_loses_nothing() {
    everywhere(Kind::Read, false, 1, &[None, Some(0)]).await;
}

#[tokio::test]
async fn a_power_cut_at_any_write_loses_nothing_that_was_promised() {
    everywhere(Kind::PowerCut, false, 3, &[Some(0)]).await;
}

#[tokio::test]
async fn torn_pages_at_a_power_cut_lose_nothing_that_was_promised() {
    let seeds: Vec<Option<u64>> = (11..28).map(Some).collect();
    everywhere(Kind::PowerCut, false, 2, &seeds).await;
}

/// Making a new file, and opening one, with a fault at every operation: told, and mended by trying again.
#[tokio::test]
async fn a_fault_while_opening_is_told_and_the_next_start_is_well() {
    for kind in [Kind::Write, Kind::Sync, Kind::Full, Kind::ReadOnly, Kind::Read, Kind::SharedMemory] {
        let mut nth = 0;
        loop {
            let case = format!("{kind:?} at {nth} while opening");
            let place = Watched::new();
            place.disk.lock().unwrap().arm(Plan { kind, nth, lasting: true });
            let opened = open(place.path(), &clock());
            let hit = place.disk.lock().unwrap().hit();
            if let Ok(store) = opened {
                store.close().await;
            }
            place.disk.lock().unwrap().mend();
            if !hit {
                break;
            }
            settle(place.path(), clock(), Ledger::default(), &case).await;
            nth += 1;
        }
        assert!(nth > 0, "{kind:?} never happened");
    }
}
