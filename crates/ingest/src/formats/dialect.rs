use cimai_corpus::Message;
use csv_nose::{Quote, SampleSize, Sniffer};

use crate::audit::head;
use crate::table::rows::{TEXT_NAMES, is_known, key};
use crate::{Kind, Options};

/// How much of a file the sniffer sees.
const SAMPLE: usize = 1 << 16;
/// What must be known of a text to find its dialect: the sample, and as much for a line that
/// names the separator.
pub(crate) const LOOKED_AT: usize = 2 * SAMPLE;

/// What divides the cells of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) quote: u8,
    /// What makes a quote within a quoted cell a plain character, besides doubling it.
    pub(crate) escape: Option<u8>,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', quote: b'"', escape: None }
    }
}

/// Finds the dialect of a text, and where its records begin: behind a line `sep=;`, which Excel
/// reads, if there is one.
pub(crate) fn sniff(text: &str, kind: Kind, options: &Options) -> (Dialect, usize) {
    let (separator, start) = separator_line(text);
    let sample = whole_lines(&text[start..]);
    let mut dialect = Dialect::default();
    let sniffed = sniffed(sample);
    if let Some((found, quote)) = sniffed {
        dialect = Dialect { delimiter: found, quote, ..dialect };
    } else if kind == Kind::Tsv {
        dialect.delimiter = b'\t';
    }
    let in_header = || header_delimiter(sample, dialect.delimiter, options);
    let none = || delimiter_of_one_column(sample, dialect.delimiter, options);
    if let Some(better) = options.delimiter.or(separator).or_else(in_header).or_else(none) {
        dialect.delimiter = better;
    }
    dialect.escape = escape(sample, dialect);
    (dialect, start)
}

/// Whether a file that does not call itself a table is one: Excel's "Unicode text", or what comes
/// in over the standard input. Every line has the same number of tabs, or the first line names the
/// text or what was asked for.
pub(crate) fn is_table(text: &str, options: &Options) -> bool {
    let sample = whole_lines(text.trim_start_matches('\u{FEFF}'));
    let lines = sample.lines().filter(|line| !line.trim().is_empty()).take(100);
    let tabs: Vec<usize> = lines.map(|line| line.matches('\t').count()).collect();
    let first = sample.lines().next().unwrap_or("");
    let cells: Vec<&str> = first.split([',', ';', '\t', '|']).collect();
    let asked = [&options.text, &options.id].into_iter().flatten().map(|name| key(name));
    let names = asked.chain(TEXT_NAMES.map(str::to_owned));
    let has = |name: String| cells.iter().any(|cell| key(cell.trim_matches('"')) == name);
    cells.len() > 1 && names.into_iter().any(has)
        || tabs.len() > 1 && tabs[0] > 0 && tabs.iter().all(|count| *count == tabs[0])
}

impl Dialect {
    /// What the tables say of it.
    pub(crate) fn describe(self) -> Message {
        let (zh, en) = match self.delimiter {
            b',' => ("逗号", "comma".to_owned()),
            b';' => ("分号", "semicolon".to_owned()),
            b'\t' => ("制表符", "tab".to_owned()),
            b'|' => ("竖线", "pipe".to_owned()),
            other => ("其他字符", format!("{:?}", char::from(other))),
        };
        Message::new(format!("分隔符：{zh}"), format!("delimiter: {en}"))
    }
}

/// The delimiter that a first line such as `sep=;` names, and the length of that line.
fn separator_line(text: &str) -> (Option<u8>, usize) {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    let named = line.trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    match named {
        Some(&[delimiter]) if delimiter.is_ascii() => {
            let rest = &text[line.len()..];
            let end = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
            (Some(delimiter), line.len() + end)
        }
        _ => (None, 0),
    }
}

/// Delimiter and quote, as csv-nose finds them. Its other findings are not used: its preamble
/// guess drops rows.
fn sniffed(sample: &str) -> Option<(u8, u8)> {
    let mut sniffer = Sniffer::new();
    sniffer.sample_size(SampleSize::All);
    let found = sniffer.sniff_bytes(sample.as_bytes()).ok()?.dialect;
    let quote = match found.quote {
        Quote::Some(b'\'') if !sample.contains('"') => b'\'',
        _ => b'"',
    };
    // A blank or a full stop divides words and numbers as often as cells.
    b",;\t|".contains(&found.delimiter).then_some((found.delimiter, quote))
}

