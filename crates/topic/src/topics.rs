use cimai_corpus::{Message, TermId};

use crate::options::VectorKind;

/// The topics of a run, as the tables show them. What each document belongs to is its
/// [`crate::Placement`].
#[derive(Clone, Debug, PartialEq)]
pub struct Topics {
    /// Of a run that found its topics, the largest first, of equally large ones by label; of a run
    /// that was given them, in the order of the model.
    pub topics: Vec<Topic>,
    /// For each topic of the model its place in `topics`.
    pub places: Vec<usize>,
    /// The vectors that were used; [`VectorKind::Auto`] where the topics were given.
    pub vectors: VectorKind,
    /// The share of latent semantic analysis in them, 0–1.
    pub lsa_share: f64,
    /// The numbers of topics that were tried.
    pub tried: Vec<TriedK>,
    /// One sentence: how the number of topics came about.
    pub reason: Message,
    /// What else the user should know.
    pub notes: Vec<Message>,
}

impl Topics {
    /// No topics.
    pub fn none() -> Self {
        let reason = Message::new(
            "没有可以区分主题的词，因此没有主题",
            "no words tell documents apart, so there are no topics",
        );
        Self {
            topics: Vec::new(),
            places: Vec::new(),
            vectors: VectorKind::Auto,
            lsa_share: 0.0,
            tried: Vec::new(),
            reason,
            notes: Vec::new(),
        }
    }
}

/// One topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// 2–4 terms that set it apart, none of them in another label. Fewer only where the topic has
    /// no more terms of its own; where it has none at all, terms that other topics have too.
    pub label: Vec<TermId>,
    /// How many documents count for it.
    pub size: usize,
    /// Their share of the documents that count for any topic, 0–1.
    pub share: f64,
    /// Mean normalised pointwise mutual information of its ten first terms within documents, −1–1;
    /// 0 until
    /// [`crate::Meetings::rate`] has told it.
    pub coherence: f64,
    /// Mean cosine of its documents to its centroid, −1–1.
    pub cohesion: f64,
    /// Its most characteristic terms, first the most characteristic.
    pub terms: Vec<TopicTerm>,
    /// The first of all its terms, however many `terms` lists, by which it is coherent or not.
    pub(crate) first_terms: Vec<TermId>,
    /// The numbers of documents near its centroid, nearest first, no two nearly alike.
    pub representatives: Vec<usize>,
    /// What the user calls it.
    pub name: Option<String>,
    /// Its share among the documents that a model was made from, if it comes from one, 0–1.
    pub model_share: Option<f64>,
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

/// A number of topics that was tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TriedK {
    /// How many topics.
    pub k: usize,
    /// Mean silhouette, −1–1.
    pub silhouette: f64,
    /// Mean coherence, −1–1.
    pub coherence: f64,
    /// How far clusterings of random parts of the documents agree beyond chance: 0 no better than
    /// documents without structure, 1 always the same.
    pub stability: f64,
    /// Share of the largest topic, 0–1.
    pub largest_share: f64,
    /// Whether it was taken.
    pub chosen: bool,
}
