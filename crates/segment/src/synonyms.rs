use std::error;
use std::fmt;

use cimai_corpus::Message;

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
