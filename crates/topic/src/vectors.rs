use cimai_corpus::Counts;
use ndarray::{Array2, Axis};

use crate::features::Features;
use crate::matrix::{rows_to_unit, sparse_product};
use crate::options::{Options, VectorKind};
use crate::svd::{Svd, SvdOptions};

/// A unit vector for each document that shares a term with another.
#[derive(Clone, Debug)]
pub struct Vectors {
    /// How they were made.
    pub kind: VectorKind,
    /// The terms they were made from.
    pub features: Features,
    /// Features × dimensions: what each term adds to a document.
    pub terms: Array2<f32>,
    /// The documents that have a vector, ascending.
    pub documents: Vec<usize>,
    /// One unit row for each of `documents`.
    pub rows: Array2<f32>,
}

impl Vectors {
    /// Makes the vectors of a corpus.
    pub fn fit(counts: &Counts, options: &Options) -> Self {
        let features = Features::fit(counts);
        let terms = latent_terms(&features, options);
        let mut rows = sparse_product(&features.rows, &terms);
        rows_to_unit(&mut rows);
        let has_vector = |&document: &usize| rows.row(document).iter().any(|&x| x != 0.0);
        let documents: Vec<usize> = (0..rows.nrows()).filter(has_vector).collect();
        let rows = rows.select(Axis(0), &documents);
        Self { kind: VectorKind::Lsa, features, terms, documents, rows }
    }
}

/// Latent semantic analysis (Deerwester et al. 1990), the singular values raised to 1.5.
fn latent_terms(features: &Features, options: &Options) -> Array2<f32> {
    let svd_options =
        SvdOptions { dimensions: options.dimensions, iterations: 4, seed: options.seed };
    let mut svd = Svd::fit(&features.rows, &features.rows.transposed(), &svd_options);
    for (mut column, value) in svd.vectors.axis_iter_mut(Axis(1)).zip(&svd.values) {
        column *= value.sqrt();
    }
    svd.vectors
}
