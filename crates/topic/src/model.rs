use cimai_corpus::{Corpus, Counts, SparseRows, TermId};
use ndarray::Array2;
use rayon::prelude::*;

use crate::evidence::{Evidence, FeatureTable};
use crate::k_means::sums;
use crate::matrix::{product, row};
use crate::mixture::Profiles;
use crate::vectors::{has_vector, project};
use crate::{Assignment, Fit, Mixture, Projection, rounded};

/// The topics of a corpus, kept so that other documents can be given the same ones.
///
/// It knows words and characters as text, so it does not need the corpus that it came from.
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_topic::{Choice, Fit, Model, Options};
///
/// let read = |texts: &[&str]| {
///     let mut corpus = Corpus::default();
///     for text in texts {
///         corpus.push([], text.split(' ').map(Piece::Word), |_| true);
///     }
///     let counts = Counts::of(&corpus);
///     (corpus, counts)
/// };
/// let (corpus, counts) =
///     read(&["楼盘 开盘 均价", "楼盘 均价 优惠", "球队 夺冠 联赛", "球队 联赛 球员"]);
/// let options = Options { topics: Choice::Fixed(2), ..Options::default() };
/// let fit = Fit::new(&corpus, &counts, &options)?;
/// let saved = Model::new(&fit, &corpus).to_bytes();
///
/// let model = Model::from_bytes(&saved)?;
/// let (corpus, counts) = read(&["联赛 夺冠"]);
/// let assigned = model.assign(&corpus, &counts);
/// let sports = fit.topics.assignments[2].map(|a| a.topic);
/// assert_eq!(assigned.assignments[0].map(|a| a.topic), sports);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The topics, in the order of their numbers.
    pub topics: Vec<ModelTopic>,
    /// What the program wants to know when it reads the model again: versions, hashes of
    /// dictionaries, options.
    pub tags: Vec<(String, String)>,
    pub(crate) words: Vec<String>,
    pub(crate) characters: Vec<char>,
    pub(crate) weights: Vec<f32>,
    pub(crate) projections: Vec<Projection>,
    pub(crate) profiles: Profiles,
}

/// A topic of a [`Model`].
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTopic {
    /// What it is called; may be changed.
    pub name: String,
    /// The terms of its label.
    pub label: Vec<String>,
    /// Share of the documents that it was made from, 0–1.
    pub share: f64,
    /// Length of the mean of its documents' vectors, 0–1: the closer they lie, the longer.
    pub(crate) length: f32,
    /// Of the documents that it was made from, [`NEW`] have a smaller cosine to the centroid.
    pub(crate) least_similarity: f32,
}

/// Documents with the topics of a model. See [`Model::assign`].
#[derive(Clone, Debug, PartialEq)]
pub struct Assigned {
    /// One per document; `None` where the model knows none of its words.
    pub assignments: Vec<Option<Assignment>>,
    /// Documents that the model knows too little of, or that are less similar to their topic than
    /// 98 of 100 documents that it was made from.
    pub new: Vec<bool>,
    /// Share of each topic among the documents that have one, 0–1.
    pub shares: Vec<f64>,
}

/// Share of a model's own documents that would be new to it.
const NEW: f64 = 0.02;

impl Model {
    /// Keeps the topics of a corpus.
    ///
    /// # Panics
    ///
    /// If `fit` was made from another corpus.
    pub fn new(fit: &Fit, corpus: &Corpus) -> Self {
        let vocabulary = corpus.vocabulary();
        let features = &fit.vectors.features;
        let text = |&term: &TermId| vocabulary.term(term).to_owned();
        let profiles = Mixture::default().profiles(&fit.vectors, &fit.clusters);
        let sums = sums(&fit.vectors.rows, &fit.clusters.members, fit.topics.topics.len());
        let topic = |(number, topic): (usize, &crate::Topic)| {
            let label: Vec<String> = topic.label.iter().map(text).collect();
            let sum = row(&sums, number);
            ModelTopic {
                name: topic.name.clone().unwrap_or_else(|| label.join("·")),
                label,
                share: topic.share,
                length: crate::matrix::dot(sum, sum).sqrt() / topic.size as f32,
                least_similarity: least_similarity(fit, number),
            }
        };
        Self {
            topics: fit.topics.topics.iter().enumerate().map(topic).collect(),
            tags: Vec::new(),
            words: features.words.iter().map(text).collect(),
            characters: features.characters.clone(),
            weights: features.weights.clone(),
            projections: fit.vectors.projections.clone(),
            profiles,
        }
    }

