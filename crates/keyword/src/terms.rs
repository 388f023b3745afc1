use std::collections::BTreeMap;

use cimai_corpus::{Batch, Counts, TermId, Totals};

use crate::Keyword;

/// What 1 is in the sums of scores: they are kept in units of 2⁻³², since sums of whole numbers do
/// not depend on their order. Each summand is rounded by 2⁻³³ at most; there is room for the
/// scores of two thousand million documents.
const ONE: f64 = (1_u64 << 32) as f64;

/// What the documents' scores say of every term, to be added up over all batches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermSums {
    /// The terms that occur.
    terms: BTreeMap<TermId, TermSum>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct TermSum {
    /// The TF-IDF weights of the term, in units of 2⁻³².
    tf_idf: i64,
    /// Its TextRank ranks, in the same units.
    text_rank: i64,
    /// Σ |tf · A − a · T| over the documents that have it, where T counts the term and A the kept
    /// words of all documents, tf and a those of one: what Gries' DP needs, in whole numbers.
    deviation: u128,
    /// The kept words of the documents that have it.
    words: u64,
    /// Its highest TF-IDF weight, and the first document where it has that.
    heaviest: f64,
    example: u32,
}

impl TermSum {
    fn add(&mut self, other: Self) {
        self.tf_idf += other.tf_idf;
        self.text_rank += other.text_rank;
        self.deviation += other.deviation;
        self.words += other.words;
        let order = other.heaviest.total_cmp(&self.heaviest);
        if order.then(self.example.cmp(&other.example)).is_gt() {
            (self.heaviest, self.example) = (other.heaviest, other.example);
        }
    }
}

impl TermSums {
    /// Adds up a batch. The TF-IDF weights and TextRank ranks are one list per document of the
    /// batch in the order of term numbers, as [`crate::TfIdf::weights`] and
    /// [`crate::TextRank::ranks`] give them; `totals` are those of all documents.
    ///
    /// # Panics
    ///
    /// If a list does not have just the terms that are counted in its document.
    pub fn of(
        batch: &Batch,
        counts: &Counts,
        totals: &Totals,
        tf_idf: &[Vec<Keyword>],
        text_rank: &[Vec<Keyword>],
    ) -> Self {
        let all_words = totals.kept_words();
        let mut gathering = Gathering::new(batch.vocabulary().len());
        for (document, row) in counts.rows().iter().enumerate() {
            let (weights, ranks) = (&tf_idf[document], &text_rank[document]);
            assert!(weights.len() == row.len() && ranks.len() == row.len(), "other terms");
            let words = u64::from(counts.kept_words(document));
            for ((&(id, tf), weight), rank) in row.iter().zip(weights).zip(ranks) {
                let term = TermId(id);
                assert!(weight.term == term && rank.term == term, "other terms");
                let share = u128::from(tf) * u128::from(all_words);
                let expected = u128::from(words) * u128::from(totals.tf(term));
                let sum = TermSum {
                    tf_idf: fixed(weight.score),
                    text_rank: fixed(rank.score),
                    deviation: share.abs_diff(expected),
                    words,
                    heaviest: weight.score,
                    example: (batch.first + document) as u32,
                };
                gathering.add(term, sum);
            }
        }
        gathering.finish()
    }

    /// Adds the sums of other documents.
    pub fn merge(&mut self, other: TermSums) {
        for (term, sum) in other.terms {
            self.terms.entry(term).and_modify(|own| own.add(sum)).or_insert(sum);
        }
    }
}

/// The sums of a batch while they are added up, in the order of first appearance.
struct Gathering {
    terms: Vec<(TermId, TermSum)>,
    /// By the number of a term its place in `terms`, from 1; 0 where it has none.
    places: Vec<u32>,
}

impl Gathering {
    fn new(terms: usize) -> Self {
        Self { terms: Vec::new(), places: vec![0; terms] }
    }

    fn add(&mut self, term: TermId, sum: TermSum) {
        let place = &mut self.places[term.index()];
        if let Some(known) = place.checked_sub(1) {
            self.terms[known as usize].1.add(sum);
        } else {
            self.terms.push((term, sum));
            *place = self.terms.len() as u32;
        }
    }

    fn finish(self) -> TermSums {
        TermSums { terms: self.terms.into_iter().collect() }
    }
}

fn fixed(score: f64) -> i64 {
    (score * ONE).round() as i64
}

/// What is known of every term over all documents, by its number.
///
/// ```
/// use cimai_corpus::{Batch, Counts, TermId, Token, count};
/// use cimai_keyword::{TermStatistics, TermSums, TextRank, TfIdf};
///
/// let mut batch = Batch::default();
/// batch.push([], ["a", "b"].map(Token::Word), |_| true);
/// batch.push([], ["a", "a"].map(Token::Word), |_| true);
/// let totals = count(&batch).totals(batch.vocabulary());
/// let counts = Counts::of(&batch);
/// let tf_idf = TfIdf::fit(&totals);
/// let weights: Vec<_> = (0..2).map(|document| tf_idf.weights(&counts, document)).collect();
/// let ranks: Vec<_> = (0..2).map(|d| TextRank::default().ranks(&batch, d)).collect();
/// let sums = TermSums::of(&batch, &counts, &totals, &weights, &ranks);
/// let statistics = TermStatistics::new(&sums, &totals);
/// assert!((statistics.dispersion(TermId(0)) - 1.0 / 6.0).abs() < 1e-12);
/// assert!((statistics.dispersion(TermId(1)) - 0.5).abs() < 1e-12);
/// assert_eq!(statistics.example(TermId(0)), 1);
/// ```
#[derive(Clone, Debug)]
pub struct TermStatistics {
    tf_idf: Vec<f64>,
    text_rank: Vec<f64>,
    dispersion: Vec<f64>,
    example: Vec<u32>,
}

