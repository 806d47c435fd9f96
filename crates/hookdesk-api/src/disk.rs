//! Room on the disk with the data.

use std::path::Path;

/// Below this, a person is told: 512 MiB.
const LOW: u64 = 512 << 20;

/// Bytes free for us on the disk that holds a folder; `None` where that cannot be told.
pub fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(folder).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Bytes free, where they are few.
pub fn low(folder: &Path) -> Option<u64> {
    free(folder).filter(|free| *free < LOW)
}
