//! A run: what is known of its documents, the summary of what was found, and all that is written
//! from it.

use cimai_corpus::{Batch, Counts, Lang, Spool, TermId};
use cimai_ingest::Account;
use cimai_keyword::{TermStatistics, TfIdf};
use cimai_report::{
    BestDocuments, CarriedKinds, Described, DocumentFacts, DocumentTables, FirstDocument,
    HashedFile, Labelled, OutputSet, Presentation, Quotations, Quotes, RunRecord, Summary, Tables,
};
use cimai_segment::Segmenter;
use cimai_topic::Origin;

use super::compare::{compared, together};
use super::documents::{Annotator, Pass, Sums};
use super::facets::{Facets, Parts};
use super::lexicon::{Lexicon, Rules};
use super::reading::{Reading, ids_of};
use super::topics::Found;
use super::{merged, saved};
use crate::args::Named;
use crate::error::Error;
use crate::job::Job;
use crate::tell::audit;
use crate::tell::stages::{Progress, Stages};

/// A run whose documents are read and known, but not yet annotated.
pub(crate) struct Run<'j> {
    pub(crate) job: &'j Job,
    pub(crate) reading: Reading,
    pub(crate) lexicon: Lexicon,
    facets: Facets,
    found: Found<'j>,
    /// For every term that negates another, by number, that other one.
    negated: Vec<Option<TermId>>,
}

impl<'j> Run<'j> {
    /// Learns what has to be known of all documents before any of them is annotated. The segmenter
    /// is let go of when all words are known, since its dictionary is large.
    pub(crate) fn learn(
        job: &'j Job,
        mut reading: Reading,
        segmenter: Segmenter,
        stages: &Stages,
    ) -> Result<Self, Error> {
        let facets = Facets::read(&reading.spool, &reading.account.columns, &job.compared)?;
        let lexicon = stages.stage("词语", "words", || {
            Lexicon::learn(&mut reading.spool, &Rules::of(job, &segmenter))
        })?;
        let negated = lexicon.negated(&segmenter);
        drop(segmenter);
        let found =
            stages.stage("主题", "topics", || Found::of(job, &reading.spool, &lexicon))?;
        Ok(Self { job, reading, lexicon, facets, found, negated })
    }

    /// Annotates every document: writes the tables that have a row for each, and gathers what all
    /// of them add up to.
    pub(crate) fn annotate(
        &self,
        annotator: &Annotator<'_>,
        tables: &Tables<'_>,
        progress: Progress,
    ) -> Result<(Sums, Vec<FirstDocument>), Error> {
        let Self { job, reading, lexicon, facets, found, .. } = self;
        if !job.wanted.annotates() {
            return Ok((Sums::default(), Vec::new()));
        }
        let described = Described {
            columns: &reading.account.columns,
            kinds: &carried_kinds(&reading.spool)?,
            vocabulary: lexicon.relabel.vocabulary(),
            totals: &lexicon.totals,
            topics: &found.topics,
            standings: &found.placing.standings,
        };
        let wanted: Vec<&str> = job.wanted.tables().collect();
        let (mut documents, maker) = DocumentTables::create(tables, &wanted, described)?;
        let (parts, together) = (Parts::new(facets), together(job, &lexicon.totals));
        let totals = &lexicon.totals;
        let together = together.as_ref();
        let pass = Pass { job, reading, found, annotator, totals, parts: &parts, together };
        let sums = pass.run(&mut documents, &maker, progress)?;
        Ok((sums, documents.finish(tables)?))
    }

    /// What is to be saved of the topics, if that is wanted: the bytes of a model.
    pub(crate) fn model(&self, annotator: &Annotator<'_>) -> Result<Option<Vec<u8>>, Error> {
        let vocabulary = self.lexicon.relabel.vocabulary();
        let wanted = self.job.outputs.model.as_ref();
        let model = wanted.and_then(|_| self.found.model(vocabulary));
        let bytes = |(mut model, origin): (cimai_topic::Model, Origin)| {
            saved::complete(&mut model, self.job, &self.lexicon, annotator, origin)?;
            Ok(model.to_bytes())
        };
        model.map(bytes).transpose()
    }

