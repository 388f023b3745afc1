//! In how many documents each run of words stands.

use cimai_corpus::{Batch, PhraseWord, TermId, Totals};

use super::ngrams::{Ngrams, RunCounts, Runs, codes};
use crate::keywords::LONGEST;

/// The fewest documents that a run of words is kept for, in documents of less than
/// [`WORDS_PER_DOCUMENT`] words together.
const LEAST_DOCUMENTS: u32 = 2;

/// For each further so many words, a run has to stand in one document more.
const WORDS_PER_DOCUMENT: u64 = 4_000_000;

/// In how many documents each run of two to [`LONGEST`] words stands, for runs that two documents
/// have. All others count as if they stood in one.
///
/// So that memory does not grow with the documents without bound, the floor rises with them: it is
/// 2 + words / 4,000,000, where words are all running words of all documents. Below four million
/// words it is two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhraseFrequencies {
    runs: Runs,
    /// By length from two words and by number: the documents that have a run.
    df: Vec<Vec<u32>>,
}

impl PhraseFrequencies {
    /// By length from two words, every run in the order of numbers, which start at 0 for each
    /// length: the number of the shorter run that it begins with (of two words, the first word),
    /// its last word, and how many documents have it.
    pub fn levels(&self) -> Vec<Vec<[u32; 3]>> {
        let level = |(df, length): (&Vec<u32>, usize)| {
            let row = |(&df, number): (&u32, u32)| {
                let (shorter, last) = self.runs.parts(length, number);
                [shorter, last, df]
            };
            df.iter().zip(0..).map(row).collect()
        };
        self.df.iter().zip(2..).map(level).collect()
    }

    /// The frequencies that [`PhraseFrequencies::levels`] gave, for a vocabulary of so many terms;
    /// `None` if the numbers do not fit together.
    pub fn from_levels(terms: usize, levels: &[Vec<[u32; 3]>]) -> Option<Self> {
        let mut frequencies = Self::default();
        let mut shorter = terms;
        for level in levels {
            let ascends = level.is_sorted_by(|a, b| a[..2] < b[..2]);
            let known = |row: &[u32; 3]| (row[0] as usize) < shorter && (row[1] as usize) < terms;
            if !ascends || !level.iter().all(known) {
                return None;
            }
            let keys = level.iter().map(|row| u64::from(row[0]) << 32 | u64::from(row[1]));
            frequencies.runs.push(terms, keys);
            frequencies.df.push(level.iter().map(|row| row[2]).collect());
            shorter = level.len();
        }
        Some(frequencies)
    }

    /// A cursor at a run of one word.
    pub(crate) fn start(&self, first: TermId) -> Cursor<'_> {
        Cursor { frequencies: self, length: 1, number: Some(first.0) }
    }
}

/// A run of words that grows at its end.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'f> {
    frequencies: &'f PhraseFrequencies,
    length: usize,
    number: Option<u32>,
}

impl Cursor<'_> {
    /// Adds a word; gives the documents that have the run so far, at least this one.
    pub(crate) fn push(&mut self, next: TermId) -> u32 {
        let PhraseFrequencies { runs, df } = self.frequencies;
        self.number = self.number.and_then(|number| runs.longer(self.length, number, next.0));
        self.length += 1;
        self.number.map_or(1, |number| df[self.length - 2][number as usize])
    }
}

/// The count of [`PhraseFrequencies`]: passes over all batches, one for each length. Where
/// runs of a length may stand in 4 million places or more, another pass goes before, in which they
/// are counted in at most 64 MiB to find out which can be frequent at all.
///
/// ```
/// use cimai_corpus::{Batch, PhraseWord, Token, count};
/// use cimai_keyword::FrequencySearch;
///
/// let mut batch = Batch::default();
/// for _ in 0..3 {
///     batch.push([], ["深度", "学习"].map(Token::Word), |_| true);
/// }
/// let totals = count(&batch).totals(batch.vocabulary());
/// let words = vec![PhraseWord { joins: true, ..PhraseWord::default() }; 2];
/// let mut search = FrequencySearch::new(&words, &totals);
/// while search.wants_more() {
///     let found = search.count(&batch);
///     search.add(&found);
/// }
/// assert_eq!(search.finish().levels()[0], [[0, 1, 3]]);
/// ```
#[derive(Debug)]
pub struct FrequencySearch<'a> {
    words: &'a [PhraseWord],
    ngrams: Ngrams,
    df: Vec<Vec<u32>>,
}

