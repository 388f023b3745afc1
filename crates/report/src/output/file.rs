use std::fs::File;
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
