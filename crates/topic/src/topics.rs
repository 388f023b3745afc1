use cimai_corpus::{Message, TermId};

use crate::VectorKind;

/// The topics of a corpus and the topic of each document.
#[derive(Clone, Debug, PartialEq)]
pub struct Topics {
    /// Largest first; of equally large ones, by label.
    pub topics: Vec<Topic>,
    /// One per document; `None` where no word of it says anything about its topic.
    pub assignments: Vec<Option<Assignment>>,
    /// The vectors that were used.
    pub vectors: VectorKind,
    /// The numbers of topics that were tried.
    pub tried: Vec<TriedK>,
    /// One sentence: how the number of topics came about.
    pub reason: Message,
    /// What else the user should know.
    pub notes: Vec<Message>,
}

/// One topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// 2–4 terms that set it apart, none of them in another label. Fewer only where the topic has
    /// no more terms of its own.
    pub label: Vec<TermId>,
    /// How many documents.
    pub size: usize,
    /// Their share of the documents that have a topic, 0–1.
    pub share: f64,
    /// Mean normalised pointwise mutual information of its ten first terms within documents, −1–1.
    pub coherence: f64,
    /// Mean cosine of its documents to its centroid, −1–1.
    pub cohesion: f64,
    /// Its most characteristic terms, first the most characteristic.
    pub terms: Vec<TopicTerm>,
    /// Documents near its centroid, nearest first, no two nearly alike.
    pub representatives: Vec<usize>,
}

/// A term of a topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicTerm {
    /// Which term.
    pub term: TermId,
    /// How characteristic it is of the topic.
    pub weight: f64,
    /// Its occurrences within the topic's documents.
    pub tf: u64,
    /// How many of the topic's documents have it.
    pub df: u32,
}

/// Where a document belongs, and how surely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assignment {
    /// Place of its topic in [`Topics::topics`].
    pub topic: usize,
    /// Cosine to the topic's centroid, −1–1.
    pub similarity: f64,
    /// The topic that comes next.
    pub second: Option<usize>,
    /// Cosine to that topic's centroid; 0 where there is no other topic.
    pub second_similarity: f64,
    /// How much nearer the topic is than the next one.
    pub margin: f64,
    /// How much nearer the topic's documents are than those of the nearest other topic, −1–1
    /// (Rousseeuw 1987, with cosine distances); 0 for a topic's only document.
    pub silhouette: f64,
}

/// A number of topics that was tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TriedK {
    /// How many topics.
    pub k: usize,
    /// Mean silhouette, −1–1.
    pub silhouette: f64,
    /// Mean coherence, −1–1.
    pub coherence: f64,
    /// Agreement between repeated clusterings: mean adjusted Rand index, −1–1.
    pub stability: f64,
    /// Share of the largest topic, 0–1.
    pub largest_share: f64,
    /// Whether it was taken.
    pub chosen: bool,
}
