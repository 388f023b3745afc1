use cimai_corpus::Message;
use csv_nose::{Quote, SampleSize, Sniffer};

use crate::audit::head;
use crate::table::header::is_known;
use crate::table::names::{TEXT_NAMES, key};
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
    let in_header = header_delimiter(sample, dialect.delimiter, options);
    if let Some(better) = options.delimiter.or(separator).or(in_header) {
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
}
