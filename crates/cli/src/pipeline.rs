//! The main job, from files to tables. It joins the rooms; each step is theirs.

use cimai_corpus::{Corpus, Counts, Document, DocumentCounts, TermId};
use cimai_ingest::Reading;
use cimai_keyword::TermStatistics;
use cimai_report::{Labelled, OutputSet, Report, RunRecord};
use cimai_segment::Segmenter;
use rayon::prelude::*;

use crate::args::{AnalyzeArgs, InputArgs, Part, SegmentArgs, unit_word};
use crate::comparison::Facets;
use crate::error::Error;
use crate::keywords::Scores;
use crate::lexicon::{self, Lexicon};
use crate::progress::Progress;
use crate::topics::Wanted;
use crate::{Outcome, audit, idf, interrupt, model, presentation, summary, terminal};

/// Documents that are cut together before their words are printed.
const BATCH: usize = 4096;

/// Reads documents and writes the tables about them, all or those of one part.
pub(crate) fn analyze(
    args: &AnalyzeArgs,
    part: Part,
    progress: Progress,
) -> Result<Outcome, Error> {
    let output = OutputSet::create(&args.output, args.force, args.profile())?;
    interrupt::remove_on_interrupt(output.unfinished_folder());

    let (reading, words) =
        rayon::join(|| read(&args.input, progress), || args.words.build(progress));
    let (reading, (mut segmenter, synonyms)) = (reading?, words?);
    let wanted = Wanted::read(args)?;
    segmenter.add_words(wanted.words().iter().map(String::as_str));
    if reading.documents.is_empty() {
        return Err(audit::publish_alone(output, &reading, &args.output, progress.lang));
    }

    let given_idf = args.idf.as_deref().map(idf::read).transpose()?;
    let facets = Facets::of(&args.compare, args.topics.label.as_deref(), &reading)?;
    let mut corpus = lexicon::corpus(&reading.documents, &segmenter, &synonyms, progress);
    let model = wanted.model.as_ref();
    let lexicon = Lexicon::build(&mut corpus, &segmenter, args.adopt(), model, progress);
    let counts = count(&corpus);
    let tf_idf = idf::tf_idf(&corpus, &counts, given_idf.as_ref());
    let scores = Scores::of(&corpus, &counts, &tf_idf, progress);
    let terms = TermStatistics::of(&counts, &scores.tf_idf, &scores.text_rank);
    let (topics, model) = wanted.find(args, part, &corpus, &counts, &lexicon, progress)?;
    let compared = facets.compare(part, &corpus, &counts, &topics, progress);
    let keywords = scores.keywords(&corpus, &counts, &tf_idf, &lexicon.tags, args, progress);
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
    write(&report, part, &output, &reading, args, progress)?;
    if let (Some(path), Some(model)) = (&args.topics.save_model, &model) {
        model::write(path, model)?;
    }
    let files = output.publish()?;
    summary::print(&report, &lexicon, &reading, &args.output, &files, progress);
    Ok(audit::outcome(&reading))
}

/// Cuts documents and prints their words, a line per document.
pub(crate) fn segment(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let (segmenter, _) = args.words.build(progress)?;
    let reading = read(&args.input, progress)?;
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
pub(crate) fn read(args: &InputArgs, progress: Progress) -> Result<Reading, Error> {
    let bar = progress.files("读取", "reading");
    let reading = cimai_ingest::read(&args.inputs, &args.options(), &|at| {
        bar.set_length(at.files as u64);
        bar.set_position(at.files_done as u64);
    })?;
    bar.finish_and_clear();
    if args.strict && audit::outcome(&reading) == Outcome::Incomplete {
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

/// The tables of a part.
fn tables(part: Part) -> &'static [&'static str] {
    match part {
        Part::All => &Report::TABLES,
        Part::Keywords => &["terms", "keywords"],
        Part::Topics => &["documents", "assignments", "topics", "topic_terms"],
        Part::Phrases => &["phrases"],
    }
}

fn write(
    report: &Report<'_>,
    part: Part,
    output: &OutputSet,
    reading: &Reading,
    args: &AnalyzeArgs,
    progress: Progress,
) -> Result<(), Error> {
    let tables = &[tables(part), &report.compared.tables(report.topics)].concat()[..];
    let bar = progress.stage("写表", "writing tables");
    report.write(tables, output)?;
    audit::write(output, reading, progress.lang)?;
    cimai_report::columns(output, &[tables, &audit::TABLES].concat())?;
    let (inputs, lists) = presentation::hashes(args, reading);
    let record = RunRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: args.record(),
        seed: args.seed,
        inputs,
        lists,
        rejected: reading.rejects.len(),
        duplicates: reading.duplicate_of.iter().flatten().count(),
        documents: report.documents.len(),
        words: report.counts.running_words(),
        terms: report.counts.ranked_terms(report.corpus).len(),
        topics: report.topics.topics.len(),
        topics_reason: report.topics.reason.text(progress.lang).to_owned(),
        agreement: report.compared.labelled.as_ref().map(Labelled::record),
        lsa_share: report.topics.lsa_share,
        vectors: format!("{:?}", report.topics.vectors).to_lowercase(),
        cooccurrence: report.compared.within.map_or("", unit_word).to_owned(),
    };
    record.write(output)?;
    if part == Part::All {
        report.network(output)?;
        let workbook = args.workbook();
        presentation::write(report, reading, &record, workbook, output, progress.lang)?;
    }
    cimai_report::package(output, progress.lang)?;
    bar.finish_and_clear();
    Ok(())
}
