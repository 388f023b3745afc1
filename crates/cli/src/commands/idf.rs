//! `cimai idf`: how rare each term is in some documents, for other runs to use.

use cimai_keyword::TfIdf;
use cimai_report::IdfRow;

use crate::Outcome;
use crate::args::{Adopt, SegmentArgs};
use crate::error::Error;
use crate::flow::lexicon::{Lexicon, Rules};
use crate::flow::reading::read;
use crate::job::{Input, Limits, Words};
use crate::tell::progress::Progress;
use crate::tell::{audit, terminal};

/// Prints the IDF of every term of some documents, most frequent terms first.
pub(crate) fn run(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let words = Words::alone(&args.words)?;
    terminal::warn_all(&words.notes, progress);
    let segmenter = words.segmenter();
    let mut reading =
        read(&Input::alone(&args.input)?, &Limits::usual(), Some(&segmenter), progress)?;
    if reading.spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    let rules = Rules {
        segmenter: &segmenter,
        synonyms: &words.synonyms,
        search: false,
        adopt: Adopt::None,
        given: None,
    };
    let lexicon = Lexicon::learn(&mut reading.spool, &rules)?;
    let tf_idf = TfIdf::fit(&lexicon.totals);
    let row = |id| IdfRow {
        term: lexicon.relabel.vocabulary().term(id).to_owned(),
        df: lexicon.totals.df(id),
        idf: tf_idf.idf(id),
    };
    let rows: Vec<IdfRow> = lexicon.totals.ranked_terms().into_iter().map(row).collect();
    terminal::table(|out| cimai_report::stream(&rows, terminal::profile(), out))?;
    Ok(audit::outcome(&reading.account))
}
