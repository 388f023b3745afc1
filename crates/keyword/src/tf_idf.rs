use cimai_corpus::{Counts, TermId};

use crate::Keyword;

/// Term frequency × inverse document frequency, with the IDF of this very corpus.
///
/// idf(t) = ln((1 + N) / (1 + df(t))) + 1, where N is the number of documents. The weight of a
/// term in a document is tf · idf divided by the Euclidean length of the document's weights, so
/// that it lies between 0 and 1 and a document's squared weights sum to 1. These are the formulas
/// and defaults of scikit-learn's `TfidfVectorizer`; after Salton & Buckley, "Term-weighting
/// approaches in automatic text retrieval" (1988).
#[derive(Clone, Debug)]
pub struct TfIdf {
    idf: Vec<f64>,
}

impl TfIdf {
    /// Learns the IDF of every term.
    pub fn fit(counts: &Counts) -> Self {
        let documents = counts.documents() as f64;
        let terms = 0..counts.rows().columns() as u32;
        let idf = |df: u32| ((1.0 + documents) / (1.0 + f64::from(df))).ln() + 1.0;
        Self { idf: terms.map(|term| idf(counts.df(TermId(term)))).collect() }
    }

    /// The IDF of a term: 1 where every document has it, higher the fewer do.
    pub fn idf(&self, term: TermId) -> f64 {
        self.idf[term.index()]
    }

    /// The weight of every term of a document, in the order of term numbers.
    pub fn weights(&self, counts: &Counts, document: usize) -> Vec<Keyword> {
        let row = counts.rows().row(document);
        let raw = |&(term, tf): &(u32, u32)| f64::from(tf) * self.idf[term as usize];
        let length = row.iter().map(|cell| raw(cell).powi(2)).sum::<f64>().sqrt();
        row.iter().map(|cell| Keyword { term: TermId(cell.0), score: raw(cell) / length }).collect()
    }
}

#[cfg(test)]
mod tests {
    use cimai_corpus::{Corpus, Piece};

    use super::*;

    /// Weights that scikit-learn 1.9.1 gives for the documents "a b b c", "b c" and "c d":
    /// `TfidfVectorizer(analyzer=str.split).fit_transform(documents).toarray()`.
    const EXPECTED: [&[(&str, f64)]; 3] = [
        &[("a", 0.522_535_3), ("b", 0.794_803_1), ("c", 0.308_617_8)],
        &[("b", 0.789_806_9), ("c", 0.613_355_5)],
        &[("c", 0.508_542_3), ("d", 0.861_037)],
    ];

    #[test]
    fn weights_are_those_of_scikit_learn() {
        let mut corpus = Corpus::default();
        for document in ["a b b c", "b c", "c d"] {
            corpus.push([], document.split(' ').map(Piece::Word), |_| true);
        }
        let counts = Counts::of(&corpus);
        let tf_idf = TfIdf::fit(&counts);
        for (document, expected) in EXPECTED.iter().enumerate() {
            let weights = tf_idf.weights(&counts, document);
            assert_eq!(weights.len(), expected.len());
            for (found, &(term, weight)) in weights.iter().zip(*expected) {
                assert_eq!(corpus.vocabulary().term(found.term), term);
                assert!((found.score - weight).abs() < 1e-6, "{term}: {}", found.score);
            }
        }
    }
}
