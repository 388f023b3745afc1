//! The files of an output folder by length and hash, and the manifest that lists them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

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

/// A file that knows its length and hash when it is finished.
pub(crate) struct OutputFile {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl OutputFile {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create_new(path).map_err(Error::write(path))?;
        Ok(Self { file: BufWriter::new(file), hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Brings everything to the disk. Only here does a full disk show for certain.
    pub(crate) fn finish(mut self, path: &Path) -> Result<FileEntry, Error> {
        self.file.flush().map_err(Error::write(path))?;
        self.file.get_ref().sync_all().map_err(Error::write(path))?;
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
