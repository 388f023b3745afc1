//! A run: what is known of its documents, and the summary of what was found, from which everything
//! is written that has no row for each document.

use cimai_corpus::{Batch, Counts, Spool};
use cimai_keyword::{TermStatistics, TfIdf};
use cimai_report::{
    BestDocuments, CarriedKinds, Described, DocumentFacts, DocumentTables, FirstDocument,
    Quotations, Quotes, Summary, Tables,
};
use cimai_segment::Segmenter;
use cimai_topic::Origin;

use super::annotate::Annotator;
use super::compare::{compared, together};
use super::documents::{Pass, Sums};
use super::facets::Facets;
use super::ids::ids_of;
use super::lexicon::{Lexicon, Rules};
use super::parts::Parts;
use super::passes::merged;
use super::reading::Reading;
use super::saved;
use super::topics::Found;
use crate::error::Error;
use crate::job::Job;
use crate::tell::progress::Progress;
use crate::tell::stages::Stages;

/// A run whose documents are read and known, but not yet annotated.
pub(crate) struct Run<'j> {
    pub(crate) job: &'j Job,
    pub(crate) reading: Reading,
    pub(crate) lexicon: Lexicon,
    facets: Facets,
    found: Found<'j>,
}

impl<'j> Run<'j> {
    /// Learns what has to be known of all documents before any of them is annotated.
    pub(crate) fn learn(
        job: &'j Job,
        mut reading: Reading,
        segmenter: &Segmenter,
        stages: &Stages,
    ) -> Result<Self, Error> {
        let facets = Facets::read(&reading.spool, &reading.account.columns, &job.compared)?;
        let lexicon = stages.stage("词语", "words", || {
            Lexicon::learn(&mut reading.spool, &Rules::of(job, segmenter))
        })?;
        let found =
            stages.stage("主题", "topics", || Found::of(job, &reading.spool, &lexicon))?;
        Ok(Self { job, reading, lexicon, facets, found })
    }

    /// Annotates every document: writes the tables that have a row for each, and gathers what all
    /// of them add up to.
    pub(crate) fn annotate(
        &self,
        annotator: &Annotator<'_>,
        tables: &Tables<'_>,
        progress: Progress,
    ) -> Result<(Sums, Vec<FirstDocument>), Error> {
        let Self { job, reading, lexicon, facets, found } = self;
        let described = Described {
            columns: &reading.account.columns,
            kinds: &carried_kinds(&reading.spool)?,
            vocabulary: lexicon.relabel.vocabulary(),
            totals: &lexicon.totals,
            topics: &found.topics,
            standings: &found.placing.standings,
        };
        let wanted: Vec<&str> = job.wanted.tables().collect();
        let mut documents = DocumentTables::create(tables, &wanted, described)?;
        let (parts, together) = (Parts::new(facets), together(job, &lexicon.totals));
        let totals = &lexicon.totals;
        let together = together.as_ref();
        let pass = Pass { job, reading, found, annotator, totals, parts: &parts, together };
        let sums = pass.run(&mut documents, progress)?;
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
        segmenter: &Segmenter,
        tf_idf: TfIdf,
        sums: &Sums,
        first_documents: Vec<FirstDocument>,
    ) -> Result<(Summary, Reading), Error> {
        let Self { job, reading, lexicon, facets, mut found } = self;
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
            negated: lexicon.negated(segmenter),
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
