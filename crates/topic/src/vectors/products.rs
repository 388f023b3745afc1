//! Matrix products, each cell summed in one order: the same bits whatever rows stand beside a row,
//! with any number of threads, and on any processor. Products and sums are never contracted to one
//! rounding; `pulp` compiles the same sums for the widest registers that there are.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the kind of processor that was found"
)]

use std::ops::Range;

use cimai_corpus::SparseRows;
use ndarray::Array2;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::vectors::matrix::{chunks, row};

/// Columns of a dense product, and of a sparse one, that are summed at a time: what the registers
/// hold.
const LANES: usize = 8;
const SPARSE_LANES: usize = 32;
/// Rows that share the loads of a panel.
const BLOCK: usize = 8;
/// Rows that one task works on.
const TASK: usize = 64;
/// Rows that are summed in single precision; the sums of these are in double.
const SUMMED: usize = 512;

/// Some columns of a matrix, side by side in memory.
type Panel<const WIDTH: usize> = Vec<[f32; WIDTH]>;

/// Sparse × dense.
pub(crate) fn sparse_product(sparse: &SparseRows<f32>, dense: &Array2<f32>) -> Array2<f32> {
    let mut product = Array2::zeros((sparse.rows(), dense.ncols()));
    put_sparse_product(sparse, dense, &mut product, 0);
    product
}

/// Puts sparse × dense into a matrix of as many rows, from the column `start` on.
pub(crate) fn put_sparse_product(
    sparse: &SparseRows<f32>,
    dense: &Array2<f32>,
    whole: &mut Array2<f32>,
    start: usize,
) {
    let width = whole.ncols();
    let whole = whole.as_slice_mut().expect("matrices here are in standard layout");
    for columns in chunks(dense.ncols(), SPARSE_LANES) {
        let panel: Panel<SPARSE_LANES> = panel(dense, &columns);
        let columns = start + columns.start..start + columns.end;
        each_task(whole, width, |rows, product| {
            let columns = columns.clone();
            Arch::new().dispatch(SparseSums { sparse, rows, panel: &panel, columns, product });
        });
    }
}

/// Dense × dense, for many rows times a small matrix.
pub(crate) fn product(tall: &Array2<f32>, small: &Array2<f32>) -> Array2<f32> {
    let columns = chunks(small.ncols(), LANES);
    let panels: Vec<Panel<LANES>> = columns.iter().map(|columns| panel(small, columns)).collect();
    let mut cells_of_product = vec![0.0; tall.nrows() * small.ncols()];
    each_task(&mut cells_of_product, small.ncols(), |rows, product| {
        let tall = cells(tall, &rows);
        Arch::new().dispatch(Sums { tall, panels: &panels, product });
    });
    Array2::from_shape_vec((tall.nrows(), small.ncols()), cells_of_product)
        .expect("there is a cell for each")
}

/// Dense × dense, the first with rows and columns exchanged: for each two columns of these tall
/// matrices the sum of their products.
pub(crate) fn column_products(a: &Array2<f32>, b: &Array2<f32>) -> Array2<f64> {
    let (width, columns) = (b.ncols(), chunks(b.ncols(), LANES));
    let part = |rows: Range<usize>| {
        let a = cells(a, &rows);
        let panels = columns.iter().map(|columns| panel_of(b, &rows, columns)).collect();
        let sums = vec![0.0; a.len() / rows.len() * width];
        Arch::new().dispatch(ColumnSums { a, panels, width, sums })
    };
    let parts: Vec<Vec<f32>> = chunks(a.nrows(), SUMMED).into_par_iter().map(part).collect();
    let mut sums = Array2::zeros((a.ncols(), width));
    for part in &parts {
        sums.iter_mut().zip(part).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    sums
}

/// The matrix of scalar products between the columns of a tall matrix.
pub(crate) fn gram(tall: &Array2<f32>) -> Array2<f64> {
    column_products(tall, tall)
}

/// Fills the rows of a product, some in each task.
fn each_task(product: &mut [f32], columns: usize, fill: impl Fn(Range<usize>, &mut [f32]) + Sync) {
    let tasks = product.par_chunks_mut((TASK * columns).max(1)).enumerate();
    tasks.for_each(|(task, part)| {
        let start = task * TASK;
        fill(start..start + part.len() / columns, part);
    });
}

fn cells<'m>(matrix: &'m Array2<f32>, rows: &Range<usize>) -> &'m [f32] {
    let columns = matrix.ncols();
    let cells = matrix.as_slice().expect("matrices here are in standard layout");
    &cells[rows.start * columns..rows.end * columns]
}

