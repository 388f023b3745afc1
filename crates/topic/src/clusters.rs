//! Unit rows in clusters: k-means, what many clusterings agree on, the mixture of topics that
//! starts from clusters, and how stable a number of clusters is.

mod consensus;
pub(crate) mod k_means;
pub(crate) mod mixture;
pub(crate) mod stability;

use ndarray::Array2;

use crate::clusters::consensus::consensus;
use crate::clusters::k_means::{Clusters, SphericalKMeans};

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
