//! Topics as they are kept: what places documents among them, the places of documents, and the file
//! that holds it all.

pub(crate) mod file;
pub(crate) mod placement;

use cimai_corpus::{Batch, Counts, TermId, Vocabulary};
use ndarray::{Array2, Axis};
use rayon::prelude::*;

use crate::clusters::mixture::Profiles;
use crate::model::placement::Placement;
use crate::topics::{Topic, Topics};
use crate::vectors::features::{Evidence, FeatureTable};
use crate::vectors::matrix::row;
use crate::vectors::products::product;
use crate::vectors::{Projection, has_vector, project};

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

    /// Makes ready to place documents whose words are numbered by this vocabulary. Kept words that
    /// the model does not know count for nothing.
    pub fn prepare(&self, vocabulary: &Vocabulary, origin: Origin) -> Placer<'_> {
        let mut words = vec![None; vocabulary.len()];
        for (number, word) in self.words.iter().enumerate() {
            if let Some(term) = vocabulary.get(word) {
                words[term.index()] = Some(number as u32);
            }
        }
        let word = |term: TermId| words[term.index()];
        let character = |c| {
            let place = self.characters.binary_search(&c).ok();
            place.map(|place| (self.words.len() + place) as u32)
        };
        let table = FeatureTable::new(vocabulary, self.weights.len(), word, character);
        let centroids = self.centroids.t().as_standard_layout().into_owned();
        Placer { model: self, origin, table, centroids }
    }
}

/// What the documents that are placed are to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The model was learned from exactly these. None of them is new, and in its silhouette a
    /// document is not compared with itself, although it is in the mean of its topic.
    Learned,
    /// The model was learned from a part of these. None of them is new. Silhouettes compare with
    /// the part.
    Sampled,
    /// The model is of another run: what fits none of its topics is new.
    Other,
}

/// Places documents among the topics of a model by their words alone. Every document is placed by
/// itself, so it does not matter how documents are divided into batches.
#[derive(Clone, Debug)]
pub struct Placer<'m> {
    model: &'m Model,
    origin: Origin,
    table: FeatureTable,
    /// Dimensions × topics.
    centroids: Array2<f32>,
}

/// The documents of a batch among the topics of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// One for each document.
    pub placements: Vec<Placement>,
    /// How many topics there are.
    pub(crate) topics: usize,
    /// One unit row for each document; zeros for one without a topic.
    pub(crate) rows: Array2<f32>,
}

impl Placer<'_> {
    /// Places the documents of a batch.
    ///
    /// # Panics
    ///
    /// If its words are numbered by another vocabulary, or `counts` are not those of the batch.
    pub fn place(&self, batch: &Batch, counts: &Counts) -> Placed {
        let model = self.model;
        let topics = model.topics.len();
        let new = |document| Placement {
            new: self.origin == Origin::Other && counts.kept_words(document) > 0,
            ..Placement::default()
        };
        if topics == 0 {
            let placements = (0..batch.len()).map(new).collect();
            return Placed { placements, topics, rows: Array2::zeros((batch.len(), 0)) };
        }
        let evidence = Evidence::read(batch, counts, &self.table);
        let words = evidence.tokens(model.words.len());
        let rows = project(&evidence.rows(&model.weights), &model.projections);
        let (topic, shares) = model.profiles.divide(&words, &rows);
        let cosines = product(&rows, &self.centroids);
        let place = |document: usize| {
            if !has_vector(&rows, document) {
                return new(document);
            }
            let (shares, cosines) = (row(&shares, document), row(&cosines, document));
            let placement = self.placement(topic[document] as usize, shares, cosines);
            Placement { new: self.is_new(&placement, counts, document), ..placement }
        };
        let placements = (0..batch.len()).into_par_iter().map(place).collect();
        Placed { placements, topics, rows }
    }

    fn placement(&self, topic: usize, shares: &[f32], cosines: &[f32]) -> Placement {
        let mut second: Option<usize> = None;
        for other in (0..cosines.len()).filter(|&other| other != topic) {
            if second.is_none_or(|second| cosines[other] > cosines[second]) {
                second = Some(other);
            }
        }
        Placement {
            similarity: cosines[topic],
            second_similarity: second.map_or(0.0, |second| cosines[second]),
            silhouette: self.silhouette(topic, cosines),
            probability: shares[topic],
            second_probability: second.map_or(0.0, |second| shares[second]),
            ..Placement::between(Some(topic), second)
        }
    }

    /// The mean cosine of a document to those of a topic is its cosine to their mean times the
    /// length of that, so this is exact without looking at pairs.
    fn silhouette(&self, topic: usize, cosines: &[f32]) -> f32 {
        let topics = &self.model.topics;
        let mean = |topic: usize| f64::from(cosines[topic]) * f64::from(topics[topic].length);
        let size = f64::from(topics[topic].size);
        let own = match self.origin {
            Origin::Learned if size < 2.0 => return 0.0,
            Origin::Learned => (mean(topic) * size - 1.0) / (size - 1.0),
            Origin::Sampled | Origin::Other => mean(topic),
        };
        let others = (0..cosines.len()).filter(|&other| other != topic);
        let distances = others.map(|other| 1.0 - mean(other));
        let (within, without) = (1.0 - own, distances.fold(f64::INFINITY, f64::min));
        let largest = within.max(without);
        // Without another topic the distance to it is infinite.
        let told = largest > 1e-9 && largest.is_finite();
        if told { ((without - within) / largest) as f32 } else { 0.0 }
    }

    fn is_new(&self, placement: &Placement, counts: &Counts, document: usize) -> bool {
        let model = self.model;
        let is_word = |term: TermId| {
            let first = self.table.features(term).and_then(<[u32]>::first);
            first.is_some_and(|&feature| (feature as usize) < model.words.len())
        };
        let is_far = |topic: usize| placement.similarity < model.topics[topic].least_similarity;
        self.origin == Origin::Other
            && (known_part(counts, document, is_word) < model.least_known
                || placement.topic().is_none_or(is_far))
    }
}

/// The part of a document's distinct words that are known.
pub(crate) fn known_part(
    counts: &Counts,
    document: usize,
    is_known: impl Fn(TermId) -> bool,
) -> f32 {
    let words = counts.rows().row(document);
    let known = words.iter().filter(|&&(word, _)| is_known(TermId(word))).count();
    known as f32 / words.len().max(1) as f32
}
