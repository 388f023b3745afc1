//! The name of an output folder: how other runs are kept off it, how a finished folder takes it,
//! and what becomes of the one that had it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cimai_corpus::UNFINISHED;

use super::disk::Disk;
use super::manifest::Manifest;
use crate::Error;

/// What a run calls things beside its folder until they have names of their own, or are gone. The
/// names do not grow with that of the folder, and no other folder has the same.
#[derive(Clone, Debug)]
pub(super) struct Names {
    parent: PathBuf,
    prefix: String,
}

impl Names {
    /// The names for a folder, given by its path without links.
    pub(super) fn of(folder: &Path) -> Self {
        let hash = blake3::hash(folder.as_os_str().as_encoded_bytes()).to_hex();
        let parent = folder.parent().unwrap_or(folder).to_owned();
        Self { parent, prefix: format!("{UNFINISHED}{}", &hash[..12]) }
    }

    fn lock(&self) -> PathBuf {
        self.parent.join(format!("{}.lock", self.prefix))
    }

    /// The folder of the run, until it has its name.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.parent.join(format!("{}.part", self.prefix))
    }

    /// The folder that had the name, for the moment in which none has.
    fn before(&self) -> PathBuf {
        self.parent.join(format!("{}.old", self.prefix))
    }

    /// The model of the run in another folder, until it has its name.
    pub(super) fn model_in(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.model", self.prefix))
    }
}

/// Keeps other runs off an output folder for as long as it lives. The system releases it with the
/// process, however that ends; the file that may be left behind then is free for the next run.
#[derive(Debug)]
pub(super) struct FolderLock {
    path: PathBuf,
    file: File,
    is_sure: bool,
}

impl FolderLock {
    /// Takes the lock of a folder, which need not exist; its parent must.
    pub(super) fn take(folder: &Path, names: &Names) -> Result<Self, Error> {
        let path = names.lock();
        loop {
            let mut options = File::options();
            options.create(true).truncate(false).read(true).write(true);
            let mut file = options.open(&path).map_err(Error::write(folder))?;
            let locked = file.try_lock();
            if let Err(TryLockError::WouldBlock) = locked {
                return Err(Error::Busy { folder: folder.to_owned(), process: holder(&mut file) });
            }
            // Any other failure means that this file system knows no locks; the run goes on
            // without one. Where the file was removed by the run that had the lock before, the
            // lock is worth nothing and another file is to be locked.
            if is_at(&file, &path) {
                let lock = Self { path, file, is_sure: locked.is_ok() };
                lock.sign().map_err(Error::write(folder))?;
                return Ok(lock);
            }
        }
    }

    /// Writes who has the lock.
    fn sign(&self) -> io::Result<()> {
        self.file.set_len(0)?;
        (&self.file).write_all(std::process::id().to_string().as_bytes())
    }

    /// The file that is locked.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether no other run can be writing the folder: the file system knows locks.
    pub(super) fn is_sure(&self) -> bool {
        self.is_sure
    }
}

/// The number of the process that has a lock, if it has written it down yet.
fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().and_then(|()| file.take(16).read_to_string(&mut text)).ok()?;
    text.parse().ok()
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

/// Something on the disk that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Unfinished {
    disk: Arc<dyn Disk>,
    /// Where it is; `None` when it is to stay.
    path: Option<PathBuf>,
}

impl Unfinished {
    pub(super) fn new(disk: &Arc<dyn Disk>, path: PathBuf) -> Self {
        Self { disk: Arc::clone(disk), path: Some(path) }
    }

    pub(super) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// Leaves it where it is.
    pub(super) fn keep(mut self) -> PathBuf {
        self.path.take().unwrap_or_default()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // What cannot be removed is cleared by the next run.
            let _ = self.disk.remove(path);
        }
    }
}

