use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::table::{OutputFile, Table};
use crate::{Error, Profile, guide};

const MANIFEST: &str = "manifest.json";

/// The files of a run, written in a folder beside the one that is asked for and published
/// together. Dropped before [`OutputSet::publish`], it leaves nothing behind.
///
/// A folder with a `manifest.json` is complete: the manifest is written last, after every other
/// file is on the disk.
#[derive(Debug)]
pub struct OutputSet {
    folder: PathBuf,
    unfinished: TempDir,
    profile: Profile,
    files: Mutex<Vec<FileEntry>>,
    tables: Mutex<Vec<WrittenTable>>,
}

/// A table that is complete.
#[derive(Clone, Debug)]
pub(crate) struct WrittenTable {
    pub(crate) file: FileEntry,
    pub(crate) rows: u64,
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name within the folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its BLAKE3 hash in hexadecimal.
    pub blake3: String,
}

impl WrittenTable {
    /// Its name, without the ending of the file.
    pub(crate) fn name(&self) -> &str {
        self.file.name.trim_end_matches(".csv")
    }
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    program: String,
    version: String,
    files: Vec<FileEntry>,
}

impl OutputSet {
    /// Opens an output set for `folder`, before any work is done for it.
    ///
    /// # Errors
    ///
    /// If the folder is there and not empty, unless `force` is set and everything in it was
    /// written by an earlier run; and if no folder can be made beside it.
    pub fn create(folder: &Path, force: bool, profile: Profile) -> Result<Self, Error> {
        check_replaceable(folder, force)?;
        let absolute = std::path::absolute(folder).map_err(Error::write(folder))?;
        let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
            return Err(Error::NotAFolder { folder: folder.to_owned() });
        };
        fs::create_dir_all(parent).map_err(Error::write(parent))?;
        let prefix = format!(".{}.partial-", name.to_string_lossy());
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(&prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let unfinished = builder.tempdir_in(parent).map_err(Error::write(parent))?;
        let (files, tables) = (Mutex::default(), Mutex::default());
        Ok(Self { folder: absolute.clone(), unfinished, profile, files, tables })
    }

    /// The folder that holds the files until then. It goes by itself when the set is dropped; a
    /// program that is interrupted has to remove it.
    pub fn unfinished_folder(&self) -> &Path {
        self.unfinished.path()
    }

    /// Publishes the set under its name and tells what is in it, by name.
    ///
    /// # Errors
    ///
    /// If a file cannot be brought to the disk or the folder cannot take its name. The folder
    /// that had the name is then as it was.
    pub fn publish(self) -> Result<Vec<FileEntry>, Error> {
        let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest = Manifest {
            program: "cimai".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            files: files.clone(),
        };
        write_json(&self.unfinished.path().join(MANIFEST), &manifest)?;
        sync_folder(self.unfinished.path())?;
        take_name(self.unfinished, &self.folder)?;
        Ok(files)
    }

    /// Starts a table, whose header comes from the dictionary of columns.
    pub(crate) fn table(&self, name: &str) -> Result<Table<'_>, Error> {
        Table::create(self, name, &[])
    }

    /// Writes a value as JSON.
    pub(crate) fn json(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        self.add(write_json(&self.unfinished(name), value)?);
        Ok(())
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.unfinished(name);
        let mut file = OutputFile::create(&path)?;
        file.write_all(bytes).map_err(Error::write(&path))?;
        self.add(file.finish(&path)?);
        Ok(())
    }

    pub(crate) fn profile(&self) -> Profile {
        self.profile
    }

    pub(crate) fn unfinished(&self, name: &str) -> PathBuf {
        self.unfinished.path().join(name)
    }

    /// The tables that are complete so far, in the order in which the guide to them has them.
    pub(crate) fn tables(&self) -> Vec<WrittenTable> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tables.sort_by_key(|table| guide::place(table.name()));
        tables
    }

    pub(crate) fn add_table(&self, file: FileEntry, rows: u64) {
        self.add(file.clone());
        let table = WrittenTable { file, rows };
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).push(table);
    }

    pub(crate) fn add(&self, file: FileEntry) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    }
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<FileEntry, Error> {
    let mut file = OutputFile::create(path)?;
    serde_json::to_writer_pretty(&mut file, value).map_err(|e| Error::write(path)(e.into()))?;
    file.write_all(b"\n").map_err(Error::write(path))?;
    file.finish(path)
}

/// Whether the folder may be replaced: it is not there, is empty, or holds only files that the
/// manifest of an earlier run lists.
fn check_replaceable(folder: &Path, force: bool) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(_) => return Err(Error::NotAFolder { folder: folder.to_owned() }),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::write(folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    if names.is_empty() {
        return Ok(());
    }
    if !force {
        return Err(Error::Exists { folder: folder.to_owned() });
    }
    names.sort();
    let ours = written_before(folder);
    match names.into_iter().find(|name| name != MANIFEST && !ours.contains(name)) {
        Some(file) => Err(Error::Foreign { folder: folder.to_owned(), file }),
        None => Ok(()),
    }
}

fn written_before(folder: &Path) -> Vec<String> {
    let manifest = fs::read(folder.join(MANIFEST)).ok();
    let manifest = manifest.and_then(|json| serde_json::from_slice::<Manifest>(&json).ok());
    manifest.into_iter().flat_map(|manifest| manifest.files).map(|file| file.name).collect()
}

/// Gives the finished folder its name. Where the name is taken the two change places in one
/// step, and the old folder goes with the temporary one.
fn take_name(unfinished: TempDir, folder: &Path) -> Result<(), Error> {
    let occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        exchange(unfinished.path(), folder).map_err(Error::write(folder))?;
        unfinished.close().map_err(Error::write(folder))?;
    } else {
        fs::rename(unfinished.path(), folder).map_err(Error::write(folder))?;
        // The folder has moved; there is nothing left to remove under the temporary name.
        let _ = unfinished.keep();
    }
    folder.parent().map_or(Ok(()), sync_folder)
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
    let aside = one.with_extension("old");
    fs::rename(other, &aside)?;
    if let Err(error) = fs::rename(one, other) {
        fs::rename(&aside, other)?;
        return Err(error);
    }
    fs::rename(aside, one)
}

/// Makes the names in a folder durable; only Unix lets a folder be opened for that.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        let opened = fs::File::open(folder).and_then(|folder| folder.sync_all());
        opened.map_err(Error::write(folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(folder: &Path, force: bool) -> Result<(), Error> {
        let output = OutputSet::create(folder, force, Profile::Machine)?;
        output.json("run.json", &1)?;
        output.publish().map(|_| ())
    }

    #[test]
    fn an_existing_folder_is_replaced_only_by_force_and_only_if_it_is_ours() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        publish(&folder, false).unwrap();
        assert!(matches!(publish(&folder, false), Err(Error::Exists { .. })));
        publish(&folder, true).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        let refused = publish(&folder, true);
        assert!(matches!(refused, Err(Error::Foreign { file, .. }) if file == "notes.txt"));
        assert_eq!(fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_set_that_is_dropped_leaves_the_old_folder_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        publish(&folder, false).unwrap();
        let before = fs::read(folder.join(MANIFEST)).unwrap();
        let output = OutputSet::create(&folder, true, Profile::Machine).unwrap();
        output.json("other.json", &2).unwrap();
        drop(output);
        assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), before);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_empty_folder_is_taken_and_a_file_is_not() {
        let parent = tempfile::tempdir().unwrap();
        publish(parent.path(), false).unwrap();
        let file = parent.path().join("run.json");
        assert!(matches!(publish(&file, true), Err(Error::NotAFolder { .. })));
    }
}
