//! Runs of words that are frequent enough, length by length: two words, three words, and so on.
//!
//! A run can only be frequent if both runs that are one word shorter are, so each length looks
//! only at places where two frequent runs overlap. A run is known by the number of the shorter run
//! that it begins with and by its last word, together 64 bits.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};

use cimai_corpus::{Batch, TermId, Token};

/// No word stands here.
pub(crate) const MARK: u32 = u32::MAX;
/// A mark that opens a quotation.
pub(crate) const OPEN: u32 = u32::MAX - 1;
/// A mark that closes one. All words lie below.
pub(crate) const CLOSE: u32 = u32::MAX - 2;
/// No frequent run begins here.
const NONE: u32 = u32::MAX;

/// Where the runs of a length may stand at so many places or more, they are counted through a
/// filter first: below, all that occur fit in memory.
const FILTERED: u64 = 4_000_000;

/// The words of a document as numbers, with marks for all that a run cannot hold and at both ends.
pub(crate) fn codes(batch: &Batch, document: usize, joins: impl Fn(TermId) -> bool) -> Vec<u32> {
    let code = |token| match token {
        Token::Word(term) if joins(term) => term.0,
        Token::Open => OPEN,
        Token::Close => CLOSE,
        _ => MARK,
    };
    let tokens = batch.tokens(document).map(code);
    let mut codes = Vec::with_capacity(tokens.len() + 2);
    codes.push(MARK);
    codes.extend(tokens);
    codes.push(MARK);
    codes
}

/// Frequent runs of every length. They are numbered, length by length, in the order of their
/// words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Runs {
    /// One level per length, from two words on.
    levels: Vec<Level>,
}

/// The frequent runs of one length, grouped by the shorter run that they begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Level {
    /// Where, within `last`, the runs end that begin with each shorter run.
    ends: Vec<u32>,
    /// The last word of each run, ascending within a group.
    last: Vec<u32>,
}

impl Level {
    /// The runs of these keys, which ascend. `shorter` counts the runs that are one word shorter.
    fn new(shorter: usize, keys: impl Iterator<Item = u64>) -> Self {
        let mut level = Self { ends: vec![0; shorter], last: Vec::new() };
        for key in keys {
            level.last.push(key as u32);
            level.ends[(key >> 32) as usize] = level.last.len() as u32;
        }
        let mut end = 0;
        for own in &mut level.ends {
            end = end.max(*own);
            *own = end;
        }
        level
    }

    fn group(&self, shorter: u32) -> Range<usize> {
        let shorter = shorter as usize;
        let start = shorter.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[shorter] as usize
    }

    fn number(&self, shorter: u32, last: u32) -> Option<u32> {
        let group = self.group(shorter);
        let place = self.last[group.clone()].binary_search(&last).ok()?;
        Some((group.start + place) as u32)
    }

    /// The shorter run that a run begins with, and its last word.
    fn parts(&self, number: u32) -> (u32, u32) {
        let shorter = self.ends.partition_point(|&end| end <= number);
        (shorter as u32, self.last[number as usize])
    }
}

impl Runs {
    /// The longest length that was looked for; 1 before any was.
    pub(crate) fn longest(&self) -> usize {
        self.levels.len() + 1
    }

    /// How many runs there are of a length of two words or more.
    pub(crate) fn len(&self, length: usize) -> usize {
        self.levels[length - 2].last.len()
    }

    /// Adds the runs of the next length by their keys, which ascend. `words` counts the words that
    /// runs are made of.
    pub(crate) fn push(&mut self, words: usize, keys: impl Iterator<Item = u64>) {
        let shorter = self.levels.last().map_or(words, |level| level.last.len());
        self.levels.push(Level::new(shorter, keys));
    }

    /// The number of a run, one word longer than the run `shorter` of so many words, if it is
    /// frequent.
    pub(crate) fn longer(&self, length: usize, shorter: u32, last: u32) -> Option<u32> {
        self.levels.get(length - 1)?.number(shorter, last)
    }

