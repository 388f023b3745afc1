use std::io;

use cimai_corpus::Message;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr_iter, memchr3};

use super::dialect::{self, Dialect, QuoteCheck, Quotes};
use super::{Source, Window};
use crate::audit::head;
use crate::file::piece::FileAccount;
use crate::table::rows::{Fault, Limit, Row, Rows, is_known, key};
use crate::table::{Opening, Shape, Table};
use crate::{Error, Kind, Options, Reject};

/// The largest part of a refused record that is shown.
const SHOWN: usize = 2 << 10;

/// How a delimited text is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimited {
    dialect: Dialect,
    /// Where its records begin.
    start: usize,
}

impl Delimited {
    /// The records of the text.
    pub(crate) fn records<'f>(
        self,
        source: &'f Source<'_>,
        options: &Options,
    ) -> io::Result<Records<'f>> {
        let window = source.window()?;
        Ok(Records::new(window, self.start, self.dialect, options.max_cell))
    }
}

/// Looks at the whole of a delimited text, and opens its table unless it has to be refused.
pub(crate) fn look(
    source: &Source<'_>,
    options: &Options,
    into: &mut FileAccount,
) -> Result<Option<(Delimited, Table)>, Error> {
    if source.has_dos_end() {
        into.audit.warn(&dos_end());
    }
    let mut window = match source.window() {
        Ok(window) => window,
        Err(error) => return Ok(source.refuse(&error, into)),
    };
    let ahead = window.look_ahead(dialect::LOOKED_AT);
    let (dialect, start) = dialect::sniff(ahead, into.audit.kind, options);
    tell_dialect(dialect, into);
    let mut records = Records::new(window, start, dialect, options.max_cell);
    let rows = match records.read(Limit::OPENING) {
        Ok(rows) => rows,
        Err(unclosed) => return Ok(refuse_unclosed(&unclosed, source, into)),
    };
    if has_wide_commas(&rows, options) {
        into.refuse(&wide_commas());
        return Ok(None);
    }
    let Some(opening) = Opening::find(&rows, options, into) else { return Ok(None) };
    let shape = Shape { delimiter: Some(dialect.delimiter), short: false };
    let table = Table::open(opening, &rows, shape, options, into)?;
    drop(rows);
    if let Err(unclosed) = check_quotes(&mut records) {
        return Ok(refuse_unclosed(&unclosed, source, into));
    }
    if let Some(error) = records.window().failed() {
        return Ok(source.refuse(&error, into));
    }
    Ok(Some((Delimited { dialect, start }, table)))
}

/// Reads on to the end, to see whether every quote is closed.
fn check_quotes(records: &mut Records<'_>) -> Result<(), Unclosed> {
    while !records.read(Limit::OPENING)?.list.is_empty() {}
    Ok(())
}

fn dos_end() -> Message {
    Message::new(
        "末尾的 DOS 结束符（Ctrl-Z）已去掉",
        "the DOS end mark (Ctrl-Z) was taken off the end",
    )
}

fn tell_dialect(dialect: Dialect, into: &mut FileAccount) {
    into.audit.kind = if dialect.delimiter == b'\t' { Kind::Tsv } else { Kind::Csv };
    into.audit.say(&dialect.describe());
    if dialect.escape.is_some() {
        into.audit.warn(&Message::new(
            "单元格内的引号用反斜杠转义，已照此读",
            "quotes within cells are escaped with backslashes, and were read so",
        ));
    }
}

/// Whether the cells are divided by the full-width comma, which no program writes on purpose.
fn has_wide_commas(rows: &Rows, options: &Options) -> bool {
    let filled: Vec<_> = rows.list.iter().filter(|row| !row.blank).take(100).collect();
    let [first, rest @ ..] = &filled[..] else { return false };
    let commas = |row| rows.get(row, 0).matches('，').count();
    let is_header = rows.get(first, 0).split('，').any(|name| is_known(&key(name), options));
    is_header
        && commas(first) > 0
        && filled.iter().all(|row| row.cells.len() == 1)
        && rest.iter().all(|row| commas(row) == commas(first))
}

