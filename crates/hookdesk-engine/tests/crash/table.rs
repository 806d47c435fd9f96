//! The table in tests/crash-points.md, and the lists it must cover.

use crate::cell::Cell;

const TEXT: &str = include_str!("../../../../tests/crash-points.md");

/// Every point there is, with the row of no point at all.
pub const POINTS: [&str; 27] = [
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
    let rows = TEXT.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ");
        let point = cells.next()?.trim_end_matches('`').to_owned();
        Some((point, cells.map(str::to_owned).collect::<Vec<_>>()))
    });
    let table = Table(rows.collect());
    let points: Vec<&str> = table.0.iter().map(|(point, _)| point.as_str()).collect();
    assert_eq!(points, POINTS, "the table's points");
    for (point, cells) in &table.0 {
        assert_eq!(cells.len(), CLASSES.len(), "{point}");
    }
    let head = format!("| point | {} |", CLASSES.join(" | "));
    assert!(TEXT.lines().any(|line| line == head), "the table's head is not: {head}");
    table
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
