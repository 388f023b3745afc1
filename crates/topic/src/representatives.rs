use ndarray::Array2;

use crate::Assignment;

/// Rows of one topic nearest to its centroid, leaving out what is nearly the same as one chosen
/// before, as long as there are others.
pub(crate) fn choose(
    rows: &Array2<f32>,
    own: &[usize],
    assigned: &[Assignment],
    wanted: usize,
) -> Vec<usize> {
    let mut nearest = own.to_vec();
    nearest.sort_by(|&a, &b| assigned[b].similarity.total_cmp(&assigned[a].similarity));
    let mut chosen: Vec<usize> = Vec::new();
    for &row in &nearest {
        if chosen.len() == wanted {
            break;
        }
        if chosen.iter().all(|&other| rows.row(row).dot(&rows.row(other)) < 0.95) {
            chosen.push(row);
        }
    }
    chosen
}
