use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cimai_corpus::{Document, Place};
use rayon::prelude::*;

use crate::account::{Marks, Wanted};
use crate::file::look::{self, Look};
use crate::file::piece::FileAccount;
use crate::setup::{BATCH_BYTES, Setup};
use crate::walk::{Entry, Walked};
use crate::{Account, Error, FileAudit, Options, Progress, Status, file, walk};

/// Reads files, folders and patterns into documents. `-` is the standard input.
///
/// - A row of a table is a document, and so is a text file; a newspaper page is as many as it
///   has articles. Everything else is accounted for in [`Account::files`] and
///   [`Account::rejects`]: rows in are documents and rejects.
/// - Records count from 1 by their place in the file, blank lines among them. A blank line is an
///   empty document in a table of one column, but at its end, and otherwise none.
/// - Lines are those of the file, at whatever line end.
/// - What is wrong with one file stops no other. The same files give the same documents on any
///   number of threads, however they are divided into parts.
/// - Every file is looked at as a whole before any document is handed out, so that a file that has
///   to be refused gives none. Tables in text files stream: of a large one a few MiB are in memory
///   at a time. Other files are held while they are read, at most [`Options::max_size`] of each.
///
/// `sink` is called from several threads, in any order, with at most [`Options::batch`] documents
/// and about 512 KiB of text each; the places of the parts give the order. `progress` is called
/// after each part and each file, from whichever thread read it.
///
/// # Errors
///
/// Where another command line is needed, such as a text column that is plain in no table, where
/// the options ask for an error, where a file changes while it is read, and where `sink` fails.
pub fn read<E: From<Error> + Send>(
    inputs: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    sink: &(dyn Fn(Part) -> Result<(), E> + Sync),
) -> Result<Account, E> {
    let setup = Setup::new(options)?;
    let Walked { entries, notes } = walk::walk(inputs, options)?;
    let looks = look(&entries, &setup)?;
    let wanted = Wanted::new(options, entries.iter().map(|entry| entry.name.as_str()));
    let outlet = Outlet::new(&setup, wanted, sink, Told::new(entries.len(), progress));
    let mut files = read_all(&entries, looks, &outlet)?;
    check_tables(&mut files)?;
    let mut account = Account::new(files, wanted, outlet.into_marks());
    account.notes.splice(..0, notes);
    Ok(account)
}

/// Looks at all files.
fn look(entries: &[Entry], setup: &Setup<'_>) -> Result<Vec<Look>, Error> {
    let looks: Vec<Result<Look, Error>> =
        entries.par_iter().map(|entry| look::look(entry, setup, &setup.encoding)).collect();
    let mut looks = looks.into_iter().collect::<Result<Vec<_>, _>>()?;
    file::ask_neighbours(entries, &mut looks, setup);
    if let Some(fields) = &setup.fields {
        let fits =
            |look: &Look| look.is_opened() && fields.values(&look.account.audit.path).is_some();
        if !looks.iter().any(fits) {
            return Err(fields.fits_nothing());
        }
    }
    Ok(looks)
}

/// Hands out the documents of all files.
fn read_all<E: From<Error> + Send>(
    entries: &[Entry],
    looks: Vec<Look>,
    outlet: &Outlet<'_, E>,
) -> Result<Vec<FileAccount>, E> {
    let groups = groups(&looks);
    let mut looks = looks.into_iter();
    let groups: Vec<(usize, Vec<Look>)> = groups
        .into_iter()
        .map(|group| (group.start, looks.by_ref().take(group.len()).collect()))
        .collect();
    let read = |(number, (start, looks)): (usize, (usize, Vec<Look>))| {
        if outlet.has_failed() {
            return Ok(Vec::new());
        }
        let entries = &entries[start..start + looks.len()];
        match entries {
            [entry] => read_alone(entry, looks, outlet, number),
            _ => read_group(entries, looks, outlet, number),
        }
    };
    let read: Vec<_> = groups.into_par_iter().enumerate().map(read).collect();
    let mut files = Vec::with_capacity(entries.len());
    for group in read {
        files.extend(group?);
    }
    Ok(files)
}

