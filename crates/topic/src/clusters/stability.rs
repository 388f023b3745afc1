use ndarray::{Array2, Axis};
use rayon::prelude::*;

use crate::clusters::k_means::{SphericalKMeans, nearest, sizes, sums};
use crate::compare::agreement::Agreement;
use crate::random::Random;
use crate::topics::TriedK;
use crate::vectors::matrix::{product, rows_to_unit};

/// Clusterings that are compared, each of a random four fifths of the rows.
const RUNS: u64 = 4;
/// Starts of each, and turns of each start.
const STARTS: usize = 4;
const ITERATIONS: usize = 12;
/// Where clusterings of rows without structure agree as well as this, agreement tells nothing.
const NO_CONTRAST: f64 = 0.98;

/// A number of topics that was tried.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trial {
    pub(crate) k: usize,
    /// See [`TriedK::stability`].
    pub(crate) stability: f64,
    /// Mean silhouette.
    pub(crate) silhouette: f64,
    /// The cluster of each row.
    pub(crate) members: Vec<u32>,
}

impl Trial {
    pub(crate) fn row(&self, coherence: f64, chosen: bool) -> TriedK {
        let largest = sizes(&self.members, self.k).into_iter().max().unwrap_or(0);
        TriedK {
            k: self.k,
            silhouette: self.silhouette,
            coherence,
            stability: self.stability,
            largest_share: largest as f64 / self.members.len() as f64,
            chosen,
        }
    }
}

/// Tries numbers of clusters on unit rows.
///
/// With each number, random four fifths of the rows are clustered several times, and all rows
/// assigned to what was found (Ben-Hur, Elisseeff & Guyon 2002). Stability is the mean adjusted
/// Rand index between these clusterings, or rather how far it exceeds that of rows without
/// clusters, as a share of how far it could; the gap statistic compares in this way (Tibshirani,
/// Walther & Hastie 2001). Few clusters are always stable, even where there are none.
pub(crate) fn trials(rows: &Array2<f32>, candidates: &[usize], seed: u64) -> Vec<Trial> {
    let structureless = structureless(rows, seed);
    let tasks: Vec<(usize, u64)> =
        candidates.iter().flat_map(|&k| (0..RUNS).map(move |run| (k, run))).collect();
    let run = |(k, run)| [rows, &structureless].map(|rows| cluster_part(rows, k, seed, run));
    let runs: Vec<[Vec<u32>; 2]> = tasks.into_par_iter().map(run).collect();
    let trial = |(&k, runs): (&usize, &[[Vec<u32>; 2]])| {
        let [found, chance] = [0, 1].map(|which| mean_agreement(runs, which));
        let gain = (found - chance) / (1.0 - chance);
        let members = runs[0][0].clone();
        let silhouettes = silhouettes(rows, &members, k);
        Trial {
            k,
            stability: if chance < NO_CONTRAST { gain.max(0.0) } else { 0.0 },
            silhouette: silhouettes.iter().sum::<f64>() / silhouettes.len() as f64,
            members,
        }
    };
    candidates.iter().zip(runs.chunks(RUNS as usize)).map(trial).collect()
}

/// Clusters a random part of the rows and assigns all rows to what was found.
fn cluster_part(rows: &Array2<f32>, k: usize, seed: u64, run: u64) -> Vec<u32> {
    let size = (rows.nrows() * 4 / 5).max(k);
    let part = Random::new(seed, 100 + run).sample(rows.nrows(), size);
    let seed = seed ^ (run + 1);
    let k_means = SphericalKMeans { clusters: k, starts: STARTS, iterations: ITERATIONS, seed };
    let clusters = k_means.fit(&rows.select(Axis(0), &part));
    nearest(rows, &clusters.centroids).into_iter().map(|(cluster, _)| cluster).collect()
}

/// Rows without clusters: each column is drawn from the normal distribution that has its mean and
/// variance; every row is one unit long.
fn structureless(rows: &Array2<f32>, seed: u64) -> Array2<f32> {
    let mut random = Random::new(seed, 4);
    let mut drawn = Array2::zeros(rows.dim());
    for (values, mut column) in rows.axis_iter(Axis(1)).zip(drawn.axis_iter_mut(Axis(1))) {
        let (mean, deviation) = (values.mean().unwrap_or(0.0), values.std(0.0));
        column.mapv_inplace(|_| mean + deviation * random.normal());
    }
    rows_to_unit(&mut drawn);
    drawn
}

/// The silhouette of each unit row: with cosine distances, the mean distance to a cluster follows
/// from the sum of its rows, so this is exact without looking at pairs.
fn silhouettes(rows: &Array2<f32>, members: &[u32], clusters: usize) -> Vec<f64> {
    let sums = sums(rows, members, clusters);
    let sizes = sizes(members, clusters);
    let products = product(rows, &sums.t().to_owned());
    let one = |(row, &own): (ndarray::ArrayView1<f32>, &u32)| {
        let own = own as usize;
        if sizes[own] < 2 || clusters < 2 {
            return 0.0;
        }
        let within = 1.0 - (f64::from(row[own]) - 1.0) / (sizes[own] - 1) as f64;
        let others = (0..clusters).filter(|&other| other != own && sizes[other] > 0);
        let distances = others.map(|other| 1.0 - f64::from(row[other]) / sizes[other] as f64);
        let without = distances.fold(f64::INFINITY, f64::min);
        let largest = within.max(without);
        // Without another cluster the distance to it is infinite.
        if largest > 1e-9 && largest.is_finite() { (without - within) / largest } else { 0.0 }
    };
    products.outer_iter().zip(members).map(one).collect()
}

fn mean_agreement(runs: &[[Vec<u32>; 2]], which: usize) -> f64 {
    let pairs = (0..runs.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let agreement = |(a, b): (usize, usize)| {
        let [a, b] = [a, b].map(|run| &runs[run][which]);
        let a: Vec<Option<u32>> = a.iter().map(|&cluster| Some(cluster)).collect();
        Agreement::of(&a, b).ari
    };
    let agreements: Vec<f64> = pairs.map(agreement).collect();
    agreements.iter().sum::<f64>() / agreements.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows around three directions.
    fn three_groups() -> Array2<f32> {
        let mut random = Random::new(1, 9);
        let mut rows = random.matrix(300, 5) * 0.2;
        for (i, mut row) in rows.outer_iter_mut().enumerate() {
            row[i % 3] += 1.0;
        }
        rows_to_unit(&mut rows);
        rows
    }

    #[test]
    fn the_true_number_is_the_most_stable() {
        let trials = trials(&three_groups(), &[2, 3, 4, 5], 7);
        let best = trials.iter().max_by(|a, b| a.stability.total_cmp(&b.stability));
        assert_eq!(best.map(|trial| trial.k), Some(3));
        assert!(trials[1].stability > 0.95, "{}", trials[1].stability);
    }

    #[test]
    fn one_row_is_no_trouble() {
        let trials = trials(&Array2::ones((1, 1)), &[1, 5], 7);
        assert!(trials.iter().all(|trial| trial.stability.is_finite()));
    }
}
