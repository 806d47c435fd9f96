//! What would take all memory or all time ends with an error, and within memory that was counted.
#![allow(unsafe_code, clippy::expect_used)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use hookdesk_content::convert::{MAX_STEPS, parse};
use hookdesk_content::json::{Json, read};

/// The system's allocator, counting what a thread holds and the most it held.
struct Counted;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // A thread that ends frees after its counters are gone.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + bytes);
        MOST.try_with(|most| most.set(most.get().max(held.get())))
    });
}

// SAFETY: every call is the system allocator's, with the caller's own layout and pointer.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// Converts, and says how many bytes more than before were held at most.
fn converted(converter: &str, value: &str) -> (Result<usize, String>, usize) {
    let made = parse(converter).expect("a converter");
    let value = read(value).expect("JSON");
    let before = HELD.get();
    MOST.set(before);
    let answer = made.outward(value).map(|value| value.to_bytes().len());
    (answer, (MOST.get() - before).unsigned_abs())
}

/// What would take all memory or all time elsewhere, with a value for it.
fn expressions() -> Vec<(String, String)> {
    let text = |n: usize| Json::text("a".repeat(n)).to_string();
    let list = |n: usize| format!("[{}]", vec!["\"aaaa\""; n].join(","));
    vec![
        ("'a' * 1000000000".to_owned(), "1".to_owned()),
        ("[1] * 1000000000".to_owned(), "1".to_owned()),
        (format!("value{}", "|replace('a', value)".repeat(50)), text(100)),
        (format!("value{}", "|replace('a', 'aaaaaaaaaaaaaaaa')".repeat(50)), text(10)),
        (format!("value|split('a'){}", "|join(value)|split('a')".repeat(25)), text(100)),
        (format!("[{}]|json", vec!["value"; 1_000].join(",")), text(100_000)),
        (format!("value{}", "|json".repeat(60)), "\"\\\"\\\\\"".to_owned()),
        (vec!["value"; 60].join(" ~ "), text(200_000)),
        (format!("[{}]|join(value)", vec!["value"; 2_000].join(",")), text(10_000)),
        (format!("value{}", "|reverse".repeat(60)), list(100_000)),
        (format!("value{}|length", "|split('a')|join('aa')".repeat(30)), text(100_000)),
        (vec!["value"; 60].join(" * "), "9".repeat(900)),
        (vec!["value"; 60].join(" / "), format!("0.{}1", "0".repeat(900))),
        (
            format!("[{}]|sum", vec!["value|sum"; 500].join(",")),
            format!("[{}]", vec!["9".repeat(999); 1_000].join(",")),
        ),
        (format!("[{}]|length", vec!["'b' in value"; 1_000].join(",")), list(20_000)),
        (format!("[{}]|length", vec!["'b' in value"; 1_000].join(",")), text(500_000)),
        ("value + 1".to_owned(), format!("\"{}\"", "9".repeat(1_000_000))),
        ("value + 0.1".to_owned(), format!("\"0.{}\"", "0".repeat(1_000_000))),
        ("1e1000 // 1e-1000".to_owned(), "1".to_owned()),
        ("value|upper".to_owned(), Json::text("ΐ".repeat(800_000)).to_string()),
    ]
}

/// Tables, separators and rounds that multiply.
fn chains() -> Vec<(String, String)> {
    let list = format!("[{}]", vec!["\"a\""; 10_000].join(","));
    let grow = format!("map{{a='{}'}}", "a,".repeat(2_500));
    vec![
        (grow.clone(), list.clone()),
        (format!("join{{{}}}", "-".repeat(16_000)), list.clone()),
        (format!("{grow}|split|{grow}|split|{grow}"), "\"a\"".to_owned()),
        (format!("{grow}|{}", ["split{a}"; 3].join("|")), list.clone()),
        // Each round of writing doubles the backslashes of the one before.
        (vec!["json_text"; MAX_STEPS].join("|"), list),
        ("upper".to_owned(), Json::text("ΐ".repeat(3_000_000)).to_string()),
    ]
}

fn bounded(cases: Vec<(String, String)>, most: usize) {
    for (converter, value) in cases {
        let shown: String = converter.chars().take(60).collect();
        let (answer, held) = converted(&converter, &value);
        assert!(answer.is_err(), "{shown} makes {answer:?} bytes");
        // A number's digits are copied to be computed with.
        let most = most + 4 * value.len();
        assert!(held <= most, "{shown} held {held} bytes, more than {most}");
    }
}

#[test]
fn hostile_expressions_end_with_an_error_and_within_memory() {
    let written = |(expression, value)| (format!("={expression}"), value);
    bounded(expressions().into_iter().map(written).collect(), 12 << 20);
}

#[test]
fn hostile_chains_end_with_an_error_and_within_memory() {
    bounded(chains(), 64 << 20);
}
