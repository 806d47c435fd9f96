//! `{{ merge tags }}`: minijinja, strict about names, with an end to every loop.

use std::io;

use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::escape::{Escape, MARKS, settle};
use super::value::{Members, Number, value};
use crate::json::{self, Json};

/// Instructions one rendering may take.
const FUEL: u64 = 2_000_000;
/// Longest text rendered, in bytes; an event's own limit.
const MAX_OUTPUT: usize = 5 << 20;
/// Longest template, in bytes.
const MAX_TEMPLATE: usize = 1 << 20;
/// How deep loops and conditions may nest.
const MAX_DEPTH: usize = 50;
/// The one template of an environment.
const NAME: &str = "text";

/// Names for merge tags: the mapped fields, then the payload's members; `fields` and `payload` themselves.
#[derive(Clone, Copy)]
pub(crate) struct Names<'s> {
    pub payload: &'s Json<'s>,
    pub fields: Option<&'s Json<'s>>,
}

impl Names<'_> {
    fn find(&self, name: &str) -> Option<&Json<'_>> {
        match name {
            "payload" => Some(self.payload),
            "fields" => self.fields,
            name => self.fields.and_then(|fields| fields.get(name)).or_else(|| self.payload.get(name)),
        }
    }
}

/// A compiled text with merge tags.
pub(crate) struct Tags {
    environment: Environment<'static>,
    /// The names it begins its paths with.
    roots: Vec<String>,
    escape: Escape,
}

impl Tags {
    /// Compiles a text; otherwise says what is wrong, and in which line.
    pub fn compile(text: &str, escape: Escape) -> Result<Self, String> {
        if text.len() > MAX_TEMPLATE {
            return Err(format!("a template has at most {MAX_TEMPLATE} bytes"));
        }
        if text.contains(MARKS) {
            return Err("it holds a character that is none in Unicode (U+FDD0 or U+FDD1)".to_owned());
        }
        let mut environment = environment(escape);
        environment.add_template_owned(NAME, text.to_owned()).map_err(|error| said(&error))?;
        let roots = environment.get_template(NAME).map_err(|error| said(&error))?.undeclared_variables(false);
        let mut roots: Vec<String> = roots.into_iter().collect();
        roots.sort_unstable();
        Ok(Self { environment, roots, escape })
    }

    /// Fills in the values; otherwise says what stood in the way. A JSON text is checked to be one.
    pub fn render(&self, names: &Names<'_>) -> Result<String, String> {
        let known = self.roots.iter().filter_map(|name| Some((name.clone(), value(names.find(name)?))));
        let known = Value::from_object(Members(known.collect()));
        let template = self.environment.get_template(NAME).map_err(|error| said(&error))?;
        let mut out = Capped(Vec::new());
        template.render_captured_to(known, &mut out).map(drop).map_err(|error| said(&error))?;
        let text = String::from_utf8(out.0).map_err(|error| error.to_string())?;
        if self.escape != Escape::Json {
            return Ok(text);
        }
        let text = settle(&text);
        match json::read(&text) {
            Ok(_) => Ok(text),
            Err(malformed) => Err(format!("what comes out is not JSON: {malformed}")),
        }
    }
}

fn environment(escape: Escape) -> Environment<'static> {
    let mut environment = Environment::new();
    // Names what is undefined.
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(MAX_DEPTH);
    // Blocks that are captured ({% set x %}…) come out as safe: their values are escaped already.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("value".into()));
    environment.set_formatter(move |out, _, value| {
        match value.as_str().filter(|_| value.is_safe()) {
            Some(text) => out.write_str(text)?,
            None => out.write_str(&escape.write(value))?,
        }
        Ok(())
    });
    // What makes much of little, what looks into the engine, and the engine's own way to escape.
    for filter in ["indent", "format", "pprint", "escape", "e"] {
        environment.remove_filter(filter);
    }
    for global in ["debug", "namespace"] {
        environment.remove_global(global);
    }
    environment.add_filter("float", |value: Value, default: Option<Value>, rest: Kwargs| {
        calculated(value, default, &rest, |text| text.parse::<f64>().ok().map(Value::from))
    });
    environment.add_filter("int", |value: Value, default: Option<Value>, rest: Kwargs| {
        calculated(value, default, &rest, |text| {
            let whole = text.parse::<i128>().ok();
            #[allow(clippy::cast_possible_truncation, reason = "it is what int is for")]
            let whole = whole.or_else(|| text.parse::<f64>().ok().map(|number| number as i128));
            whole.map(Value::from)
        })
    });
    environment
}

/// A number to calculate with, of any text or number.
fn calculated(
    value: Value,
    default: Option<Value>,
    rest: &Kwargs,
    read: impl Fn(&str) -> Option<Value>,
) -> Result<Value, Error> {
    let default = match default {
        None => rest.get::<Option<Value>>("default")?,
        default => default,
    };
    rest.assert_all_used()?;
    let text = match value.downcast_object_ref::<Number>() {
        Some(number) => number.0.clone(),
        None if value.is_undefined() || value.is_none() => String::new(),
        None if value == Value::from(true) => "1".to_owned(),
        None if value == Value::from(false) => "0".to_owned(),
        None => value.to_string(),
    };
    let number = read(text.trim()).or(default);
    number.ok_or_else(|| {
        let shown: String = text.chars().take(60).collect();
        Error::new(ErrorKind::InvalidOperation, format!("{shown:?} is not a number"))
    })
}

/// An error in our words, without its template's name.
fn said(error: &Error) -> String {
    let kind = match error.kind() {
        ErrorKind::OutOfFuel => "it takes too many steps".to_owned(),
        ErrorKind::WriteFailure => format!("it comes out longer than {MAX_OUTPUT} bytes"),
        kind => kind.to_string(),
    };
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let line = error.line().map(|line| format!(" (line {line})")).unwrap_or_default();
    format!("{kind}{detail}{line}")
}

/// Takes no more than the longest text.
struct Capped(Vec<u8>);

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
