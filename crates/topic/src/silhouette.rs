use ndarray::Array2;

use crate::k_means::{sizes, sums};
use crate::matrix::product;

/// The silhouette of each unit row: with cosine distances, the mean distance to a cluster follows
/// from the sum of its rows, so this is exact without looking at pairs.
pub(crate) fn of(rows: &Array2<f32>, members: &[u32], clusters: usize) -> Vec<f64> {
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
