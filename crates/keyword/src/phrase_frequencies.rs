use std::collections::HashMap;
use std::ops::Range;

use cimai_corpus::{Corpus, TermId, Token};

use crate::key_phrases::LONGEST;
use crate::phrase_words::PhraseWords;

/// In how many documents each run of words stands, for runs of two words or more that two
/// documents have. All others stand in one.
///
/// Runs are counted length by length. A longer run can only be shared where the shorter one that
/// it begins with is, so most of the corpus is passed over from the third word on. A run is known
/// by two numbers in 64 bits: that of the shorter run and its last word.
///
/// Time and memory grow in a straight line with the corpus: 8 bytes a word while counting.
#[derive(Clone, Debug, Default)]
pub struct PhraseFrequencies {
    /// One level per length, from two words on.
    levels: Vec<Level>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    numbers: HashMap<u64, u32>,
    df: Vec<u32>,
}

impl PhraseFrequencies {
    /// Counts a whole corpus.
    pub fn of(corpus: &Corpus, words: &PhraseWords) -> Self {
        let mut frequencies = Self::default();
        while !frequencies.is_complete() {
            let runs = frequencies.runs(corpus, words, 0..corpus.len());
            frequencies.add(&[runs]);
        }
        frequencies
    }

    /// Whether runs of every length have been counted.
    pub fn is_complete(&self) -> bool {
        self.levels.len() + 1 >= LONGEST
    }

    /// The runs of the next length in some documents, each once per document. It lets the caller
    /// look through documents in parallel.
    pub fn runs(&self, corpus: &Corpus, words: &PhraseWords, documents: Range<usize>) -> Vec<u64> {
        let length = self.levels.len() + 2;
        let mut runs = Vec::new();
        let mut own = Vec::new();
        for document in documents {
            let tokens: Vec<Token> = corpus.tokens(document).collect();
            let run = |window: &[Token]| self.key(window, words);
            own.extend(tokens.windows(length).filter_map(run));
            own.sort_unstable();
            own.dedup();
            runs.append(&mut own);
        }
        runs
    }

    /// Adds the runs of the next length, as [`PhraseFrequencies::runs`] gave them for all
    /// documents.
    pub fn add(&mut self, runs: &[Vec<u64>]) {
        let mut runs = runs.concat();
        runs.sort_unstable();
        let mut level = Level::default();
        for same in runs.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
            level.numbers.insert(same[0], level.df.len() as u32);
            level.df.push(same.len() as u32);
        }
        self.levels.push(level);
    }

    /// The key of a run, if words stand at all its places and the run that it begins with is
    /// shared.
    fn key(&self, run: &[Token], words: &PhraseWords) -> Option<u64> {
        let joined = |token: &Token| match *token {
            Token::Word(term) if words.get(term).joins => Some(term),
            _ => None,
        };
        let (first, rest) = run.split_first()?;
        let (last, middle) = rest.split_last()?;
        let mut number = joined(first)?.0;
        for (level, token) in self.levels.iter().zip(middle) {
            number = *level.numbers.get(&key(number, joined(token)?))?;
        }
        Some(key(number, joined(last)?))
    }

    /// A cursor at a run of one word.
    pub(crate) fn start(&self, first: TermId) -> Cursor<'_> {
        Cursor { frequencies: self, length: 1, number: Some(first.0) }
    }
}

fn key(number: u32, next: TermId) -> u64 {
    u64::from(number) << 32 | u64::from(next.0)
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
        let level = &self.frequencies.levels[self.length - 1];
        self.number = self.number.and_then(|number| level.numbers.get(&key(number, next)).copied());
        self.length += 1;
        self.number.map_or(1, |number| level.df[number as usize])
    }
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Piece;

    use super::*;

    #[test]
    fn runs_are_counted_by_documents_and_never_across_a_mark_or_a_dropped_word() {
        let mut corpus = Corpus::default();
        let stop = "我们";
        for text in ["深度 学习 模型", "深度 学习 模型 深度 学习", "深度 我们 学习 , 模型"]
        {
            let pieces = text.split(' ').map(|piece| match piece {
                "," => Piece::Gap,
                word => Piece::Word(word),
            });
            corpus.push([], pieces, |term| term != stop);
        }
        let tags = vec!["n".to_owned(); corpus.vocabulary().len()];
        let frequencies = PhraseFrequencies::of(&corpus, &PhraseWords::of(&corpus, &tags));
        let df = |run: &[&str]| {
            let mut terms = run.iter().map(|term| corpus.vocabulary().get(term).unwrap());
            let mut cursor = frequencies.start(terms.next().unwrap());
            terms.map(|term| cursor.push(term)).last()
        };
        assert_eq!(df(&["深度", "学习"]), Some(2));
        assert_eq!(df(&["深度", "学习", "模型"]), Some(2));
        assert_eq!(df(&["模型", "深度"]), Some(1));
        assert_eq!(df(&["学习", "模型", "深度", "学习"]), Some(1));
    }
}
