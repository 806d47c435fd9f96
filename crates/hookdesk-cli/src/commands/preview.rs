//! `hooks preview`: a run of webhooks without sending, over files only.

use std::io::Write as _;

use hookdesk_content::context::Layers;
use hookdesk_content::definition::{Moment, Webhook};
use hookdesk_content::json::{self, Json};
use hookdesk_content::run::{self, Given, Preview, Seen};
use hookdesk_core::{Code, Fault};

use crate::args::{self, MomentWord};
use crate::{files, show};

/// Stands for what is secret: it is marked, so nobody sees it.
const HIDDEN: &str = "hidden";

/// Prints what the hooks of one method would send and, with answers, what came of it.
pub fn preview(what: args::Preview, json: bool) -> Result<(), Fault> {
    let hooks = read_hooks(&what)?;
    let moment = match what.moment {
        MomentWord::Before => Moment::Before,
        MomentWord::After => Moment::After,
    };
    let (payload, context) = (text("payload", &what.payload)?, what.context.as_deref());
    let context = context.map(|context| text("context", context)).transpose()?;
    let context = context.as_deref().map(|text| read("context", text)).transpose()?;
    if context.as_ref().is_some_and(|context| context.as_object().is_none()) {
        return Err(Fault::invalid("context", "the context is no object of contexts and their values"));
    }
    let answers = what.response.as_deref().map(|answers| text("response", answers)).transpose()?;
    let answers = answers.as_deref().map(Given::read_all).transpose()?;

    let chosen = run::of(&hooks, &what.method, moment);
    if chosen.is_empty() {
        warn(&format!("no hook runs {} {}", moment.as_str(), what.method));
    }
    for name in answers.iter().flat_map(|answers| answers.keys()) {
        let is_this =
            |hook: &&Webhook| *name == hook.name || *name == format!("{}.{}", hook.batch, hook.name);
        if !chosen.iter().any(is_this) {
            warn(&format!("an answer is given for \"{name}\", which is none of the hooks"));
        }
    }
    // Nothing is sent, so any variable may be named; its value is not shown.
    let env = |name: &str| match std::env::var_os(name) {
        Some(_) => Ok(HIDDEN.to_owned()),
        None => Err(format!("the environment variable {name} is not set")),
    };
    let secret = |_: &str| Ok(HIDDEN.to_owned());
    let world =
        Layers { event: context.as_ref(), env: Some(&env), secret: Some(&secret), ..Layers::default() };
    let root = read("payload", &payload)?;
    let preview = run::preview(&chosen, root, payload.as_bytes(), &world, answers.as_ref())?;
    if json { show::line(&preview.into_json().to_string()) } else { in_words(preview) }
}

/// The files' webhooks: Adobe's XML, or JSON.
fn read_hooks(what: &args::Preview) -> Result<Vec<Webhook>, Fault> {
    let texts: Vec<String> =
        what.hooks.iter().map(|path| files::read("hooks", path)).collect::<Result<_, _>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let read = hookdesk_content::files::read_all(&texts).map_err(|fault| match fault.field {
        Some(_) => fault,
        None => fault.field("hooks"),
    })?;
    for warning in read.warnings {
        let (line, column) = (warning.line, warning.column);
        warn(&format!("line {line}, column {column}: {}", warning.message));
    }
    Ok(read.webhooks)
}

/// An argument's text, without a byte order mark.
fn text(field: &str, argument: &str) -> Result<String, Fault> {
    Ok(files::text(field, argument)?.trim_start_matches('\u{feff}').to_owned())
}

fn read<'t>(field: &str, text: &'t str) -> Result<Json<'t>, Fault> {
    json::read(text).map_err(|error| {
        Fault::new(Code::JsonMalformed, format!("the {field} is not JSON: {error}")).field(field)
    })
}

fn warn(message: &str) {
    // Nobody is left to tell where stderr is gone.
    let _ = writeln!(std::io::stderr(), "warning: {}", show::plain(message));
}

fn in_words(preview: Preview<'_>) -> Result<(), Fault> {
    if preview.hooks.is_empty() {
        show::line("no hooks")?;
    }
    for seen in preview.hooks {
        hook(seen)?;
    }
    let Some(outcome) = preview.outcome else { return Ok(()) };
    for line in &outcome.log {
        show::line(&show::plain(&format!("{}: {}", line.level.as_str(), line.message)))?;
    }
    match &outcome.exception {
        Some(exception) => {
            show::line(&show::plain(&format!("exception {}: {}", exception.class, exception.message)))
        }
        None => show::line(&format!("success: {}", outcome.payload)),
    }
}

fn hook(seen: Seen) -> Result<(), Fault> {
    let Seen { name, batch, fires, why, request } = seen;
    let does = if fires { "fires" } else { "does not fire" };
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    show::line(&show::plain(&format!("{batch}.{name} {does}{why}")))?;
    let Some(request) = request.map(run::Request::into_json) else { return Ok(()) };
    let part = |name: &str| request.get(name).and_then(Json::as_text).unwrap_or_default().to_owned();
    show::line(&show::plain(&format!("  {} {}", part("method"), part("url"))))?;
    for (name, value) in
        request.get("headers").and_then(Json::as_object).into_iter().flat_map(|all| all.iter())
    {
        show::line(&show::plain(&format!("  {name}: {}", value.as_text().unwrap_or_default())))?;
    }
    match request.get("body") {
        None | Some(Json::Null) => Ok(()),
        Some(Json::Text(text)) => show::line(&show::plain(&format!("  {text}"))),
        Some(body) => show::line(&show::plain(&format!("  {body}"))),
    }
}
