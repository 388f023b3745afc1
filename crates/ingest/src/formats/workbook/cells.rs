use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Range, XlsxCellReader};
use cimai_corpus::Message;

use super::book::broken;
use super::digits::{self, Digits};

/// A cell of a sheet and its place, from 0.
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) value: Value,
}

/// What a cell holds, as it is shown.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Empty,
    Text(String),
    Number {
        text: String,
        /// Whether its last digits were lost before it was written into the file.
        lost: bool,
    },
    Truth(bool),
    /// An error value such as `#N/A`, which is no text.
    Error,
}

impl Value {
    /// The text of the cell; an error has none.
    pub(super) fn text(&self) -> &str {
        match self {
            Value::Empty | Value::Error => "",
            Value::Text(text) | Value::Number { text, .. } => text,
            Value::Truth(true) => "TRUE",
            Value::Truth(false) => "FALSE",
        }
    }

    /// The text itself.
    pub(super) fn into_text(self) -> String {
        match self {
            Value::Text(text) | Value::Number { text, .. } => text,
            other => other.text().to_owned(),
        }
    }
}

/// Gives the cells of a sheet in the order of rows. It is not asked again once it gave nothing.
pub(super) trait Cells {
    fn next(&mut self) -> Result<Option<Cell>, Message>;
}

impl<F: FnMut() -> Result<Option<Cell>, Message>> Cells for F {
    fn next(&mut self) -> Result<Option<Cell>, Message> {
        self()
    }
}

type Bytes<'b> = Cursor<&'b [u8]>;

/// The cells of an `.xlsx` sheet.
pub(super) struct XlsxCells<'a, 'b> {
    cells: XlsxCellReader<'a, Bytes<'b>>,
    /// To how many digits each style pads a number with zeros.
    widths: Vec<usize>,
    digits: Option<Digits<'a, 'b>>,
}

impl<'a, 'b> XlsxCells<'a, 'b> {
    pub(super) fn new(
        cells: XlsxCellReader<'a, Bytes<'b>>,
        digits: Option<Digits<'a, 'b>>,
    ) -> Self {
        let code = |style: &calamine::Style| {
            style.number_format.as_ref().map_or(0, |format| padding(&format.format_code))
        };
        let widths = cells.styles().iter().map(code).collect();
        Self { cells, widths, digits }
    }

    /// A number with every digit that the file has.
    fn number(&mut self, number: f64, place: (u32, u32), style: usize) -> Value {
        if number.abs() >= digits::LONG {
            let written = self.digits.as_mut().and_then(|digits| digits.at(place));
            return digits::value(number, written.as_deref());
        }
        let width = self.widths.get(style).copied().unwrap_or(0);
        let text = number.to_string();
        let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
        let text = if is_whole { format!("{text:0>width$}") } else { text };
        Value::Number { text, lost: false }
    }
}

impl Cells for XlsxCells<'_, '_> {
    fn next(&mut self) -> Result<Option<Cell>, Message> {
        let found = self.cells.next_cell_with_style_id().map_err(|error| broken(&error))?;
        let Some((cell, style)) = found else { return Ok(None) };
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Float(number) => self.number(*number, (row, column), style),
            value => from_ref(value),
        };
        Ok(Some(Cell { row, column, value }))
    }
}

/// How many digits a number format demands that is nothing but zeros, as `000000` is.
fn padding(code: &str) -> usize {
    let zeros = !code.is_empty() && code.bytes().all(|byte| byte == b'0');
    if zeros { code.len().min(64) } else { 0 }
}

/// A cell as calamine gives it.
pub(super) fn plain(cell: &calamine::Cell<DataRef<'_>>) -> Cell {
    let (row, column) = cell.get_position();
    Cell { row, column, value: from_ref(cell.get_value()) }
}

/// The cells of an `.xls` sheet, which is held as a rectangle.
pub(super) struct XlsCells {
    pub(super) range: Range<Data>,
    /// How many cells of the rectangle were given.
    pub(super) given: usize,
}

impl Cells for XlsCells {
    fn next(&mut self) -> Result<Option<Cell>, Message> {
        let Some((row, column)) = self.range.start() else { return Ok(None) };
        let width = self.range.width().max(1);
        let place = (self.given / width, self.given % width);
        self.given += 1;
        Ok(self.range.get(place).map(|value| Cell {
            row: row + place.0 as u32,
            column: column + place.1 as u32,
            value: from_data(value.clone()),
        }))
    }
}

fn from_ref(value: &DataRef<'_>) -> Value {
    match value {
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        other => from_data(Data::from(other.clone())),
    }
}

fn from_data(value: Data) -> Value {
    match value {
        Data::Empty => Value::Empty,
        Data::Int(number) => Value::Number { text: number.to_string(), lost: false },
        Data::Float(number) => digits::value(number, None),
        Data::Bool(truth) => Value::Truth(truth),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text),
        Data::DateTime(date) => Value::Text(date_text(&date)),
        Data::Error(_) => Value::Error,
    }
}

/// A date without its time where that is midnight, a time without its date where there is none.
fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let value = date.as_f64();
    if date.is_duration() || value < 1.0 {
        return format!("{:02.0}:{minute:02}:{second:02}", (value * 24.0).floor());
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if value.fract() == 0.0 { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_format_of_zeros_pads() {
        assert_eq!(
            ["000000", "0", "General", "0.00", "#,##0", ""].map(padding),
            [6, 1, 0, 0, 0, 0]
        );
    }
}
