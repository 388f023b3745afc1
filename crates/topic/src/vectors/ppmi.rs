//! How much more often features meet than chance has it, for word vectors.

use std::ops::Range;

use cimai_corpus::SparseRows;
use rayon::prelude::*;

use crate::vectors::features::Evidence;
use crate::vectors::matrix::chunks;

/// Positions within which two features count as meeting.
const WINDOW: u32 = 20;
/// The exponent that raises the probability of rare contexts (Levy, Goldberg & Dagan 2015 use 0.75
/// on one side; half of it on both keeps the matrix symmetric).
const SMOOTHING: f64 = 0.875;
/// What is added to a count in count / (count + discount), which holds back pairs seen rarely
/// (after Pantel & Lin 2002).
const DISCOUNT: f64 = 3.0;
/// Meetings that are counted at most: some 5,000 reviews of 90 words. More documents are thinned
/// to every second one, every third, and so on, since word vectors gain nothing from more.
const MOST_MEETINGS: u64 = 30_000_000;
/// Rows that one task makes, and tasks that run before their rows are put in place.
const ROWS: usize = 32;
const TASKS: usize = 16;

/// Positive pointwise mutual information between features that meet within [`WINDOW`] positions of
/// a document: a symmetric matrix.
pub(crate) fn ppmi(evidence: &Evidence) -> SparseRows<f32> {
    let features = evidence.columns();
    let meetings = |word: usize| meetings(evidence, word);
    let all: u64 = (0..evidence.words())
        .map(|word| meetings(word) * evidence.places(word..word + 1).len() as u64)
        .sum();
    let every = all.div_ceil(MOST_MEETINGS).max(1) as usize;
    let occurrences = Occurrences::of(evidence, every);
    let marginal =
        |feature| occurrences.of_feature(feature).iter().map(|&w| meetings(w as usize)).sum();
    let marginals: Vec<u64> = (0..features).into_par_iter().map(marginal).collect();
    let scores = Scores::new(&marginals);
    let mut matrix = SparseRows::empty(features);
    for tasks in chunks(features, ROWS * TASKS) {
        let rows = |task: Range<usize>| scores.rows(evidence, &occurrences, task);
        let tasks = chunks(tasks.len(), ROWS)
            .into_par_iter()
            .map(|task| rows(tasks.start + task.start..tasks.start + task.end));
        for rows in tasks.collect::<Vec<_>>() {
            for row in &rows {
                matrix.push(row);
            }
        }
    }
    matrix
}

/// The features that a word meets, before it and behind it.
fn met(evidence: &Evidence, word: usize) -> [Range<usize>; 2] {
    let (before, behind) = evidence.near(word, WINDOW);
    [evidence.places(before), evidence.places(behind)]
}

fn meetings(evidence: &Evidence, word: usize) -> u64 {
    met(evidence, word).iter().map(|places| places.len() as u64).sum()
}

/// The words that have each feature, in every so-manieth document.
struct Occurrences {
    words: Vec<u32>,
    /// Where the words of each feature end.
    ends: Vec<usize>,
}

impl Occurrences {
    fn of(evidence: &Evidence, every: usize) -> Self {
        let documents = || (0..evidence.documents()).step_by(every);
        let mut next = vec![0_usize; evidence.columns() + 1];
        for places in documents().map(|document| evidence.places(evidence.document(document))) {
            for &feature in &evidence.features[places] {
                next[feature as usize + 1] += 1;
            }
        }
        for feature in 0..evidence.columns() {
            next[feature + 1] += next[feature];
        }
        let ends = next[1..].to_vec();
        let mut words = vec![0; ends.last().copied().unwrap_or(0)];
        for word in documents().flat_map(|document| evidence.document(document)) {
            for &feature in &evidence.features[evidence.places(word..word + 1)] {
                words[next[feature as usize]] = word as u32;
                next[feature as usize] += 1;
            }
        }
        Self { words, ends }
    }

    fn of_feature(&self, feature: usize) -> &[u32] {
        let start = feature.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[feature]]
    }
}

/// What turns counts into scores.
struct Scores {
    total: f64,
    /// Each feature's share of all meetings, flattened by [`SMOOTHING`].
    shares: Vec<f64>,
}

impl Scores {
    fn new(marginals: &[u64]) -> Self {
        let total = marginals.iter().sum::<u64>() as f64;
        let raised: Vec<f64> = marginals.iter().map(|&n| (n as f64).powf(SMOOTHING)).collect();
        let sum: f64 = raised.iter().sum();
        Self { total, shares: raised.into_iter().map(|x| x / sum).collect() }
    }

    /// Some rows of the matrix.
    fn rows(
        &self,
        evidence: &Evidence,
        occurrences: &Occurrences,
        features: Range<usize>,
    ) -> Vec<Vec<(u32, f32)>> {
        let mut counter = Counter::new(self.shares.len());
        let row = |feature: usize| {
            for &word in occurrences.of_feature(feature) {
                for places in met(evidence, word as usize) {
                    counter.count(&evidence.features[places]);
                }
            }
            counter.take_row(|other, count| self.score(feature, other, count))
        };
        features.map(row).collect()
    }

    /// The discounted mutual information of two features that met so often, if it is positive.
    fn score(&self, a: usize, b: usize, count: u32) -> Option<f32> {
        let count = f64::from(count);
        let ratio = count / self.total / (self.shares[a] * self.shares[b]);
        (ratio > 1.0 && a != b).then(|| (ratio.ln() * count / (count + DISCOUNT)) as f32)
    }
}

/// Counts what one feature meets.
struct Counter {
    counts: Vec<u32>,
    /// The features that were met, in the order of meeting; what follows `distinct` is not used.
    met: Vec<u32>,
    distinct: usize,
}

impl Counter {
    fn new(features: usize) -> Self {
        Self { counts: vec![0; features], met: vec![0; features + 1], distinct: 0 }
    }

    fn count(&mut self, features: &[u32]) {
        for &feature in features {
            let count = &mut self.counts[feature as usize];
            // Written in any case and kept only if new: there is no branch to predict.
            self.met[self.distinct] = feature;
            self.distinct += usize::from(*count == 0);
            *count += 1;
        }
    }

    /// The scores of what was met, and a clean slate.
    fn take_row(&mut self, score: impl Fn(usize, u32) -> Option<f32>) -> Vec<(u32, f32)> {
        let counts = &mut self.counts;
        let score = |&other: &u32| {
            let count = std::mem::take(&mut counts[other as usize]);
            Some((other, score(other as usize, count)?))
        };
        let row = self.met[..self.distinct].iter().filter_map(score).collect();
        self.distinct = 0;
        row
    }
}
