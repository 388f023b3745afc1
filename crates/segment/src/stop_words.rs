use std::collections::HashSet;

use cimai_data::lines;

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
