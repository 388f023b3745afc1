//! What became of the topics of one run in another, and how well clusters agree with categories
//! or other clusters.

use std::collections::{BTreeMap, HashSet};

use ndarray::Array2;

/// What became of the topics of one run in another over the same documents.
///
/// ```
/// use cimai_topic::Comparison;
///
/// let before = [Some(0), Some(0), Some(1), Some(1), None];
/// let after = [Some(1), Some(1), Some(0), Some(1), None];
/// let comparison = Comparison::of(&before, &after);
/// let pairs: Vec<_> = comparison.pairs.iter().map(|pair| (pair.before, pair.after)).collect();
/// assert_eq!(pairs, [(Some(0), Some(1)), (Some(1), Some(0))]);
/// assert_eq!(comparison.moved, [3]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The topics that correspond, by number before; then those that are new.
    pub pairs: Vec<TopicPair>,
    /// The documents that are not in the topic that corresponds to their old one, ascending.
    pub moved: Vec<usize>,
    /// Agreement of the two runs over the documents that have a topic in both.
    pub agreement: Agreement,
}

/// A topic before and the one that corresponds to it after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicPair {
    /// Number of the topic before; `None` for a new topic.
    pub before: Option<usize>,
    /// Number of the topic after; `None` for a topic that is gone.
    pub after: Option<usize>,
    /// What both share: documents, or terms.
    pub shared: usize,
    /// The same as a part of what either has, 0–1 (Jaccard).
    pub overlap: f64,
}

impl Comparison {
    /// Compares the topics of documents before and after, document by document. Topics correspond
    /// so that as many documents as possible stay (Kuhn 1955); topics that share no document do
    /// not correspond.
    ///
    /// # Panics
    ///
    /// If the lists differ in length.
    pub fn of(before: &[Option<usize>], after: &[Option<usize>]) -> Self {
        assert_eq!(before.len(), after.len(), "one topic before and after for each document");
        let pairs = pairs(&sets(before), &sets(after));
        let stays = |document: usize| {
            before[document] == after[document] && before[document].is_none()
                || pairs.iter().any(|pair| {
                    pair.before.is_some()
                        && pair.before == before[document]
                        && pair.after == after[document]
                        && pair.after.is_some()
                })
        };
        let moved = (0..before.len()).filter(|&document| !stays(document)).collect();
        let both = before.iter().copied().zip(after.iter().copied());
        let both = both.filter(|(a, b)| a.is_some() && b.is_some());
        let (found, others): (Vec<_>, Vec<_>) = both.unzip();
        Self { moved, agreement: Agreement::of(&found, &others), pairs }
    }
}

/// Which topics of two runs correspond by their terms, for runs over different documents.
///
/// ```
/// use cimai_topic::match_by_terms;
///
/// let before = [vec!["楼盘", "均价"], vec!["球队", "联赛"]];
/// let after = [vec!["联赛", "球员"], vec!["均价", "楼盘"]];
/// let pairs = match_by_terms(&before, &after);
/// assert_eq!((pairs[0].before, pairs[0].after), (Some(0), Some(1)));
/// ```
pub fn match_by_terms<T: AsRef<str>>(before: &[Vec<T>], after: &[Vec<T>]) -> Vec<TopicPair> {
    fn terms<T: AsRef<str>>(topics: &[Vec<T>]) -> Vec<HashSet<&str>> {
        topics.iter().map(|terms| terms.iter().map(AsRef::as_ref).collect()).collect()
    }
    pairs(&terms(before), &terms(after))
}

/// The documents of each topic.
fn sets(topics: &[Option<usize>]) -> Vec<HashSet<usize>> {
    let count = topics.iter().flatten().max().map_or(0, |last| last + 1);
    let mut sets = vec![HashSet::new(); count];
    for (document, topic) in topics.iter().enumerate() {
        if let Some(topic) = *topic {
            sets[topic].insert(document);
        }
    }
    sets
}

fn pairs<T: Eq + std::hash::Hash>(before: &[HashSet<T>], after: &[HashSet<T>]) -> Vec<TopicPair> {
    let shared = |a: usize, b: usize| before[a].intersection(&after[b]).count();
    let counts = Array2::from_shape_fn((before.len(), after.len()), |(a, b)| shared(a, b) as f64);
    let mut pairs = Vec::new();
    let mut new: Vec<bool> = after.iter().map(|set| !set.is_empty()).collect();
    for (a, b) in best_matching(&counts).into_iter().enumerate() {
        let b = b.filter(|&b| counts[[a, b]] > 0.0);
        if let Some(b) = b {
            new[b] = false;
        }
        if b.is_some() || !before[a].is_empty() {
            let shared = b.map_or(0, |b| shared(a, b));
            let either = before[a].len() + b.map_or(0, |b| after[b].len()) - shared;
            let overlap = shared as f64 / either as f64;
            pairs.push(TopicPair { before: Some(a), after: b, shared, overlap });
        }
    }
    let new = (0..new.len()).filter(|&b| new[b]);
    let new = new.map(|b| TopicPair { before: None, after: Some(b), shared: 0, overlap: 0.0 });
    pairs.extend(new);
    pairs
}

