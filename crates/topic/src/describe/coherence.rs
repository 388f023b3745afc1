//! How coherent topics are: how often their first terms meet in documents.

use cimai_corpus::{Counts, SparseRows, TermId};

use crate::topics::Topics;

/// Terms that are compared.
pub(crate) const TERMS: usize = 10;

/// The ten first terms of each topic. How often they meet in documents, which can be counted batch
/// by batch, tells how coherent the topic is.
#[derive(Clone, Debug)]
pub struct FirstTerms {
    /// For each term its place in `uses`, if it is a first term of any topic.
    numbers: Vec<Option<u32>>,
    /// For each first term where it stands: the topic, and the place in its list.
    uses: Vec<Vec<(usize, usize)>>,
    /// How many terms each topic has.
    lengths: Vec<usize>,
}

impl FirstTerms {
    /// The first terms of these topics.
    pub fn of(topics: &Topics) -> Self {
        let lists: Vec<&[TermId]> =
            topics.topics.iter().map(|topic| topic.first_terms.as_slice()).collect();
        Self::new(&lists)
    }

    pub(crate) fn new(lists: &[&[TermId]]) -> Self {
        let lists = || lists.iter().map(|list| &list[..list.len().min(TERMS)]);
        let last = lists().flatten().map(|term| term.index() + 1).max().unwrap_or(0);
        let mut first = Self { numbers: vec![None; last], uses: Vec::new(), lengths: Vec::new() };
        for (topic, list) in lists().enumerate() {
            for (place, term) in list.iter().enumerate() {
                let new = first.uses.len() as u32;
                let number = *first.numbers[term.index()].get_or_insert(new);
                if number == new {
                    first.uses.push(Vec::new());
                }
                first.uses[number as usize].push((topic, place));
            }
            first.lengths.push(list.len());
        }
        first
    }

    /// Counts in how many documents of a batch the terms meet.
    pub fn count(&self, counts: &Counts) -> Meetings {
        self.count_rows(counts.rows())
    }

    /// The same for documents × terms.
    pub(crate) fn count_rows(&self, rows: &SparseRows<u32>) -> Meetings {
        let mut meetings = Meetings {
            documents: rows.rows() as u64,
            lengths: self.lengths.clone(),
            together: vec![[[0; TERMS]; TERMS]; self.lengths.len()],
        };
        let mut found = vec![Vec::new(); self.lengths.len()];
        for row in rows.iter() {
            for &(term, _) in row {
                let Some(&Some(number)) = self.numbers.get(term as usize) else { continue };
                for &(topic, place) in &self.uses[number as usize] {
                    found[topic].push(place);
                }
            }
            for (together, found) in meetings.together.iter_mut().zip(&mut found) {
                for &a in found.iter() {
                    for &b in found.iter() {
                        together[a][b] += 1;
                    }
                }
                found.clear();
            }
        }
        meetings
    }
}

/// In how many documents the first terms of each topic occur, alone and two by two. See
/// [`FirstTerms`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meetings {
    documents: u64,
    /// How many terms each topic has.
    lengths: Vec<usize>,
    /// For each topic, term × term.
    together: Vec<[[u32; TERMS]; TERMS]>,
}

impl Meetings {
    /// Adds what was counted elsewhere for the same topics.
    pub fn merge(&mut self, other: &Meetings) {
        self.documents += other.documents;
        let own = self.together.iter_mut().flatten().flatten();
        own.zip(other.together.iter().flatten().flatten()).for_each(|(own, more)| *own += more);
    }

    /// Says of each topic how coherent it is.
    pub fn rate(&self, topics: &mut Topics) {
        for (topic, coherence) in topics.topics.iter_mut().zip(self.coherences()) {
            topic.coherence = coherence;
        }
    }

    /// For each topic the mean normalised pointwise mutual information over the pairs of its first
    /// terms, counted over documents (Bouma 2009); a pair that never meets counts −1. 0 for fewer
    /// than two terms.
    pub(crate) fn coherences(&self) -> Vec<f64> {
        let n = self.documents as f64;
        let coherence = |(together, &length): (&[[u32; TERMS]; TERMS], &usize)| {
            let pairs = (0..length).flat_map(|a| (0..a).map(move |b| (a, b)));
            let score =
                |(a, b): (usize, usize)| npmi(together[a][b], [together[a][a], together[b][b]], n);
            let scores: Vec<f64> = pairs.map(score).collect();
            scores.iter().sum::<f64>() / scores.len().max(1) as f64
        };
        self.together.iter().zip(&self.lengths).map(coherence).collect()
    }
}

fn npmi(both: u32, each: [u32; 2], documents: f64) -> f64 {
    let both = f64::from(both) / documents;
    if both <= 0.0 {
        return -1.0;
    }
    if both >= 1.0 {
        return 1.0;
    }
    let [a, b] = each.map(|df| f64::from(df) / documents);
    (both / (a * b)).ln() / -both.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn always_together_is_one_never_together_minus_one() {
        let documents = [vec![(0, 1), (1, 1)], vec![(0, 2), (1, 1)], vec![(2, 1)], vec![]];
        let rows = SparseRows::new(3, &documents);
        let lists = [&[0, 1][..], &[0, 2], &[0]].map(|list| list.iter().map(|&t| TermId(t)));
        let lists = lists.map(Iterator::collect::<Vec<_>>);
        let lists: Vec<&[TermId]> = lists.iter().map(Vec::as_slice).collect();
        let scores = FirstTerms::new(&lists).count_rows(&rows).coherences();
        for (score, expected) in scores.iter().zip([1.0, -1.0, 0.0]) {
            assert!((score - expected).abs() < 1e-12, "{scores:?}");
        }
    }
}
