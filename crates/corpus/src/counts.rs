use crate::{Corpus, SparseRows, TermId, Token};

/// How often each kept term occurs in each document, with the totals that every table shares.
#[derive(Clone, Debug)]
pub struct Counts {
    rows: SparseRows<u32>,
    tf: Vec<u64>,
    df: Vec<u32>,
    kept_words: Vec<u32>,
    running_words: u64,
}

impl Counts {
    /// Counts a whole corpus.
    pub fn of(corpus: &Corpus) -> Self {
        let rows: Vec<_> = (0..corpus.len()).map(|document| corpus.count(document)).collect();
        Self::collect(corpus, &rows)
    }

    /// Puts together what [`Corpus::count`] gave for each document, in order. It lets the caller
    /// count documents in parallel.
    ///
    /// # Panics
    ///
    /// If `rows` were counted on another corpus.
    pub fn collect(corpus: &Corpus, rows: &[DocumentCounts]) -> Self {
        let terms = corpus.vocabulary().len();
        let mut tf = vec![0; terms];
        let mut df = vec![0; terms];
        for &(term, count) in rows.iter().flat_map(|row| &row.terms) {
            tf[term as usize] += u64::from(count);
            df[term as usize] += 1;
        }
        let kept_words = rows.iter().map(|row| row.terms.iter().map(|&(_, n)| n).sum()).collect();
        let running_words = rows.iter().map(|row| u64::from(row.running_words)).sum();
        Self { rows: SparseRows::new(terms, rows), tf, df, kept_words, running_words }
    }

    /// Documents × terms: the occurrences of each kept term, in the order of term numbers.
    pub fn rows(&self) -> &SparseRows<u32> {
        &self.rows
    }

    /// Occurrences of a term in all documents; 0 for a dropped term.
    pub fn tf(&self, term: TermId) -> u64 {
        self.tf[term.index()]
    }

    /// How many documents have the term; 0 for a dropped term.
    pub fn df(&self, term: TermId) -> u32 {
        self.df[term.index()]
    }

    /// How many kept words a document has.
    pub fn kept_words(&self, document: usize) -> u32 {
        self.kept_words[document]
    }

    /// All words of the corpus, kept and dropped, without marks.
    pub fn running_words(&self) -> u64 {
        self.running_words
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.rows.rows()
    }

    /// The terms that occur, most frequent first; of equally frequent ones, the first in byte
    /// order.
    pub fn ranked_terms(&self, corpus: &Corpus) -> Vec<TermId> {
        let vocabulary = corpus.vocabulary();
        let mut terms: Vec<TermId> =
            vocabulary.iter().map(|(id, _)| id).filter(|&id| self.tf(id) > 0).collect();
        terms.sort_unstable_by(|&a, &b| {
            let by_count = self.tf(b).cmp(&self.tf(a));
            by_count.then_with(|| vocabulary.term(a).cmp(vocabulary.term(b)))
        });
        terms
    }
}

/// The counts of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentCounts {
    /// Kept terms and their occurrences, in the order of term numbers.
    pub terms: Vec<(u32, u32)>,
    /// All words, kept and dropped.
    pub running_words: u32,
    /// Distinct words, kept and dropped.
    pub distinct_words: u32,
}

impl AsRef<[(u32, u32)]> for DocumentCounts {
    fn as_ref(&self) -> &[(u32, u32)] {
        &self.terms
    }
}

impl Corpus {
    /// Counts one document: title and body together.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn count(&self, document: usize) -> DocumentCounts {
        let mut words: Vec<TermId> = Vec::new();
        words.extend(self.tokens(document).filter_map(|token| match token {
            Token::Word(id) => Some(id),
            _ => None,
        }));
        words.sort_unstable();
        let mut counts = DocumentCounts { running_words: words.len() as u32, ..Default::default() };
        for same in words.chunk_by(|a, b| a == b) {
            counts.distinct_words += 1;
            if self.is_kept(same[0]) {
                counts.terms.push((same[0].0, same.len() as u32));
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Piece;

    #[test]
    fn dropped_words_count_as_running_words_only() {
        let mut corpus = Corpus::default();
        corpus.push([], ["好", "水", "好"].map(Piece::Word), |term| term != "好");
        corpus.push([], [Piece::Gap], |_| true);
        let counts = Counts::of(&corpus);
        assert_eq!(counts.running_words(), 3);
        assert_eq!(counts.kept_words(0), 1);
        assert_eq!(counts.kept_words(1), 0);
        assert_eq!(counts.ranked_terms(&corpus).len(), 1);
        assert_eq!(corpus.count(0).distinct_words, 2);
    }
}
