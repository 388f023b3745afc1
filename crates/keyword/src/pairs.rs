//! Terms that occur together.

use std::fmt;
use std::str::FromStr;

use cimai_corpus::{Batch, TermId, Token, Totals};

use crate::score::{Association, association};

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
    pub fn fitting(totals: &Totals) -> Self {
        match totals.kept_words() as f64 / totals.documents.max(1) as f64 <= SHORT {
            true => Self::Document,
            false => Self::Sentence,
        }
    }
}

impl fmt::Display for Unit {
    /// As options and records of runs have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "document",
            Self::Sentence => "sentence",
        })
    }
}

/// A text that is the name of no [`Unit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownUnit;

impl fmt::Display for UnknownUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither document nor sentence")
    }
}

impl std::error::Error for UnknownUnit {}

impl FromStr for Unit {
    type Err = UnknownUnit;

    /// Reads what [`Unit`] is written as.
    fn from_str(text: &str) -> Result<Self, UnknownUnit> {
        let units = [Self::Document, Self::Sentence];
        units.into_iter().find(|unit| unit.to_string() == text).ok_or(UnknownUnit)
    }
}

/// Which of the most frequent terms occur together. A term counts once per unit.
///
/// ```
/// use cimai_corpus::{Batch, Token, count};
/// use cimai_keyword::{CoOccurrence, Unit};
///
/// let mut batch = Batch::default();
/// for text in ["暖气 不热", "暖气 不热", "路灯 不亮", "暖气 不热", "不热 暖气", "暖气 不热 路灯"] {
///     batch.push([], text.split(' ').map(Token::Word), |_| true);
/// }
/// let totals = count(&batch).totals(batch.vocabulary());
/// let together = CoOccurrence::new(&totals, Unit::Document, 100);
/// let pairs = together.pairs(&together.count(&batch));
/// assert_eq!(pairs.len(), 1);
/// assert_eq!(pairs[0].count, 5);
/// assert!((pairs[0].npmi - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct CoOccurrence {
    unit: Unit,
    terms: Vec<TermId>,
    /// The place of every term in `terms`, by number.
    places: Vec<Option<u16>>,
}

/// How often terms meet in some documents. That of parts merges, in any order, into that of the
/// whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meetings {
    /// The units.
    all: u64,
    /// How many units have two terms, by the places of both: see [`cell`]. Where both are the same
    /// term, how many units have it.
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

impl CoOccurrence {
    /// Prepares to count the `most` most frequent terms.
    ///
    /// # Panics
    ///
    /// If `most` is over 65,535.
    pub fn new(totals: &Totals, unit: Unit, most: usize) -> Self {
        assert!(u16::try_from(most).is_ok(), "too many terms to pair");
        let mut terms = totals.ranked_terms();
        terms.truncate(most);
        let mut places = vec![None; totals.terms()];
        for (place, term) in terms.iter().enumerate() {
            places[term.index()] = Some(place as u16);
        }
        Self { unit, terms, places }
    }

    /// The terms that are paired, most frequent first.
    pub fn terms(&self) -> &[TermId] {
        &self.terms
    }

    /// Counts a batch.
    pub fn count(&self, batch: &Batch) -> Meetings {
        let n = self.terms.len();
        let mut meetings = Meetings { all: 0, together: vec![0; cell(0, n)] };
        let mut unit: Vec<Option<u16>> = Vec::new();
        for document in 0..batch.len() {
            for token in batch.tokens(document) {
                match token {
                    Token::Word(term) => unit.push(self.places[term.index()]),
                    Token::End if self.unit == Unit::Sentence => meetings.close(&mut unit),
                    _ => {}
                }
            }
            meetings.close(&mut unit);
        }
        meetings
    }

