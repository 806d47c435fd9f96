//! Flattening JSON into `path=value` lines, the text that full-text search reads.

/// Longest flattened text kept for search, in bytes.
pub const MAX_TEXT: usize = 32 * 1024;

/// Flattens JSON into lines `a.b=value`, one for each scalar; array positions are left out of the path, so that
/// `items.sku=24-MB01` finds it wherever it stands. Never fails: what does not parse becomes one line of plain text.
/// Stops at [`MAX_TEXT`] on a character boundary. Depth is bounded by serde_json's own limit.
pub fn flatten(_json: &[u8]) -> String {
    todo!()
}

/// Turns what a person types into an FTS5 query: words are ANDed, the last one matches as a prefix, `path=value` and
/// "quoted text" match as phrases. `None` where nothing searchable is left. No FTS5 operator of the person's own gets
/// through, so no input is a syntax error.
pub fn search_query(_typed: &str) -> Option<String> {
    todo!()
}