fn panel<const WIDTH: usize>(matrix: &Array2<f32>, columns: &Range<usize>) -> Panel<WIDTH> {
    panel_of(matrix, &(0..matrix.nrows()), columns)
}

fn panel_of<const WIDTH: usize>(
    matrix: &Array2<f32>,
    rows: &Range<usize>,
    columns: &Range<usize>,
) -> Panel<WIDTH> {
    let copy = |place| {
        let mut values = [0.0; WIDTH];
        values[..columns.len()].copy_from_slice(&row(matrix, place)[columns.clone()]);
        values
    };
    rows.clone().map(copy).collect()
}

/// Adds a multiple of some values.
#[inline(always)]
fn add_times<const WIDTH: usize>(sums: &mut [f32; WIDTH], factor: f32, values: &[f32; WIDTH]) {
    for lane in 0..WIDTH {
        sums[lane] += factor * values[lane];
    }
}

/// Some columns of some rows of a sparse product.
struct SparseSums<'m> {
    sparse: &'m SparseRows<f32>,
    rows: Range<usize>,
    panel: &'m [[f32; SPARSE_LANES]],
    /// Where these columns stand in `product`.
    columns: Range<usize>,
    /// All columns of these rows.
    product: &'m mut [f32],
}

impl WithSimd for SparseSums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let width = self.product.len() / self.rows.len();
        for (place, product) in self.rows.zip(self.product.chunks_exact_mut(width)) {
            let mut sums = [0.0; SPARSE_LANES];
            for &(column, weight) in self.sparse.row(place) {
                add_times(&mut sums, weight, &self.panel[column as usize]);
            }
            product[self.columns.clone()].copy_from_slice(&sums[..self.columns.len()]);
        }
    }
}

/// Some rows of a dense product.
struct Sums<'m> {
    tall: &'m [f32],
    /// All columns of the small matrix.
    panels: &'m [Panel<LANES>],
    product: &'m mut [f32],
}

