//! Reads a request as people paste it: a raw HTTP request, a curl command line, headers with a body, headers alone.

use super::{Dialect, MAX_BODY};
use crate::fault::{Code, Fault};
use crate::message::HeaderPair;

/// Most headers that are read.
const MOST: usize = 200;

/// A request somebody pasted.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// Its headers, in order.
    pub headers: Vec<HeaderPair>,
    /// Its body; `None` where only headers were pasted.
    pub body: Option<String>,
}

impl std::fmt::Debug for Pasted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Pasted")
            .field("headers", &names)
            .field("body", &self.body.as_ref().map(String::len))
            .finish()
    }
}

impl Pasted {
    /// Reads it. `input.invalid` (field `text`) where it is none of these.
    pub fn read(text: &str) -> Result<Self, Fault> {
        if text.len() > 2 * MAX_BODY {
            return Err(Fault::new(Code::BodyTooLarge, "the request is larger than 5 MiB"));
        }
        let start = text.trim_start_matches(['\u{feff}', '\r', '\n', ' ', '\t']);
        if let Some(rest) = start.strip_prefix("curl").filter(|rest| rest.starts_with(char::is_whitespace)) {
            return curl(rest);
        }
        let (head, body) = split(start);
        let first = head.lines().next().unwrap_or_default();
        let head = if is_start_line(first) { head.get(first.len()..).unwrap_or_default() } else { head };
        let headers = headers(head).map_err(|fault| fault.field("text"))?;
        if headers.is_empty() {
            return Err(refused("there are no headers in it").next(
                "Paste a whole HTTP request, a curl command line, or headers, an empty line and the body.",
            ));
        }
        Ok(Self { headers, body: body.map(str::to_owned) })
    }

    /// The dialects it may be signed in.
    pub fn dialects(&self) -> Vec<Dialect> {
        Dialect::detect(&self.headers)
    }
}

/// Reads headers: `name: value` lines, or a JSON object of them, as servers log it. `input.invalid` (field `headers`).
pub fn headers(text: &str) -> Result<Vec<HeaderPair>, Fault> {
    let text = text.trim();
    if text.starts_with('{') {
        return json(text);
    }
    let mut headers: Vec<HeaderPair> = Vec::new();
    for line in text.lines() {
        let folded = line.starts_with([' ', '\t']);
        match headers.last_mut().filter(|_| folded) {
            // An old way to go on with a long value.
            Some((_, value)) if !line.trim().is_empty() => *value = format!("{value} {}", line.trim()),
            _ if line.trim().is_empty() || line.starts_with(':') || is_start_line(line) => {}
            _ => headers.push(header(line)?),
        }
    }
    bounded(headers)
}

fn header(line: &str) -> Result<HeaderPair, Fault> {
    // Browsers copy them with a tab in between.
    let (name, value) = line.split_once(':').or_else(|| line.split_once('\t')).ok_or_else(|| {
        let shown: String = line.chars().take(40).collect();
        Fault::invalid("headers", format!("{shown:?} is no header"))
            .next("Write headers as name: value, one on each line.")
    })?;
    let name = name.trim();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Fault::invalid(
            "headers",
            format!("{:?} is no header's name", name.chars().take(40).collect::<String>()),
        )
        .next("Write headers as name: value, one on each line."));
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

fn json(text: &str) -> Result<Vec<HeaderPair>, Fault> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).map_err(|error| {
        Fault::invalid("headers", "the headers are no JSON object").detail(error.to_string())
    })?;
    let mut headers = Vec::new();
    for (name, value) in object {
        match value {
            serde_json::Value::String(value) => headers.push((name, value)),
            serde_json::Value::Number(value) => headers.push((name, value.to_string())),
            serde_json::Value::Array(values) => {
                let values = values.into_iter().filter_map(|value| value.as_str().map(str::to_owned));
                headers.extend(values.map(|value| (name.clone(), value)));
            }
            _ => {}
        }
    }
    bounded(headers)
}

fn bounded(headers: Vec<HeaderPair>) -> Result<Vec<HeaderPair>, Fault> {
    if headers.len() > MOST {
        return Err(Fault::invalid(
            "headers",
            format!("{} headers are too many, {MOST} are read", headers.len()),
        ));
    }
    Ok(headers)
}