fn wide_commas() -> Message {
    Message::new(
        "各格之间是全角逗号“，”，整行只算一列；请替换为半角逗号",
        "cells are divided by the full-width comma ‘，’, so each row is a single cell; replace it by a plain comma",
    )
}

fn refuse_unclosed<T>(
    unclosed: &Unclosed,
    source: &Source<'_>,
    into: &mut FileAccount,
) -> Option<T> {
    let line = unclosed.line;
    let reason = Message::new(
        format!("第 {line} 行的引号没有结束，后面的内容会被吞掉；请补上引号"),
        format!(
            "the quote opened on line {line} is not closed and would swallow what follows; close it"
        ),
    );
    into.refuse(&reason);
    let raw = source.excerpt(unclosed.byte, SHOWN).unwrap_or_default();
    into.rejects.push(Reject {
        path: into.audit.path.clone(),
        record: unclosed.record,
        line,
        byte: unclosed.byte,
        reason,
        raw: head(raw.lines().next().unwrap_or(""), SHOWN).to_owned(),
    });
    None
}

/// Reads the records of a delimited text, with the place of each in the file.
///
/// csv-core finds *a* reading of anything and skips blank lines; this keeps count of lines and
/// records, and tells where quotes make the reading doubtful.
pub(crate) struct Records<'f> {
    window: Window<'f>,
    line: u64,
    record: u64,
    rows: usize,
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
    pub(crate) byte: u64,
}

