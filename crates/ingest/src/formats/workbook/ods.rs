use std::collections::HashSet;
use std::ops::Range;

use cimai_corpus::Message;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::biff;
use super::book::broken;
use super::cells::{Cell, Cells, Value};
use super::digits::{self, attribute};
use crate::bytes::packing;
use crate::formats::docx::resolve;
use crate::table::MOST_COLUMNS;

/// The part that holds all sheets.
const CONTENT: &str = "content.xml";
/// The most rows of a sheet.
const MOST_ROWS: u32 = 1 << 20;

/// An open `.ods` workbook. Its cells are read from the XML one by one: what is repeated there in
/// a few bytes, a sheet held as a rectangle would repeat in memory.
pub(super) struct Ods {
    xml: String,
    sheets: Vec<Sheet>,
}

struct Sheet {
    name: String,
    hidden: bool,
    /// Where its rows lie in the XML.
    rows: Range<usize>,
}

impl Ods {
    pub(super) fn open(bytes: &[u8], max: u64) -> Result<Self, Message> {
        packing::check_container(bytes, CONTENT, max)?;
        let mut container = packing::open_container(bytes)?;
        let manifest = packing::container_part(&mut container, "META-INF/manifest.xml", max)?;
        let manifest = manifest.unwrap_or_default();
        if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
            return Err(biff::protected());
        }
        let xml = packing::container_part(&mut container, CONTENT, max)?.unwrap_or_default();
        let xml = String::from_utf8(xml).map_err(|error| broken(&error))?;
        let sheets = sheets(&xml).map_err(|error| broken(&error))?;
        Ok(Self { xml, sheets })
    }

    /// The names of its sheets, and whether each is hidden.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (String, bool)> {
        self.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.hidden))
    }

    /// The cells of a sheet.
    pub(super) fn cells(&self, sheet: &str) -> OdsCells<'_> {
        let found = self.sheets.iter().find(|one| one.name == sheet);
        let xml = found.map_or("", |sheet| &self.xml[sheet.rows.clone()]);
        let mut xml = Reader::from_str(xml);
        xml.config_mut().check_end_names = false;
        OdsCells { xml, row: 0, times: 0, line: Vec::new(), next: (0, 0) }
    }
}

/// Finds the sheets, and which of them are hidden by their style.
fn sheets(xml: &str) -> Result<Vec<Sheet>, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let (mut sheets, mut hidden): (Vec<Sheet>, HashSet<String>) = Default::default();
    let (mut style, mut depth) = (String::new(), 0);
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "style" => style = attribute(&tag, "name").unwrap_or_default(),
                "table" if depth > 0 => depth += 1,
                "table" => {
                    depth = 1;
                    let start = reader.buffer_position() as usize;
                    let style = attribute(&tag, "style-name").unwrap_or_default();
                    let name = attribute(&tag, "name").unwrap_or_default();
                    let hidden = hidden.contains(&style);
                    sheets.push(Sheet { name, hidden, rows: start..start });
                }
                _ => {}
            },
            Event::Empty(tag)
                if is(&tag, "table-properties")
                    && attribute(&tag, "display").is_some_and(|display| display == "false") =>
            {
                hidden.insert(style.clone());
            }
            Event::End(tag) if tag.local_name().as_ref() == "table" => {
                depth -= 1;
                if let Some(sheet) = sheets.last_mut().filter(|_| depth == 0) {
                    sheet.rows.end = before;
                }
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// The cells of one sheet.
pub(super) struct OdsCells<'x> {
    xml: Reader<&'x [u8]>,
    /// The row under way, from 0.
    row: u32,
    /// How often it is still to be given.
    times: u32,
    /// Its cells that hold something.
    line: Vec<Placed>,
    /// The cell to give next, and how often it was given.
    next: (usize, u32),
}

/// A cell of a row, repeated to its right.
struct Placed {
    column: u32,
    times: u32,
    value: Written,
}

