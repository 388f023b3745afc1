//! The main job, from files to tables. It joins the rooms; each step is theirs.

use cimai_corpus::{Corpus, Counts, Document, DocumentCounts, Piece};
use cimai_ingest::Reading;
use cimai_keyword::{Keyword, TermStatistics, TextRank, TfIdf, strongest};
use cimai_report::{OutputSet, Report, RunRecord};
use cimai_segment::{Kind, Segmenter, Word};
use cimai_topic::Topics;
use rayon::prelude::*;

use crate::args::{AnalyzeArgs, InputArgs, SegmentArgs};
use crate::error::Error;
use crate::progress::Progress;
use crate::{Outcome, audit, interrupt, summary, terminal};

/// Documents that are cut and numbered together by one thread.
const BATCH: usize = 256;

/// Reads documents and writes all tables about them.
pub(crate) fn analyze(args: &AnalyzeArgs, progress: Progress) -> Result<Outcome, Error> {
    let output = OutputSet::create(&args.output, args.force, args.profile())?;
    interrupt::remove_on_interrupt(output.unfinished_folder());

    let (reading, segmenter) =
        rayon::join(|| read(&args.input, progress), || args.words.segmenter());
    let (reading, segmenter) = (reading?, segmenter?);
    if reading.documents.is_empty() {
        return Err(audit::publish_alone(output, &reading, &args.output, progress.lang));
    }

    let corpus = words(&reading.documents, &segmenter, progress);
    let counts = count(&corpus);
    let tf_idf = TfIdf::fit(&counts);
    let scores = score(&corpus, &counts, &tf_idf, progress);
    let terms = TermStatistics::of(&counts, &scores.tf_idf, &scores.text_rank);
    let topics = find_topics(args, &corpus, &counts, progress)?;

    let keywords = scores.strongest(&corpus, args.keywords as usize);
    let parts_of_speech = parts_of_speech(&corpus, &counts, &segmenter);
    let report = Report {
        columns: &reading.columns,
        documents: &reading.documents,
        duplicate_of: &reading.duplicate_of,
        corpus: &corpus,
        counts: &counts,
        tf_idf: &tf_idf,
        terms: &terms,
        parts_of_speech: &parts_of_speech,
        keywords: &keywords,
        topics: &topics,
    };
    write(&report, &output, &reading, args, progress)?;
    let files = output.publish()?;
    summary::print(&report, &reading, &args.output, &files, progress);
    Ok(audit::outcome(&reading))
}

/// Cuts documents and prints their words, a line per document.
pub(crate) fn segment(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let segmenter = args.words.segmenter()?;
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

fn read(args: &InputArgs, progress: Progress) -> Result<Reading, Error> {
    let bar = progress.stage("读取", "reading");
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

/// Documents to a corpus: in parallel by batches, put together in their order.
fn words(documents: &[Document], segmenter: &Segmenter, progress: Progress) -> Corpus {
    let bar = progress.documents("分词", "cutting words", documents.len());
    let batch = |documents: &[Document]| {
        let mut corpus = Corpus::default();
        for document in documents {
            let (title, text) = (segmenter.words(&document.title), segmenter.words(&document.text));
            let pieces = |words: Vec<_>| words.into_iter().map(piece);
            corpus.push(pieces(title), pieces(text), |term| segmenter.keeps(term));
        }
        bar.inc(documents.len() as u64);
        corpus
    };
    let batches: Vec<Corpus> = documents.par_chunks(BATCH).map(batch).collect();
    let mut corpus = Corpus::default();
    for batch in &batches {
        corpus.append(batch);
    }
    corpus.merge_variants(Segmenter::variant_key);
    bar.finish_and_clear();
    corpus
}

fn piece(word: Word<'_>) -> Piece<'_> {
    match word.kind {
        Kind::Word => Piece::Word(word.text),
        Kind::Gap => Piece::Gap,
        Kind::End => Piece::End,
    }
}

fn count(corpus: &Corpus) -> Counts {
    let documents = 0..corpus.len();
    let rows: Vec<DocumentCounts> = documents.into_par_iter().map(|d| corpus.count(d)).collect();
    Counts::collect(corpus, &rows)
}

/// Every document's words with their scores by each method.
struct Scores {
    tf_idf: Vec<Vec<Keyword>>,
    text_rank: Vec<Vec<Keyword>>,
}

fn score(corpus: &Corpus, counts: &Counts, tf_idf: &TfIdf, progress: Progress) -> Scores {
    let bar = progress.documents("关键词", "keywords", corpus.len());
    let text_rank = TextRank::default();
    let both = |document| {
        bar.inc(1);
        (tf_idf.weights(counts, document), text_rank.ranks(corpus, document))
    };
    let (tf_idf, text_rank) = (0..corpus.len()).into_par_iter().map(both).unzip();
    bar.finish_and_clear();
    Scores { tf_idf, text_rank }
}

impl Scores {
    /// The best keywords of every document, under the name of each method.
    fn strongest(&self, corpus: &Corpus, n: usize) -> [(&'static str, Vec<Vec<Keyword>>); 2] {
        [("tfidf", &self.tf_idf), ("textrank", &self.text_rank)].map(|(method, scores)| {
            let best = scores.par_iter().map(|scores| strongest(scores, corpus, n));
            (method, best.collect())
        })
    }
}

fn find_topics(
    args: &AnalyzeArgs,
    corpus: &Corpus,
    counts: &Counts,
    progress: Progress,
) -> Result<Topics, Error> {
    let bar = progress.stage("主题", "topics");
    let topics = cimai_topic::fit(corpus, counts, &args.topic_options())?;
    bar.finish_and_clear();
    Ok(topics)
}

/// The part of speech of every term that is counted, by its number.
fn parts_of_speech(corpus: &Corpus, counts: &Counts, segmenter: &Segmenter) -> Vec<String> {
    let terms: Vec<_> = corpus.vocabulary().iter().collect();
    let tag = |&(id, term)| match counts.tf(id) {
        0 => String::new(),
        _ => segmenter.part_of_speech(term),
    };
    terms.par_iter().map(tag).collect()
}

fn write(
    report: &Report<'_>,
    output: &OutputSet,
    reading: &Reading,
    args: &AnalyzeArgs,
    progress: Progress,
) -> Result<(), Error> {
    let bar = progress.stage("写表", "writing tables");
    report.write(output)?;
    audit::write(output, reading, progress.lang)?;
    cimai_report::columns(output, &[&Report::TABLES[..], &audit::TABLES].concat())?;
    let record = RunRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: args.record(),
        documents: report.documents.len(),
        words: report.counts.running_words(),
        terms: report.counts.ranked_terms(report.corpus).len(),
        topics: report.topics.topics.len(),
        topics_reason: report.topics.reason.text(progress.lang).to_owned(),
        vectors: format!("{:?}", report.topics.vectors).to_lowercase(),
    };
    record.write(output)?;
    bar.finish_and_clear();
    Ok(())
}
