//! What is known of a term by its part of speech, by a few lists and by its characters. Only here
//! do the letters of a part of speech mean anything: those of jieba, which are those of the
//! Peking University tag set (Yu et al. 2003), with `eng` for Latin letters and `x` for what is
//! not known.

mod class;
mod edge;
mod naming;
mod phrase_word;

use cimai_corpus::Traits;

/// A term with what its traits follow from.
#[derive(Clone, Copy)]
pub(crate) struct TaggedTerm<'t> {
    /// The term itself.
    pub(crate) text: &'t str,
    /// Its part of speech; empty where nothing is known.
    pub(crate) tag: &'t str,
    /// Whether statistics count it.
    pub(crate) is_kept: bool,
    /// Whether it is a stop word.
    pub(crate) is_stop_word: bool,
}

impl TaggedTerm<'_> {
    /// The traits of a word.
    pub(crate) fn traits(&self) -> Traits {
        Traits {
            class: class::of(self.tag),
            tag: self.tag.into(),
            edge: edge::of(self),
            phrase: phrase_word::of(self),
            naming: naming::of_word(self),
        }
    }

    /// The traits of a phrase that was found, with the part of speech of its head.
    pub(crate) fn traits_of_phrase(&self) -> Traits {
        Traits { naming: naming::of_phrase(self), ..self.traits() }
    }
}
