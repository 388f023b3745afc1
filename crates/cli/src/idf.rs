//! `cimai idf`: how rare each term is in some documents, for other runs to use; and what another
//! corpus says of it.

use std::collections::HashMap;

use cimai_corpus::{Corpus, Counts};
use cimai_keyword::TfIdf;
use cimai_report::IdfRow;

use crate::args::SegmentArgs;
use crate::error::Error;
use crate::job::{Input, Words};
use crate::progress::Progress;
use crate::{Outcome, audit, lexicon, pipeline, terminal};

/// Prints the IDF of every term of some documents, most frequent terms first.
pub(crate) fn run(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let (input, words) = (Input::alone(&args.input)?, Words::alone(&args.words)?);
    pipeline::warn(&words, progress);
    let reading = pipeline::read(&input, progress)?;
    if reading.documents.is_empty() {
        return Err(audit::no_documents(&reading));
    }
    let segmenter = words.segmenter();
    let corpus = lexicon::corpus(&reading.documents, &segmenter, &words.synonyms, progress);
    let counts = pipeline::count(&corpus);
    let tf_idf = TfIdf::fit(&counts);
    let row = |id| IdfRow {
        term: corpus.vocabulary().term(id).to_owned(),
        df: counts.df(id),
        idf: tf_idf.idf(id),
    };
    let rows: Vec<IdfRow> = counts.ranked_terms(&corpus).into_iter().map(row).collect();
    terminal::table(|out| cimai_report::idf(&rows, terminal::profile(), out))?;
    Ok(audit::outcome(&reading))
}

/// The IDF of the terms of a corpus: its own, or that of a file. A term that the file lacks is as
/// rare as the rarest that it has.
pub(crate) fn tf_idf(
    corpus: &Corpus,
    counts: &Counts,
    given: Option<&HashMap<String, f64>>,
) -> TfIdf {
    let Some(given) = given else { return TfIdf::fit(counts) };
    let mut known: Vec<f64> = given.values().copied().collect();
    known.sort_by(f64::total_cmp);
    let rarest = known.last().copied().unwrap_or(1.0);
    let idf = |(_, term): (_, &str)| given.get(term).copied().unwrap_or(rarest);
    TfIdf::given(corpus.vocabulary().iter().map(idf).collect())
}
