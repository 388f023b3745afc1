use ndarray::Array2;

use crate::Assignment;
use crate::matrix::{dot, row};

/// Documents with at least this cosine are nearly the same.
const ALIKE: f32 = 0.95;

/// The documents of one topic nearest to its centroid, nearest first, leaving out what is nearly
/// the same as one chosen before.
pub(crate) fn representatives(
    rows: &Array2<f32>,
    own: &[usize],
    assigned: &[Assignment],
    wanted: usize,
) -> Vec<usize> {
    let mut nearest = own.to_vec();
    nearest.sort_by(|&a, &b| assigned[b].similarity.total_cmp(&assigned[a].similarity));
    let mut chosen: Vec<usize> = Vec::new();
    for place in nearest {
        if chosen.len() == wanted {
            break;
        }
        if chosen.iter().all(|&other| dot(row(rows, place), row(rows, other)) < ALIKE) {
            chosen.push(place);
        }
    }
    chosen
}
