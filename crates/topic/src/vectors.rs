//! Documents as unit vectors: the features that they are made of, the maps from features to
//! dimensions, and the matrix arithmetic for both.

pub(crate) mod features;
pub(crate) mod matrix;
mod ppmi;
pub(crate) mod products;

use cimai_corpus::{Batch, Counts, SparseRows};
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use crate::numbers::rounded;
use crate::options::{Options, VectorKind};
use crate::vectors::features::{Evidence, Features};
use crate::vectors::matrix::{
    Svd, SvdOptions, dot, eigen, only_rows, row, row_mut, rows_to_unit, to_unit,
};
use crate::vectors::ppmi::ppmi;
use crate::vectors::products::{gram, put_sparse_product, sparse_product};

/// A unit vector for each document that shares a feature with others.
#[derive(Clone, Debug)]
pub(crate) struct Vectors {
    /// How they were made; never [`VectorKind::Auto`].
    pub(crate) kind: VectorKind,
    /// The share of latent semantic analysis in them, 0–1; see [`lsa_share`].
    pub(crate) lsa_share: f64,
    /// The words and characters that they were made from.
    pub(crate) features: Features,
    /// What turns a document's features into its vector.
    pub(crate) projections: Vec<Projection>,
    /// The documents that have a vector, ascending.
    pub(crate) documents: Vec<usize>,
    /// One unit row for each of `documents`.
    pub(crate) rows: Array2<f32>,
    /// The words of each of `documents`, and the characters that stand alone in it: a row of
    /// features for each.
    pub(crate) tokens: SparseRows<()>,
}

/// If more than this part of the documents with features gets no vector from word vectors, because
/// their words stand alone, latent semantic analysis takes over.
const MOST_ALONE: f64 = 0.1;
/// Documents with more kept words than this, on average, say enough without their characters.
const CHARACTERS_UP_TO: f64 = 100.0;

/// So many documents tell by themselves which directions matter.
const MANY_DOCUMENTS: usize = 4_000;

impl Vectors {
    /// Makes the vectors of documents.
    ///
    /// The dimensions are those asked for, but no more than the amount of text supports: the root
    /// of a tenth of its kept words, and 10 in any case.
    pub(crate) fn fit(batch: &Batch, counts: &Counts, options: &Options) -> Self {
        let words = mean_words(counts);
        let (features, evidence) = Features::fit(batch, counts, words <= CHARACTERS_UP_TO);
        let share = match options.vectors {
            VectorKind::Ppmi => 0.0,
            VectorKind::Lsa => 1.0,
            VectorKind::Auto => lsa_share(words, counts.documents()),
            VectorKind::Both => lsa_share(words, counts.documents()).clamp(0.25, 0.75),
        };
        let dimensions = supported_dimensions(all_words(counts) as f64).min(options.dimensions);
        let options = SvdOptions { dimensions, iterations: 3, seed: options.seed };
        let tokens = evidence.tokens(features.words.len());
        let space = Space::span(evidence, &features, &options, share);
        let Space { lsa_share, projections, rows } = space;
        let all = 0..rows.nrows();
        let documents: Vec<usize> = all.filter(|&document| has_vector(&rows, document)).collect();
        let rows = only_rows(rows, &documents);
        let own: Vec<_> = documents.iter().map(|&document| tokens.row(document)).collect();
        let tokens = SparseRows::new(tokens.columns(), &own);
        Self { kind: kind(lsa_share), lsa_share, features, projections, documents, rows, tokens }
    }

    /// The first dimensions of each kind.
    pub(crate) fn leading(&self, dimensions: usize) -> Array2<f32> {
        let mut columns = Vec::new();
        let mut start = 0;
        for projection in &self.projections {
            let end = start + projection.features.ncols();
            columns.extend(start..end.min(start + dimensions));
            start = end;
        }
        self.rows.select(Axis(1), &columns).as_standard_layout().into_owned()
    }
}

/// Whether a document has a vector.
pub(crate) fn has_vector(rows: &Array2<f32>, document: usize) -> bool {
    row(rows, document).iter().any(|&x| x != 0.0)
}

/// Vectors with a share of latent semantic analysis.
struct Space {
    lsa_share: f64,
    projections: Vec<Projection>,
    /// One row for every document.
    rows: Array2<f32>,
}

