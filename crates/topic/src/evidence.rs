use cimai_corpus::{Corpus, Counts, SparseRows, TermId, Token};
use rayon::prelude::*;

use crate::matrix::{CHUNK, chunks};

/// The Chinese characters of each term that may speak for a topic: of kept terms, and of dropped
/// ones that are a single character.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelling {
    /// All characters, ascending.
    pub(crate) characters: Vec<char>,
    /// Terms × characters, in the order in which a term is spelt.
    terms: Vec<Vec<u32>>,
}

impl Spelling {
    pub(crate) fn of(corpus: &Corpus) -> Self {
        let spell = |(id, term)| if speaks(corpus, id, term) { term } else { "" };
        let spelt: Vec<&str> = corpus.vocabulary().iter().map(spell).collect();
        let mut characters: Vec<char> =
            spelt.iter().flat_map(|term| term.chars()).filter(|&c| is_han(c)).collect();
        characters.sort_unstable();
        characters.dedup();
        let number = |c: char| characters.binary_search(&c).ok().map(|place| place as u32);
        let terms = spelt.iter().map(|term| term.chars().filter_map(number).collect()).collect();
        Self { characters, terms }
    }

    fn term(&self, term: TermId) -> &[u32] {
        self.terms.get(term.index()).map_or(&[], Vec::as_slice)
    }

    /// How many documents have each character.
    pub(crate) fn document_frequencies(&self, corpus: &Corpus) -> Vec<u32> {
        let mut df = vec![0; self.characters.len()];
        let mut last_seen = vec![usize::MAX; self.characters.len()];
        let documents = if self.terms.is_empty() { 0 } else { corpus.len() };
        for document in 0..documents {
            for token in corpus.tokens(document) {
                let Token::Word(term) = token else { continue };
                for &c in self.term(term) {
                    if last_seen[c as usize] != document {
                        last_seen[c as usize] = document;
                        df[c as usize] += 1;
                    }
                }
            }
        }
        df
    }
}

/// Whether a term takes a place in the evidence: kept terms and single characters do.
fn speaks(corpus: &Corpus, id: TermId, term: &str) -> bool {
    let mut characters = term.chars();
    let first = characters.next();
    corpus.is_kept(id) || (first.is_some_and(is_han) && characters.next().is_none())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// For each term of a corpus the features that it stands for.
pub(crate) struct FeatureTable {
    /// `None` for a term that takes no place in the evidence.
    terms: Vec<Option<Vec<u32>>>,
    features: usize,
}

impl FeatureTable {
    /// The table for a corpus: `word` and `character` give the features of those that are taken.
    pub(crate) fn new(
        corpus: &Corpus,
        features: usize,
        word: impl Fn(TermId) -> Option<u32>,
        character: impl Fn(char) -> Option<u32>,
    ) -> Self {
        let spell = |(id, term): (TermId, &str)| {
            let spoken = || word(id).into_iter().chain(term.chars().filter_map(&character));
            speaks(corpus, id, term).then(|| spoken().collect())
        };
        Self { terms: corpus.vocabulary().iter().map(spell).collect(), features }
    }
}

/// The features of all documents in reading order. Those of one word share a position, and
/// documents lie [`Evidence::APART`] positions apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) features: Vec<u32>,
    pub(crate) positions: Vec<u32>,
    ends: Vec<usize>,
    columns: usize,
}

impl Evidence {
    /// How many positions lie between documents: more than any window is wide.
    pub(crate) const APART: u32 = 64;

    pub(crate) fn read(corpus: &Corpus, counts: &Counts, table: &FeatureTable) -> Self {
        let read = |chunk: std::ops::Range<usize>| {
            let mut part = Self::default();
            for document in chunk {
                let empty = counts.rows().row(document).is_empty();
                part.push(corpus.tokens(document).filter(|_| !empty), table);
            }
            part
        };
        let parts: Vec<Self> = chunks(corpus.len(), CHUNK).into_par_iter().map(read).collect();
        let mut evidence = Self { columns: table.features, ..Self::default() };
        for part in &parts {
            evidence.append(part);
        }
        evidence
    }

    fn push(&mut self, tokens: impl Iterator<Item = Token>, table: &FeatureTable) {
        let mut position = self.next_position();
        for token in tokens {
            let Token::Word(term) = token else { continue };
            let Some(features) = &table.terms[term.index()] else { continue };
            self.features.extend_from_slice(features);
            self.positions.resize(self.features.len(), position);
            position += 1;
        }
        self.ends.push(self.features.len());
    }

    fn next_position(&self) -> u32 {
        self.positions.last().map_or(0, |last| last + Self::APART)
    }

    fn append(&mut self, part: &Self) {
        let (start, position) = (self.features.len(), self.next_position());
        self.features.extend_from_slice(&part.features);
        self.positions.extend(part.positions.iter().map(|p| p + position));
        self.ends.extend(part.ends.iter().map(|end| start + end));
    }

    pub(crate) fn documents(&self) -> usize {
        self.ends.len()
    }

    /// The places in `features` that belong to a document.
    pub(crate) fn document(&self, document: usize) -> std::ops::Range<usize> {
        document.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[document]
    }

    pub(crate) fn documents_with_features(&self) -> usize {
        (0..self.documents()).filter(|&document| !self.document(document).is_empty()).count()
    }

    /// Documents × features: see [`weighted_row`].
    pub(crate) fn rows(&self, weights: &[f32]) -> SparseRows<f32> {
        let row = |document| weighted_row(self.features[self.document(document)].to_vec(), weights);
        let rows: Vec<_> = (0..self.documents()).into_par_iter().map(row).collect();
        SparseRows::new(self.columns, &rows)
    }
}

impl Evidence {
    /// Documents × features: the words of each document and the characters that stand alone in it.
    /// Only which cells are stored matters.
    pub(crate) fn tokens(&self, words: usize) -> SparseRows<f32> {
        let row = |document| {
            let place = self.document(document);
            let mut tokens = Vec::new();
            let mut start = place.start;
            for position in self.positions[place].chunk_by(|a, b| a == b) {
                let first = self.features[start];
                // Features of a word begin with the word itself, if it is one.
                if (first as usize) < words || position.len() == 1 {
                    tokens.push((first, 1.0));
                }
                start += position.len();
            }
            tokens.sort_unstable_by_key(|&(feature, _)| feature);
            tokens.dedup();
            tokens
        };
        let rows: Vec<_> = (0..self.documents()).into_par_iter().map(row).collect();
        SparseRows::new(self.columns, &rows)
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
