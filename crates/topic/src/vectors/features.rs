//! The words and characters that documents are known by: which are taken, what they weigh, and the
//! documents as rows of them.

use std::ops::Range;

use cimai_corpus::{Batch, Counts, SparseRows, TermId, Token, Vocabulary};
use rayon::prelude::*;

use crate::vectors::matrix::{CHUNK, chunks, sparse_rows};

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

/// The Chinese characters, ascending, of all terms that may speak for a topic: of kept terms, and
/// of dropped ones that are a single character.
pub(crate) fn characters(vocabulary: &Vocabulary) -> Vec<char> {
    let speaking = vocabulary.iter().filter(|&(id, term)| speaks(vocabulary, id, term));
    let mut characters: Vec<char> =
        speaking.flat_map(|(_, term)| term.chars()).filter(|&c| is_han(c)).collect();
    characters.sort_unstable();
    characters.dedup();
    characters
}

/// Whether a term takes a place in the evidence: kept terms and single characters do.
fn speaks(vocabulary: &Vocabulary, id: TermId, term: &str) -> bool {
    let mut characters = term.chars();
    let first = characters.next();
    vocabulary.is_kept(id) || (first.is_some_and(is_han) && characters.next().is_none())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// For each term of a vocabulary the features that it stands for: the word itself, if it is one,
/// then its characters in the order in which it is spelt.
#[derive(Clone, Debug)]
pub(crate) struct FeatureTable {
    features: Vec<u32>,
    /// Where the features of each term end.
    ends: Vec<u32>,
    /// Whether each term takes a place in the evidence.
    speaks: Vec<bool>,
    columns: usize,
}

impl FeatureTable {
    /// The table of a vocabulary: `word` and `character` give the features, numbered below
    /// `columns`, of those that are taken.
    pub(crate) fn new(
        vocabulary: &Vocabulary,
        columns: usize,
        word: impl Fn(TermId) -> Option<u32>,
        character: impl Fn(char) -> Option<u32>,
    ) -> Self {
        let (features, ends, speaking) = (Vec::new(), Vec::new(), Vec::new());
        let mut table = Self { features, ends, speaks: speaking, columns };
        for (id, term) in vocabulary.iter() {
            let speaks = speaks(vocabulary, id, term);
            if speaks {
                table.features.extend(word(id));
                table.features.extend(term.chars().filter_map(&character));
            }
            table.ends.push(table.features.len() as u32);
            table.speaks.push(speaks);
        }
        table
    }

    /// The features of a term; `None` if it takes no place in the evidence.
    pub(crate) fn features(&self, term: TermId) -> Option<&[u32]> {
        let start = term.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        let range = start as usize..self.ends[term.index()] as usize;
        self.speaks[term.index()].then(|| &self.features[range])
    }

    /// How many documents have each feature.
    pub(crate) fn document_frequencies(&self, batch: &Batch) -> Vec<u32> {
        let mut df = vec![0; self.columns];
        let mut last_seen = vec![usize::MAX; self.columns];
        for document in 0..batch.len() {
            let terms = batch.tokens(document).filter_map(Token::word);
            for &feature in terms.filter_map(|term| self.features(term)).flatten() {
                let seen = std::mem::replace(&mut last_seen[feature as usize], document);
                df[feature as usize] += u32::from(seen != document);
            }
        }
        df
    }
}

/// The features of documents in reading order, word by word. A word without features is left
/// out, yet it keeps its position, and documents lie [`Evidence::APART`] positions apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) features: Vec<u32>,
    /// The position of each word, ascending.
    positions: Vec<u32>,
    /// Where, in `features`, those of each word end.
    word_ends: Vec<u32>,
    /// Where, in `positions`, the words of each document end.
    document_ends: Vec<u32>,
    columns: usize,
}

impl Evidence {
    /// How many positions lie between documents: more than any window is wide.
    const APART: u32 = 64;

    /// Reads the documents of a batch. One without a kept word has no features, whatever
    /// characters stand in it.
    pub(crate) fn read(batch: &Batch, counts: &Counts, table: &FeatureTable) -> Self {
        let read = |chunk: Range<usize>| {
            let mut part = Self::default();
            for document in chunk {
                let empty = counts.kept_words(document) == 0;
                let terms = batch.tokens(document).filter_map(Token::word);
                part.push(terms.filter(|_| !empty), table);
            }
            part
        };
        let parts: Vec<Self> = chunks(batch.len(), CHUNK).into_par_iter().map(read).collect();
        let mut evidence = Self { columns: table.columns, ..Self::default() };
        evidence.features.reserve_exact(parts.iter().map(|part| part.features.len()).sum());
        for part in parts {
            evidence.append(&part);
        }
        evidence
    }

