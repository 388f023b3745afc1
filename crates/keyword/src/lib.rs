//! Which words matter: to a document ([`TfIdf`], [`TextRank`], [`KeyPhrases`]), over all documents
//! ([`TermStatistics`], [`PhraseSearch`]), and to parts of them that are compared
//! ([`Comparison`], [`term_trend`], [`CoOccurrence`]).
//!
//! Everything here is a pure function of a [`cimai_corpus::Batch`] of documents and of what was
//! learned from all of them. What is counted in batches merges into what all documents have, and
//! neither the division into batches nor the order of merging shows in any number: merged are
//! integers, fixed-point sums and firsts by a total order.
//!
//! ```
//! use cimai_corpus::{Batch, Counts, Relabel, Token, count};
//! use cimai_keyword::{TextRank, TfIdf, strongest};
//!
//! let mut batch = Batch::default();
//! batch.push([], ["湿地", "水鸟", "湿地"].map(Token::Word), |_| true);
//! batch.push([], ["水鸟", "迁徙"].map(Token::Word), |_| true);
//! let tally = count(&batch);
//! let relabel = Relabel::learn(&tally, |_| None, [], |_| true);
//! let totals = tally.totals(relabel.vocabulary());
//! let batch = relabel.apply(batch);
//!
//! let tf_idf = TfIdf::fit(&totals);
//! let keywords = strongest(&tf_idf.weights(&Counts::of(&batch), 0), 1);
//! assert_eq!(relabel.vocabulary().term(keywords[0].term), "湿地");
//!
//! let ranks = TextRank::default().ranks(&batch, 1);
//! assert_eq!(ranks.len(), 2);
//! ```
#![warn(missing_docs)]

mod comparison;
mod keywords;
mod pairs;
mod parts;
mod phrases;
#[cfg(test)]
mod sample;
mod score;
mod terms;

pub use comparison::{Comparison, GroupTerm, LEAST_COMPARED, TrendItem, group_trend, term_trend};
pub use keywords::{KeyPhrase, Keyword, LONGEST, TextRank, TfIdf, described, strongest};
pub use pairs::{CoOccurrence, LEAST_TOGETHER, Meetings, Pair, Unit, UnknownUnit};
pub use parts::{Grouping, GroupingBuilder, PartCounts, PartTerm};
pub use phrases::{
    FrequencySearch, KeyPhrases, Phrase, PhraseEvidence, PhraseFrequencies, PhraseSearch, Phrases,
    RunCounts,
};
pub use score::{Association, Keyness, SIGNIFICANT, association, keyness};
pub use terms::{TermStatistics, TermSums};
