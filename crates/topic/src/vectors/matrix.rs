//! Matrix products and an eigenvalue solver, parallel over fixed chunks of rows so that results
//! do not depend on the number of threads.

use std::ops::Range;

use cimai_corpus::SparseRows;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, ArrayViewMut1, Axis, linalg::general_mat_mul};

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
pub(crate) fn sparse_rows(
    columns: usize,
    rows: usize,
    row: impl Fn(usize) -> Vec<(u32, f32)> + Sync,
) -> SparseRows<f32> {
    let mut matrix = SparseRows::empty(columns);
    for chunk in chunks(rows, 2 * CHUNK) {
        let made: Vec<_> = chunk.into_par_iter().map(&row).collect();
        for row in &made {
            matrix.push(row);
        }
    }
    matrix
}

/// Columns that are summed at a time, few enough for the processor's registers.
const PANEL: usize = 32;

/// Sparse × dense.
pub(crate) fn sparse_product(sparse: &SparseRows<f32>, dense: &Array2<f32>) -> Array2<f32> {
    let mut product = Array2::zeros((sparse.rows(), dense.ncols()));
    for start in (0..dense.ncols()).step_by(PANEL) {
        let columns = start..(start + PANEL).min(dense.ncols());
        let panel: Vec<[f32; PANEL]> = panel(dense, columns.clone());
        product.outer_iter_mut().into_par_iter().enumerate().for_each(|(place, mut sums)| {
            let mut local = [0.0; PANEL];
            for &(column, weight) in sparse.row(place) {
                let values = &panel[column as usize];
                for lane in 0..PANEL {
                    local[lane] += weight * values[lane];
                }
            }
            row_mut(&mut sums)[columns.clone()].copy_from_slice(&local[..columns.len()]);
        });
    }
    product
}

/// Some columns of a matrix, side by side in memory.
fn panel<const WIDTH: usize>(dense: &Array2<f32>, columns: Range<usize>) -> Vec<[f32; WIDTH]> {
    let copy = |place| {
        let mut values = [0.0; WIDTH];
        values[..columns.len()].copy_from_slice(&row(dense, place)[columns.clone()]);
        values
    };
    (0..dense.nrows()).map(copy).collect()
}

/// Dense × dense, for many rows times a small matrix.
pub(crate) fn product(tall: &Array2<f32>, small: &Array2<f32>) -> Array2<f32> {
    let mut product = Array2::zeros((tall.nrows(), small.ncols()));
    let pairs = product
        .axis_chunks_iter_mut(Axis(0), CHUNK)
        .into_par_iter()
        .zip(tall.axis_chunks_iter(Axis(0), CHUNK));
    pairs.for_each(|(mut out, rows)| general_mat_mul(1.0, &rows, small, 0.0, &mut out));
    product
}

/// Columns of a small matrix that [`product_by_row`] sums at a time.
const LANES: usize = 16;

/// Dense × dense, with the same sums in the same order whatever rows stand beside a row and
/// whatever the processor can do. [`product`] is faster and gives other last digits on other
/// processors.
pub(crate) fn product_by_row(tall: &Array2<f32>, small: &Array2<f32>) -> Array2<f32> {
    let mut product = Array2::zeros((tall.nrows(), small.ncols()));
    for start in (0..small.ncols()).step_by(LANES) {
        let columns = start..(start + LANES).min(small.ncols());
        let panel: Vec<[f32; LANES]> = panel(small, columns.clone());
        product.outer_iter_mut().into_par_iter().enumerate().for_each(|(place, mut sums)| {
            let mut local = [0.0; LANES];
            for (&value, values) in row(tall, place).iter().zip(&panel) {
                for lane in 0..LANES {
                    local[lane] += value * values[lane];
                }
            }
            row_mut(&mut sums)[columns.clone()].copy_from_slice(&local[..columns.len()]);
        });
    }
    product
}

/// The matrix of scalar products between the columns of a tall matrix.
pub(crate) fn gram(tall: &Array2<f32>) -> Array2<f64> {
    let partial = |rows: ArrayView2<f32>| rows.t().dot(&rows);
    let partials: Vec<Array2<f32>> =
        tall.axis_chunks_iter(Axis(0), CHUNK).into_par_iter().map(partial).collect();
    let mut sum = Array2::zeros((tall.ncols(), tall.ncols()));
    for partial in partials {
        sum.zip_mut_with(&partial, |sum, &x| *sum += f64::from(x));
    }
    sum
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
