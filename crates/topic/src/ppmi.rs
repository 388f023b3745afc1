use cimai_corpus::SparseRows;
use rayon::prelude::*;

use crate::evidence::Evidence;
use crate::matrix::chunks;

/// Positions within which two features count as meeting.
const WINDOW: u32 = 20;
/// The exponent that raises the probability of rare contexts (Levy, Goldberg & Dagan 2015 use 0.75
/// on one side; half of it on both keeps the matrix symmetric).
const SMOOTHING: f64 = 0.875;
/// What is added to a count in count / (count + discount), which holds back pairs seen rarely
/// (after Pantel & Lin 2002).
const DISCOUNT: f64 = 3.0;
/// Meetings that are counted at most. A larger corpus is thinned to every second document, every
/// third, and so on.
const MOST_MEETINGS: u64 = 150_000_000;

/// Positive pointwise mutual information between features that meet within [`WINDOW`] positions of
/// a document: a symmetric matrix.
pub(crate) fn ppmi(evidence: &Evidence, features: usize) -> SparseRows<f32> {
    let meetings = meetings(evidence);
    let total: u64 = meetings.iter().map(|&n| u64::from(n)).sum();
    let every = total.div_ceil(MOST_MEETINGS).max(1) as usize;
    let occurrences = occurrences(evidence, features, every);
    let mut marginals = vec![0_u64; features];
    for (marginal, places) in marginals.iter_mut().zip(&occurrences) {
        *marginal = places.iter().map(|&place| u64::from(meetings[place as usize])).sum();
    }
    let smooth = smoothed(&marginals);
    let total = marginals.iter().sum::<u64>() as f64;
    let rows = |chunk: std::ops::Range<usize>| {
        let mut counter = Counter::new(features);
        let row = |feature: usize| {
            counter.count(evidence, &occurrences[feature]);
            counter.take_row(feature, |other, count| {
                let count = f64::from(count);
                let mutual = (count / total / (smooth[feature] * smooth[other])).ln();
                mutual * count / (count + DISCOUNT)
            })
        };
        chunk.map(row).collect::<Vec<_>>()
    };
    let parts: Vec<_> = chunks(features, 64).into_par_iter().map(rows).collect();
    SparseRows::new(features, &parts.concat())
}

/// Each feature's share of all meetings, flattened by [`SMOOTHING`].
fn smoothed(marginals: &[u64]) -> Vec<f64> {
    let raised: Vec<f64> = marginals.iter().map(|&n| (n as f64).powf(SMOOTHING)).collect();
    let total: f64 = raised.iter().sum();
    raised.into_iter().map(|x| x / total).collect()
}

/// How many features each place of the evidence meets.
fn meetings(evidence: &Evidence) -> Vec<u32> {
    let positions = &evidence.positions;
    let mut meetings = Vec::with_capacity(positions.len());
    let (mut start, mut end) = (0, 0);
    let mut place = 0;
    while place < positions.len() {
        let here = positions[place];
        while positions[start] + WINDOW < here {
            start += 1;
        }
        while end < positions.len() && positions[end] <= here + WINDOW {
            end += 1;
        }
        let same = positions[place..end].iter().take_while(|&&p| p == here).count();
        meetings.resize(place + same, (end - start - same) as u32);
        place += same;
    }
    meetings
}

/// The places of each feature in every so-manieth document.
fn occurrences(evidence: &Evidence, features: usize, every: usize) -> Vec<Vec<u32>> {
    let mut occurrences = vec![Vec::new(); features];
    for document in (0..evidence.documents()).step_by(every) {
        for place in evidence.document(document) {
            occurrences[evidence.features[place] as usize].push(place as u32);
        }
    }
    occurrences
}

/// Counts what one feature meets.
struct Counter {
    counts: Vec<u32>,
    met: Vec<u32>,
}

impl Counter {
    fn new(features: usize) -> Self {
        Self { counts: vec![0; features], met: Vec::new() }
    }

    fn count(&mut self, evidence: &Evidence, places: &[u32]) {
        let positions = &evidence.positions;
        for &place in places {
            let place = place as usize;
            let here = positions[place];
            let before = positions[..place].iter().rev().take_while(|&&p| p + WINDOW >= here);
            let after = positions[place..].iter().take_while(|&&p| p <= here + WINDOW);
            let (start, end) = (place - before.count(), place + after.count());
            let window = positions[start..end].iter().zip(&evidence.features[start..end]);
            for (_, &feature) in window.filter(|(position, _)| **position != here) {
                self.add(feature);
            }
        }
    }

    fn add(&mut self, feature: u32) {
        let count = &mut self.counts[feature as usize];
        if *count == 0 {
            self.met.push(feature);
        }
        *count += 1;
    }

    /// The positive scores of what was met, and a clean slate.
    fn take_row(&mut self, own: usize, score: impl Fn(usize, u32) -> f64) -> Vec<(u32, f32)> {
        self.met.sort_unstable();
        let mut row = Vec::new();
        for &other in &self.met {
            let count = std::mem::take(&mut self.counts[other as usize]);
            let score = score(other as usize, count) as f32;
            if score > 0.7 && other as usize != own {
                row.push((other, score));
            }
        }
        self.met.clear();
        row
    }
}
