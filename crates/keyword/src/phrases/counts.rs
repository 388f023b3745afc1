use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU8, Ordering};

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
