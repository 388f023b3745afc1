use cimai_corpus::{Counts, SparseRows};

/// How unevenly each term is spread over the documents: Gries' DP, from 0 (every document has
/// its share) towards 1 (all in one small document).
///
/// DP = ½ Σ |vᵢ − sᵢ| over all documents i, where sᵢ is the document's share of all kept words
/// and vᵢ its share of the term's occurrences. Terms that do not occur get 0. `postings` are the
/// counts transposed: per term, its documents. After Gries, "Dispersions and adjusted
/// frequencies in corpora" (2008).
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_keyword::dispersion;
///
/// let mut corpus = Corpus::default();
/// corpus.push([], ["a", "b"].map(Piece::Word), |_| true);
/// corpus.push([], ["a", "a"].map(Piece::Word), |_| true);
/// let counts = Counts::of(&corpus);
/// let dp = dispersion(&counts, &counts.rows().transposed());
/// assert!((dp[0] - 1.0 / 6.0).abs() < 1e-12);
/// assert!((dp[1] - 0.5).abs() < 1e-12);
/// ```
pub fn dispersion(counts: &Counts, postings: &SparseRows<u32>) -> Vec<f64> {
    let sizes: Vec<f64> =
        (0..counts.documents()).map(|document| f64::from(counts.kept_words(document))).collect();
    let all: f64 = sizes.iter().sum();
    let of_term = |row: &[(u32, u32)]| {
        let occurrences: f64 = row.iter().map(|&(_, tf)| f64::from(tf)).sum();
        let mut difference = 0.0;
        let mut covered = 0.0;
        for &(document, tf) in row {
            let size = sizes[document as usize] / all;
            difference += (f64::from(tf) / occurrences - size).abs();
            covered += size;
        }
        if row.is_empty() { 0.0 } else { 0.5 * (difference + (1.0 - covered).max(0.0)) }
    };
    postings.iter().map(of_term).collect()
}
