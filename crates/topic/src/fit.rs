//! Topics learned from documents: vectors, the number of topics, clusters and the mixture that
//! starts from these.

mod number_of_topics;

use cimai_corpus::{Batch, Counts, Message, SparseRows, TermId, Vocabulary};
use ndarray::Array2;

use crate::clusters::cluster;
use crate::clusters::k_means::{SphericalKMeans, sizes, sums};
use crate::clusters::mixture::{Mixed, Mixture};
use crate::describe::Subject;
use crate::describe::totals::TopicTotals;
use crate::fit::number_of_topics::{Decision, decide};
use crate::model::placement::Standings;
use crate::model::{Model, ModelTopic, known_part};
use crate::numbers::rounded;
use crate::options::{Error, Options, SeedTopic, VectorKind};
use crate::topics::{Topics, TriedK};
use crate::vectors::matrix::{dot, row, rows_to_unit, transposed};
use crate::vectors::products::product;
use crate::vectors::{Vectors, project};

/// What was learned from documents: a [`Model`] that places documents among topics, and how it
/// came about.
///
/// Documents become vectors: means of word vectors that are learned from the documents themselves,
/// or latent semantic analysis, by their length. Spherical k-means divides them (of few documents,
/// what many clusterings agree on), and a mixture of topics, each with its words and its direction,
/// starts from those clusters.
///
/// The numbers of the topics mean nothing until all documents of the run are placed and
/// [`Fit::describe`] has put the topics in order. A document without a kept word has no topic, nor
/// has one whose words and characters all occur nowhere else: nothing speaks for any topic.
#[derive(Clone, Debug)]
pub struct Fit {
    model: Model,
    /// What the user calls the topics, where one was expected by name.
    names: Vec<Option<String>>,
    /// The vectors that were used; never [`VectorKind::Auto`].
    pub vectors: VectorKind,
    /// The share of latent semantic analysis in them, 0–1: 0 for headlines, 1 for articles.
    pub lsa_share: f64,
    /// The numbers of topics that were tried.
    pub tried: Vec<TriedK>,
    /// One sentence: how the number of topics came about.
    pub reason: Message,
    /// What else the user should know.
    pub notes: Vec<Message>,
}

impl Fit {
    /// Learns the topics of documents: all of a run, or a sample.
    ///
    /// # Errors
    ///
    /// If an option is out of range.
    ///
    /// # Panics
    ///
    /// If `counts` are not those of the sample.
    pub fn new(sample: &Batch, counts: &Counts, options: &Options) -> Result<Self, Error> {
        options.check()?;
        let vectors = Vectors::fit(sample, counts, options);
        let (kind, lsa_share) = (vectors.kind, vectors.lsa_share);
        if vectors.documents.is_empty() {
            let Topics { tried, reason, notes, .. } = Topics::none();
            let (model, names) = (Model::default(), Vec::new());
            return Ok(Self { model, names, vectors: kind, lsa_share, tried, reason, notes });
        }
        let anchors = Anchors::of(&options.seed_topics, sample.vocabulary(), &vectors);
        let decision = decide(&vectors, counts, options, anchors.names.len());
        let mixed = mix(&vectors, options, decision.k, &anchors);
        let found = occupied(&mixed);
        let name = |&topic: &usize| anchors.names.get(topic).cloned();
        let names: Vec<Option<String>> = found.iter().map(name).collect();
        let model = Learned::of(&vectors, &mixed, &found).model(counts, sample.vocabulary());
        let Decision { k, tried, reason, notes } = decision;
        let clipped = (found.len() < k).then(|| clipped(k, found.len()));
        let notes = anchors.notes.into_iter().chain(notes).chain(clipped).collect();
        Ok(Self { model, names, vectors: kind, lsa_share, tried, reason, notes })
    }

    /// What places documents among the topics.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What places documents among the topics, alone.
    pub fn into_model(self) -> Model {
        self.model
    }

    /// Describes the topics by what all documents of the run have, and puts them in order.
    ///
    /// # Panics
    ///
    /// If the totals were not counted with this model.
    pub fn describe(
        &self,
        totals: &TopicTotals,
        standings: &Standings,
        vocabulary: &Vocabulary,
        options: &Options,
    ) -> Topics {
        let subject = Subject { totals, standings, vocabulary, options };
        let (topics, places) = subject.found(&self.names);
        let unplaced = totals.unplaced();
        let without_topic = (unplaced > 0).then(|| without_topic(unplaced));
        Topics {
            topics,
            places,
            vectors: self.vectors,
            lsa_share: self.lsa_share,
            tried: self.tried.clone(),
            reason: self.reason.clone(),
            notes: self.notes.iter().cloned().chain(without_topic).collect(),
        }
    }
}

fn mix(vectors: &Vectors, options: &Options, k: usize, anchors: &Anchors) -> Mixed {
    let k_means = SphericalKMeans {
        clusters: k,
        starts: options.starts,
        seed: options.seed,
        ..SphericalKMeans::default()
    };
    let clusters = cluster(&vectors.rows, &k_means, &anchors.rows);
    Mixture::default().fit(&vectors.tokens, &vectors.rows, &clusters, &anchors.words)
}

/// The topics that have members, ascending.
fn occupied(mixed: &Mixed) -> Vec<usize> {
    let sizes = sizes(&mixed.members, mixed.profiles.priors.len());
    (0..sizes.len()).filter(|&topic| sizes[topic] > 0).collect()
}