/// The delimiter by which the first line falls into known names, where the one that was found
/// leaves none of them.
fn header_delimiter(sample: &str, found: u8, options: &Options) -> Option<u8> {
    let line = sample.lines().find(|line| !line.trim().is_empty())?;
    let known = |delimiter: u8| {
        let cells = line.split(char::from(delimiter)).map(|cell| key(cell.trim_matches('"')));
        cells.filter(|cell| is_known(cell, options)).count()
    };
    let best = b",;\t|".iter().copied().max_by_key(|&delimiter| known(delimiter))?;
    (known(found) == 0 && known(best) > 0 && line.contains(char::from(best))).then_some(best)
}

/// What divides nothing, for a table of one column: its first line is one name, and what was taken
/// for a delimiter stands in some of the texts below.
fn delimiter_of_one_column(sample: &str, found: u8, options: &Options) -> Option<u8> {
    let mut lines = sample.lines().filter(|line| !line.trim().is_empty()).peekable();
    let header = lines.next().filter(|line| !line.contains([',', ';', '\t', '|']))?;
    // Where the first line is the title of a table, its header follows, which is no sentence.
    let marks = ['，', '。', '！', '？'];
    let over_sentence = !header.contains(marks) && lines.peek()?.contains(marks);
    let is_divided = |line: &&str| line.contains(char::from(found));
    // Titles may stand above a table, but from its header on all rows are divided.
    let rows: Vec<&str> = lines.skip_while(|line| !is_divided(line)).take(100).collect();
    let whole = rows.iter().filter(|line| !is_divided(line)).count();
    let in_some = 4 * whole >= rows.len() && !sample.contains('"');
    let is_name = is_known(&key(header.trim_matches('"')), options);
    let unused = |delimiter: &u8| !sample.contains(char::from(*delimiter));
    let is_one = !rows.is_empty() && (in_some || is_name || over_sentence);
    b"\t|;".iter().copied().find(unused).filter(|_| is_one)
}

fn whole_lines(text: &str) -> &str {
    let sample = head(text, SAMPLE);
    let cut = if sample.len() == text.len() { None } else { sample.rfind('\n') };
    &sample[..cut.map_or(sample.len(), |end| end + 1)]
}

/// Whether quotes are escaped with a backslash: one stands before a quote where no cell ends.
fn escape(sample: &str, dialect: Dialect) -> Option<u8> {
    let bytes = sample.as_bytes();
    let ends =
        |byte: Option<&u8>| byte.is_none_or(|b| *b == dialect.delimiter || b"\r\n".contains(b));
    let mut escaped = memchr::memmem::find_iter(bytes, b"\\\"");
    escaped
        .any(|at| {
            dialect.quote == b'"' && !ends(bytes.get(at + 2)) && bytes.get(at + 2) != Some(&b'"')
        })
        .then_some(b'\\')
}

/// Where a quote opens a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Bytes of the record before it.
    pub(crate) at: u64,
    /// Line ends of the record before it.
    pub(crate) lines: u64,
}

/// What the quotes of a record show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Every quoted cell ends where a cell can end.
    Sound,
    /// Text follows a closing quote.
    Doubtful,
    /// This quote is never closed, or is closed on another line in a place where no cell ends,
    /// which is a quote of another row.
    Unclosed(Opened),
}

#[derive(Clone, Copy, Debug)]
enum State {
    CellStart,
    Bare,
    Quoted { opened: Opened, lines: bool },
    AfterQuote { opened: Opened, lines: bool },
}

/// Follows the quotes through the bytes of one record, which may come in pieces. csv-core reads
/// the cells; it does not say where it had to guess.
#[derive(Clone, Debug)]
pub(crate) struct QuoteCheck {
    dialect: Dialect,
    state: State,
    doubtful: bool,
    /// The quote that was found not to be closed.
    unclosed: Option<Opened>,
    /// Where the next byte stands.
    place: Opened,
    /// Whether the byte before was a carriage return, whose line feed is no second line end.
    returned: bool,
    /// Whether the next byte is escaped.
    escaped: bool,
    /// Line ends that may be those of the record, which are no part of it.
    ends: bool,
}

