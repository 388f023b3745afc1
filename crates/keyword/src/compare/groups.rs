use std::collections::BTreeMap;

use cimai_corpus::TermId;

use super::parts::PartCounts;
use crate::score::keyness;

/// The fewest occurrences over all groups with which a term is compared. Below, log-likelihood is
/// not to be trusted.
pub const LEAST_COMPARED: u64 = 5;

/// What sets each group of documents apart from all other groups together.
///
/// Relative frequencies are taken among all words, stop words included. Documents in no group
/// take no part.
///
/// ```
/// use cimai_corpus::{Batch, Counts, Token};
/// use cimai_keyword::{Comparison, Grouping, PartCounts};
///
/// let mut batch = Batch::default();
/// for text in ["暖气 不热 暖气 停了 暖气", "路灯 暖气 路灯 不亮", "路灯 路灯 路灯 暖气"] {
///     batch.push([], text.split(' ').map(Token::Word), |_| true);
/// }
/// let districts = Grouping::of(["东区", "西区", "西区"]);
/// let group = |document| districts.group(document).map(|group| group as u32);
/// let counts = PartCounts::count(&batch, &Counts::of(&batch), group);
/// let comparison = Comparison::of(&counts, &[0, 1]);
/// let first = comparison.terms(0)[0];
/// assert_eq!(batch.vocabulary().term(first.term), "暖气");
/// assert!(first.g2 > 0.0 && first.tf == 3);
/// ```
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    counts: &'a PartCounts,
    groups: Vec<u32>,
    /// Occurrences of every term in all groups.
    tf: BTreeMap<TermId, u64>,
    /// All words of all groups.
    words: u64,
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
    /// Prepares the comparison of groups, which are given as numbers of parts and share no
    /// document.
    pub fn of(counts: &'a PartCounts, groups: &[u32]) -> Self {
        let mut tf: BTreeMap<TermId, u64> = BTreeMap::new();
        for (term, own) in groups.iter().flat_map(|&group| counts.terms(group)) {
            *tf.entry(term).or_default() += u64::from(own.tf);
        }
        let words = groups.iter().map(|&group| counts.words(group)).sum();
        Self { counts, groups: groups.to_vec(), tf, words }
    }

    /// All words of a group, by its place among those compared, stop words included.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn words(&self, group: usize) -> u64 {
        self.counts.words(self.groups[group])
    }

    /// The terms that a group has and that occur at least [`LEAST_COMPARED`] times over all
    /// groups: first what sets it apart, last what it has less than others; of equal ones, the
    /// first by number.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn terms(&self, group: usize) -> Vec<GroupTerm> {
        let words = self.words(group);
        let describe = |(term, tf, rank): (TermId, u64, u32)| {
            let all = self.tf[&term];
            let keyness = keyness((tf, words), (all - tf, self.words - words));
            let (g2, log_ratio) = (keyness.g2, keyness.log_ratio);
            (all >= LEAST_COMPARED).then_some(GroupTerm { term, tf, rank, g2, log_ratio })
        };
        let ranked = self.counts.ranked(self.groups[group]);
        let mut terms: Vec<GroupTerm> = ranked.into_iter().filter_map(describe).collect();
        terms.sort_by(|a, b| b.g2.total_cmp(&a.g2).then_with(|| a.term.cmp(&b.term)));
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    fn counts(sample: &Sample, groups: &[Option<u32>]) -> PartCounts {
        PartCounts::count(&sample.batch, &sample.counts, |document| groups[document])
    }

    #[test]
    fn rare_terms_and_documents_in_no_group_take_no_part() {
        let sample = Sample::of(&["a a a b c", "a b b b x x", "a a a a b"]);
        let some = counts(&sample, &[Some(0), Some(1), None]);
        let comparison = Comparison::of(&some, &[0, 1]);
        assert_eq!((comparison.words(0), comparison.words(1)), (5, 6));
        assert!(comparison.terms(0).is_empty(), "no term occurs five times in groups");

        let all = counts(&sample, &[Some(0), Some(1), Some(1)]);
        let terms = Comparison::of(&all, &[0, 1]).terms(1);
        let shown: Vec<_> = terms.iter().map(|t| (sample.term(t.term), t.tf, t.rank)).collect();
        assert_eq!(shown, [("b", 4, 2), ("a", 5, 1)]);
        assert!(terms[1].g2 < 0.0);
    }

    #[test]
    fn a_group_is_compared_with_the_others_and_not_with_itself() {
        let sample = Sample::of(&["a a a b", "a b b b b x"]);
        let counts = counts(&sample, &[Some(3), Some(8)]);
        let term = Comparison::of(&counts, &[3, 8]).terms(0)[0];
        let expected = keyness((1, 4), (4, 6));
        assert_eq!(sample.term(term.term), "b");
        assert!((term.g2 - expected.g2).abs() < 1e-12);
        assert_eq!(term.log_ratio, expected.log_ratio);
    }
}
