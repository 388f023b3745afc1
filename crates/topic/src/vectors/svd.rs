use cimai_corpus::SparseRows;
use ndarray::{Array2, Axis};

use crate::random::Random;
use crate::vectors::matrix::{eigen, gram, product, sparse_product};

/// The largest singular values of a sparse matrix, with their right singular vectors.
pub(crate) struct Svd {
    /// Columns of the matrix × singular values: one vector per column.
    pub(crate) vectors: Array2<f32>,
    /// Largest first. There may be fewer than asked for, if the matrix has a smaller rank.
    pub(crate) values: Vec<f32>,
}

/// How exactly, and from where, [`Svd`] is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SvdOptions {
    pub(crate) dimensions: usize,
    /// How often the random subspace is multiplied by the matrix and back.
    pub(crate) iterations: usize,
    pub(crate) seed: u64,
}

const OVERSAMPLING: usize = 10;

impl Svd {
    /// Randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithm 4.4).
    /// `transposed` is the matrix with rows and columns exchanged.
    pub(crate) fn fit(
        matrix: &SparseRows<f32>,
        transposed: &SparseRows<f32>,
        options: &SvdOptions,
    ) -> Self {
        let width = options.dimensions + OVERSAMPLING;
        let width = width.min(matrix.rows()).min(matrix.columns());
        let start = Random::new(options.seed, 1).matrix(matrix.rows(), width);
        let mut basis = spanned(transposed, start);
        for _ in 0..options.iterations {
            let image = sparse_product(matrix, &basis);
            drop(basis);
            basis = spanned(transposed, image);
        }
        let (values, rotation) = eigen(&gram(&sparse_product(matrix, &basis)));
        let kept = values.iter().take(options.dimensions).take_while(|&&v| v > 1e-9 * values[0]);
        let values: Vec<f32> = kept.map(|value| value.sqrt() as f32).collect();
        let rotation =
            Array2::from_shape_fn((basis.ncols(), values.len()), |(i, j)| rotation[j][i] as f32);
        Self { vectors: product(&basis, &rotation), values }
    }

    /// The vectors, each times a power of its singular value.
    pub(crate) fn scaled(mut self, power: f32) -> Array2<f32> {
        for (mut column, value) in self.vectors.axis_iter_mut(Axis(1)).zip(&self.values) {
            column *= value.powf(power);
        }
        self.vectors
    }
}

/// An orthonormal basis of what the columns of `matrix` × `dense` span, through the eigenvectors of
/// their Gram matrix. What is multiplied is large and not kept.
fn spanned(matrix: &SparseRows<f32>, dense: Array2<f32>) -> Array2<f32> {
    let tall = sparse_product(matrix, &dense);
    drop(dense);
    let (values, vectors) = eigen(&gram(&tall));
    let rank = values.iter().take_while(|&&value| value > 1e-7 * values[0] && value > 0.0).count();
    let scaled = |(i, j): (usize, usize)| (vectors[j][i] / values[j].sqrt()) as f32;
    product(&tall, &Array2::from_shape_fn((tall.ncols(), rank), scaled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagonal_matrix_gives_back_its_values() {
        let rows: Vec<_> = [5.0_f32, 3.0, 2.0, 0.0]
            .iter()
            .enumerate()
            .map(|(i, &x)| vec![(i as u32, x)])
            .collect();
        let matrix = SparseRows::new(4, &rows);
        let options = SvdOptions { dimensions: 4, iterations: 2, seed: 1 };
        let svd = Svd::fit(&matrix, &matrix.transposed(), &options);
        assert_eq!(svd.values.len(), 3);
        for (found, expected) in svd.values.iter().zip([5.0, 3.0, 2.0]) {
            assert!((found - expected).abs() < 1e-3, "{:?}", svd.values);
        }
        assert!((svd.vectors[[0, 0]].abs() - 1.0).abs() < 1e-3);
    }
}
