use std::collections::HashMap;

use cimai_corpus::Message;

use crate::{Dictionary, Entry, Segmenter, class};

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
#[derive(Clone, Debug)]
pub struct Checked {
    /// What is wrong with it, worst first; empty where nothing is.
    pub problems: Vec<Problem>,
    /// How often it occurs in the texts.
    pub hits: usize,
    /// The text that first has it, and where, in bytes.
    pub example: Option<(usize, usize)>,
}

/// Tries each entry of a dictionary on its own and in `texts`. `before` is the segmenter without
/// the dictionary, `after` the one with it.
///
/// ```
/// use cimai_segment::{Dictionary, Problem, Segmenter, StopWords, check};
///
/// let dictionary = Dictionary::parse("双招双引\n，\n双招双引\n")?;
/// let before = Segmenter::new(StopWords::built_in());
/// let mut after = Segmenter::new(StopWords::built_in());
/// after.add_dictionary(&dictionary);
/// let checked = check(&dictionary, &before, &after, &["抓双招双引", "双招双引见效"]);
/// assert_eq!(checked[0].hits, 2);
/// assert_eq!(checked[1].problems, [Problem::NotAWord]);
/// assert_eq!(checked[2].problems, [Problem::Duplicate { line: 1 }]);
/// # Ok::<(), cimai_segment::DictionaryError>(())
/// ```
pub fn check(
    dictionary: &Dictionary,
    before: &Segmenter,
    after: &Segmenter,
    texts: &[&str],
) -> Vec<Checked> {
    let entries = dictionary.entries().iter().zip(dictionary.repeats());
    let mut checked: Vec<Checked> = entries
        .map(|(entry, earlier)| alone(entry, earlier, before, after))
        .map(|problems| Checked { problems, hits: 0, example: None })
        .collect();
    let places: HashMap<&str, usize> =
        dictionary.entries().iter().enumerate().rev().map(|(i, e)| (&*e.word, i)).collect();
    for (number, text) in texts.iter().enumerate() {
        in_text(number, text, before, after, &places, &mut checked);
    }
    checked
}

/// What can be said of an entry without any text.
fn alone(
    entry: &Entry,
    earlier: Option<usize>,
    before: &Segmenter,
    after: &Segmenter,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !class::is_word(&entry.word) {
        return vec![Problem::NotAWord];
    }
    let cut = after.words(&entry.word);
    if cut.len() != 1 {
        let cut: Vec<&str> = cut.iter().map(|word| word.text).collect();
        problems.push(Problem::Unreachable { cut: cut.join("/") });
    } else if !after.keeps(&entry.word) {
        problems.push(Problem::NotCounted);
    }
    if let Some(line) = earlier {
        problems.push(Problem::Duplicate { line });
    } else if before.knows(&entry.word) {
        problems.push(Problem::Known);
    }
    problems
}

/// Counts the entries in a text, and the words that they break there.
fn in_text(
    number: usize,
    text: &str,
    before: &Segmenter,
    after: &Segmenter,
    places: &HashMap<&str, usize>,
    checked: &mut [Checked],
) {
    let old = before.words(text);
    for word in after.words(text) {
        let Some(&place) = places.get(word.text) else { continue };
        let entry = &mut checked[place];
        entry.hits += 1;
        entry.example.get_or_insert((number, word.start));
        let (start, end) = (word.start, word.start + word.text.len());
        let first = old.partition_point(|old| old.start + old.text.len() <= start);
        let overlapping = old[first..].iter().take_while(|old| old.start < end);
        for broken in overlapping.filter(|o| o.start < start || o.start + o.text.len() > end) {
            entry.breaks(broken.text);
        }
    }
}

impl Checked {
    fn breaks(&mut self, broken: &str) {
        for problem in &mut self.problems {
            if let Problem::Breaks { times, .. } = problem {
                *times += 1;
                return;
            }
        }
        self.problems.push(Problem::Breaks { word: broken.to_owned(), times: 1 });
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
        let checked = check(&dictionary, &before, &after, &["自由和平等", "人工智能"]);
        assert_eq!(checked[0].problems, [Problem::Breaks { word: "自由".to_owned(), times: 1 }]);
        assert_eq!((checked[0].hits, checked[1].hits), (1, 0));
        assert_eq!(checked[2].problems, [Problem::NotCounted, Problem::Known]);
        assert_eq!(checked[3].problems, [Problem::Known]);
        assert_eq!(checked[3].example, Some((1, 0)));
    }
}
