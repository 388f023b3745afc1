//! What is known of a term by its part of speech, by a few lists and by its characters. Only here
//! do the letters of a part of speech mean anything: those of jieba, which are those of the
//! Peking University tag set (Yu et al. 2003), with `eng` for Latin letters and `x` for what is
//! not known.

use cimai_corpus::{Edge, PhraseEnd, PhraseWord, Traits, WordClass};

use crate::lists;
use crate::pieces::{is_han, is_number};

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
            class: word_class(self.tag),
            tag: self.tag.into(),
            edge: edge(self),
            phrase: phrase_word(self),
            naming: naming_of_word(self),
        }
    }

    /// The traits of a phrase that was found, with the part of speech of its head.
    pub(crate) fn traits_of_phrase(&self) -> Traits {
        Traits { naming: naming_of_phrase(self), ..self.traits() }
    }
}

/// The class of a part of speech. Where a word of one class is used as one of another, its use
/// counts: `vn` and `an` are nouns, `ad` and `vd` are adverbs.
fn word_class(tag: &str) -> WordClass {
    match tag {
        // Single characters that the dictionary calls a morpheme or a state are of no one class.
        "g" | "zg" => WordClass::Other,
        "vn" | "an" | "eng" => WordClass::Noun,
        "ad" | "vd" => WordClass::Adverb,
        _ if tag.starts_with("nr") => WordClass::Name,
        "ns" | "nt" | "nz" => WordClass::Name,
        _ => class_of_letter(tag.chars().next().unwrap_or('x')),
    }
}

/// The class that the first letter stands for.
fn class_of_letter(letter: char) -> WordClass {
    match letter {
        // Nouns, places such as 路边, abbreviations, idioms and set phrases.
        'n' | 's' | 'j' | 'i' | 'l' => WordClass::Noun,
        'v' => WordClass::Verb,
        // Adjectives, words that only stand before a noun (民营) and descriptions (悠悠).
        'a' | 'b' | 'z' => WordClass::Adjective,
        'd' => WordClass::Adverb,
        'm' | 'q' | 't' => WordClass::Number,
        // Particles, prepositions, conjunctions, pronouns, localizers (以前), prefixes, suffixes.
        'u' | 'y' | 'p' | 'c' | 'r' | 'f' | 'h' | 'k' => WordClass::Function,
        // Exclamations, sounds, and what is not known.
        _ => WordClass::Other,
    }
}

/// Single characters that tie sentences together and neither begin nor end a name.
const BINDING: &str = "的地得了着过之是在有和与及或并而且但则因由用以为于从到向对把被让使给将会能要可应该\
    想需须去来做说看等之其这那此每各某也都就还又才再很更最太较不没未别时内外前后中上下里间出起完住\
    您我你他她它们谁啥吗呢吧啊呀哦嗯离靠比跟与同";

/// Where in a phrase a term may stand. The verbs and adverbs of official prose are neither the
/// beginning nor the end of a name.
fn edge(term: &TaggedTerm) -> Edge {
    let TaggedTerm { text, tag, is_stop_word, .. } = *term;
    // Numbers may begin a slogan (两新组织), but only quotation marks can tell.
    let particle = tag.starts_with(['u', 'y', 'e', 'o', 'w']);
    let class = tag.chars().next().unwrap_or('x');
    let number = text.chars().all(char::is_numeric);
    let verbal = matches!(class, 'v' | 'd') && tag != "vn";
    let official = verbal && lists::is_official(text);
    let open = !(particle || is_stop_word || number || official || BINDING.contains(text));
    Edge {
        begins: open && !"pcrqfhkdmt".contains(class),
        ends: open && !"pcrqfhdmta".contains(class),
        inside: !particle,
        number,
    }
}

