//! "Copy as curl": a redacted request as a shell command.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_core::message::RequestRecord;

/// A command for a POSIX shell; every part is single-quoted, redacted values stay redacted. `host` and
/// `content-length` are left to curl. A body that a shell argument cannot hold comes through a pipe, as base64.
pub fn command(request: &RequestRecord, body: &[u8]) -> String {
    // --globoff: curl would expand [] and {} in a URL.
    let mut parts = vec![format!("curl --globoff -X {} {}", quoted(&request.method), quoted(&request.url))];
    for (name, value) in &request.headers {
        if ["host", "content-length"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
            continue;
        }
        // curl takes "name:" as "leave this header out", and "name;" as "send it empty".
        let line = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        parts.push(format!("-H {}", quoted(&line)));
    }
    let mut front = String::new();
    match std::str::from_utf8(body) {
        Ok("") => {}
        // --data-raw, because --data would read a body that begins with @ from a file.
        Ok(text) if !text.contains('\0') => parts.push(format!("--data-raw {}", quoted(text))),
        _ => {
            front = format!("printf %s {} | base64 -d | ", quoted(&STANDARD.encode(body)));
            parts.push("--data-binary @-".to_owned());
        }
    }
    front + &parts.join(" \\\n  ")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn record(headers: &[(&str, &str)]) -> RequestRecord {
        RequestRecord {
            method: "POST".to_owned(),
            url: "https://x.test/a?key=[redacted]&b=$(id)".to_owned(),
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        }
    }

    #[test]
    fn a_request_reads_as_one_types_it() {
        let headers = [
            ("host", "x.test"),
            ("x-a", "it's"),
            ("x-b", ""),
            ("authorization", "[redacted]"),
            ("Content-Length", "2"),
        ];
        assert_eq!(
            command(&record(&headers), b"@b"),
            "curl --globoff -X 'POST' 'https://x.test/a?key=[redacted]&b=$(id)' \\\n  -H 'x-a: it'\\''s' \\\n  -H 'x-b;' \\\n  \
             -H 'authorization: [redacted]' \\\n  --data-raw '@b'"
        );
        assert!(!command(&record(&[]), b"").contains("data"));
    }

    /// A shell gives back just the arguments that were put in, and runs nothing.
    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        let nasty = "a'b\"c`id`$(id)$HOME\\\n\t!*?~#;&|<>é\u{1f600}''";
        for body in [nasty.as_bytes(), b"\xff\x00'\n\n"] {
            let shown = command(&record(&[("x-a", nasty)]), body);
            let script = format!(
                "curl() {{ for a; do printf '%s\\0' \"$a\"; done; case \"$*\" in *@-) cat;; esac; }}\n{shown}"
            );
            let out = Command::new("sh").arg("-c").arg(script).output().unwrap();
            assert!(out.status.success() && out.stderr.is_empty());
            let args: Vec<&[u8]> = out.stdout.split(|b| *b == 0).collect();
            assert_eq!(args[3], record(&[]).url.as_bytes());
            assert_eq!(args[5], format!("x-a: {nasty}").as_bytes());
            assert!(
                out.stdout.windows(body.len()).any(|w| w == body),
                "{}",
                String::from_utf8_lossy(&out.stdout)
            );
        }
    }
}
