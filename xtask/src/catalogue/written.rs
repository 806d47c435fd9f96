//! What is written by hand: shapes that Adobe prints, the names of observers and events.

use anyhow::{Context, Result, bail};
use hookdesk_content::json::{self, Json, Object};

/// What a model announces around being saved and deleted.
const MODEL_EVENTS: &[(&str, &str)] = &[
    ("save_before", "is about to be saved"),
    ("save_after", "was saved"),
    ("save_commit_after", "was saved and committed"),
    ("delete_before", "is about to be deleted"),
    ("delete_after", "was deleted"),
    ("delete_commit_after", "was deleted and committed"),
];

/// The file.
pub struct Written {
    pub types: Vec<(String, Json<'static>)>,
    pub sources: Json<'static>,
    file: Json<'static>,
}

pub fn read(text: &str) -> Result<Written> {
    let file = json::read(text).context("written.json")?.into_owned();
    let types = file.get("types").and_then(Json::as_object).context("no types")?;
    let types = types.iter().map(|(name, node)| (name.to_owned(), node.clone())).collect();
    let sources = file.get("sources").context("no sources")?.clone();
    Ok(Written { types, sources, file })
}

/// All entries in the order of their names; what is written replaces what a route shows, but keeps its answer.
pub fn entries(written: &Written, mut entries: Vec<Json<'static>>) -> Result<Vec<Json<'static>>> {
    for plugin in items(&written.file, "plugins") {
        let name = format!("plugin.magento.{}", text(plugin, "name")?);
        let before = entries.iter().position(|entry| is(entry, &name)).map(|at| entries.remove(at));
        let result = before.as_ref().and_then(|entry| entry.get("result")).cloned();
        let mut entry = entry(&name, "plugin", plugin, text(plugin, "about")?)?;
        if let Some(service) = before.as_ref().and_then(|entry| entry.get("service")) {
            entry.set("service", service.clone());
        }
        entry.set("result", result.unwrap_or_else(|| Json::text("mixed")));
        entries.push(Json::Object(entry));
    }
    for observer in items(&written.file, "observers") {
        for name in items(observer, "names") {
            let name = format!("observer.{}", name.as_text().context("a name")?);
            entries.push(Json::Object(entry(&name, "observer", observer, text(observer, "about")?)?));
        }
    }
    for model in items(&written.file, "models") {
        for (suffix, what) in MODEL_EVENTS {
            let name = format!("observer.{}_{suffix}", text(model, "prefix")?);
            if entries.iter().any(|entry| is(entry, &name)) {
                continue;
            }
            let shape = model.get("shape").context("a model's shape")?.clone();
            let data = Object::from_iter([(text(model, "object")?.to_owned().into(), shape)]);
            let spec = Object::from_iter([
                ("source".into(), Json::text("entity")),
                ("data".into(), Json::Object(data)),
            ]);
            let about = format!("{} {what}.", text(model, "what")?);
            entries.push(Json::Object(entry(&name, "observer", &Json::Object(spec), &about)?));
        }
    }
    for event in items(&written.file, "events") {
        for name in items(event, "names") {
            let name = name.as_text().context("a name")?;
            let verb = name.rsplit('.').next().unwrap_or_default();
            let about = text(event, "about")?.replace("{verb}", verb);
            entries.push(Json::Object(entry(name, "event", event, &about)?));
        }
    }
    entries.sort_by(|a, b| a.get("name").and_then(Json::as_text).cmp(&b.get("name").and_then(Json::as_text)));
    if let Some([one, _]) =
        entries.windows(2).find(|two| two[0].get("name") == two[1].get("name")).map(|two| [&two[0], &two[1]])
    {
        bail!("{:?} stands twice", one.get("name"));
    }
    Ok(entries)
}

fn entry(name: &str, kind: &str, spec: &Json<'static>, about: &str) -> Result<Object<'static>> {
    let mut entry = Object::default();
    entry.set("name", Json::text(name.to_owned()));
    entry.set("kind", Json::text(kind.to_owned()));
    entry.set("source", spec.get("source").context("a source")?.clone());
    entry.set("about", Json::text(about.to_owned()));
    entry.set("data", spec.get("data").context("data")?.clone());
    Ok(entry)
}

fn items<'a>(json: &'a Json<'static>, key: &str) -> &'a [Json<'static>] {
    match json.get(key) {
        Some(Json::List(items)) => items,
        _ => &[],
    }
}

fn text<'a>(json: &'a Json<'static>, key: &str) -> Result<&'a str> {
    json.get(key).and_then(Json::as_text).with_context(|| format!("{key} in {json}"))
}

fn is(entry: &Json<'_>, name: &str) -> bool {
    entry.get("name").and_then(Json::as_text) == Some(name)
}

/// The types with every `"..."` resolved.
pub fn spread(types: &Object<'static>) -> Result<Object<'static>> {
    types.iter().map(|(name, node)| Ok((name.to_owned().into(), spread_in(node.clone(), types)?))).collect()
}

/// The same for one node.
pub fn spread_in(node: Json<'static>, types: &Object<'static>) -> Result<Json<'static>> {
    Ok(match node {
        Json::List(items) => {
            Json::List(items.into_iter().map(|item| spread_in(item, types)).collect::<Result<_>>()?)
        }
        Json::Object(members) => {
            let mut out = Object::default();
            for (name, node) in members {
                if name == "..." {
                    take_over(node.as_text().unwrap_or_default(), types, &mut out)?;
                } else {
                    out.set(name, spread_in(node, types)?);
                }
            }
            Json::Object(out)
        }
        // Values of a shop's own attributes have any type, whatever the schema says.
        Json::Text(name) if name == "@framework-attribute-interface" => Json::text("@custom-attribute"),
        other => other,
    })
}

/// `@type -member -member`.
fn take_over(spread: &str, types: &Object<'static>, out: &mut Object<'static>) -> Result<()> {
    let mut words = spread.split(' ');
    let name = words.next().and_then(|word| word.strip_prefix('@')).context("a spread names a type")?;
    let less: Vec<&str> = words.map(|word| word.trim_start_matches('-')).collect();
    let source = spread_in(types.get(name).with_context(|| format!("no type {name}"))?.clone(), types)?;
    let source = source.as_object().with_context(|| format!("{name} is no object"))?;
    if let Some(missing) = less.iter().find(|member| source.get(member).is_none()) {
        bail!("{name} has no {missing}");
    }
    for (member, node) in source.iter().filter(|(member, _)| !less.contains(member)) {
        out.set(member.to_owned(), node.clone());
    }
    Ok(())
}
