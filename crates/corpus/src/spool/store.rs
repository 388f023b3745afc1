//! Pieces of bytes in memory up to a budget, beyond it in a temporary file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Where a piece lies.
#[derive(Debug)]
pub(super) enum Stored {
    Memory(Box<[u8]>),
    File { offset: u64, length: usize },
}

/// Takes in pieces and gives them back.
#[derive(Debug)]
pub(super) struct Store {
    budget: u64,
    folder: PathBuf,
    in_memory: u64,
    /// The file, made when it is needed. It has no name and goes with the program.
    file: Option<Mutex<File>>,
    written: u64,
}

impl Store {
    pub(super) fn new(budget: u64, folder: PathBuf) -> Self {
        Self { budget, folder, in_memory: 0, file: None, written: 0 }
    }

    /// An empty store with the same budget and folder.
    pub(super) fn another(&self) -> Self {
        Self::new(self.budget, self.folder.clone())
    }

    pub(super) fn push(&mut self, bytes: Vec<u8>) -> io::Result<Stored> {
        let length = bytes.len();
        if self.in_memory + length as u64 <= self.budget {
            self.in_memory += length as u64;
            return Ok(Stored::Memory(bytes.into_boxed_slice()));
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Mutex::new(tempfile::tempfile_in(&self.folder)?)),
        };
        let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&bytes)?;
        let offset = self.written;
        self.written += length as u64;
        Ok(Stored::File { offset, length })
    }

    /// A piece, or a part of one.
    pub(super) fn load<'s>(
        &self,
        stored: &'s Stored,
        part: Option<Range<usize>>,
    ) -> io::Result<Cow<'s, [u8]>> {
        match stored {
            Stored::Memory(bytes) => Ok(Cow::Borrowed(match part {
                Some(part) => &bytes[part],
                None => bytes,
            })),
            &Stored::File { offset, length } => {
                let part = part.unwrap_or(0..length);
                let mut bytes = vec![0; part.len()];
                let file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(offset + part.start as u64))?;
                file.read_exact(&mut bytes)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    /// Bytes that lie in the file.
    pub(super) fn on_disk(&self) -> u64 {
        self.written
    }
}
