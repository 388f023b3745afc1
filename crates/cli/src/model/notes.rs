//! What is noted in the file of a model beside its topics, so that other documents can be cut as
//! its own were.

use cimai_corpus::{Corpus, TermId};
use cimai_topic::Model;

/// A phrase that counted as a term, its words separated by tabs.
pub(super) const PHRASE: &str = "phrase";
/// A word that was added to the dictionary for the sake of an expected topic.
pub(super) const WORD: &str = "word";
/// An option that shapes the words, `name=value`.
pub(super) const OPTION: &str = "option";
/// The hash of a list of the user's.
pub(super) const LIST: &str = "list";
/// The version of the program.
pub(super) const PROGRAM: &str = "cimai";

/// How the file of a model begins.
pub(crate) const SIGNATURE: &[u8] = b"cimai-tm";

/// The words that the dictionary needs for the topics of the model.
pub(crate) fn words(model: &Model) -> impl Iterator<Item = &str> {
    tagged(model, WORD)
}

/// The phrases that counted as terms, as far as a corpus has all their words.
pub(crate) fn phrases(model: &Model, corpus: &Corpus) -> Vec<Vec<TermId>> {
    let phrase = |text: &str| -> Option<Vec<TermId>> {
        text.split('\t').map(|word| corpus.vocabulary().get(word)).collect()
    };
    tagged(model, PHRASE).filter_map(phrase).collect()
}

/// What is noted under a key.
pub(super) fn tagged<'m>(model: &'m Model, key: &'static str) -> impl Iterator<Item = &'m str> {
    model.tags.iter().filter(move |(tag, _)| tag == key).map(|(_, value)| value.as_str())
}
