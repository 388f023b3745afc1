//! Topics as they are kept: what places documents among them, and the file that holds it.

mod bytes;
pub(crate) mod file;
pub(crate) mod placement;
pub(crate) mod placer;

use cimai_corpus::{TermId, Vocabulary};
use ndarray::{Array2, Axis};

use crate::clusters::mixture::Profiles;
use crate::topics::{Topic, Topics};
use crate::vectors::Projection;

/// What it takes to place documents among topics, by their words alone.
///
/// It knows words and characters as text, so it does not need the documents that it was learned
/// from; and it comes back from its file ([`Model::to_bytes`]) exactly as it was, so that other
/// programs place documents alike. [`crate::Fit`] learns it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// The topics, in the order of their numbers.
    pub topics: Vec<ModelTopic>,
    /// What the program wants to know when it reads the model again: versions, hashes of
    /// dictionaries, options.
    pub tags: Vec<(String, String)>,
    /// What belongs to the model and means nothing here, each part under a name: how words are
    /// made, for example.
    pub sections: Vec<(String, Vec<u8>)>,
    /// Of the documents that it was learned from, [`Model::NEW`] have a smaller part of words that
    /// it knows.
    pub(crate) least_known: f32,
    /// The words that are features, in the order of their numbers.
    pub(crate) words: Vec<String>,
    /// The characters that are features behind these, ascending.
    pub(crate) characters: Vec<char>,
    /// What one occurrence of each feature weighs.
    pub(crate) weights: Vec<f32>,
    pub(crate) projections: Vec<Projection>,
    /// By what the topic of a document is found.
    pub(crate) profiles: Profiles,
    /// One unit row per topic, the direction of the mean of its documents' vectors: how near a
    /// document is.
    pub(crate) centroids: Array2<f32>,
}

/// A topic of a [`Model`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelTopic {
    /// What it is called; may be changed. Empty until [`Model::with_topics`].
    pub name: String,
    /// The terms of its label. Empty until [`Model::with_topics`].
    pub label: Vec<String>,
    /// Share of the documents of the run that found it, 0–1. 0 until [`Model::with_topics`].
    pub share: f64,
    /// How many documents it was learned from.
    pub(crate) size: u32,
    /// Length of the mean of their vectors, 0–1: the closer they lie, the longer.
    pub(crate) length: f32,
    /// Of these documents, [`Model::NEW`] have a smaller cosine to the centroid.
    pub(crate) least_similarity: f32,
}

impl Model {
    /// Share of a model's own documents that would be new to it.
    pub(crate) const NEW: f64 = 0.02;

    /// The model with the topics of a run in their order, under their names and labels. Topics
    /// without a name take their label for one.
    ///
    /// # Panics
    ///
    /// If the topics are not those of the model, or of another vocabulary.
    pub fn with_topics(self, topics: &Topics, vocabulary: &Vocabulary) -> Self {
        let mut order = vec![0; topics.places.len()];
        topics.places.iter().enumerate().for_each(|(number, &place)| order[place] = number);
        let text = |&term: &TermId| vocabulary.term(term).to_owned();
        let topic = |(topic, &number): (&Topic, &usize)| {
            let label: Vec<String> = topic.label.iter().map(text).collect();
            let name = topic.name.clone().unwrap_or_else(|| label.join("·"));
            ModelTopic { name, label, share: topic.share, ..self.topics[number].clone() }
        };
        Self {
            topics: topics.topics.iter().zip(&order).map(topic).collect(),
            profiles: self.profiles.select(&order),
            centroids: self.centroids.select(Axis(0), &order),
            ..self
        }
    }
}
