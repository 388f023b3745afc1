use cimai_corpus::{Corpus, Counts, TermId, Token};

use crate::{Grouping, keyness};

/// The fewest occurrences over all groups with which a term is compared. Below, log-likelihood is
/// not to be trusted.
pub const LEAST_COMPARED: u64 = 5;

/// What sets each group of documents apart from all other groups together.
///
/// Relative frequencies are taken among all words, stop words included. Documents in no group
/// take no part.
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_keyword::{Comparison, Grouping};
///
/// let mut corpus = Corpus::default();
/// for text in ["暖气 不热 暖气 停了 暖气", "路灯 暖气 路灯 不亮", "路灯 路灯 路灯 暖气"] {
///     corpus.push([], text.split(' ').map(Piece::Word), |_| true);
/// }
/// let counts = Counts::of(&corpus);
/// let districts = Grouping::of(&["东区", "西区", "西区"]);
/// let comparison = Comparison::of(&corpus, &counts, &districts);
/// let first = comparison.terms(0)[0];
/// assert_eq!(corpus.vocabulary().term(first.term), "暖气");
/// assert!(first.g2 > 0.0 && first.tf == 3);
/// ```
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    corpus: &'a Corpus,
    counts: &'a Counts,
    groups: &'a Grouping,
    /// Occurrences of every term in all groups.
    tf: Vec<u64>,
    /// All words of each group.
    words: Vec<u64>,
}

/// A term in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupTerm {
    /// The term.
    pub term: TermId,
    /// Its occurrences in the group.
    pub tf: u64,
    /// Its rank in the group by occurrences, from 1; equally frequent terms share one.
    pub rank: u32,
    /// Signed log-likelihood ratio: see [`crate::Keyness`].
    pub g2: f64,
    /// Binary logarithm of the quotient of relative frequencies: see [`crate::Keyness`].
    pub log_ratio: Option<f64>,
}

impl<'a> Comparison<'a> {
    /// Prepares the comparison of groups.
    pub fn of(corpus: &'a Corpus, counts: &'a Counts, groups: &'a Grouping) -> Self {
        let mut tf = vec![0; counts.rows().columns()];
        let mut words = vec![0; groups.len()];
        for (group, words) in words.iter_mut().enumerate() {
            *words = running_words(corpus, groups.members(group));
            for &document in groups.members(group) {
                for &(term, count) in counts.rows().row(document as usize) {
                    tf[term as usize] += u64::from(count);
                }
            }
        }
        Self { corpus, counts, groups, tf, words }
    }

    /// The groups that are compared.
    pub fn groups(&self) -> &'a Grouping {
        self.groups
    }

    /// All words of a group, stop words included.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn words(&self, group: usize) -> u64 {
        self.words[group]
    }

    /// The terms that a group has and that occur at least [`LEAST_COMPARED`] times over all
    /// groups: first what sets it apart, last what it has less than others; of equal ones, the
    /// first in byte order.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn terms(&self, group: usize) -> Vec<GroupTerm> {
        let all: u64 = self.words.iter().sum();
        let words = self.words[group];
        let describe = |(term, tf, rank): (TermId, u64, u32)| {
            let elsewhere = (self.tf[term.index()] - tf, all - words);
            let keyness = keyness((tf, words), elsewhere);
            GroupTerm { term, tf, rank, g2: keyness.g2, log_ratio: keyness.log_ratio }
        };
        let ranked = ranked_terms(self.corpus, self.counts, self.groups.members(group));
        let compared =
            ranked.into_iter().filter(|(term, ..)| self.tf[term.index()] >= LEAST_COMPARED);
        let mut terms: Vec<GroupTerm> = compared.map(describe).collect();
        let text = |term: &GroupTerm| self.corpus.vocabulary().term(term.term);
        terms.sort_by(|a, b| b.g2.total_cmp(&a.g2).then_with(|| text(a).cmp(text(b))));
        terms
    }
}

/// All words of some documents, kept and dropped.
pub(crate) fn running_words(corpus: &Corpus, documents: &[u32]) -> u64 {
    let words = |&document: &u32| {
        let tokens = corpus.tokens(document as usize);
        tokens.filter(|token| matches!(token, Token::Word(_))).count() as u64
    };
    documents.iter().map(words).sum()
}

/// The terms of some documents with their occurrences and ranks, most frequent first; equally
/// frequent terms share a rank and stand in byte order.
pub(crate) fn ranked_terms(
    corpus: &Corpus,
    counts: &Counts,
    documents: &[u32],
) -> Vec<(TermId, u64, u32)> {
    let rows = documents.iter().map(|&document| counts.rows().row(document as usize));
    let mut cells: Vec<(u32, u32)> = rows.flatten().copied().collect();
    cells.sort_unstable();
    let total = |same: &[(u32, u32)]| same.iter().map(|&(_, count)| u64::from(count)).sum();
    let mut terms: Vec<(TermId, u64, u32)> =
        cells.chunk_by(|a, b| a.0 == b.0).map(|same| (TermId(same[0].0), total(same), 0)).collect();
    let text = |term: TermId| corpus.vocabulary().term(term);
    terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| text(a.0).cmp(text(b.0))));
    for place in 0..terms.len() {
        let shared = place.checked_sub(1).map(|before| terms[before]);
        let shared = shared.filter(|before| before.1 == terms[place].1);
        terms[place].2 = shared.map_or(place as u32 + 1, |before| before.2);
    }
    terms
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Piece;

    use super::*;

    #[test]
    fn rare_terms_and_documents_in_no_group_take_no_part() {
        let mut corpus = Corpus::default();
        for text in ["a a a b c", "a b b b x x", "a a a a b"] {
            corpus.push([], text.split(' ').map(Piece::Word), |term| term != "x");
        }
        let counts = Counts::of(&corpus);
        let groups = Grouping::of(&["one", "two", ""]);
        let comparison = Comparison::of(&corpus, &counts, &groups);
        assert_eq!((comparison.words(0), comparison.words(1)), (5, 6));
        assert!(comparison.terms(0).is_empty(), "no term occurs five times in groups");

        let groups = Grouping::of(&["one", "two", "two"]);
        let terms = Comparison::of(&corpus, &counts, &groups).terms(1);
        let shown: Vec<_> =
            terms.iter().map(|t| (corpus.vocabulary().term(t.term), t.tf, t.rank)).collect();
        assert_eq!(shown, [("b", 4, 2), ("a", 5, 1)]);
        assert!(terms[1].g2 < 0.0);
    }

    #[test]
    fn equally_frequent_terms_share_a_rank() {
        let mut corpus = Corpus::default();
        corpus.push([], "c a b a d".split(' ').map(Piece::Word), |_| true);
        let ranked = ranked_terms(&corpus, &Counts::of(&corpus), &[0]);
        let shown: Vec<_> =
            ranked.iter().map(|&(t, _, rank)| (corpus.vocabulary().term(t), rank)).collect();
        assert_eq!(shown, [("a", 1), ("b", 2), ("c", 2), ("d", 2)]);
    }
}
