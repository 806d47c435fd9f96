//! Where the measurements run: folders that vanish with the program, volumes, and the baseline they share.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::bare;

/// Where the measurements run.
pub struct Scene {
    dir: TempDir,
    quick: bool,
    /// Where the grid's messages stay, if they are to stay.
    pub grid_dir: Option<PathBuf>,
    bare: Option<Vec<f64>>,
}

impl Scene {
    /// Makes a folder beside the program itself: on the disk people build on, never in memory.
    pub fn new(quick: bool, grid_dir: Option<PathBuf>) -> Result<Self> {
        let exe = std::env::current_exe()?;
        let beside = exe.parent().context("the program has no folder")?;
        let dir = tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?;
        Ok(Self { dir, quick, grid_dir, bare: None })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A new folder inside it.
    pub fn folder(&self) -> Result<TempDir> {
        Ok(tempfile::tempdir_in(self.dir.path())?)
    }

    /// How many of something: the full number, or a twentieth of it.
    pub fn volume(&self, full: usize) -> usize {
        if self.quick { full / 20 } else { full }
    }

    /// POSTs per second of bare reqwest, one for each run; measured once.
    pub async fn bare(&mut self) -> Result<Vec<f64>> {
        if self.bare.is_none() {
            self.bare = Some(bare::runs(self.volume(bare::POSTS)).await?);
        }
        Ok(self.bare.clone().unwrap_or_default())
    }
}
