//! What the documents of a batch give: scores of their words, and keywords by every method. The
//! pipeline and the worker both get it here.

use std::collections::HashMap;

use cimai_corpus::{Batch, Counts, PhraseWord, Spool, TermId, Totals, Traits, Vocabulary};
use cimai_keyword::{
    KeyPhrase, KeyPhrases, Keyword, PhraseFrequencies, TextRank, TfIdf, described, strongest,
};

use super::lexicon::{Lexicon, frequencies};
use super::saved::SavedWords;
use crate::error::Error;
use crate::job::{Job, Need};

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
        let frequencies = match job.wanted.needs(Need::Keywords) {
            true => frequencies(spool, lexicon, &roles)?,
            false => PhraseFrequencies::default(),
        };
        let most = job.keywords;
        Ok(Self { totals: &lexicon.totals, tf_idf, roles, frequencies, most })
    }

    /// What keywords are found with, as a model has it.
    pub(crate) fn given(lexicon: &'a Lexicon, saved: &SavedWords) -> Option<Self> {
        let vocabulary = lexicon.relabel.vocabulary();
        Some(Self {
            totals: &lexicon.totals,
            tf_idf: saved.tf_idf(&lexicon.totals),
            roles: roles(vocabulary, &lexicon.traits, saved.apart),
            frequencies: saved.frequencies()?,
            most: saved.most_keywords,
        })
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
