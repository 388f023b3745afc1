//! Runs of words that may be phrases, from what passes find of them to the phrases that they are.

use std::collections::BTreeMap;

use cimai_corpus::Edge;

use super::ngrams::{MARK, RunCounts, Runs};

/// Neighbouring words that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Its words.
    pub words: Vec<String>,
    /// How often they stand together.
    pub count: u32,
    /// In how many documents.
    pub df: u32,
    /// Pointwise mutual information of its two parts, at the split where they hold together
    /// least; in natural logarithms.
    pub pmi: f64,
    /// Entropy of what stands before it, in natural logarithms; each mark is a neighbour of its
    /// own, since it shows that the phrase stands free there, and all numbers are one.
    pub left_entropy: f64,
    /// Entropy of what stands behind it.
    pub right_entropy: f64,
    /// How surely it is a phrase; above 0, higher is better.
    pub score: f64,
    /// How often it stands alone in quotation marks.
    pub in_quotes: u32,
    /// The share of its occurrences that lie within one longer candidate, 0 to 1.
    pub within: f64,
    /// Whether it holds no function word: each of its words may stand at some edge of a phrase.
    pub plain: bool,
    /// The first document that has it, by its number among all.
    pub example: usize,
}

impl Phrase {
    /// Its words joined.
    pub fn text(&self) -> String {
        self.words.concat()
    }

    /// Whether it is a new word, of which the dictionary has only pieces, and not a phrase of
    /// known words: some piece is a single character.
    pub fn is_new_word(&self) -> bool {
        self.words.iter().any(|word| word.chars().nth(1).is_none())
    }

    /// Whether it can be taken for a word without asking: it occurs three times or more, holds
    /// together (PMI 4), has at least as free neighbours on both sides as three different ones
    /// and mostly stands outside longer candidates; and it is quoted, or it has no function word
    /// in it and is a new word or holds together strongly (PMI 5).
    pub fn is_sure(&self) -> bool {
        let free = self.left_entropy.min(self.right_entropy) > 1.09 && self.within <= 0.5;
        let whole = self.plain && (self.pmi >= 5.0 || self.is_new_word());
        let bound = self.in_quotes >= 1 || whole;
        self.count >= 3 && self.pmi >= 4.0 && free && bound
    }
}

/// A frequent run of words that may be a phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Candidate {
    /// Its length in words.
    pub(crate) length: usize,
    /// Its number among the runs of that length.
    pub(crate) number: u32,
    pub(crate) count: u32,
    pub(crate) in_quotes: u32,
    pub(crate) pmi: f64,
    /// The share of its occurrences that lie within one longer candidate.
    pub(crate) within: f64,
    pub(crate) df: u32,
    /// The first document that has it.
    pub(crate) example: usize,
    /// The entropies of what stands before and behind it.
    pub(crate) entropies: [f64; 2],
}

impl Candidate {
    /// Whether its score can be above 0, whatever stands beside it.
    fn is_promising(&self) -> bool {
        self.count > 1 && self.pmi > 0.0 && self.within < 1.0
    }

    /// See [`crate::Phrases`].
    pub(crate) fn score(&self) -> f64 {
        let free = (1.0 - self.within.powi(2)).max(0.0);
        let open = 0.5 + self.entropies[0].min(self.entropies[1]);
        let quotes = 1.0 + f64::from(self.in_quotes.min(3));
        free * f64::from(self.count).ln() * self.pmi.max(0.0) * open * quotes
    }
}

/// Frequent runs with their counts, by length from one word and by number, and what decides which
/// of them are candidates.
pub(crate) struct CountedRuns<'a> {
    pub(crate) runs: &'a Runs,
    pub(crate) counts: &'a [Vec<u32>],
    /// How often each stands alone in quotation marks.
    pub(crate) quoted: &'a [Vec<u32>],
    /// All words that a run may hold.
    pub(crate) words: u64,
    pub(crate) edges: &'a [Edge],
}

