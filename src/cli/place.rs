//! Which index a verb means.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, Result};
use crate::index::{FOLDER, Index, discover};

/// Where the index is.
#[derive(Debug, Args)]
pub(super) struct PlaceArguments {
    /// The index folder [default: .dateline in the indexed directory, or in this one and upwards]
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_INDEX")]
    pub(super) index: Option<PathBuf>,
}

impl PlaceArguments {
    /// The folder for the index of `paths`.
    pub(super) fn for_corpus(&self, paths: &[PathBuf]) -> Result<PathBuf> {
        if let Some(index) = &self.index {
            return Ok(index.clone());
        }
        let first = paths.first().ok_or_else(|| Error::new("no path to index").help("name a file or a directory"))?;
        // A missing path is reported where it is walked.
        let folder = if first.is_file() { first.parent().unwrap_or(Path::new(".")) } else { first };
        Ok(folder.join(FOLDER))
    }

    /// The index that is named, or the nearest one if there is any.
    pub(super) fn optional(&self) -> Result<Option<Index>> {
        if self.index.is_none() && std::env::current_dir().is_ok_and(|here| discover(&here).is_err()) {
            return Ok(None);
        }
        self.existing().map(Some)
    }

    /// The index that is named, or the nearest one.
    pub(super) fn existing(&self) -> Result<Index> {
        Index::open(&self.existing_folder()?)
    }

    /// The folder of the index that is named, or of the nearest one.
    pub(super) fn existing_folder(&self) -> Result<PathBuf> {
        match &self.index {
            Some(folder) => Ok(folder.clone()),
            None => {
                let here = std::env::current_dir()
                    .map_err(|cause| Error::new("the current directory cannot be read").because(cause))?;
                discover(&here)
            }
        }
    }
}
