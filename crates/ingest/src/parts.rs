use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cimai_corpus::{Document, Place};

use crate::Progress;
use crate::account::Wanted;
use crate::file::look::Look;
use crate::identity::Marks;
use crate::setup::{BATCH_BYTES, Setup};

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
