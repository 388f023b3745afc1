use std::io::{BufReader, Cursor};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::read::ZipFile;

use super::cells::Value;
use crate::bytes::packing::Container;

/// From here on a number has 16 digits or more.
pub(super) const LONG: f64 = 1e15;
/// Up to here every whole number is one of the numbers of a computer.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// So many digits of a number spreadsheets keep.
const KEPT: usize = 15;

/// A number as it is shown. `written` is how it stands in the file, if that is known.
pub(super) fn value(number: f64, written: Option<&str>) -> Value {
    let whole = written.map(str::trim).filter(|text| is_whole(text));
    let text = whole.map_or_else(|| number.to_string(), str::to_owned);
    let long = number.abs() >= LONG && is_whole(&text);
    let cut = || text.trim_end_matches('0').trim_start_matches('-').len() <= KEPT;
    let lost = long && (cut() || whole.is_none() && (written.is_some() || number.abs() > EXACT));
    Value::Number { text, lost }
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Finds how numbers stand in the XML of a sheet. It goes along beside the reader of the cells,
/// and so it is asked for places in the order in which they stand there.
pub(super) struct Digits<'a, 'b> {
    xml: Reader<BufReader<ZipFile<'a, Cursor<&'b [u8]>>>>,
    buffer: Vec<u8>,
    row: u32,
    column: u32,
}

impl<'a, 'b> Digits<'a, 'b> {
    /// The numbers of the sheet that is called so; nothing where its part is not found.
    pub(super) fn of(container: &'a mut Container<'b>, sheet: &str) -> Option<Self> {
        let part = part_of(container, sheet)?;
        let xml = Reader::from_reader(BufReader::new(container.by_name(&part).ok()?));
        Some(Self { xml, buffer: Vec::new(), row: 0, column: 0 })
    }

    /// What stands in the cell at a row and column, both from 0.
    pub(super) fn at(&mut self, place: (u32, u32)) -> Option<String> {
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).ok()? {
                Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                    let row = attribute(&tag, "r").and_then(|row| row.parse().ok());
                    (self.row, self.column) = (row.unwrap_or(self.row + 1), 0);
                }
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                    let column = attribute(&tag, "r").and_then(|place| column(&place));
                    self.column = column.unwrap_or(self.column + 1);
                }
                Event::Start(tag)
                    if tag.local_name().as_ref() == "v"
                        && (self.row, self.column) >= (place.0 + 1, place.1 + 1) =>
                {
                    break;
                }
                Event::Eof => return None,
                _ => {}
            }
        }
        self.buffer.clear();
        match self.xml.read_event_into(&mut self.buffer).ok()? {
            Event::Text(text) if (self.row, self.column) == (place.0 + 1, place.1 + 1) => {
                Some((*text).to_owned())
            }
            _ => None,
        }
    }
}

/// The number of the column, from 1, that a place such as `AB12` names.
fn column(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    letters
        .map(|letter| u32::from(letter.to_ascii_uppercase() - b'A') + 1)
        .try_fold(0, |sum, n| u32::checked_mul(sum, 26)?.checked_add(n))
}

/// The part of a workbook that holds a sheet.
fn part_of(container: &mut Container<'_>, sheet: &str) -> Option<String> {
    let relation = find(container, "xl/workbook.xml", "sheet", ("name", sheet), "id")?;
    let target =
        find(container, "xl/_rels/workbook.xml.rels", "Relationship", ("Id", &relation), "Target")?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// One attribute of the first element of a part in which another has a value.
fn find(
    container: &mut Container<'_>,
    part: &str,
    element: &str,
    (key, value): (&str, &str),
    wanted: &str,
) -> Option<String> {
    let mut xml = Reader::from_reader(BufReader::new(container.by_name(part).ok()?));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().as_ref() == element
                    && attribute(&tag, key).is_some_and(|found| found == value) =>
            {
                return attribute(&tag, wanted);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// An attribute by its name without a prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|one| one.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: f64, written: Option<&str>, text: &str, lost: bool) {
        let expected = Value::Number { text: text.to_owned(), lost };
        assert_eq!(value(number, written), expected, "help: {number} {written:?}");
    }

    #[test]
    fn a_long_number_is_as_it_is_written() {
        let number = 110_101_199_001_011_234.0;
        check(number, Some("110101199001011234"), "110101199001011234", false);
        check(number, Some("1.1010119900101E+17"), "110101199001011230", true);
        check(number, None, "110101199001011230", true);
        check(110_101_199_001_011_000.0, Some("110101199001011000"), "110101199001011000", true);
        check(1_234_567_890_123_456.0, None, "1234567890123456", false);
        check(0.5, None, "0.5", false);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!(["A1", "Z9", "AA10"].map(column), [Some(1), Some(26), Some(27)]);
    }
}
