use cimai_corpus::SparseRows;
use ndarray::{Array2, ArrayView2, ArrayViewMut1, Axis};
use rayon::prelude::*;

use crate::Vectors;
use crate::k_means::{Clusters, means, sizes};
use crate::matrix::{CHUNK, add, product, row, row_mut, rows_to_unit};

/// A mixture of topics, each with its own words and its own direction, fitted to clusters by
/// expectation and maximisation: naive Bayes over the words that a document has (Nigam et al.
/// 2000), together with the cosine of its vector to the topic's centroid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// What is added to the number of documents of a topic that have a word.
    pub smoothing: f32,
    /// What a cosine weighs beside the logarithm of a probability.
    pub concentration: f32,
    /// Rounds at most.
    pub iterations: usize,
}

impl Default for Mixture {
    fn default() -> Self {
        Self { smoothing: 0.1, concentration: 10.0, iterations: 30 }
    }
}

impl Mixture {
    /// Moves rows between clusters until fewer than one in a thousand moves. A round that would
    /// leave a cluster empty is not made.
    ///
    /// `words` has a row for each of `rows`; only which cells are stored matters.
    pub fn fit(&self, words: &SparseRows<f32>, rows: &Array2<f32>, start: Clusters) -> Clusters {
        self.fit_anchored(words, rows, start, &[])
    }

    /// As [`Mixture::fit`]; in the first clusters each of the `anchors`' words counts as if it were
    /// in a fifth of an average cluster's documents.
    pub(crate) fn fit_anchored(
        &self,
        words: &SparseRows<f32>,
        rows: &Array2<f32>,
        start: Clusters,
        anchors: &[Vec<u32>],
    ) -> Clusters {
        let k = start.centroids.nrows();
        let mut clusters = start;
        let documents = words.transposed();
        let mut shares = certain(&clusters.members, k);
        let rounds = if k > 1 { self.iterations } else { 0 };
        for _ in 0..rounds {
            let profiles = self.maximise(&documents, rows, &shares, anchors);
            let members = profiles.divide(words, rows, &mut shares);
            if sizes(&members, k).contains(&0) {
                break;
            }
            let moved = members.iter().zip(&clusters.members).filter(|(a, b)| a != b).count();
            clusters.members = members;
            if moved * 1000 < rows.nrows() {
                break;
            }
        }
        clusters.centroids = means(rows, &clusters.members, k);
        clusters
    }

    /// What is known of the topics of clusters, to assign other documents by.
    pub(crate) fn profiles(&self, vectors: &Vectors, clusters: &Clusters) -> Profiles {
        let documents = vectors.tokens().transposed();
        let shares = certain(&clusters.members, clusters.centroids.nrows());
        self.maximise(&documents, &vectors.rows, &shares, &[])
    }

    /// What the topics look like if documents belong to them in these shares.
    fn maximise(
        &self,
        documents: &SparseRows<f32>,
        rows: &Array2<f32>,
        shares: &Array2<f32>,
        anchors: &[Vec<u32>],
    ) -> Profiles {
        let k = shares.ncols();
        let mut words = Array2::from_elem((documents.rows(), k), self.smoothing);
        for (topic, anchor) in anchors.iter().enumerate().take(k) {
            for &word in anchor {
                words[[word as usize, topic]] += shares.nrows() as f32 / k as f32 / 5.0;
            }
        }
        words.outer_iter_mut().into_par_iter().enumerate().for_each(|(word, mut sums)| {
            for &(document, _) in documents.row(word) {
                add(row_mut(&mut sums), row(shares, document as usize));
            }
        });
        let totals = words.sum_axis(Axis(0));
        words.outer_iter_mut().into_par_iter().for_each(|mut counts| {
            counts.zip_mut_with(&totals, |count, total| *count = (*count / total).ln());
        });
        let priors = shares.sum_axis(Axis(0)).mapv(|size| (size + 1.0).ln()).to_vec();
        let centroids = weighted_means(rows, shares);
        Profiles { words, priors, centroids, concentration: self.concentration }
    }
}

/// What is known of each topic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Profiles {
    /// Words × topics: logarithms of probabilities.
    pub(crate) words: Array2<f32>,
    /// Logarithms of the topics' sizes.
    pub(crate) priors: Vec<f32>,
    /// One unit row per topic.
    pub(crate) centroids: Array2<f32>,
    /// See [`Mixture::concentration`].
    pub(crate) concentration: f32,
}

impl Profiles {
    /// The topic of each document that its words and vector speak for most.
    pub(crate) fn most_probable(&self, words: &SparseRows<f32>, rows: &Array2<f32>) -> Vec<u32> {
        self.divide(words, rows, &mut Array2::zeros((0, 0)))
    }

    /// Divides each document among the topics; gives the topic with the largest share.
    fn divide(
        &self,
        words: &SparseRows<f32>,
        rows: &Array2<f32>,
        shares: &mut Array2<f32>,
    ) -> Vec<u32> {
        *shares = product(rows, &self.centroids.t().to_owned());
        let divide = |(document, mut shares): (usize, ArrayViewMut1<f32>)| {
            let shares = row_mut(&mut shares);
            for cosine in &mut *shares {
                *cosine *= self.concentration;
            }
            add(shares, &self.priors);
            for &(word, _) in words.row(document) {
                add(shares, row(&self.words, word as usize));
            }
            to_probabilities(shares)
        };
        shares.outer_iter_mut().into_par_iter().enumerate().map(divide).collect()
    }
}

/// Turns logarithms into probabilities; gives the place of the largest, the first of equals.
fn to_probabilities(logs: &mut [f32]) -> u32 {
    let mut best = 0;
    for (place, &value) in logs.iter().enumerate() {
        if value > logs[best] {
            best = place;
        }
    }
    let most = logs[best];
    for log in &mut *logs {
        *log = (*log - most).exp();
    }
    let total: f32 = logs.iter().sum();
    for share in logs {
        *share /= total;
    }
    best as u32
}

fn certain(members: &[u32], k: usize) -> Array2<f32> {
    let mut shares = Array2::zeros((members.len(), k));
    for (mut row, &cluster) in shares.outer_iter_mut().zip(members) {
        row[cluster as usize] = 1.0;
    }
    shares
}

/// The directions of the topics' weighted means.
fn weighted_means(rows: &Array2<f32>, shares: &Array2<f32>) -> Array2<f32> {
    let partial = |(rows, shares): (ArrayView2<f32>, ArrayView2<f32>)| shares.t().dot(&rows);
    let pairs = rows.axis_chunks_iter(Axis(0), CHUNK).into_par_iter();
    let pairs = pairs.zip(shares.axis_chunks_iter(Axis(0), CHUNK));
    let partials: Vec<Array2<f32>> = pairs.map(partial).collect();
    let zeros = Array2::zeros((shares.ncols(), rows.ncols()));
    let mut means = partials.iter().fold(zeros, |sum, partial| sum + partial);
    rows_to_unit(&mut means);
    means
}
