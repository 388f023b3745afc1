use std::collections::{BTreeMap, HashMap};

use cimai_corpus::Message;

use crate::dictionary::{Dictionary, Entry};
use crate::pieces;
use crate::segmenter::{Segmenter, Word};

/// What is wrong with an entry of a dictionary, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It can never be found: it holds no letter, figure or Han character.
    NotAWord,
    /// It is found, but no statistic counts it: a single character, a number, a stop word.
    NotCounted,
    /// Cutting the word itself does not give it whole.
    Unreachable {
        /// What cutting gives instead.
        cut: String,
    },
    /// An earlier line has the same word.
    Duplicate {
        /// That line.
        line: usize,
    },
    /// The general dictionary has the word already; the entry changes nothing or its frequency.
    Known,
    /// In the texts that were looked at, it breaks words that stood whole before.
    Breaks {
        /// One of those words.
        word: String,
        /// How often.
        times: usize,
    },
}

impl Problem {
    /// A short name for tables.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotAWord => "not_a_word",
            Self::NotCounted => "not_counted",
            Self::Unreachable { .. } => "unreachable",
            Self::Duplicate { .. } => "duplicate",
            Self::Known => "known",
            Self::Breaks { .. } => "breaks",
        }
    }

    /// What it means and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::NotAWord => Message::new(
                "没有字母、数字或汉字，永远不会被当作词；请删去",
                "it has no letter, figure or Han character and is never a word; delete it",
            ),
            Self::NotCounted => Message::new(
                "会被切出，但不计入统计（单字、数字或停用词）",
                "it is found but never counted (a single character, a number or a stop word)",
            ),
            Self::Unreachable { cut } => Message::new(
                format!("切不出来，会切成 {cut}；请提高词频"),
                format!("it is never found whole but cut into {cut}; give it a higher frequency"),
            ),
            Self::Duplicate { line } => Message::new(
                format!("与第 {line} 行重复；后者为准"),
                format!("line {line} has it already; the later one counts"),
            ),
            Self::Known => Message::new(
                "内置词典已有此词；不写词频则毫无影响",
                "the built-in dictionary has it; without a frequency the entry changes nothing",
            ),
            Self::Breaks { word, times } => Message::new(
                format!("会切断“{word}”等词 {times} 次；请降低词频或加入被切断的词"),
                format!(
                    "it breaks '{word}' or others {times} times; lower its frequency or add those"
                ),
            ),
        }
    }
}

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What is wrong with it, worst first; empty where nothing is.
    pub problems: Vec<Problem>,
    /// How often it occurs in the texts.
    pub hits: usize,
    /// The first text that has it, by number, and where, in bytes.
    pub example: Option<(usize, usize)>,
}

/// Tries each entry of a dictionary on its own and in texts.
///
/// ```
/// use cimai_segment::{Check, Dictionary, Problem, Segmenter, StopWords};
///
/// let dictionary = Dictionary::parse("双招双引\n，\n双招双引\n")?;
/// let before = Segmenter::new(StopWords::built_in());
/// let mut after = Segmenter::new(StopWords::built_in());
/// after.add_dictionary(&dictionary);
///
/// let check = Check::new(&dictionary, &before, &after);
/// let mut hits = check.count([(0, "抓双招双引")]);
/// hits.merge(check.count([(1, "双招双引见效")]));
/// let checked = check.finish(hits);
/// assert_eq!((checked[0].hits, checked[0].example), (2, Some((0, 3))));
/// assert_eq!(checked[1].problems, [Problem::NotAWord]);
/// assert_eq!(checked[2].problems, [Problem::Duplicate { line: 1 }]);
/// # Ok::<(), cimai_segment::DictionaryError>(())
/// ```
pub struct Check<'s> {
    dictionary: &'s Dictionary,
    before: &'s Segmenter,
    after: &'s Segmenter,
    /// The first entry of every word.
    places: HashMap<&'s str, usize>,
}

/// What the entries of a dictionary do in some texts. Hits of different texts can be merged in any
/// order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// By the place of the entry, which is the first with its word; without entries that have none.
    entries: BTreeMap<usize, EntryHits>,
}

/// What one entry does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct EntryHits {
    count: usize,
    /// The first of them.
    first: Option<Place>,
    /// Words that it broke.
    breaks: usize,
    /// The first of them.
    broken: Option<(Place, String)>,
}

/// The number of a text and where in it, in bytes.
type Place = (usize, usize);

impl<'s> Check<'s> {
    /// A check of `dictionary`. `before` is the segmenter without it, `after` the one with it.
    pub fn new(dictionary: &'s Dictionary, before: &'s Segmenter, after: &'s Segmenter) -> Self {
        let words = dictionary.entries().iter().enumerate().rev();
        let places = words.map(|(place, entry)| (&*entry.word, place)).collect();
        Self { dictionary, before, after, places }
    }

