//! The name of an output folder: how other runs are kept off it, how a finished folder takes it,
//! and what becomes of the one that had it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::manifest::{Manifest, sync_folder};
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

/// A folder that has taken its name.
#[derive(Debug)]
pub(super) struct Placed {
    folder: PathBuf,
    /// Where it was before; the folder that had its name, if there was one, is there now.
    before: PathBuf,
    replaced: bool,
}

/// Gives the finished folder its name. Where the name is taken the two change places in one step.
pub(super) fn take_name(unfinished: TempDir, folder: &Path) -> Result<Placed, Error> {
    let replaced = is_occupied(folder);
    // From here on nothing may remove what has this name by itself: it may be the folder of before.
    let before = unfinished.keep();
    let taken = match replaced {
        true => exchange(&before, folder),
        false => fs::rename(&before, folder),
    };
    if let Err(error) = taken {
        let _ = fs::remove_dir_all(&before);
        return Err(Error::write(folder)(error));
    }
    Ok(Placed { folder: folder.to_owned(), before, replaced })
}

/// Whether there is a folder with something in it.
pub(super) fn is_occupied(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

impl Placed {
    /// Undoes it: the folder that had the name has it again, and the finished one is gone.
    pub(super) fn take_back(self) -> Result<(), Error> {
        let back = match self.replaced {
            true => exchange(&self.folder, &self.before),
            false => fs::rename(&self.folder, &self.before),
        };
        back.map_err(Error::write(&self.folder))?;
        fs::remove_dir_all(&self.before).map_err(Error::write(&self.before))
    }

    /// Removes the folder of before if all of it is as it was written. If not, it stays, and the
    /// name is told that it has now.
    pub(super) fn settle(self) -> Result<Option<PathBuf>, Error> {
        self.folder.parent().map_or(Ok(()), sync_folder)?;
        let whole = || Manifest::read(&self.before).is_some_and(|m| m.describes(&self.before));
        if !self.replaced || (whole() && fs::remove_dir_all(&self.before).is_ok()) {
            return Ok(None);
        }
        set_aside(&self.before, &self.folder).map(Some)
    }
}

/// Gives a folder the first free name of `folder.old-1`, `folder.old-2` and so on.
fn set_aside(before: &Path, folder: &Path) -> Result<PathBuf, Error> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    for number in 1_u32.. {
        let aside = folder.with_file_name(format!("{name}.old-{number}"));
        if fs::symlink_metadata(&aside).is_ok() {
            continue;
        }
        match fs::rename(before, &aside) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            Err(error) => return Err(Error::write(aside)(error)),
            Ok(()) => return Ok(aside),
        }
    }
    Ok(before.to_owned())
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange; the next best is two steps.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => swap(one, other),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    swap(one, other)
}

fn swap(one: &Path, other: &Path) -> io::Result<()> {
    let mut aside = one.as_os_str().to_owned();
    aside.push(".old");
    fs::rename(other, &aside)?;
    if let Err(error) = fs::rename(one, other) {
        fs::rename(&aside, other)?;
        return Err(error);
    }
    fs::rename(aside, one)
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

    #[test]
    fn two_folders_change_places_in_two_steps_where_one_will_not_do() {
        let parent = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| parent.path().join(name));
        for folder in [&one, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("name"), folder.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        swap(&one, &other).unwrap();
        assert_eq!(fs::read_to_string(one.join("name")).unwrap(), "other");
        assert_eq!(fs::read_to_string(other.join("name")).unwrap(), "one");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
    }
}
