//! `cargo xtask catalogue FILE`: the committed list of webhook methods with their payloads, from Magento's OpenAPI file,
//! the table of services, and what Adobe prints.

mod openapi;
mod services;
mod written;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use hookdesk_content::json::{self, Json, Object};

use crate::shell;

const FOLDER: &str = "crates/hookdesk-content/catalogue";

/// Writes the file anew.
pub fn catalogue(openapi: &Path) -> Result<()> {
    let api = openapi::read(&text(openapi)?)?;
    let folder = shell::root().join(FOLDER);
    let services = services::read(&text(&folder.join("services.txt"))?)?;
    let written = text(&folder.join("written.json"))?;
    let written = written::read(&written)?;

    let types = api.types.iter().chain(written.types.iter()).map(|(name, node)| (name.clone(), node.clone()));
    let types: Object<'static> = types.map(|(name, node)| (name.into(), node)).collect();
    let entries = written::entries(&written, services::entries(&services, &api)?)?;
    let types = written::spread(&types)?;
    let entries: Vec<Json<'static>> =
        entries.into_iter().map(|entry| written::spread_in(entry, &types)).collect::<Result<_>>()?;

    let needed = needed(&entries, &types);
    let file = folder.join("magento.json");
    std::fs::write(&file, write(&written.sources, &types, &needed, &entries))?;
    println!("{FOLDER}/magento.json: {} entries, {} types", entries.len(), needed.len());
    Ok(())
}

fn text(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// The types that some entry leads to.
fn needed(entries: &[Json<'_>], types: &Object<'static>) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let mut open: Vec<&Json<'_>> =
        entries.iter().flat_map(|e| [e.get("data"), e.get("result")]).flatten().collect();
    while let Some(node) = open.pop() {
        match node {
            Json::Text(text) => {
                if let Some(name) = text.strip_prefix('@')
                    && needed.insert(name.to_owned())
                    && let Some(node) = types.get(name)
                {
                    open.push(node);
                }
            }
            Json::List(items) => open.extend(items),
            Json::Object(members) => open.extend(members.iter().map(|(_, node)| node)),
            _ => {}
        }
    }
    needed
}

/// One line for each type and each entry, so that a difference can be read.
fn write(sources: &Json<'_>, types: &Object<'_>, needed: &BTreeSet<String>, entries: &[Json<'_>]) -> Vec<u8> {
    let mut out = b"{\n\"sources\":".to_vec();
    sources.write(&mut out);
    out.extend_from_slice(b",\n\"types\":{\n");
    let kept: Vec<_> = needed.iter().filter_map(|name| Some((name, types.get(name)?))).collect();
    for (n, (name, node)) in kept.iter().enumerate() {
        json::write_text(name, &mut out);
        out.push(b':');
        node.write(&mut out);
        out.extend_from_slice(if n + 1 == kept.len() { b"\n" } else { b",\n" });
    }
    out.extend_from_slice(b"},\n\"entries\":[\n");
    for (n, entry) in entries.iter().enumerate() {
        entry.write(&mut out);
        out.extend_from_slice(if n + 1 == entries.len() { b"\n" } else { b",\n" });
    }
    out.extend_from_slice(b"]\n}\n");
    out
}
