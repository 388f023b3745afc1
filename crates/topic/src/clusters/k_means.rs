use std::borrow::Cow;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate};
use rayon::prelude::*;

use crate::numbers::Random;
use crate::vectors::matrix::{CHUNK, add, chunks, dot, row, rows_to_unit, transposed};
use crate::vectors::products::product;

/// K-means on the unit sphere: every row goes to the centroid with the largest cosine, and every
/// centroid is the direction of its rows' sum (Dhillon & Modha 2001).
///
/// The starts are k-means++ (Arthur & Vassilvitskii 2007), on a sample where there are many rows.
/// All run for a few turns, the best third to its end; the best of these goes on over all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SphericalKMeans {
    /// How many clusters. More than there are distinct rows are not made.
    pub(crate) clusters: usize,
    /// How many starts, of which the best is kept.
    pub(crate) starts: usize,
    /// Turns of assignment and averaging at most.
    pub(crate) iterations: usize,
    /// Seed of the starts.
    pub(crate) seed: u64,
}

impl Default for SphericalKMeans {
    fn default() -> Self {
        Self { clusters: 10, starts: 10, iterations: 50, seed: 0 }
    }
}

/// What [`SphericalKMeans`] found: the best start's centroids with that start's own members.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Clusters {
    /// One unit row per cluster.
    pub(crate) centroids: Array2<f32>,
    /// The cluster of each row. No cluster is empty.
    pub(crate) members: Vec<u32>,
    /// The sum of all rows' cosines to their centroids.
    pub(crate) cohesion: f64,
}

/// How many members each cluster has.
pub(crate) fn sizes(members: &[u32], clusters: usize) -> Vec<usize> {
    let mut sizes = vec![0; clusters];
    for &cluster in members {
        sizes[cluster as usize] += 1;
    }
    sizes
}

/// What rounding leaves between equal rows is no distance.
const NO_DISTANCE: f32 = 1e-5;

/// Turns that every start gets.
const TRIAL_TURNS: usize = 6;
/// Turns over all rows, after the sample has come to rest.
const LAST_TURNS: usize = 6;
/// Of so many starts one goes on, the best.
const STARTS_FOR_ONE: usize = 3;

impl SphericalKMeans {
    /// Clusters unit rows.
    ///
    /// # Panics
    ///
    /// If there are no rows, or no clusters or starts are asked for.
    pub(crate) fn fit(&self, rows: &Array2<f32>) -> Clusters {
        self.fit_anchored(rows, &Array2::zeros((0, rows.ncols())))
    }

    /// As [`SphericalKMeans::fit`]; the first clusters begin at the `anchors`, and stay near them,
    /// since each anchor counts as a fifth of an average cluster's rows.
    pub(crate) fn fit_anchored(&self, rows: &Array2<f32>, anchors: &Array2<f32>) -> Clusters {
        assert!(rows.nrows() > 0 && self.clusters > 0 && self.starts > 0, "nothing to cluster");
        let mut random = Random::new(self.seed, 2);
        let sample = random_rows(rows, (self.clusters * 100).max(8 * CHUNK), &mut random);
        let first = |_| first_centroids(&sample, anchors, self.clusters, &mut random);
        let first: Vec<Array2<f32>> = (0..self.starts).map(first).collect();
        let start = |first| lloyd(&sample, anchors, first, TRIAL_TURNS.min(self.iterations));
        let mut starts: Vec<Clusters> = first.into_par_iter().map(start).collect();
        starts.sort_by(|a, b| b.cohesion.total_cmp(&a.cohesion));
        starts.truncate(self.starts.div_ceil(STARTS_FOR_ONE));
        let go_on = |start: Clusters| lloyd(&sample, anchors, start.centroids, self.iterations);
        let better = |a: Clusters, b: Clusters| if b.cohesion > a.cohesion { b } else { a };
        let best = starts.into_iter().map(go_on).reduce(better).expect("there is a start");
        if sample.nrows() == rows.nrows() {
            return best;
        }
        lloyd(rows, anchors, best.centroids, self.iterations.min(LAST_TURNS))
    }
}

