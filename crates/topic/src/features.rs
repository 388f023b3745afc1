use cimai_corpus::{Corpus, Counts, SparseRows, TermId, Vocabulary};

use crate::evidence::{Evidence, FeatureTable, Spelling, weighted_row};

/// What the vectors of a corpus are made of: its words and, where documents are short, the
/// Chinese characters within them.
///
/// A dictionary cuts a word that it does not know into single characters, which no table lists;
/// and two rare words that share a character often share a subject. In short documents these
/// characters are much of the evidence, so they count, at [`Features::CHARACTER_WEIGHT`]. Other
/// dropped words count nowhere.
///
/// A word or character is taken if at least two documents and at most half of all documents have
/// it; of words at most [`Features::MOST_WORDS`], the most widespread first. Where that leaves
/// most documents without a feature (a handful of documents, or all alike), all are taken.
#[derive(Clone, Debug)]
pub struct Features {
    /// The taken words, ascending. Word `i` is feature `i`.
    pub words: Vec<TermId>,
    /// The taken characters, ascending. Character `i` is feature `words.len() + i`.
    pub characters: Vec<char>,
    /// What one occurrence of each feature weighs: ln((1 + n) / (1 + df)) + 1, for characters
    /// times [`Features::CHARACTER_WEIGHT`].
    pub weights: Vec<f32>,
    /// Documents × features: (1 + ln tf) · weight, every row of unit length or empty. A document
    /// without a kept word has an empty row, whatever characters it has.
    pub rows: SparseRows<f32>,
    /// The features of all documents in reading order.
    pub(crate) evidence: Evidence,
}

impl Features {
    /// The largest number of words that are taken.
    pub const MOST_WORDS: usize = 20_000;
    /// What a character weighs beside a word of the same document frequency.
    pub const CHARACTER_WEIGHT: f32 = 0.6;

    /// Chooses and weighs the features of a corpus: words and characters, or words alone.
    pub fn fit(corpus: &Corpus, counts: &Counts, characters: bool) -> Self {
        let spelling = if characters { Spelling::of(corpus) } else { Spelling::default() };
        let character_df = spelling.document_frequencies(corpus);
        let within = |least: u32, most: u32| {
            let taken = |df: u32| (least..=most).contains(&df);
            let words = select_words(counts, taken);
            let all = 0..character_df.len() as u32;
            (words, all.filter(|&c| taken(character_df[c as usize])).collect::<Vec<_>>())
        };
        let read = |(words, characters): (Vec<TermId>, Vec<u32>)| {
            let word = |term| words.binary_search(&term).ok().map(|place| place as u32);
            let character = |c| {
                let number = spelling.characters.binary_search(&c).ok()? as u32;
                let place = characters.binary_search(&number).ok()?;
                Some((words.len() + place) as u32)
            };
            let features = words.len() + characters.len();
            let table = FeatureTable::new(corpus, features, word, character);
            (Evidence::read(corpus, counts, &table), words, characters)
        };
        let mut found = read(within(2, (counts.documents() / 2) as u32));
        let with_words = counts.rows().iter().filter(|row| !row.is_empty()).count();
        if found.0.documents_with_features() * 2 < with_words {
            found = read(within(1, u32::MAX));
        }
        let (evidence, words, characters) = found;
        let weights = weights(counts, &words, characters.iter().map(|&c| character_df[c as usize]));
        let characters = characters.iter().map(|&c| spelling.characters[c as usize]).collect();
        let rows = evidence.rows(&weights);
        Self { words, characters, weights, rows, evidence }
    }
}

impl Features {
    /// The feature that a word is.
    pub(crate) fn word(&self, term: TermId) -> Option<u32> {
        self.words.binary_search(&term).ok().map(|place| place as u32)
    }

    /// The row of a document that has each of these words once.
    pub(crate) fn document(&self, words: &[u32], vocabulary: &Vocabulary) -> Vec<(u32, f32)> {
        let mut features = words.to_vec();
        for &word in words {
            let characters = vocabulary.term(self.words[word as usize]).chars();
            let number = |c| self.characters.binary_search(&c).ok();
            features.extend(characters.filter_map(number).map(|c| (self.words.len() + c) as u32));
        }
        weighted_row(features, &self.weights)
    }
}

fn select_words(counts: &Counts, taken: impl Fn(u32) -> bool) -> Vec<TermId> {
    let all = (0..counts.rows().columns() as u32).map(TermId);
    let mut words: Vec<TermId> = all.filter(|&term| taken(counts.df(term))).collect();
    words.sort_by_key(|&term| std::cmp::Reverse(counts.df(term)));
    words.truncate(Features::MOST_WORDS);
    words.sort_unstable();
    words
}

fn weights(counts: &Counts, words: &[TermId], character_df: impl Iterator<Item = u32>) -> Vec<f32> {
    let n = counts.documents() as f64;
    let idf = |df: u32| (((1.0 + n) / (1.0 + f64::from(df))).ln() + 1.0) as f32;
    let characters = character_df.map(|df| idf(df) * Features::CHARACTER_WEIGHT);
    words.iter().map(|&term| idf(counts.df(term))).chain(characters).collect()
}