/// What a term may be in a key phrase.
fn phrase_word(term: &TaggedTerm) -> PhraseWord {
    let TaggedTerm { text, tag, is_kept, .. } = *term;
    let mut characters = text.chars();
    let (first, second) = (characters.next().unwrap_or(' '), characters.next());
    let is_single = second.is_none();
    let content = !lists::is_function_character(first);
    let is_piece = is_single && is_han(first) && content;
    let may_join = is_kept || is_single && content && first.is_alphabetic();
    let joins = may_join && !is_number(text) && !is_grammatical(tag, is_piece);
    PhraseWord {
        joins,
        is_piece,
        cuts: is_piece || is_number(text),
        is_noun: is_noun(tag) || is_piece && !tag.starts_with(['v', 'a', 'd']),
        ends: if joins { end(tag, is_single) } else { PhraseEnd::Never },
        first: first_weight(tag, is_single),
        last: last_weight(tag),
        alone: if is_kept && !lists::is_generic(text) { alone_weight(tag) } else { 0.0 },
        length: text.chars().count(),
    }
}

/// Whether the part of speech ties sentences together: particles, conjunctions, pronouns. Of
/// single characters the list of function characters tells better.
fn is_grammatical(tag: &str, is_piece: bool) -> bool {
    tag.starts_with(['u', 'y', 'o', 'w', 'c', 'r'])
        || tag == "e"
        || (!is_piece && tag.starts_with('p'))
}

fn is_noun(tag: &str) -> bool {
    tag.starts_with('n')
        || matches!(tag, "" | "vn" | "an" | "eng" | "j" | "l" | "i" | "b" | "g" | "k" | "s" | "x")
}

fn end(tag: &str, is_single: bool) -> PhraseEnd {
    match tag {
        _ if is_single && tag.starts_with(['v', 'a', 'd']) => PhraseEnd::Never,
        _ if is_single => PhraseEnd::Always,
        "v" => PhraseEnd::AfterNoun,
        _ if is_noun(tag) && tag != "s" => PhraseEnd::Always,
        _ => PhraseEnd::Never,
    }
}

fn first_weight(tag: &str, is_single: bool) -> f64 {
    match tag {
        "vn" | "an" => 1.0,
        _ if is_single && tag.starts_with('v') => 0.5,
        _ if tag.starts_with(['v', 'm', 'd', 'a']) => 0.7,
        _ if tag.starts_with(['q', 't', 's']) => 0.55,
        _ => 1.0,
    }
}

fn last_weight(tag: &str) -> f64 {
    match tag {
        "b" | "i" | "nr" => 0.45,
        "v" => 0.8,
        _ => 1.0,
    }
}

fn alone_weight(tag: &str) -> f64 {
    match tag {
        "v" => 0.7,
        "eng" => 0.5,
        "i" => 0.35,
        _ if tag.starts_with("ns") => 1.5,
        _ if is_noun(tag) && tag != "s" => 1.0,
        // Adjectives and the like say what a text is about only where it has nothing else.
        _ => 0.25,
    }
}

/// How well a phrase that was found names a topic, beside a noun, which has 1.
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
fn naming_of_word(term: &TaggedTerm) -> f32 {
    match term.tag {
        _ if lists::is_generic(term.text) => GENERIC,
        "vn" | "an" | "eng" => NOUN,
        tag if tag.starts_with(['n', 'j', 'i', 'l', 'x']) => NOUN,
        tag if tag.starts_with(['v', 's']) => VERB,
        _ => JUDGEMENT,
    }
}

/// A phrase that was found says more than any word.
fn naming_of_phrase(term: &TaggedTerm) -> f32 {
    match term.text.chars().count() >= PHRASE_CHARACTERS {
        true => PHRASE,
        false => naming_of_word(term),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_stand_at_no_edge() {
        let edge =
            |text, tag| super::edge(&TaggedTerm { text, tag, is_kept: true, is_stop_word: false });
        let edges = |text, tag| (edge(text, tag).begins, edge(text, tag).ends);
        assert_eq!(edges("物业", "n"), (true, true));
        assert_eq!(edges("推进", "v"), (false, false));
        assert_eq!(edges("更好", "d"), (false, false));
        assert_eq!(edges("新", "a"), (true, false));
        assert_eq!(edges("时", "n"), (false, false));
        assert!(edge("89", "m").number && !edge("两", "m").number);
        assert!(!edge("的", "uj").inside);
    }
}
