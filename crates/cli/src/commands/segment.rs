//! `cimai segment`: the words of documents, a line per document.

use cimai_corpus::Document;

use crate::Outcome;
use crate::args::SegmentArgs;
use crate::error::Error;
use crate::flow::passes::in_order;
use crate::flow::reading::read;
use crate::job::{Input, Limits, Words};
use crate::tell::progress::Progress;
use crate::tell::{audit, terminal};

/// Cuts documents and prints their words.
pub(crate) fn run(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let words = Words::alone(&args.words)?;
    terminal::warn_all(&words.notes, progress);
    let segmenter = words.segmenter();
    let reading = read(&Input::alone(&args.input)?, &Limits::usual(), None, progress)?;
    let line = |document: &Document| {
        let both = [&document.title, &document.text];
        let words = both.into_iter().flat_map(|text| segmenter.words(text));
        let visible = words.map(|word| word.text).filter(|text| !text.trim().is_empty());
        visible.collect::<Vec<_>>().join(" ")
    };
    let lines = |batch| {
        let documents = reading.spool.documents_of(batch).map_err(Error::Spool)?;
        Ok(documents.iter().map(line).collect::<Vec<String>>())
    };
    in_order(reading.spool.batches(), lines, |lines: Vec<String>| terminal::data(&lines))?;
    if reading.spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    Ok(audit::outcome(&reading.account))
}