impl<'a> FrequencySearch<'a> {
    /// A count that has not begun. `words` tells of every term, by number, what it may be in a
    /// phrase; `totals` what all documents have of it.
    pub fn new(words: &'a [PhraseWord], totals: &Totals) -> Self {
        let floor = LEAST_DOCUMENTS + (totals.running_words / WORDS_PER_DOCUMENT) as u32;
        // Of a dropped word, such as a single character, it is not known how frequent it is.
        let frequent = |term| matches!(totals.df(term), 0) || totals.df(term) >= floor;
        let terms = words.iter().zip((0..).map(TermId));
        let frequent = terms.map(|(word, term)| word.joins && frequent(term)).collect();
        let ngrams = Ngrams::new(frequent, floor, totals.running_words);
        Self { words, ngrams, df: Vec::new() }
    }

    /// Whether another pass over all documents is needed.
    pub fn wants_more(&self) -> bool {
        self.df.len() + 1 < LONGEST && self.df.last().is_none_or(|level| !level.is_empty())
    }

    /// What this pass counts in a batch. All batches have the same vocabulary; counts of batches
    /// merge.
    ///
    /// # Panics
    ///
    /// If the batch has a term that the words do not have.
    pub fn count(&self, batch: &Batch) -> RunCounts {
        let mut counts = RunCounts::default();
        let mut own = Vec::new();
        for document in 0..batch.len() {
            let codes = codes(batch, document, |term| self.words[term.index()].joins);
            own.extend(self.ngrams.candidates(&codes).map(|(_, key)| key));
            own.sort_unstable();
            own.dedup();
            for key in own.drain(..) {
                self.ngrams.count(key, &mut counts);
            }
        }
        counts
    }

    /// Adds what a pass counted in all documents.
    pub fn add(&mut self, counts: &RunCounts) {
        if let Some(frequent) = self.ngrams.add(counts) {
            self.df.push(frequent.into_iter().map(|(_, df)| df).collect());
        }
    }

    /// What was counted.
    pub fn finish(self) -> PhraseFrequencies {
        PhraseFrequencies { runs: self.ngrams.into_runs(), df: self.df }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    fn frequencies(sample: &Sample, totals: &Totals) -> PhraseFrequencies {
        let words = sample.nouns();
        let mut search = FrequencySearch::new(&words, totals);
        while search.wants_more() {
            let counts = search.count(&sample.batch);
            search.add(&counts);
        }
        search.finish()
    }

    fn df(sample: &Sample, frequencies: &PhraseFrequencies, run: &[&str]) -> u32 {
        let mut cursor = frequencies.start(sample.id(run[0]));
        run[1..].iter().map(|term| cursor.push(sample.id(term))).last().unwrap()
    }

    const TEXTS: [&str; 3] = ["深度 学习 模型", "深度 学习 模型 深度 学习", "深度 x 学习 , 模型"];

    #[test]
    fn runs_are_counted_by_documents_and_never_across_a_mark_or_a_dropped_word() {
        let sample = Sample::of(&TEXTS);
        let frequencies = frequencies(&sample, &sample.totals);
        let df = |run: &[&str]| df(&sample, &frequencies, run);
        assert_eq!(df(&["深度", "学习"]), 2);
        assert_eq!(df(&["深度", "学习", "模型"]), 2);
        assert_eq!(df(&["模型", "深度"]), 1);
        assert_eq!(df(&["学习", "模型", "深度", "学习"]), 1);
    }

    #[test]
    fn levels_are_all_that_is_known() {
        let sample = Sample::of(&TEXTS);
        let frequencies = frequencies(&sample, &sample.totals);
        let terms = sample.batch.vocabulary().len();
        let levels = frequencies.levels();
        assert_eq!(PhraseFrequencies::from_levels(terms, &levels), Some(frequencies));
        for broken in [[[9, 0, 2], [9, 1, 2]], [[1, 9, 2], [2, 9, 2]], [[1, 1, 2], [1, 1, 2]]] {
            assert_eq!(PhraseFrequencies::from_levels(terms, &[broken.to_vec()]), None);
        }
    }

    #[test]
    fn the_floor_rises_with_the_words() {
        let sample = Sample::of(&TEXTS);
        let large = |running_words| {
            let mut totals = sample.totals.clone();
            totals.running_words = running_words;
            totals
        };
        let below = frequencies(&sample, &large(WORDS_PER_DOCUMENT - 1));
        assert_eq!(df(&sample, &below, &["深度", "学习"]), 2);
        let above = frequencies(&sample, &large(WORDS_PER_DOCUMENT));
        assert_eq!(df(&sample, &above, &["深度", "学习"]), 1);
    }
}
