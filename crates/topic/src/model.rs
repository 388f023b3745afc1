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
/// let saved = Model::new(&fit, &corpus, &counts).to_bytes();
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
    /// Of the documents that it was made from, [`NEW`] have a smaller part of words that it knows.
    pub(crate) least_known: f32,
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
    /// Documents of whose words the model knows a smaller part, or that are less similar to their
    /// topic, than 98 of 100 documents that it was made from; and those of which it knows nothing.
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
    /// If `fit` or `counts` were made from another corpus.
    pub fn new(fit: &Fit, corpus: &Corpus, counts: &Counts) -> Self {
        let vocabulary = corpus.vocabulary();
        let features = &fit.vectors.features;
        let text = |&term: &TermId| vocabulary.term(term).to_owned();
        let profiles = Mixture::default().profiles(&fit.vectors, &fit.clusters);
        let members = &fit.clusters.members;
        let sums = sums(&fit.vectors.rows, members, fit.topics.topics.len());
        let sizes = fit.clusters.sizes();
        let topic = |(number, topic): (usize, &crate::Topic)| {
            let label: Vec<String> = topic.label.iter().map(text).collect();
            let sum = row(&sums, number);
            ModelTopic {
                name: topic.name.clone().unwrap_or_else(|| label.join("·")),
                label,
                share: topic.share,
                length: crate::matrix::dot(sum, sum).sqrt() / sizes[number] as f32,
                least_similarity: least_similarity(fit, number),
            }
        };
        Self {
            topics: fit.topics.topics.iter().enumerate().map(topic).collect(),
            tags: Vec::new(),
            least_known: least_known(fit, counts),
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
        self.assign_with_vectors(corpus, counts).0
    }

    /// As [`Model::assign`]; gives the vectors of all documents as well.
    pub(crate) fn assign_with_vectors(
        &self,
        corpus: &Corpus,
        counts: &Counts,
    ) -> (Assigned, Array2<f32>) {
        if self.topics.is_empty() {
            let (assignments, new) = (vec![None; corpus.len()], vec![true; corpus.len()]);
            let rows = Array2::zeros((corpus.len(), 0));
            return (Assigned { assignments, new, shares: Vec::new() }, rows);
        }
        let numbers = self.numbers(corpus);
        let (words, rows) = self.vectors(corpus, counts, &numbers);
        let topics = self.profiles.most_probable(&words, &rows);
        let cosines = product(&rows, &self.profiles.centroids.t().to_owned());
        let assign = |document: usize| {
            let topic = topics[document] as usize;
            has_vector(&rows, document).then(|| self.assignment(topic, row(&cosines, document)))
        };
        let assignments: Vec<Option<Assignment>> =
            (0..corpus.len()).into_par_iter().map(assign).collect();
        let known = |document| known_part(counts, document, |term| numbers[term.index()].is_some());
        let is_new = |(document, a): (usize, &Option<Assignment>)| {
            known(document) < self.least_known || a.is_none_or(|a| self.is_far(&a))
        };
        let new = assignments.iter().enumerate().map(is_new).collect();
        (Assigned { shares: self.shares(&assignments), new, assignments }, rows)
    }

    /// For every term of a corpus its number among the words of the model, if it is one.
    fn numbers(&self, corpus: &Corpus) -> Vec<Option<u32>> {
        let vocabulary = corpus.vocabulary();
        let mut numbers = vec![None; vocabulary.len()];
        for (number, word) in self.words.iter().enumerate() {
            if let Some(term) = vocabulary.get(word) {
                numbers[term.index()] = Some(number as u32);
            }
        }
        numbers
    }

    /// The words and vectors of documents.
    fn vectors(
        &self,
        corpus: &Corpus,
        counts: &Counts,
        numbers: &[Option<u32>],
    ) -> (SparseRows<f32>, Array2<f32>) {
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

    fn is_far(&self, assignment: &Assignment) -> bool {
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
    let least = least(own.map(|assignment| assignment.similarity as f32).collect());
    // What rounding in the file takes away must not make a document new.
    least - 1e-3
}

fn least_known(fit: &Fit, counts: &Counts) -> f32 {
    let features = &fit.vectors.features;
    let known =
        |&document: &usize| known_part(counts, document, |term| features.word(term).is_some());
    least(fit.vectors.documents.iter().map(known).collect())
}

/// The part of a document's distinct words that are known.
fn known_part(counts: &Counts, document: usize, is_known: impl Fn(TermId) -> bool) -> f32 {
    let words = counts.rows().row(document);
    let known = words.iter().filter(|&&(word, _)| is_known(TermId(word))).count();
    known as f32 / words.len().max(1) as f32
}

/// The value that [`NEW`] of the values lie below.
fn least(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(rounded(values.len() as f64 * NEW)).copied().unwrap_or(0.0)
}
