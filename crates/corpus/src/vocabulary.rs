use std::collections::HashMap;
use std::sync::Arc;

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
    numbers: HashMap<Arc<str>, TermId>,
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
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        terms.dedup_by(|later, first| later.0 == first.0);
        let mut vocabulary = Self {
            numbers: HashMap::with_capacity(terms.len()),
            terms: Vec::with_capacity(terms.len()),
            kept: Vec::with_capacity(terms.len()),
        };
        for (term, kept) in terms {
            vocabulary.add(term, kept);
        }
        vocabulary
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
