use std::collections::HashMap;
use std::error;
use std::fmt;

use cimai_corpus::Message;

/// The longest word that a dictionary may hold, in characters.
const LONGEST: usize = 64;
/// The highest frequency that a dictionary may give.
const MOST_FREQUENT: u64 = 1_000_000_000;

/// The columns of a table of candidates (`phrases.csv`) by which its accepted rows are a
/// dictionary: its first, with the words, and the one that says which of them are accepted.
const CANDIDATE_COLUMNS: [&str; 2] = ["candidate", "accept"];
/// What means no in the latter, besides an empty cell.
const NO: [&str; 5] = ["0", "n", "no", "否", "不"];

/// A user's dictionary, checked whole before any of it is used.
///
/// One word per line, then if wanted its frequency and its part of speech, separated by blanks
/// or tabs; a word with blanks in it needs a tab behind it. Blank lines and lines from `#` on are
/// ignored, a byte-order mark too. A `phrases.csv` that came back from a spreadsheet is a
/// dictionary as well: of its rows, those with something in the column `accept` that does not
/// mean no.
///
/// ```
/// use cimai_segment::Dictionary;
///
/// let dictionary = Dictionary::parse("# 词 词频 词性\n双招双引\n新质生产力 1000 n\n河长制 n\n")?;
/// let words: Vec<_> = dictionary.entries().iter().map(|entry| entry.word.as_str()).collect();
/// assert_eq!(words, ["双招双引", "新质生产力", "河长制"]);
/// assert_eq!(dictionary.entries()[1].frequency, Some(1000));
/// # Ok::<(), cimai_segment::DictionaryError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    entries: Vec<Entry>,
}

/// A line of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub word: String,
    /// How often it is thought to occur in general text; `None`: as often as it takes for the
    /// word to join up.
    pub frequency: Option<u64>,
    /// Part of speech in jieba's letters (`n`, `v`, `nr` …).
    pub pos: Option<String>,
    /// The line of the file, from 1.
    pub line: usize,
}

impl Dictionary {
    /// Reads a dictionary.
    ///
    /// # Errors
    ///
    /// Names the first line that is not an entry and says why. Nothing is loaded then.
    pub fn parse(text: &str) -> Result<Self, DictionaryError> {
        let text = text.trim_start_matches('\u{feff}');
        if is_candidate_table(text) {
            return accepted(text);
        }
        let mut entries = Vec::new();
        for (line, content) in text.lines().enumerate() {
            let content = content.trim_matches(|c| c == ' ' || c == '\r' || c == '\u{3000}');
            if content.trim().is_empty() || content.starts_with('#') {
                continue;
            }
            let fault = |fault| DictionaryError { line: line + 1, fault };
            entries.push(entry(content, line + 1).map_err(fault)?);
        }
        Ok(Self { entries })
    }

    /// Writes every word anew, for instance cleaned as the texts are that it is to meet.
    pub fn rewrite(&mut self, word: impl Fn(&str) -> String) {
        for entry in &mut self.entries {
            entry.word = word(&entry.word);
        }
    }

    /// The entries in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// For each entry, the line of the nearest earlier one with the same word. The last of them is
    /// what counts.
    ///
    /// ```
    /// let dictionary = cimai_segment::Dictionary::parse("湿地公园\n河长制\n湿地公园 9\n")?;
    /// assert_eq!(dictionary.repeats(), [None, None, Some(1)]);
    /// # Ok::<(), cimai_segment::DictionaryError>(())
    /// ```
    pub fn repeats(&self) -> Vec<Option<usize>> {
        let mut seen = HashMap::new();
        self.entries.iter().map(|entry| seen.insert(&*entry.word, entry.line)).collect()
    }
}

fn is_candidate_table(text: &str) -> bool {
    let behind = text.strip_prefix(CANDIDATE_COLUMNS[0]);
    behind.is_some_and(|behind| behind.starts_with(','))
}

/// The accepted rows of a table of candidates.
fn accepted(table: &str) -> Result<Dictionary, DictionaryError> {
    let fault = |line: u64, fault| DictionaryError { line: line as usize, fault };
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().map_err(|_| fault(1, Fault::Table))?.clone();
    let accept = header.iter().position(|column| column == CANDIDATE_COLUMNS[1]);
    let accept = accept.ok_or_else(|| fault(1, Fault::Table))?;
    let mut entries = Vec::new();
    for record in reader.records() {
        let place = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
        let record = record.map_err(|error| fault(place(&error), Fault::Table))?;
        if means_yes(record.get(accept).unwrap_or_default()) {
            let line = record.position().map_or(1, csv::Position::line);
            // A spreadsheet may have kept the apostrophe that disarms a formula.
            let word = record.get(0).unwrap_or_default().trim_start_matches('\'');
            let entry = entry(&format!("{word}\t"), line as usize);
            entries.push(entry.map_err(|why| fault(line, why))?);
        }
    }
    Ok(Dictionary { entries })
}

fn means_yes(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    !answer.is_empty() && !NO.contains(&answer.as_str())
}

