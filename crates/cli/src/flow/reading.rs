//! Pass one: files to batches, whose words are cut on the way into the spool.

use std::collections::HashMap;

use cimai_corpus::{Batch, Document, Spool, SpoolWriter};
use cimai_ingest::{Account, Duplicates, Part, is_non_answer};
use cimai_segment::Segmenter;

use super::in_order;
use crate::Outcome;
use crate::error::Error;
use crate::job::{Input, Limits};
use crate::tell::audit;
use crate::tell::stages::Progress;

/// What was read: the documents in their batches, and the account of them.
pub(crate) struct Reading {
    pub(crate) account: Account,
    pub(crate) spool: Spool,
    /// The documents that repeat an earlier one, ascending, each with that.
    pub(crate) copies: Vec<(u32, u32)>,
}

impl Reading {
    /// The earlier document that a document repeats.
    pub(crate) fn first_of(&self, copy: usize) -> Option<usize> {
        let found = self.copies.binary_search_by_key(&copy, |&(copy, _)| copy as usize);
        found.ok().map(|place| self.copies[place].1 as usize)
    }
}

/// Reads the documents, and cuts them into words if there is somebody to cut them.
pub(crate) fn read(
    input: &Input,
    limits: &Limits,
    segmenter: Option<&Segmenter>,
    progress: Progress,
) -> Result<Reading, Error> {
    let bar = progress.files("读取", "reading");
    let writer = SpoolWriter::new(limits.spool(), &limits.temporary);
    let tell = |at: cimai_ingest::Progress| {
        bar.set_length(at.files as u64);
        bar.set_position(at.files_done as u64);
    };
    let take = |part: Part| {
        let Part { place, columns, documents } = part;
        let mut batch = cut(documents, segmenter);
        batch.columns = columns;
        writer.push(place, &batch).map_err(Error::Spool)
    };
    let account = cimai_ingest::read(&input.paths, &input.options, &tell, &take);
    let account = account.map_err(|error| input.fault(error))?;
    let mut reading = Reading { account, spool: writer.finish(), copies: Vec::new() };
    reading.settle(input.options.duplicates)?;
    bar.finish_and_clear();
    if input.strict && audit::outcome(&reading.account) == Outcome::Incomplete {
        return Err(Error::Strict(audit::problems(&reading.account)));
    }
    Ok(reading)
}

impl Reading {
    /// Makes ids differ and finds the copies, which takes all documents.
    fn settle(&mut self, duplicates: Duplicates) -> Result<(), Error> {
        let Self { account, spool, copies } = self;
        let renamed = account.settle_ids(&|number| spool.document(number))?;
        spool.rename_documents(renamed);
        *copies = account.find_copies(&|number| spool.document(number)).map_err(Error::Spool)?;
        if duplicates == Duplicates::Drop {
            let left_out: Vec<usize> = copies.iter().map(|&(copy, _)| copy as usize).collect();
            spool.leave_out(&left_out);
            copies.clear();
        }
        Ok(())
    }
}

/// Documents with their words, if there is somebody to cut them. A text that answers nothing has
/// none.
pub(crate) fn cut(documents: Vec<Document>, segmenter: Option<&Segmenter>) -> Batch {
    let mut batch = Batch::default();
    for document in &documents {
        let answer = if is_non_answer(&document.text) { "" } else { &document.text };
        let [title, text] = [&document.title, answer]
            .map(|text| segmenter.into_iter().flat_map(|segmenter| segmenter.tokens(text)));
        batch.push_placed(title, text, |term| segmenter.is_some_and(|s| s.keeps(term)));
    }
    batch.documents = documents;
    batch
}

/// The ids of these documents, by their numbers.
pub(crate) fn ids_of(
    spool: &Spool,
    mut numbers: Vec<usize>,
) -> Result<HashMap<usize, String>, Error> {
    numbers.sort_unstable();
    numbers.dedup();
    let mut ids = HashMap::with_capacity(numbers.len());
    let wanted: Vec<&[usize]> =
        numbers.chunk_by(|&a, &b| spool.batch_of(a) == spool.batch_of(b)).collect();
    let read = |place: usize| {
        let wanted = wanted[place];
        let batch = spool.batch_of(wanted[0]);
        let first = spool.numbers(batch).start;
        let mut all = spool.ids(batch).map_err(Error::Spool)?;
        let id = |&number: &usize| (number, std::mem::take(&mut all[number - first]));
        Ok(wanted.iter().map(id).collect::<Vec<_>>())
    };
    in_order(wanted.len(), read, |found| {
        ids.extend(found);
        Ok(())
    })?;
    Ok(ids)
}
