//! Applying an answer's operations to a payload.

use hookdesk_core::fault::Fault;

use super::read::{invalid, kind};
use super::{Act, Change, Pointer, Remark};
use crate::json::{Json, MAX_DEPTH, Object};
use crate::run::Level;

/// Turns a value an endpoint gave for a path (written with dots) back into the shop's form. Values of paths that no
/// field with a converter has as its source come back as they are.
pub type Inward<'f> = dyn Fn(&str, Json<'static>) -> Result<Json<'static>, String> + 'f;

/// Applies all of them in their order, or none: `operation.invalid` leaves the payload as it was.
pub fn apply(
    payload: &mut Json<'_>,
    changes: Vec<Change>,
    inward: &Inward<'_>,
) -> Result<Vec<Remark>, Fault> {
    let mut remarks = Vec::new();
    // One change fails before it touches anything; only several need a copy to fall back from.
    if changes.len() <= 1 {
        for change in changes {
            one(payload, change, inward, &mut remarks).map_err(invalid)?;
        }
        return Ok(remarks);
    }
    let mut changed = payload.clone();
    for (n, change) in changes.into_iter().enumerate() {
        one(&mut changed, change, inward, &mut remarks)
            .map_err(|why| invalid(format!("operation {}: {why}", n + 1)).field(&format!("[{n}].path")))?;
    }
    *payload = changed;
    Ok(remarks)
}

fn one(
    payload: &mut Json<'_>,
    change: Change,
    inward: &Inward<'_>,
    remarks: &mut Vec<Remark>,
) -> Result<(), String> {
    let Change { path, act, instance } = change;
    let op = act.as_str();
    if let Some(class) = instance {
        let class: String = class.chars().take(120).collect();
        let message = format!("{op} at \"{path}\": the value is kept as it came; it is meant for {class}.");
        remarks.push(Remark { level: Level::Debug, message });
    }
    let done = match act {
        Act::Add(value) => fits(&path, &value).and_then(|()| add(payload, &path, value)),
        Act::Replace(value) => inward(&path.dotted(), value)
            .and_then(|value| fits(&path, &value).map(|()| value))
            .and_then(|value| replace(payload, &path, value, remarks)),
        Act::Remove => remove(payload, &path),
    };
    done.map_err(|why| format!("{op} at \"{path}\": {why}"))
}

/// Whether the payload stays as shallow as one that is read.
fn fits(path: &Pointer, value: &Json<'_>) -> Result<(), String> {
    if path.segments().len() + 1 + depth(value) > MAX_DEPTH {
        return Err(format!("the payload would have more than {MAX_DEPTH} levels"));
    }
    Ok(())
}

fn depth(value: &Json<'_>) -> usize {
    match value {
        Json::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(members) => 1 + members.iter().map(|(_, member)| depth(member)).max().unwrap_or(0),
        _ => 0,
    }
}

fn add<'a>(payload: &mut Json<'a>, path: &Pointer, value: Json<'a>) -> Result<(), String> {
    let (parent, key) = parent(payload, path)?;
    match child(parent, key) {
        Some(Json::List(items)) => items.push(value),
        Some(Json::Object(members)) if let Some(next) = next_number(members) => members.push(next, value),
        Some(there) => *there = value,
        None => create(parent, key, value)?,
    }
    Ok(())
}

fn replace<'a>(
    payload: &mut Json<'a>,
    path: &Pointer,
    value: Json<'a>,
    remarks: &mut Vec<Remark>,
) -> Result<(), String> {
    let (parent, key) = parent(payload, path)?;
    match child(parent, key) {
        Some(there) => *there = value,
        None => {
            create(parent, key, value)?;
            let message = format!("replace at \"{path}\": nothing was there; the value was added.");
            remarks.push(Remark { level: Level::Warning, message });
        }
    }
    Ok(())
}

fn remove(payload: &mut Json<'_>, path: &Pointer) -> Result<(), String> {
    let (parent, key) = parent(payload, path)?;
    let taken = match parent {
        Json::Object(members) => members.remove(key).is_some(),
        Json::List(items) => {
            index(key).filter(|at| *at < items.len()).map(|at| drop(items.remove(at))).is_some()
        }
        _ => false,
    };
    if taken { Ok(()) } else { Err("there is nothing".to_owned()) }
}

/// What holds the path's last name, and that name.
fn parent<'p, 'a, 'k>(
    payload: &'p mut Json<'a>,
    path: &'k Pointer,
) -> Result<(&'p mut Json<'a>, &'k str), String> {
    let (last, above) = path.segments().split_last().ok_or("the path is empty")?;
    let mut here = payload;
    for (n, key) in above.iter().enumerate() {
        here = child(here, key).ok_or_else(|| format!("there is no \"{}\"", above[..=n].join("/")))?;
    }
    match here {
        Json::Object(_) | Json::List(_) => Ok((here, last)),
        other => Err(format!("\"{}\" is {}, which holds nothing", above.join("/"), kind(other))),
    }
}

fn child<'p, 'a>(parent: &'p mut Json<'a>, key: &str) -> Option<&'p mut Json<'a>> {
    match parent {
        Json::Object(members) => members.get_mut(key),
        Json::List(items) => items.get_mut(index(key)?),
        _ => None,
    }
}

/// Sets a name that is not there yet. The end of a list counts as one; an empty list, which is how PHP writes an
/// empty map too, takes a name and becomes an object.
fn create<'a>(parent: &mut Json<'a>, key: &str, value: Json<'a>) -> Result<(), String> {
    match parent {
        Json::Object(members) => members.push(key.to_owned(), value),
        Json::List(items) if index(key) == Some(items.len()) => items.push(value),
        Json::List(items) if items.is_empty() && index(key).is_none() => {
            *parent = Json::Object([(key.to_owned().into(), value)].into_iter().collect());
        }
        Json::List(items) => return Err(format!("the list has {} items and no {key:?}", items.len())),
        other => return Err(format!("{} holds nothing", kind(other))),
    }
    Ok(())
}

/// A position counted from 0, without leading zeros.
fn index(key: &str) -> Option<usize> {
    let plain = key.bytes().all(|b| b.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    key.parse().ok().filter(|_| plain)
}

/// Under which name a collection keyed "1", "2" … goes on; none where the object is no such collection.
fn next_number(members: &Object<'_>) -> Option<String> {
    let mut highest: Option<usize> = None;
    for (key, _) in members.iter() {
        highest = highest.max(Some(index(key)?));
    }
    Some(highest?.checked_add(1)?.to_string())
}
