use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::memchr;

use crate::dialect::Dialect;
use crate::quotes::{self, Quotes};
use crate::rows::{Fault, Row, Rows};

/// Reads the records of a delimited text, with the place of each in the file.
///
/// csv-core finds *a* reading of anything and skips blank lines; this keeps count of lines and
/// records, and tells where quotes make the reading doubtful.
pub(crate) struct Records<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    record: u64,
    reader: Reader,
    dialect: Dialect,
    max_cell: usize,
    /// Whether a blank line is an empty record, as in a table of one column.
    pub(crate) blank_is_record: bool,
    fields: Vec<usize>,
    buffer: Vec<u8>,
}

/// A quote that nothing closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unclosed {
    pub(crate) line: u64,
    pub(crate) byte: usize,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str, start: usize, dialect: Dialect, max_cell: usize) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.delimiter).quote(dialect.quote).escape(dialect.escape);
        Self {
            text,
            at: start,
            line: 1 + lines(&text[..start]),
            record: 0,
            reader: builder.build(),
            dialect,
            max_cell,
            blank_is_record: false,
            fields: vec![0; 64],
            buffer: vec![0; 1 << 16],
        }
    }

    /// Reads rows until there are `count`, or `bytes` of cells, or no more. The first row that
    /// this is called for should be the header's.
    pub(crate) fn read(&mut self, count: usize, bytes: usize) -> Result<Rows, Unclosed> {
        let mut rows = Rows::default();
        while rows.rows.len() < count && rows.cells.len() < bytes {
            if !self.skip_blank(&mut rows) {
                break;
            }
            self.read_record(&mut rows)?;
        }
        Ok(rows)
    }

    /// Starts counting records: what has been read was the header.
    pub(crate) fn start_counting(&mut self) {
        self.record = 0;
    }

    /// Passes blank lines, which count as records. Gives false at the end of the text.
    fn skip_blank(&mut self, rows: &mut Rows) -> bool {
        let mut blank = Vec::new();
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return false;
            }
            let blank_start = rest.trim_start_matches([' ', '\t', '\u{3000}']);
            if !blank_start.is_empty() && !blank_start.starts_with(['\n', '\r']) {
                break;
            }
            let end = rest.len() - blank_start.len();
            if rest[..end].contains(char::from(self.dialect.delimiter)) {
                break;
            }
            blank.push((self.line, self.at));
            self.at += end + line_end(&rest[end..]);
            self.line += 1;
        }
        for (line, at) in blank {
            self.record += 1;
            if self.blank_is_record {
                rows.push_cell("");
                rows.end_row(Row { record: self.record, line, raw: at..at, ..Row::default() });
            }
        }
        true
    }

    fn read_record(&mut self, rows: &mut Rows) -> Result<(), Unclosed> {
        let start = self.at;
        let fields = self.parse(rows);
        let end = self.at;
        self.record += 1;
        let raw = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut row = Row { record: self.record, line: self.line, ..Row::default() };
        row.raw = start..start + raw.len();
        row.fault = fields.then_some(Fault::TooLarge);
        if memchr(self.dialect.quote, raw.as_bytes()).is_some() {
            self.check_quotes(&mut row, raw)?;
        } else {
            self.line += 1;
        }
        rows.end_row(row);
        Ok(())
    }

    fn check_quotes(&mut self, row: &mut Row, raw: &str) -> Result<(), Unclosed> {
        match quotes::check(raw.as_bytes(), self.dialect) {
            Quotes::Sound => {}
            Quotes::Unclosed(at) => {
                let line = self.line + lines(&raw[..at]);
                return Err(Unclosed { line, byte: row.raw.start + at });
            }
            Quotes::Doubtful => row.fault = row.fault.or(Some(Fault::Quotes)),
        }
        self.line += lines(raw) + 1;
        Ok(())
    }

    /// Parses one record into cells; gives whether one of them was too large.
    fn parse(&mut self, rows: &mut Rows) -> bool {
        let bytes = self.text.as_bytes();
        let (mut written, mut fields, mut too_large) = (0, 0, false);
        loop {
            let (result, read, wrote, ended) = self.reader.read_record(
                &bytes[self.at..],
                &mut self.buffer[written..],
                &mut self.fields[fields..],
            );
            self.at += read;
            written += wrote;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if written > self.max_cell => {
                    // What is too large is refused, and so need not be kept.
                    (written, too_large) = (0, true);
                }
                ReadRecordResult::OutputFull => self.buffer.resize(self.buffer.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.skip_line_feed();
        if too_large {
            rows.push_cell("");
            return true;
        }
        self.keep(rows, fields)
    }

    /// Moves the cells parsed into `rows`; gives whether one of them is too large.
    fn keep(&self, rows: &mut Rows, fields: usize) -> bool {
        let mut start = 0;
        let mut too_large = false;
        for &end in &self.fields[..fields] {
            too_large |= end - start > self.max_cell;
            // A delimiter is ASCII, so cells are cut between characters.
            rows.push_cell(std::str::from_utf8(&self.buffer[start..end]).unwrap_or_default());
            start = end;
        }
        too_large
    }

    /// After `\r`, csv-core would take the `\n` with the next record.
    fn skip_line_feed(&mut self) {
        let bytes = self.text.as_bytes();
        if bytes[..self.at].ends_with(b"\r") && bytes[self.at..].starts_with(b"\n") {
            self.at += 1;
        }
    }
}

/// How many line ends a text has: `\n`, `\r` and `\r\n` are one each.
pub(crate) fn lines(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes);
    let lone = returns.filter(|&at| bytes.get(at + 1) != Some(&b'\n')).count();
    (feeds + lone) as u64
}

fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(!text.is_empty()) }
}
