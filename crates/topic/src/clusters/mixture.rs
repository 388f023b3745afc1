use cimai_corpus::SparseRows;
use ndarray::{Array2, ArrayViewMut1, Axis};
use rayon::prelude::*;

use crate::clusters::k_means::{Clusters, sizes};
use crate::vectors::matrix::{add, row, row_mut, rows_to_unit, transposed};
use crate::vectors::products::{column_products, product};

/// A mixture of topics, each with its own words and its own direction, fitted to clusters by
/// expectation and maximisation: naive Bayes over the words that a document has (Nigam et al.
/// 2000), together with the cosine of its vector to the topic's centroid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mixture {
    /// What is added to the number of documents of a topic that have a word.
    pub(crate) smoothing: f32,
    /// What a cosine weighs beside the logarithm of a probability.
    pub(crate) concentration: f32,
    /// Rounds at most.
    pub(crate) iterations: usize,
}

impl Default for Mixture {
    fn default() -> Self {
        Self { smoothing: 0.1, concentration: 10.0, iterations: 30 }
    }
}

/// What a [`Mixture`] found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mixed {
    /// The topic of each row: the one that `profiles` give it.
    pub(crate) members: Vec<u32>,
    /// What the topics were known by in the last round. A topic may have no member.
    pub(crate) profiles: Profiles,
}

impl Mixture {
    /// Moves rows between clusters until fewer than one in a thousand moves. A round that would
    /// leave a cluster empty is not made; if that is the first, each row goes to the nearest mean.
    ///
    /// `words` has a row for each of `rows`. In the first clusters each of the `anchors`' words
    /// counts as if it were in a fifth of an average cluster's documents.
    pub(crate) fn fit(
        &self,
        words: &SparseRows<()>,
        rows: &Array2<f32>,
        start: &Clusters,
        anchors: &[Vec<u32>],
    ) -> Mixed {
        let k = start.centroids.nrows();
        let documents = words.transposed();
        let mut shares = certain(&start.members, k);
        let mut found: Option<Mixed> = None;
        for _ in 0..self.iterations {
            let profiles = self.maximise(&documents, rows, &shares, anchors);
            let members;
            (members, shares) = profiles.divide(words, rows);
            if sizes(&members, k).contains(&0) {
                break;
            }
            let before = found.as_ref().map_or(&start.members, |found| &found.members);
            let moved = members.iter().zip(before).filter(|(a, b)| a != b).count();
            found = Some(Mixed { members, profiles });
            if moved * 1000 < rows.nrows() {
                break;
            }
        }
        found.unwrap_or_else(|| nearest_means(words, rows, &start.members, k))
    }

    /// What the topics look like if documents belong to them in these shares.
    fn maximise(
        &self,
        documents: &SparseRows<()>,
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
            for &(document, ()) in documents.row(word) {
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

/// Topics that are known by the means of their members alone.
fn nearest_means(words: &SparseRows<()>, rows: &Array2<f32>, members: &[u32], k: usize) -> Mixed {
    let profiles = Profiles {
        words: Array2::zeros((words.columns(), k)),
        priors: vec![0.0; k],
        centroids: weighted_means(rows, &certain(members, k)),
        concentration: 1.0,
    };
    Mixed { members: profiles.divide(words, rows).0, profiles }
}

/// What is known of each topic.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// For each document the topic that its words and vector speak for most, and documents ×
    /// topics: the probability of each topic, 0–1.
    pub(crate) fn divide(
        &self,
        words: &SparseRows<()>,
        rows: &Array2<f32>,
    ) -> (Vec<u32>, Array2<f32>) {
        let mut shares = product(rows, &transposed(&self.centroids));
        let divide = |(document, mut shares): (usize, ArrayViewMut1<f32>)| {
            let shares = row_mut(&mut shares);
            for cosine in &mut *shares {
                *cosine *= self.concentration;
            }
            add(shares, &self.priors);
            for &(word, ()) in words.row(document) {
                add(shares, row(&self.words, word as usize));
            }
            to_probabilities(shares)
        };
        let topics = shares.outer_iter_mut().into_par_iter().enumerate().map(divide).collect();
        (topics, shares)
    }

    /// The same with these topics only, in this order.
    pub(crate) fn select(&self, topics: &[usize]) -> Self {
        Self {
            words: self.words.select(Axis(1), topics).as_standard_layout().into_owned(),
            priors: topics.iter().map(|&topic| self.priors[topic]).collect(),
            centroids: self.centroids.select(Axis(0), topics),
            concentration: self.concentration,
        }
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
    let mut means = column_products(shares, rows).mapv(|sum| sum as f32);
    rows_to_unit(&mut means);
    means
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn profiles_give_back_the_members_that_were_found() {
        let rows = array![[1.0_f32, 0.0], [0.8, 0.6], [0.0, 1.0], [-0.6, 0.8]];
        let cells = [vec![(0, ())], vec![(0, ()), (1, ())], vec![(2, ())], vec![(2, ())]];
        let words = SparseRows::new(3, &cells);
        let centroids = array![[1.0, 0.0], [0.0, 1.0]];
        let start = Clusters { centroids, members: vec![0, 1, 1, 1], cohesion: 0.0 };
        let Mixed { members, profiles } = Mixture::default().fit(&words, &rows, &start, &[]);
        assert_eq!(members, [0, 0, 1, 1]);
        assert_eq!(profiles.divide(&words, &rows).0, members);
        assert_eq!(profiles.select(&[1, 0]).divide(&words, &rows).0, [1, 1, 0, 0]);
    }
}
