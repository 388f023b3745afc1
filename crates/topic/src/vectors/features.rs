use cimai_corpus::{Batch, Counts, TermId, Vocabulary};

use crate::vectors::evidence::{Evidence, FeatureTable, characters, weighted_row};

/// What the vectors of documents are made of: their words and, where documents are short, the
/// Chinese characters within them.
///
/// A dictionary cuts a word that it does not know into single characters, which no table lists;
/// and two rare words that share a character often share a subject. In short documents these
/// characters are much of the evidence, so they count, at [`Features::CHARACTER_WEIGHT`]. Other
/// dropped words count nowhere.
///
/// A word or character is taken if at least two documents and at most half of all documents have
/// it; of words at most [`Features::MOST_WORDS`], the most widespread first, of equal ones those
/// with the lowest numbers. Where that leaves most documents without a feature (a handful of
/// documents, or all alike), all are taken.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    /// The taken words, ascending. Word `i` is feature `i`.
    pub(crate) words: Vec<TermId>,
    /// The taken characters, ascending. Character `i` is feature `words.len() + i`.
    pub(crate) characters: Vec<char>,
    /// What one occurrence of each feature weighs: ln((1 + n) / (1 + df)) + 1, for characters
    /// times [`Features::CHARACTER_WEIGHT`].
    pub(crate) weights: Vec<f32>,
}

impl Features {
    /// The largest number of words that are taken.
    const MOST_WORDS: usize = 20_000;
    /// What a character weighs beside a word of the same document frequency.
    const CHARACTER_WEIGHT: f32 = 0.6;

    /// Chooses and weighs the features of documents, words and characters or words alone, and
    /// reads them.
    pub(crate) fn fit(batch: &Batch, counts: &Counts, characters: bool) -> (Self, Evidence) {
        let found = Found::count(batch, counts, characters);
        let half = (counts.documents() / 2) as u32;
        let features = found.take(2, half);
        let evidence = features.read(batch, counts);
        let with_words = (0..counts.documents()).filter(|&d| counts.kept_words(d) > 0).count();
        if evidence.documents_with_features() * 2 >= with_words {
            return (features, evidence);
        }
        let features = found.take(1, u32::MAX);
        let evidence = features.read(batch, counts);
        (features, evidence)
    }

    fn read(&self, batch: &Batch, counts: &Counts) -> Evidence {
        let word = |term| self.word(term);
        let character = |c| self.character(c);
        let table = FeatureTable::new(batch.vocabulary(), self.weights.len(), word, character);
        Evidence::read(batch, counts, &table)
    }

    /// The feature that a word is.
    pub(crate) fn word(&self, term: TermId) -> Option<u32> {
        self.words.binary_search(&term).ok().map(|place| place as u32)
    }

    fn character(&self, c: char) -> Option<u32> {
        let place = self.characters.binary_search(&c).ok();
        place.map(|place| (self.words.len() + place) as u32)
    }

    /// The row of a document that has each of these words once.
    pub(crate) fn document(&self, words: &[u32], vocabulary: &Vocabulary) -> Vec<(u32, f32)> {
        let mut features = words.to_vec();
        for &word in words {
            let spelt = vocabulary.term(self.words[word as usize]).chars();
            features.extend(spelt.filter_map(|c| self.character(c)));
        }
        weighted_row(features, &self.weights)
    }
}

/// All that could be features, with the number of documents that have each.
struct Found {
    documents: usize,
    word_df: Vec<u32>,
    characters: Vec<char>,
    character_df: Vec<u32>,
}

impl Found {
    fn count(batch: &Batch, counts: &Counts, spelt: bool) -> Self {
        let mut word_df = vec![0; counts.rows().columns()];
        counts.rows().iter().flatten().for_each(|&(term, _)| word_df[term as usize] += 1);
        let characters = if spelt { characters(batch.vocabulary()) } else { Vec::new() };
        let character = |c| characters.binary_search(&c).ok().map(|place| place as u32);
        let table = FeatureTable::new(batch.vocabulary(), characters.len(), |_| None, character);
        let character_df = if spelt { table.document_frequencies(batch) } else { Vec::new() };
        Self { documents: counts.documents(), word_df, characters, character_df }
    }

    /// Those that so many documents have.
    fn take(&self, least: u32, most: u32) -> Features {
        let taken = |df: u32| (least..=most).contains(&df);
        let words = self.words(taken);
        let characters = self.characters.iter().zip(&self.character_df);
        let characters: Vec<(char, u32)> =
            characters.map(|(&c, &df)| (c, df)).filter(|&(_, df)| taken(df)).collect();
        let n = self.documents as f64;
        let idf = |df: u32| (((1.0 + n) / (1.0 + f64::from(df))).ln() + 1.0) as f32;
        let of_words = words.iter().map(|term| idf(self.word_df[term.index()]));
        let of_characters = characters.iter().map(|&(_, df)| idf(df) * Features::CHARACTER_WEIGHT);
        let weights = of_words.chain(of_characters).collect();
        Features { words, characters: characters.into_iter().map(|(c, _)| c).collect(), weights }
    }

    fn words(&self, taken: impl Fn(u32) -> bool) -> Vec<TermId> {
        let df = |term: TermId| self.word_df[term.index()];
        let all = (0..self.word_df.len() as u32).map(TermId);
        let mut words: Vec<TermId> = all.filter(|&term| taken(df(term))).collect();
        words.sort_by_key(|&term| std::cmp::Reverse(df(term)));
        words.truncate(Features::MOST_WORDS);
        words.sort_unstable();
        words
    }
}
