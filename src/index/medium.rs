//! Segments on a medium that may rot, or that cannot be written: a mounted
//! image, another user's folder.
//!
//! All that is written gets checksums, and all that is read is held against
//! them; Tantivy has some of its own, which its readers do not look at.
//! Its readers hold a lock file while they open segments, so that a
//! writer does not take files away under them. Where nothing can be written
//! nobody writes, and the lock is not needed.

use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{Directory, DirectoryLock, FileHandle, Lock, META_LOCK, WatchCallback, WatchHandle, WritePtr};

use super::seal::{Sealed, Sealing, sealed, unsealed};

/// A directory whose files have checksums, and whose readers go without a lock where none can be had.
#[derive(Debug, Clone)]
pub(super) struct Medium<D>(pub(super) D);

impl<D: Directory + Clone> Directory for Medium<D> {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let sealed = Sealed::open(self.0.get_file_handle(path)?);
        Ok(Arc::new(sealed.map_err(|cause| OpenReadError::wrap_io_error(cause, path.to_owned()))?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Ok(BufWriter::new(Box::new(Sealing::new(self.0.open_write(path)?))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.0.atomic_read(path)?;
        let bytes = unsealed(&bytes).map_err(|cause| OpenReadError::wrap_io_error(cause, path.to_owned()))?;
        Ok(bytes.to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, &sealed(data.to_vec()))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(cause)) if lock.filepath == META_LOCK.filepath && cannot_be_written(&cause) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            result => result,
        }
    }
}

fn cannot_be_written(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::{INDEX_WRITER_LOCK, RamDirectory};

    /// A medium on which no file can be made: tests may run as root, whom no permission stops.
    #[derive(Debug, Clone)]
    struct ReadOnly(RamDirectory);

    impl Directory for ReadOnly {
        fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
            self.0.get_file_handle(path)
        }
        fn delete(&self, _: &Path) -> Result<(), DeleteError> {
            unreachable!("nothing is deleted on a read-only medium")
        }
        fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
            self.0.exists(path)
        }
        fn open_write(&self, _: &Path) -> Result<WritePtr, OpenWriteError> {
            unreachable!("nothing is written on a read-only medium")
        }
        fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
            self.0.atomic_read(path)
        }
        fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
            Err(io::ErrorKind::ReadOnlyFilesystem.into())
        }
        fn sync_directory(&self) -> io::Result<()> {
            Ok(())
        }
        fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
            self.0.watch(callback)
        }
        fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
            Err(LockError::IoError(Arc::new(io::ErrorKind::ReadOnlyFilesystem.into())))
        }
    }

    #[test]
    fn a_read_only_medium_is_read_without_a_lock_and_never_written() {
        let ram = RamDirectory::create();
        let (schema, _) = super::super::fields::schema();
        tantivy::Index::create(Medium(ram.clone()), schema, tantivy::IndexSettings::default()).unwrap();
        let index = tantivy::Index::open(Medium(ReadOnly(ram.clone()))).unwrap();
        assert_eq!(index.reader().unwrap().searcher().num_docs(), 0);
        assert!(Medium(ReadOnly(ram)).acquire_lock(&INDEX_WRITER_LOCK).is_err());
    }
}
