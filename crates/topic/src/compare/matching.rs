use ndarray::Array2;

/// For each row of a table of gains the column it is matched with, so that no column is taken
/// twice and the sum of gains is largest (the Hungarian method of Kuhn 1955, with the shortest
/// augmenting paths of Jonker & Volgenant 1987). `None` for rows that are left over, where there
/// are more of them than columns.
pub(crate) fn best_matching(gains: &Array2<f64>) -> Vec<Option<usize>> {
    if gains.nrows() > gains.ncols() {
        let mut matched = vec![None; gains.nrows()];
        let columns = best_matching(&gains.t().to_owned());
        for (column, row) in columns.into_iter().enumerate() {
            matched[row.expect("there are enough rows for all columns")] = Some(column);
        }
        return matched;
    }
    let mut search = Search::new(gains);
    (1..=gains.nrows()).for_each(|row| search.add(row));
    let mut matched = vec![None; gains.nrows()];
    for (column, &row) in search.row_of.iter().enumerate().skip(1).filter(|(_, row)| **row > 0) {
        matched[row - 1] = Some(column - 1);
    }
    matched
}

/// Rows and columns count from 1; 0 stands for none.
struct Search<'a> {
    gains: &'a Array2<f64>,
    /// Prices that make every cost, less those of its row and column, at least 0, and 0 where the
    /// two are matched.
    row_prices: Vec<f64>,
    column_prices: Vec<f64>,
    row_of: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(gains: &'a Array2<f64>) -> Self {
        let (rows, columns) = gains.dim();
        Self {
            gains,
            row_prices: vec![0.0; rows + 1],
            column_prices: vec![0.0; columns + 1],
            row_of: vec![0; columns + 1],
        }
    }

    /// Matches one more row, moving others where that is better.
    fn add(&mut self, row: usize) {
        let columns = self.row_of.len();
        let mut least = vec![f64::INFINITY; columns];
        let mut before = vec![0; columns];
        let mut seen = vec![false; columns];
        self.row_of[0] = row;
        let mut column = 0;
        while self.row_of[column] != 0 {
            seen[column] = true;
            let (here, row) = (column, self.row_of[column]);
            let mut step = f64::INFINITY;
            for next in (1..columns).filter(|&next| !seen[next]) {
                let cost = -self.gains[[row - 1, next - 1]];
                let cost = cost - self.row_prices[row] - self.column_prices[next];
                if cost < least[next] {
                    (least[next], before[next]) = (cost, here);
                }
                if least[next] < step {
                    (step, column) = (least[next], next);
                }
            }
            self.shift(step, &seen, &mut least);
        }
        while column != 0 {
            self.row_of[column] = self.row_of[before[column]];
            column = before[column];
        }
    }

    fn shift(&mut self, step: f64, seen: &[bool], least: &mut [f64]) {
        for column in 0..seen.len() {
            if seen[column] {
                self.row_prices[self.row_of[column]] += step;
                self.column_prices[column] -= step;
            } else {
                least[column] -= step;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_sum_counts_not_the_single_best() {
        let gains = array![[9.0, 8.0, 0.0], [8.0, 1.0, 0.0], [5.0, 5.0, 1.0]];
        assert_eq!(best_matching(&gains), [Some(1), Some(0), Some(2)]);
    }

    #[test]
    fn what_is_left_over_has_no_partner() {
        let tall = array![[1.0], [5.0], [3.0]];
        assert_eq!(best_matching(&tall), [None, Some(0), None]);
        assert_eq!(best_matching(&tall.t().to_owned()), [Some(1)]);
        assert_eq!(best_matching(&Array2::zeros((2, 0))), [None, None]);
    }
}