/// Reads a file whose documents are handed out as they come.
fn read_alone<E: From<Error> + Send>(
    entry: &Entry,
    looks: Vec<Look>,
    outlet: &Outlet<'_, E>,
    number: usize,
) -> Result<Vec<FileAccount>, E> {
    let read = |look| {
        let file = file::read(look, entry, outlet.setup, &|part, filling, documents| {
            outlet.give((number as u32, part), &filling.columns, documents)
        })?;
        outlet.told.file(file.audit.bytes);
        Ok(file)
    };
    looks.into_iter().map(read).collect()
}

/// Reads small files whose documents are handed out together.
fn read_group<E: From<Error> + Send>(
    entries: &[Entry],
    looks: Vec<Look>,
    outlet: &Outlet<'_, E>,
    number: usize,
) -> Result<Vec<FileAccount>, E> {
    let mut group = Group::new(outlet, number);
    let mut files = Vec::with_capacity(entries.len());
    for (entry, look) in entries.iter().zip(looks) {
        let parts = Mutex::new(Vec::new());
        let file = file::read(look, entry, outlet.setup, &|part, filling, documents| {
            let part = (part, filling.columns.clone(), documents);
            parts.lock().unwrap_or_else(PoisonError::into_inner).push(part);
            Ok::<_, E>(())
        })?;
        let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        parts.sort_unstable_by_key(|&(part, ..)| part);
        for (_, columns, documents) in parts {
            group.add(&columns, documents)?;
        }
        outlet.told.file(file.audit.bytes);
        files.push(file);
    }
    group.flush()?;
    Ok(files)
}

/// Fails if tables were found and none of them has the columns that are wanted: then the options
/// are wrong rather than the files.
fn check_tables(files: &mut [FileAccount]) -> Result<(), Error> {
    let is_used = |audit: &FileAudit| audit.kind.is_table() && audit.status < Status::Rejected;
    if files.iter().any(|file| is_used(&file.audit)) {
        return Ok(());
    }
    files.iter_mut().find_map(|file| file.error.take()).map_or(Ok(()), Err)
}

/// The most files of which documents are handed out together.
const GROUPED: usize = 256;

/// Documents that were read together.
#[derive(Clone, Debug)]
pub struct Part {
    /// The number of their file, or group of small files, and that of the part within it. Parts in
    /// the order of their places give the documents in order.
    pub place: Place,
    /// The names of the fields of these documents.
    pub columns: Arc<[String]>,
    /// The documents: at most [`Options::batch`](crate::Options::batch).
    pub documents: Vec<Document>,
}

/// Files, by their numbers, that are read on one thread, since they are small: the groups in
/// order. A large file is alone.
pub(crate) fn groups(looks: &[Look]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (number, look) in looks.iter().enumerate() {
        let whole = look.weight.saturating_add(bytes);
        match groups.last_mut() {
            Some(group) if group.len() < GROUPED && whole <= BATCH_BYTES as u64 => {
                group.end += 1;
                bytes = whole;
            }
            _ => {
                groups.push(number..number + 1);
                bytes = look.weight;
            }
        }
    }
    groups
}

/// Where parts go, and what is noted of them on the way.
pub(crate) struct Outlet<'s, E> {
    pub(crate) setup: &'s Setup<'s>,
    pub(crate) wanted: Wanted,
    pub(crate) sink: &'s (dyn Fn(Part) -> Result<(), E> + Sync),
    pub(crate) told: Told<'s>,
    marks: Mutex<Vec<(Place, Marks)>>,
    failed: AtomicBool,
}

