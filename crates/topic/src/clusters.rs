//! Unit rows in clusters: k-means, what many clusterings agree on, and the mixture of topics that
//! starts from clusters.

pub(crate) mod k_means;
pub(crate) mod mixture;

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use crate::clusters::k_means::{Clusters, SphericalKMeans, cohesion, means, nearest};
use crate::numbers::Random;
use crate::vectors::matrix::rows_to_unit;

/// Clusters of unit rows: of few rows, what many clusterings agree on, else the best of several
/// starts. Where there are `anchors`, the first clusters begin at these and stay near them.
pub(crate) fn cluster(
    rows: &Array2<f32>,
    k_means: &SphericalKMeans,
    anchors: &Array2<f32>,
) -> Clusters {
    let steered = anchors.nrows() > 0;
    let agreed = if steered { None } else { consensus(rows, k_means) };
    agreed.unwrap_or_else(|| k_means.fit_anchored(rows, anchors))
}

/// Clusterings that are joined.
const RUNS: u64 = 30;
/// Starts of each.
const STARTS: usize = 3;
/// More rows than this speak for themselves.
const MOST_ROWS: usize = 2048;
/// Rows that each cluster must have on average, so that parts of them still show all clusters.
const ROWS_PER_CLUSTER: usize = 10;

/// Clusters of a few unit rows on which many clusterings agree; `None` where there are many rows,
/// or too few for so many clusters.
///
/// Among few rows the best start of k-means follows accidents of the rows. So many random four
/// fifths of them are clustered, all rows are assigned to what was found, and rows are clustered
/// by the clusters that they were in (cluster ensembles, Strehl & Ghosh 2002).
fn consensus(rows: &Array2<f32>, k_means: &SphericalKMeans) -> Option<Clusters> {
    let k = k_means.clusters;
    if rows.nrows() > MOST_ROWS || rows.nrows() < k * ROWS_PER_CLUSTER {
        return None;
    }
    let run = |run| cluster_part(rows, k_means, run);
    let runs: Vec<Vec<u32>> = (0..RUNS).into_par_iter().map(run).collect();
    let mut memberships = Array2::zeros((rows.nrows(), k * runs.len()));
    for (run, members) in runs.iter().enumerate() {
        for (row, &cluster) in members.iter().enumerate() {
            memberships[[row, run * k + cluster as usize]] = 1.0;
        }
    }
    rows_to_unit(&mut memberships);
    let joined = k_means.fit(&memberships);
    let found = joined.centroids.nrows();
    let centroids = means(rows, &joined.members, found);
    let cohesion = cohesion(rows, &centroids, &joined.members);
    (found == k).then_some(Clusters { centroids, members: joined.members, cohesion })
}

/// The cluster of every row after random four fifths of them.
fn cluster_part(rows: &Array2<f32>, k_means: &SphericalKMeans, run: u64) -> Vec<u32> {
    let part = Random::new(k_means.seed, 200 + run).sample(rows.nrows(), rows.nrows() * 4 / 5);
    let seed = k_means.seed.wrapping_mul(RUNS).wrapping_add(run);
    let clusters =
        SphericalKMeans { starts: STARTS, seed, ..*k_means }.fit(&rows.select(Axis(0), &part));
    nearest(rows, &clusters.centroids).into_iter().map(|(cluster, _)| cluster).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows around as many directions as there are columns, blurred.
    fn blurred(rows: usize, directions: usize) -> Array2<f32> {
        let mut random = Random::new(3, 9);
        let mut blurred = random.matrix(rows, directions) * 0.3;
        for (i, mut row) in blurred.outer_iter_mut().enumerate() {
            row[i % directions] += 1.0;
        }
        rows_to_unit(&mut blurred);
        blurred
    }

    #[test]
    fn rows_of_one_direction_come_together() {
        let k_means = SphericalKMeans { clusters: 4, ..SphericalKMeans::default() };
        let clusters = consensus(&blurred(120, 4), &k_means).expect("there are enough rows");
        let together = |row: &usize| clusters.members[*row] == clusters.members[row % 4];
        assert!((0..120).filter(together).count() >= 110, "{:?}", clusters.members);
    }

    #[test]
    fn too_few_and_many_rows_are_left_alone() {
        let k_means = SphericalKMeans { clusters: 4, ..SphericalKMeans::default() };
        assert_eq!(consensus(&blurred(39, 4), &k_means), None);
        assert_eq!(consensus(&blurred(MOST_ROWS + 1, 4), &k_means), None);
    }
}
