use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2};

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
    fields: Vec<usize>,
    buffer: Vec<u8>,
}

/// A quote that nothing closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unclosed {
    pub(crate) record: u64,
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
            fields: vec![0; 64],
            buffer: vec![0; 1 << 16],
        }
    }

    /// Reads the next rows in the place of those before, until they are a batch or there are no
    /// more.
    pub(crate) fn read(&mut self, rows: &mut Rows) -> Result<(), Unclosed> {
        rows.clear();
        while !rows.is_batch() && self.read_blank(rows) {
            self.read_record(rows)?;
        }
        Ok(())
    }

    /// Reads blank lines, which count as records, but not those at the end of the text. Gives
    /// false at the end of the text.
    fn read_blank(&mut self, rows: &mut Rows) -> bool {
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
            rows.push_cell("");
            let (record, raw) = (self.record, at..at);
            rows.end_row(Row { record, line, raw, blank: true, ..Row::default() });
        }
        true
    }

    fn read_record(&mut self, rows: &mut Rows) -> Result<(), Unclosed> {
        let rest = &self.text[self.at..];
        let end = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.record += 1;
        if memchr(self.dialect.quote, &rest.as_bytes()[..end]).is_some() {
            return self.read_quoted(rows);
        }
        let mut row = Row { record: self.record, line: self.line, ..Row::default() };
        row.raw = self.at..self.at + end;
        let line = &rest[..end];
        let mut start = 0;
        for end in memchr_iter(self.dialect.delimiter, line.as_bytes()).chain([end]) {
            if end - start > self.max_cell {
                row.fault = Some(Fault::TooLarge);
            } else {
                rows.push_cell(&line[start..end]);
            }
            start = end + 1;
        }
        self.at += end + line_end(&rest[end..]);
        self.line += 1;
        rows.end_row(row);
        Ok(())
    }

    /// Reads a record with quotes, which may lie on several lines.
    fn read_quoted(&mut self, rows: &mut Rows) -> Result<(), Unclosed> {
        let start = self.at;
        let too_large = self.parse(rows);
        let raw = self.text[start..self.at].trim_end_matches(['\n', '\r']);
        let mut row = Row { record: self.record, line: self.line, ..Row::default() };
        row.raw = start..start + raw.len();
        row.fault = too_large.then_some(Fault::TooLarge);
        self.check_quotes(&mut row, raw)?;
        rows.end_row(row);
        Ok(())
    }

    fn check_quotes(&mut self, row: &mut Row, raw: &str) -> Result<(), Unclosed> {
        match quotes::check(raw.as_bytes(), self.dialect) {
            Quotes::Sound => {}
            Quotes::Unclosed(at) => {
                let line = self.line + lines(&raw[..at]);
                let (record, byte) = (row.record, row.raw.start + at);
                return Err(Unclosed { record, line, byte });
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
        too_large || self.keep(rows, fields)
    }

    /// Moves the cells parsed into `rows`; gives whether one of them is too large.
    fn keep(&self, rows: &mut Rows, fields: usize) -> bool {
        let (mut start, ends) = (0, &self.fields[..fields]);
        let mut size = |&end: &usize| end - std::mem::replace(&mut start, end);
        if ends.iter().any(|end| size(end) > self.max_cell) {
            return true;
        }
        let whole = &self.buffer[..ends.last().copied().unwrap_or(0)];
        // A delimiter is ASCII, so cells are cut between characters.
        let whole = std::str::from_utf8(whole).unwrap_or_default();
        let mut start = 0;
        for &end in ends {
            rows.push_cell(whole.get(start..end).unwrap_or_default());
            start = end;
        }
        false
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
    let feeds = memchr_iter(b'\n', bytes).count();
    let returns = memchr_iter(b'\r', bytes);
    let lone = returns.filter(|&at| bytes.get(at + 1) != Some(&b'\n')).count();
    (feeds + lone) as u64
}

fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(!text.is_empty()) }
}
