//! Regular expressions as PHP's preg_match takes them: delimiters, then flags.

use fancy_regex::{Regex, RegexBuilder};

/// Steps of backtracking after which a pattern is given up.
const BACKTRACK_LIMIT: usize = 100_000;
/// Largest compiled pattern, in bytes.
const SIZE_LIMIT: usize = 1 << 20;
/// Longest pattern, in bytes.
const MAX_LEN: usize = 4_096;

/// Compiles `/^TV .*/i`. Says in few words why a text is no such pattern.
pub(super) fn compile(text: &str) -> Result<Regex, String> {
    if text.len() > MAX_LEN {
        return Err(format!("a pattern has at most {MAX_LEN} bytes"));
    }
    let text = text.trim_start();
    let open = text.chars().next().ok_or("the pattern is empty")?;
    if open.is_alphanumeric() || open == '\\' || open.is_whitespace() || !open.is_ascii() {
        return Err("a pattern stands between delimiters, as in /^TV .*/i".to_owned());
    }
    let close = match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        same => same,
    };
    let inside = &text[1..];
    let end = inside
        .rfind(close)
        .ok_or_else(|| format!("the delimiter {close} that ends the pattern is missing"))?;
    let (pattern, flags) = (&inside[..end], &inside[end + 1..]);
    let mut options = String::new();
    for flag in flags.trim_end().chars() {
        match flag {
            'i' | 'm' | 's' | 'x' | 'U' => options.push(flag),
            // Text is Unicode here in any case, and $ stands for the very end.
            'u' | 'D' => {}
            other => return Err(format!("there is no flag {other:?}; there are i, m, s, x, u, U and D")),
        }
    }
    let pattern = unescape(pattern, close);
    let pattern = if options.is_empty() { pattern } else { format!("(?{options}){pattern}") };
    RegexBuilder::new(&pattern)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(SIZE_LIMIT)
        .delegate_dfa_size_limit(SIZE_LIMIT)
        .max_prog_size(SIZE_LIMIT)
        .build()
        .map_err(|error| error.to_string().lines().last().unwrap_or("it cannot be read").trim().to_owned())
}

/// `\#` for the delimiter # is #. A delimiter that means something in patterns keeps its escape.
fn unescape(pattern: &str, delimiter: char) -> String {
    if ".^$*+?()[]{}|".contains(delimiter) {
        return pattern.to_owned();
    }
    pattern.replace(&format!("\\{delimiter}"), &delimiter.to_string())
}
