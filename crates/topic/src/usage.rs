use cimai_corpus::{SparseRows, TermId, Vocabulary};
use rayon::prelude::*;

use crate::TopicTerm;
use crate::matrix::chunks;

/// A term in the documents of one topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Use {
    pub(crate) term: TopicTerm,
    /// The topic's part of the term, were all topics equally large: 1 if no other has it.
    pub(crate) exclusivity: f64,
}

/// Terms that are ranked for each topic at most.
const RANKED: usize = 200;
/// A term of a single document says nothing about a topic, unless there are few others.
const ENOUGH: usize = 20;

/// For each topic the terms of its documents, the most characteristic first; equally
/// characteristic ones by frequency, then text.
///
/// A term's weight is the logarithm of the ratio of its odds to occur in a document of the topic
/// and in another, divided by the standard error of that logarithm (Monroe, Colaresi & Quinn
/// 2008). Where there is one topic, it is the share of documents that have the term.
///
/// `postings` are terms × documents; `members` gives the topic of each document.
pub(crate) fn ranked_uses(
    postings: &SparseRows<u32>,
    members: &[Option<u32>],
    topics: usize,
    vocabulary: &Vocabulary,
) -> Vec<Vec<Use>> {
    let mut sizes = vec![0.0; topics];
    members.iter().flatten().for_each(|&topic| sizes[topic as usize] += 1.0);
    let count = |terms: std::ops::Range<usize>| {
        let mut tally = Tally::new(&sizes);
        let uses = |term: usize| tally.uses(term, postings.row(term), members);
        terms.flat_map(uses).collect::<Vec<_>>()
    };
    let counted: Vec<Vec<(usize, Use)>> =
        chunks(postings.rows(), 1024).into_par_iter().map(count).collect();
    let mut by_topic = vec![Vec::new(); topics];
    for (topic, term) in counted.into_iter().flatten() {
        by_topic[topic].push(term);
    }
    by_topic.into_par_iter().map(|uses| rank(uses, vocabulary)).collect()
}

fn rank(mut uses: Vec<Use>, vocabulary: &Vocabulary) -> Vec<Use> {
    let shared = |used: &Use| used.term.df > 1 || used.exclusivity < 1.0;
    if uses.iter().filter(|used| shared(used)).count() >= ENOUGH {
        uses.retain(shared);
    }
    uses.sort_unstable_by(|Use { term: a, .. }, Use { term: b, .. }| {
        let by_weight = b.weight.total_cmp(&a.weight).then(b.tf.cmp(&a.tf));
        by_weight.then_with(|| vocabulary.term(a.term).cmp(vocabulary.term(b.term)))
    });
    uses.truncate(RANKED);
    uses
}

/// The counts of one term in each topic.
struct Tally<'a> {
    sizes: &'a [f64],
    tf: Vec<u64>,
    df: Vec<u32>,
}

impl<'a> Tally<'a> {
    fn new(sizes: &'a [f64]) -> Self {
        Self { sizes, tf: vec![0; sizes.len()], df: vec![0; sizes.len()] }
    }

    /// The topics that have the term, each with its use.
    fn uses(
        &mut self,
        term: usize,
        documents: &[(u32, u32)],
        members: &[Option<u32>],
    ) -> Vec<(usize, Use)> {
        self.tf.fill(0);
        self.df.fill(0);
        for &(document, count) in documents {
            if let Some(topic) = members[document as usize] {
                self.tf[topic as usize] += u64::from(count);
                self.df[topic as usize] += 1;
            }
        }
        let total: f64 = self.df.iter().map(|&df| f64::from(df)).sum();
        let rates: f64 = self.df.iter().zip(self.sizes).map(|(&df, size)| rate(df, *size)).sum();
        let found = (0..self.df.len()).filter(|&topic| self.df[topic] > 0);
        let used = |topic| {
            let weight = self.weight(topic, total);
            let (tf, df) = (self.tf[topic], self.df[topic]);
            let term = TopicTerm { term: TermId(term as u32), weight, tf, df };
            (topic, Use { term, exclusivity: rate(df, self.sizes[topic]) / rates })
        };
        found.map(used).collect()
    }

    fn weight(&self, topic: usize, total: f64) -> f64 {
        let (inside, size) = (f64::from(self.df[topic]), self.sizes[topic]);
        let (outside, rest) = (total - inside, self.sizes.iter().sum::<f64>() - size);
        if rest == 0.0 {
            return inside / size;
        }
        let odds = |count: f64, size: f64| (count + 0.5) / (size - count + 0.5);
        let error = (1.0 / (inside + 0.5) + 1.0 / (outside + 0.5)).sqrt();
        (odds(inside, size) / odds(outside, rest)).ln() / error
    }
}

fn rate(df: u32, size: f64) -> f64 {
    f64::from(df) / size.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_topic_has_outweighs_what_all_have() {
        let mut vocabulary = Vocabulary::default();
        for term in ["都", "房", "球"] {
            vocabulary.intern(term);
        }
        let everywhere = (0..4).map(|d| (d, 1)).collect();
        let postings = SparseRows::new(4, &[everywhere, vec![(0, 2), (1, 1)], vec![(3, 1)]]);
        let members = [Some(0), Some(0), Some(1), Some(1)];
        let ranked = ranked_uses(&postings, &members, 2, &vocabulary);
        assert_eq!(ranked[0][0].term.term, TermId(1));
        assert_eq!((ranked[0][0].term.tf, ranked[0][0].term.df), (3, 2));
        assert_eq!(ranked[1][0].term.term, TermId(2));
        assert!((ranked[0][1].exclusivity - 0.5).abs() < 1e-12);
    }
}