/// Puts in order what a run left that was killed: a folder that has lost its name gets it back, the
/// rest goes. Gives the folders that were kept for what somebody did in them. No other run may be
/// writing the folder.
pub(super) fn clear(disk: &dyn Disk, names: &Names, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let before = names.before();
    if exists(&before) && !exists(folder) {
        disk.rename(&before, folder).map_err(Error::write(folder))?;
    }
    let mut kept = Vec::new();
    for left in [before, names.unfinished()].into_iter().filter(|left| exists(left)) {
        kept.extend(discard(disk, &left, folder)?);
    }
    Ok(kept)
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Removes a folder, unless it is complete and has something in it that was not written by the run
/// that completed it, or was changed since. Such a folder gets a name by which it is told.
fn discard(disk: &dyn Disk, left: &Path, folder: &Path) -> Result<Option<PathBuf>, Error> {
    match Manifest::read(left) {
        Some(manifest) if !manifest.describes(left) => set_aside(disk, left, folder).map(Some),
        _ => disk.remove(left).map(|()| None).map_err(Error::write(left)),
    }
}

/// A folder that has taken its name.
#[derive(Debug)]
pub(super) struct Placed {
    disk: Arc<dyn Disk>,
    names: Names,
    folder: PathBuf,
    /// Where the folder is that had the name, if there was one.
    replaced: Option<PathBuf>,
}

/// Gives the finished folder its name. Where the name is taken the two change places, in one step
/// if the file system can.
pub(super) fn take_name(
    disk: &Arc<dyn Disk>,
    unfinished: Unfinished,
    folder: &Path,
    names: &Names,
) -> Result<Placed, Error> {
    let taken = match is_occupied(folder) {
        true => exchange(&**disk, unfinished.path(), folder, names).map(Some),
        false => disk.rename(unfinished.path(), folder).map(|()| None),
    };
    let replaced = taken.map_err(Error::write(folder))?;
    // From here on nothing may remove what had the name by itself.
    unfinished.keep();
    let (disk, folder) = (Arc::clone(disk), folder.to_owned());
    Ok(Placed { disk, names: names.clone(), folder, replaced })
}

/// Whether there is a folder with something in it.
pub(super) fn is_occupied(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

impl Placed {
    /// Undoes it: the folder that had the name has it again, and the finished one is gone. If the
    /// first fails, the finished one has the name, and the set is given back.
    pub(super) fn take_back(self) -> Result<(), Box<Self>> {
        let Self { disk, names, folder, replaced } = &self;
        let back = match replaced {
            Some(before) => exchange(&**disk, before, folder, names),
            None => disk.rename(folder, &names.unfinished()).map(|()| names.unfinished()),
        };
        match back {
            Ok(finished) => {
                // What stays is cleared by the next run.
                let _ = disk.remove(&finished);
                Ok(())
            }
            Err(_) => Err(Box::new(self)),
        }
    }

    /// Brings the name to the disk.
    pub(super) fn sync(&self) -> Result<(), Error> {
        let Some(parent) = self.folder.parent() else { return Ok(()) };
        self.disk.sync_folder(parent).map_err(Error::write(parent))
    }

    /// Removes the folder of before if all of it is as it was written. If not, it stays, and it is
    /// told where.
    pub(super) fn settle(self) -> Option<PathBuf> {
        let before = self.replaced?;
        let discarded = match Manifest::read(&before) {
            Some(_) => discard(&*self.disk, &before, &self.folder),
            None => set_aside(&*self.disk, &before, &self.folder).map(Some),
        };
        discarded.unwrap_or(Some(before))
    }
}

/// The longest name that is given to a folder that is set aside, in bytes.
const LONGEST: usize = 240;

/// Gives a folder the first free name of `folder.old-1`, `folder.old-2` and so on.
fn set_aside(disk: &dyn Disk, before: &Path, folder: &Path) -> Result<PathBuf, Error> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let end = (0..=LONGEST.min(name.len())).rev().find(|&end| name.is_char_boundary(end));
    let name = &name[..end.unwrap_or(0)];
    for number in 1_u32.. {
        let aside = folder.with_file_name(format!("{name}.old-{number}"));
        if exists(&aside) {
            continue;
        }
        match disk.rename(before, &aside) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            Err(error) => return Err(Error::write(aside)(error)),
            Ok(()) => return Ok(aside),
        }
    }
    Ok(before.to_owned())
}

/// Has two folders change their names; gives the name that the second has now.
fn exchange(disk: &dyn Disk, one: &Path, other: &Path, names: &Names) -> io::Result<PathBuf> {
    match disk.exchange(one, other) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            in_steps(disk, one, other, names.before())
        }
        exchanged => exchanged.map(|()| one.to_owned()),
    }
}

/// The next best. Between the steps no folder has the name of the second; a run that is killed
/// there leaves the second aside, where [`clear`] finds it.
fn in_steps(disk: &dyn Disk, one: &Path, other: &Path, aside: PathBuf) -> io::Result<PathBuf> {
    disk.rename(other, &aside)?;
    if let Err(error) = disk.rename(one, other) {
        disk.rename(&aside, other)?;
        return Err(error);
    }
    Ok(match disk.rename(&aside, one) {
        Ok(()) => one.to_owned(),
        Err(_) => aside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::disk::Machine;

    fn take(folder: &Path) -> Result<FolderLock, Error> {
        FolderLock::take(folder, &Names::of(folder))
    }

    #[test]
    fn the_second_run_on_a_folder_is_refused_until_the_first_ends() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let first = take(&folder).unwrap();
        let own = Some(std::process::id());
        assert!(matches!(take(&folder), Err(Error::Busy { process, .. }) if process == own));
        take(&parent.path().join("other")).unwrap();
        drop(first);
        take(&folder).unwrap();
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_lock_file_that_a_killed_run_left_behind_is_free() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        fs::write(Names::of(&folder).lock(), "17").unwrap();
        assert!(take(&folder).unwrap().is_sure());
    }

    #[test]
    fn two_folders_change_places_in_two_steps_where_one_will_not_do() {
        let parent = tempfile::tempdir().unwrap();
        let [one, other, aside] = ["one", "other", "aside"].map(|name| parent.path().join(name));
        for folder in [&one, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("name"), folder.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        assert_eq!(in_steps(&Machine, &one, &other, aside).unwrap(), one);
        assert_eq!(fs::read_to_string(one.join("name")).unwrap(), "other");
        assert_eq!(fs::read_to_string(other.join("name")).unwrap(), "one");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_lost_its_name_gets_it_back_and_an_unfinished_one_goes() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let names = Names::of(&folder);
        for left in [names.before(), names.unfinished()] {
            fs::create_dir(&left).unwrap();
            fs::write(left.join("terms.csv"), "").unwrap();
        }
        assert!(clear(&Machine, &names, &folder).unwrap().is_empty());
        assert!(folder.join("terms.csv").exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}