    fn push(&mut self, terms: impl Iterator<Item = TermId>, table: &FeatureTable) {
        let speaking = terms.filter_map(|term| table.features(term));
        for (position, features) in (self.next_position()..).zip(speaking) {
            if !features.is_empty() {
                self.features.extend_from_slice(features);
                self.positions.push(position);
                self.word_ends.push(self.features.len() as u32);
            }
        }
        self.document_ends.push(self.positions.len() as u32);
    }

    fn next_position(&self) -> u32 {
        self.positions.last().map_or(0, |last| last + Self::APART)
    }

    fn append(&mut self, part: &Self) {
        let position = self.next_position();
        let (features, words) = (self.features.len() as u32, self.positions.len() as u32);
        self.features.extend_from_slice(&part.features);
        self.positions.extend(part.positions.iter().map(|own| own + position));
        self.word_ends.extend(part.word_ends.iter().map(|end| end + features));
        self.document_ends.extend(part.document_ends.iter().map(|end| end + words));
    }

    pub(crate) fn documents(&self) -> usize {
        self.document_ends.len()
    }

    /// How many words there are.
    pub(crate) fn words(&self) -> usize {
        self.positions.len()
    }

    /// How many features can be.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// The words of a document.
    pub(crate) fn document(&self, document: usize) -> Range<usize> {
        let start = document.checked_sub(1).map_or(0, |before| self.document_ends[before]);
        start as usize..self.document_ends[document] as usize
    }

    /// The places, in `features`, of some words in a row.
    pub(crate) fn places(&self, words: Range<usize>) -> Range<usize> {
        let end = |words: usize| words.checked_sub(1).map_or(0, |last| self.word_ends[last]);
        end(words.start) as usize..end(words.end) as usize
    }

    /// The words before and behind one that stand at most `width` positions from it.
    pub(crate) fn near(&self, word: usize, width: u32) -> (Range<usize>, Range<usize>) {
        let here = self.positions[word];
        let low = word.saturating_sub(width as usize);
        let high = (word + 1 + width as usize).min(self.words());
        let first = low + self.positions[low..word].partition_point(|&p| p + width < here);
        let behind = self.positions[word + 1..high].partition_point(|&p| p <= here + width);
        (first..word, word + 1..word + 1 + behind)
    }

    pub(crate) fn documents_with_features(&self) -> usize {
        (0..self.documents()).filter(|&document| !self.document(document).is_empty()).count()
    }

    /// Documents × features: see [`weighted_row`].
    pub(crate) fn rows(&self, weights: &[f32]) -> SparseRows<f32> {
        let row = |document| {
            let places = self.places(self.document(document));
            weighted_row(self.features[places].to_vec(), weights)
        };
        sparse_rows(self.columns, self.documents(), row)
    }

    /// Documents × features: the words of each document and the characters that stand alone in it;
    /// features below `words` are words.
    pub(crate) fn tokens(&self, words: usize) -> SparseRows<()> {
        let token = |word: usize| {
            let features = &self.features[self.places(word..word + 1)];
            // Features of a word begin with the word itself, if it is one.
            let stands = (features[0] as usize) < words || features.len() == 1;
            stands.then_some((features[0], ()))
        };
        let row = |document| {
            let mut tokens: Vec<(u32, ())> = self.document(document).filter_map(token).collect();
            tokens.sort_unstable_by_key(|&(feature, ())| feature);
            tokens.dedup();
            tokens
        };
        sparse_rows(self.columns, self.documents(), row)
    }
}

/// (1 + ln tf) · weight of each of a document's features, one unit long together.
pub(crate) fn weighted_row(mut features: Vec<u32>, weights: &[f32]) -> Vec<(u32, f32)> {
    features.sort_unstable();
    let weigh =
        |same: &[u32]| (same[0], (1.0 + (same.len() as f32).ln()) * weights[same[0] as usize]);
    let mut row: Vec<(u32, f32)> = features.chunk_by(|a, b| a == b).map(weigh).collect();
    let length = row.iter().map(|&(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut row {
        *weight /= length;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_near_a_word_end_at_the_width_and_leave_it_out() {
        let positions = vec![0, 5, 20, 21, 100];
        let evidence = Evidence { positions, ..Evidence::default() };
        assert_eq!(evidence.near(0, 20), (0..0, 1..3));
        assert_eq!(evidence.near(3, 20), (1..3, 4..4));
        assert_eq!(evidence.near(4, 20), (4..4, 5..5));
    }
}
