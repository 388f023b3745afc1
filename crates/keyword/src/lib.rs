//! Which words matter: to a document ([`TfIdf`], [`TextRank`]) and over the whole corpus
//! ([`TermStatistics`], [`dispersion()`]).
//!
//! Everything here is a pure function of a [`cimai_corpus::Corpus`] and its
//! [`cimai_corpus::Counts`], one document at a time, so that a caller can run documents in
//! parallel and still get the same numbers.
//!
//! ```
//! use cimai_corpus::{Corpus, Counts, Piece};
//! use cimai_keyword::{TextRank, TfIdf, strongest};
//!
//! let mut corpus = Corpus::default();
//! corpus.push([], ["湿地", "水鸟", "湿地"].map(Piece::Word), |_| true);
//! corpus.push([], ["水鸟", "迁徙"].map(Piece::Word), |_| true);
//! let counts = Counts::of(&corpus);
//!
//! let tf_idf = TfIdf::fit(&counts);
//! let keywords = strongest(&tf_idf.weights(&counts, 0), &corpus, 1);
//! assert_eq!(corpus.vocabulary().term(keywords[0].term), "湿地");
//!
//! let ranks = TextRank::default().ranks(&corpus, 1);
//! assert_eq!(ranks.len(), 2);
//! ```
#![warn(missing_docs)]

mod comparison;
mod cooccurrence;
mod dispersion;
mod grouping;
mod key_phrase;
mod key_phrases;
mod keyness;
mod ngrams;
mod phrase_choice;
mod phrase_frequencies;
mod phrase_words;
mod phrases;
mod terms;
mod text_rank;
mod tf_idf;
mod trend;

use cimai_corpus::{Corpus, TermId};

pub use comparison::{Comparison, GroupTerm, LEAST_COMPARED};
pub use cooccurrence::{CoOccurrence, LEAST_TOGETHER, Meetings, Pair, Unit};
pub use dispersion::dispersion;
pub use grouping::Grouping;
pub use key_phrase::KeyPhrase;
pub use key_phrases::{KeyPhrases, LONGEST, described};
pub use keyness::{Keyness, keyness};
pub use phrase_frequencies::PhraseFrequencies;
pub use phrase_words::{PhraseWords, is_generic};
pub use phrases::{Phrase, Phrases};
pub use terms::TermStatistics;
pub use text_rank::TextRank;
pub use tf_idf::TfIdf;
pub use trend::{TrendItem, group_trend, term_trend};

/// A term of a document with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyword {
    /// The term.
    pub term: TermId,
    /// Its score by the method that gave it, at least 0, higher is better.
    pub score: f64,
}

/// The `n` keywords with the highest scores, highest first; of equal ones, the first in byte
/// order.
pub fn strongest(keywords: &[Keyword], corpus: &Corpus, n: usize) -> Vec<Keyword> {
    let mut sorted = keywords.to_vec();
    let order = |a: &Keyword, b: &Keyword| {
        let text = |keyword: &Keyword| corpus.vocabulary().term(keyword.term);
        b.score.total_cmp(&a.score).then_with(|| text(a).cmp(text(b)))
    };
    if n < sorted.len() {
        sorted.select_nth_unstable_by(n, order);
        sorted.truncate(n);
    }
    sorted.sort_unstable_by(order);
    sorted
}
