use std::collections::HashMap;
use std::sync::Arc;

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
    terms: HashMap<Arc<str>, TermCount>,
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

    /// All terms that occur, kept and dropped, in byte order.
    pub fn terms(&self) -> Vec<(&Arc<str>, TermCount)> {
        let mut terms: Vec<_> = self.terms.iter().map(|(term, &count)| (term, count)).collect();
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
