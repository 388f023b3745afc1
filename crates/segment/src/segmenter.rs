use std::collections::HashMap;

use jieba_rs::Jieba;

use crate::class;
use crate::{Dictionary, StopWords};

/// Cuts text into words. Shared by all threads.
pub struct Segmenter {
    jieba: Jieba,
    hmm: bool,
    stop_words: StopWords,
    tags: HashMap<String, String>,
}

/// A piece of a text: a view into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// The characters themselves.
    pub text: &'t str,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Word or mark.
    pub kind: Kind,
}

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word: it holds a letter, a digit or a Han character.
    Word,
    /// A mark or blank within a sentence.
    Gap,
    /// A mark that ends a sentence, or a line break.
    End,
}

impl Segmenter {
    /// A segmenter with jieba's own dictionary.
    ///
    /// New words are not guessed from characters (jieba's hidden Markov model): it finds more
    /// true words that way on four of seven public test sets, and invents none.
    pub fn new(stop_words: StopWords) -> Self {
        Self { jieba: Jieba::new(), hmm: false, stop_words, tags: HashMap::new() }
    }

    /// Whether to guess words that no dictionary has. By default, not.
    pub fn set_hmm(&mut self, hmm: bool) {
        self.hmm = hmm;
    }

    /// Adds a user's words. A word without a frequency joins up wherever it stands, unless a
    /// more likely reading of the sentence crosses it; it never loses a frequency that it had.
    pub fn add_dictionary(&mut self, dictionary: &Dictionary) {
        for entry in dictionary.entries() {
            let frequency = entry.frequency.map(|frequency| frequency as usize);
            self.jieba.add_word(&entry.word, frequency, entry.pos.as_deref());
            if let Some(pos) = &entry.pos {
                self.tags.insert(entry.word.clone(), pos.clone());
            }
        }
    }

    /// Cuts a text. The pieces joined together are the text.
    pub fn words<'t>(&self, text: &'t str) -> Vec<Word<'t>> {
        let pieces = self.jieba.cut(text, self.hmm).into_iter();
        pieces
            .map(|piece| Word {
                text: piece.word,
                start: piece.byte_start,
                kind: kind(piece.word, text, piece.byte_start),
            })
            .collect()
    }

    /// Whether statistics count a term: not a stop word, not a number alone, not a single
    /// character. To be asked once per distinct term.
    pub fn keeps(&self, term: &str) -> bool {
        class::is_countable(term) && !self.stop_words.contains(term)
    }

    /// What a term has in common with its other spellings, which differ in case; `None` for a
    /// term without letters of two cases.
    pub fn variant_key(term: &str) -> Option<String> {
        let cased = |c: char| c.is_lowercase() || c.is_uppercase();
        term.chars().any(cased).then(|| term.to_lowercase())
    }

    /// The part of speech of a term, in jieba's letters; empty where no dictionary tells.
    pub fn part_of_speech(&self, term: &str) -> String {
        if let Some(tag) = self.tags.get(term) {
            return tag.clone();
        }
        match self.jieba.tag(term, self.hmm).as_slice() {
            [whole] => whole.tag.to_owned(),
            _ => String::new(),
        }
    }
}

fn kind(piece: &str, text: &str, start: usize) -> Kind {
    if class::is_word(piece) {
        Kind::Word
    } else if class::ends_sentence(piece) || (piece == "." && !is_inside(text, start)) {
        Kind::End
    } else {
        Kind::Gap
    }
}

/// Whether the full stop at `dot` stands inside a number or name, as in 3.5 or example.com.
fn is_inside(text: &str, dot: usize) -> bool {
    let around = [dot.checked_sub(1), dot.checked_add(1)];
    around.into_iter().all(|at| {
        let byte = at.and_then(|at| text.as_bytes().get(at));
        byte.is_some_and(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(segmenter: &Segmenter, text: &str) -> String {
        let words = segmenter.words(text);
        words.iter().map(|word| word.text).collect::<Vec<_>>().join("/")
    }

    #[test]
    fn a_word_without_a_frequency_joins_up_and_breaks_no_other() {
        let mut segmenter = Segmenter::new(StopWords::default());
        assert_eq!(cut(&segmenter, "抓好双招双引"), "抓好/双/招/双/引");
        let words = "双招双引\n新质生产力 n\n人工智能\n";
        segmenter.add_dictionary(&Dictionary::parse(words).unwrap());
        assert_eq!(cut(&segmenter, "抓好双招双引"), "抓好/双招双引");
        assert_eq!(cut(&segmenter, "人工智能与新质生产力"), "人工智能/与/新质生产力");
        assert_eq!(segmenter.part_of_speech("新质生产力"), "n");
    }

    #[test]
    fn marks_are_told_apart() {
        let segmenter = Segmenter::new(StopWords::default());
        let kinds = |text| -> Vec<Kind> {
            let marks = segmenter.words(text).into_iter().filter(|word| word.kind != Kind::Word);
            marks.map(|word| word.kind).collect()
        };
        assert_eq!(kinds("好，坏"), [Kind::Gap]);
        assert_eq!(kinds("好。坏\n"), [Kind::End, Kind::End]);
        assert_eq!(kinds("房间好.早餐差."), [Kind::End, Kind::End]);
        assert_eq!(kinds("增长3.5"), [Kind::Gap]);
    }
}
