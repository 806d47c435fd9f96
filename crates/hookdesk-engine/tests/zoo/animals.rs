//! The animals: what each does with a connection.

use std::io::Write as _;
use std::sync::LazyLock;

/// A step of an animal's.
pub enum Act {
    /// Reads a whole request.
    Read,
    /// Reads a little of it.
    ReadSome,
    /// Waits until some of it is there, and leaves it unread.
    Smell,
    Write(Vec<u8>),
    /// Writes a byte at a time.
    Drip(Vec<u8>),
    /// Writes this again and again.
    Forever(Vec<u8>),
    Reset,
    Close,
    Hang,
}

use Act::{Close, Drip, Forever, Hang, Read, ReadSome, Reset, Smell, Write};

/// Where it lives.
#[derive(PartialEq, Eq)]
pub enum Place {
    Http,
    /// Behind an https URL.
    Tls,
    /// Nobody listens.
    Nobody,
    /// Its name does not resolve.
    Nameless,
}

/// Whether it keeps a sender until the deadline.
#[derive(PartialEq, Eq)]
pub enum Hold {
    No,
    UntilDeadline,
}

pub struct Animal {
    pub name: &'static str,
    pub place: Place,
    /// Whether it is sent a large request.
    pub large: bool,
    pub hold: Hold,
    pub acts: fn() -> Vec<Act>,
}

const fn http(name: &'static str, acts: fn() -> Vec<Act>) -> Animal {
    Animal { name, place: Place::Http, large: false, hold: Hold::No, acts }
}

const fn holding(name: &'static str, acts: fn() -> Vec<Act>) -> Animal {
    Animal { hold: Hold::UntilDeadline, ..http(name, acts) }
}

/// Reads the request, and writes this.
fn says(text: impl Into<Vec<u8>>) -> Vec<Act> {
    vec![Read, Write(text.into())]
}

/// The same, and closes.
fn says_and_closes(text: impl Into<Vec<u8>>) -> Vec<Act> {
    vec![Read, Write(text.into()), Close]
}

/// An answer with an empty body and these headers.
fn answers(status: &str, headers: &str) -> Vec<Act> {
    says(format!("HTTP/1.1 {status} x\r\n{headers}content-length: 0\r\n\r\n"))
}

/// 32 MiB of noughts in 32 KiB.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b'0'; 32 << 20]).expect("written");
    bomb.finish().expect("finished")
});

/// What takes its time to be made, made before anybody waits for it.
pub fn prepare() {
    LazyLock::force(&BOMB);
}