    /// The number of a run by its words. That of a single word is its own.
    pub(crate) fn number(&self, words: &[u32]) -> Option<u32> {
        let (&first, rest) = words.split_first()?;
        let longer = |number, (level, &word): (&Level, &u32)| level.number(number, word);
        self.levels.iter().zip(rest).try_fold(first, longer)
    }

    /// The shorter run that a run begins with, and its last word.
    pub(crate) fn parts(&self, length: usize, number: u32) -> (u32, u32) {
        self.levels[length - 2].parts(number)
    }

    /// The words of a run.
    pub(crate) fn words(&self, length: usize, number: u32) -> Vec<u32> {
        let mut words = vec![0; length];
        let mut number = number;
        for n in (2..=length).rev() {
            (number, words[n - 1]) = self.parts(n, number);
        }
        words[0] = number;
        words
    }

    /// Turns the numbers of the runs that begin at each place into those of the runs one word
    /// longer. `length` is the new length.
    fn lengthen(&self, codes: &[u32], length: usize, numbers: &mut [u32]) {
        let level = &self.levels[length - 2];
        for (at, number) in numbers.iter_mut().enumerate().filter(|(_, number)| **number != NONE) {
            let last = codes.get(at + length - 1);
            *number = last.and_then(|&last| level.number(*number, last)).unwrap_or(NONE);
        }
    }
}

/// Counts runs of one length after another until there are no longer ones.
#[derive(Debug)]
pub(crate) struct Ngrams {
    runs: Runs,
    /// Whether each word is frequent enough.
    frequent: Vec<bool>,
    floor: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// All runs of the next length are counted.
    Exact,
    /// The filter for the next length is filled.
    Filling(Filter),
    /// The runs of the next length that the filter lets through are counted.
    Filtered(Filter),
}

impl Stage {
    /// The first stage of a length whose runs may stand at so many places.
    fn first(places: u64) -> Self {
        match places < FILTERED {
            true => Self::Exact,
            false => Self::Filling(Filter::for_places(places)),
        }
    }
}

impl Ngrams {
    /// Prepares to find the runs of frequent words, of which there are about `words` in all, that
    /// are counted `floor` times or more.
    pub(crate) fn new(frequent: Vec<bool>, floor: u32, words: u64) -> Self {
        Self { runs: Runs::default(), frequent, floor, stage: Stage::first(words) }
    }

    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    pub(crate) fn into_runs(self) -> Runs {
        self.runs
    }

    /// The places at which a run of the next length may stand, each with the key of the run.
    pub(crate) fn candidates(&self, codes: &[u32]) -> impl Iterator<Item = (usize, u64)> {
        let longest = self.runs.longest();
        let mut numbers = self.first_numbers(codes);
        for length in 2..=longest {
            self.runs.lengthen(codes, length, &mut numbers);
        }
        (1..numbers.len()).filter_map(move |next| {
            let (number, at) = (numbers[next - 1], next - 1);
            let overlap = number != NONE && numbers[next] != NONE;
            overlap.then(|| (at, key(number, codes[at + longest])))
        })
    }

    /// Every frequent run of two words or more in a document: its place, its length and its
    /// number.
    pub(crate) fn found(&self, codes: &[u32]) -> Vec<(usize, usize, u32)> {
        let mut numbers = self.first_numbers(codes);
        let mut found = Vec::new();
        for length in 2..=self.runs.longest() {
            self.runs.lengthen(codes, length, &mut numbers);
            let places = numbers.iter().enumerate().filter(|&(_, &number)| number != NONE);
            found.extend(places.map(|(at, &number)| (at, length, number)));
        }
        found
    }

    /// The frequent word, a run of one, at each place.
    fn first_numbers(&self, codes: &[u32]) -> Vec<u32> {
        let frequent = |code: u32| code < CLOSE && self.frequent[code as usize];
        codes.iter().map(|&code| if frequent(code) { code } else { NONE }).collect()
    }

