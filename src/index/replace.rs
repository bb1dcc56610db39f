//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts a file in place of another of that name, or of none; it is on disk when this returns.
///
/// # Errors
/// The folder cannot be written; then the old file is as it was.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Draft::of(path)?;
    file.write_all(bytes)?;
    file.keep()
}

/// A file under another name until it is whole; one that is dropped before leaves nothing.
#[derive(Debug)]
pub struct Draft {
    file: File,
    path: PathBuf,
    /// Its name for now; none where the path is no file that could be replaced: a pipe, a device.
    draft: Option<PathBuf>,
}

impl Draft {
    /// Begins a file that is to be at `path`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn of(path: &Path) -> io::Result<Draft> {
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            let file = File::options().write(true).open(path)?;
            return Ok(Draft { file, path: path.to_owned(), draft: None });
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let draft = path.with_file_name(name);
        Ok(Draft { file: File::create(&draft)?, path: path.to_owned(), draft: Some(draft) })
    }

    /// Puts the file in its place; it is on disk when this returns.
    ///
    /// # Errors
    /// The folder cannot be written; then an old file is as it was.
    pub fn keep(mut self) -> io::Result<()> {
        let Some(draft) = &self.draft else { return Ok(()) };
        self.file.sync_all()?;
        fs::rename(draft, &self.path)?;
        self.draft = None;
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            // Nothing is lost where it stays.
            let _ = fs::remove_file(draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        replace_file(&path, b"old").unwrap();
        let mut draft = Draft::of(&path).unwrap();
        draft.write_all(b"ne").unwrap();
        drop(draft);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        replace_file(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(Draft::of(&dir.path().join("no/such")).is_err());
    }
}
