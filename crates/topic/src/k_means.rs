use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::matrix::{CHUNK, dot, rows_to_unit};
use crate::random::Random;

/// K-means on the unit sphere: every row goes to the centroid with the largest cosine, and every
/// centroid is the direction of its rows' sum (Dhillon & Modha 2001).
///
/// The starts are k-means++ (Arthur & Vassilvitskii 2007) and run on a sample where there are many
/// rows; the best goes on over all rows.
///
/// ```
/// use cimai_topic::SphericalKMeans;
/// use ndarray::array;
///
/// let rows = array![[1.0_f32, 0.0], [0.8, 0.6], [0.0, 1.0], [-0.6, 0.8]];
/// let clusters = SphericalKMeans { clusters: 2, starts: 3, seed: 1 }.fit(&rows);
/// assert_eq!(clusters.members[0], clusters.members[1]);
/// assert_ne!(clusters.members[0], clusters.members[2]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SphericalKMeans {
    /// How many clusters. More than there are distinct rows are not made.
    pub clusters: usize,
    /// How many starts, of which the best is kept.
    pub starts: usize,
    /// Seed of the starts.
    pub seed: u64,
}

/// What [`SphericalKMeans`] found: the best start's centroids with that start's own members.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// One unit row per cluster.
    pub centroids: Array2<f32>,
    /// The cluster of each row. None is empty.
    pub members: Vec<u32>,
    /// The sum of all rows' cosines to their centroids.
    pub cohesion: f64,
}

const MOST_ITERATIONS: usize = 50;

impl SphericalKMeans {
    /// Clusters unit rows.
    ///
    /// # Panics
    ///
    /// If there are no rows, or no clusters or starts are asked for.
    pub fn fit(&self, rows: &Array2<f32>) -> Clusters {
        assert!(rows.nrows() > 0 && self.clusters > 0 && self.starts > 0, "nothing to cluster");
        let mut random = Random::new(self.seed, 2);
        let size = (self.clusters * 100).max(8 * CHUNK).min(rows.nrows());
        let sample = rows.select(Axis(0), &random.sample(rows.nrows(), size));
        let start = |_| lloyd(&sample, seeds(&sample, self.clusters, &mut random));
        let best = (0..self.starts)
            .map(start)
            .reduce(|best, next| if next.cohesion > best.cohesion { next } else { best });
        let best = best.expect("there is at least one start");
        if size == rows.nrows() { best } else { lloyd(rows, best.centroids) }
    }
}

/// Places for the first centroids: each next one is drawn with probability proportional to its
/// distance from those drawn, the best of a few draws.
fn seeds(rows: &Array2<f32>, clusters: usize, random: &mut Random) -> Array2<f32> {
    let mut seeds = vec![random.below(rows.nrows())];
    let mut distances = distances(rows, seeds[0]);
    let draws = 2 + clusters.ilog2() as usize;
    while seeds.len() < clusters {
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..draws {
            let Some(place) = random.weighted(&distances) else { break };
            let mut nearer = self::distances(rows, place);
            nearer.iter_mut().zip(&distances).for_each(|(new, &old)| *new = new.min(old));
            let total: f64 = nearer.iter().sum();
            if best.as_ref().is_none_or(|(least, ..)| total < *least) {
                best = Some((total, place, nearer));
            }
        }
        let Some((_, place, nearer)) = best else { break };
        seeds.push(place);
        distances = nearer;
    }
    rows.select(Axis(0), &seeds)
}

/// The cosine distance of every row from one of them. What rounding leaves between equal rows
/// is no distance.
fn distances(rows: &Array2<f32>, place: usize) -> Vec<f64> {
    let centre = rows.row(place);
    let centre = centre.as_slice().expect("rows are contiguous");
    let distance = |row: &[f32]| f64::from(1.0 - dot(row, centre));
    let flat = rows.as_slice().expect("rows are contiguous");
    let distance = |row| Some(distance(row)).filter(|&d| d > 1e-5).unwrap_or(0.0);
    flat.par_chunks_exact(rows.ncols().max(1)).map(distance).collect()
}

