//! The window's files, built by `npm run build` into `ui/dist` and carried inside the program.

use axum::extract::{Request, State};
use axum::response::Response;
use hookdesk_core::Fault;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::app::App;
use crate::reply;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Dist;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Hookdesk</title>\
    <h1>Hookdesk runs; its window was not built into this program</h1>\
    <p>Build it with <code>npm ci</code> and <code>npm run build</code> in <code>ui/</code>, then build Hookdesk \
    again, or use <code>cargo xtask run</code>, which does both.\n";

/// Everything no route has: a file of the window, the window itself, or a fault.
pub async fn fallback(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !app.ui || !reading || is_api(path) {
        return reply::fault(
            Fault::not_found(format!("there is no {} {}", request.method(), shown(path)))
                .next("The paths are listed in /openapi.json."),
        );
    }
    let path = path.trim_start_matches('/');
    let asked = if path.is_empty() { "index.html" } else { path };
    match Dist::get(asked) {
        Some(file) => send(asked, file, request.headers()),
        // The window keeps its own addresses; a file it does not have is not one of them.
        None if asked.starts_with("assets/") => {
            reply::fault(Fault::not_found(format!("there is no file {}", shown(asked))))
        }
        None => match Dist::get("index.html") {
            Some(file) => send("index.html", file, request.headers()),
            None => page("text/html; charset=utf-8", NOT_BUILT.as_bytes().to_vec(), "no-store"),
        },
    }
}

fn is_api(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next();
    matches!(first, Some("v1" | "rpc" | "rest" | "in"))
}

fn shown(path: &str) -> String {
    path.chars().take(120).collect()
}

fn send(path: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    // The build names assets after their content; the page that names them is asked for anew.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let hash: String =
        file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = page(media(path), if known { Vec::new() } else { file.data.into_owned() }, cache);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn page(media: &'static str, bytes: Vec<u8>, cache: &'static str) -> Response {
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
