//! What users have, read from files as they have it.

mod encodings;
mod folders;
mod formats;
mod pages;
mod same;
mod tables;

use std::fs;
use std::path::PathBuf;

use cimai_ingest::{Options, Reading, read};
use tempfile::TempDir;

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
        read(&[self.0.path().to_owned()], options, &|_| ()).expect("no usage error")
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