impl WithSimd for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { tall, panels, product } = self;
        let Some(inner) = panels.first().map(Vec::len).filter(|&inner| inner > 0) else { return };
        let width = product.len() / (tall.len() / inner);
        let blocks = tall.chunks(BLOCK * inner).zip(product.chunks_mut(BLOCK * width));
        for (tall, product) in blocks {
            for (number, panel) in panels.iter().enumerate() {
                let start = number * LANES;
                let columns = start..(start + LANES).min(width);
                if tall.len() == BLOCK * inner {
                    let rows = std::array::from_fn(|row| &tall[row * inner..][..inner]);
                    put(product, width, &columns, &row_sums::<BLOCK>(rows, panel));
                } else {
                    let rows = tall.chunks_exact(inner).zip(product.chunks_exact_mut(width));
                    for (tall, product) in rows {
                        put(product, width, &columns, &row_sums([tall], panel));
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn row_sums<const ROWS: usize>(
    rows: [&[f32]; ROWS],
    panel: &[[f32; LANES]],
) -> [[f32; LANES]; ROWS] {
    let mut sums = [[0.0; LANES]; ROWS];
    for (place, values) in panel.iter().enumerate() {
        for row in 0..ROWS {
            add_times(&mut sums[row], rows[row][place], values);
        }
    }
    sums
}

/// Puts the sums of some rows where they belong.
#[inline(always)]
fn put(product: &mut [f32], width: usize, columns: &Range<usize>, sums: &[[f32; LANES]]) {
    for (product, sums) in product.chunks_exact_mut(width).zip(sums) {
        product[columns.clone()].copy_from_slice(&sums[..columns.len()]);
    }
}

/// What some rows add to the products of columns.
struct ColumnSums<'m> {
    a: &'m [f32],
    /// All columns of the other matrix.
    panels: Vec<Panel<LANES>>,
    width: usize,
    sums: Vec<f32>,
}

impl WithSimd for ColumnSums<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<f32> {
        let Self { a, panels, width, mut sums } = self;
        let Some(rows) = panels.first().map(Vec::len) else { return sums };
        let columns_of_a = a.len() / rows;
        for (number, panel) in panels.iter().enumerate() {
            let columns = number * LANES..(number * LANES + LANES).min(width);
            let blocks = columns_of_a / BLOCK * BLOCK;
            for column in (0..blocks).step_by(BLOCK) {
                let found = column_sums::<BLOCK>(&a[column..], columns_of_a, panel);
                put(&mut sums[column * width..], width, &columns, &found);
            }
            for column in blocks..columns_of_a {
                let found = column_sums::<1>(&a[column..], columns_of_a, panel);
                put(&mut sums[column * width..], width, &columns, &found);
            }
        }
        sums
    }
}

/// The first columns of a matrix, given by its cells from the first of them on, times a panel.
#[inline(always)]
fn column_sums<const COLUMNS: usize>(
    cells: &[f32],
    width: usize,
    panel: &[[f32; LANES]],
) -> [[f32; LANES]; COLUMNS] {
    let mut sums = [[0.0; LANES]; COLUMNS];
    for (row, values) in cells.chunks(width).zip(panel) {
        for column in 0..COLUMNS {
            add_times(&mut sums[column], row[column], values);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::Random;

    /// Sums cell by cell in the order of the inner places.
    fn plain(a: &Array2<f32>, b: &Array2<f32>) -> Array2<f32> {
        let cell =
            |(i, j)| (0..a.ncols()).fold(0.0, |sum, place| sum + a[[i, place]] * b[[place, j]]);
        Array2::from_shape_fn((a.nrows(), b.ncols()), cell)
    }

    #[test]
    fn every_cell_is_the_plain_sum_to_the_last_bit() {
        let mut random = Random::new(1, 1);
        for (rows, inner, columns) in [(0, 3, 2), (1, 1, 1), (7, 5, 17), (70, 33, 40), (515, 20, 9)]
        {
            let (tall, small) = (random.matrix(rows, inner), random.matrix(inner, columns));
            assert_eq!(product(&tall, &small), plain(&tall, &small));
            let sparse: Vec<Vec<(u32, f32)>> = tall
                .outer_iter()
                .map(|row| row.iter().enumerate().map(|(place, &x)| (place as u32, x)).collect())
                .collect();
            let sparse = SparseRows::new(inner, &sparse);
            assert_eq!(sparse_product(&sparse, &small), plain(&tall, &small));
        }
    }

    #[test]
    fn products_of_columns_are_sums_over_rows() {
        let mut random = Random::new(2, 1);
        for (rows, left, right) in [(1, 1, 1), (40, 6, 19), (600, 5, 3)] {
            let (a, b) = (random.matrix(rows, left), random.matrix(rows, right));
            let found = column_products(&a, &b);
            let exact = a.mapv(f64::from).t().dot(&b.mapv(f64::from));
            assert!(found.iter().zip(&exact).all(|(x, y)| (x - y).abs() < 1e-4), "{found} {exact}");
        }
        assert_eq!(column_products(&Array2::zeros((0, 2)), &Array2::zeros((0, 3))).dim(), (2, 3));
    }
}
