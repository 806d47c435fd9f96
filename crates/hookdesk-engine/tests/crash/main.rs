//! The process dies at every named point, for every way a receiver may answer; tests/crash-points.md says what must
//! become of the event, and every cell of it is run.

#![allow(clippy::expect_used, clippy::panic)]

mod cell;
mod child;
mod table;

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::cell::Cell;

/// Cells at once: they mostly wait.
const AT_ONCE: usize = 6;

/// What a child process runs: this same program, told by its environment what to do.
#[test]
fn child() {
    child::run();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_the_table_ends_as_it_says() {
    let table = table::read();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut cells = tokio::task::JoinSet::new();
    for cell in table.cells() {
        let permits = permits.clone();
        cells.spawn(async move {
            let _permit = permits.acquire_owned().await.expect("a permit");
            cell.run().await
        });
    }
    let run = cells.len();
    let wrong: Vec<String> = cells.join_all().await.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{} of {run} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(run, table::POINTS.len() * table::CLASSES.len());
}

#[tokio::test]
async fn a_wrong_expectation_is_noticed() {
    let cell = Cell {
        point: "claim.after_commit".into(),
        class: "2xx".into(),
        expected: vec!["2/0/delivered".into()],
        dies: true,
    };
    assert!(cell.run().await.is_err_and(|why| why.contains("1/1/delivered")), "the table could not be wrong");
    let cell = Cell {
        point: "claim.after_commit".into(),
        class: "2xx".into(),
        expected: vec!["1/1/delivered".into()],
        dies: false,
    };
    assert!(
        cell.run().await.is_err_and(|why| why.contains("died")),
        "a point that is reached would go unnoticed"
    );
}