    /// Counts the entries in texts, each with its number, and the words that they break there.
    pub fn count<'t>(&self, texts: impl IntoIterator<Item = (usize, &'t str)>) -> Hits {
        let mut hits = Hits::default();
        for (number, text) in texts {
            let before = self.before.words(text);
            for word in self.after.words(text) {
                if let Some(&place) = self.places.get(word.text) {
                    hits.entries.entry(place).or_default().add(number, &word, &before);
                }
            }
        }
        hits
    }

    /// What each entry does, in the order of the dictionary. Of entries with one word, the first
    /// has the hits.
    pub fn finish(&self, mut hits: Hits) -> Vec<Checked> {
        let entries = self.dictionary.entries().iter().zip(self.dictionary.repeats()).enumerate();
        let checked = entries.map(|(place, (entry, earlier))| {
            let hits = hits.entries.remove(&place).unwrap_or_default();
            let mut problems = self.alone(entry, earlier);
            problems
                .extend(hits.broken.map(|(_, word)| Problem::Breaks { word, times: hits.breaks }));
            Checked { problems, hits: hits.count, example: hits.first }
        });
        checked.collect()
    }

    /// What can be said of an entry without any text.
    fn alone(&self, entry: &Entry, earlier: Option<usize>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !pieces::is_word(&entry.word) {
            return vec![Problem::NotAWord];
        }
        let cut = self.after.words(&entry.word);
        if cut.len() != 1 {
            let cut: Vec<&str> = cut.iter().map(|word| word.text).collect();
            problems.push(Problem::Unreachable { cut: cut.join("/") });
        } else if !self.after.keeps(&entry.word) {
            problems.push(Problem::NotCounted);
        }
        if let Some(line) = earlier {
            problems.push(Problem::Duplicate { line });
        } else if self.before.knows(&entry.word) {
            problems.push(Problem::Known);
        }
        problems
    }
}

impl Hits {
    /// Adds what was counted in other texts.
    pub fn merge(&mut self, other: Self) {
        for (place, hits) in other.entries {
            self.entries.entry(place).or_default().merge(hits);
        }
    }
}

impl EntryHits {
    /// Adds a hit in a text whose words were `before` without the dictionary.
    fn add(&mut self, number: usize, word: &Word, before: &[Word]) {
        let mut hit = Self { count: 1, first: Some((number, word.start)), ..Self::default() };
        let first = before.partition_point(|old| old.end() <= word.start);
        let overlapping = before[first..].iter().take_while(|old| old.start < word.end());
        for old in overlapping.filter(|old| old.start < word.start || old.end() > word.end()) {
            hit.breaks += 1;
            hit.broken.get_or_insert_with(|| ((number, old.start), old.text.to_owned()));
        }
        self.merge(hit);
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.into_iter().chain(other.first).min();
        self.breaks += other.breaks;
        self.broken = self.broken.take().into_iter().chain(other.broken).min();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StopWords;

    #[test]
    fn what_an_entry_breaks_and_never_gives_is_said() {
        let dictionary = Dictionary::parse("由和 900000000\n和平等\n年\n人工智能\n").unwrap();
        let before = Segmenter::new(StopWords::built_in());
        let mut after = Segmenter::new(StopWords::built_in());
        after.add_dictionary(&dictionary);
        let check = Check::new(&dictionary, &before, &after);
        let checked = check.finish(check.count([(0, "自由和平等"), (1, "人工智能")]));
        assert_eq!(checked[0].problems, [Problem::Breaks { word: "自由".to_owned(), times: 1 }]);
        assert_eq!((checked[0].hits, checked[1].hits), (1, 0));
        assert_eq!(checked[2].problems, [Problem::NotCounted, Problem::Known]);
        assert_eq!(checked[3].problems, [Problem::Known]);
        assert_eq!(checked[3].example, Some((1, 0)));
    }

    #[test]
    fn hits_do_not_depend_on_how_texts_are_divided_nor_on_the_order_of_merging() {
        let dictionary = Dictionary::parse("由和 900000000\n人工智能\n").unwrap();
        let before = Segmenter::new(StopWords::built_in());
        let mut after = Segmenter::new(StopWords::built_in());
        after.add_dictionary(&dictionary);
        let check = Check::new(&dictionary, &before, &after);
        let texts = ["理由和人工智能", "自由和平等", "人工智能，自由和人工智能"];
        let texts: Vec<(usize, &str)> = texts.into_iter().enumerate().collect();
        let whole = check.count(texts.iter().copied());
        let mut parts = Hits::default();
        for &text in texts.iter().rev() {
            parts.merge(check.count([text]));
        }
        assert_eq!(parts, whole);
        let checked = check.finish(parts);
        assert_eq!((checked[1].hits, checked[1].example), (3, Some((0, 9))));
        assert_eq!(checked[0].problems, [Problem::Breaks { word: "理由".to_owned(), times: 3 }]);
    }
}
