use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::file::{self, FileReading};
use crate::gather::gather;
use crate::setup::Setup;
use crate::walk;
use crate::{Error, FileAudit, Options, Progress, Reading, Status, ids, neighbours, simplify};

/// Reads files, folders and patterns into documents. `-` is the standard input.
///
/// - A row of a table is a document, and so is a text file; a newspaper page is as many as it
///   has articles. Everything else is accounted for in [`Reading::files`] and
///   [`Reading::rejects`]: rows in are documents and rejects.
/// - Records count from 1 by their place in the file, blank lines among them. A blank line is an
///   empty document in a table of one column, but at its end, and otherwise none.
/// - Lines are those of the file, at whatever line end.
/// - What is wrong with one file stops no other. The same files give the same reading on any
///   number of threads.
/// - A file is held in memory while it is read, at most [`Options::max_size`] of it.
///
/// `progress` is called after each file, from whichever thread read it.
///
/// # Errors
///
/// Where another command line is needed, such as a text column that is plain in no table, and
/// where the options ask for an error.
pub fn read(
    inputs: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Reading, Error> {
    let setup = Setup::new(options)?;
    let entries = walk::entries(inputs, options)?;
    let told = Told::new(entries.len(), progress);
    let read_one = |entry| told.tell(file::read(entry, &setup, setup.encoding.clone()));
    let files: Vec<Result<FileReading, Error>> = entries.par_iter().map(read_one).collect();
    let mut files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
    neighbours::ask(&entries, &mut files, &setup);
    check_tables(&mut files)?;
    if let Some(fields) = setup.fields.as_ref().filter(|_| !files.iter().any(|file| file.fits)) {
        return Err(fields.fits_nothing());
    }
    let mut reading = gather(files);
    if ids::may_meet(&reading.files, options) {
        ids::make_unique(&mut reading.documents, options)?;
    }
    if options.simplify {
        reading.originals = simplify::simplify(&mut reading.documents);
    }
    reading.find_duplicates(options.duplicates);
    Ok(reading)
}

/// Fails if tables were found and none of them has the columns that are wanted: then the options
/// are wrong rather than the files.
fn check_tables(files: &mut [FileReading]) -> Result<(), Error> {
    let is_used = |audit: &FileAudit| audit.kind.is_table() && audit.status < Status::Rejected;
    if files.iter().any(|file| is_used(&file.audit)) {
        return Ok(());
    }
    files.iter_mut().find_map(|file| file.error.take()).map_or(Ok(()), Err)
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
