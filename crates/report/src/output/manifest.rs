//! The files of an output folder by length and hash, and the manifest that lists them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use cimai_corpus::Message;
use serde::{Deserialize, Serialize};

use super::disk::Disk;
use crate::Error;

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

/// A file of a disk.
#[derive(Debug)]
pub(super) struct OnDisk {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) file: File,
}

impl Write for OnDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.write(&mut self.file, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that knows its length and hash when it is finished.
pub(crate) struct OutputFile {
    file: BufWriter<OnDisk>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl OutputFile {
    pub(crate) fn create(disk: &Arc<dyn Disk>, path: &Path) -> Result<Self, Error> {
        let file = disk.create_file(path).map_err(Error::write(path))?;
        let file = BufWriter::new(OnDisk { disk: Arc::clone(disk), file });
        Ok(Self { file, hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Brings everything to the disk. Only here does a full disk show for certain.
    pub(crate) fn finish(mut self, path: &Path) -> Result<FileEntry, Error> {
        self.file.flush().map_err(Error::write(path))?;
        let OnDisk { disk, file } = self.file.get_ref();
        disk.sync_file(file).map_err(Error::write(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(FileEntry { name, bytes: self.bytes, blake3: self.hasher.finalize().to_string() })
    }
}

impl Write for OutputFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

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

    /// Whether there is nothing in the folder but what was written, as it was written. Files that
    /// are gone do not matter.
    pub(super) fn describes(&self, folder: &Path) -> bool {
        self.differences(folder).is_ok_and(|found| {
            found.iter().all(|difference| matches!(difference, Difference::Missing(_)))
        })
    }

    /// What is in the folder that was not written, or is other than it was written, and what is not
    /// there; by name.
    pub(super) fn differences(&self, folder: &Path) -> io::Result<Vec<Difference>> {
        let mut there = BTreeSet::new();
        for entry in fs::read_dir(folder)? {
            there.insert(entry?.file_name().to_string_lossy().into_owned());
        }
        there.remove(MANIFEST);
        let mut found = Vec::new();
        for file in &self.files {
            match there.remove(&file.name) {
                false => found.push(Difference::Missing(file.name.clone())),
                true if file.describes(&folder.join(&file.name)) => {}
                true => found.push(Difference::Changed(file.name.clone())),
            }
        }
        found.extend(there.into_iter().map(Difference::Foreign));
        found.sort_by(|a, b| a.name().cmp(b.name()));
        Ok(found)
    }
}

/// How an output folder differs from what was written, by the name of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The file is not there.
    Missing(String),
    /// The file holds something else than was written.
    Changed(String),
    /// No run wrote the file.
    Foreign(String),
}

impl Difference {
    /// The name of the file.
    pub fn name(&self) -> &str {
        let (Self::Missing(name) | Self::Changed(name) | Self::Foreign(name)) = self;
        name
    }

    /// What is the matter with the file.
    pub fn message(&self) -> Message {
        let name = self.name();
        match self {
            Self::Missing(_) => {
                Message::new(format!("{name}：没有了"), format!("{name}: is missing"))
            }
            Self::Changed(_) => Message::new(
                format!("{name}：和写出时不同"),
                format!("{name}: is other than it was written"),
            ),
            Self::Foreign(_) => {
                Message::new(format!("{name}：不是 cimai 写的"), format!("{name}: no run wrote it"))
            }
        }
    }
}

/// Compares an output folder with its manifest: every file by its length and hash. Nothing differs
/// in a folder that is whole.
///
/// # Errors
///
/// If there is no such folder, or no manifest that can be read in it.
pub fn verify(folder: &Path) -> Result<Vec<Difference>, Error> {
    if !folder.is_dir() {
        return Err(Error::NotAFolder { folder: folder.to_owned() });
    }
    let manifest = Manifest::read(folder);
    let manifest = manifest.ok_or_else(|| Error::NoManifest { folder: folder.to_owned() })?;
    manifest.differences(folder).map_err(|source| Error::Read { path: folder.to_owned(), source })
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
