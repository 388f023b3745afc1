//! What became of the topics of one run in another.

pub(crate) mod agreement;
mod matching;

use std::collections::HashSet;

use ndarray::Array2;

use crate::compare::agreement::Agreement;
use crate::compare::matching::best_matching;

/// What became of the topics of one run in another over the same documents.
///
/// ```
/// use cimai_topic::Comparison;
///
/// let before = [Some(0), Some(0), Some(1), Some(1), None];
/// let after = [Some(1), Some(1), Some(0), Some(1), None];
/// let comparison = Comparison::of(&before, &after);
/// let pairs: Vec<_> = comparison.pairs.iter().map(|pair| (pair.before, pair.after)).collect();
/// assert_eq!(pairs, [(Some(0), Some(1)), (Some(1), Some(0))]);
/// assert_eq!(comparison.moved, [3]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The topics that correspond, by number before; then those that are new.
    pub pairs: Vec<TopicPair>,
    /// The documents that are not in the topic that corresponds to their old one, ascending.
    pub moved: Vec<usize>,
    /// Agreement of the two runs over the documents that have a topic in both.
    pub agreement: Agreement,
}

/// A topic before and the one that corresponds to it after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicPair {
    /// Number of the topic before; `None` for a new topic.
    pub before: Option<usize>,
    /// Number of the topic after; `None` for a topic that is gone.
    pub after: Option<usize>,
    /// What both share: documents, or terms.
    pub shared: usize,
    /// The same as a part of what either has, 0–1 (Jaccard).
    pub overlap: f64,
}

impl Comparison {
    /// Compares the topics of documents before and after, document by document. Topics correspond
    /// so that as many documents as possible stay (Kuhn 1955); topics that share no document do
    /// not correspond.
    ///
    /// # Panics
    ///
    /// If the lists differ in length.
    pub fn of(before: &[Option<usize>], after: &[Option<usize>]) -> Self {
        assert_eq!(before.len(), after.len(), "one topic before and after for each document");
        let pairs = pairs(&sets(before), &sets(after));
        let stays = |document: usize| {
            before[document] == after[document] && before[document].is_none()
                || pairs.iter().any(|pair| {
                    pair.before.is_some()
                        && pair.before == before[document]
                        && pair.after == after[document]
                        && pair.after.is_some()
                })
        };
        let moved = (0..before.len()).filter(|&document| !stays(document)).collect();
        let both = before.iter().copied().zip(after.iter().copied());
        let both = both.filter(|(a, b)| a.is_some() && b.is_some());
        let (found, others): (Vec<_>, Vec<_>) = both.unzip();
        Self { moved, agreement: Agreement::of(&found, &others), pairs }
    }
}

/// Which topics of two runs correspond by their terms, for runs over different documents.
///
/// ```
/// use cimai_topic::match_by_terms;
///
/// let before = [vec!["楼盘", "均价"], vec!["球队", "联赛"]];
/// let after = [vec!["联赛", "球员"], vec!["均价", "楼盘"]];
/// let pairs = match_by_terms(&before, &after);
/// assert_eq!((pairs[0].before, pairs[0].after), (Some(0), Some(1)));
/// ```
pub fn match_by_terms<T: AsRef<str>>(before: &[Vec<T>], after: &[Vec<T>]) -> Vec<TopicPair> {
    fn terms<T: AsRef<str>>(topics: &[Vec<T>]) -> Vec<HashSet<&str>> {
        topics.iter().map(|terms| terms.iter().map(AsRef::as_ref).collect()).collect()
    }
    pairs(&terms(before), &terms(after))
}

/// The documents of each topic.
fn sets(topics: &[Option<usize>]) -> Vec<HashSet<usize>> {
    let count = topics.iter().flatten().max().map_or(0, |last| last + 1);
    let mut sets = vec![HashSet::new(); count];
    for (document, topic) in topics.iter().enumerate() {
        if let Some(topic) = *topic {
            sets[topic].insert(document);
        }
    }
    sets
}

fn pairs<T: Eq + std::hash::Hash>(before: &[HashSet<T>], after: &[HashSet<T>]) -> Vec<TopicPair> {
    let shared = |a: usize, b: usize| before[a].intersection(&after[b]).count();
    let counts = Array2::from_shape_fn((before.len(), after.len()), |(a, b)| shared(a, b) as f64);
    let mut pairs = Vec::new();
    let mut new: Vec<bool> = after.iter().map(|set| !set.is_empty()).collect();
    for (a, b) in best_matching(&counts).into_iter().enumerate() {
        let b = b.filter(|&b| counts[[a, b]] > 0.0);
        if let Some(b) = b {
            new[b] = false;
        }
        if b.is_some() || !before[a].is_empty() {
            let shared = b.map_or(0, |b| shared(a, b));
            let either = before[a].len() + b.map_or(0, |b| after[b].len()) - shared;
            let overlap = shared as f64 / either as f64;
            pairs.push(TopicPair { before: Some(a), after: b, shared, overlap });
        }
    }
    let new = (0..new.len()).filter(|&b| new[b]);
    let new = new.map(|b| TopicPair { before: None, after: Some(b), shared: 0, overlap: 0.0 });
    pairs.extend(new);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_come_and_go() {
        let before = [Some(0), Some(0), Some(1), Some(2), None];
        let after = [Some(0), Some(0), Some(0), None, Some(1)];
        let comparison = Comparison::of(&before, &after);
        let pairs: Vec<_> = comparison.pairs.iter().map(|p| (p.before, p.after)).collect();
        let expected = [(Some(0), Some(0)), (Some(1), None), (Some(2), None), (None, Some(1))];
        assert_eq!(pairs, expected);
        assert_eq!(comparison.moved, [2, 3, 4]);
    }
}