impl CountedRuns<'_> {
    /// The candidates that can have a score, by length and number.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for length in 2..=self.runs.longest() {
            for number in 0..self.runs.len(length) as u32 {
                let words = self.runs.words(length, number);
                if self.may_be_phrase(&words, number) {
                    candidates.push(self.candidate(&words, number));
                }
            }
        }
        self.mark_nested(&mut candidates);
        candidates.retain(Candidate::is_promising);
        candidates
    }

    /// Whether the edges allow it. Quotation marks are better evidence than parts of speech: on
    /// the whole run, or on its beginning (“两新” for 两新组织).
    fn may_be_phrase(&self, words: &[u32], number: u32) -> bool {
        let n = words.len();
        let edge = |word: u32| self.edges[word as usize];
        let (count, quoted) =
            (self.counts[n - 1][number as usize], self.quoted[n - 1][number as usize]);
        if quoted > 0 && u64::from(quoted) * 20 >= u64::from(count) {
            return true;
        }
        let quoted_part = |k: usize| self.of(self.quoted, &words[..k]) >= 2;
        let may_begin = || edge(words[0]).begins || (2..n).any(quoted_part);
        edge(words[n - 1]).ends && may_begin()
    }

    fn candidate(&self, words: &[u32], number: u32) -> Candidate {
        let length = words.len();
        let count = self.counts[length - 1][number as usize];
        let part = |words: &[u32]| f64::from(self.of(self.counts, words));
        let together = f64::from(count) * self.words as f64;
        let splits = (1..length).map(|split| {
            let (left, right) = words.split_at(split);
            (together / part(left) / part(right)).ln()
        });
        Candidate {
            length,
            number,
            count,
            in_quotes: self.quoted[length - 1][number as usize],
            pmi: splits.fold(f64::INFINITY, f64::min),
            ..Candidate::default()
        }
    }

    /// What a table has for a run.
    fn of(&self, table: &[Vec<u32>], words: &[u32]) -> u32 {
        self.runs.number(words).map_or(0, |number| table[words.len() - 1][number as usize])
    }

    /// Notes for every candidate which share of it lies within the commonest longer one.
    fn mark_nested(&self, candidates: &mut [Candidate]) {
        let mut holders: Vec<Vec<u32>> =
            self.counts.iter().map(|counts| vec![0; counts.len()]).collect();
        for candidate in &*candidates {
            let words = self.runs.words(candidate.length, candidate.number);
            for n in 2..candidate.length {
                for number in words.windows(n).filter_map(|part| self.runs.number(part)) {
                    let holder = &mut holders[n - 1][number as usize];
                    *holder = candidate.count.max(*holder);
                }
            }
        }
        for candidate in candidates {
            let holder = holders[candidate.length - 1][candidate.number as usize];
            candidate.within = f64::from(holder) / f64::from(candidate.count);
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn sure() -> Phrase {
        Phrase {
            words: ["红色", "物业"].map(String::from).to_vec(),
            count: 3,
            df: 3,
            pmi: 5.0,
            left_entropy: 1.0986,
            right_entropy: 1.0986,
            score: 1.0,
            in_quotes: 0,
            within: 0.5,
            plain: true,
            example: 0,
        }
    }

    #[test]
    fn a_phrase_is_sure_only_if_frequent_bound_free_and_whole() {
        assert!(sure().is_sure());
        assert!(!Phrase { count: 2, ..sure() }.is_sure());
        assert!(!Phrase { pmi: 3.9, in_quotes: 1, ..sure() }.is_sure());
        assert!(!Phrase { left_entropy: 1.0, ..sure() }.is_sure());
        assert!(!Phrase { right_entropy: 1.0, ..sure() }.is_sure());
        assert!(!Phrase { within: 0.6, ..sure() }.is_sure());
        assert!(!Phrase { plain: false, ..sure() }.is_sure());
    }

    #[test]
    fn quotation_marks_and_single_characters_are_evidence_too() {
        let loose = Phrase { pmi: 4.5, ..sure() };
        assert!(!loose.is_sure());
        assert!(Phrase { in_quotes: 1, plain: false, ..loose.clone() }.is_sure());
        let words = ["双", "碳"].map(String::from).to_vec();
        let new_word = Phrase { words, ..loose };
        assert!(new_word.is_new_word() && new_word.is_sure());
        assert_eq!(new_word.text(), "双碳");
    }

    #[test]
    fn a_score_is_the_product_that_is_documented() {
        let candidate = Candidate {
            count: 4,
            in_quotes: 2,
            pmi: 3.0,
            within: 0.5,
            entropies: [1.2, 0.7],
            ..Candidate::default()
        };
        let expected = (1.0 - 0.25) * 4.0_f64.ln() * 3.0 * (0.5 + 0.7) * (1.0 + 2.0);
        assert!((candidate.score() - expected).abs() < 1e-12);
        let often_quoted = Candidate { in_quotes: 9, ..candidate };
        assert!((often_quoted.score() - expected * 4.0 / 3.0).abs() < 1e-12);
    }
}
