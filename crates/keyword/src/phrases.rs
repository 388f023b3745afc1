//! Runs of words: the phrases and new words of all documents, and the key phrases of each.

mod candidates;
mod choose;
mod counts;
mod evidence;
mod frequencies;
mod key_phrase;
mod ngrams;
mod phrase;
mod rank;
mod search;

pub use counts::RunCounts;
pub use evidence::PhraseEvidence;
pub use frequencies::{FrequencySearch, PhraseFrequencies};
pub use key_phrase::{KeyPhrase, LONGEST};
pub use phrase::Phrase;
pub use rank::{KeyPhrases, described};
pub use search::{PhraseSearch, Phrases};
