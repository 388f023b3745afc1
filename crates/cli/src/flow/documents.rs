//! Pass two: every batch is annotated, its rows are written at once, and what all documents add up
//! to is gathered. The worker annotates in the same way.

use std::collections::HashMap;

use cimai_corpus::{Batch, Counts, PhraseWord, Spool, TermId, Totals, Traits, Vocabulary};
use cimai_keyword::{
    CoOccurrence, KeyPhrase, KeyPhrases, Keyword, Meetings, PartCounts, PhraseFrequencies,
    TermSums, TextRank, TfIdf, described, strongest,
};
use cimai_report::{Annotated, DocumentRows, DocumentTables, RowMaker, Stage};
use cimai_topic::FirstTerms;

use super::facets::Parts;
use super::in_order;
use super::lexicon::{Lexicon, frequencies};
use super::reading::{Reading, ids_of};
use super::topics::Found;
use crate::error::Error;
use crate::job::Job;
use crate::tell::stages::Progress;

/// What all documents add up to, beside their own rows. It merges in any order.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) terms: TermSums,
    pub(crate) parts: PartCounts,
    pub(crate) pairs: Meetings,
    pub(crate) first_terms: Option<cimai_topic::Meetings>,
    pub(crate) coverage: Coverage,
}

/// How many characters texts have, and how many of these stand in words that are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    counted: u64,
    all: u64,
}

impl Coverage {
    fn of(batch: &Batch) -> Self {
        let mut coverage = Self::default();
        for (number, document) in batch.documents.iter().enumerate() {
            let words = batch.body_words(number).filter(|&(term, _)| batch.is_kept(term));
            let counted = words.filter_map(|(_, span)| document.text.get(span.range()));
            coverage.counted += counted.map(|word| word.chars().count() as u64).sum::<u64>();
            coverage.all += document.text.chars().count() as u64;
        }
        coverage
    }

    fn merge(&mut self, other: Self) {
        self.counted += other.counted;
        self.all += other.all;
    }

    /// The share of counted words, in percent; none where there are no characters.
    pub(crate) fn percent(self) -> Option<u64> {
        (100 * self.counted).checked_div(self.all)
    }
}

