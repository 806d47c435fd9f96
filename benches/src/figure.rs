//! Figures beside their targets, as a table or as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::stats::median;

/// What is to be reached.
#[derive(Clone, Copy)]
pub enum Target {
    /// Nothing: it explains another figure.
    None,
    /// This much or more.
    AtLeast(f64),
    /// Less than this.
    Under(f64),
}

impl Target {
    fn is_met(self, value: f64) -> Option<bool> {
        match self {
            Self::None => None,
            Self::AtLeast(least) => Some(value >= least),
            Self::Under(most) => Some(value < most),
        }
    }

    fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::AtLeast(least) => format!("≥ {}", number(least)),
            Self::Under(most) => format!("< {}", number(most)),
        }
    }
}

struct Figure {
    name: &'static str,
    what: String,
    unit: &'static str,
    runs: Vec<f64>,
    target: Target,
}

/// Everything measured in one run.
pub struct Report {
    machine: Machine,
    quick: bool,
    figures: Vec<Figure>,
    failures: Vec<(String, String)>,
}

impl Report {
    /// An empty one.
    pub fn new(machine: Machine, quick: bool) -> Self {
        Self { machine, quick, figures: Vec::new(), failures: Vec::new() }
    }

    /// Adds a figure; of several runs the median counts.
    pub fn add(
        &mut self,
        name: &'static str,
        what: impl Into<String>,
        unit: &'static str,
        runs: &[f64],
        target: Target,
    ) {
        self.figures.push(Figure { name, what: what.into(), unit, runs: runs.to_vec(), target });
    }

    /// Notes that a measurement could not be taken.
    pub fn failed(&mut self, name: &str, error: &anyhow::Error) {
        self.failures.push((name.to_owned(), format!("{error:#}")));
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let figures = self.figures.iter().map(|figure| {
            let value = median(&figure.runs);
            let target = match figure.target {
                Target::None => Value::Null,
                Target::AtLeast(least) => json!({"at_least": least}),
                Target::Under(most) => json!({"under": most}),
            };
            json!({
                "name": figure.name, "what": figure.what, "value": value, "unit": figure.unit,
                "runs": figure.runs, "target": target, "met": figure.target.is_met(value),
            })
        });
        json!({
            "machine": self.machine.json(),
            "quick": self.quick,
            "figures": figures.collect::<Vec<_>>(),
            "failures": self.failures.iter().map(|(name, error)| json!({"name": name, "error": error})).collect::<Vec<_>>(),
        })
    }

    /// For people.
    pub fn table(&self) -> String {
        let mut out = format!("{}\n", self.machine.line());
        if self.quick {
            out.push_str("--quick: a twentieth of the volume; these figures are not to be quoted\n");
        }
        out.push('\n');
        let mut lines = vec![["figure", "reached", "target", "met", "runs"].map(str::to_owned)];
        lines.extend(self.figures.iter().map(line));
        let width = |column: usize| lines.iter().map(|l| l[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2), width(3)];
        for [what, reached, target, met, runs] in &lines {
            let row = format!(
                "{what:<w0$}  {reached:>w1$}  {target:>w2$}  {met:<w3$}  {runs}",
                w0 = widths[0],
                w1 = widths[1],
                w2 = widths[2],
                w3 = widths[3]
            );
            let _ = writeln!(out, "{}", row.trim_end());
        }
        for (name, error) in &self.failures {
            let _ = writeln!(out, "{name}: not measured: {error}");
        }
        out
    }
}

fn line(figure: &Figure) -> [String; 5] {
    let value = median(&figure.runs);
    let met = match figure.target.is_met(value) {
        None => "",
        Some(true) => "yes",
        Some(false) => "NO",
    };
    let spread = match figure.runs.as_slice() {
        [] | [_] => String::new(),
        runs => {
            let least = runs.iter().copied().fold(f64::INFINITY, f64::min);
            let most = runs.iter().copied().fold(0.0, f64::max);
            format!("{} … {} ({} runs)", number(least), number(most), runs.len())
        }
    };
    let reached = format!("{} {}", number(value), figure.unit).trim_end().to_owned();
    [figure.what.clone(), reached, figure.target.text(), met.to_owned(), spread]
}

/// Three digits that matter, thousands kept apart.
fn number(value: f64) -> String {
    if value >= 1_000.0 {
        let digits = format!("{value:.0}");
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        out
    } else if value >= 100.0 || value == value.trunc() {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (0.354, "0.35"),
            (12.34, "12.3"),
            (123.4, "123"),
            (8000.0, "8,000"),
            (1_234_567.0, "1,234,567"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_target_is_met_or_not() {
        assert_eq!(Target::AtLeast(0.35).is_met(0.35), Some(true));
        assert_eq!(Target::Under(50.0).is_met(50.0), Some(false));
        assert_eq!(Target::None.is_met(1.0), None);
    }
}
