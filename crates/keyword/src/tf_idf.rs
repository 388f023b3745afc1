use cimai_corpus::{Counts, TermId, Totals};

use crate::Keyword;

/// Term frequency × inverse document frequency, with the IDF of these very documents.
///
/// idf(t) = ln((1 + N) / (1 + df(t))) + 1, where N is the number of documents. The weight of a
/// term in a document is tf · idf divided by the Euclidean length of the document's weights, so
/// that it lies between 0 and 1 and a document's squared weights sum to 1. These are the formulas
/// and defaults of scikit-learn's `TfidfVectorizer`; after Salton & Buckley, "Term-weighting
/// approaches in automatic text retrieval" (1988).
#[derive(Clone, Debug)]
pub struct TfIdf {
    idf: Vec<f64>,
    /// How many documents the IDF was learned from, if they are those that are weighed.
    documents: Option<u32>,
}

impl TfIdf {
    /// Learns the IDF of every term.
    pub fn fit(totals: &Totals) -> Self {
        let documents = totals.documents as u32;
        let terms = 0..totals.terms() as u32;
        let idf = terms.map(|term| idf(documents, totals.df(TermId(term)))).collect();
        Self { idf, documents: Some(documents) }
    }

    /// Takes the IDF of every term, by number, from elsewhere: other documents, usually
    /// more of them.
    pub fn given(idf: Vec<f64>) -> Self {
        Self { idf, documents: None }
    }

    /// The IDF of a term: 1 where every document has it, higher the fewer do.
    pub fn idf(&self, term: TermId) -> f64 {
        self.idf[term.index()]
    }

    /// The IDF of a run of words that `df` documents have. With an IDF from
    /// elsewhere, which knows words only, it is the highest of its words: a phrase is at least as
    /// rare as each of them.
    pub(crate) fn phrase_idf(&self, words: &[TermId], df: u32) -> f64 {
        match (self.documents, words) {
            (_, [only]) => self.idf(*only),
            (Some(documents), _) => idf(documents, df),
            (None, _) => words.iter().map(|&word| self.idf(word)).fold(0.0, f64::max),
        }
    }

    /// The weight of every kept term of a document, 0 to 1, in the order of term numbers.
    pub fn weights(&self, counts: &Counts, document: usize) -> Vec<Keyword> {
        let row = counts.rows().row(document);
        let raw = |&(term, tf): &(u32, u32)| f64::from(tf) * self.idf[term as usize];
        let length = row.iter().map(|cell| raw(cell).powi(2)).sum::<f64>().sqrt();
        row.iter().map(|cell| Keyword { term: TermId(cell.0), score: raw(cell) / length }).collect()
    }
}

/// The IDF of what `df` of so many documents have.
fn idf(documents: u32, df: u32) -> f64 {
    ((1.0 + f64::from(documents)) / (1.0 + f64::from(df))).ln() + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    /// Weights that scikit-learn 1.9.1 gives for the documents "a b b c", "b c" and "c d":
    /// `TfidfVectorizer(analyzer=str.split).fit_transform(documents).toarray()`.
    const EXPECTED: [&[(&str, f64)]; 3] = [
        &[("a", 0.522_535_3), ("b", 0.794_803_1), ("c", 0.308_617_8)],
        &[("b", 0.789_806_9), ("c", 0.613_355_5)],
        &[("c", 0.508_542_3), ("d", 0.861_037)],
    ];

    #[test]
    fn weights_are_those_of_scikit_learn() {
        let sample = Sample::of(&["a b b c", "b c", "c d"]);
        let tf_idf = TfIdf::fit(&sample.totals);
        for (document, expected) in EXPECTED.iter().enumerate() {
            let weights = tf_idf.weights(&sample.counts, document);
            assert_eq!(weights.len(), expected.len());
            for (found, &(term, weight)) in weights.iter().zip(*expected) {
                assert_eq!(sample.term(found.term), term);
                assert!((found.score - weight).abs() < 1e-6, "{term}: {}", found.score);
            }
        }
    }

    #[test]
    fn a_phrase_is_as_rare_as_its_documents_or_else_as_its_rarest_word() {
        let words = [TermId(0), TermId(1)];
        let sample = Sample::of(&["a b", "a b", "a", "c"]);
        let [a, b] = ["a", "b"].map(|term| sample.id(term));
        let own = TfIdf::fit(&sample.totals);
        assert!((own.phrase_idf(&[a, b], 1) - own.phrase_idf(&[a, b], 2)).abs() > 0.1);
        assert!((own.phrase_idf(&[a, b], 2) - own.idf(b)).abs() < 1e-12);
        assert!((own.phrase_idf(&[a], 99) - own.idf(a)).abs() < 1e-12);
        let given = TfIdf::given(vec![2.0, 3.0]);
        assert!((given.phrase_idf(&words, 1) - 3.0).abs() < 1e-12);
    }
}
