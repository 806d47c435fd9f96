//! From what a person types to an FTS5 query over flattened text.
//!
//! The index splits text at everything that is not a letter or a digit (`unicode61`), so a quoted
//! `"customer_email=jane"` is the phrase *customer email jane*: a path and its value are found as they were typed.

/// Most words of a query; more would only make it slow.
const MAX_TERMS: usize = 32;
/// Most characters read of what was typed.
const MAX_TYPED: usize = 1_000;

/// Turns what a person types into an FTS5 query: words are ANDed, the last one matches as a prefix, `path=value` and
/// "quoted text" match as phrases (a closed quote matches whole words only). `None` where nothing searchable is left.
/// No FTS5 operator of the person's own gets through, so no input is a syntax error.
pub fn search_query(typed: &str) -> Option<String> {
    let mut terms = terms(typed);
    terms.truncate(MAX_TERMS);
    let last = terms.last()?;
    let star = if last.closed { "" } else { " *" };
    // Side by side means AND.
    let quoted: Vec<String> =
        terms.iter().map(|term| format!("\"{}\"", term.text.replace('"', "\"\""))).collect();
    Some(quoted.join(" ") + star)
}

#[derive(Default)]
struct Term {
    text: String,
    /// Its last character was a closing quote.
    closed: bool,
}

/// Splits at spaces outside quotes, and drops the quotes and what holds nothing the index could hold.
fn terms(typed: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut term = Term::default();
    let mut quoted = false;
    for c in typed.chars().take(MAX_TYPED) {
        match c {
            '"' => {
                quoted = !quoted;
                term.closed = !quoted;
            }
            // NUL would end the query for SQLite.
            c if c.is_control() || c.is_whitespace() => {
                if quoted {
                    term.text.push(' ');
                } else {
                    terms.push(std::mem::take(&mut term));
                }
            }
            c => {
                term.text.push(c);
                term.closed = false;
            }
        }
    }
    terms.push(term);
    terms.retain(|term| term.text.chars().any(char::is_alphanumeric));
    terms
}
