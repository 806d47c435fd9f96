//! What commands print: JSON for scripts, aligned columns for people.

use std::io::{self, ErrorKind, Write};

use hookdesk_core::Fault;
use serde::Serialize;

use crate::fail;

/// Prints one line. A reader that has gone away (`| head`) is no failure.
pub fn line(text: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(fail::internal("the output could not be written", &error))
        }
        _ => Ok(()),
    }
}

/// Tells people something beside the output.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{}", plain(text));
}

/// Prints a value as indented JSON.
pub fn json(value: &impl Serialize) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(value);
    line(&text.map_err(|error| fail::internal("the answer could not be written", &error))?)
}

/// Prints rows under a head, columns aligned; says so where there are none.
pub fn table(head: &[&str], rows: &[Vec<String>], none: &str) -> Result<(), Fault> {
    if rows.is_empty() {
        return line(none);
    }
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([head[column].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let aligned = |cells: &mut dyn Iterator<Item = &str>| {
        let padded = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut text = aligned(&mut head.iter().copied());
    for row in &rows {
        text += "\n";
        text += &aligned(&mut row.iter().map(String::as_str));
    }
    line(&text)
}

/// Prints names and values, the values aligned.
pub fn pairs(pairs: &[(&str, String)]) -> Result<(), Fault> {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = pairs.iter().map(|(name, value)| format!("{name:<width$}  {}", plain(value)));
    line(&lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n"))
}

/// Text for a terminal: what a receiver or a sender wrote may not move the cursor or change colours.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// An optional value as a cell.
pub fn cell<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A closed word of the wire as text.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}
