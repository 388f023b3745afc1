//! How often terms occur: by text in any documents ([`Tally`]), by number in all documents
//! ([`Totals`]), and in each document of a batch ([`Counts`]).

use std::sync::Arc;

use crate::vocabulary::ByTerm;
use crate::{Batch, TermId, Token, Vocabulary};

/// How often the terms of some documents occur: integers only, so that it does not matter how
/// documents were divided, nor in which order their tallies are merged.
///
/// ```
/// use cimai_corpus::{Batch, Tally, Token, count};
///
/// let mut batch = Batch::default();
/// batch.push([], ["湿地", "的", "湿地"].map(Token::Word), |term| term != "的");
/// let mut tally = count(&batch);
/// tally.merge(count(&batch));
/// assert_eq!(tally.get("湿地").map(|term| (term.tf, term.df)), Some((4, 2)));
/// assert_eq!((tally.documents, tally.running_words), (2, 6));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many documents there are.
    pub documents: u64,
    /// How many of them have a kept word.
    pub with_words: u64,
    /// All words, kept and dropped, without marks.
    pub running_words: u64,
    terms: ByTerm<TermCount>,
}

/// How often one term occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermCount {
    /// Its occurrences.
    pub tf: u64,
    /// The documents that have it.
    pub df: u32,
    /// Whether the statistics count it.
    pub kept: bool,
}

/// Counts the terms of a batch.
pub fn count(batch: &Batch) -> Tally {
    let mut counts = vec![TermCount::default(); batch.vocabulary().len()];
    let mut last_seen = vec![usize::MAX; counts.len()];
    let mut tally = Tally { documents: batch.len() as u64, ..Tally::default() };
    for document in 0..batch.len() {
        let mut has_words = false;
        for id in batch.tokens(document).filter_map(Token::word) {
            let count = &mut counts[id.index()];
            count.tf += 1;
            count.df += u32::from(last_seen[id.index()] != document);
            last_seen[id.index()] = document;
            has_words |= batch.is_kept(id);
            tally.running_words += 1;
        }
        tally.with_words += u64::from(has_words);
    }
    for (id, _) in batch.vocabulary().iter().filter(|(id, _)| counts[id.index()].tf > 0) {
        let count = TermCount { kept: batch.is_kept(id), ..counts[id.index()] };
        tally.terms.insert(Arc::clone(batch.vocabulary.shared(id)), count);
    }
    tally
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: Tally) {
        let Tally { documents, with_words, running_words, mut terms } = other;
        self.documents += documents;
        self.with_words += with_words;
        self.running_words += running_words;
        if terms.len() > self.terms.len() {
            std::mem::swap(&mut self.terms, &mut terms);
        }
        #[expect(clippy::iter_over_hash_type, reason = "whole numbers are added, in any order")]
        for (term, count) in terms {
            self.add(term, count);
        }
    }

    /// Adds the count of one term.
    pub fn add(&mut self, term: Arc<str>, count: TermCount) {
        let own = self.terms.entry(term).or_default();
        own.tf += count.tf;
        own.df += count.df;
        own.kept |= count.kept;
    }

    /// The count of a term, if it occurs.
    pub fn get(&self, term: &str) -> Option<TermCount> {
        self.terms.get(term).copied()
    }

    /// All terms that occur, kept and dropped, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, TermCount)> {
        self.terms.iter().map(|(term, &count)| (term, count))
    }

    /// The same in byte order.
    pub fn terms(&self) -> Vec<(&Arc<str>, TermCount)> {
        let mut terms: Vec<_> = self.iter().collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(b.0));
        terms
    }

    /// The counts by the numbers of a vocabulary, which must have all terms that are kept.
    pub fn totals(&self, vocabulary: &Vocabulary) -> Totals {
        let mut totals = Totals {
            documents: self.documents as usize,
            with_words: self.with_words as usize,
            running_words: self.running_words,
            tf: vec![0; vocabulary.len()],
            df: vec![0; vocabulary.len()],
        };
        for (id, term) in vocabulary.iter().filter(|&(id, _)| vocabulary.is_kept(id)) {
            if let Some(count) = self.terms.get(term) {
                totals.tf[id.index()] = count.tf;
                totals.df[id.index()] = count.df;
            }
        }
        totals
    }
}

/// What all documents of a run have of each term, by its number in their vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many documents there are.
    pub documents: usize,
    /// How many of them have a kept word.
    pub with_words: usize,
    /// All words, kept and dropped, without marks.
    pub running_words: u64,
    tf: Vec<u64>,
    df: Vec<u32>,
}

impl Totals {
    /// Occurrences of a term in all documents; 0 for a dropped term.
    pub fn tf(&self, term: TermId) -> u64 {
        self.tf[term.index()]
    }

    /// How many documents have the term; 0 for a dropped term.
    pub fn df(&self, term: TermId) -> u32 {
        self.df[term.index()]
    }

    /// How many terms the vocabulary has.
    pub fn terms(&self) -> usize {
        self.tf.len()
    }

    /// All kept words.
    pub fn kept_words(&self) -> u64 {
        self.tf.iter().sum()
    }

    /// The terms that occur, most frequent first; of equally frequent ones, the first by number,
    /// which in the vocabulary of a run is the byte order.
    pub fn ranked_terms(&self) -> Vec<TermId> {
        let all = (0..self.tf.len() as u32).map(TermId);
        let mut terms: Vec<TermId> = all.filter(|&term| self.tf(term) > 0).collect();
        terms.sort_by_key(|&term| std::cmp::Reverse(self.tf(term)));
        terms
    }
}

