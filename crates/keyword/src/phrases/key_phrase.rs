use cimai_corpus::{TermId, Vocabulary};

/// The longest key phrase, in words.
pub const LONGEST: usize = 4;

/// A word or a run of words of a document, with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyPhrase {
    words: [TermId; LONGEST],
    length: usize,
    /// Its score by the method that gave it, at least 0, higher is better.
    pub score: f64,
    /// Its occurrences in the document, title and text.
    pub tf: u32,
    /// Whether the title has it.
    pub in_title: bool,
}

impl KeyPhrase {
    /// # Panics
    ///
    /// If there are more words than the longest phrase has.
    pub(crate) fn new(run: &[TermId], score: f64, tf: u32, in_title: bool) -> Self {
        let mut words = [TermId(0); LONGEST];
        words[..run.len()].copy_from_slice(run);
        Self { words, length: run.len(), score, tf, in_title }
    }

    /// Its words, in order.
    pub fn words(&self) -> &[TermId] {
        &self.words[..self.length]
    }

    /// Its words joined, as they stand in the text.
    pub fn text(&self, vocabulary: &Vocabulary) -> String {
        self.words().iter().map(|&word| vocabulary.term(word)).collect()
    }
}
