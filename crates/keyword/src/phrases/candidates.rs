use cimai_corpus::Edge;

use super::ngrams::Runs;

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

#[cfg(test)]
mod tests {
    use super::*;

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
