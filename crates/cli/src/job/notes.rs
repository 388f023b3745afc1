//! What is noted in the file of a model beside its topics, so that other documents can be cut as
//! its own were.

use cimai_topic::Model;

/// A phrase that counted as a term, its words separated by tabs.
pub(crate) const PHRASE: &str = "phrase";
/// A word that was added to the dictionary for the sake of an expected topic.
pub(crate) const WORD: &str = "word";
/// An option that shapes the words, `name=value`.
pub(crate) const OPTION: &str = "option";
/// The hash of a list of the user's.
pub(crate) const LIST: &str = "list";
/// The version of the program.
pub(crate) const PROGRAM: &str = "cimai";

/// How the file of a model begins.
pub(crate) const SIGNATURE: &[u8] = b"cimai-tm";

/// The words that the dictionary needs for the topics of the model.
pub(crate) fn words(model: &Model) -> impl Iterator<Item = &str> {
    tagged(model, WORD)
}

/// The phrases that counted as terms, each as its words.
pub(crate) fn phrases(model: &Model) -> Vec<Vec<String>> {
    let words = |phrase: &str| phrase.split('\t').map(str::to_owned).collect();
    tagged(model, PHRASE).map(words).collect()
}

/// The hashes of the lists that decided what the words are, in order.
pub(crate) fn lists(model: &Model) -> Vec<&str> {
    let mut lists: Vec<&str> = tagged(model, LIST).collect();
    lists.sort_unstable();
    lists
}

/// What is noted under a key.
pub(crate) fn tagged<'m>(model: &'m Model, key: &'static str) -> impl Iterator<Item = &'m str> {
    model.tags.iter().filter(move |(tag, _)| tag == key).map(|(_, value)| value.as_str())
}
