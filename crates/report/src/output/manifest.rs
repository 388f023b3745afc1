use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::FileEntry;
use crate::Error;

/// The file that is written last, and lists all others.
pub(super) const MANIFEST: &str = "manifest.json";

/// What is in a folder that is complete.
#[derive(Serialize, Deserialize)]
pub(super) struct Manifest {
    program: String,
    version: String,
    files: Vec<FileEntry>,
}

impl Manifest {
    pub(super) fn of(files: &[FileEntry]) -> Self {
        Self {
            program: "cimai".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            files: files.to_vec(),
        }
    }

    /// The manifest of a folder, if it has one.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let json = fs::read(folder.join(MANIFEST)).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// Whether it lists a file of that name.
    pub(super) fn lists(&self, name: &str) -> bool {
        name == MANIFEST || self.files.iter().any(|file| file.name == name)
    }

    /// Whether there is nothing in the folder but what was written, as it was written. Files that
    /// are gone do not matter.
    pub(super) fn describes(&self, folder: &Path) -> bool {
        let Ok(entries) = fs::read_dir(folder) else { return false };
        let is_as_written = |entry: fs::DirEntry| {
            let name = entry.file_name();
            let known = self.files.iter().find(|file| name == *file.name);
            name == MANIFEST || known.is_some_and(|file| file.describes(&entry.path()))
        };
        entries.into_iter().all(|entry| entry.is_ok_and(is_as_written))
    }
}

impl FileEntry {
    /// Whether a file holds what it held when it was written.
    fn describes(&self, path: &Path) -> bool {
        let found = fs::symlink_metadata(path);
        if !found.is_ok_and(|found| found.is_file() && found.len() == self.bytes) {
            return false;
        }
        let mut hasher = blake3::Hasher::new();
        let read = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher));
        read.is_ok() && hasher.finalize().to_string() == self.blake3
    }
}

/// Makes the names in a folder durable; only Unix lets a folder be opened for that.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        let opened = File::open(folder).and_then(|folder| folder.sync_all());
        opened.map_err(Error::write(folder))?;
    }
    Ok(())
}