/// At most `size` random rows, in their order.
fn random_rows<'r>(
    rows: &'r Array2<f32>,
    size: usize,
    random: &mut Random,
) -> Cow<'r, Array2<f32>> {
    if size >= rows.nrows() {
        return Cow::Borrowed(rows);
    }
    Cow::Owned(rows.select(Axis(0), &random.sample(rows.nrows(), size)))
}

/// Rows to start k-means from: the anchors, then rows drawn one after the other with probability
/// proportional to their distance from those before, the best of a few draws each time (greedy
/// k-means++, Arthur & Vassilvitskii 2007). Fewer if there are no more distinct rows.
fn first_centroids(
    rows: &Array2<f32>,
    anchors: &Array2<f32>,
    clusters: usize,
    random: &mut Random,
) -> Array2<f32> {
    let mut distances = vec![f32::INFINITY; rows.nrows()];
    for anchor in with_centres(&distances, rows, anchors) {
        lower(&mut distances, &anchor);
    }
    let mut drawn = Vec::new();
    if anchors.nrows() == 0 {
        drawn.push(random.below(rows.nrows()));
        distances = best_draw(rows, &distances, &drawn).1;
    }
    let draws = 2 + clusters.ilog2();
    while drawn.len() + anchors.nrows() < clusters {
        let places: Vec<usize> = (0..draws).filter_map(|_| random.weighted(&distances)).collect();
        if places.is_empty() {
            break;
        }
        let (place, nearer) = best_draw(rows, &distances, &places);
        drawn.push(place);
        distances = nearer;
    }
    let drawn = rows.select(Axis(0), &drawn);
    let parts: [ArrayView2<f32>; 2] = [anchors.view(), drawn.view()];
    if anchors.nrows() == 0 {
        return drawn;
    }
    concatenate(Axis(0), &parts).expect("both have as many columns")
}

/// The place of the row that would leave the smallest distances as a centre, with these.
fn best_draw(rows: &Array2<f32>, distances: &[f32], places: &[usize]) -> (usize, Vec<f32>) {
    let nearer = with_centres(distances, rows, &rows.select(Axis(0), places));
    let total = |distances: &Vec<f32>| -> f64 { distances.iter().copied().map(f64::from).sum() };
    let draws = places.iter().copied().zip(nearer);
    let best = draws.min_by(|(_, a), (_, b)| total(a).total_cmp(&total(b)));
    best.expect("something was drawn")
}

/// For each of some centres the cosine distances of all rows if it came to the other centres, to
/// which they have these `distances`.
fn with_centres(distances: &[f32], rows: &Array2<f32>, centres: &Array2<f32>) -> Vec<Vec<f32>> {
    let cosines = product(rows, &transposed(centres));
    let nearer = |cosines: ArrayView1<f32>| {
        let mut nearer: Vec<f32> = cosines.iter().map(|&cosine| distance(cosine)).collect();
        lower(&mut nearer, distances);
        nearer
    };
    cosines.axis_iter(Axis(1)).map(nearer).collect()
}

fn distance(cosine: f32) -> f32 {
    let distance = 1.0 - cosine;
    if distance > NO_DISTANCE { distance } else { 0.0 }
}

/// Lowers each value to another, where that is less.
fn lower(values: &mut [f32], others: &[f32]) {
    values.iter_mut().zip(others).for_each(|(value, other)| *value = value.min(*other));
}

