use cimai_corpus::{PhraseEnd, PhraseWord};

use super::TaggedTerm;
use crate::character::{is_han, is_number};
use crate::lists;

/// What a term may be in a key phrase.
pub(super) fn of(term: &TaggedTerm) -> PhraseWord {
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