impl Sums {
    fn merge(&mut self, other: Self) {
        self.coverage.merge(other.coverage);
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
        maker: &RowMaker<'_>,
        progress: Progress,
    ) -> Result<Sums, Error> {
        let firsts = self.reading.copies.iter().map(|&(_, first)| first as usize).collect();
        let firsts = ids_of(&self.reading.spool, firsts)?;
        let first_terms = FirstTerms::of(&self.found.topics);
        let mut sums = Sums::default();
        let spool = &self.reading.spool;
        let bar = progress.documents("逐篇分析", "annotating", spool.documents());
        let one = |number| self.batch(number, maker, &firsts, &first_terms);
        in_order(spool.batches(), one, |(documents, rows, own)| {
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
        maker: &RowMaker<'_>,
        firsts: &HashMap<usize, String>,
        first_terms: &FirstTerms,
    ) -> Result<(u64, DocumentRows, Sums), Error> {
        let batch = self.reading.spool.read(number).map_err(Error::Spool)?;
        let counts = Counts::of(&batch);
        let wanted = self.job.wanted;
        let scores = wanted.needs(Stage::Scores).then(|| self.annotator.scores(&batch, &counts));
        let keywords = self.keywords(&batch, &counts, scores.as_ref());
        let first_of = |copy| Some(firsts.get(&self.reading.first_of(copy)?)?.as_str());
        let rows = maker.rows(&Annotated {
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
        match (scores, self.job.wanted.needs(Stage::KeyPhrases)) {
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
            coverage: Coverage::of(batch),
        }
    }
}

/// Everything that keywords are found with. It does not change while documents are annotated.
pub(crate) struct Annotator<'a> {
    totals: &'a Totals,
    pub(super) tf_idf: TfIdf,
    /// What every term may be in a key phrase, by number.
    roles: Vec<PhraseWord>,
    pub(super) frequencies: PhraseFrequencies,
    /// Keywords of each document by each method, at most.
    most: usize,
}

/// Per method, its name in the tables and each document's keywords, best first.
pub(crate) type Keywords = Vec<(&'static str, Vec<Vec<KeyPhrase>>)>;

/// The words of the documents of a batch with their scores, in the order of term numbers.
pub(crate) struct Scores {
    pub(crate) tf_idf: Vec<Vec<Keyword>>,
    pub(crate) text_rank: Vec<Vec<Keyword>>,
}

impl<'a> Annotator<'a> {
    /// Learns what keywords are found with, as far as they are wanted.
    pub(crate) fn learn(job: &Job, spool: &Spool, lexicon: &'a Lexicon) -> Result<Self, Error> {
        let vocabulary = lexicon.relabel.vocabulary();
        let tf_idf = match &job.idf {
            Some(given) => given_idf(vocabulary, given),
            None => TfIdf::fit(&lexicon.totals),
        };
        let roles = roles(vocabulary, &lexicon.traits, job.words.only_kept);
        let frequencies = match job.wanted.needs(Stage::KeyPhrases) {
            true => frequencies(spool, lexicon, &roles)?,
            false => PhraseFrequencies::default(),
        };
        let most = job.keywords;
        Ok(Self { totals: &lexicon.totals, tf_idf, roles, frequencies, most })
    }

    /// What keywords are found with, as it was learned before; where every term stands `apart`,
    /// none joins with another.
    pub(super) fn given(
        lexicon: &'a Lexicon,
        tf_idf: TfIdf,
        frequencies: PhraseFrequencies,
        apart: bool,
        most: usize,
    ) -> Self {
        let roles = roles(lexicon.relabel.vocabulary(), &lexicon.traits, apart);
        Self { totals: &lexicon.totals, tf_idf, roles, frequencies, most }
    }

    /// How rare each term is, when no document is to be annotated any more.
    pub(crate) fn into_tf_idf(self) -> TfIdf {
        self.tf_idf
    }

    /// Scores the words of a batch.
    pub(crate) fn scores(&self, batch: &Batch, counts: &Counts) -> Scores {
        let text_rank = TextRank::default();
        let documents = 0..batch.len();
        Scores {
            tf_idf: documents.clone().map(|d| self.tf_idf.weights(counts, d)).collect(),
            text_rank: documents.map(|d| text_rank.ranks(batch, d)).collect(),
        }
    }

    /// The best keywords of every document of a batch by each method.
    pub(crate) fn keywords(&self, batch: &Batch, counts: &Counts, scores: &Scores) -> Keywords {
        let of_words = |scores: &[Vec<Keyword>]| {
            let best = |(document, scores): (usize, &Vec<Keyword>)| {
                described(&strongest(scores, self.most), batch, counts, document)
            };
            scores.iter().enumerate().map(best).collect()
        };
        vec![
            ("tfidf", of_words(&scores.tf_idf)),
            ("textrank", of_words(&scores.text_rank)),
            ("phrase", self.key_phrases(batch)),
        ]
    }

    /// The best key phrases of every document of a batch.
    pub(crate) fn key_phrases(&self, batch: &Batch) -> Vec<Vec<KeyPhrase>> {
        let Self { totals, tf_idf, roles, frequencies, most } = self;
        let phrases = KeyPhrases { totals, tf_idf, words: roles, frequencies };
        (0..batch.len()).map(|document| phrases.best(batch, document, *most)).collect()
    }
}

/// What every term may be in a key phrase. Where only the user's own terms are counted, each stands
/// `apart` and none joins with another.
fn roles(vocabulary: &Vocabulary, traits: &[Traits], apart: bool) -> Vec<PhraseWord> {
    let role = |(number, traits): (u32, &Traits)| match apart {
        true => traits.phrase.apart(vocabulary.is_kept(TermId(number))),
        false => traits.phrase,
    };
    (0..).zip(traits).map(role).collect()
}

/// The IDF of terms that another corpus gave. A term that it lacks is as rare as the rarest that it
/// has.
fn given_idf(vocabulary: &Vocabulary, given: &HashMap<String, f64>) -> TfIdf {
    let rarest = given.values().copied().fold(f64::NEG_INFINITY, f64::max);
    let idf = |(_, term): (_, &str)| given.get(term).copied().unwrap_or(rarest);
    TfIdf::given(vocabulary.iter().map(idf).collect())
}