    /// The pairs that meet at least [`LEAST_TOGETHER`] times in what was counted, the surest
    /// (by G²) first; of equal ones, the first by their numbers.
    pub fn pairs(&self, meetings: &Meetings) -> Vec<Pair> {
        let together = |a, b| meetings.together.get(cell(a, b)).map_or(0, |&n| u64::from(n));
        let mut pairs = Vec::new();
        for b in 0..self.terms.len() {
            for a in 0..b {
                let count = together(a, b);
                if count >= LEAST_TOGETHER {
                    let Association { npmi, g2 } =
                        association(count, together(a, a), together(b, b), meetings.all);
                    pairs.push(Pair { a: self.terms[a], b: self.terms[b], count, npmi, g2 });
                }
            }
        }
        pairs.sort_by(|x, y| y.g2.total_cmp(&x.g2).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
        pairs
    }
}

impl Meetings {
    /// Adds what was counted in other documents.
    ///
    /// # Panics
    ///
    /// If other terms were paired there.
    pub fn merge(&mut self, mut other: Meetings) {
        if self.together.is_empty() {
            std::mem::swap(self, &mut other);
        }
        let sizes = [self.together.len(), other.together.len()];
        assert!(sizes[1] == 0 || sizes[0] == sizes[1], "other terms");
        self.all += other.all;
        for (own, other) in self.together.iter_mut().zip(other.together) {
            *own += other;
        }
    }

    /// Counts a unit, of which the places of its words are given, unless it is empty.
    fn close(&mut self, unit: &mut Vec<Option<u16>>) {
        self.all += u64::from(!unit.is_empty());
        unit.sort_unstable();
        unit.dedup();
        for (i, &a) in unit.iter().enumerate() {
            for &b in &unit[i..] {
                if let (Some(a), Some(b)) = (a, b) {
                    self.together[cell(usize::from(a), usize::from(b))] += 1;
                }
            }
        }
        unit.clear();
    }
}

/// The cell of two places, `a` up to `b`, in the half of a square table below its diagonal.
fn cell(a: usize, b: usize) -> usize {
    b * (b + 1) / 2 + a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn sentences_divide_long_documents() {
        let sample = Sample::of(&["甲 乙 . 甲 丙 , 丙"; 5]);
        let pairs = |unit| {
            let together = CoOccurrence::new(&sample.totals, unit, 10);
            let pairs = together.pairs(&together.count(&sample.batch));
            pairs.iter().map(|p| (sample.term(p.a), sample.term(p.b), p.count)).collect::<Vec<_>>()
        };
        let mut in_sentences = pairs(Unit::Sentence);
        in_sentences.sort_unstable();
        assert_eq!(in_sentences, [("丙", "甲", 5), ("甲", "乙", 5)]);
        assert_eq!(pairs(Unit::Document).len(), 3);
    }

    #[test]
    fn units_without_the_terms_count_as_units() {
        let sample = Sample::of(&["a b", "a b", "a b", "a b", "a b", "a", "c x", "x", ","]);
        let together = CoOccurrence::new(&sample.totals, Unit::Document, 2);
        assert_eq!(together.terms().len(), 2);
        let pair = together.pairs(&together.count(&sample.batch))[0];
        // Eight documents have words; the one of a comma alone is no unit.
        assert_eq!(pair.count, 5);
        let expected = association(5, 6, 5, 8);
        assert!((pair.g2 - expected.g2).abs() < 1e-12 && (pair.npmi - expected.npmi).abs() < 1e-12);
    }

    #[test]
    fn documents_are_units_up_to_thirty_kept_words_on_average() {
        let fitting = |text: &str| Unit::fitting(&Sample::of(&[text]).totals);
        assert_eq!(fitting(&("a ".repeat(30) + "x x")), Unit::Document);
        assert_eq!(fitting(&"a ".repeat(31)), Unit::Sentence);
        let two = Sample::of(&[&"a ".repeat(40), &"a ".repeat(20)]);
        assert_eq!(Unit::fitting(&two.totals), Unit::Document);
        assert_eq!(Unit::fitting(&Totals::default()), Unit::Document);
    }

    #[test]
    fn a_unit_reads_as_it_is_written() {
        for unit in [Unit::Document, Unit::Sentence] {
            assert_eq!(unit.to_string().parse(), Ok(unit));
        }
        assert_eq!("page".parse::<Unit>(), Err(UnknownUnit));
    }
}
