//! What documents have by topic, batch by batch, and which of them represent their topics.

use std::cmp::Ordering;

use cimai_corpus::{Batch, Counts};

use crate::describe::terms::{TermCount, count_terms, merge_terms};
use crate::model::Placed;
use crate::model::placement::{Placement, Standing, Standings};
use crate::numbers::{from_fixed_point, to_fixed_point};
use crate::vectors::matrix::{dot, row};

/// What the documents of batches have by topic, as far as topics are described with it: counted
/// batch by batch and merged in any order. Topics have the numbers of the model. Documents that are
/// new are left out; those that will be called unclear are not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TopicTotals {
    topics: Vec<TopicTotal>,
    /// In the order of terms, then topics.
    terms: Vec<TermCount>,
    /// Documents that have kept words and yet no topic.
    unplaced: u64,
}

/// What the documents of one topic have.
#[derive(Clone, Debug, Default, PartialEq)]
struct TopicTotal {
    documents: u64,
    /// The sum of their similarities, in units of 2⁻³².
    similarity: i64,
    nearest: Nearest,
}

impl TopicTotals {
    /// Counts the documents of a batch.
    ///
    /// # Panics
    ///
    /// If `counts` or `placed` are not those of the batch.
    pub fn of(batch: &Batch, counts: &Counts, placed: &Placed) -> Self {
        let placements = &placed.placements;
        let topic = |placement: &Placement| placement.topic().filter(|_| !placement.new);
        let mut own = vec![Vec::new(); placed.topics];
        for (document, placement) in placements.iter().enumerate() {
            if let Some(topic) = topic(placement) {
                own[topic].push((batch.first + document, *placement));
            }
        }
        let vector = |document: usize| row(&placed.rows, document - batch.first);
        let topics = own.into_iter().map(|own| TopicTotal::of(own, vector)).collect();
        let members: Vec<Option<u32>> =
            placements.iter().map(|placement| topic(placement).map(|topic| topic as u32)).collect();
        let without = |&document: &usize| {
            let placement = &placements[document];
            placement.topic().is_none() && !placement.new && counts.kept_words(document) > 0
        };
        Self {
            topics,
            terms: count_terms(&counts.rows().transposed(), &members, placed.topics),
            unplaced: (0..batch.len()).filter(without).count() as u64,
        }
    }

    /// Adds what was counted elsewhere with the same model.
    pub fn merge(&mut self, other: Self) {
        let topics = self.topics.len().max(other.topics.len());
        self.topics.resize_with(topics, TopicTotal::default);
        for (own, more) in self.topics.iter_mut().zip(other.topics) {
            own.documents += more.documents;
            own.similarity += more.similarity;
            own.nearest.merge(more.nearest);
        }
        merge_terms(&mut self.terms, &other.terms);
        self.unplaced += other.unplaced;
    }

    /// How many documents have kept words and yet no topic, since nothing is known of these words.
    pub fn unplaced(&self) -> u64 {
        self.unplaced
    }

    /// How many documents each topic has.
    pub(crate) fn sizes(&self) -> Vec<u64> {
        self.topics.iter().map(|topic| topic.documents).collect()
    }

    /// The mean similarity of a topic's documents to its centroid; 0 where it has none.
    pub(crate) fn cohesion(&self, topic: usize) -> f64 {
        let mean =
            |topic: &TopicTotal| from_fixed_point(topic.similarity) / topic.documents.max(1) as f64;
        self.topics.get(topic).map_or(0.0, mean)
    }

    /// So many documents for a topic, those near its centroid; see [`Nearest::representatives`].
    pub(crate) fn representatives(
        &self,
        topic: usize,
        wanted: usize,
        standings: &Standings,
    ) -> Vec<usize> {
        let topic = self.topics.get(topic);
        topic.map_or_else(Vec::new, |topic| topic.nearest.representatives(wanted, standings))
    }

    pub(crate) fn terms(&self) -> &[TermCount] {
        &self.terms
    }
}

impl TopicTotal {
    fn of<'v>(own: Vec<(usize, Placement)>, vector: impl Fn(usize) -> &'v [f32]) -> Self {
        let units = |placement: &Placement| to_fixed_point(f64::from(placement.similarity));
        Self {
            documents: own.len() as u64,
            similarity: own.iter().map(|(_, placement)| units(placement)).sum(),
            nearest: Nearest::of(own, vector),
        }
    }
}

/// Documents that are kept for each topic.
const KEPT: usize = 100;
/// Documents with at least this cosine are nearly the same.
const ALIKE: f32 = 0.95;

