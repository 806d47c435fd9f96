//! How much a line of the webhooks' log matters.

use crate::words::words;

words! {
    /// From what only a developer asks for to what stopped a caller.
    LogLevel {
        /// What was asked and how long it took.
        Debug "debug",
        /// What was done.
        Info "info",
        /// Worth a look, and nothing is wrong.
        Notice "notice",
        /// Something was left out or mended.
        Warning "warning",
        /// A hook failed.
        Error "error",
    }
}