/// Topics with members, before they are made a model.
struct Learned<'v> {
    vectors: &'v Vectors,
    /// The topic of each row of the vectors.
    members: Vec<u32>,
    /// The direction of the mean of each topic's vectors.
    centroids: Array2<f32>,
    model: Model,
}

impl<'v> Learned<'v> {
    /// The topics that have members, `found`, under new numbers.
    fn of(vectors: &'v Vectors, mixed: &Mixed, found: &[usize]) -> Self {
        let number = |topic: &u32| found.partition_point(|&other| other < *topic as usize) as u32;
        let members: Vec<u32> = mixed.members.iter().map(number).collect();
        let mut centroids = sums(&vectors.rows, &members, found.len());
        let sizes = sizes(&members, found.len());
        let topic = |(number, &size): (usize, &usize)| {
            let sum = row(&centroids, number);
            let length = dot(sum, sum).sqrt() / size as f32;
            ModelTopic { size: size as u32, length, ..ModelTopic::default() }
        };
        let topics = sizes.iter().enumerate().map(topic).collect();
        rows_to_unit(&mut centroids);
        let profiles = mixed.profiles.select(found);
        let model = Model { topics, profiles, ..Model::default() };
        Self { vectors, members, centroids, model }
    }

    /// The model, with all that it must know of words.
    fn model(self, counts: &Counts, vocabulary: &Vocabulary) -> Model {
        let Vectors { features, documents, projections, .. } = self.vectors;
        let known =
            |&document: &usize| known_part(counts, document, |term| features.word(term).is_some());
        let least_known = exceeded_by_most(documents.iter().map(known).collect());
        let mut topics = self.model.topics.clone();
        for (topic, similarities) in topics.iter_mut().zip(self.similarities()) {
            topic.least_similarity = exceeded_by_most(similarities);
        }
        let text = |&term: &TermId| vocabulary.term(term).to_owned();
        Model {
            topics,
            least_known,
            words: features.words.iter().map(text).collect(),
            characters: features.characters.clone(),
            weights: features.weights.clone(),
            projections: projections.clone(),
            centroids: self.centroids,
            ..self.model
        }
    }

    /// For each topic the cosines of its members to its centroid.
    fn similarities(&self) -> Vec<Vec<f32>> {
        let cosines = product(&self.vectors.rows, &transposed(&self.centroids));
        let mut similarities = vec![Vec::new(); self.model.topics.len()];
        for (place, &topic) in self.members.iter().enumerate() {
            similarities[topic as usize].push(cosines[[place, topic as usize]]);
        }
        similarities
    }
}

/// The value that [`Model::NEW`] of the values lie below.
fn exceeded_by_most(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(rounded(values.len() as f64 * Model::NEW)).copied().unwrap_or(0.0)
}

fn clipped(wanted: usize, found: usize) -> Message {
    Message::new(
        format!("文档只能分成 {found} 个不同的主题，主题数由 {wanted} 减为 {found}"),
        format!(
            "the documents differ in {found} ways only, so there are {found} topics instead of {wanted}"
        ),
    )
}

/// Says how many documents have words, but no topic.
fn without_topic(documents: u64) -> Message {
    Message::new(
        format!("{documents} 篇文档的词在别处都没有出现，因此没有主题"),
        format!("{documents} documents have no topic, since their words occur nowhere else"),
    )
}

/// Where expected topics lie among the vectors, and by which words they are known.
#[derive(Clone, Debug, Default)]
struct Anchors {
    names: Vec<String>,
    /// One unit row per expected topic.
    rows: Array2<f32>,
    /// The features that stand for the words of each.
    words: Vec<Vec<u32>>,
    /// What could not be followed.
    notes: Vec<Message>,
}

impl Anchors {
    fn of(seeds: &[SeedTopic], vocabulary: &Vocabulary, vectors: &Vectors) -> Self {
        let mut anchors = Self::default();
        let mut documents = Vec::new();
        for seed in seeds {
            let (words, missing) = find(seed, vocabulary, vectors);
            if !missing.is_empty() {
                anchors.notes.push(not_found(seed, &missing));
            }
            if !words.is_empty() {
                anchors.names.push(seed.name.clone());
                documents.push(vectors.features.document(&words, vocabulary));
                anchors.words.push(words);
            }
        }
        let documents = SparseRows::new(vectors.features.weights.len(), &documents);
        anchors.rows = project(&documents, &vectors.projections);
        anchors
    }
}

/// The features of a seed's words, and the words that have none.
fn find<'s>(
    seed: &'s SeedTopic,
    vocabulary: &Vocabulary,
    vectors: &Vectors,
) -> (Vec<u32>, Vec<&'s str>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for term in &seed.terms {
        let feature = vocabulary.get(term).and_then(|id| vectors.features.word(id));
        match feature {
            Some(feature) => found.push(feature),
            None => missing.push(term.as_str()),
        }
    }
    found.sort_unstable();
    found.dedup();
    (found, missing)
}

fn not_found(seed: &SeedTopic, missing: &[&str]) -> Message {
    let name = &seed.name;
    Message::new(
        format!("主题“{name}”的种子词在文档中没有或太少：{}", missing.join("、")),
        format!("seed terms of topic {name} that the documents lack: {}", missing.join(", ")),
    )
}