/// How often each kept term occurs in each document of a batch, and how many words each has.
#[derive(Clone, Debug)]
pub struct Counts {
    rows: SparseRows<u32>,
    words: Vec<Words>,
}

/// The words of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Words {
    running: u32,
    distinct: u32,
    kept: u32,
}

impl Counts {
    /// Counts the documents of a batch, title and body together.
    pub fn of(batch: &Batch) -> Self {
        let mut counts =
            Self { rows: SparseRows::empty(batch.vocabulary().len()), words: Vec::new() };
        let mut ids: Vec<TermId> = Vec::new();
        let mut row = Vec::new();
        for document in 0..batch.len() {
            ids.clear();
            ids.extend(batch.tokens(document).filter_map(Token::word));
            ids.sort_unstable();
            let mut words = Words { running: ids.len() as u32, ..Words::default() };
            row.clear();
            for same in ids.chunk_by(|a, b| a == b) {
                words.distinct += 1;
                if batch.is_kept(same[0]) {
                    words.kept += same.len() as u32;
                    row.push((same[0].0, same.len() as u32));
                }
            }
            counts.rows.push(&row);
            counts.words.push(words);
        }
        counts
    }

    /// Documents × terms: the occurrences of each kept term, in the order of term numbers.
    pub fn rows(&self) -> &SparseRows<u32> {
        &self.rows
    }

    /// All words of a document, kept and dropped, without marks.
    pub fn running_words(&self, document: usize) -> u32 {
        self.words[document].running
    }

    /// The distinct words of a document, kept and dropped.
    pub fn distinct_words(&self, document: usize) -> u32 {
        self.words[document].distinct
    }

    /// How many kept words a document has.
    pub fn kept_words(&self, document: usize) -> u32 {
        self.words[document].kept
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.rows.rows()
    }
}

/// A matrix of which only the non-zero cells are stored, row by row (compressed sparse rows).
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows<T> {
    columns: usize,
    ends: Vec<usize>,
    cells: Vec<(u32, T)>,
}

impl<T: Copy> SparseRows<T> {
    /// A matrix of so many columns that has no rows yet.
    pub fn empty(columns: usize) -> Self {
        Self { columns, ends: Vec::new(), cells: Vec::new() }
    }

    /// Adds a row, its cells as (column, value).
    ///
    /// # Panics
    ///
    /// If a cell lies beyond the last column.
    pub fn push(&mut self, row: &[(u32, T)]) {
        assert!(row.iter().all(|&(c, _)| (c as usize) < self.columns), "column too large");
        self.cells.extend_from_slice(row);
        self.ends.push(self.cells.len());
    }

    /// A matrix of `columns` columns from its rows; each row lists its cells as (column, value).
    ///
    /// # Panics
    ///
    /// If a cell lies beyond the last column.
    pub fn new<R: AsRef<[(u32, T)]>>(columns: usize, rows: &[R]) -> Self {
        let mut cells = Vec::with_capacity(rows.iter().map(|row| row.as_ref().len()).sum());
        let mut ends = Vec::with_capacity(rows.len());
        for row in rows {
            assert!(row.as_ref().iter().all(|&(c, _)| (c as usize) < columns), "column too large");
            cells.extend_from_slice(row.as_ref());
            ends.push(cells.len());
        }
        Self { columns, ends, cells }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.ends.len()
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many cells are stored.
    pub fn stored(&self) -> usize {
        self.cells.len()
    }

    /// The cells of a row, as (column, value).
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[(u32, T)] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start..self.ends[row]]
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[(u32, T)]> {
        (0..self.rows()).map(|row| self.row(row))
    }

    /// Columns become rows. The cells of each new row ascend by the old row number.
    ///
    /// ```
    /// use cimai_corpus::SparseRows;
    ///
    /// let rows = SparseRows::new(3, &[vec![(0, 5), (2, 1)], vec![(2, 7)]]);
    /// assert_eq!(rows.transposed().row(2), [(0, 1), (1, 7)]);
    /// ```
    pub fn transposed(&self) -> Self {
        let mut next = vec![0_usize; self.columns + 1];
        for &(column, _) in &self.cells {
            next[column as usize + 1] += 1;
        }
        for column in 0..self.columns {
            next[column + 1] += next[column];
        }
        let ends = next[1..].to_vec();
        // Every cell is written over.
        let mut cells = self.cells.clone();
        for (number, row) in self.iter().enumerate() {
            for &(column, value) in row {
                let place = &mut next[column as usize];
                cells[*place] = (number as u32, value);
                *place += 1;
            }
        }
        Self { columns: self.rows(), ends, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_words_count_as_running_words_only() {
        let mut batch = Batch::default();
        batch.push([], ["好", "水", "好"].map(Token::Word), |term| term != "好");
        batch.push([], [Token::Gap], |_| true);
        let counts = Counts::of(&batch);
        assert_eq!([0, 1].map(|d| counts.running_words(d)), [3, 0]);
        assert_eq!([0, 1].map(|d| counts.kept_words(d)), [1, 0]);
        assert_eq!(counts.distinct_words(0), 2);
        let water = batch.vocabulary().get("水").expect("it was pushed");
        assert_eq!(counts.rows().row(0), [(water.0, 1)]);
        assert_eq!(counts.rows().row(1), []);
    }
}
