//! Files and stdin as arguments: `@file`, `-`, or the text itself.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use hookdesk_core::Fault;

/// An argument that is text, `@file`, or `-` for stdin.
pub fn text(field: &str, argument: &str) -> Result<String, Fault> {
    match argument.strip_prefix('@') {
        Some(path) => read(field, Path::new(path)),
        None if argument == "-" => stdin(field),
        None => Ok(argument.to_owned()),
    }
}

/// A file's text; `-` is stdin.
pub fn read(field: &str, path: &Path) -> Result<String, Fault> {
    if path == Path::new("-") {
        return stdin(field);
    }
    fs::read_to_string(path).map_err(|error| unreadable(field, path, &error))
}

/// A secret from a file, without the line's end.
pub fn secret(field: &str, path: &Path) -> Result<String, Fault> {
    Ok(read(field, path)?.trim_end_matches(['\r', '\n']).to_owned())
}

fn stdin(field: &str) -> Result<String, Fault> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| Fault::invalid(field, "stdin could not be read").detail(error.to_string()))?;
    Ok(text)
}

/// The fault of a file that cannot be read.
pub fn unreadable(field: &str, path: &Path, error: &std::io::Error) -> Fault {
    Fault::invalid(field, format!("{} could not be read", path.display()))
        .detail(error.to_string())
        .next("Check the file's name and that you may read it.")
}

/// A path as the engine needs it, which does not know the working directory.
pub fn absolute(field: &str, path: &Path) -> Result<PathBuf, Fault> {
    std::path::absolute(path)
        .map_err(|error| Fault::invalid(field, "the path cannot be made absolute").detail(error.to_string()))
}