/// What a cell holds, as it can be given again and again.
enum Written {
    Text(String),
    Number(f64, String),
    Truth(bool),
    Error,
}

impl Cells for OdsCells<'_> {
    fn next(&mut self) -> Result<Option<Cell>, Message> {
        loop {
            if let Some(cell) = self.give() {
                return Ok(Some(cell));
            }
            self.next = (0, 0);
            self.row += u32::from(self.times > 0);
            self.times = self.times.saturating_sub(1);
            if self.times == 0 && !self.read_line().map_err(|error| broken(&error))? {
                return Ok(None);
            }
        }
    }
}

impl OdsCells<'_> {
    /// The next cell of the row under way.
    fn give(&mut self) -> Option<Cell> {
        let placed = self.line.get(self.next.0).filter(|_| self.times > 0)?;
        let column = placed.column + self.next.1;
        let value = placed.value.shown();
        self.next.1 += 1;
        if self.next.1 >= placed.times {
            self.next = (self.next.0 + 1, 0);
        }
        Some(Cell { row: self.row, column, value })
    }

    /// Reads the next row that is not empty; gives false at the end.
    fn read_line(&mut self) -> Result<bool, quick_xml::Error> {
        while self.row < MOST_ROWS {
            match self.xml.read_event()? {
                Event::Start(tag) if is(&tag, "table-row") => {
                    self.times = repeated(&tag, "number-rows-repeated").min(MOST_ROWS);
                    self.line = self.cells_of_row()?;
                    if !self.line.is_empty() {
                        return Ok(true);
                    }
                    self.row += std::mem::take(&mut self.times);
                }
                Event::Empty(tag) if is(&tag, "table-row") => {
                    self.row += repeated(&tag, "number-rows-repeated").min(MOST_ROWS);
                }
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
        Ok(false)
    }

    fn cells_of_row(&mut self) -> Result<Vec<Placed>, quick_xml::Error> {
        let (mut line, mut column) = (Vec::new(), 0);
        loop {
            let (tag, text) = match self.xml.read_event()? {
                Event::Start(tag) if is_cell(&tag) => {
                    let text = text_of_cell(&mut self.xml, tag.name().as_ref())?;
                    (tag, text)
                }
                Event::Empty(tag) if is_cell(&tag) => (tag, String::new()),
                Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Ok(line),
                Event::Eof => return Ok(line),
                _ => continue,
            };
            let times = repeated(&tag, "number-columns-repeated").min(MOST_COLUMNS as u32);
            if let Some(value) = Written::read(&tag, text).filter(|_| column < MOST_COLUMNS as u32)
            {
                line.push(Placed { column, times, value });
            }
            column = column.saturating_add(times);
        }
    }
}

impl Written {
    /// What a cell holds by its tag and the text that it shows; nothing if it is empty.
    fn read(tag: &BytesStart<'_>, text: String) -> Option<Self> {
        let kinds =
            tag.attributes().flatten().filter(|one| one.key.local_name().as_ref() == "value-type");
        let kinds: Vec<_> = kinds.map(|one| one.value).collect();
        if kinds.iter().any(|kind| kind == "error") {
            return Some(Self::Error);
        }
        match kinds.first().map_or("", |kind| &**kind) {
            "float" | "currency" | "percentage" => {
                let written = attribute(tag, "value")?;
                let number = written.parse().ok()?;
                // A number that is padded with zeros is shown so.
                let padded = text.starts_with('0') && text.parse() == Ok(number);
                Some(Self::Number(number, if padded { text } else { written }))
            }
            "boolean" => attribute(tag, "boolean-value").map(|truth| Self::Truth(truth == "true")),
            "date" => {
                let date = attribute(tag, "date-value")?.replace('T', " ");
                Some(Self::Text(date.trim_end_matches(" 00:00:00").to_owned()))
            }
            _ if text.is_empty() => attribute(tag, "string-value").map(Self::Text),
            _ => Some(Self::Text(text)),
        }
    }

    fn shown(&self) -> Value {
        match self {
            Written::Text(text) => Value::Text(text.clone()),
            Written::Number(number, written) if number.abs() < digits::LONG => {
                Value::Number { text: written.clone(), lost: false }
            }
            Written::Number(number, written) => digits::value(*number, Some(written)),
            Written::Truth(truth) => Value::Truth(*truth),
            Written::Error => Value::Error,
        }
    }
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref() == name
}

fn is_cell(tag: &BytesStart<'_>) -> bool {
    is(tag, "table-cell") || is(tag, "covered-table-cell")
}

fn repeated(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

/// The text within a cell, a line for each paragraph, without the remarks pinned to it.
fn text_of_cell(xml: &mut Reader<&[u8]>, cell: &str) -> Result<String, quick_xml::Error> {
    let (mut text, mut paragraphs, mut remarks) = (String::new(), 0, 0);
    loop {
        match xml.read_event()? {
            Event::Start(tag) if is(&tag, "annotation") => remarks += 1,
            Event::End(tag) if tag.local_name().as_ref() == "annotation" => remarks -= 1,
            Event::End(tag) if tag.name().as_ref() == cell => return Ok(text),
            Event::Eof => return Ok(text),
            _ if remarks > 0 => {}
            Event::Start(tag) if is(&tag, "p") => {
                text.push_str(if paragraphs > 0 { "\n" } else { "" });
                paragraphs += 1;
            }
            Event::Empty(tag) if is(&tag, "s") => {
                let spaces = repeated(&tag, "c").min(1000);
                (0..spaces).for_each(|_| text.push(' '));
            }
            Event::Empty(tag) if is(&tag, "tab") => text.push('\t'),
            Event::Empty(tag) if is(&tag, "line-break") => text.push('\n'),
            Event::Text(part) if paragraphs > 0 => {
                text.push_str(&part.xml_content(XmlVersion::Implicit1_0));
            }
            Event::GeneralRef(name) if paragraphs > 0 => {
                let resolved = resolve(&name.xml_content(XmlVersion::Implicit1_0));
                text.push(resolved.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &str) -> Vec<(u32, u32, String)> {
        let xml = format!("<a><table:table table:name='s'>{rows}</table:table></a>");
        let book = Ods { sheets: sheets(&xml).unwrap(), xml };
        let mut cells = book.cells("s");
        let next = || cells.next().unwrap().map(|c| (c.row, c.column, c.value.text().to_owned()));
        std::iter::from_fn(next).take(20).collect()
    }

    #[test]
    fn what_is_repeated_is_given_so_often_and_empty_rows_count() {
        let found = shown(
            "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>\
             <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'/>\
             <table:table-cell office:value-type='string' table:number-columns-repeated='2'><text:p>好</text:p><text:p>a<text:s/>&lt;</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>",
        );
        let text = "好\na <".to_owned();
        let expected = [(3, 2), (3, 3), (4, 2), (4, 3)].map(|(r, c)| (r, c, text.clone()));
        assert_eq!(found, expected);
    }

    #[test]
    fn values_are_as_exact_as_the_file() {
        let found = shown(
            "<table:table-row><table:table-cell office:value-type='float' office:value='110101199001011234'><text:p>1.1E+17</text:p></table:table-cell>\
             <table:table-cell office:value-type='float' office:value='123'><text:p>000123</text:p></table:table-cell>\
             <table:table-cell office:value-type='date' office:date-value='2024-03-15T10:00:00'><text:p>3月15日</text:p></table:table-cell>\
             <table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>真</text:p></table:table-cell>\
             <table:table-cell office:value-type='string' calcext:value-type='error'><text:p>#N/A</text:p></table:table-cell></table:table-row>",
        );
        let texts: Vec<&str> = found.iter().map(|(_, _, text)| text.as_str()).collect();
        assert_eq!(texts, ["110101199001011234", "000123", "2024-03-15 10:00:00", "TRUE", ""]);
    }
}
