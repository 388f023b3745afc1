//! The main job, from files to tables. It joins the rooms; each step is theirs, and the passes over
//! the documents stand in `flow`.

use cimai_report::Tables;

use crate::Outcome;
use crate::error::Error;
use crate::flow::documents::Annotator;
use crate::flow::reading::read;
use crate::flow::results;
use crate::flow::results::Run;
use crate::job::Job;
use crate::tell::stages::Progress;
use crate::tell::stages::Stages;
use crate::tell::{audit, interrupt, summary};

/// Reads documents and writes what is wanted of them. All that is to be written is opened first.
/// Then the documents are read into a spool; what has to be known of all of them is learned; each
/// is annotated, and its rows are written at once; and what they add up to becomes all other
/// tables.
pub(crate) fn analyze(job: &Job, progress: Progress) -> Result<Outcome, Error> {
    let output = interrupt::open(|| job.outputs.open(&job.input.paths))?;
    progress.warn(&job.notes);
    let stages = Stages::new(progress, job.timings);

    let segmenter = stages.stage("词典", "dictionary", || job.segmenter());
    let reading = stages
        .timed("读取", "reading", || read(&job.input, &job.limits, Some(&segmenter), progress))?;
    if reading.spool.documents() == 0 {
        let (account, folder) = (&reading.account, &job.outputs.folder);
        return Err(audit::publish_alone(output, account, folder, progress));
    }
    let run = Run::learn(job, reading, segmenter, &stages)?;

    let tables = Tables::new(&output, progress.written, job.workbook)?;
    let annotator = stages.stage("词频", "frequencies", || {
        Annotator::learn(job, &run.reading.spool, &run.lexicon)
    })?;
    let (sums, first) =
        stages.timed("逐篇", "documents", || run.annotate(&annotator, &tables, progress))?;
    if let Some(model) = run.model(&annotator)? {
        output.model(&model)?;
    }
    let tf_idf = annotator.into_tf_idf();

    let (found, reading) =
        stages.stage("汇总", "summary", || run.summarise(tf_idf, &sums, first))?;
    stages.stage("写出", "writing", || {
        results::write(job, &found, &reading, &output, &tables, progress.written)
    })?;
    drop(tables);
    let published = interrupt::publish(output, progress.lang)?;
    let covered = sums.coverage.percent();
    summary::print(&found, &reading, covered, (&job.outputs.folder, &published.files), progress);
    stages.print();
    Ok(if published.lost.is_some() {
        Outcome::Incomplete
    } else {
        audit::outcome(&reading.account)
    })
}
