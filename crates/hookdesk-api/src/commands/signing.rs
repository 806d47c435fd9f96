//! The signing workbench. Nothing of it is kept: the secret lives as long as the call.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_core::Fault;
use hookdesk_core::sign::workbench::{self, Key, MAX_BODY, Pasted, ToSign};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, message::HeaderPair};
use hookdesk_engine::Engine;
use uuid::Uuid;

use crate::wire::convert::time;
use crate::wire::*;

pub async fn dialects(_: &Engine, _: Nothing) -> Result<Vec<DialectRow>, Fault> {
    let row = |dialect: &workbench::Dialect| DialectRow {
        dialect: (*dialect).into(),
        name: dialect.name().to_owned(),
        header: dialect.header().to_owned(),
        key_hint: dialect.key_hint().to_owned(),
        has_id: dialect.has_id(),
        has_time: dialect.has_time(),
    };
    Ok(workbench::Dialect::ALL.iter().map(row).collect())
}

pub async fn read(_: &Engine, request: ReadRequest) -> Result<PastedRequest, Fault> {
    let pasted = Pasted::read(&request.text)?;
    let dialects = pasted.dialects().into_iter().map(Into::into).collect();
    Ok(PastedRequest { headers: shown(pasted.headers), body: pasted.body, dialects })
}

pub async fn verify(engine: &Engine, request: VerifySignature) -> Result<SignatureVerdict, Fault> {
    let dialect = request.dialect.into();
    let headers = workbench::headers(&request.headers)?;
    let body = bytes(request.body, request.body_base64.as_deref())?;
    let keys = Key::read_all(dialect, &request.secret)?;
    let at = match request.own_time {
        Some(true) => workbench::time_of(dialect, &headers),
        _ => time("at", request.at.as_deref())?,
    };
    let at = at.unwrap_or_else(|| engine.clock().now());
    computed(move || workbench::verify(dialect, &keys, &headers, &body, at)).await.map(Into::into)
}

pub async fn sign(engine: &Engine, request: MakeSignature) -> Result<MadeSignature, Fault> {
    let dialect = request.dialect.into();
    let body = bytes(request.body, request.body_base64.as_deref())?;
    let keys = Key::read_all(dialect, &request.secret)?;
    let at: UtcMillis = time("at", request.at.as_deref())?.unwrap_or_else(|| engine.clock().now());
    let id = request.id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| format!("msg_{}", Uuid::now_v7().simple()));
    let made = computed(move || workbench::sign(dialect, &keys, ToSign { id: &id, at, body: &body }));
    Ok(MadeSignature { headers: shown(made.await??) })
}

/// The body as it is sent.
fn bytes(text: String, base64: Option<&str>) -> Result<Vec<u8>, Fault> {
    let body = match base64 {
        None => text.into_bytes(),
        Some(_) if !text.is_empty() => {
            return Err(Fault::invalid("body_base64", "the body is given twice, as text and in base64"));
        }
        // Its length is checked before it is decoded.
        Some(base64) if base64.len() / 4 * 3 > MAX_BODY + 3 => return Err(too_large("body_base64")),
        Some(base64) => STANDARD
            .decode(base64)
            .map_err(|_| Fault::invalid("body_base64", "the body is not base64 (RFC 4648 section 4)"))?,
    };
    if body.len() > MAX_BODY {
        return Err(too_large("body"));
    }
    Ok(body)
}

fn too_large(field: &str) -> Fault {
    Fault::new(Code::BodyTooLarge, "the body is larger than 5 MiB").field(field)
}

/// A large body keeps a thread busy for a while.
async fn computed<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    // The panic's own text is not told: it might hold what was worked on.
    done.map_err(|_| Fault::new(Code::Internal, "the check ended before its time"))
}

fn shown(headers: Vec<HeaderPair>) -> Vec<NameValue> {
    headers.into_iter().map(|(name, value)| NameValue { name, value }).collect()
}

impl From<workbench::Verdict> for SignatureVerdict {
    fn from(verdict: workbench::Verdict) -> Self {
        let workbench::Verdict { ok, signature_ok, entry, causes } = verdict;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let entry = entry.map(|entry| SignatureEntry {
            header: entry.header,
            place: count(entry.place),
            of: count(entry.of),
            version: entry.version,
            key: count(entry.key),
        });
        let causes = causes.into_iter().map(|cause| SignatureCause {
            kind: cause.kind.into(),
            message: cause.message,
            next: cause.next,
        });
        Self { ok, signature_ok, entry, causes: causes.collect() }
    }
}
