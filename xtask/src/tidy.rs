//! House rules a machine can hold (ARCHITECTURE.md's invariants among them).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

/// Longest file without a reason, in lines.
const LONGEST: usize = 600;

/// Files allowed to be longer, each with its reason.
const LONG_WITH_REASON: &[(&str, &str)] = &[("ui/src/bindings.ts", "generated")];

/// Checks every tracked source file and prints each breach with its place.
pub fn tidy() -> Result<()> {
    let mut breaches = Vec::new();
    for path in tracked()? {
        let Ok(text) = fs::read_to_string(shell::root().join(&path)) else { continue };
        length(&path, &text, &mut breaches);
        header(&path, &text, &mut breaches);
        walls(&path, &text, &mut breaches);
        wording(&path, &text, &mut breaches);
    }
    arrows(&mut breaches)?;
    if breaches.is_empty() {
        return Ok(());
    }
    bail!("house rules broken:\n  {}", breaches.join("\n  "))
}

fn tracked() -> Result<Vec<PathBuf>> {
    let list =
        shell::output("git", &["ls-files", "--cached", "--others", "--exclude-standard"]).unwrap_or_default();
    let known = ["rs", "ts", "tsx", "css", "mjs", "sql", "toml", "md", "json"];
    Ok(list
        .lines()
        .map(PathBuf::from)
        .filter(|path| path.extension().and_then(|e| e.to_str()).is_some_and(|e| known.contains(&e)))
        .collect())
}

fn code(path: &Path) -> bool {
    matches!(path.extension().and_then(|e| e.to_str()), Some("rs" | "ts" | "tsx" | "mjs" | "css"))
}

fn length(path: &Path, text: &str, breaches: &mut Vec<String>) {
    let lines = text.lines().count();
    let excused = LONG_WITH_REASON.iter().any(|(file, _)| Path::new(file) == path);
    if code(path) && lines > LONGEST && !excused {
        breaches.push(format!(
            "{}: {lines} lines; split it by idea (or add its reason to tidy.rs)",
            path.display()
        ));
    }
}

fn header(path: &Path, text: &str, breaches: &mut Vec<String>) {
    // Tests beside the code they test need no room of their own.
    let beside = path.to_str().is_some_and(|p| p.ends_with("tests.rs"));
    let rust = path.extension().is_some_and(|e| e == "rs") && !beside;
    if rust && !text.starts_with("//!") {
        breaches.push(format!("{}: no `//!` header that says what the room is for", path.display()));
    }
}

/// Words whose place is fixed: (what, where it may stand, why).
const WALLS: &[(&str, &[&str], &str)] = &[
    (
        "@tauri-apps/",
        &["ui/src/host/tauri", "ui/package.json"],
        "only ui/src/host/tauri talks to the desktop (invariant 1)",
    ),
    ("@tauri-apps/plugin-", &[], "no desktop plugin packages in the page (invariant 1)"),
    ("tauri::", &["src-tauri/"], "only src-tauri depends on tauri (invariant 1)"),
    (
        "rusqlite",
        &["crates/hookdesk-store/", "Cargo.toml", "benches/"],
        "all SQL lives in the store (invariant 3)",
    ),
    ("dangerouslySetInnerHTML", &[], "receiver text is never markup"),
    ("innerHTML", &[], "receiver text is never markup"),
];

fn walls(path: &Path, text: &str, breaches: &mut Vec<String>) {
    let prose = path.extension().is_some_and(|e| e == "md" || e == "json");
    if prose || path == Path::new("xtask/src/tidy.rs") || path.starts_with("ui/node_modules") {
        return;
    }
    for (word, allowed, why) in WALLS {
        if text.contains(word) && !allowed.iter().any(|place| path.starts_with(place)) {
            breaches.push(format!("{}: `{word}`: {why}", path.display()));
        }
    }
    let core = path.starts_with("crates/hookdesk-core/src");
    for word in ["std::fs", "std::net::Tcp", "tokio", "Utc::now", "SystemTime", "now_v7"] {
        // The one clock of the machine lives behind the trait.
        if core && text.contains(word) && path != Path::new("crates/hookdesk-core/src/time.rs") {
            breaches.push(format!(
                "{}: `{word}`: core does no IO and asks for no time (invariant 2)",
                path.display()
            ));
        }
    }
}

fn wording(path: &Path, text: &str, breaches: &mut Vec<String>) {
    if path == Path::new("xtask/src/tidy.rs") {
        return;
    }
    for (number, line) in text.lines().enumerate() {
        let at = || format!("{}:{}", path.display(), number + 1);
        if code(path) && line.ends_with([' ', '\t']) && path != Path::new("ui/src/bindings.ts") {
            breaches.push(format!("{}: trailing space", at()));
        }
        if code(path)
            && ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("].iter().any(|w| line.contains(w))
        {
            breaches.push(format!("{}: unfinished work is an issue, not a comment", at()));
        }
    }
}

/// The arrows between crates, as ARCHITECTURE.md draws them: a crate may depend only on what stands before it.
fn arrows(breaches: &mut Vec<String>) -> Result<()> {
    let allowed: &[(&str, &[&str])] = &[
        ("core", &[]),
        ("crash", &[]),
        ("content", &["core"]),
        ("store", &["core", "content", "crash"]),
        ("secrets", &["core", "crash"]),
        ("connect", &["core", "crash", "secrets"]),
        ("prove", &["core", "store", "connect"]),
        ("engine", &["core", "content", "crash", "store", "secrets", "connect", "prove"]),
        ("api", &["core", "content", "store", "secrets", "connect", "engine"]),
        ("http", &["core", "content", "api", "engine"]),
        ("cli", &["core", "content", "api", "engine", "http", "prove", "secrets"]),
        ("testkit", &["core", "prove"]),
    ];
    for (name, may) in allowed {
        let manifest = fs::read_to_string(shell::root().join(format!("crates/hookdesk-{name}/Cargo.toml")))?;
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        if dependencies.contains("\"armed\"") {
            breaches.push(format!("hookdesk-{name} arms its crash points outside tests"));
        }
        for line in dependencies.lines().filter_map(|line| line.strip_prefix("hookdesk-")) {
            let other = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if !may.contains(&other) {
                breaches.push(format!("hookdesk-{name} must not depend on hookdesk-{other}"));
            }
        }
    }
    Ok(())
}
