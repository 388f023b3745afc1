use ndarray::{Array2, ArrayView2, Axis, concatenate};
use rayon::prelude::*;

use crate::matrix::{dot, row};
use crate::random::Random;

/// What rounding leaves between equal rows is no distance.
const NO_DISTANCE: f32 = 1e-5;

/// Rows to start k-means from: the anchors, then rows drawn one after the other with probability
/// proportional to their distance from those before, the best of a few draws each time (greedy
/// k-means++, Arthur & Vassilvitskii 2007). Fewer if there are no more distinct rows.
pub(crate) fn first_centroids(
    rows: &Array2<f32>,
    anchors: &Array2<f32>,
    clusters: usize,
    random: &mut Random,
) -> Array2<f32> {
    let mut distances = vec![f32::INFINITY; rows.nrows()];
    for anchor in 0..anchors.nrows() {
        approach(&mut distances, rows, row(anchors, anchor));
    }
    let mut drawn = Vec::new();
    if anchors.nrows() == 0 {
        drawn.push(random.below(rows.nrows()));
        approach(&mut distances, rows, row(rows, drawn[0]));
    }
    let draws = 2 + clusters.ilog2();
    while drawn.len() + anchors.nrows() < clusters {
        let places: Vec<usize> = (0..draws).filter_map(|_| random.weighted(&distances)).collect();
        let Some((place, nearer)) = best_draw(rows, &distances, &places) else { break };
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

/// The place that leaves the smallest distances, with these.
fn best_draw(rows: &Array2<f32>, distances: &[f32], places: &[usize]) -> Option<(usize, Vec<f32>)> {
    let mut best: Option<(f64, usize, Vec<f32>)> = None;
    for &place in places {
        let mut nearer = distances.to_vec();
        approach(&mut nearer, rows, row(rows, place));
        let total = nearer.iter().map(|&distance| f64::from(distance)).sum();
        if best.as_ref().is_none_or(|(least, ..)| total < *least) {
            best = Some((total, place, nearer));
        }
    }
    best.map(|(_, place, nearer)| (place, nearer))
}

/// Lowers each distance to the cosine distance from `centre`, where that is less.
fn approach(distances: &mut [f32], rows: &Array2<f32>, centre: &[f32]) {
    distances.par_iter_mut().with_min_len(256).enumerate().for_each(|(place, least)| {
        let distance = 1.0 - dot(row(rows, place), centre);
        let distance = if distance > NO_DISTANCE { distance } else { 0.0 };
        *least = least.min(distance);
    });
}