    /// Counts a candidate; tells whether it was, which it is not while the filter is filled or
    /// where the filter stops it.
    pub(crate) fn count(&self, key: u64, counts: &mut RunCounts) -> bool {
        let counted = match &self.stage {
            Stage::Exact => true,
            Stage::Filtered(filter) => filter.passes(key, self.floor),
            Stage::Filling(filter) => {
                filter.count(key);
                false
            }
        };
        if counted {
            counts.add(key, 1);
        }
        counted
    }

    /// Ends a pass over all documents. Gives the frequent runs of the next length, with their
    /// keys and counts, in the order of their numbers; none if only the filter was filled.
    pub(crate) fn add(&mut self, counts: &RunCounts) -> Option<Vec<(u64, u32)>> {
        match std::mem::replace(&mut self.stage, Stage::Exact) {
            Stage::Filling(filter) => {
                self.stage = Stage::Filtered(filter);
                None
            }
            Stage::Exact | Stage::Filtered(_) => {
                let frequent = counts.at_least(self.floor);
                self.runs.push(self.frequent.len(), frequent.iter().map(|&(key, _)| key));
                // A longer run begins where a frequent one does.
                let places = frequent.iter().map(|&(_, count)| u64::from(count)).sum();
                self.stage = Stage::first(places);
                Some(frequent)
            }
        }
    }
}

fn key(shorter: u32, last: u32) -> u64 {
    u64::from(shorter) << 32 | u64::from(last)
}

/// The most counters of a [`Filter`]: 64 MiB.
const MOST_COUNTERS: u64 = 1 << 26;

/// How often runs of words occur in some documents, each known by a number of 64 bits. Counts of
/// parts merge, in any order, into the counts of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunCounts(HashMap<u64, u32, BuildHasherDefault<Mixer>>);

impl RunCounts {
    /// Adds what was counted in other documents.
    pub fn merge(&mut self, mut other: RunCounts) {
        if other.0.len() > self.0.len() {
            std::mem::swap(self, &mut other);
        }
        #[expect(clippy::iter_over_hash_type, reason = "whole numbers are added, in any order")]
        for (key, count) in other.0 {
            self.add(key, count);
        }
    }

    pub(crate) fn add(&mut self, key: u64, count: u32) {
        *self.0.entry(key).or_default() += count;
    }

    /// The count of a run, 0 where there is none.
    pub(crate) fn get(&self, key: u64) -> u32 {
        self.0.get(&key).copied().unwrap_or(0)
    }

    /// What was counted `floor` times or more, in the order of the keys.
    pub(crate) fn at_least(&self, floor: u32) -> Vec<(u64, u32)> {
        let counts = self.0.iter().map(|(&key, &count)| (key, count));
        let mut frequent: Vec<(u64, u32)> = counts.filter(|&(_, count)| count >= floor).collect();
        frequent.sort_unstable();
        frequent
    }
}

/// Counters that several runs may share, so that they only tell which runs can *not* be frequent:
/// the hash filtering of Park, Chen & Yu, "An effective hash-based algorithm for mining
/// association rules" (1995). What passes is counted exactly afterwards, so that the filter shapes
/// no result.
///
/// Counters stop at 255. Several threads may count at once: sums do not depend on their order.
#[derive(Debug)]
pub(crate) struct Filter {
    counters: Box<[AtomicU8]>,
    /// How far a mixed key is moved to the right to be the number of a counter.
    shift: u32,
}

impl Filter {
    /// A filter for so many places at which runs may stand.
    pub(crate) fn for_places(places: u64) -> Self {
        let size = places.max(2).next_power_of_two().min(MOST_COUNTERS);
        let counters = (0..size).map(|_| AtomicU8::new(0)).collect();
        Self { counters, shift: u64::BITS - size.ilog2() }
    }

