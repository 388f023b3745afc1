//! Pass two: every batch is annotated, its rows are written at once, and what all documents add up
//! to is gathered.

use std::collections::HashMap;

use cimai_corpus::{Batch, Counts, Totals};
use cimai_keyword::{CoOccurrence, Meetings, PartCounts, TermSums};
use cimai_report::{Annotated, DocumentRows, DocumentTables};
use cimai_topic::FirstTerms;

use super::annotate::{Annotator, Keywords, Scores};
use super::ids::ids_of;
use super::parts::Parts;
use super::passes::in_order_with;
use super::reading::Reading;
use super::topics::Found;
use crate::error::Error;
use crate::job::{Job, Need};
use crate::tell::progress::Progress;

/// What all documents add up to, beside their own rows. It merges in any order.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) terms: TermSums,
    pub(crate) parts: PartCounts,
    pub(crate) pairs: Meetings,
    pub(crate) first_terms: Option<cimai_topic::Meetings>,
}

impl Sums {
    fn merge(&mut self, other: Self) {
        self.terms.merge(other.terms);
        self.parts.merge(other.parts);
        self.pairs.merge(other.pairs);
        match (&mut self.first_terms, other.first_terms) {
            (Some(own), Some(other)) => own.merge(&other),
            (own, other) => *own = own.take().or(other),
        }
    }
}

/// What is done with every batch.
pub(crate) struct Pass<'a> {
    pub(crate) job: &'a Job,
    pub(crate) reading: &'a Reading,
    pub(crate) found: &'a Found<'a>,
    pub(crate) annotator: &'a Annotator<'a>,
    pub(crate) totals: &'a Totals,
    pub(crate) parts: &'a Parts<'a>,
    pub(crate) together: Option<&'a CoOccurrence>,
}

impl Pass<'_> {
    /// Goes over all documents: writes their rows to the tables, and gathers what they add up to.
    pub(crate) fn run(
        &self,
        tables: &mut DocumentTables<'_>,
        progress: Progress,
    ) -> Result<Sums, Error> {
        let firsts = self.reading.copies.iter().map(|&(_, first)| first as usize).collect();
        let firsts = ids_of(&self.reading.spool, firsts)?;
        let first_terms = FirstTerms::of(&self.found.topics);
        let mut sums = Sums::default();
        let spool = &self.reading.spool;
        let bar = progress.documents("逐篇分析", "annotating", spool.documents());
        let one =
            |tables: &DocumentTables<'_>, number| self.batch(number, tables, &firsts, &first_terms);
        in_order_with(spool.batches(), tables, one, |tables, (documents, rows, own)| {
            bar.inc(documents);
            sums.merge(own);
            Ok(tables.append(rows)?)
        })?;
        bar.finish_and_clear();
        Ok(sums)
    }

    /// How many documents a batch has, their rows, and what they add up to.
    fn batch(
        &self,
        number: usize,
        tables: &DocumentTables<'_>,
        firsts: &HashMap<usize, String>,
        first_terms: &FirstTerms,
    ) -> Result<(u64, DocumentRows, Sums), Error> {
        let batch = self.reading.spool.read(number).map_err(Error::Spool)?;
        let counts = Counts::of(&batch);
        let wanted = self.job.wanted;
        let scores = wanted.needs(Need::Weights).then(|| self.annotator.scores(&batch, &counts));
        let keywords = self.keywords(&batch, &counts, scores.as_ref());
        let first_of = |copy| Some(firsts.get(&self.reading.first_of(copy)?)?.as_str());
        let rows = tables.rows(&Annotated {
            batch: &batch,
            counts: &counts,
            keywords: &keywords,
            placements: self.found.placing.placements.get(batch.numbers()).unwrap_or_default(),
            duplicate_of: &first_of,
        });
        let mut sums = self.sums(&batch, &counts, scores.as_ref());
        sums.first_terms = Some(first_terms.count(&counts));
        Ok((batch.len() as u64, rows, sums))
    }

    fn keywords(&self, batch: &Batch, counts: &Counts, scores: Option<&Scores>) -> Keywords {
        match (scores, self.job.wanted.needs(Need::Keywords)) {
            (Some(scores), true) => self.annotator.keywords(batch, counts, scores),
            (None, true) => vec![("phrase", self.annotator.key_phrases(batch))],
            (_, false) => Vec::new(),
        }
    }

    fn sums(&self, batch: &Batch, counts: &Counts, scores: Option<&Scores>) -> Sums {
        let totals = self.totals;
        let terms = scores
            .map(|s| TermSums::of(batch, counts, totals, &s.tf_idf, &s.text_rank))
            .unwrap_or_default();
        let compares = self.job.wanted.compares();
        let parts = compares.then(|| PartCounts::count(batch, counts, |d| self.parts.of(d)));
        let pairs = self.together.map(|together| together.count(batch));
        Sums {
            terms,
            parts: parts.unwrap_or_default(),
            pairs: pairs.unwrap_or_default(),
            first_terms: None,
        }
    }
}
