use std::collections::HashSet;
use std::sync::LazyLock;

use cimai_corpus::{Corpus, TermId};

/// Words that are no key phrase on their own: `data/generic-words.txt` and, since no document is
/// about 加强 or 充分发挥, the verbs and set words of `data/domain-stop-words.txt`.
static GENERIC: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let official = lines(include_str!("../../../data/domain-stop-words.txt"));
    lines(include_str!("../../../data/generic-words.txt")).chain(official).collect()
});

/// Single characters that no key phrase holds (`data/function-characters.txt`).
static FUNCTION: LazyLock<HashSet<char>> = LazyLock::new(|| {
    lines(include_str!("../../../data/function-characters.txt")).flat_map(str::chars).collect()
});

/// Whether a word says little on its own (`data/generic-words.txt`, `data/domain-stop-words.txt`):
/// 目的 or 加强 names no subject.
///
/// ```
/// assert!(cimai_keyword::is_generic("目的"));
/// assert!(!cimai_keyword::is_generic("湿地"));
/// ```
pub fn is_generic(word: &str) -> bool {
    GENERIC.contains(word)
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What every term of a corpus may be in a key phrase.
#[derive(Clone, Debug)]
pub struct PhraseWords(Vec<PhraseWord>);

/// What a term may be in a key phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PhraseWord {
    /// Whether a phrase may hold it.
    pub(crate) joins: bool,
    /// Whether it is a single Han character and so perhaps a piece of a longer word.
    pub(crate) is_piece: bool,
    /// Whether a piece beside it is certain to be cut off from something.
    pub(crate) cuts: bool,
    /// Whether it is a noun or like one.
    pub(crate) is_noun: bool,
    /// Whether a phrase may end with it.
    pub(crate) ends: Ends,
    /// What a phrase that begins with it is worth, 0–1.
    pub(crate) first: f64,
    /// What a phrase that ends with it is worth, 0–1.
    pub(crate) last: f64,
    /// What it is worth as a keyword on its own; 0 where it is none.
    pub(crate) alone: f64,
    /// Its length in characters.
    pub(crate) length: usize,
}

/// Whether a phrase may end with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    Never,
    /// A verb: only behind a noun, as in 烟气脱硫 but not in 紧紧围绕.
    AfterNoun,
    Always,
}

impl PhraseWords {
    /// What the terms of a corpus may be, by their parts of speech: one tag per term, in the
    /// letters of jieba and of the Peking University tag set, empty where nothing is known.
    pub fn of(corpus: &Corpus, tags: &[String]) -> Self {
        let terms = corpus.vocabulary().iter().zip(tags);
        Self(terms.map(|((id, term), tag)| word(term, tag, corpus.is_kept(id))).collect())
    }

    /// Every kept term is a keyword by itself, and none joins with another.
    pub fn apart(corpus: &Corpus) -> Self {
        let terms = corpus.vocabulary().iter();
        let words = terms.map(|(id, term)| PhraseWord {
            joins: corpus.is_kept(id),
            ends: Ends::Never,
            alone: f64::from(u8::from(corpus.is_kept(id))),
            ..word(term, "", false)
        });
        Self(words.collect())
    }

    pub(crate) fn get(&self, term: TermId) -> PhraseWord {
        self.0[term.index()]
    }
}

fn word(term: &str, tag: &str, kept: bool) -> PhraseWord {
    let mut characters = term.chars();
    let (first, second) = (characters.next().unwrap_or(' '), characters.next());
    let content = !FUNCTION.contains(&first);
    let is_piece = second.is_none() && is_han(first) && content;
    let is_single = second.is_none() && content && first.is_alphabetic();
    let joins = (kept || is_single) && !is_number(term) && !is_grammatical(tag, is_piece);
    let ends = if joins { ends(tag, second.is_none()) } else { Ends::Never };
    PhraseWord {
        joins,
        is_piece,
        cuts: is_piece || is_number(term),
        is_noun: is_noun(tag) || is_piece && !tag.starts_with(['v', 'a', 'd']),
        ends,
        first: first_weight(tag, second.is_none()),
        last: last_weight(tag),
        alone: if kept && !GENERIC.contains(term) { alone_weight(tag) } else { 0.0 },
        length: term.chars().count(),
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn is_number(term: &str) -> bool {
    let is_figure =
        |c: char| c.is_numeric() || "%‰.+-/:~,〇零一二三四五六七八九十百千万亿两".contains(c);
    term.chars().all(is_figure)
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

fn ends(tag: &str, is_single: bool) -> Ends {
    match tag {
        _ if is_single && tag.starts_with(['v', 'a', 'd']) => Ends::Never,
        _ if is_single => Ends::Always,
        "v" => Ends::AfterNoun,
        _ if is_noun(tag) && tag != "s" => Ends::Always,
        _ => Ends::Never,
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
