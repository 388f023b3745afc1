/// A matrix of which only the non-zero cells are stored, row by row (compressed sparse rows).
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows<T> {
    columns: usize,
    ends: Vec<usize>,
    cells: Vec<(u32, T)>,
}

impl<T: Copy> SparseRows<T> {
    /// A matrix of so many columns that has no rows yet.
    pub fn empty(columns: usize) -> Self {
        Self { columns, ends: Vec::new(), cells: Vec::new() }
    }

    /// Adds a row, its cells as (column, value).
    ///
    /// # Panics
    ///
    /// If a cell lies beyond the last column.
    pub fn push(&mut self, row: &[(u32, T)]) {
        assert!(row.iter().all(|&(c, _)| (c as usize) < self.columns), "column too large");
        self.cells.extend_from_slice(row);
        self.ends.push(self.cells.len());
    }

    /// A matrix of `columns` columns from its rows; each row lists its cells as (column, value).
    ///
    /// # Panics
    ///
    /// If a cell lies beyond the last column.
    pub fn new<R: AsRef<[(u32, T)]>>(columns: usize, rows: &[R]) -> Self {
        let mut cells = Vec::with_capacity(rows.iter().map(|row| row.as_ref().len()).sum());
        let mut ends = Vec::with_capacity(rows.len());
        for row in rows {
            assert!(row.as_ref().iter().all(|&(c, _)| (c as usize) < columns), "column too large");
            cells.extend_from_slice(row.as_ref());
            ends.push(cells.len());
        }
        Self { columns, ends, cells }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.ends.len()
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many cells are stored.
    pub fn stored(&self) -> usize {
        self.cells.len()
    }

    /// The cells of a row, as (column, value).
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[(u32, T)] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start..self.ends[row]]
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[(u32, T)]> {
        (0..self.rows()).map(|row| self.row(row))
    }

    /// Columns become rows. The cells of each new row ascend by the old row number.
    ///
    /// ```
    /// use cimai_corpus::SparseRows;
    ///
    /// let rows = SparseRows::new(3, &[vec![(0, 5), (2, 1)], vec![(2, 7)]]);
    /// assert_eq!(rows.transposed().row(2), [(0, 1), (1, 7)]);
    /// ```
    pub fn transposed(&self) -> Self {
        let mut next = vec![0_usize; self.columns + 1];
        for &(column, _) in &self.cells {
            next[column as usize + 1] += 1;
        }
        for column in 0..self.columns {
            next[column + 1] += next[column];
        }
        let ends = next[1..].to_vec();
        let mut order = vec![(0, 0); self.cells.len()];
        let mut cell = 0;
        for (row, &end) in self.ends.iter().enumerate() {
            while cell < end {
                let place = &mut next[self.cells[cell].0 as usize];
                order[*place] = (row as u32, cell);
                *place += 1;
                cell += 1;
            }
        }
        let cells = order.into_iter().map(|(row, cell)| (row, self.cells[cell].1)).collect();
        Self { columns: self.rows(), ends, cells }
    }
}