/// For each row of a table of gains the column it is matched with, so that no column is taken
/// twice and the sum of gains is largest (the Hungarian method of Kuhn 1955, with the shortest
/// augmenting paths of Jonker & Volgenant 1987). `None` for rows that are left over, where there
/// are more of them than columns.
fn best_matching(gains: &Array2<f64>) -> Vec<Option<usize>> {
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

/// How well clusters agree with categories made by hand, or with other clusters.
///
/// ```
/// use cimai_topic::Agreement;
///
/// let found = [Some(0), Some(0), Some(1), Some(1)];
/// let agreement = Agreement::of(&found, &["房产", "房产", "体育", "体育"]);
/// assert!((agreement.nmi - 1.0).abs() < 1e-12);
/// assert!((agreement.ari - 1.0).abs() < 1e-12);
/// assert_eq!(agreement.purity, 1.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Normalised mutual information with the arithmetic mean of entropies, 0–1 (Strehl & Ghosh
    /// 2002).
    pub nmi: f64,
    /// Adjusted Rand index: 0 for chance, 1 for the same groups (Hubert & Arabie 1985).
    pub ari: f64,
    /// Share of documents that are in the commonest category of their cluster, 0–1.
    pub purity: f64,
}

impl Agreement {
    /// Compares the cluster of each document with its category. A document without a cluster
    /// counts as a cluster of its own. All is 0 where there are no documents.
    ///
    /// # Panics
    ///
    /// If the lists differ in length.
    pub fn of<A: Ord, B: Ord>(found: &[Option<A>], categories: &[B]) -> Self {
        assert_eq!(found.len(), categories.len(), "one category per document");
        let table = Table::of(found, categories);
        let n = found.len() as f64;
        if found.is_empty() {
            return Self { nmi: 0.0, ari: 0.0, purity: 0.0 };
        }
        let best: u64 = table.largest.iter().sum();
        Self { nmi: table.nmi(n), ari: table.ari(n), purity: best as f64 / n }
    }
}

/// The counts that all measures are made from.
struct Table {
    /// (cell, its row's sum, its column's sum) of the cross table.
    cells: Vec<(u64, u64, u64)>,
    rows: Vec<u64>,
    columns: Vec<u64>,
    /// The largest cell of each row.
    largest: Vec<u64>,
}

impl Table {
    fn of<'a, A: Ord, B: Ord>(found: &'a [Option<A>], categories: &'a [B]) -> Self {
        // A document without a cluster is told from the others by its number.
        let cluster = |(i, found): (usize, &'a Option<A>)| (found, found.is_none().then_some(i));
        let clusters: Vec<_> = found.iter().enumerate().map(cluster).collect();
        let mut joint = BTreeMap::new();
        let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
        for (cluster, category) in clusters.iter().zip(categories) {
            *joint.entry((cluster, category)).or_insert(0) += 1;
            rows.entry(cluster).or_insert((0_u64, 0_u64)).0 += 1;
            *columns.entry(category).or_insert(0) += 1;
        }
        for ((cluster, _), &count) in &joint {
            let row = rows.get_mut(cluster).expect("every cell has a row");
            row.1 = row.1.max(count);
        }
        let cell = |((cluster, category), &count): (&(_, _), &u64)| {
            (count, rows[cluster].0, columns[category])
        };
        Self {
            cells: joint.iter().map(cell).collect(),
            largest: rows.values().map(|row| row.1).collect(),
            columns: columns.values().copied().collect(),
            rows: rows.values().map(|row| row.0).collect(),
        }
    }

    fn nmi(&self, n: f64) -> f64 {
        let entropy = |sizes: &[u64]| -> f64 {
            sizes.iter().map(|&size| size as f64 / n).map(|p| -p * p.ln()).sum()
        };
        let information = |&(cell, row, column): &(u64, u64, u64)| {
            let cell = cell as f64;
            cell / n * (cell * n / (row as f64 * column as f64)).ln()
        };
        let mutual: f64 = self.cells.iter().map(information).sum();
        let mean = f64::midpoint(entropy(&self.rows), entropy(&self.columns));
        if mean > 0.0 { mutual / mean } else { 1.0 }
    }

    fn ari(&self, n: f64) -> f64 {
        let pairs = |count: u64| count as f64 * (count as f64 - 1.0) / 2.0;
        let sum = |counts: &[u64]| counts.iter().map(|&count| pairs(count)).sum::<f64>();
        let index: f64 = self.cells.iter().map(|&(cell, ..)| pairs(cell)).sum();
        let (rows, columns) = (sum(&self.rows), sum(&self.columns));
        let expected = rows * columns / (n * (n - 1.0) / 2.0).max(1.0);
        let most = f64::midpoint(rows, columns);
        if most > expected { (index - expected) / (most - expected) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn topics_come_and_go() {
        let before = [Some(0), Some(0), Some(1), Some(2), None];
        let after = [Some(0), Some(0), Some(0), None, Some(1)];
        let comparison = Comparison::of(&before, &after);
        let pairs: Vec<_> = comparison.pairs.iter().map(|p| (p.before, p.after)).collect();
        let expected = [(Some(0), Some(0)), (Some(1), None), (Some(2), None), (None, Some(1))];
        assert_eq!(pairs, expected);
        assert_eq!(comparison.moved, [2, 3, 4]);
    }

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