    /// The summary of the run, and what was read.
    pub(crate) fn summarise(
        self,
        tf_idf: TfIdf,
        sums: &Sums,
        first_documents: Vec<FirstDocument>,
    ) -> Result<(Summary, Reading), Error> {
        let Self { job, reading, lexicon, facets, mut found, negated } = self;
        if let Some(meetings) = &sums.first_terms {
            meetings.rate(&mut found.topics);
        }
        let together = together(job, &lexicon.totals);
        let compared = compared(job, facets, &found, together.as_ref(), sums, &lexicon.totals);
        let placing = &found.placing;
        let repeated = reading.copies.len();
        let mut summary = Summary {
            facts: DocumentFacts::of(&placing.placements, &placing.standings, repeated),
            vocabulary: lexicon.relabel.vocabulary().clone(),
            negated,
            terms: TermStatistics::new(&sums.terms, &lexicon.totals),
            totals: lexicon.totals,
            tf_idf,
            traits: lexicon.traits,
            relabel: lexicon.relabel,
            phrases: lexicon.phrases,
            adopted: lexicon.adopted,
            topics: found.topics,
            compared,
            ids: std::collections::HashMap::new(),
            first_documents,
            quotations: Quotations::default(),
        };
        summary.ids = ids_of(&reading.spool, summary.named_documents())?;
        if job.wanted.has_report() {
            summary.quotations = quotations(&summary, &reading)?;
        }
        Ok((summary, reading))
    }
}

/// Which of the columns that documents brought along hold numbers.
fn carried_kinds(spool: &Spool) -> Result<CarriedKinds, Error> {
    let kinds = |batch| {
        let documents = spool.documents_of(batch).map_err(Error::Spool)?;
        let mut carrying = Batch::default();
        (carrying.columns, carrying.documents) = (spool.columns(batch).into(), documents);
        Ok(CarriedKinds::of(&carrying))
    };
    let carrying = (0..spool.batches()).any(|batch| !spool.columns(batch).is_empty());
    if carrying {
        merged(spool.batches(), kinds, CarriedKinds::merge)
    } else {
        Ok(CarriedKinds::default())
    }
}

/// The passages and excerpts that the report shows.
fn quotations(summary: &Summary, reading: &Reading) -> Result<Quotations, Error> {
    let is_copy = |number| reading.first_of(number).is_some();
    let quotes = Quotes::new(summary, &is_copy);
    let spool = &reading.spool;
    let count = |batch| {
        let words = spool.words(batch).map_err(Error::Spool)?;
        Ok(quotes.count(&words, &Counts::of(&words)))
    };
    let best = merged(spool.batches(), count, BestDocuments::merge)?;
    let mut search = quotes.search(&best);
    let numbers = search.documents();
    for wanted in numbers.chunk_by(|&a, &b| spool.batch_of(a) == spool.batch_of(b)) {
        let batch = spool.read(spool.batch_of(wanted[0])).map_err(Error::Spool)?;
        for &number in wanted {
            search.take(&batch, number);
        }
    }
    Ok(search.finish())
}

/// Writes the tables, the record and what people look at beside them.
pub(crate) fn write(
    job: &Job,
    summary: &Summary,
    reading: &Reading,
    output: &OutputSet,
    tables: &Tables<'_>,
    lang: Lang,
) -> Result<(), Error> {
    let wanted: Vec<&str> = job.wanted.tables().collect();
    summary.write(&wanted, tables)?;
    let (inputs, rejects) = audit::rows(&reading.account, lang);
    tables.write(&inputs)?;
    tables.write(&rejects)?;
    tables.columns()?;
    let record = record(job, summary, reading, lang);
    record.write(output)?;
    if job.wanted.has_report() {
        summary.network(output)?;
        let shown = Presentation {
            summary,
            inputs: &inputs,
            rejects: &rejects,
            notes: &reading.account.notes,
            run: &record,
            lang,
        };
        let (page, workbook) = rayon::join(|| shown.html(output), || shown.workbook(tables));
        page?;
        workbook?;
    }
    tables.package()?;
    Ok(())
}

/// What was run, so that it can be run again.
fn record(job: &Job, summary: &Summary, reading: &Reading, lang: Lang) -> RunRecord {
    RunRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: job.record(),
        language: lang.code().to_owned(),
        seed: job.seed,
        inputs: inputs(&reading.account),
        lists: job.lists.clone(),
        rejected: reading.account.rejects.len(),
        duplicates: reading.copies.len(),
        documents: summary.totals.documents,
        words: summary.totals.running_words,
        terms: summary.ranked_terms().len(),
        topics: summary.topics.topics.len(),
        topics_reason: summary.topics.reason.text(lang).to_owned(),
        agreement: summary.compared.labelled.as_ref().map(Labelled::record),
        lsa_share: summary.topics.lsa_share,
        vectors: summary.topics.vectors.name().to_owned(),
        cooccurrence: summary.compared.within.map_or("", Named::name).to_owned(),
    }
}

/// The files of the input with their hashes.
fn inputs(account: &Account) -> Vec<HashedFile> {
    let file = |file: &cimai_ingest::FileAudit| HashedFile {
        path: file.path.clone(),
        bytes: Some(file.bytes).filter(|_| !file.blake3.is_empty()),
        blake3: Some(file.blake3.clone()).filter(|hash| !hash.is_empty()),
    };
    account.files.iter().map(file).collect()
}
