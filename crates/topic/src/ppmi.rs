use std::ops::Range;

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
    let windows = windows(&evidence.positions);
    let meetings: u64 = windows.iter().map(Window::meetings).sum();
    let every = meetings.div_ceil(MOST_MEETINGS).max(1) as usize;
    let occurrences = occurrences(evidence, features, every);
    let meetings = |places: &Vec<u32>| -> u64 {
        places.iter().map(|&place| windows[place as usize].meetings()).sum()
    };
    let marginals: Vec<u64> = occurrences.par_iter().map(meetings).collect();
    let scores = Scores::new(&marginals);
    let rows = |chunk: Range<usize>| {
        let mut counter = Counter::new(features);
        let row = |feature: usize| {
            for &place in &occurrences[feature] {
                counter.count(&evidence.features, &windows[place as usize]);
            }
            counter.take_row(|other, count| scores.score(feature, other, count))
        };
        chunk.map(row).collect::<Vec<_>>()
    };
    let parts: Vec<_> = chunks(features, 64).into_par_iter().map(rows).collect();
    SparseRows::new(features, &parts.into_iter().flatten().collect::<Vec<_>>())
}

/// The places that one place of the evidence meets: those before and after it within the window,
/// without those of its own position.
struct Window {
    before: Range<u32>,
    after: Range<u32>,
}

impl Window {
    fn meetings(&self) -> u64 {
        (self.before.len() + self.after.len()) as u64
    }
}

fn windows(positions: &[u32]) -> Vec<Window> {
    let mut windows = Vec::with_capacity(positions.len());
    let (mut start, mut end, mut place) = (0, 0, 0);
    while let Some(&here) = positions.get(place) {
        while positions[start] + WINDOW < here {
            start += 1;
        }
        while positions.get(end).is_some_and(|&position| position <= here + WINDOW) {
            end += 1;
        }
        let same = positions[place..end].iter().take_while(|&&position| position == here).count();
        for _ in 0..same {
            let before = start as u32..place as u32;
            windows.push(Window { before, after: (place + same) as u32..end as u32 });
        }
        place += same;
    }
    windows
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

    fn count(&mut self, features: &[u32], window: &Window) {
        let slice = |range: &Range<u32>| &features[range.start as usize..range.end as usize];
        for &feature in slice(&window.before).iter().chain(slice(&window.after)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_at_its_width_and_leaves_out_its_own_position() {
        let windows = windows(&[0, 0, 5, 20, 21, 100]);
        let met = |place: usize| (windows[place].before.clone(), windows[place].after.clone());
        assert_eq!(met(0), (0..0, 2..4));
        assert_eq!(met(1), (0..0, 2..4));
        assert_eq!(met(4), (2..4, 5..5));
        assert_eq!(met(5), (5..5, 6..6));
    }
}