impl QuoteCheck {
    /// Begins a record.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            state: State::CellStart,
            doubtful: false,
            unclosed: None,
            place: Opened::default(),
            returned: false,
            escaped: false,
            ends: false,
        }
    }

    /// Goes on with the record; gives false when it is known that a quote is not closed.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> bool {
        for &byte in bytes {
            match byte {
                b'\n' | b'\r' if self.escaped => self.escaped = false,
                b'\n' | b'\r' => self.ends = true,
                _ => {
                    if std::mem::take(&mut self.ends) {
                        self.step(b'\n');
                    }
                    self.step(byte);
                }
            }
            self.place.at += 1;
            self.place.lines += u64::from(byte == b'\r' || byte == b'\n' && !self.returned);
            self.returned = byte == b'\r';
            if self.unclosed.is_some() {
                return false;
            }
        }
        true
    }

    fn step(&mut self, byte: u8) {
        let dialect = self.dialect;
        if std::mem::take(&mut self.escaped) {
            return;
        }
        self.state = match self.state {
            State::Quoted { .. } if Some(byte) == dialect.escape => {
                self.escaped = true;
                self.state
            }
            State::Quoted { opened, lines } if byte == dialect.quote => {
                State::AfterQuote { opened, lines }
            }
            State::Quoted { opened, lines } => {
                State::Quoted { opened, lines: lines || byte == b'\n' }
            }
            State::AfterQuote { opened, lines } if byte == dialect.quote => {
                State::Quoted { opened, lines }
            }
            _ if byte == dialect.delimiter => State::CellStart,
            State::CellStart if byte == dialect.quote => {
                State::Quoted { opened: self.place, lines: false }
            }
            State::AfterQuote { opened, lines: true } => {
                self.unclosed = Some(opened);
                State::Bare
            }
            State::AfterQuote { .. } => {
                self.doubtful = true;
                State::Bare
            }
            State::CellStart | State::Bare => State::Bare,
        };
    }

    /// Line ends so far.
    pub(crate) fn lines(&self) -> u64 {
        self.place.lines
    }

    /// Ends the record.
    pub(crate) fn finish(&self) -> Quotes {
        match (self.unclosed, self.state) {
            (Some(opened), _) | (None, State::Quoted { opened, .. }) => Quotes::Unclosed(opened),
            _ if self.doubtful => Quotes::Doubtful,
            _ => Quotes::Sound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, delimiter: u8) {
        assert_eq!(
            sniff(text, Kind::Csv, &Options::default()).0.delimiter,
            delimiter,
            "help: {text:?}"
        );
    }

    #[test]
    fn common_delimiters_are_found() {
        check("id,正文\n1,好\n2,行\n", b',');
        check("id;正文;n\n1;好的，行;3\n2;数据;4\n", b';');
        check("id\t正文\tn\n1\t好的，行\t3\n2\t数据\t4\n", b'\t');
        check("id|正文|n\n1|好的，行|3\n2|数据|4\n", b'|');
        check("id,正文\n1,好;坏;不错\n2,行;好;可以\n", b',');
        check("正文\n第一条 很好 真的\n第二条 不 好\n", b',');
    }

    #[test]
    fn a_separator_line_is_obeyed_and_passed() {
        let (dialect, start) =
            sniff("sep=;\r\nid;正文\r\n1;好\r\n", Kind::Csv, &Options::default());
        assert_eq!((dialect.delimiter, start), (b';', 7));
    }

    #[test]
    fn backslashes_before_quotes_are_noticed() {
        let text = "id,正文\n1,\"他说\\\"好\\\"吧\"\n2,ok\n";
        assert_eq!(sniff(text, Kind::Csv, &Options::default()).0.escape, Some(b'\\'));
        assert_eq!(sniff("p,正文\n\"C:\\\",好\n", Kind::Csv, &Options::default()).0.escape, None);
    }

    #[track_caller]
    fn check_quotes(record: &str, dialect: Dialect, expected: Quotes) {
        for size in [1, 2, 1000] {
            let mut quotes = QuoteCheck::new(dialect);
            record.as_bytes().chunks(size).all(|piece| quotes.feed(piece));
            assert_eq!(quotes.finish(), expected, "help: {record:?} by {size}");
        }
    }

    #[track_caller]
    fn check_record(record: &str, expected: Quotes) {
        check_quotes(record, Dialect::default(), expected);
    }

    fn unclosed(at: u64, lines: u64) -> Quotes {
        Quotes::Unclosed(Opened { at, lines })
    }

    #[test]
    fn quotes_are_sound_where_cells_end() {
        check_record("1,\"a\"\"b\nc\",\"\"", Quotes::Sound);
        check_record("1,\"a\nb\"\r\n", Quotes::Sound);
        check_record("1,他说\"好\"吧", Quotes::Sound);
    }

    #[test]
    fn text_behind_a_quote_is_doubtful() {
        check_record("1,\"好\"的", Quotes::Doubtful);
    }

    #[test]
    fn an_unclosed_quote_is_placed() {
        check_record("2,\"到文件尾", unclosed(2, 0));
        check_record("1,\"没有结束\n2,\"又一行\"", unclosed(2, 0));
        check_record("1,\"a\r\nb\",\"没有结束\n2,\"又一行\"", unclosed(9, 1));
    }

    #[test]
    fn a_backslash_escapes_where_the_dialect_says_so() {
        let dialect = Dialect { escape: Some(b'\\'), ..Dialect::default() };
        check_quotes("1,\"a\\\"b\\\"c\"", dialect, Quotes::Sound);
    }
}
