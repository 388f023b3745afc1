//! What users have, read from files as they have it.

mod clean;
mod encodings;
mod folders;
mod formats;
mod office;
mod pages;
mod same;
mod streams;
mod tables;

use std::path::PathBuf;
use std::sync::Mutex;
use std::{fs, io};

use cimai_corpus::{Document, Message};
use cimai_ingest::{Duplicates, Error, FileAudit, Options, Part, Progress, Reject, read};
use tempfile::TempDir;

/// Everything that was read, put together.
#[derive(Clone, Debug, Default)]
struct Reading {
    columns: Vec<String>,
    documents: Vec<Document>,
    /// For each document the place of the first of its group, if it is a reprint or a copy.
    duplicate_of: Vec<Option<usize>>,
    /// Copies that were left out.
    dropped: usize,
    files: Vec<FileAudit>,
    rejects: Vec<Reject>,
    notes: Vec<Message>,
    /// How many documents each part had.
    parts: Vec<usize>,
}

/// Reads everything and settles ids and copies.
fn read_all(
    inputs: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Reading, Error> {
    let parts: Mutex<Vec<Part>> = Mutex::default();
    let mut account = read(inputs, options, progress, &|part| {
        parts.lock().expect("no thread failed").push(part);
        Ok::<_, Error>(())
    })?;
    let mut parts = parts.into_inner().expect("no thread failed");
    parts.sort_by_key(|part| part.place);
    assert!(parts.windows(2).all(|pair| pair[0].place < pair[1].place));
    let mut reading = Reading::default();
    for part in parts {
        reading.parts.push(part.documents.len());
        let documents = part.documents.into_iter();
        reading.documents.extend(documents.map(|d| widened(d, &part.columns, &account.columns)));
    }
    let fetch = |place: usize| -> io::Result<Document> { Ok(reading.documents[place].clone()) };
    for (place, id) in account.settle_ids(&fetch)? {
        reading.documents[place].id = id;
    }
    let documents = reading.documents.clone();
    let copies = account.find_copies(&|place| Ok(documents[place].clone()));
    let copies = copies.expect("all documents are at hand");
    reading.duplicate_of = vec![None; documents.len()];
    match options.duplicates {
        Duplicates::Drop => {
            for (copy, _) in copies.iter().rev() {
                reading.documents.remove(*copy as usize);
            }
            reading.dropped = copies.len();
            reading.duplicate_of.truncate(reading.documents.len());
        }
        _ => {
            for (copy, first) in copies {
                reading.duplicate_of[copy as usize] = Some(first as usize);
            }
        }
    }
    let cimai_ingest::Account { columns, files, rejects, notes, .. } = account;
    Ok(Reading { columns, files, rejects, notes, ..reading })
}

/// A document with its fields at their places among the columns of all files.
fn widened(mut document: Document, own: &[String], all: &[String]) -> Document {
    assert_eq!(document.fields.len(), own.len());
    let fields = std::mem::replace(&mut document.fields, vec![String::new(); all.len()]);
    for (name, field) in own.iter().zip(fields) {
        match all.iter().position(|column| column == name) {
            Some(place) => document.fields[place] = field,
            None => assert_eq!(field, "", "help: {name} is no column"),
        }
    }
    document
}

/// A folder with files in it.
struct Folder(TempDir);

impl Folder {
    fn with<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (name, bytes) in files {
            let path = folder.at(name);
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        folder
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, options: &Options) -> Reading {
        read_all(&[self.0.path().to_owned()], options, &|_| ()).expect("no usage error")
    }
}

/// The texts of a reading.
fn texts(reading: &Reading) -> Vec<&str> {
    reading.documents.iter().map(|document| document.text.as_str()).collect()
}

/// A reading of one file with the default options.
fn read_one(name: &str, bytes: impl AsRef<[u8]>) -> Reading {
    Folder::with(&[(name, bytes)]).read(&Options::default())
}
