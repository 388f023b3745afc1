//! Terms, their numbers, and what is known of a term without a look at the documents.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

/// A table by terms. Every word of every text is looked up in one, so its hash is a fast one; it
/// is seeded anew in every process, so that no text can be made to meet in one place.
pub(crate) type ByTerm<V> = HashMap<Arc<str>, V, RandomState>;

/// The number of a term: its place in a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

impl TermId {
    /// The number as an index into a per-term array.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Distinct terms, numbered from 0, and which of them the statistics count.
///
/// A batch that was just cut numbers its terms by first appearance. The vocabulary of a whole run
/// numbers them in byte order ([`Vocabulary::sorted`]), so that no number depends on the order of
/// the documents, and terms that are equal in rank can be put in order by their numbers.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    numbers: ByTerm<TermId>,
    terms: Vec<Arc<str>>,
    kept: Vec<bool>,
}

impl Vocabulary {
    /// The vocabulary of these terms in byte order, each with whether statistics count it. Of
    /// terms that are given several times, one stays, counted if any is.
    ///
    /// ```
    /// use cimai_corpus::{TermId, Vocabulary};
    ///
    /// let terms = [("水鸟", true), ("的", false), ("湿地", true)];
    /// let vocabulary = Vocabulary::sorted(terms.map(|(term, kept)| (term.into(), kept)));
    /// assert_eq!(vocabulary.get("水鸟"), Some(TermId(0)));
    /// assert!(!vocabulary.is_kept(TermId(2)) && vocabulary.term(TermId(2)) == "的");
    /// ```
    pub fn sorted(terms: impl IntoIterator<Item = (Arc<str>, bool)>) -> Self {
        let mut terms: Vec<(Arc<str>, bool)> = terms.into_iter().collect();
        // Of equal terms a counted one comes first and stays.
        // Most of them stand in order already, which a stable sort makes use of.
        terms.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        terms.dedup_by(|later, first| later.0 == first.0);
        let mut vocabulary = Self::with_capacity(terms.len());
        for (term, kept) in terms {
            vocabulary.add(term, kept);
        }
        vocabulary
    }

    /// An empty vocabulary with room for so many terms.
    pub(crate) fn with_capacity(terms: usize) -> Self {
        Self {
            numbers: ByTerm::with_capacity_and_hasher(terms, RandomState::default()),
            terms: Vec::with_capacity(terms),
            kept: Vec::with_capacity(terms),
        }
    }

    /// The number of `term`, which is added if it is new; then `keep` tells whether the statistics
    /// count it.
    ///
    /// # Panics
    ///
    /// At more than 2³² − 9 distinct terms, which is beyond any text that fits in memory.
    pub fn intern(&mut self, term: &str, keep: impl Fn(&str) -> bool) -> TermId {
        match self.numbers.get(term) {
            Some(&id) => id,
            None => self.add(Arc::from(term), keep(term)),
        }
    }

    fn add(&mut self, term: Arc<str>, kept: bool) -> TermId {
        assert!(self.terms.len() < (u32::MAX - 8) as usize, "too many distinct terms");
        let id = TermId(self.terms.len() as u32);
        self.terms.push(Arc::clone(&term));
        self.kept.push(kept);
        self.numbers.insert(term, id);
        id
    }

    /// The number of `term`, if it is one of these.
    pub fn get(&self, term: &str) -> Option<TermId> {
        self.numbers.get(term).copied()
    }

    /// The text of a term.
    ///
    /// # Panics
    ///
    /// If `id` is not of this vocabulary.
    pub fn term(&self, id: TermId) -> &str {
        &self.terms[id.index()]
    }

    /// Whether the statistics count a term.
    ///
    /// # Panics
    ///
    /// If `id` is not of this vocabulary.
    pub fn is_kept(&self, id: TermId) -> bool {
        self.kept[id.index()]
    }

    /// How many distinct terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// All terms in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (TermId, &str)> {
        self.terms.iter().enumerate().map(|(i, term)| (TermId(i as u32), &**term))
    }

    pub(crate) fn shared(&self, id: TermId) -> &Arc<str> {
        &self.terms[id.index()]
    }
}

/// What a word does in a sentence, as the dictionary has it. A word that serves as one of another
/// class is of that class: 管理, to manage, is a noun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WordClass {
    /// A thing or a matter; also set phrases and abbreviations, which name things.
    Noun,
    /// A deed or a change.
    Verb,
    /// A quality or a state.
    Adjective,
    /// A manner or degree.
    Adverb,
    /// A person, a place, an organisation or another name.
    Name,
    /// A number, a measure or a time.
    Number,
    /// A word that ties others together: a particle, a preposition, a conjunction, a pronoun, a
    /// direction such as 以前, an affix.
    Function,
    /// Anything else, or not known.
    #[default]
    Other,
}

/// Where in a new word or phrase a term may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// Whether a phrase may begin with it.
    pub begins: bool,
    /// Whether a phrase may end with it.
    pub ends: bool,
    /// Whether a phrase may hold it at all.
    pub inside: bool,
    /// Whether it is a number. All numbers count as one neighbour of a phrase.
    pub number: bool,
}

/// What a term may be in the key phrases of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhraseWord {
    /// Whether a phrase may hold it.
    pub joins: bool,
    /// Whether it is a single Han character and so perhaps a piece of a longer word.
    pub is_piece: bool,
    /// Whether a piece beside it is certain to be cut off from something.
    pub cuts: bool,
    /// Whether it is a noun or like one.
    pub is_noun: bool,
    /// Whether a phrase may end with it.
    pub ends: PhraseEnd,
    /// What a phrase that begins with it is worth, 0–1.
    pub first: f64,
    /// What a phrase that ends with it is worth, 0–1.
    pub last: f64,
    /// What it is worth as a keyword on its own; 0 where it is none.
    pub alone: f64,
    /// Its length in characters.
    pub length: usize,
}

impl PhraseWord {
    /// The same term where every kept term is a keyword by itself and no phrase may end, so that
    /// none joins with another.
    pub fn apart(self, is_kept: bool) -> Self {
        Self {
            joins: is_kept,
            is_noun: true,
            ends: PhraseEnd::Never,
            first: 1.0,
            last: 1.0,
            alone: f64::from(u8::from(is_kept)),
            ..self
        }
    }
}

/// Whether a key phrase may end with a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhraseEnd {
    /// It may not.
    #[default]
    Never,
    /// Only behind a noun, as a verb may: in 烟气脱硫 but not in 紧紧围绕.
    AfterNoun,
    /// It may.
    Always,
}

/// All that is known of a term without a look at the documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// What it does in a sentence.
    pub class: WordClass,
    /// The same as the dictionary has it, for people who know its letters; means nothing to the
    /// crates that count and write. A phrase has the letters of its head.
    pub tag: Box<str>,
    /// Where in a new word or phrase it may stand.
    pub edge: Edge,
    /// What it may be in a key phrase.
    pub phrase: PhraseWord,
    /// How well it names a topic, at least 0, where a noun has 1.
    pub naming: f32,
}
