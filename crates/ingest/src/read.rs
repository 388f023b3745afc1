use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use cimai_corpus::Message;
use encoding_rs::Encoding;
use rayon::prelude::*;

use crate::file::{self, FileReading};
use crate::walk::{self, Entry};
use crate::{Error, Options, Progress, Reading};

/// Reads files, folders and patterns into documents. `-` is the standard input.
///
/// What is wrong with one file stands in [`Reading::files`] and stops nothing. `progress` is
/// called after each file, from whichever thread read it.
///
/// # Errors
///
/// Where another command line is needed, such as a text column that is not plain, and where the
/// options ask for an error.
pub fn read(
    inputs: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Reading, Error> {
    let forced = forced_encoding(options)?;
    if let Some(byte) = options.delimiter.filter(|&byte| !is_delimiter(byte)) {
        return Err(Error::BadDelimiter { byte });
    }
    let entries = walk::entries(inputs, options)?;
    let told = Told::new(entries.len(), progress);
    let files: Vec<Result<FileReading, Error>> = entries
        .par_iter()
        .map(|entry| told.tell(file::read(entry, options, forced.clone())))
        .collect();
    let files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(gather(&entries, files))
}

fn forced_encoding(options: &Options) -> Result<Option<(&'static Encoding, Message)>, Error> {
    let Some(name) = &options.encoding else { return Ok(None) };
    let encoding = Encoding::for_label(name.trim().as_bytes())
        .ok_or_else(|| Error::UnknownEncoding { name: name.clone() })?;
    Ok(Some((encoding, Message::new("由 --encoding 指定", "named by --encoding"))))
}

fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n\0".contains(&byte)
}

/// How far reading has come, over all threads.
struct Told<'p> {
    files: usize,
    files_done: AtomicUsize,
    bytes_done: AtomicU64,
    documents: AtomicUsize,
    progress: &'p (dyn Fn(Progress) + Sync),
}

impl<'p> Told<'p> {
    fn new(files: usize, progress: &'p (dyn Fn(Progress) + Sync)) -> Self {
        let (files_done, documents) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { files, files_done, bytes_done: AtomicU64::new(0), documents, progress }
    }

    fn tell(&self, reading: Result<FileReading, Error>) -> Result<FileReading, Error> {
        let (bytes, documents) =
            reading.as_ref().map_or((0, 0), |file| (file.audit.bytes, file.documents.len()));
        (self.progress)(Progress {
            files_done: self.files_done.fetch_add(1, Ordering::Relaxed) + 1,
            files: self.files,
            bytes_done: self.bytes_done.fetch_add(bytes, Ordering::Relaxed) + bytes,
            documents: self.documents.fetch_add(documents, Ordering::Relaxed) + documents,
        });
        reading
    }
}

/// Puts the files together, in their order, under the columns of all.
fn gather(_entries: &[Entry], files: Vec<FileReading>) -> Reading {
    let mut reading = Reading::default();
    for file in &files {
        for column in &file.columns {
            if !reading.columns.contains(column) {
                reading.columns.push(column.clone());
            }
        }
    }
    for file in files {
        let places: Vec<Option<usize>> = (reading.columns.iter())
            .map(|column| file.columns.iter().position(|own| own == column))
            .collect();
        for mut document in file.documents {
            let mut own = std::mem::take(&mut document.fields);
            document.fields = places
                .iter()
                .map(|place| place.map_or(String::new(), |place| std::mem::take(&mut own[place])))
                .collect();
            reading.documents.push(document);
        }
        reading.rejects.extend(file.rejects);
        reading.notes.extend(file.notes);
        reading.files.push(file.audit);
    }
    reading.duplicate_of = vec![None; reading.documents.len()];
    reading
}
