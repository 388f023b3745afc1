use cimai_corpus::{Counts, TermId};

use crate::{Keyword, dispersion};

/// What is known of every term over the whole corpus, one value per term number.
#[derive(Clone, Debug)]
pub struct TermStatistics {
    tf_idf: Vec<f64>,
    text_rank: Vec<f64>,
    dispersion: Vec<f64>,
    example: Vec<u32>,
}

impl TermStatistics {
    /// Gathers the statistics from the documents' TF-IDF weights and TextRank ranks, one list per
    /// document in the order of term numbers, as [`crate::TfIdf::weights`] and
    /// [`crate::TextRank::ranks`] give them.
    pub fn of(counts: &Counts, tf_idf: &[Vec<Keyword>], text_rank: &[Vec<Keyword>]) -> Self {
        let terms = counts.rows().columns();
        let mut statistics = Self {
            tf_idf: vec![0.0; terms],
            text_rank: vec![0.0; terms],
            dispersion: dispersion(counts, &counts.rows().transposed()),
            example: vec![0; terms],
        };
        let mut heaviest = vec![0.0; terms];
        for (document, keywords) in tf_idf.iter().enumerate() {
            for keyword in keywords {
                let term = keyword.term.index();
                statistics.tf_idf[term] += keyword.score;
                if keyword.score > heaviest[term] {
                    heaviest[term] = keyword.score;
                    statistics.example[term] = document as u32;
                }
            }
        }
        for keyword in text_rank.iter().flatten() {
            let df = f64::from(counts.df(keyword.term));
            statistics.text_rank[keyword.term.index()] += keyword.score / df;
        }
        statistics
    }

    /// The TF-IDF weights of the term in all documents added up: how much of the corpus it
    /// carries when every document counts alike, however long.
    pub fn tf_idf(&self, term: TermId) -> f64 {
        self.tf_idf[term.index()]
    }

    /// The mean TextRank over the documents that have the term, 0 to 1.
    pub fn text_rank(&self, term: TermId) -> f64 {
        self.text_rank[term.index()]
    }

    /// Gries' DP, 0 to 1: see [`crate::dispersion`].
    pub fn dispersion(&self, term: TermId) -> f64 {
        self.dispersion[term.index()]
    }

    /// The document in which the term weighs most by TF-IDF; the first of several.
    pub fn example(&self, term: TermId) -> usize {
        self.example[term.index()] as usize
    }
}

#[cfg(test)]
mod tests {
    use cimai_corpus::{Corpus, Piece};

    use super::*;
    use crate::{TextRank, TfIdf};

    #[test]
    fn the_example_is_the_document_that_the_term_weighs_most_in() {
        let mut corpus = Corpus::default();
        for document in ["a b c", "a a b", "c"] {
            corpus.push([], document.split(' ').map(Piece::Word), |_| true);
        }
        let counts = Counts::of(&corpus);
        let model = TfIdf::fit(&counts);
        let weights: Vec<_> = (0..3).map(|d| model.weights(&counts, d)).collect();
        let ranks: Vec<_> = (0..3).map(|d| TextRank::default().ranks(&corpus, d)).collect();
        let statistics = TermStatistics::of(&counts, &weights, &ranks);
        let term = |text| corpus.vocabulary().get(text).unwrap();
        assert_eq!(statistics.example(term("a")), 1);
        assert_eq!(statistics.example(term("c")), 2);
        assert!((statistics.text_rank(term("a")) - 1.0).abs() < 1e-9);
        assert!(statistics.tf_idf(term("c")) > 1.0);
    }
}