/// Turns of assignment and averaging until fewer than one row in a thousand moves.
fn lloyd(rows: &Array2<f32>, mut centroids: Array2<f32>) -> Clusters {
    let mut members = vec![u32::MAX; rows.nrows()];
    for _ in 0..MOST_ITERATIONS {
        let nearest = nearest(rows, &centroids);
        let moved = nearest.iter().zip(&members).filter(|((to, _), from)| to != *from).count();
        members = nearest.iter().map(|&(cluster, _)| cluster).collect();
        fill_empty(&mut members, &nearest, centroids.nrows());
        centroids = means(rows, &members, centroids.nrows());
        if moved * 1000 < rows.nrows() {
            break;
        }
    }
    let cohesion = cohesion(rows, &centroids, &members);
    Clusters { centroids, members, cohesion }
}

/// The nearest centroid of each row and the cosine to it; of equally near ones, the first.
pub(crate) fn nearest(rows: &Array2<f32>, centroids: &Array2<f32>) -> Vec<(u32, f32)> {
    let nearest = |rows: ArrayView2<f32>| -> Vec<(u32, f32)> {
        let cosines = rows.dot(&centroids.t());
        cosines.outer_iter().map(|row| largest(row.iter().copied())).collect()
    };
    let chunks: Vec<_> =
        rows.axis_chunks_iter(Axis(0), CHUNK).into_par_iter().map(nearest).collect();
    chunks.concat()
}

fn largest(values: impl Iterator<Item = f32>) -> (u32, f32) {
    values.enumerate().fold((0, f32::NEG_INFINITY), |(place, best), (i, value)| {
        if value > best { (i as u32, value) } else { (place, best) }
    })
}

/// Gives every empty cluster the row that lies farthest from its own centroid.
fn fill_empty(members: &mut [u32], nearest: &[(u32, f32)], clusters: usize) {
    let mut sizes = vec![0_usize; clusters];
    members.iter().for_each(|&cluster| sizes[cluster as usize] += 1);
    if sizes.iter().all(|&size| size > 0) {
        return;
    }
    let mut farthest: Vec<usize> = (0..members.len()).collect();
    farthest.sort_by(|&a, &b| nearest[a].1.total_cmp(&nearest[b].1));
    let mut farthest = farthest.into_iter();
    for empty in 0..clusters {
        if sizes[empty] > 0 {
            continue;
        }
        let spare = farthest.find(|&row| sizes[members[row] as usize] > 1);
        let Some(row) = spare else { return };
        sizes[members[row] as usize] -= 1;
        sizes[empty] += 1;
        members[row] = empty as u32;
    }
}

/// The direction of the sum of each cluster's rows.
pub(crate) fn means(rows: &Array2<f32>, members: &[u32], clusters: usize) -> Array2<f32> {
    let mut means = sums(rows, members, clusters);
    rows_to_unit(&mut means);
    means
}

/// The sum of each cluster's rows.
pub(crate) fn sums(rows: &Array2<f32>, members: &[u32], clusters: usize) -> Array2<f32> {
    let sum = |(rows, members): (ArrayView2<f32>, &[u32])| {
        let mut sums = Array2::zeros((clusters, rows.ncols()));
        for (row, &cluster) in rows.outer_iter().zip(members) {
            let mut sum = sums.row_mut(cluster as usize);
            sum += &row;
        }
        sums
    };
    let pairs =
        rows.axis_chunks_iter(Axis(0), CHUNK).into_par_iter().zip(members.par_chunks(CHUNK));
    let partials: Vec<Array2<f32>> = pairs.map(sum).collect();
    partials.iter().fold(Array2::zeros((clusters, rows.ncols())), |total, partial| total + partial)
}

fn cohesion(rows: &Array2<f32>, centroids: &Array2<f32>, members: &[u32]) -> f64 {
    let cosine = |(row, &cluster): (usize, &u32)| {
        f64::from(rows.row(row).dot(&centroids.row(cluster as usize)))
    };
    members.iter().enumerate().map(cosine).sum()
}