impl Space {
    /// The evidence is large, and gone before the matrices are taken apart.
    fn span(evidence: Evidence, features: &Features, options: &SvdOptions, lsa_share: f64) -> Self {
        let meetings = (lsa_share < 1.0).then(|| ppmi(&evidence));
        let documents = evidence.rows(&features.weights);
        drop(evidence);
        let mut projections = Vec::new();
        if let Some(meetings) = meetings {
            projections.push(Projection::word_means(
                meetings,
                &documents,
                options,
                1.0 - lsa_share,
            ));
        }
        if lsa_share > 0.0 {
            projections.push(Projection::lsa(&documents, options, lsa_share));
        }
        let space = Self { lsa_share, rows: project(&documents, &projections), projections };
        if space.alone(&documents) <= MOST_ALONE {
            return space;
        }
        let projections = vec![Projection::lsa(&documents, options, 1.0)];
        Self { lsa_share: 1.0, rows: project(&documents, &projections), projections }
    }

    /// Of the documents that have features, the part that has no vector.
    fn alone(&self, documents: &SparseRows<f32>) -> f64 {
        let with_features = documents.iter().filter(|row| !row.is_empty()).count();
        let with_vectors = (0..self.rows.nrows()).filter(|&d| has_vector(&self.rows, d)).count();
        (with_features - with_vectors) as f64 / with_features.max(1) as f64
    }
}

/// The share of latent semantic analysis in automatic vectors.
///
/// A long document says by itself what it is about, and latent semantic analysis listens to
/// documents; of short ones, the words must be known from the rest of the corpus, which takes many
/// documents. So with r = mean kept words / √documents (√documents at most 50), the share is 0 up
/// to r = 0.4 and 1 from r = 2, and grows with ln r between them.
///
/// Of few documents, however short, words cannot be known well: the share is at least a half up to
/// 300 documents, and this floor falls with the logarithm of their number to 0 at 3,000.
fn lsa_share(mean_words: f64, documents: usize) -> f64 {
    let ratio = mean_words / (documents as f64).sqrt().clamp(1.0, 50.0);
    let by_length = (ratio.max(1e-9) / 0.4).ln() / 5.0_f64.ln();
    let floor = 0.5 * (3000.0 / documents.max(1) as f64).log10().clamp(0.0, 1.0);
    by_length.clamp(floor, 1.0)
}

fn kind(lsa_share: f64) -> VectorKind {
    match lsa_share {
        share if share <= 0.0 => VectorKind::Ppmi,
        share if share >= 1.0 => VectorKind::Lsa,
        _ => VectorKind::Both,
    }
}

fn supported_dimensions(words: f64) -> usize {
    rounded((words / 10.0).sqrt()).max(10)
}

/// Kept words per document that has any.
fn mean_words(counts: &Counts) -> f64 {
    let documents = (0..counts.documents()).filter(|&d| counts.kept_words(d) > 0).count();
    all_words(counts) as f64 / documents.max(1) as f64
}

fn all_words(counts: &Counts) -> u64 {
    (0..counts.documents()).map(|d| u64::from(counts.kept_words(d))).sum()
}

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
    fn word_means(
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
    fn lsa(documents: &SparseRows<f32>, options: &SvdOptions, share: f64) -> Self {
        // The singular values of texts lie closer together than those of the PPMI matrix, the more
        // so the fewer texts there are.
        let few = documents.rows() < MANY_DOCUMENTS;
        let options = SvdOptions { iterations: if few { 8 } else { 3 }, ..*options };
        let svd = Svd::fit(documents, &documents.transposed(), &options);
        let features = svd.scaled(0.5);
        let common = Array1::zeros(features.ncols());
        Self { features, common, length: share.sqrt() as f32 }
    }

    /// Puts what this map makes of documents' features into a matrix, from the column `start` on.
    fn fill(&self, rows: &SparseRows<f32>, whole: &mut Array2<f32>, start: usize) {
        put_sparse_product(rows, &self.features, whole, start);
        let common = self.common.as_slice().expect("it is contiguous");
        whole.outer_iter_mut().into_par_iter().for_each(|mut row| {
            let row = &mut row_mut(&mut row)[start..start + self.features.ncols()];
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
        projection.fill(rows, &mut whole, start);
        start += projection.features.ncols();
    }
    rows_to_unit(&mut whole);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_known_by_their_words_and_articles_by_themselves() {
        assert!(lsa_share(5.5, 10_000) <= 0.0);
        assert!(lsa_share(260.0, 1_000) >= 1.0);
        assert!(lsa_share(5.5, 200) >= 0.5);
    }
}
