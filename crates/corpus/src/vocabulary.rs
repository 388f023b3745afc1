use std::collections::HashMap;
use std::sync::Arc;

/// The number of a term: its place in the [`Vocabulary`], by first appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

impl TermId {
    /// The number as an index into a per-term array.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All distinct terms of a corpus, numbered from 0 by first appearance.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    numbers: HashMap<Arc<str>, TermId>,
    terms: Vec<Arc<str>>,
}

impl Vocabulary {
    /// The number of `term`, which is added if it is new.
    ///
    /// # Panics
    ///
    /// At more than 2³² − 9 distinct terms, which is beyond any text that fits in memory.
    pub fn intern(&mut self, term: &str) -> TermId {
        if let Some(&id) = self.numbers.get(term) {
            return id;
        }
        self.add(Arc::from(term))
    }

    /// As [`Vocabulary::intern`], sharing the text of another vocabulary.
    pub(crate) fn intern_shared(&mut self, term: &Arc<str>) -> TermId {
        if let Some(&id) = self.numbers.get(term) {
            return id;
        }
        self.add(Arc::clone(term))
    }

    fn add(&mut self, term: Arc<str>) -> TermId {
        assert!(self.terms.len() < (u32::MAX - 8) as usize, "too many distinct terms");
        let id = TermId(self.terms.len() as u32);
        self.terms.push(Arc::clone(&term));
        self.numbers.insert(term, id);
        id
    }

    /// The number of `term`, if the corpus has it.
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

    pub(crate) fn shared(&self) -> &[Arc<str>] {
        &self.terms
    }
}
