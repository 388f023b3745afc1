use std::cmp::Ordering;

use cimai_corpus::{SparseRows, TermId};

/// Terms that are compared.
const TERMS: usize = 10;

/// Mean normalised pointwise mutual information over the pairs of the first ten terms, counted
/// over documents (Bouma 2009); a pair that never meets counts −1. 0 for fewer than two terms.
pub(crate) fn npmi(postings: &SparseRows<u32>, terms: impl Iterator<Item = TermId>) -> f64 {
    let documents: Vec<_> = terms.take(TERMS).map(|term| postings.row(term.index())).collect();
    let pairs = (0..documents.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let scores: Vec<f64> =
        pairs.map(|(a, b)| pair(documents[a], documents[b], postings.columns() as f64)).collect();
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

fn pair(a: &[(u32, u32)], b: &[(u32, u32)], documents: f64) -> f64 {
    let both = common(a, b) as f64 / documents;
    if both <= 0.0 {
        return -1.0;
    }
    if both >= 1.0 {
        return 1.0;
    }
    let chance = a.len() as f64 / documents * (b.len() as f64 / documents);
    (both / chance).ln() / -both.ln()
}

/// How many documents two ascending lists share.
fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn always_together_is_one_never_together_minus_one() {
        let rows = [vec![(0, 1), (1, 1)], vec![(0, 2), (1, 1)], vec![(2, 1)]];
        let postings = SparseRows::new(4, &rows);
        let score = |terms: [u32; 2]| npmi(&postings, terms.into_iter().map(TermId));
        assert!((score([0, 1]) - 1.0).abs() < 1e-12);
        assert!((score([0, 2]) + 1.0).abs() < 1e-12);
        assert!(npmi(&postings, [TermId(0)].into_iter()).abs() < 1e-12);
    }
}
