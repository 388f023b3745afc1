//! Lists of words: those that come with the program, each parsed once, and those that a user can
//! replace or add, stop words and synonyms.

use std::collections::{HashMap, HashSet};
use std::error;
use std::fmt;
use std::sync::LazyLock;

use cimai_corpus::Message;
use cimai_data::lines;

type Words = LazyLock<HashSet<&'static str>>;

static OFFICIAL: Words = LazyLock::new(|| lines(cimai_data::OFFICIAL_WORDS).collect());
static GENERIC: Words = LazyLock::new(|| lines(cimai_data::GENERIC_WORDS).collect());

static FUNCTION: LazyLock<HashSet<char>> =
    LazyLock::new(|| lines(cimai_data::FUNCTION_CHARACTERS).flat_map(str::chars).collect());

static CHARACTER_TAGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let tagged = lines(cimai_data::CHARACTER_TAGS).filter_map(|line| line.split_once('\t'));
    tagged.flat_map(|(tag, characters)| characters.chars().map(move |c| (c, tag))).collect()
});

/// Whether a word is one of the verbs, adverbs and set words of official prose.
pub(crate) fn is_official(word: &str) -> bool {
    OFFICIAL.contains(word)
}

/// Whether a word says little on its own: 目的 or 加强 names no subject, since no document is
/// about them.
pub(crate) fn is_generic(word: &str) -> bool {
    GENERIC.contains(word) || is_official(word)
}

/// Whether no key phrase holds this character.
pub(crate) fn is_function_character(character: char) -> bool {
    FUNCTION.contains(&character)
}

/// The part of speech of a Han character that no dictionary has as a word.
pub(crate) fn character_tag(character: char) -> &'static str {
    CHARACTER_TAGS.get(&character).copied().unwrap_or("x")
}

/// Words that are never what a text is about, compared without regard to case.
#[derive(Clone, Debug, Default)]
pub struct StopWords(HashSet<Box<str>>);

impl StopWords {
    /// The Chinese list that the program carries (`data/stop-words.txt`).
    pub fn built_in() -> Self {
        let mut words = Self::default();
        words.add(cimai_data::STOP_WORDS);
        words
    }

    /// The set words of official prose (`data/domain-stop-words.txt`): 加强, 推进, 坚持 and so on.
    pub fn official_prose() -> Self {
        let mut words = Self::default();
        words.add(cimai_data::OFFICIAL_WORDS);
        words
    }

    /// Adds the words of another list.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Adds a list: one word per line, blank lines and lines from `#` on ignored, a byte-order
    /// mark and blanks at either end too.
    ///
    /// ```
    /// use cimai_segment::StopWords;
    ///
    /// let mut words = StopWords::default();
    /// words.add("# local names\n临河市\n  GDP \n");
    /// assert!(words.contains("gdp") && words.contains("临河市"));
    /// ```
    pub fn add(&mut self, list: &str) {
        self.0.extend(lines(list).map(|word| word.to_lowercase().into_boxed_str()));
    }

    /// Whether a word is on the list.
    pub fn contains(&self, word: &str) -> bool {
        self.0.contains(word)
            || (word.chars().any(char::is_uppercase) && self.0.contains(&*word.to_lowercase()))
    }
}

/// Words that count as one: each variant under its main form.
///
/// A line holds the main form, then its variants, separated by `=`: `中共中央=党中央`. Blank
/// lines and lines from `#` on are ignored, a byte-order mark too.
///
/// ```
/// use cimai_segment::Synonyms;
///
/// let synonyms = Synonyms::parse("中共中央=党中央\n新型冠状病毒=新冠病毒=新冠\n")?;
/// let pairs: Vec<_> = synonyms.pairs().collect();
/// assert_eq!(pairs[0], ("党中央", "中共中央"));
/// assert_eq!(pairs[2], ("新冠", "新型冠状病毒"));
/// # Ok::<(), cimai_segment::SynonymError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Variant and main form.
    pairs: Vec<(String, String)>,
}

impl Synonyms {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// If a line has no `=`, has nothing on a side of one, or gives a variant a second main form.
    pub fn parse(text: &str) -> Result<Self, SynonymError> {
        let mut synonyms = Self::default();
        for (line, content) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let content = content.trim();
            if !content.is_empty() && !content.starts_with('#') {
                synonyms.add(content, line + 1)?;
            }
        }
        Ok(synonyms)
    }

    fn add(&mut self, content: &str, line: usize) -> Result<(), SynonymError> {
        let mut forms = content.split(['=', '＝']).map(str::trim);
        let main = forms.next().unwrap_or_default();
        let variants: Vec<&str> = forms.collect();
        if main.is_empty() || variants.is_empty() || variants.contains(&"") {
            return Err(SynonymError { line, twice: None });
        }
        for variant in variants.into_iter().filter(|&variant| variant != main) {
            let taken = self.pairs.iter().any(|(other, under)| other == variant && under != main);
            if taken || self.pairs.iter().any(|(other, _)| other == main) {
                return Err(SynonymError { line, twice: Some(variant.to_owned()) });
            }
            self.pairs.push((variant.to_owned(), main.to_owned()));
        }
        Ok(())
    }

    /// Adds another list behind this one.
    pub fn extend(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
    }

    /// Every variant with its main form.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(variant, main)| (variant.as_str(), main.as_str()))
    }

    /// The main form that a term counts under.
    pub fn main_form(&self, term: &str) -> Option<&str> {
        self.pairs().find(|&(variant, _)| variant == term).map(|(_, main)| main)
    }
}

/// A line of a synonym list that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynonymError {
    line: usize,
    twice: Option<String>,
}

impl SynonymError {
    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        let line = self.line;
        match &self.twice {
            Some(word) => Message::new(
                format!(
                    "第 {line} 行：“{word}”已归在另一个主形式下；一个词只能有一个主形式，主形式不能又是变体"
                ),
                format!(
                    "line {line}: '{word}' has another main form already; a word has one main \
                     form, and a main form is no variant"
                ),
            ),
            None => Message::new(
                format!("第 {line} 行：应写成“主形式=变体”，如 中共中央=党中央"),
                format!("line {line}: write 'main form=variant', such as 中共中央=党中央"),
            ),
        }
    }
}

impl fmt::Display for SynonymError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl error::Error for SynonymError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_pair_is_named() {
        for (text, line) in
            [("党中央", 1), ("# ok\n甲=", 2), ("甲=乙\n丙=乙", 2), ("甲=乙\n乙=丙", 2)]
        {
            let error = Synonyms::parse(text).expect_err(text);
            assert!(error.to_string().starts_with(&format!("line {line}:")), "{error}");
        }
    }
}
