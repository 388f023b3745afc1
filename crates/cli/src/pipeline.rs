//! The main job, from files to tables. It joins the rooms; each step is theirs, and the passes over
//! the documents stand in `flow`.

use cimai_report::Tables;

use crate::Outcome;
use crate::error::Error;
use crate::flow::annotate::Annotator;
use crate::flow::reading::read;
use crate::flow::results::Run;
use crate::job::Job;
use crate::tell::progress::Progress;
use crate::tell::timings::Timings;
use crate::tell::{audit, interrupt, summary, terminal};
use crate::written;

/// Reads documents and writes what is wanted of them. All that is to be written is opened first.
/// Then the documents are read into a spool; what has to be known of all of them is learned; each
/// is annotated, and its rows are written at once; and what they add up to becomes all other
/// tables.
pub(crate) fn analyze(job: &Job, progress: Progress) -> Result<Outcome, Error> {
    let output = job.outputs.open(&job.input.paths)?;
    interrupt::remove_on_interrupt(output.unfinished_paths());
    terminal::warn_all(&job.words.notes, progress);
    let timings = Timings::default();

    let segmenter = timings.stage("词典 dictionary", || job.segmenter());
    let reading = timings.stage("读取 reading", || {
        read(&job.input, &job.limits, Some(&segmenter), progress)
    })?;
    if reading.spool.documents() == 0 {
        return Err(audit::publish_alone(output, &reading.account, &job.outputs.folder, progress.lang));
    }
    let run = Run::learn(job, reading, &segmenter, &timings)?;

    let tables = Tables::new(&output, progress.lang, job.workbook.size())?;
    let annotator = timings.stage("词频 frequencies", || {
        Annotator::learn(job, &run.reading.spool, &run.lexicon)
    })?;
    let (sums, first) =
        timings.stage("逐篇 documents", || run.annotate(&annotator, &tables))?;
    if let Some(model) = run.model(&annotator)? {
        output.model(&model)?;
    }
    let tf_idf = annotator.tf_idf.clone();
    drop(annotator);

    let (found, reading) = timings.stage("汇总 summary", || {
        run.summarise(&segmenter, tf_idf, sums, first)
    })?;
    timings.stage("写出 writing", || {
        written::write(job, &found, &reading, &output, tables, progress)
    })?;
    let published = interrupt::publish(output, progress.lang)?;
    summary::print(&found, &reading, &job.outputs.folder, &published.files, progress);
    timings.print(job, progress.lang);
    Ok(audit::outcome(&reading.account))
}
