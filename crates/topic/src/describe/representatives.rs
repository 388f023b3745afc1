use std::cmp::Ordering;

use crate::model::placement::{Placement, Standing, Standings};
use crate::vectors::matrix::dot;

/// Documents that are kept for each topic.
const KEPT: usize = 100;
/// Documents with at least this cosine are nearly the same.
const ALIKE: f32 = 0.95;

/// A document that may represent its topic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// Its number among all documents.
    pub(crate) document: usize,
    pub(crate) placement: Placement,
    /// Its unit vector.
    pub(crate) vector: Vec<f32>,
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
pub(crate) struct Nearest(Vec<Candidate>);

impl Nearest {
    /// The nearest of these documents, of which `vector` gives the vectors.
    pub(crate) fn of<'v>(
        mut documents: Vec<(usize, Placement)>,
        vector: impl Fn(usize) -> &'v [f32],
    ) -> Self {
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
    pub(crate) fn merge(&mut self, other: Self) {
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
    pub(crate) fn representatives(&self, wanted: usize, standings: &Standings) -> Vec<usize> {
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
