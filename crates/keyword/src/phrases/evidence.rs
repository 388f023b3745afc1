use std::collections::BTreeMap;

use super::counts::RunCounts;
use super::ngrams::MARK;

/// What one pass of a [`crate::PhraseSearch`] finds in some documents. That of parts merges, in any
/// order, into that of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhraseEvidence {
    /// Occurrences of single words or of runs of one length.
    pub(crate) runs: RunCounts,
    /// Those of runs that stand alone in quotation marks.
    pub(crate) quoted: RunCounts,
    /// Neighbours by candidate, side and word.
    neighbours: RunCounts,
    /// The documents of each candidate.
    seen: BTreeMap<u32, Seen>,
}

/// In how many documents something is, and in which first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) df: u32,
    pub(crate) first: u32,
}

impl PhraseEvidence {
    /// Adds what was found in other documents.
    pub fn merge(&mut self, other: PhraseEvidence) {
        self.runs.merge(other.runs);
        self.quoted.merge(other.quoted);
        self.neighbours.merge(other.neighbours);
        for (candidate, seen) in other.seen {
            self.add_seen(candidate, seen);
        }
    }

    fn add_seen(&mut self, candidate: u32, seen: Seen) {
        let own = self.seen.entry(candidate).or_insert(Seen { df: 0, first: seen.first });
        own.df += seen.df;
        own.first = own.first.min(seen.first);
    }

    /// Notes that a document has a candidate.
    pub(crate) fn add_document(&mut self, candidate: u32, document: u32) {
        self.add_seen(candidate, Seen { df: 1, first: document });
    }

    /// Counts what stands before (side 0) or behind (side 1) a candidate.
    pub(crate) fn add_neighbour(&mut self, candidate: u32, side: u8, neighbour: u32) {
        let beside = u64::from(candidate) << 1 | u64::from(side);
        self.neighbours.add(beside << 32 | u64::from(neighbour), 1);
    }

    /// The candidates that were found, with their documents.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (u32, Seen)> + '_ {
        self.seen.iter().map(|(&candidate, &seen)| (candidate, seen))
    }

    /// The entropy of what stands on each side of each candidate.
    pub(crate) fn entropies(&self) -> Vec<(u32, usize, f64)> {
        let neighbours = self.neighbours.at_least(1);
        let same_side = neighbours.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32);
        let describe = |beside: &[(u64, u32)]| {
            let (candidate, side) = ((beside[0].0 >> 33) as u32, (beside[0].0 >> 32 & 1) as usize);
            (candidate, side, entropy(beside))
        };
        same_side.map(describe).collect()
    }
}

/// The entropy of neighbours, given with their counts in the order of their numbers. Every mark is
/// a neighbour of its own.
fn entropy(neighbours: &[(u64, u32)]) -> f64 {
    let all: f64 = neighbours.iter().map(|&(_, count)| f64::from(count)).sum();
    let part = |&(key, count): &(u64, u32)| {
        let share = f64::from(count) / all;
        if key as u32 == MARK { share * all.ln() } else { -share * share.ln() }
    };
    neighbours.iter().map(part).fold(0.0, |sum, part| sum + part)
}
