//! Segments as files that are read, not mapped.
//!
//! A merge passes over its segments once, from their beginnings to their ends. Mapped,
//! all of them stay in memory until it is done; read, only what it is looking at. Small
//! reads side by side, as of lists of postings, are answered from a window that moves along.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

/// Bytes of a window: some thousand lists of postings.
const WINDOW: usize = 256 << 10;

/// Endings of the files that are read list by list: postings and positions.
const LISTS: [&str; 2] = ["idx", "pos"];

/// A directory whose files are read.
#[derive(Debug, Clone)]
pub(super) struct Streamed {
    folder: PathBuf,
    inner: MmapDirectory,
}

impl Streamed {
    /// The directory at a path.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn open(folder: &Path) -> Result<Streamed, OpenDirectoryError> {
        Ok(Streamed { folder: folder.to_owned(), inner: MmapDirectory::open(folder)? })
    }
}

impl Directory for Streamed {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let cannot = |cause: io::Error| match cause.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(cause, path.to_owned()),
        };
        let file = File::open(self.folder.join(path)).map_err(cannot)?;
        let len = file.metadata().map_err(cannot)?.len() as usize;
        let lists = path.extension().is_some_and(|ending| LISTS.iter().any(|known| ending == *known));
        Ok(Arc::new(Handle {
            file,
            len,
            window: lists.then(Mutex::default),
            #[cfg(not(unix))]
            turn: Mutex::default(),
        }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }
}

/// A file that is read.
#[derive(Debug)]
struct Handle {
    file: File,
    len: usize,
    /// What was read last, of a file of lists.
    window: Option<Mutex<Window>>,
    /// Who may seek.
    #[cfg(not(unix))]
    turn: Mutex<()>,
}

#[derive(Debug)]
struct Window {
    start: usize,
    bytes: OwnedBytes,
}

impl Default for Window {
    fn default() -> Window {
        Window { start: 0, bytes: OwnedBytes::empty() }
    }
}

impl HasLen for Handle {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Handle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        match &self.window {
            Some(window) if range.len() < WINDOW => {
                let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
                if range.start < window.start || range.end > window.start + window.bytes.len() {
                    let end = (range.start + WINDOW).min(self.len).max(range.end);
                    *window = Window { start: range.start, bytes: self.read(range.start..end)? };
                }
                Ok(window.bytes.slice(range.start - window.start..range.end - window.start))
            }
            _ => self.read(range),
        }
    }
}

impl Handle {
    fn read(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        #[cfg(unix)]
        std::os::unix::fs::FileExt::read_exact_at(&self.file, &mut bytes, range.start as u64)?;
        #[cfg(not(unix))]
        {
            use std::io::{Read, Seek};
            let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
            let mut file = &self.file;
            file.seek(io::SeekFrom::Start(range.start as u64))?;
            file.read_exact(&mut bytes)?;
        }
        Ok(OwnedBytes::new(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_range_is_what_stands_there(ranges in proptest::collection::vec((0usize..900_000, 0usize..400_000), 1..40)) {
            let dir = tempfile::tempdir().unwrap();
            let bytes: Vec<u8> = (0..900_000u32).map(|n| (n % 251) as u8).collect();
            for name in ["a.idx", "a.store"] {
                std::fs::write(dir.path().join(name), &bytes).unwrap();
                let handle = Streamed::open(dir.path()).unwrap().get_file_handle(Path::new(name)).unwrap();
                prop_assert_eq!(handle.len(), bytes.len());
                for &(start, len) in &ranges {
                    let range = start..(start + len).min(bytes.len());
                    let read = handle.read_bytes(range.clone()).unwrap();
                    prop_assert_eq!(read.as_slice(), &bytes[range]);
                }
            }
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_told_as_such() {
        let dir = tempfile::tempdir().unwrap();
        let error = Streamed::open(dir.path()).unwrap().get_file_handle(Path::new("a.idx")).unwrap_err();
        assert!(matches!(error, OpenReadError::FileDoesNotExist(path) if path == Path::new("a.idx")));
    }
}
