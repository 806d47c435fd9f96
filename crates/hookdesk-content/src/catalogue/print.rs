//! A shape as `webhooks:info` prints it: JSON with the types' names, four spaces a level.

use std::fmt;

use super::Shape;
use crate::json;

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Vec::new();
        write(self, 0, &mut out);
        f.write_str(&String::from_utf8_lossy(&out))
    }
}

fn write(shape: &Shape, level: usize, out: &mut Vec<u8>) {
    match shape {
        Shape::Type(name) => json::write_text(name, out),
        Shape::List(item) => {
            out.push(b'[');
            line(level + 1, out);
            write(item, level + 1, out);
            line(level, out);
            out.push(b']');
        }
        // PHP writes an empty object as an empty list, and so does Adobe's output; the whole payload stays an object.
        Shape::Object(members) if members.is_empty() => {
            out.extend_from_slice(if level == 0 { b"{}" } else { b"[]" })
        }
        Shape::Object(members) => {
            out.push(b'{');
            for (n, (name, member)) in members.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                line(level + 1, out);
                json::write_text(name, out);
                out.extend_from_slice(b": ");
                write(member, level + 1, out);
            }
            line(level, out);
            out.push(b'}');
        }
    }
}

fn line(level: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', 4 * level));
}
