use std::ops::Range;

use cimai_corpus::{Corpus, Counts, TermId, Token};

use crate::keyness::association;

/// The fewest units in which two terms must meet to be a pair.
pub const LEAST_TOGETHER: u64 = 5;

/// Documents up to this many kept words, on average, are one unit each; longer ones are taken
/// sentence by sentence, since in a long text anything meets anything.
const SHORT: f64 = 30.0;

/// Within what two terms have to stand to occur together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A document, title included.
    Document,
    /// A sentence.
    Sentence,
}

impl Unit {
    /// Documents if they are short, sentences otherwise.
    pub fn fitting(counts: &Counts) -> Self {
        let documents = counts.documents();
        let words: u64 = (0..documents).map(|d| u64::from(counts.kept_words(d))).sum();
        match words as f64 / documents.max(1) as f64 <= SHORT {
            true => Self::Document,
            false => Self::Sentence,
        }
    }
}

/// Which of the most frequent terms occur together. A term counts once per unit.
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_keyword::{CoOccurrence, Unit};
///
/// let mut corpus = Corpus::default();
/// for text in ["暖气 不热", "暖气 不热", "路灯 不亮", "暖气 不热", "不热 暖气", "暖气 不热 路灯"] {
///     corpus.push([], text.split(' ').map(Piece::Word), |_| true);
/// }
/// let counts = Counts::of(&corpus);
/// let together = CoOccurrence::new(&corpus, &counts, Unit::Document, 100);
/// let pairs = together.pairs(&[together.count(0..6)]);
/// assert_eq!(pairs.len(), 1);
/// assert_eq!(pairs[0].count, 5);
/// assert!((pairs[0].npmi - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct CoOccurrence<'a> {
    corpus: &'a Corpus,
    unit: Unit,
    terms: Vec<TermId>,
    /// The place of every term in `terms`, by number.
    places: Vec<Option<u16>>,
}

/// How often terms meet in some documents, to be added up.
#[derive(Clone, Debug, Default)]
pub struct Meetings {
    /// The units.
    all: u64,
    /// A square table: how many units have both terms; on the diagonal, how many have one.
    together: Vec<u32>,
}

/// Two terms that occur together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The more frequent term.
    pub a: TermId,
    /// The other one.
    pub b: TermId,
    /// In how many units both stand.
    pub count: u64,
    /// Normalised pointwise mutual information, −1–1: 0 is chance, 1 never apart.
    pub npmi: f64,
    /// Signed log-likelihood ratio; negative where they avoid each other.
    pub g2: f64,
}

impl<'a> CoOccurrence<'a> {
    /// Prepares to count the `most` most frequent terms.
    ///
    /// # Panics
    ///
    /// If `most` is over 65,535.
    pub fn new(corpus: &'a Corpus, counts: &Counts, unit: Unit, most: usize) -> Self {
        assert!(u16::try_from(most).is_ok(), "too many terms to pair");
        let mut terms = counts.ranked_terms(corpus);
        terms.truncate(most);
        let mut places = vec![None; corpus.vocabulary().len()];
        for (place, term) in terms.iter().enumerate() {
            places[term.index()] = Some(place as u16);
        }
        Self { corpus, unit, terms, places }
    }

    /// The terms that are paired, most frequent first.
    pub fn terms(&self) -> &[TermId] {
        &self.terms
    }

    /// Counts some documents. It lets the caller count in parallel.
    pub fn count(&self, documents: Range<usize>) -> Meetings {
        let n = self.terms.len();
        let mut meetings = Meetings { all: 0, together: vec![0; n * n] };
        let mut unit: Vec<Option<u16>> = Vec::new();
        for document in documents {
            for token in self.corpus.tokens(document) {
                match token {
                    Token::Word(term) => unit.push(self.places[term.index()]),
                    Token::End if self.unit == Unit::Sentence => meetings.close(&mut unit, n),
                    _ => {}
                }
            }
            meetings.close(&mut unit, n);
        }
        meetings
    }

    /// The pairs that meet at least [`LEAST_TOGETHER`] times in what was counted, the surest
    /// (by G²) first; of equal ones, the first in byte order.
    pub fn pairs(&self, counted: &[Meetings]) -> Vec<Pair> {
        let n = self.terms.len();
        let all = counted.iter().map(|meetings| meetings.all).sum();
        let total = |cell: usize| counted.iter().map(|m| u64::from(m.together[cell])).sum::<u64>();
        let mut pairs = Vec::new();
        for a in 0..n {
            for b in a + 1..n {
                let count = total(a * n + b);
                if count >= LEAST_TOGETHER {
                    let (one, other) = (total(a * n + a), total(b * n + b));
                    let (npmi, g2) = association(count, one, other, all);
                    pairs.push(Pair { a: self.terms[a], b: self.terms[b], count, npmi, g2 });
                }
            }
        }
        let text = |term: TermId| self.corpus.vocabulary().term(term);
        pairs.sort_by(|x, y| {
            let by_text = || (text(x.a), text(x.b)).cmp(&(text(y.a), text(y.b)));
            y.g2.total_cmp(&x.g2).then_with(by_text)
        });
        pairs
    }
}

impl Meetings {
    /// Counts a unit, of which the places of its words are given, unless it is empty.
    fn close(&mut self, unit: &mut Vec<Option<u16>>, n: usize) {
        self.all += u64::from(!unit.is_empty());
        unit.sort_unstable();
        unit.dedup();
        for (i, &a) in unit.iter().enumerate() {
            for &b in &unit[i..] {
                if let (Some(a), Some(b)) = (a, b) {
                    self.together[usize::from(a) * n + usize::from(b)] += 1;
                }
            }
        }
        unit.clear();
    }
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Piece;

    use super::*;

    #[test]
    fn sentences_divide_long_documents() {
        let mut corpus = Corpus::default();
        for _ in 0..5 {
            let text = "甲 乙 . 甲 丙 , 丙".split(' ').map(|piece| match piece {
                "." => Piece::End,
                "," => Piece::Gap,
                word => Piece::Word(word),
            });
            corpus.push([], text, |_| true);
        }
        let counts = Counts::of(&corpus);
        let pairs = |unit| {
            let together = CoOccurrence::new(&corpus, &counts, unit, 10);
            let pairs = together.pairs(&[together.count(0..2), together.count(2..5)]);
            let text = |term| corpus.vocabulary().term(term).to_owned();
            pairs.iter().map(|pair| text(pair.a) + &text(pair.b)).collect::<Vec<_>>()
        };
        assert_eq!(pairs(Unit::Sentence).len(), 2);
        assert_eq!(pairs(Unit::Document).len(), 3);
    }
}