fn entry(content: &str, line: usize) -> Result<Entry, Fault> {
    // With a tab behind it, a word may hold blanks.
    let split = content.split_once('\t').or_else(|| content.split_once(char::is_whitespace));
    let (word, columns) = split.unwrap_or((content, ""));
    let word = word.trim();
    if word.is_empty() {
        return Err(Fault::Empty);
    }
    if word.chars().count() > LONGEST {
        return Err(Fault::TooLong);
    }
    if word.chars().any(char::is_control) {
        return Err(Fault::Control);
    }
    let mut entry = Entry { word: word.to_owned(), frequency: None, pos: None, line };
    for column in columns.split_whitespace() {
        if entry.pos.is_some() {
            return Err(Fault::TooManyColumns);
        }
        if is_tag(column) {
            entry.pos = Some(column.to_owned());
        } else if entry.frequency.is_none() {
            entry.frequency = Some(frequency(column)?);
        } else if !has_marks(column) {
            return Err(Fault::Tag(column.to_owned()));
        }
        // What has marks in the place of a tag does no harm: the word is what was asked for.
    }
    // Frequency 0 would forbid the word that the user asks for; it is taken as not given.
    entry.frequency = entry.frequency.filter(|&frequency| frequency > 0);
    Ok(entry)
}

fn is_tag(column: &str) -> bool {
    let letters = column.chars().all(|c| c.is_ascii_alphabetic());
    letters && column.len() <= 8 && !column.eq_ignore_ascii_case("nan")
}

fn has_marks(column: &str) -> bool {
    column.chars().any(|c| !c.is_alphanumeric())
}

fn frequency(column: &str) -> Result<u64, Fault> {
    let number = column.parse().map_err(|_| Fault::Frequency(column.to_owned()))?;
    if number > MOST_FREQUENT {
        return Err(Fault::Frequency(column.to_owned()));
    }
    Ok(number)
}

/// A line of a dictionary that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryError {
    line: usize,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Empty,
    TooLong,
    Control,
    TooManyColumns,
    Frequency(String),
    Tag(String),
    Table,
}

impl DictionaryError {
    /// The line of the file, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        let (zh, en) = (self.fault.zh(), self.fault.en());
        Message::new(format!("第 {} 行：{zh}", self.line), format!("line {}: {en}", self.line))
    }
}

impl Fault {
    fn zh(&self) -> String {
        let [word, accept] = CANDIDATE_COLUMNS;
        match self {
            Fault::Empty => "没有词；请删去这一行，或把词写在最前面".to_owned(),
            Fault::TooLong => format!("词超过 {LONGEST} 个字；请检查是否漏了换行"),
            Fault::Control => "词中有控制字符；请用文本编辑器删去".to_owned(),
            Fault::TooManyColumns => "一行最多三列：词 词频 词性".to_owned(),
            Fault::Frequency(found) => {
                format!("词频应为 1 到 {MOST_FREQUENT} 的整数，而不是“{found}”；可以不写")
            }
            Fault::Table => {
                format!("候选表读不通：应有 {word} 和 {accept} 两列，每行列数相同")
            }
            Fault::Tag(found) => format!("词性应为不超过 8 个英文字母，而不是“{found}”"),
        }
    }

    fn en(&self) -> String {
        let [word, accept] = CANDIDATE_COLUMNS;
        match self {
            Fault::Empty => "there is no word; delete the line, or put the word first".to_owned(),
            Fault::TooLong => {
                format!("the word has over {LONGEST} characters; is a line break missing?")
            }
            Fault::Control => {
                "the word holds a control character; delete it in a text editor".to_owned()
            }
            Fault::TooManyColumns => {
                "a line has at most three columns: word frequency tag".to_owned()
            }
            Fault::Frequency(found) => format!(
                "a frequency is a whole number from 1 to {MOST_FREQUENT}, not '{found}'; it may \
                 be left out"
            ),
            Fault::Table => format!(
                "the table of candidates needs the columns {word} and {accept}, and rows of one \
                 length"
            ),
            Fault::Tag(found) => format!("a part of speech is at most 8 letters, not '{found}'"),
        }
    }
}

impl fmt::Display for DictionaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl error::Error for DictionaryError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, line: usize) {
        let error = Dictionary::parse(text).expect_err("it must be refused");
        assert_eq!(error.line(), line, "{error}");
    }

    #[test]
    fn a_bad_line_is_named_and_nothing_is_loaded() {
        refused("好词\n坏词 -3\n", 2);
        refused("词 3.5\n", 1);
        refused("词 nan\n", 1);
        refused("词 99999999999999999999999\n", 1);
        refused("词 1 n more\n", 1);
        refused(&"长".repeat(65), 1);
        refused("控\u{7}制\n", 1);
        refused("好词\n\t\t\n\t5 n\n", 3);
    }

    #[test]
    fn accepted_candidates_are_a_dictionary() {
        let table = "\u{feff}candidate,kind,accept\n红色物业,phrase,是\n作者系,phrase,\n大项目,phrase,n\n网格员,word,adopted\n";
        let dictionary = Dictionary::parse(table).unwrap();
        let words: Vec<_> = dictionary.entries().iter().map(|entry| &*entry.word).collect();
        assert_eq!(words, ["红色物业", "网格员"]);
        assert_eq!(dictionary.entries()[1].line, 5);
        refused("candidate,kind\n红色物业,phrase\n", 1);
    }

    #[test]
    fn a_mark_and_windows_line_ends_are_no_part_of_a_word() {
        let dictionary = Dictionary::parse("\u{feff}云计算\t5\tn\r\n\r\n零频 0\r\n").unwrap();
        assert_eq!(dictionary.entries()[0].word, "云计算");
        assert_eq!(dictionary.entries()[1].frequency, None);
        assert_eq!(dictionary.entries()[1].line, 3);
    }
}
