use cimai_corpus::SparseRows;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use crate::vectors::matrix::{dot, eigen, gram, row_mut, rows_to_unit, sparse_product, to_unit};
use crate::vectors::svd::{Svd, SvdOptions};

/// A linear map from features to dimensions, and what is done with its result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Projection {
    /// Features × dimensions.
    pub(crate) features: Array2<f32>,
    /// The direction, one unit long, that all documents share and that is taken out of each; of
    /// length 0 if none is.
    pub(crate) common: Array1<f32>,
    /// The length of its part in the whole vector, 0–1.
    pub(crate) length: f32,
}

/// What may be left of a unit vector that is nothing but rounding.
const NOTHING_BUT_COMMON: f32 = 1e-5;

impl Projection {
    /// Means of feature vectors: the first singular vectors of the PPMI matrix × √σ as unit
    /// rows (Levy, Goldberg & Dagan 2015), averaged by TF-IDF, less what all documents share
    /// (Arora, Liang & Ma 2017).
    ///
    /// `meetings` is the PPMI matrix, which is large and not kept; `documents` are documents ×
    /// features.
    pub(super) fn word_means(
        meetings: SparseRows<f32>,
        documents: &SparseRows<f32>,
        options: &SvdOptions,
        share: f64,
    ) -> Self {
        let mut vectors = Svd::fit(&meetings, &meetings, options).scaled(0.5);
        drop(meetings);
        rows_to_unit(&mut vectors);
        let common = first_direction(&sparse_product(documents, &vectors));
        Self { features: vectors, common, length: share.sqrt() as f32 }
    }

    /// Latent semantic analysis (Deerwester et al. 1990), with the singular values to the power
    /// of 1.5.
    pub(super) fn lsa(documents: &SparseRows<f32>, options: &SvdOptions, share: f64) -> Self {
        // The singular values of texts lie closer together than those of the PPMI matrix.
        let options = SvdOptions { iterations: 8, ..*options };
        let svd = Svd::fit(documents, &documents.transposed(), &options);
        let features = svd.scaled(0.5);
        let common = Array1::zeros(features.ncols());
        Self { features, common, length: share.sqrt() as f32 }
    }

    /// The rows that this map makes of documents' features.
    fn part(&self, rows: &SparseRows<f32>) -> Array2<f32> {
        let mut part = sparse_product(rows, &self.features);
        let common = self.common.as_slice().expect("it is contiguous");
        part.outer_iter_mut().into_par_iter().for_each(|mut row| {
            let row = row_mut(&mut row);
            to_unit(row);
            let shared = dot(row, common);
            // A document that is nothing but what all share stays what it is.
            if shared.abs() < 1.0 - NOTHING_BUT_COMMON {
                row.iter_mut().zip(common).for_each(|(x, c)| *x -= shared * c);
                to_unit(row);
            }
            for x in row {
                *x *= self.length;
            }
        });
        part
    }
}

fn first_direction(rows: &Array2<f32>) -> Array1<f32> {
    let (values, vectors) = eigen(&gram(rows));
    match vectors.into_iter().next() {
        // Taking the only direction there is would leave nothing.
        Some(first) if values.get(1).is_some_and(|&v| v > 1e-6 * values[0]) => {
            first.into_iter().map(|x| x as f32).collect()
        }
        _ => Array1::zeros(rows.ncols()),
    }
}

/// The vectors of documents from their features: the unit parts of all projections side by side,
/// one unit long together; zeros for a document without features.
pub(crate) fn project(rows: &SparseRows<f32>, projections: &[Projection]) -> Array2<f32> {
    let columns = projections.iter().map(|projection| projection.features.ncols()).sum();
    let mut whole = Array2::zeros((rows.rows(), columns));
    let mut start = 0;
    for projection in projections {
        let part = projection.part(rows);
        let mut place = whole.slice_axis_mut(Axis(1), (start..start + part.ncols()).into());
        place.assign(&part);
        start += part.ncols();
    }
    rows_to_unit(&mut whole);
    whole
}
