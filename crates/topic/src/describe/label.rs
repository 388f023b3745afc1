use std::collections::HashMap;

use cimai_corpus::{TermId, Vocabulary};

use crate::describe::terms::Use;

/// Terms in a label, if the topic has as many of its own.
const TERMS: usize = 3;
/// Terms that a label is chosen from.
const CANDIDATES: usize = 30;

/// Up to three terms for each topic, none of them in two labels.
///
/// A term goes to the topic for which weight × √exclusivity × `naming` is largest, so that what is
/// frequent in several topics hardly names any; see [`crate::Options::naming`]. A term that
/// contains another of the same label (服务态度 beside 服务) is passed over. A topic without a term
/// of its own takes what is left.
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
    use crate::topics::TopicTerm;

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
    fn a_thing_comes_before_what_is_said_of_it() {
        let mut vocabulary = Vocabulary::default();
        let [good, room] = ["不错", "房间"].map(|term| vocabulary.intern(term, |_| true));
        let uses = vec![used(good, 5.0, 1.0), used(room, 4.0, 1.0)];
        assert_eq!(labels(std::slice::from_ref(&uses), &vocabulary, &[]), [vec![good, room]]);
        assert_eq!(labels(&[uses], &vocabulary, &[0.6, 1.0]), [vec![room, good]]);
    }
}
