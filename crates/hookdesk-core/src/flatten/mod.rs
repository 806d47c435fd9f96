//! Flattening JSON into `path=value` lines, the text that full-text search reads.

mod scan;
mod search;
#[cfg(test)]
mod tests;

pub use search::search_query;

/// Longest flattened text kept for search, in bytes.
pub const MAX_TEXT: usize = 32 * 1024;

/// Flattens JSON into lines `a.b=value`, one for each scalar; array positions are left out of the path, so that
/// `items.sku=24-MB01` finds it wherever it stands. Numbers keep the form they were written in. Never fails: what
/// does not parse, or nests deeper than 128 levels, becomes one line of plain text. Stops at [`MAX_TEXT`] on a
/// character boundary.
pub fn flatten(json: &[u8]) -> String {
    let lines = std::str::from_utf8(json).ok().and_then(scan::lines);
    lines.unwrap_or_else(|| plain(json))
}

fn plain(bytes: &[u8]) -> String {
    // No character is longer than four bytes, so a cut inside one lies behind the limit.
    let head = &bytes[..bytes.len().min(MAX_TEXT + 4)];
    let mut out = String::new();
    push_line_text(&mut out, &String::from_utf8_lossy(head));
    out
}

/// Adds text without breaking the line, as far as [`MAX_TEXT`] allows.
fn push_line_text(out: &mut String, text: &str) {
    let room = MAX_TEXT.saturating_sub(out.len());
    let text = &text[..text.floor_char_boundary(room)];
    if text.bytes().any(|b| b.is_ascii_control()) {
        out.extend(text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }));
    } else {
        out.push_str(text);
    }
}
