//! The word lists and tables that cimai carries, each as the text of its file, so that a program
//! built from these crates needs no other file. What a list is for and how its lines are written
//! stands in its first lines.
//!
//! ```
//! use cimai_data::{STOP_WORDS, lines};
//!
//! assert!(lines(STOP_WORDS).any(|word| word == "我们"));
//! ```
#![warn(missing_docs)]

/// Words that no text is about: one a line.
pub const STOP_WORDS: &str = include_str!("stop-words.txt");

/// Verbs, adverbs and set phrases of official prose (加强, 推进, 坚持): one a line.
pub const OFFICIAL_WORDS: &str = include_str!("domain-stop-words.txt");

/// Words that are no key phrase on their own, though part of one (问题, 分析): one a line.
pub const GENERIC_WORDS: &str = include_str!("generic-words.txt");

/// Single characters that no key phrase holds: any number a line, without anything between them.
pub const FUNCTION_CHARACTERS: &str = include_str!("function-characters.txt");

/// Parts of speech of single characters that are no words of the general dictionary: a tag, a tab
/// and the characters that have it. Those that are missing have the tag `x`.
pub const CHARACTER_TAGS: &str = include_str!("character-tags.tsv");

/// What stands on a newspaper page besides the text: kind, regular expression and comment, divided
/// by tabs.
pub const PAGE_PATTERNS: &str = include_str!("page-patterns.tsv");

/// What the signs of a line of a newspaper page weigh for each thing that it can be: a row of
/// titles, then sign, points for title, byline, text, subhead and note, and what the sign is.
pub const PAGE_WEIGHTS: &str = include_str!("page-weights.tsv");

/// What platforms put into texts by themselves (网页链接, 转发微博): a string, a tab, and where it
/// counts.
pub const PLATFORM_STRINGS: &str = include_str!("platform-strings.tsv");

/// What stands in square brackets for an emoticon or a picture (微笑, doge): any number a line,
/// divided by blanks.
pub const EMOTICONS: &str = include_str!("emoticons.txt");

/// What answers nothing (无, 没有建议): a kind, a tab, and words divided by blanks.
pub const NON_ANSWERS: &str = include_str!("non-answers.tsv");

/// The columns of all tables that are written, with a header row: table, column, titles in Chinese
/// and English, type, unit, meanings in both.
pub const COLUMNS: &str = include_str!("columns.csv");

/// The tables that are written, with a header row: table, titles in Chinese and English, meanings
/// in both.
pub const TABLES: &str = include_str!("tables.csv");

/// The lines of a list that hold something: blank lines and lines that begin with `#` are passed
/// over, blanks at either end of a line and a byte-order mark are taken away.
///
/// ```
/// let list = "\u{feff}# names\n临河市\n\n  GDP \r\n";
/// assert!(cimai_data::lines(list).eq(["临河市", "GDP"]));
/// ```
pub fn lines(list: &str) -> impl Iterator<Item = &str> {
    let lines = list.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_list_has_a_word_twice() {
        for list in [STOP_WORDS, OFFICIAL_WORDS, GENERIC_WORDS] {
            let mut seen = HashSet::new();
            let repeated: Vec<&str> = lines(list).filter(|word| !seen.insert(*word)).collect();
            assert!(repeated.is_empty(), "{repeated:?}");
        }
    }

    #[test]
    fn every_line_has_the_columns_that_are_stated() {
        let tabs = |line: &str| line.matches('\t').count();
        assert!(lines(CHARACTER_TAGS).all(|line| tabs(line) == 1));
        assert!(lines(PLATFORM_STRINGS).all(|line| tabs(line) == 1));
        assert!(lines(NON_ANSWERS).all(|line| tabs(line) == 1));
        assert!(lines(PAGE_PATTERNS).all(|line| (1..=2).contains(&tabs(line))));
        assert!(COLUMNS.starts_with("table,column,title_zh,title_en,type,unit,"));
        assert!(TABLES.starts_with("table,title_zh,title_en,"));
    }
}
