use cimai_corpus::{Batch, Counts};

use crate::describe::representatives::Nearest;
use crate::describe::terms::{TermCount, count_terms, merge_terms};
use crate::model::placement::{Placement, Standings};
use crate::model::placer::Placed;
use crate::rounding::{from_fixed_point, to_fixed_point};
use crate::vectors::matrix::row;

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