pub const ANIMALS: &[Animal] = &[
    Animal { place: Place::Nobody, ..http("refuses", Vec::new) },
    Animal { place: Place::Nameless, ..http("unknown-name", Vec::new) },
    http("closes-at-once", || vec![Smell, Reset]),
    http("closes-after-request", || vec![Read, Close]),
    Animal { large: true, ..http("resets-in-request", || vec![ReadSome, Reset]) },
    http("resets-in-head", || vec![Read, Write(b"HTTP/1.1 200 OK\r\nx: ".to_vec()), Reset]),
    http("resets-in-body", || {
        let part = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf".to_vec();
        vec![Read, Write(part), Drip(b"abc".to_vec()), Reset]
    }),
    holding("silent", || vec![Read, Hang]),
    Animal { large: true, ..holding("never-reads", || vec![Hang]) },
    holding("drips-head", || vec![Read, Drip(b"HTTP/1.1 200 OK\r\nx: y\r\n".repeat(100))]),
    holding("drips-body", || {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n".to_vec();
        vec![Read, Write(head), Drip(vec![b'.'; 10_000])]
    }),
    http("endless-body", || {
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        vec![Read, Write(head), Forever([b"1000\r\n".as_slice(), &[b'.'; 0x1000], b"\r\n"].concat())]
    }),
    http("gzip-bomb", || {
        let bomb = BOMB.clone();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
        says([head.into_bytes(), bomb].concat())
    }),
    holding("informational-flood", || vec![Read, Forever(b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50))]),
    http("informational-first", || {
        says(
            "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 102 x\r\n\r\nHTTP/1.1 103 x\r\nlink: </a>\r\n\r\nHTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n",
        )
    }),
    http("bad-chunk-size", || {
        says("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")
    }),
    http("huge-chunk-size", || {
        says("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n")
    }),
    http("chunks-cut-off", || {
        says_and_closes("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n")
    }),
    http("length-too-long", || says_and_closes("HTTP/1.1 200 x\r\ncontent-length: 100\r\n\r\nhello")),
    http("length-too-short", || says("HTTP/1.1 200 x\r\ncontent-length: 2\r\n\r\nhello")),
    http("two-lengths", || {
        says_and_closes("HTTP/1.1 200 x\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\nhello")
    }),
    http("length-and-chunks", || {
        says_and_closes(
            "HTTP/1.1 200 x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        )
    }),
    http("junk-after-answer", || {
        says("HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 x\r\ncontent-length: 0\r\n\r\n")
    }),
    http("huge-header", || says_and_closes(format!("HTTP/1.1 200 x\r\nx: {}\r\n\r\n", "a".repeat(10 << 20)))),
    http("thousand-headers", || {
        says_and_closes(format!("HTTP/1.1 200 x\r\n{}\r\n", "x: a\r\n".repeat(1_000)))
    }),
    http("odd-bytes-in-headers", || says(b"HTTP/1.1 200 x\r\nx: caf\xe9\xff\r\ncontent-length: 0\r\n\r\n")),
    http("control-in-header", || says_and_closes(b"HTTP/1.1 200 x\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n")),
    http("folded-header", || says_and_closes("HTTP/1.1 200 x\r\nx: a\r\n b\r\ncontent-length: 0\r\n\r\n")),
    http("http-0.9", || says_and_closes("<html>hello</html>\r\n\r\n")),
    http("http-2", || {
        let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        let goaway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        says_and_closes([settings.as_slice(), &goaway].concat())
    }),
    http("204-with-body", || says("HTTP/1.1 204 x\r\ncontent-length: 5\r\n\r\nhello")),
    http("304", || says("HTTP/1.1 304 x\r\ncontent-length: 5\r\n\r\n")),
    http("101", || says_and_closes("HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")),
    http("status-000", || says_and_closes("HTTP/1.1 000 x\r\ncontent-length: 0\r\n\r\n")),
    http("status-999", || answers("999", "")),
    http("301-to-metadata", || answers("301", "location: http://169.254.169.254/latest/meta-data/\r\n")),
    http("307-to-itself", || answers("307", "location: /hook\r\n")),
    http("410", || answers("410", "")),
    http("retry-after-negative", || answers("503", "retry-after: -1\r\n")),
    http("retry-after-1e99", || answers("503", "retry-after: 1e99\r\n")),
    http("retry-after-digits", || answers("503", &format!("retry-after: {}\r\n", "9".repeat(60)))),
    http("retry-after-past", || answers("503", "retry-after: Sat, 21 Nov 2020 00:00:00 GMT\r\n")),
    http("retry-after-decade", || answers("429", "retry-after: 315360000\r\n")),
    Animal {
        large: true,
        ..http("early-answer", || {
            vec![
                ReadSome,
                Write(b"HTTP/1.1 413 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec()),
                Hang,
            ]
        })
    },
    Animal {
        place: Place::Tls,
        ..http("not-tls", || vec![ReadSome, Write(b"HTTP/1.1 400 x\r\n\r\n".to_vec()), Close])
    },
    Animal {
        place: Place::Tls,
        ..http("tls-cut-off", || vec![ReadSome, Write(vec![22, 3, 3, 0, 80, 2, 0]), Close])
    },
];
