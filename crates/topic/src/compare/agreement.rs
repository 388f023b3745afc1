use std::collections::BTreeMap;

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