impl<'f> Records<'f> {
    /// The records of a text behind its first `start` bytes, which are whole lines.
    pub(crate) fn new(
        mut window: Window<'f>,
        start: usize,
        dialect: Dialect,
        max_cell: usize,
    ) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.delimiter).quote(dialect.quote).escape(dialect.escape);
        window.look_ahead(start);
        window.advance(start);
        window.take();
        Self {
            window,
            line: 1 + u64::from(start > 0),
            record: 0,
            rows: 0,
            reader: builder.build(),
            dialect,
            max_cell,
            fields: vec![0; 64],
            buffer: vec![0; 1 << 16],
        }
    }

    /// Reads the next rows, none at the end.
    pub(crate) fn read(&mut self, limit: Limit) -> Result<Rows, Unclosed> {
        let mut rows = Rows::after(self.rows);
        while !rows.is_full(limit) && self.read_blank(&mut rows) {
            self.read_record(&mut rows)?;
        }
        self.rows += rows.list.len();
        rows.text = self.window.take();
        Ok(rows)
    }

    /// The window, to ask whether it broke off.
    pub(crate) fn window(&mut self) -> &mut Window<'f> {
        &mut self.window
    }

    /// Reads blank lines, which count as records, but not those at the end of the text. Gives
    /// false at the end of the text.
    fn read_blank(&mut self, rows: &mut Rows) -> bool {
        let mut blank = Vec::new();
        while let Some(length) = self.blank_line() {
            if length == 0 {
                return false;
            }
            blank.push((self.line, self.window.at(), self.window.offset()));
            self.window.advance(length);
            self.line += 1;
        }
        for (line, at, byte) in blank {
            self.record += 1;
            rows.push_cell("");
            let (record, raw) = (self.record, at..at);
            rows.end_row(Row { record, line, raw, byte, blank: true, ..Row::default() });
        }
        true
    }

    /// The length of the blank line that comes next, with its end: 0 at the end of the text;
    /// nothing if the line is not blank.
    fn blank_line(&mut self) -> Option<usize> {
        loop {
            let rest = self.window.rest();
            let bare = rest.trim_start_matches([' ', '\t', '\u{3000}']);
            let blanks = rest.len() - bare.len();
            if rest[..blanks].contains(char::from(self.dialect.delimiter)) {
                return None;
            }
            match line_end(bare) {
                Some(0) => return None,
                Some(end) => return Some(blanks + end),
                None if self.window.more() => {}
                None => return Some(self.window.rest().len()),
            }
        }
    }

    fn read_record(&mut self, rows: &mut Rows) -> Result<(), Unclosed> {
        self.record += 1;
        let Some((end, after)) = self.plain_end() else { return self.read_quoted(rows) };
        let at = self.window.at();
        let mut row = Row { record: self.record, line: self.line, ..Row::default() };
        (row.raw, row.byte) = (at..at + end, self.window.offset());
        let line = &self.window.rest()[..end];
        let mut start = 0;
        for end in memchr_iter(self.dialect.delimiter, line.as_bytes()).chain([end]) {
            if end - start > self.max_cell {
                row.fault = Some(Fault::TooLarge);
            } else {
                rows.push_cell(&line[start..end]);
            }
            start = end + 1;
        }
        self.window.advance(end + after);
        self.line += 1;
        rows.end_row(row);
        Ok(())
    }

    /// The length of the line that comes next and of its end, if it holds no quote and is not
    /// far longer than any sound record.
    fn plain_end(&mut self) -> Option<(usize, usize)> {
        let longest = self.max_cell.saturating_mul(4).max(1 << 20);
        let mut searched = 0;
        loop {
            let rest = self.window.rest();
            let unseen = &rest.as_bytes()[searched..];
            match memchr3(b'\n', b'\r', self.dialect.quote, unseen).map(|found| searched + found) {
                Some(found) if found > longest => return None,
                Some(found) if rest.as_bytes()[found] == self.dialect.quote => return None,
                Some(found) => match line_end(&rest[found..]) {
                    Some(after) => return Some((found, after)),
                    None if self.window.more() => searched = found,
                    None => return Some((found, 1)),
                },
                None if rest.len() > longest => return None,
                None => {
                    searched = rest.len();
                    if !self.window.more() {
                        return Some((searched, 0));
                    }
                }
            }
        }
    }

    /// Reads a record with quotes, which may lie on several lines.
    fn read_quoted(&mut self, rows: &mut Rows) -> Result<(), Unclosed> {
        let (start, byte) = (self.window.at(), self.window.offset());
        let mut quotes = QuoteCheck::new(self.dialect);
        let (too_large, end) = self.parse(start, &mut quotes, rows);
        let mut row = Row { record: self.record, line: self.line, byte, ..Row::default() };
        let raw = &self.window.read()[start..end];
        let bare = raw.iter().rposition(|byte| !b"\n\r".contains(byte)).map_or(0, |last| last + 1);
        row.raw = start..start + bare;
        row.fault = too_large.then_some(Fault::TooLarge);
        match quotes.finish() {
            Quotes::Sound => {}
            Quotes::Doubtful => row.fault = row.fault.or(Some(Fault::Quotes)),
            Quotes::Unclosed(opened) => {
                let (line, byte) = (self.line + opened.lines, byte + opened.at);
                return Err(Unclosed { record: self.record, line, byte });
            }
        }
        self.line += quotes.lines();
        rows.end_row(row);
        Ok(())
    }

    /// Parses one record into cells; gives whether one of them was too large, and where what was
    /// kept of its text ends. Stops early where a quote is not closed.
    fn parse(&mut self, start: usize, quotes: &mut QuoteCheck, rows: &mut Rows) -> (bool, usize) {
        let (mut written, mut fields, mut too_large) = (0, 0, false);
        let mut kept = None;
        loop {
            if self.window.rest_bytes().is_empty() {
                self.window.more();
            }
            let rest = self.window.rest_bytes();
            let (result, read, wrote, ended) = self.reader.read_record(
                rest,
                &mut self.buffer[written..],
                &mut self.fields[fields..],
            );
            let sound = quotes.feed(&rest[..read]);
            self.window.advance(read);
            written += wrote;
            fields += ended;
            match result {
                _ if !sound => return (too_large, kept.unwrap_or(self.window.at())),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if written > self.max_cell => {
                    // What is too large is refused, and so need not be kept.
                    (written, too_large) = (0, true);
                    // But for its beginning, its text need not be kept either.
                    kept = self.window.forget_from(kept.unwrap_or(start + (4 << 10))).or(kept);
                }
                ReadRecordResult::OutputFull => self.buffer.resize(self.buffer.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.skip_line_feed(quotes);
        let end = kept.unwrap_or(self.window.at());
        (too_large || self.keep(rows, fields), end)
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
    fn skip_line_feed(&mut self, quotes: &mut QuoteCheck) {
        if !self.window.read().ends_with(b"\r") {
            return;
        }
        if self.window.look_ahead(1).starts_with('\n') {
            quotes.feed(b"\n");
            self.window.advance(1);
        }
    }
}

/// The length of the line end with which a text begins, 0 if it begins otherwise; nothing if
/// that depends on what follows.
fn line_end(text: &str) -> Option<usize> {
    match *text.as_bytes() {
        [] | [b'\r'] => None,
        [b'\r', b'\n', ..] => Some(2),
        [b'\r' | b'\n', ..] => Some(1),
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::TextStream;
    use crate::bytes::encoding::{self, TextEncoding};
    use crate::bytes::load::Scan;

    const TEXT: &str = "编号,正文,n\r\n\r\n1,\"甲\n“乙”,\"\"丙\"\"\r\n\",2\r\n 　\n2,湿地\u{3000}水鸟,3\r3,𠮷野家,\"4\"\r\n\n\n";

    fn encoding() -> TextEncoding {
        encoding::find(&Scan::of(TEXT.as_bytes()), &None).unwrap()
    }

    fn records(text: &str, chunk: usize, max_cell: usize) -> Records<'_> {
        let stream = TextStream::in_chunks(Box::new(text.as_bytes()), &encoding(), chunk).unwrap();
        Records::new(Window::new(stream), 0, Dialect::default(), max_cell)
    }

    /// All records, with their places and what is shown of each.
    fn read(text: &str, chunk: usize, limit: usize) -> (Vec<String>, Option<Unclosed>) {
        let mut records = records(text, chunk, 1 << 20);
        let mut all = Vec::new();
        loop {
            match records.read(Limit { rows: limit, bytes: 1 << 20 }) {
                Ok(rows) if rows.list.is_empty() => return (all, None),
                Ok(rows) => all.extend(rows.list.iter().map(|row| {
                    let cells: Vec<&str> = rows.cells(row).collect();
                    let raw = rows.raw(row);
                    format!(
                        "{} {} {} {cells:?} {raw:?} {:?}",
                        row.record, row.line, row.byte, row.fault
                    )
                })),
                Err(unclosed) => return (all, Some(unclosed)),
            }
        }
    }

    #[test]
    fn borders_of_pieces_and_batches_change_nothing() {
        let whole = read(TEXT, 1 << 16, 1000);
        assert_eq!(whole.0.len(), 6);
        assert!(whole.0[5].starts_with("6 8 ") && whole.0[2].contains("“乙”,\\\"丙\\\""));
        let broken = format!("{TEXT}4,\"没有\n5,结束\"的,6\n{TEXT}");
        let unclosed = read(&broken, 1 << 16, 1000);
        assert_eq!(unclosed.1.map(|unclosed| (unclosed.record, unclosed.line)), Some((9, 11)));
        for chunk in [1, 2, 3, 7, 4096] {
            for limit in [1, 2, 1000] {
                assert_eq!(read(TEXT, chunk, limit), whole, "help: {chunk}, {limit}");
            }
            assert_eq!(read(&broken, chunk, 1000).1, unclosed.1, "help: {chunk}");
        }
    }

    #[test]
    fn a_record_that_is_too_large_is_not_held() {
        let text = format!("id,正文\n1,\"{}\n\"\n2,好\n", "长".repeat(2 << 20));
        for chunk in [4096, 1 << 17] {
            let mut records = records(&text, chunk, 1 << 10);
            let rows = records.read(Limit { rows: 10, bytes: 1 << 20 }).unwrap();
            assert!(rows.text.len() < 1 << 20, "help: {}", rows.text.len());
            let places: Vec<_> = rows.list.iter().map(|row| (row.line, row.fault)).collect();
            assert_eq!(places, [(1, None), (2, Some(Fault::TooLarge)), (4, None)]);
            assert_eq!(rows.list[2].byte as usize, text.len() - "2,好\n".len());
            assert_eq!((rows.get(&rows.list[2], 1), rows.raw(&rows.list[2])), ("好", "2,好"));
        }
    }
}
