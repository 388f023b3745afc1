//! How well a term names a topic, beside a noun, which has 1.

use super::TaggedTerm;
use crate::lists;

const PHRASE: f32 = 1.25;
const NOUN: f32 = 1.0;
/// A verb or a place.
const VERB: f32 = 0.9;
/// An adjective, an adverb or the like.
const JUDGEMENT: f32 = 0.5;
const GENERIC: f32 = 0.3;

/// Characters from which on what was found is a phrase rather than a new word, which says no more
/// than an old one.
const PHRASE_CHARACTERS: usize = 4;

/// Nouns name best, verbs nearly as well, judgements less, generic words least.
pub(super) fn of_word(term: &TaggedTerm) -> f32 {
    match term.tag {
        _ if lists::is_generic(term.text) => GENERIC,
        "vn" | "an" | "eng" => NOUN,
        tag if tag.starts_with(['n', 'j', 'i', 'l', 'x']) => NOUN,
        tag if tag.starts_with(['v', 's']) => VERB,
        _ => JUDGEMENT,
    }
}

/// A phrase that was found says more than any word.
pub(super) fn of_phrase(term: &TaggedTerm) -> f32 {
    match term.text.chars().count() >= PHRASE_CHARACTERS {
        true => PHRASE,
        false => of_word(term),
    }
}
