//! XML text, indented by four spaces, one element a line.

use super::xml::is_legal;

/// A document being written.
pub struct Writer {
    text: String,
    depth: usize,
    /// How many characters XML cannot hold were replaced.
    lost: usize,
}

type Attributes<'a> = [(&'a str, Option<&'a str>)];

impl Writer {
    pub fn new(head: &str) -> Self {
        Self { text: head.to_owned(), depth: 1, lost: 0 }
    }

    pub fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    pub fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.text.push_str(&format!("</{name}>\n"));
    }

    pub fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element of text; empty where there is none.
    pub fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        if text.is_empty() {
            return self.empty(name, attributes);
        }
        self.tag(name, attributes);
        self.text.push('>');
        self.escaped(text, false);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// All of a list in an element, which is left out where there are none.
    pub fn list<T>(&mut self, name: &str, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        if items.is_empty() {
            return;
        }
        self.open(name, &[]);
        for one in items {
            item(self, one);
        }
        self.close(name);
    }

    /// The text is one a comment can hold.
    pub fn comment(&mut self, text: &str) {
        self.indent();
        self.text.push_str(&format!("<!--{text}-->\n"));
    }

    /// Says how many characters were replaced.
    pub fn lost(&self) -> Option<String> {
        let message = "XML cannot hold some control characters; they were replaced";
        (self.lost > 0).then(|| format!("{message} in {} places.", self.lost))
    }

    pub fn finish(mut self, tail: &str) -> String {
        self.text.push_str(tail);
        self.text
    }

    fn tag(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            if let Some(value) = value {
                self.text.push_str(&format!(" {name}=\""));
                self.escaped(value, true);
                self.text.push('"');
            }
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("    ", self.depth));
    }

    /// In attributes white space is written as references, as a reader would make spaces of it.
    fn escaped(&mut self, text: &str, attribute: bool) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' if attribute => self.text.push_str("&quot;"),
                '\r' => self.text.push_str("&#13;"),
                '\n' | '\t' if attribute => self.text.push_str(&format!("&#{};", u32::from(c))),
                c if is_legal(c) => self.text.push(c),
                _ => {
                    self.lost += 1;
                    self.text.push('\u{fffd}');
                }
            }
        }
    }
}
