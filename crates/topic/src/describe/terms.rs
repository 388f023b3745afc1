//! The terms that set topics apart, and the labels that are made of them.

use std::collections::HashMap;

use cimai_corpus::{SparseRows, TermId, Vocabulary};

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

/// Terms in a label, if the topic has as many of its own.
const TERMS: usize = 3;
/// Terms that a label is chosen from.
const CANDIDATES: usize = 30;

/// Up to three terms for each topic, none of them in two labels, unless a topic would have no name.
///
/// A term goes to the topic for which weight × √exclusivity × `naming` is largest, so that what is
/// frequent in several topics hardly names any; see [`crate::Options::naming`]. A term that
/// contains another of the same label (服务态度 beside 服务) is passed over. A topic without a term
/// of its own takes what is left, and if nothing is, its best terms whoever else has them.
pub(crate) fn labels(
    ranked: &[Vec<Use>],
    vocabulary: &Vocabulary,
    naming: &[f32],
) -> Vec<Vec<TermId>> {
    let candidates: Vec<Vec<(TermId, f64)>> =
        ranked.iter().map(|uses| candidates(uses, vocabulary, naming)).collect();
    let mut owners: HashMap<TermId, (usize, f64)> = HashMap::new();
    for (topic, terms) in candidates.iter().enumerate() {
        for &(term, score) in terms {
            let owner = owners.entry(term).or_insert((topic, score));
            if score > owner.1 {
                *owner = (topic, score);
            }
        }
    }
    let mut labels = vec![Vec::new(); ranked.len()];
    for (topic, label) in labels.iter_mut().enumerate() {
        let own = candidates[topic].iter().filter(|(term, _)| owners[term].0 == topic);
        extend(label, own.map(|&(term, _)| term), vocabulary);
    }
    for topic in 0..labels.len() {
        if labels[topic].is_empty() {
            let term = release(&ranked[topic], &mut labels);
            labels[topic].extend(term);
        }
        if labels[topic].is_empty() {
            let own = candidates[topic].iter().map(|&(term, _)| term);
            let rest = ranked[topic].iter().map(|used| used.term.term);
            extend(&mut labels[topic], own.chain(rest), vocabulary);
        }
    }
    labels
}

/// A term for a topic that has none of its own: its first that is in no label, else its first that
/// is one of several in another, where it is taken out. `None` if there are not enough terms.
fn release(uses: &[Use], labels: &mut [Vec<TermId>]) -> Option<TermId> {
    let terms = || uses.iter().map(|used| used.term.term);
    if let Some(free) = terms().find(|term| !labels.iter().any(|label| label.contains(term))) {
        return Some(free);
    }
    for term in terms() {
        if let Some(label) =
            labels.iter_mut().find(|label| label.len() > 1 && label.contains(&term))
        {
            label.retain(|&other| other != term);
            return Some(term);
        }
    }
    None
}

/// The terms that set a topic apart, the best first.
fn candidates(uses: &[Use], vocabulary: &Vocabulary, naming: &[f32]) -> Vec<(TermId, f64)> {
    let uses = uses.iter().take(CANDIDATES).filter(|used| used.term.weight > 0.0);
    let telling = uses.filter(|used| is_telling(vocabulary.term(used.term.term)));
    let naming = |term: TermId| naming.get(term.index()).map_or(1.0, |&part| f64::from(part));
    let score = |used: &Use| {
        let term = used.term.term;
        (term, used.term.weight * used.exclusivity.sqrt() * naming(term))
    };
    let mut scored: Vec<(TermId, f64)> = telling.map(score).collect();
    // The sort is stable, so equal scores keep the order of the ranking.
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    scored
}

/// Two Latin letters or digits (ml, 3g, ol) name nothing.
fn is_telling(term: &str) -> bool {
    !term.is_ascii() || term.len() > 2
}

/// Adds terms to a label until it is full.
fn extend(label: &mut Vec<TermId>, terms: impl Iterator<Item = TermId>, vocabulary: &Vocabulary) {
    for term in terms {
        if label.len() == TERMS {
            return;
        }
        let text = vocabulary.term(term);
        let overlaps = |&other: &TermId| {
            let other = vocabulary.term(other);
            other.contains(text) || text.contains(other)
        };
        if !label.iter().any(overlaps) {
            label.push(term);
        }
    }
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

    fn used(term: TermId, weight: f64, exclusivity: f64) -> Use {
        Use { term: TopicTerm { term, weight, tf: 1, df: 1 }, exclusivity }
    }

    #[test]
    fn no_term_is_in_two_labels_and_none_contains_another() {
        let mut vocabulary = Vocabulary::default();
        let [service, attitude, room, shared] =
            ["服务", "服务态度", "房间", "不错"].map(|term| vocabulary.intern(term, |_| true));
        let first = vec![used(shared, 9.0, 0.4), used(service, 5.0, 1.0), used(attitude, 4.0, 1.0)];
        let second = vec![used(shared, 9.0, 0.6), used(room, 2.0, 1.0)];
        let labels = labels(&[first, second], &vocabulary, &[]);
        assert_eq!(labels, [vec![service], vec![shared, room]]);
    }

    #[test]
    fn a_topic_without_a_term_of_its_own_takes_what_is_left() {
        let mut vocabulary = Vocabulary::default();
        let [a, b] = ["甲", "乙"].map(|term| vocabulary.intern(term, |_| true));
        let labels = labels(
            &[vec![used(a, 2.0, 0.6)], vec![used(a, 1.0, 0.4), used(b, -1.0, 0.1)]],
            &vocabulary,
            &[],
        );
        assert_eq!(labels, [vec![a], vec![b]]);
    }

    #[test]
    fn no_topic_is_without_a_name() {
        let mut vocabulary = Vocabulary::default();
        let [a, b] = ["满意", "热水"].map(|term| vocabulary.intern(term, |_| true));
        let ranked = [vec![used(a, 2.0, 0.5)], vec![used(a, 2.0, 0.5)], vec![used(b, -1.0, 0.2)]];
        assert_eq!(labels(&ranked, &vocabulary, &[]), [vec![a], vec![a], vec![b]]);
    }

    #[test]
    fn a_thing_comes_before_what_is_said_of_it() {
        let mut vocabulary = Vocabulary::default();
        let [good, room] = ["不错", "房间"].map(|term| vocabulary.intern(term, |_| true));
        let uses = vec![used(good, 5.0, 1.0), used(room, 4.0, 1.0)];
        assert_eq!(labels(std::slice::from_ref(&uses), &vocabulary, &[]), [vec![good, room]]);
        assert_eq!(labels(&[uses], &vocabulary, &[0.6, 1.0]), [vec![room, good]]);
    }
}
