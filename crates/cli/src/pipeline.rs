//! The main job, from files to tables. It joins the rooms; each step is theirs, and the passes over
//! the documents stand in `flow`.

use cimai_corpus::PhraseWord;
use cimai_keyword::{PhraseFrequencies, TfIdf};
use cimai_report::{Described, DocumentTables, Tables};

use crate::Outcome;
use crate::error::Error;
use crate::flow::annotate::Annotator;
use crate::flow::documents::Pass;
use crate::flow::facets::Facets;
use crate::flow::lexicon::{Lexicon, frequencies};
use crate::flow::parts::Parts;
use crate::flow::reading::read;
use crate::flow::topics::Found;
use crate::flow::{compare, finish, saved};
use crate::job::{Job, Need};
use crate::tell::progress::Progress;
use crate::tell::timings::Timings;
use crate::tell::{audit, interrupt, summary, terminal};

/// Reads documents and writes what is wanted of them: what a run is to write is opened first, then
/// the documents are read into a spool, what is to be known of all of them is learned, each is
/// annotated, and what they add up to becomes all other tables.
pub(crate) fn analyze(job: &Job, progress: Progress) -> Result<Outcome, Error> {
    let output = job.outputs.open(&job.input.paths)?;
    interrupt::remove_on_interrupt(output.unfinished_paths());
    let timings = Timings::default();
    let segmenter = timings.stage("词典 dictionary", || job.segmenter(progress));
    let mut reading = timings.stage("读取 reading", || {
        read(&job.input, &job.limits, Some(&segmenter), progress)
    })?;
    if reading.spool.documents() == 0 {
        return Err(audit::publish_alone(output, &reading.account, job, progress.lang));
    }
    let facets = Facets::read(&reading.spool, &reading.account.columns, &job.compared)?;
    let lexicon = timings.stage("词语 words", || Lexicon::learn(job, &segmenter, &mut reading.spool))?;
    let found = timings.stage("主题 topics", || Found::of(job, &reading.spool, &lexicon))?;

    Ok(Outcome::Complete)
}
