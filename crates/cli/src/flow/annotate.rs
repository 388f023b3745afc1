//! What the documents of a batch give: scores of their words, and keywords by every method. The
//! pipeline and the worker both get it here.

use cimai_corpus::{Batch, Counts, PhraseWord, Totals};
use cimai_keyword::{
    KeyPhrase, KeyPhrases, Keyword, PhraseFrequencies, TextRank, TfIdf, described, strongest,
};

/// Everything that keywords are found with. It does not change while documents are annotated.
pub(crate) struct Annotator<'a> {
    pub(crate) totals: &'a Totals,
    pub(crate) tf_idf: &'a TfIdf,
    pub(crate) roles: &'a [PhraseWord],
    pub(crate) frequencies: &'a PhraseFrequencies,
    /// Keywords of each document by each method, at most.
    pub(crate) most: usize,
}

/// Per method, its name in the tables and each document's keywords, best first.
pub(crate) type Keywords = Vec<(&'static str, Vec<Vec<KeyPhrase>>)>;

/// The words of the documents of a batch with their scores, in the order of term numbers.
pub(crate) struct Scores {
    pub(crate) tf_idf: Vec<Vec<Keyword>>,
    pub(crate) text_rank: Vec<Vec<Keyword>>,
}

impl Annotator<'_> {
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
        let Self { totals, tf_idf, roles, frequencies, most } = *self;
        let phrases = KeyPhrases { totals, tf_idf, words: roles, frequencies };
        (0..batch.len()).map(|document| phrases.best(batch, document, most)).collect()
    }
}
