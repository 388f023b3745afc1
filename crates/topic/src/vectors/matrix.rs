//! Rows of matrices, an eigenvalue solver and a truncated singular value decomposition.

use std::ops::Range;

use cimai_corpus::SparseRows;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayViewMut1, Axis};

use crate::numbers::Random;
use crate::vectors::products::{gram, product, sparse_product};

/// Rows that one task works on.
pub(crate) const CHUNK: usize = 1024;

/// The numbers below `n` in runs of `size`, each the work of one task.
pub(crate) fn chunks(n: usize, size: usize) -> Vec<Range<usize>> {
    (0..n).step_by(size).map(|start| start..(start + size).min(n)).collect()
}

/// A row of a matrix as a slice.
pub(crate) fn row(matrix: &Array2<f32>, row: usize) -> &[f32] {
    let columns = matrix.ncols();
    let cells = matrix.as_slice().expect("matrices here are in standard layout");
    &cells[row * columns..(row + 1) * columns]
}

/// A row that an iterator gave, as a slice.
pub(crate) fn row_mut<'r>(row: &'r mut ArrayViewMut1<f32>) -> &'r mut [f32] {
    row.as_slice_mut().expect("rows are contiguous")
}

/// The matrix with these of its rows, which ascend, in its own place.
pub(crate) fn only_rows(matrix: Array2<f32>, rows: &[usize]) -> Array2<f32> {
    let columns = matrix.ncols();
    let (mut cells, _) = matrix.into_raw_vec_and_offset();
    for (to, &from) in rows.iter().enumerate().filter(|&(to, &from)| to != from) {
        cells.copy_within(from * columns..(from + 1) * columns, to * columns);
    }
    cells.truncate(rows.len() * columns);
    Array2::from_shape_vec((rows.len(), columns), cells).expect("there is a cell for each")
}

/// The matrix with rows and columns exchanged.
pub(crate) fn transposed(matrix: &Array2<f32>) -> Array2<f32> {
    matrix.t().as_standard_layout().into_owned()
}

/// Adds one row to another.
pub(crate) fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// The scalar product of two rows.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a_lanes, b_lanes) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_lanes.remainder().iter().zip(b_lanes.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_lanes.zip(b_lanes) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// Makes a row one unit long; a row of zeros (or nearly) becomes all zeros.
pub(crate) fn to_unit(row: &mut [f32]) {
    let length = dot(row, row).sqrt();
    let scale = if length > 1e-12 { 1.0 / length } else { 0.0 };
    for x in row {
        *x *= scale;
    }
}

/// Makes every row one unit long.
pub(crate) fn rows_to_unit(matrix: &mut Array2<f32>) {
    matrix.axis_iter_mut(Axis(0)).into_par_iter().for_each(|mut row| {
        to_unit(row_mut(&mut row));
    });
}

/// A sparse matrix of so many columns and rows from a function that makes each row, called in
/// parallel. Few rows wait at any time for their place.
pub(crate) fn sparse_rows<T: Copy + Send>(
    columns: usize,
    rows: usize,
    row: impl Fn(usize) -> Vec<(u32, T)> + Sync,
) -> SparseRows<T> {
    let mut matrix = SparseRows::empty(columns);
    for chunk in chunks(rows, 2 * CHUNK) {
        let made: Vec<_> = chunk.into_par_iter().map(&row).collect();
        for row in &made {
            matrix.push(row);
        }
    }
    matrix
}

/// Eigenvalues of a symmetric matrix without negative ones, largest first, with their unit
/// eigenvectors. One-sided Jacobi rotations (Hestenes 1958; Golub & Van Loan, Matrix
/// Computations, 8.6).
pub(crate) fn eigen(matrix: &Array2<f64>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut rows: Vec<Vec<f64>> = matrix.outer_iter().map(|row| row.to_vec()).collect();
    let mut turning = true;
    let mut sweeps = 0;
    while turning && sweeps < 30 {
        turning = sweep(&mut rows);
        sweeps += 1;
    }
    let length = |row: &Vec<f64>| row.iter().map(|x| x * x).sum::<f64>().sqrt();
    let mut pairs: Vec<(f64, Vec<f64>)> = rows.into_iter().map(|row| (length(&row), row)).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (length, row) in pairs.iter_mut().filter(|(length, _)| *length > 0.0) {
        for x in row {
            *x /= *length;
        }
    }
    pairs.into_iter().unzip()
}

