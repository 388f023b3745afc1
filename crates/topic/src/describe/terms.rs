use cimai_corpus::{SparseRows, TermId};

use crate::topics::TopicTerm;

/// How often one term occurs in the documents of one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TermCount {
    pub(crate) term: TermId,
    pub(crate) topic: u32,
    /// Occurrences.
    pub(crate) tf: u64,
    /// Documents that have it.
    pub(crate) df: u32,
}

/// Counts the terms of documents by topic; `postings` are terms × documents, and `members` gives
/// the topic of each document. The counts are in the order of terms, then topics.
pub(crate) fn count_terms(
    postings: &SparseRows<u32>,
    members: &[Option<u32>],
    topics: usize,
) -> Vec<TermCount> {
    let mut found = Vec::new();
    let mut counts = vec![(0_u64, 0_u32); topics];
    for (term, documents) in postings.iter().enumerate() {
        for &(document, count) in documents {
            if let Some(topic) = members[document as usize] {
                counts[topic as usize].0 += u64::from(count);
                counts[topic as usize].1 += 1;
            }
        }
        if documents.is_empty() {
            continue;
        }
        for (topic, count) in counts.iter_mut().enumerate().filter(|(_, (_, df))| *df > 0) {
            let (tf, df) = std::mem::take(count);
            found.push(TermCount { term: TermId(term as u32), topic: topic as u32, tf, df });
        }
    }
    found
}

/// Adds counts to others; both are in the order of terms, then topics.
pub(crate) fn merge_terms(counts: &mut Vec<TermCount>, other: &[TermCount]) {
    counts.extend_from_slice(other);
    // The sort finds the two runs that are in order and merges them in one pass.
    counts.sort_by_key(|count| (count.term, count.topic));
    counts.dedup_by(|again, first| {
        let same = (again.term, again.topic) == (first.term, first.topic);
        if same {
            first.tf += again.tf;
            first.df += again.df;
        }
        same
    });
}

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
/// characteristic ones by frequency, then number.
///
/// A term's weight is the logarithm of the ratio of its odds to occur in a document of the topic
/// and in another, divided by the standard error of that logarithm (Monroe, Colaresi & Quinn
/// 2008). Where there is one topic, it is the share of documents that have the term.
///
/// `counts` are in the order of terms; `sizes` are the documents of each topic.
pub(crate) fn ranked_uses(counts: &[TermCount], sizes: &[u64]) -> Vec<Vec<Use>> {
    let sizes: Vec<f64> = sizes.iter().map(|&size| size as f64).collect();
    let all = sizes.iter().sum::<f64>();
    let mut by_topic = vec![Vec::new(); sizes.len()];
    for counts in counts.chunk_by(|a, b| a.term == b.term) {
        let total: f64 = counts.iter().map(|count| f64::from(count.df)).sum();
        let rate = |count: &TermCount| f64::from(count.df) / sizes[count.topic as usize].max(1.0);
        let rates: f64 = counts.iter().map(rate).sum();
        for count in counts {
            let &TermCount { term, topic, tf, df } = count;
            let weight = weight(f64::from(df), total, sizes[topic as usize], all);
            let term = TopicTerm { term, weight, tf, df };
            by_topic[topic as usize].push(Use { term, exclusivity: rate(count) / rates });
        }
    }
    by_topic.into_iter().map(rank).collect()
}

fn rank(mut uses: Vec<Use>) -> Vec<Use> {
    let shared = |used: &Use| used.term.df > 1 || used.exclusivity < 1.0;
    if uses.iter().filter(|used| shared(used)).count() >= ENOUGH {
        uses.retain(shared);
    }
    uses.sort_unstable_by(|Use { term: a, .. }, Use { term: b, .. }| {
        b.weight.total_cmp(&a.weight).then(b.tf.cmp(&a.tf)).then(a.term.cmp(&b.term))
    });
    uses.truncate(RANKED);
    uses
}

/// The weight of a term that `inside` documents of a topic of `size` have, and `total` documents
/// of `all`.
fn weight(inside: f64, total: f64, size: f64, all: f64) -> f64 {
    let (outside, rest) = (total - inside, all - size);
    if rest == 0.0 {
        return inside / size;
    }
    let odds = |count: f64, size: f64| (count + 0.5) / (size - count + 0.5);
    let error = (1.0 / (inside + 0.5) + 1.0 / (outside + 0.5)).sqrt();
    (odds(inside, size) / odds(outside, rest)).ln() / error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postings() -> SparseRows<u32> {
        let everywhere = (0..4).map(|d| (d, 1)).collect();
        SparseRows::new(4, &[everywhere, vec![(0, 2), (1, 1)], vec![(3, 1)]])
    }

    #[test]
    fn what_only_one_topic_has_outweighs_what_all_have() {
        let members = [Some(0), Some(0), Some(1), Some(1)];
        let ranked = ranked_uses(&count_terms(&postings(), &members, 2), &[2, 2]);
        assert_eq!(ranked[0][0].term.term, TermId(1));
        assert_eq!((ranked[0][0].term.tf, ranked[0][0].term.df), (3, 2));
        assert_eq!(ranked[1][0].term.term, TermId(2));
        assert!((ranked[0][1].exclusivity - 0.5).abs() < 1e-12);
    }

    #[test]
    fn counts_of_parts_add_up_to_the_counts_of_all() {
        let of = |members: [Option<u32>; 4]| count_terms(&postings(), &members, 2);
        let mut merged = of([None, Some(0), None, Some(1)]);
        merge_terms(&mut merged, &of([Some(0), None, Some(1), None]));
        assert_eq!(merged, of([Some(0), Some(0), Some(1), Some(1)]));
    }
}
