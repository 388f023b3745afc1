use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::Error;

/// Keeps other runs off an output folder for as long as it lives. The system releases it with the
/// process, however that ends; the file that may be left behind then is free for the next run.
#[derive(Debug)]
pub(super) struct FolderLock {
    path: PathBuf,
    _file: File,
}

impl FolderLock {
    /// Takes the lock of a folder, which need not exist; its parent must.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.lock"));
        loop {
            let mut options = File::options();
            options.create(true).truncate(false).write(true);
            let file = options.open(&path).map_err(Error::write(&path))?;
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(Error::Busy { folder: folder.to_owned() });
            }
            // Any other failure means that this file system knows no locks; the run goes on
            // without one. Where the file was removed by the run that had the lock before, the
            // lock is worth nothing and another file is to be locked.
            if is_at(&file, &path) {
                return Ok(Self { path, _file: file });
            }
        }
    }

    /// The file that is locked.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // It goes while it is locked. If it stays, it does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether the open file is the one that has the name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// Elsewhere the name of an open file cannot pass to another.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_run_on_a_folder_is_refused_until_the_first_ends() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let first = FolderLock::take(&folder).unwrap();
        assert!(matches!(FolderLock::take(&folder), Err(Error::Busy { .. })));
        FolderLock::take(&parent.path().join("other")).unwrap();
        drop(first);
        FolderLock::take(&folder).unwrap();
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_lock_file_that_a_killed_run_left_behind_is_free() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join(".out.lock"), "").unwrap();
        FolderLock::take(&parent.path().join("out")).unwrap();
    }
}
