//! One pass over JSON text that writes the lines as it goes. A parser into values would cost several times as much
//! for every event, and would not keep `32.50` as it was written.

use std::borrow::Cow;

use super::{MAX_TEXT, push_line_text};

/// serde_json's own limit.
const MAX_DEPTH: usize = 128;

/// The lines, or `None` where the text is not JSON as far as it had to be read.
pub(super) fn lines(json: &str) -> Option<String> {
    let mut scan = Scan { json, at: 0, path: String::new(), out: String::new() };
    match scan.document() {
        Ok(()) | Err(Stop::Full) => Some(scan.out),
        Err(Stop::Malformed) => None,
    }
}

enum Stop {
    /// There is as much text as is kept; the rest was not read.
    Full,
    Malformed,
}

struct Scan<'a> {
    json: &'a str,
    /// Always on a character boundary: it only moves past ASCII or to the end of a string.
    at: usize,
    path: String,
    out: String,
}

impl<'a> Scan<'a> {
    fn document(&mut self) -> Result<(), Stop> {
        self.value(0)?;
        self.skip_space();
        if self.at == self.json.len() { Ok(()) } else { Err(Stop::Malformed) }
    }

    fn value(&mut self, depth: usize) -> Result<(), Stop> {
        self.skip_space();
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err(Stop::Malformed),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string()?;
                self.line(&text)
            }
            _ => {
                let word = self.word()?;
                self.line(word)
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Stop> {
        self.at += 1;
        if self.closes(b'}') {
            return Ok(());
        }
        let parent = self.path.len();
        loop {
            self.skip_space();
            let key = self.string()?;
            if parent > 0 {
                self.path.push('.');
            }
            self.path.push_str(&key);
            self.expect(b':')?;
            self.value(depth + 1)?;
            self.path.truncate(parent);
            if self.closes(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Stop> {
        self.at += 1;
        if self.closes(b']') {
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            if self.closes(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// The text of a string. An escape that stands for no character (half a surrogate pair) is left as written.
    fn string(&mut self) -> Result<Cow<'a, str>, Stop> {
        if self.peek() != Some(b'"') {
            return Err(Stop::Malformed);
        }
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += 1;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                }
                Some(0..0x20) | None => return Err(Stop::Malformed),
                Some(_) => {}
            }
        }
        self.at += 1;
        let (quoted, inside) = (&self.json[start..self.at], &self.json[start + 1..self.at - 1]);
        if !escaped {
            return Ok(Cow::Borrowed(inside));
        }
        Ok(serde_json::from_str(quoted).map_or(Cow::Borrowed(inside), Cow::Owned))
    }

    /// A number, `true`, `false` or `null`, as written.
    fn word(&mut self) -> Result<&'a str, Stop> {
        let rest = &self.json[self.at..];
        let end =
            rest.bytes().position(|b| !matches!(b, b'0'..=b'9' | b'a'..=b'z' | b'+' | b'-' | b'.' | b'E'));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        let number = word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
            && word.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        if number || matches!(word, "true" | "false" | "null") { Ok(word) } else { Err(Stop::Malformed) }
    }

    fn line(&mut self, value: &str) -> Result<(), Stop> {
        if self.path.is_empty() && value.is_empty() {
            return Ok(());
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        if !self.path.is_empty() {
            push_line_text(&mut self.out, &self.path);
            push_line_text(&mut self.out, "=");
        }
        push_line_text(&mut self.out, value);
        // A cut may leave up to three bytes free; no line fits there.
        if self.out.len() + 4 > MAX_TEXT { Err(Stop::Full) } else { Ok(()) }
    }

    /// Steps over `close`, where it comes next.
    fn closes(&mut self, close: u8) -> bool {
        self.skip_space();
        let here = self.peek() == Some(close);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.closes(byte) { Ok(()) } else { Err(Stop::Malformed) }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }
}
