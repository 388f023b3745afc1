use std::collections::HashMap;
use std::hash::Hash;

use cimai_corpus::{Corpus, Counts, TermId};

use crate::comparison::{ranked_terms, running_words};

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

/// The most frequent terms of one period after another. Shares are among all words of a period,
/// stop words included.
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_keyword::term_trend;
///
/// let mut corpus = Corpus::default();
/// corpus.push([], "供暖 供暖 停水".split(' ').map(Piece::Word), |_| true);
/// corpus.push([], "停水 停水 供暖 路灯".split(' ').map(Piece::Word), |_| true);
/// let trend = term_trend(&corpus, &Counts::of(&corpus), &[vec![0], vec![1]], 10);
/// let first = trend[1][0];
/// assert_eq!(corpus.vocabulary().term(first.item), "停水");
/// assert_eq!((first.rank, first.rank_change), (1, Some(1)));
/// assert_eq!(trend[1][2].rank_change, None);
/// ```
pub fn term_trend(
    corpus: &Corpus,
    counts: &Counts,
    periods: &[Vec<u32>],
    most: usize,
) -> Vec<Vec<TrendItem<TermId>>> {
    let ranked = periods.iter().map(|documents| {
        let ranked = ranked_terms(corpus, counts, documents);
        (ranked, running_words(corpus, documents))
    });
    changes(ranked, most)
}

/// The sizes of one set of groups after another, such as the topics of the documents of each
/// period: `groups` gives for every document its group, a number below `n`. Shares are among the
/// documents of a period that have a group.
pub fn group_trend(
    groups: &[Option<usize>],
    n: usize,
    periods: &[Vec<u32>],
) -> Vec<Vec<TrendItem<usize>>> {
    let ranked = periods.iter().map(|documents| {
        let mut sizes = vec![0_u64; n];
        for group in documents.iter().filter_map(|&document| groups[document as usize]) {
            sizes[group] += 1;
        }
        let rank = |size| 1 + sizes.iter().filter(|&&other| other > size).count() as u32;
        let found = sizes.iter().enumerate().filter(|&(_, &size)| size > 0);
        let mut ranked: Vec<_> = found.map(|(group, &size)| (group, size, rank(size))).collect();
        ranked.sort_by_key(|&(group, _, rank)| (rank, group));
        (ranked, sizes.iter().sum())
    });
    changes(ranked, n)
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

    #[test]
    fn groups_rise_and_fall_by_their_sizes() {
        let topics = [Some(0), Some(0), Some(1), Some(1), Some(1), Some(2), None];
        let trend = group_trend(&topics, 3, &[vec![0, 1, 2], vec![3, 4, 5, 6]]);
        let shown: Vec<_> =
            trend[1].iter().map(|item| (item.item, item.count, item.rank_change)).collect();
        assert_eq!(shown, [(1, 2, Some(1)), (2, 1, None)]);
        assert!((trend[1][0].share - 2.0 / 3.0).abs() < 1e-12);
    }
}
