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