    /// Gives documents the topics of the model, under the same numbers. Kept words that it does
    /// not know count for nothing.
    pub fn assign(&self, corpus: &Corpus, counts: &Counts) -> Assigned {
        if self.topics.is_empty() {
            let assignments = vec![None; corpus.len()];
            return Assigned { assignments, new: vec![true; corpus.len()], shares: Vec::new() };
        }
        let (words, rows) = self.vectors(corpus, counts);
        let topics = self.profiles.most_probable(&words, &rows);
        let cosines = product(&rows, &self.profiles.centroids.t().to_owned());
        let assign = |document: usize| {
            let topic = topics[document] as usize;
            has_vector(&rows, document).then(|| self.assignment(topic, row(&cosines, document)))
        };
        let assignments: Vec<Option<Assignment>> =
            (0..corpus.len()).into_par_iter().map(assign).collect();
        let new = assignments.iter().map(|a| a.is_none_or(|a| self.is_new(&a))).collect();
        Assigned { shares: self.shares(&assignments), new, assignments }
    }

    /// The words and vectors of documents.
    fn vectors(&self, corpus: &Corpus, counts: &Counts) -> (SparseRows<f32>, Array2<f32>) {
        let vocabulary = corpus.vocabulary();
        let mut numbers = vec![None; vocabulary.len()];
        for (number, word) in self.words.iter().enumerate() {
            if let Some(term) = vocabulary.get(word) {
                numbers[term.index()] = Some(number as u32);
            }
        }
        let character = |c| {
            let place = self.characters.binary_search(&c).ok();
            place.map(|place| (self.words.len() + place) as u32)
        };
        let word = |term: TermId| numbers[term.index()];
        let table = FeatureTable::new(corpus, self.weights.len(), word, character);
        let evidence = Evidence::read(corpus, counts, &table);
        let rows = project(&evidence.rows(&self.weights), &self.projections);
        (evidence.tokens(self.words.len()), rows)
    }

    fn assignment(&self, topic: usize, cosines: &[f32]) -> Assignment {
        let distance =
            |topic: usize| 1.0 - f64::from(cosines[topic]) * f64::from(self.topics[topic].length);
        let own = distance(topic);
        let others = (0..cosines.len()).filter(|&other| other != topic).map(distance);
        let other = others.fold(f64::INFINITY, f64::min);
        let silhouette = if other.is_finite() { (other - own) / other.max(own) } else { 0.0 };
        Assignment { silhouette, ..Assignment::from_cosines(topic, cosines) }
    }

    fn is_new(&self, assignment: &Assignment) -> bool {
        assignment.similarity < f64::from(self.topics[assignment.topic].least_similarity)
    }

    fn shares(&self, assignments: &[Option<Assignment>]) -> Vec<f64> {
        let mut sizes = vec![0.0; self.topics.len()];
        assignments.iter().flatten().for_each(|assignment| sizes[assignment.topic] += 1.0);
        let all: f64 = sizes.iter().sum();
        sizes.into_iter().map(|size| if all > 0.0 { size / all } else { 0.0 }).collect()
    }
}

fn least_similarity(fit: &Fit, topic: usize) -> f32 {
    let own = fit.topics.assignments.iter().flatten().filter(|a| a.topic == topic);
    let mut similarities: Vec<f64> = own.map(|assignment| assignment.similarity).collect();
    similarities.sort_by(f64::total_cmp);
    let place = rounded(similarities.len() as f64 * NEW);
    // What rounding in the file takes away must not make a document new.
    similarities.get(place).map_or(0.0, |&similarity| similarity as f32 - 1e-3)
}
