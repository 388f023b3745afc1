//! What is compared with what: groups with each other, periods with the ones before.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use cimai_corpus::TermId;

use crate::parts::PartCounts;
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

/// Something counted in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendItem<T> {
    /// What is counted.
    pub item: T,
    /// How often.
    pub count: u64,
    /// Its share of all that could be counted in the period, 0–1.
    pub share: f64,
    /// Its rank in the period, from 1; what is equally frequent shares one.
    pub rank: u32,
    /// How many ranks it has risen since the period before; negative where it fell, `None` where
    /// that period did not have it.
    pub rank_change: Option<i64>,
}

impl<T: Copy> TrendItem<T> {
    /// The same of what the item stands for.
    pub fn map<U>(&self, f: impl FnOnce(T) -> U) -> TrendItem<U> {
        let TrendItem { item, count, share, rank, rank_change } = *self;
        TrendItem { item: f(item), count, share, rank, rank_change }
    }
}

/// The most frequent terms of one period after another: `periods` are numbers of parts. Shares are
/// among all words of a period, stop words included.
///
/// ```
/// use cimai_corpus::{Batch, Counts, Token};
/// use cimai_keyword::{PartCounts, term_trend};
///
/// let mut batch = Batch::default();
/// batch.push([], "供暖 供暖 停水".split(' ').map(Token::Word), |_| true);
/// batch.push([], "停水 停水 供暖 路灯".split(' ').map(Token::Word), |_| true);
/// let counts = PartCounts::count(&batch, &Counts::of(&batch), |document| [document as u32]);
/// let trend = term_trend(&counts, &[0, 1], 10);
/// let first = trend[1][0];
/// assert_eq!(batch.vocabulary().term(first.item), "停水");
/// assert_eq!((first.rank, first.rank_change), (1, Some(1)));
/// assert_eq!(trend[1][2].rank_change, None);
/// ```
pub fn term_trend(
    counts: &PartCounts,
    periods: &[u32],
    most: usize,
) -> Vec<Vec<TrendItem<TermId>>> {
    let ranked = periods.iter().map(|&period| (counts.ranked(period), counts.words(period)));
    changes(ranked, most)
}

/// The sizes of one set of groups after another, such as the topics of the documents of each
/// period: `sizes` has for every period the documents of each group. Shares are among the
/// documents of a period that have a group.
///
/// ```
/// use cimai_keyword::group_trend;
///
/// let trend = group_trend(&[vec![2, 1], vec![1, 3]]);
/// let first = trend[1][0];
/// assert_eq!((first.item, first.count, first.share, first.rank_change), (1, 3, 0.75, Some(1)));
/// ```
pub fn group_trend(sizes: &[Vec<u64>]) -> Vec<Vec<TrendItem<usize>>> {
    let ranked = sizes.iter().map(|sizes| {
        let rank = |size| 1 + sizes.iter().filter(|&&other| other > size).count() as u32;
        let found = sizes.iter().enumerate().filter(|&(_, &size)| size > 0);
        let mut ranked: Vec<_> = found.map(|(group, &size)| (group, size, rank(size))).collect();
        ranked.sort_by_key(|&(group, _, rank)| (rank, group));
        (ranked, sizes.iter().sum())
    });
    changes(ranked, usize::MAX)
}

/// The first of each period's ranked items, with what became of their ranks.
fn changes<T: Copy + Eq + Hash>(
    periods: impl Iterator<Item = (Vec<(T, u64, u32)>, u64)>,
    most: usize,
) -> Vec<Vec<TrendItem<T>>> {
    let mut before: HashMap<T, u32> = HashMap::new();
    let mut trend = Vec::new();
    for (ranked, all) in periods {
        let item = |&(item, count, rank): &(T, u64, u32)| TrendItem {
            item,
            count,
            share: count as f64 / all.max(1) as f64,
            rank,
            rank_change: before.get(&item).map(|&before| i64::from(before) - i64::from(rank)),
        };
        trend.push(ranked.iter().take(most).map(item).collect());
        before = ranked.iter().map(|&(item, _, rank)| (item, rank)).collect();
    }
    trend
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

    #[test]
    fn groups_rise_and_fall_by_their_sizes() {
        let trend = group_trend(&[vec![2, 1, 0], vec![0, 2, 1]]);
        let shown: Vec<_> =
            trend[1].iter().map(|item| (item.item, item.count, item.rank_change)).collect();
        assert_eq!(shown, [(1, 2, Some(1)), (2, 1, None)]);
        assert!((trend[1][0].share - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn groups_of_one_size_share_a_rank() {
        let trend = group_trend(&[vec![1, 2, 2]]);
        let shown: Vec<_> = trend[0].iter().map(|item| (item.item, item.rank)).collect();
        assert_eq!(shown, [(1, 1), (2, 1), (0, 3)]);
    }

    #[test]
    fn a_share_is_among_all_words_of_the_period_and_ranks_are_compared_beyond_what_is_shown() {
        let sample = Sample::of(&["a a b c x x", "c c c a b x", "b"]);
        let counts = PartCounts::count(&sample.batch, &sample.counts, |document| [document as u32]);
        let trend = term_trend(&counts, &[0, 1, 2, 7], 2);
        let shown = |period: usize| -> Vec<_> {
            let items = trend[period].iter();
            items.map(|i| (sample.term(i.item), i.count, i.rank, i.rank_change)).collect()
        };
        assert_eq!(shown(0), [("a", 2, 1, None), ("b", 1, 2, None)]);
        assert_eq!(shown(1), [("c", 3, 1, Some(1)), ("a", 1, 2, Some(-1))]);
        assert_eq!(shown(2), [("b", 1, 1, Some(1))]);
        assert_eq!(shown(3), []);
        assert!((trend[0][0].share - 2.0 / 6.0).abs() < 1e-12);
        assert!((trend[1][0].share - 3.0 / 6.0).abs() < 1e-12);
        assert!((trend[2][0].share - 1.0).abs() < 1e-12);
    }
}