    pub(crate) fn count(&self, key: u64) {
        // At the highest value there is nothing to add, which is no failure.
        let _ = self
            .counter(key)
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_add(1));
    }

    /// Whether a run may have been counted `floor` times.
    pub(crate) fn passes(&self, key: u64, floor: u32) -> bool {
        u32::from(self.counter(key).load(Ordering::Relaxed)) >= floor.min(u32::from(u8::MAX))
    }

    fn counter(&self, key: u64) -> &AtomicU8 {
        &self.counters[(mix(key) >> self.shift) as usize]
    }
}

/// Hashes one 64-bit number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0 ^ value);
    }
}

/// Spreads the bits of a key: the finaliser of `SplitMix64`, after Steele, Lea & Flood, "Fast
/// splittable pseudorandom number generators" (2014).
fn mix(key: u64) -> u64 {
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ (key >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts a line of words until no run is longer; gives each run with its count.
    fn frequent(codes: &[u32], floor: u32, words: u64) -> Vec<(Vec<u32>, u32)> {
        let mut ngrams = Ngrams::new(vec![true; 8], floor, words);
        let mut found = Vec::new();
        loop {
            let mut counts = RunCounts::default();
            for (_, key) in ngrams.candidates(codes) {
                ngrams.count(key, &mut counts);
            }
            let Some(runs) = ngrams.add(&counts) else { continue };
            if runs.is_empty() {
                return found;
            }
            let length = ngrams.runs().longest();
            let words = |number| ngrams.runs().words(length, number);
            found.extend(runs.iter().zip(0..).map(|(&(_, count), number)| (words(number), count)));
        }
    }

    const LINE: [u32; 12] = [MARK, 1, 2, 3, MARK, 1, 2, 3, 1, 2, MARK, MARK];

    #[test]
    fn every_frequent_run_is_found_with_its_count() {
        let expected = [(vec![1, 2], 3), (vec![2, 3], 2), (vec![1, 2, 3], 2)];
        assert_eq!(frequent(&LINE, 2, 9), expected);
    }

    #[test]
    fn a_filter_changes_no_count() {
        assert_eq!(frequent(&LINE, 2, FILTERED), frequent(&LINE, 2, FILTERED - 1));
    }

    #[test]
    fn runs_are_known_by_their_words() {
        let mut runs = Runs::default();
        runs.push(4, [key(1, 2), key(1, 3), key(3, 0)].into_iter());
        runs.push(4, [key(0, 3), key(2, 2)].into_iter());
        assert_eq!(runs.number(&[1, 3]), Some(1));
        assert_eq!(runs.number(&[3, 0, 2]), Some(1));
        assert_eq!(runs.number(&[3, 0, 3]), None);
        assert_eq!(runs.words(3, 1), [3, 0, 2]);
        assert_eq!((runs.len(2), runs.len(3), runs.longest()), (3, 2, 3));
        assert_eq!(runs.longer(2, 0, 3), Some(0));
    }

    #[test]
    fn a_filter_lets_through_all_that_is_frequent() {
        let filter = Filter::for_places(4);
        for key in [7, 7, 7, 8, 9, 10, 11] {
            filter.count(key);
        }
        assert!(filter.passes(7, 3));
        assert!(!(0..64).any(|key| filter.passes(key, 8)));
        for _ in 0..1000 {
            filter.count(7);
        }
        assert!(filter.passes(7, 100_000), "counters that are full let everything pass");
    }

    #[test]
    fn counts_of_parts_are_the_counts_of_the_whole() {
        let counts = |keys: &[u64]| {
            let mut counts = RunCounts::default();
            for &key in keys {
                counts.add(key, 1);
            }
            counts
        };
        let mut merged = counts(&[3, 1]);
        merged.merge(counts(&[3, 2, 3]));
        assert_eq!(merged, counts(&[1, 2, 3, 3, 3]));
        assert_eq!(merged.at_least(2), [(3, 3)]);
        assert_eq!((merged.get(3), merged.get(4)), (3, 0));
    }
}
