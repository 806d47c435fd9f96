//! The table in tests/crash-points.md, and the lists it must cover.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cell::Cell;

const TEXT: &str = include_str!("../../../../tests/crash-points.md");

/// Every point there is, with the row of no point at all.
pub const POINTS: [&str; 28] = [
    "nowhere",
    "accept.before_commit",
    "accept.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "renew.before_commit",
    "renew.after_commit",
    "release.before_commit",
    "release.after_commit",
    "recover.before_commit",
    "recover.after_commit",
    "exchange.connection_taken",
    "exchange.before_connect",
    "exchange.after_connect",
    "exchange.first_byte_out",
    "exchange.last_byte_out",
    "exchange.status_read",
    "exchange.body_read",
    "outcome.before_commit",
    "outcome.after_commit",
    "retry.before_commit",
    "retry.after_commit",
    "manual.before_commit",
    "manual.after_commit",
    "dump.before_write",
    "dump.after_write",
    "purge.before_commit",
    "purge.after_commit",
];

/// Every way a receiver may answer the first request.
pub const CLASSES: [&str; 7] = ["2xx", "404", "410", "429", "503", "timeout", "reset"];

/// Point, and its cells in the order of [`CLASSES`].
pub struct Table(Vec<(String, Vec<String>)>);

/// Reads it; panics where a point or a cell is missing or unknown.
pub fn read() -> Table {
    // The upgrade's points have a table of their own below this one.
    let table = Table(rows(TEXT.split("\n## ").next().unwrap_or_default()));
    let points: Vec<&str> = table.0.iter().map(|(point, _)| point.as_str()).collect();
    assert_eq!(points, POINTS, "the table's points");
    for (point, cells) in &table.0 {
        assert_eq!(cells.len(), CLASSES.len(), "{point}");
    }
    let head = format!("| point | {} |", CLASSES.join(" | "));
    assert!(TEXT.lines().any(|line| line == head), "the table's head is not: {head}");
    table
}

fn rows(text: &str) -> Vec<(String, Vec<String>)> {
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ");
        let point = cells.next()?.trim_end_matches('`').to_owned();
        Some((point, cells.map(str::to_owned).collect()))
    };
    text.lines().filter_map(row).collect()
}

/// What stands before the name of a point in the source, and the points that it makes of the name.
const MARKS: [(&str, &[&str]); 3] = [
    ("hookdesk_crash::point(\"", &[""]),
    ("const FIRST_BYTE: &str = \"", &[""]),
    ("marks.add(\"", &[".before_commit", ".after_commit"]),
];

#[test]
fn every_point_in_the_source_has_its_row() {
    let mut source = BTreeSet::from(["nowhere".to_owned()]);
    for file in sources() {
        let text = std::fs::read_to_string(&file).expect("a source file");
        for (mark, phases) in MARKS {
            for name in text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()) {
                source.extend(phases.iter().map(|phase| format!("{name}{phase}")));
            }
        }
        let unread = text.matches("hookdesk_crash::point(").count() - text.matches(MARKS[0].0).count();
        assert_eq!(unread, text.matches(MARKS[1].0).count(), "{}: a point without a name", file.display());
    }
    let table: BTreeSet<String> = rows(TEXT).into_iter().map(|(point, _)| point).collect();
    assert_eq!(source, table);
}

/// The source files of the crates that have points.
fn sources() -> Vec<PathBuf> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crates");
    let mut dirs: Vec<PathBuf> = ["store", "connect", "engine", "secrets"]
        .iter()
        .map(|name| crates.join(format!("hookdesk-{name}/src")))
        .collect();
    let mut files = Vec::new();
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).expect("a directory").filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() { dirs.push(path) } else { files.push(path) }
        }
    }
    files
}

impl Table {
    /// Every cell, ready to run.
    pub fn cells(&self) -> Vec<Cell> {
        let base = &self.0[0].1;
        let mut cells = Vec::new();
        for (point, row) in &self.0 {
            for ((class, text), base) in CLASSES.iter().zip(row).zip(base) {
                let reached = text != "-";
                let text = if reached { text } else { base };
                cells.push(Cell {
                    point: point.clone(),
                    class: (*class).to_owned(),
                    expected: text.split(" or ").map(str::to_owned).collect(),
                    dies: reached && point != "nowhere",
                });
            }
        }
        cells
    }
}
