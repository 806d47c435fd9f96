//! Debug dumps: each attempt's exact request and response as a file, secrets redacted.

use hookdesk_core::Fault;
use hookdesk_core::id::MessageId;
use hookdesk_core::time::UtcMillis;

/// A dump file.
#[derive(Debug, Clone)]
pub struct DumpFile {
    /// `<utc>-<message>-<attempt>.json`.
    pub file: String,
    /// Which message.
    pub message: MessageId,
    /// Which attempt.
    pub number: u32,
    /// When.
    pub written_at: UtcMillis,
    /// Bytes.
    pub size: u64,
}

/// The debug folder.
pub struct Dumps {
    // folder
}

impl Dumps {
    /// Newest first, of one message or of all.
    pub fn list(&self, _message: Option<MessageId>, _limit: usize) -> Result<Vec<DumpFile>, Fault> {
        todo!()
    }

    /// One dump's text. The name must be a plain file name of a dump: no path gets out of the folder.
    pub fn get(&self, _file: &str) -> Result<String, Fault> {
        todo!()
    }
}
