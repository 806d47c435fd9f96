//! Debug dumps.

use hookdesk_core::Fault;
use hookdesk_core::id::MessageId;
use hookdesk_engine::Engine;

use super::fields;
use crate::wire::*;

pub async fn list(engine: &Engine, request: ListDumps) -> Result<Vec<DumpRow>, Fault> {
    let message = request.message_id.as_deref().map(MessageId::parse).transpose();
    let message = message.map_err(|fault| fault.field("message_id"))?;
    let files = engine.dumps().list(message, fields::limit(request.limit)?)?;
    let rows = files.into_iter().map(|file| DumpRow {
        file: file.file,
        message_id: file.message.to_string(),
        number: file.number,
        written_at: file.written_at.to_rfc3339(),
        size: file.size,
    });
    Ok(rows.collect())
}

pub async fn get(engine: &Engine, request: DumpRef) -> Result<Dump, Fault> {
    let text = engine.dumps().get(&request.file)?;
    Ok(Dump { file: request.file, text })
}