impl<'s, E> Outlet<'s, E> {
    pub(crate) fn new(
        setup: &'s Setup<'s>,
        wanted: Wanted,
        sink: &'s (dyn Fn(Part) -> Result<(), E> + Sync),
        told: Told<'s>,
    ) -> Self {
        Self { setup, wanted, sink, told, marks: Mutex::default(), failed: AtomicBool::new(false) }
    }

    /// Whether a part could not be taken, so that nothing more need be read.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Hands out documents.
    pub(crate) fn give(
        &self,
        place: Place,
        columns: &Arc<[String]>,
        mut documents: Vec<Document>,
    ) -> Result<(), E> {
        if let Some(simplifier) = &self.setup.simplifier {
            for document in &mut documents {
                simplifier.simplify(document);
            }
        }
        let marks = self.wanted.marks(&documents);
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).push((place, marks));
        self.told.documents(documents.len());
        let taken = (self.sink)(Part { place, columns: Arc::clone(columns), documents });
        self.failed.fetch_or(taken.is_err(), Ordering::Relaxed);
        taken
    }

    /// The marks of all documents, in order.
    pub(crate) fn into_marks(self) -> Vec<Marks> {
        let mut marks = self.marks.into_inner().unwrap_or_else(PoisonError::into_inner);
        marks.sort_unstable_by_key(|&(place, _)| place);
        marks.into_iter().map(|(_, marks)| marks).collect()
    }
}

/// Puts the documents of a group of small files together, as long as they have the same columns.
pub(crate) struct Group<'o, 's, E> {
    outlet: &'o Outlet<'s, E>,
    place: Place,
    columns: Arc<[String]>,
    documents: Vec<Document>,
}

impl<'o, 's, E> Group<'o, 's, E> {
    pub(crate) fn new(outlet: &'o Outlet<'s, E>, number: usize) -> Self {
        let columns = Arc::default();
        Self { outlet, place: (number as u32, 0), columns, documents: Vec::new() }
    }

    /// Adds the documents of the next file.
    pub(crate) fn add(
        &mut self,
        columns: &Arc<[String]>,
        documents: Vec<Document>,
    ) -> Result<(), E> {
        let whole = self.documents.len() + documents.len();
        if self.columns != *columns || whole > self.outlet.setup.batch() {
            self.flush()?;
            self.columns = Arc::clone(columns);
        }
        self.documents.extend(documents);
        Ok(())
    }

    /// Hands out what has been put together.
    pub(crate) fn flush(&mut self) -> Result<(), E> {
        if self.documents.is_empty() {
            return Ok(());
        }
        let documents = std::mem::take(&mut self.documents);
        self.outlet.give(self.place, &self.columns, documents)?;
        self.place.1 += 1;
        Ok(())
    }
}

/// How far reading has come, over all threads.
pub(crate) struct Told<'p> {
    files: usize,
    files_done: AtomicUsize,
    bytes_done: AtomicU64,
    documents: AtomicUsize,
    progress: &'p (dyn Fn(Progress) + Sync),
}

impl<'p> Told<'p> {
    pub(crate) fn new(files: usize, progress: &'p (dyn Fn(Progress) + Sync)) -> Self {
        let (files_done, documents) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { files, files_done, bytes_done: AtomicU64::new(0), documents, progress }
    }

    /// Tells that documents were read.
    fn documents(&self, count: usize) {
        self.documents.fetch_add(count, Ordering::Relaxed);
        self.tell();
    }

    /// Tells that a file of so many bytes is finished.
    pub(crate) fn file(&self, bytes: u64) {
        self.files_done.fetch_add(1, Ordering::Relaxed);
        self.bytes_done.fetch_add(bytes, Ordering::Relaxed);
        self.tell();
    }

    fn tell(&self) {
        (self.progress)(Progress {
            files_done: self.files_done.load(Ordering::Relaxed),
            files: self.files,
            bytes_done: self.bytes_done.load(Ordering::Relaxed),
            documents: self.documents.load(Ordering::Relaxed),
        });
    }
}