/// `POST /path HTTP/1.1`, or a status line.
fn is_start_line(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(first), Some(_), _) if first.starts_with("HTTP/") => true,
        (Some(first), Some(_), last) => {
            !first.is_empty()
                && first.bytes().all(|b| b.is_ascii_uppercase())
                && last.is_none_or(|version| version.starts_with("HTTP/"))
        }
        _ => false,
    }
}

/// Head and body, at the first empty line.
fn split(text: &str) -> (&str, Option<&str>) {
    let ends = [("\r\n\r\n", 4), ("\n\n", 2)];
    let first = ends.iter().filter_map(|(end, length)| text.find(end).map(|at| (at, *length))).min();
    match first {
        Some((at, length)) => (&text[..at], Some(&text[at + length..])),
        None => (text, None),
    }
}

fn curl(text: &str) -> Result<Pasted, Fault> {
    let words = words(text)?;
    let mut pasted = Pasted::default();
    let mut data: Vec<String> = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let (option, attached) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option.to_owned(), Some(value.to_owned())),
            _ => match word.strip_prefix("-H").or_else(|| word.strip_prefix("-d")) {
                Some(value) if !value.is_empty() => (word[..2].to_owned(), Some(value.to_owned())),
                _ => (word, None),
            },
        };
        let mut value = || attached.clone().or_else(|| words.next()).unwrap_or_default();
        match option.as_str() {
            "-H" | "--header" => pasted.headers.push(header(&value()).map_err(|fault| fault.field("text"))?),
            "-d" | "--data" | "--data-ascii" | "--data-binary" | "--json" => {
                let value = value();
                if value.starts_with('@') {
                    return Err(refused("the body stands in a file that is not here")
                        .next("Paste the file's text as the body."));
                }
                data.push(value);
            }
            "--data-raw" => data.push(value()),
            "--data-urlencode" | "-F" | "--form" => {
                return Err(
                    refused("forms are not read from a command line").next("Paste the body as it was sent.")
                );
            }
            "-X" | "--request" | "-o" | "--output" | "-u" | "--user" | "-A" | "--user-agent" | "--url"
            | "-m" | "--max-time" | "--connect-timeout" => {
                value();
            }
            _ => {}
        }
    }
    pasted.headers = bounded(pasted.headers)?;
    pasted.body = Some(data.join("&"));
    if pasted.headers.is_empty() {
        return Err(refused("the command line has no headers (-H)"));
    }
    Ok(pasted)
}

/// The words of a shell's command line, quotes taken off.
fn words(text: &str) -> Result<Vec<String>, Fault> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => quoted(&mut chars, word.get_or_insert_default(), c)?,
            '"' => quoted(&mut chars, word.get_or_insert_default(), c)?,
            '$' if chars.peek() == Some(&'\'') => {
                chars.next();
                ansi(&mut chars, word.get_or_insert_default())?;
            }
            '\\' | '^' if matches!(chars.peek(), Some('\n' | '\r')) => {
                while matches!(chars.peek(), Some('\n' | '\r')) {
                    chars.next();
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn quoted(chars: &mut Chars<'_>, word: &mut String, quote: char) -> Result<(), Fault> {
    while let Some(c) = chars.next() {
        match c {
            c if c == quote => return Ok(()),
            '\\' if quote == '"' => match chars.next() {
                Some('\n') => {}
                Some(c) if "\"\\$`".contains(c) => word.push(c),
                Some(c) => word.extend(['\\', c]),
                None => break,
            },
            c => word.push(c),
        }
    }
    Err(refused("a quote of the command line is not closed"))
}

/// `$'…'`, as browsers copy bodies with quotes or line ends in them.
fn ansi(chars: &mut Chars<'_>, word: &mut String) -> Result<(), Fault> {
    while let Some(c) = chars.next() {
        match c {
            '\'' => return Ok(()),
            '\\' => match chars.next() {
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('u') => {
                    let digits: String = chars.by_ref().take(4).collect();
                    let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                    word.push(code.ok_or_else(|| refused("the command line holds half a character (\\u)"))?);
                }
                Some(c) => word.push(c),
                None => break,
            },
            c => word.push(c),
        }
    }
    Err(refused("a quote of the command line is not closed"))
}

fn refused(why: &str) -> Fault {
    Fault::invalid("text", format!("this request cannot be read: {why}"))
}