impl TermStatistics {
    /// The statistics from the sums over all documents. Terms that do not occur have 0 everywhere.
    pub fn new(sums: &TermSums, totals: &Totals) -> Self {
        let terms = totals.terms();
        let mut statistics = Self {
            tf_idf: vec![0.0; terms],
            text_rank: vec![0.0; terms],
            dispersion: vec![0.0; terms],
            example: vec![0; terms],
        };
        let all_words = totals.kept_words() as f64;
        for (&term, sum) in &sums.terms {
            let of_term = totals.tf(term) as f64;
            let difference = sum.deviation as f64 / (of_term * all_words);
            let elsewhere = (1.0 - sum.words as f64 / all_words).max(0.0);
            let at = term.index();
            statistics.tf_idf[at] = sum.tf_idf as f64 / ONE;
            statistics.text_rank[at] = sum.text_rank as f64 / ONE / f64::from(totals.df(term));
            statistics.dispersion[at] = 0.5 * (difference + elsewhere);
            statistics.example[at] = sum.example;
        }
        statistics
    }

    /// The TF-IDF weights of the term in all documents added up: how much of the documents it
    /// carries when each counts alike, however long.
    pub fn tf_idf(&self, term: TermId) -> f64 {
        self.tf_idf[term.index()]
    }

    /// The mean TextRank over the documents that have the term, 0 to 1.
    pub fn text_rank(&self, term: TermId) -> f64 {
        self.text_rank[term.index()]
    }

    /// How unevenly the term is spread over the documents: Gries' DP, from 0 (every document has
    /// its share) towards 1 (all in one small document).
    ///
    /// DP = ½ Σ |vᵢ − sᵢ| over all documents i, where sᵢ is the document's share of all kept words
    /// and vᵢ its share of the term's occurrences. After Gries, "Dispersions and adjusted
    /// frequencies in corpora" (2008).
    pub fn dispersion(&self, term: TermId) -> f64 {
        self.dispersion[term.index()]
    }

    /// The document in which the term weighs most by TF-IDF, by its number among all; the first of
    /// several.
    pub fn example(&self, term: TermId) -> usize {
        self.example[term.index()] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;
    use crate::{TextRank, TfIdf};

    fn statistics(sample: &Sample) -> TermStatistics {
        let model = TfIdf::fit(&sample.totals);
        let documents = 0..sample.batch.len();
        let weights: Vec<_> = documents.clone().map(|d| model.weights(&sample.counts, d)).collect();
        let ranks: Vec<_> =
            documents.map(|d| TextRank::default().ranks(&sample.batch, d)).collect();
        let sums = TermSums::of(&sample.batch, &sample.counts, &sample.totals, &weights, &ranks);
        TermStatistics::new(&sums, &sample.totals)
    }

    #[test]
    fn the_example_is_the_document_that_the_term_weighs_most_in() {
        let sample = Sample::of(&["a b c", "a a b", "c", "c"]);
        let statistics = statistics(&sample);
        assert_eq!(statistics.example(sample.id("a")), 1);
        assert_eq!(statistics.example(sample.id("c")), 2, "the first of equals");
        assert!((statistics.text_rank(sample.id("a")) - 1.0).abs() < 1e-9);
        assert!(statistics.tf_idf(sample.id("c")) > 2.0);
    }

    #[test]
    fn scores_are_added_up_and_averaged() {
        let sample = Sample::of(&["a b", "b c", "d"]);
        let statistics = statistics(&sample);
        let model = TfIdf::fit(&sample.totals);
        let weights = (0..2).flat_map(|d| model.weights(&sample.counts, d));
        let of_b = weights.filter(|keyword| keyword.term == sample.id("b"));
        let expected: f64 = of_b.map(|keyword| keyword.score).sum();
        assert!((statistics.tf_idf(sample.id("b")) - expected).abs() < 1e-9);
        assert!((statistics.text_rank(sample.id("d")) - 1.0).abs() < 1e-9);
        assert!((statistics.text_rank(sample.id("b")) - 1.0).abs() < 1e-9);
    }

    /// The example of Gries (2008): five parts of 9, 10, 10, 10 and 11 words, in which a stands
    /// one to five times (DP 0.18). By the same formula b, twice in each, has ½ (0.02 + 0.02), and
    /// z (x in the paper), which only the last part has, 1 − 0.22.
    #[test]
    fn dispersion_is_that_of_gries() {
        let sample = Sample::of(&[
            "b a m n i b e u p",
            "b a s a t b e w q n",
            "b c a g a b e s t a",
            "b a g h a b e a a t",
            "b a h a a b e a z a t",
        ]);
        let statistics = statistics(&sample);
        let dp = |term| statistics.dispersion(sample.id(term));
        assert!((dp("a") - 0.18).abs() < 1e-12);
        assert!((dp("b") - 0.02).abs() < 1e-12);
        assert!((dp("z") - (1.0 - 0.22)).abs() < 1e-12);
    }

    #[test]
    fn dispersion_runs_from_even_to_all_in_one() {
        let even = Sample::of(&["a b", "a b", "b a"]);
        assert!(statistics(&even).dispersion(even.id("a")).abs() < 1e-12);
        let uneven = Sample::of(&["a", &"b ".repeat(99)]);
        assert!((statistics(&uneven).dispersion(uneven.id("a")) - 0.99).abs() < 1e-12);
        let only = Sample::of(&["a a"]);
        assert!(statistics(&only).dispersion(only.id("a")).abs() < 1e-12);
    }
}