/// Turns of assignment and averaging until fewer than one row in a thousand moves.
fn lloyd(
    rows: &Array2<f32>,
    anchors: &Array2<f32>,
    mut centroids: Array2<f32>,
    iterations: usize,
) -> Clusters {
    let k = centroids.nrows();
    let weight = rows.nrows() as f32 / k as f32 / 5.0;
    let mut members = vec![u32::MAX; rows.nrows()];
    for _ in 0..iterations {
        let nearest = nearest(rows, &centroids);
        let moved = nearest.iter().zip(&members).filter(|((to, _), from)| to != *from).count();
        members = nearest.iter().map(|&(cluster, _)| cluster).collect();
        fill_empty(&mut members, &nearest, k);
        centroids = sums(rows, &members, k);
        for (mut sum, anchor) in centroids.outer_iter_mut().zip(anchors.outer_iter()) {
            sum.scaled_add(weight, &anchor);
        }
        rows_to_unit(&mut centroids);
        if moved * 1000 < rows.nrows() {
            break;
        }
    }
    let cohesion = cohesion(rows, &centroids, &members);
    Clusters { centroids, members, cohesion }
}

/// The nearest centroid of each row and the cosine to it; of equally near ones, the first.
pub(crate) fn nearest(rows: &Array2<f32>, centroids: &Array2<f32>) -> Vec<(u32, f32)> {
    let cosines = product(rows, &transposed(centroids));
    cosines.outer_iter().into_par_iter().map(|row| largest(row.iter().copied())).collect()
}

fn largest(values: impl Iterator<Item = f32>) -> (u32, f32) {
    values.enumerate().fold((0, f32::NEG_INFINITY), |(place, best), (i, value)| {
        if value > best { (i as u32, value) } else { (place, best) }
    })
}

/// Gives every empty cluster the row that lies farthest from its own centroid.
fn fill_empty(members: &mut [u32], nearest: &[(u32, f32)], clusters: usize) {
    let mut sizes = sizes(members, clusters);
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
        let Some(row) = farthest.find(|&row| sizes[members[row] as usize] > 1) else { return };
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
    let columns = rows.ncols();
    let sum = |part: std::ops::Range<usize>| {
        let mut sums = vec![0.0; clusters * columns];
        for place in part {
            let start = members[place] as usize * columns;
            add(&mut sums[start..start + columns], row(rows, place));
        }
        sums
    };
    let partials: Vec<Vec<f32>> = chunks(rows.nrows(), CHUNK).into_par_iter().map(sum).collect();
    let mut total = vec![0.0; clusters * columns];
    for partial in &partials {
        add(&mut total, partial);
    }
    Array2::from_shape_vec((clusters, columns), total).expect("it has a sum for each cell")
}

/// The sum of all rows' cosines to their centroids.
pub(crate) fn cohesion(rows: &Array2<f32>, centroids: &Array2<f32>, members: &[u32]) -> f64 {
    let cosine = |(place, &cluster): (usize, &u32)| {
        f64::from(dot(row(rows, place), row(centroids, cluster as usize)))
    };
    members.iter().enumerate().map(cosine).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_go_with_those_of_their_direction() {
        let rows = array![[1.0_f32, 0.0], [0.8, 0.6], [0.0, 1.0], [-0.6, 0.8]];
        let k_means = SphericalKMeans { clusters: 2, ..SphericalKMeans::default() };
        let members = k_means.fit(&rows).members;
        assert!(members[0] == members[1] && members[1] != members[2] && members[2] == members[3]);
    }

    #[test]
    fn empty_clusters_take_the_farthest_rows() {
        let mut members = vec![0, 0, 0, 1];
        fill_empty(&mut members, &[(0, 0.9), (0, 0.2), (0, 0.5), (1, 0.1)], 4);
        assert_eq!(members, [0, 2, 3, 1]);
    }

    #[test]
    fn more_clusters_than_distinct_rows_are_not_made() {
        let rows = array![[1.0_f32, 0.0], [1.0, 0.0], [0.0, 1.0]];
        let k_means = SphericalKMeans { clusters: 5, ..SphericalKMeans::default() };
        assert_eq!(sizes(&k_means.fit(&rows).members, 2), [2, 1]);
    }
}