/// Makes all pairs of rows orthogonal, one after the other; false if they already were.
fn sweep(rows: &mut [Vec<f64>]) -> bool {
    let mut turned = false;
    for p in 0..rows.len() {
        let (before, after) = rows.split_at_mut(p + 1);
        for other in after {
            turned |= rotate(&mut before[p], other);
        }
    }
    turned
}

/// Turns two rows in their plane until they are orthogonal; false if they already were.
fn rotate(a: &mut [f64], b: &mut [f64]) -> bool {
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b.iter()) {
        (aa, bb, ab) = (aa + x * x, bb + y * y, ab + x * y);
    }
    if ab.abs() <= 1e-9 * (aa * bb).sqrt() || ab == 0.0 {
        return false;
    }
    let zeta = (bb - aa) / (2.0 * ab);
    let tangent = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    let sine = cosine * tangent;
    for (x, y) in a.iter_mut().zip(b.iter_mut()) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
    true
}

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
        // The subspace lies on the shorter side, where less has to be made orthonormal.
        let is_wide = matrix.rows() < matrix.columns();
        let (there, back) = if is_wide { (transposed, matrix) } else { (matrix, transposed) };
        let width = (options.dimensions + OVERSAMPLING).min(matrix.rows()).min(matrix.columns());
        let start = Random::new(options.seed, 1).matrix(there.rows(), width);
        let mut basis = spanned(back, start);
        for _ in 0..options.iterations {
            let image = sparse_product(there, &basis);
            drop(basis);
            basis = spanned(back, image);
        }
        let image = sparse_product(there, &basis);
        let (values, rotation) = eigen(&gram(&image));
        let kept = values.iter().take(options.dimensions).take_while(|&&v| v > 1e-9 * values[0]);
        let values: Vec<f32> = kept.map(|value| value.sqrt() as f32).collect();
        let size = |j: usize| if is_wide { f64::from(values[j]) } else { 1.0 };
        let turn = |(i, j): (usize, usize)| (rotation[j][i] / size(j)) as f32;
        let turn = Array2::from_shape_fn((basis.ncols(), values.len()), turn);
        Self { vectors: product(if is_wide { &image } else { &basis }, &turn), values }
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
    fn rows_that_are_left_out_make_room() {
        let matrix = Array2::from_shape_fn((4, 2), |(row, column)| (row * 2 + column) as f32);
        let left = only_rows(matrix.clone(), &[0, 2, 3]);
        assert_eq!(left, matrix.select(Axis(0), &[0, 2, 3]));
        assert_eq!(only_rows(matrix, &[]).dim(), (0, 2));
    }

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

    #[test]
    fn wide_and_tall_matrices_have_the_same_right_vectors() {
        // Two rows or columns at right angles, of lengths 5 and 2.
        let wide = SparseRows::new(3, &[vec![(0, 3.0), (2, 4.0)], vec![(1, 2.0)]]);
        let options = SvdOptions { dimensions: 2, iterations: 2, seed: 1 };
        let right = Svd::fit(&wide, &wide.transposed(), &options);
        let left = Svd::fit(&wide.transposed(), &wide, &options);
        for (found, expected) in [(&right, [0.6, 0.0, 0.8]), (&left, [1.0, 0.0, 0.0])] {
            assert!((found.values[0] - 5.0).abs() < 1e-3 && (found.values[1] - 2.0).abs() < 1e-3);
            let first = found.vectors.column(0);
            assert!(first.iter().zip(expected).all(|(x, y)| (x.abs() - y).abs() < 1e-3), "{first}");
        }
    }
}
