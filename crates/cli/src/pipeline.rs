//! The main job, from files to tables. It joins the rooms; each step is theirs.

use cimai_corpus::{Corpus, Counts, Document, DocumentCounts, TermId};
use cimai_ingest::Reading;
use cimai_keyword::TermStatistics;
use cimai_report::{Labelled, OutputSet, Report, RunRecord};
use cimai_segment::Segmenter;
use rayon::prelude::*;

use crate::args::{Named, SegmentArgs};
use crate::comparison::Facets;
use crate::error::Error;
use crate::job::{Input, Job, Words};
use crate::keywords::Scores;
use crate::lexicon::{self, Lexicon};
use crate::progress::Progress;
use crate::{Outcome, audit, idf, interrupt, presentation, summary, terminal, topics};

/// Documents that are cut together before their words are printed.
const BATCH: usize = 4096;

/// Reads documents and writes what is wanted of them.
pub(crate) fn analyze(job: &Job, progress: Progress) -> Result<Outcome, Error> {
    let output = job.outputs.open(&job.input.paths)?;
    interrupt::remove_on_interrupt(output.unfinished_paths());
    warn(&job.words, progress);

    let (reading, mut segmenter) =
        rayon::join(|| read(&job.input, progress), || job.words.segmenter());
    let reading = reading?;
    segmenter.add_words(job.topics.words().iter().map(String::as_str));
    if reading.documents.is_empty() {
        return Err(audit::publish_alone(output, &reading, &job.outputs.folder, progress.lang));
    }

    let facets = Facets::of(&job.compared, &reading)?;
    let synonyms = &job.words.synonyms;
    let mut corpus = lexicon::corpus(&reading.documents, &segmenter, synonyms, progress);
    let lexicon = Lexicon::build(&mut corpus, &segmenter, job, progress);
    let counts = count(&corpus);
    let tf_idf = idf::tf_idf(&corpus, &counts, job.idf.as_ref());
    let scores = Scores::of(&corpus, &counts, &tf_idf, job.wanted, progress);
    let terms = TermStatistics::of(&counts, &scores.tf_idf, &scores.text_rank);
    let (topics, model) = topics::find(job, &corpus, &counts, &lexicon, progress)?;
    let compared = facets.compare(job.wanted, &corpus, &counts, &topics, progress);
    let keywords = scores.keywords(&corpus, &counts, &tf_idf, &lexicon.tags, job, progress);
    let negated = negated(&corpus, &counts, &segmenter);
    let report = Report {
        columns: &reading.columns,
        documents: &reading.documents,
        duplicate_of: &reading.duplicate_of,
        corpus: &corpus,
        counts: &counts,
        tf_idf: &tf_idf,
        terms: &terms,
        parts_of_speech: &lexicon.tags,
        negated: &negated,
        phrases: &lexicon.phrases,
        adopted: &lexicon.adopted,
        keywords: &keywords,
        topics: &topics,
        compared: &compared,
    };
    write(&report, &output, &reading, job, progress)?;
    if let (Some(_), Some(model)) = (&job.outputs.model, &model) {
        output.model(&model.to_bytes())?;
    }
    let published = interrupt::publish(output, progress.lang)?;
    summary::print(&report, &lexicon, &reading, &job.outputs.folder, &published.files, progress);
    Ok(audit::outcome(&reading))
}

/// Says what the user should know of the lists, unless the run is to be quiet.
pub(crate) fn warn(words: &Words, progress: Progress) {
    for note in words.notes.iter().filter(|_| !progress.quiet) {
        terminal::warn(note, progress.lang);
    }
}

/// Cuts documents and prints their words, a line per document.
pub(crate) fn segment(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let (input, words) = (Input::alone(&args.input)?, Words::alone(&args.words)?);
    warn(&words, progress);
    let segmenter = words.segmenter();
    let reading = read(&input, progress)?;
    let line = |document: &Document| {
        let both = [&document.title, &document.text];
        let words = both.into_iter().flat_map(|text| segmenter.words(text));
        let visible = words.map(|word| word.text).filter(|text| !text.trim().is_empty());
        visible.collect::<Vec<_>>().join(" ")
    };
    for batch in reading.documents.chunks(BATCH) {
        let lines: Vec<String> = batch.par_iter().map(line).collect();
        terminal::data(&lines)?;
    }
    if reading.documents.is_empty() {
        return Err(audit::no_documents(&reading));
    }
    Ok(audit::outcome(&reading))
}

/// Reads the documents.
pub(crate) fn read(input: &Input, progress: Progress) -> Result<Reading, Error> {
    let bar = progress.files("读取", "reading");
    let reading = cimai_ingest::read(&input.paths, &input.options, &|at| {
        bar.set_length(at.files as u64);
        bar.set_position(at.files_done as u64);
    });
    let reading = reading.map_err(|error| input.fault(error))?;
    bar.finish_and_clear();
    if input.strict && audit::outcome(&reading) == Outcome::Incomplete {
        return Err(Error::Strict(audit::problems(&reading)));
    }
    Ok(reading)
}

/// Counts all documents.
pub(crate) fn count(corpus: &Corpus) -> Counts {
    let documents = 0..corpus.len();
    let rows: Vec<DocumentCounts> = documents.into_par_iter().map(|d| corpus.count(d)).collect();
    Counts::collect(corpus, &rows)
}

/// For every term that negates another, that other term.
fn negated(corpus: &Corpus, counts: &Counts, segmenter: &Segmenter) -> Vec<Option<TermId>> {
    let vocabulary = corpus.vocabulary();
    let bare = |(id, term)| {
        let counted = counts.tf(id) > 0;
        counted.then(|| segmenter.negated(term).and_then(|bare| vocabulary.get(bare))).flatten()
    };
    vocabulary.iter().map(bare).collect()
}

/// The tables that are wanted and that there is something for.
fn written(report: &Report<'_>, job: &Job) -> Vec<&'static str> {
    let some = report.compared.tables(report.topics);
    let has_rows = |table: &&str| Report::TABLES.contains(table) || some.contains(table);
    job.wanted.tables().filter(has_rows).collect()
}

fn write(
    report: &Report<'_>,
    output: &OutputSet,
    reading: &Reading,
    job: &Job,
    progress: Progress,
) -> Result<(), Error> {
    let tables = &written(report, job)[..];
    let bar = progress.stage("写表", "writing tables");
    report.write(tables, output)?;
    audit::write(output, reading, progress.lang)?;
    cimai_report::columns(output, &[tables, &audit::TABLES].concat())?;
    let record = RunRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: job.record(),
        seed: job.seed,
        inputs: presentation::inputs(reading),
        lists: job.lists.clone(),
        rejected: reading.rejects.len(),
        duplicates: reading.duplicate_of.iter().flatten().count(),
        documents: report.documents.len(),
        words: report.counts.running_words(),
        terms: report.counts.ranked_terms(report.corpus).len(),
        topics: report.topics.topics.len(),
        topics_reason: report.topics.reason.text(progress.lang).to_owned(),
        agreement: report.compared.labelled.as_ref().map(Labelled::record),
        lsa_share: report.topics.lsa_share,
        vectors: report.topics.vectors.name().to_owned(),
        cooccurrence: report.compared.within.map_or("", Named::name).to_owned(),
    };
    record.write(output)?;
    if job.wanted.has_report() {
        report.network(output)?;
        presentation::write(report, reading, &record, job.workbook, output, progress.lang)?;
    }
    cimai_report::package(output, progress.lang)?;
    bar.finish_and_clear();
    Ok(())
}