/// A document that may represent its topic.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    /// Its number among all documents.
    document: usize,
    placement: Placement,
    /// Its unit vector.
    vector: Vec<f32>,
}

impl Candidate {
    /// The nearest to the centroid comes first, of equally near ones the first document.
    fn order(&self, other: &Self) -> Ordering {
        let nearer = other.placement.similarity.total_cmp(&self.placement.similarity);
        nearer.then(self.document.cmp(&other.document))
    }
}

/// The documents of one topic that lie nearest to its centroid, at most [`KEPT`], no two of them
/// with the same vector.
#[derive(Clone, Debug, Default, PartialEq)]
struct Nearest(Vec<Candidate>);

impl Nearest {
    /// The nearest of these documents, of which `vector` gives the vectors.
    fn of<'v>(mut documents: Vec<(usize, Placement)>, vector: impl Fn(usize) -> &'v [f32]) -> Self {
        let candidate = |(document, placement): (usize, Placement)| Candidate {
            document,
            placement,
            vector: vector(document).to_vec(),
        };
        documents
            .sort_unstable_by(|a, b| b.1.similarity.total_cmp(&a.1.similarity).then(a.0.cmp(&b.0)));
        let mut nearest = Self::default();
        for document in documents {
            if nearest.0.len() == KEPT {
                break;
            }
            nearest.add(candidate(document));
        }
        nearest
    }

    /// Adds a candidate that comes behind all others, unless one has the same vector.
    fn add(&mut self, candidate: Candidate) {
        let equally_near = self.0.iter().rev().take_while(|other| {
            other.placement.similarity.total_cmp(&candidate.placement.similarity).is_eq()
        });
        if !equally_near.into_iter().any(|other| other.vector == candidate.vector) {
            self.0.push(candidate);
        }
    }

    /// Adds what was found elsewhere.
    fn merge(&mut self, other: Self) {
        let mut all = std::mem::take(&mut self.0);
        all.extend(other.0);
        all.sort_by(Candidate::order);
        for candidate in all {
            self.add(candidate);
        }
        self.0.truncate(KEPT);
    }

    /// So many documents, the nearest first, leaving out what is nearly the same as one chosen
    /// before. Those that do not count for their topic leave their places empty.
    fn representatives(&self, wanted: usize, standings: &Standings) -> Vec<usize> {
        let mut chosen: Vec<&Candidate> = Vec::new();
        for candidate in &self.0 {
            if chosen.len() == wanted {
                break;
            }
            if chosen.iter().all(|other| dot(&candidate.vector, &other.vector) < ALIKE) {
                chosen.push(candidate);
            }
        }
        let counts = |candidate: &&Candidate| {
            let standing = standings.standing(candidate.document, &candidate.placement);
            standing != Standing::Unclear
        };
        chosen.into_iter().filter(counts).map(|candidate| candidate.document).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents in two dimensions, the centroid being the first of them.
    fn nearest(documents: &[(usize, [f32; 2])]) -> Nearest {
        let vector = |document: usize| {
            let found = documents.iter().find(|(number, _)| *number == document);
            found.expect("it is one of them").1.as_slice()
        };
        let placed = |&(document, vector): &(usize, [f32; 2])| {
            let mut placement = Placement::between(Some(0), None);
            placement.similarity = vector[0];
            (document, placement)
        };
        Nearest::of(documents.iter().map(placed).collect(), vector)
    }

    #[test]
    fn the_nearest_come_first_and_none_is_like_another() {
        let found =
            nearest(&[(3, [0.6, 0.8]), (4, [0.99, 0.14]), (7, [1.0, 0.0]), (8, [0.6, -0.8])]);
        let standings = Standings::default();
        assert_eq!(found.representatives(5, &standings), [7, 3, 8]);
        assert_eq!(found.representatives(2, &standings), [7, 3]);
    }

    #[test]
    fn of_equal_documents_the_first_of_all_stays() {
        let parts = [
            nearest(&[(5, [0.8, 0.6]), (6, [0.8, -0.6])]),
            nearest(&[(1, [0.8, 0.6]), (2, [0.6, 0.8])]),
        ];
        let mut merged = parts[0].clone();
        merged.merge(parts[1].clone());
        let mut other = parts[1].clone();
        other.merge(parts[0].clone());
        assert_eq!(merged, other);
        assert_eq!(merged.0.iter().map(|c| c.document).collect::<Vec<_>>(), [1, 6, 2]);
    }
}
