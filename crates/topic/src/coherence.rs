use cimai_corpus::SparseRows;

use crate::TopicTerm;

/// Mean normalised pointwise mutual information over the pairs of the first ten terms, counted
/// over documents (Bouma 2009; Röder et al. 2015); a pair that never meets counts −1. 0 for fewer
/// than two terms.
pub(crate) fn npmi(postings: &SparseRows<u32>, terms: &[TopicTerm]) -> f64 {
    let n = postings.columns() as f64;
    let terms = &terms[..terms.len().min(10)];
    let mut sum = 0.0;
    let mut pairs = 0_u32;
    for (i, a) in terms.iter().enumerate() {
        for b in &terms[i + 1..] {
            sum += pair(postings.row(a.term.index()), postings.row(b.term.index()), n);
            pairs += 1;
        }
    }
    if pairs == 0 { 0.0 } else { sum / f64::from(pairs) }
}

fn pair(a: &[(u32, u32)], b: &[(u32, u32)], n: f64) -> f64 {
    let both = common(a, b) as f64 / n;
    if both == 0.0 {
        return -1.0;
    }
    if both >= 1.0 {
        return 1.0;
    }
    (both / (a.len() as f64 / n * (b.len() as f64 / n))).ln() / -both.ln()
}

fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
        }
    }
    common
}
