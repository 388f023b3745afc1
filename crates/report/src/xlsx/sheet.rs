//! A table of the run to sheets of the workbook.

use std::borrow::Cow;
use std::fs::File;
use std::io;

use cimai_corpus::Lang;
use csv::{Reader, ReaderBuilder, StringRecord};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, IgnoreError, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::guide::{self, TableGuide};
use crate::output::WrittenTable;
use crate::{Error, OutputSet, dictionary};

/// Rows that a sheet of Excel has, its header among them.
const ROWS: u32 = 1_048_576;
/// Columns that a sheet of Excel has.
const COLUMNS: usize = 16_384;
/// UTF-16 units that a cell of Excel holds.
const UNITS: usize = 32_767;
/// Line breaks that a cell of Excel holds.
const BREAKS: usize = 253;
/// Rows that decide the width of a column.
const MEASURED: u32 = 200;

/// The sheets of a table.
pub(super) struct TableSheets {
    pub(super) guide: &'static TableGuide,
    /// The columns, in order.
    pub(super) columns: Vec<Column>,
    /// Rows of the table.
    pub(super) rows: u64,
    /// Rows that the workbook holds.
    pub(super) shown: u64,
    pub(super) sheets: Vec<Worksheet>,
    pub(super) cuts: Vec<Cut>,
}

/// A column of a table.
pub(super) struct Column {
    /// As the CSV has it.
    pub(super) name: String,
    /// In the language of the reader; its name where it was carried along.
    pub(super) title: String,
    /// What the dictionary says of it; nothing for a column that was carried along.
    pub(super) entry: Option<&'static dictionary::Column>,
    kind: Kind,
}

/// What a column's cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Boolean,
}

/// A cell that was too long for Excel.
pub(super) struct Cut {
    pub(super) sheet: String,
    /// From 1, as Excel shows it.
    pub(super) row: u32,
    pub(super) column: String,
    /// Characters of the whole text.
    pub(super) length: usize,
}

/// Reads the first rows of a table again, as sheets.
pub(super) fn read(
    table: &WrittenTable,
    output: &OutputSet,
    rows: u64,
    lang: Lang,
) -> Result<TableSheets, Error> {
    let path = output.unfinished(&table.file.name);
    let cause = |error: csv::Error| Error::write(&path)(error.into());
    let open = || -> Result<Reader<File>, Error> {
        let file = File::open(&path).map_err(Error::write(&path))?;
        Ok(ReaderBuilder::new().flexible(true).from_reader(file))
    };
    let columns = columns(table.name(), &mut open()?, rows, lang).map_err(cause)?;
    let guide = guide::table(table.name()).expect("every table is in the guide; a test says so");
    let mut sheets = TableSheets {
        guide,
        columns,
        rows: table.rows,
        shown: rows,
        sheets: Vec::new(),
        cuts: Vec::new(),
    };
    let mut records = open()?;
    let mut left = rows;
    while left > 0 {
        let taken = left.min(u64::from(ROWS - 1));
        sheets.add(&mut records, taken, lang).map_err(Error::write(&path))?;
        left -= taken;
    }
    Ok(sheets)
}

/// The columns of a table with their kinds.
fn columns(
    table: &str,
    reader: &mut Reader<File>,
    rows: u64,
    lang: Lang,
) -> Result<Vec<Column>, csv::Error> {
    let column = |name: &str| {
        let entry = dictionary::column(table, name);
        let title = entry.map_or(name, |entry| entry.title(lang)).to_owned();
        let kind = entry.map_or(Kind::Text, |entry| match &*entry.r#type {
            "integer" | "number" => Kind::Number,
            "boolean" => Kind::Boolean,
            _ => Kind::Text,
        });
        Column { name: name.to_owned(), title, entry, kind }
    };
    let header = reader.headers()?;
    let mut columns: Vec<Column> = header.iter().take(COLUMNS).map(column).collect();
    let own = columns.iter().take_while(|column| column.entry.is_some()).count();
    let kinds = carried_kinds(reader, own, columns.len(), rows)?;
    columns[own..].iter_mut().zip(kinds).for_each(|(column, kind)| column.kind = kind);
    Ok(columns)
}

/// The kinds of the columns that were carried along: numbers where every cell is one that Excel
/// would not alter, otherwise text.
fn carried_kinds(
    reader: &mut Reader<File>,
    from: usize,
    to: usize,
    rows: u64,
) -> Result<Vec<Kind>, csv::Error> {
    let mut numbers = vec![0_u64; to - from];
    let mut texts = vec![0_u64; to - from];
    if from < to {
        for record in reader.records().take(rows as usize) {
            for (i, cell) in record?.iter().take(to).skip(from).enumerate() {
                texts[i] += u64::from(!cell.is_empty() && !is_plain_number(cell));
                numbers[i] += u64::from(!cell.is_empty());
            }
        }
    }
    let kind = |(&numbers, &texts): (&u64, &u64)| match texts == 0 && numbers > 0 {
        true => Kind::Number,
        false => Kind::Text,
    };
    Ok(numbers.iter().zip(&texts).map(kind).collect())
}

/// Whether a text is a number that comes out of Excel as it went in: no leading zero, no plus, no
/// exponent, at most fifteen digits, no zero at the end of its decimals.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole)
        && decimals.is_none_or(|part| all_digits(part) && !part.ends_with('0'))
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() + decimals.map_or(0, str::len) <= 15
        && text != "-0"
}

impl TableSheets {
    /// Adds a sheet with the next rows.
    fn add(&mut self, records: &mut Reader<File>, rows: u64, lang: Lang) -> io::Result<()> {
        let title = self.guide.title(lang);
        let name = match self.sheets.len() {
            0 => title.to_owned(),
            before => format!("{title} ({})", before + 1),
        };
        let mut sheet = Worksheet::new();
        self.head(&mut sheet, &name, rows as u32).map_err(io::Error::other)?;
        self.fill(&mut sheet, &name, records, rows as u32)?;
        self.sheets.push(sheet);
        Ok(())
    }

    fn fill(
        &mut self,
        sheet: &mut Worksheet,
        name: &str,
        records: &mut Reader<File>,
        rows: u32,
    ) -> io::Result<()> {
        let width = |column: &Column| column.title.width() + 4;
        let mut widths: Vec<usize> = self.columns.iter().map(width).collect();
        let mut record = StringRecord::new();
        for row in 1..=rows {
            if !records.read_record(&mut record)? {
                break;
            }
            for (i, cell) in record.iter().enumerate().take(widths.len()) {
                if row <= MEASURED {
                    let width = cell.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                    widths[i] = widths[i].max(width + 2);
                }
                self.cell(sheet, name, row, i, cell).map_err(io::Error::other)?;
            }
        }
        for (i, width) in widths.into_iter().enumerate() {
            let width = width.clamp(8, 60) as f64;
            sheet.set_column_width(i as u16, width).map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// What all sheets have: a header that stays in sight, filters, formats.
    fn head(&self, sheet: &mut Worksheet, name: &str, rows: u32) -> Result<(), XlsxError> {
        sheet.set_name(name)?;
        let left = header_format().set_align(FormatAlign::Left).set_indent(1);
        let right = header_format().set_align(FormatAlign::Right);
        let last = self.columns.len().saturating_sub(1) as u16;
        for (i, column) in self.columns.iter().enumerate() {
            sheet.set_column_format(i as u16, &column.format())?;
            let head = if column.kind == Kind::Number { &right } else { &left };
            sheet.write_string_with_format(0, i as u16, fitting(&column.title), head)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        // On paper all columns stand on one page, below their names.
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        sheet.autofilter(0, 0, rows, last)?;
        sheet.ignore_error_range(0, 0, rows, last, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    fn cell(
        &mut self,
        sheet: &mut Worksheet,
        name: &str,
        row: u32,
        i: usize,
        cell: &str,
    ) -> Result<(), XlsxError> {
        let place = i as u16;
        match (self.columns[i].kind, cell) {
            (_, "") => {}
            (Kind::Boolean, "true" | "false") => {
                sheet.write_boolean(row, place, cell == "true")?;
            }
            (Kind::Number, _) => match cell.parse::<f64>() {
                Ok(number) => _ = sheet.write_number(row, place, number)?,
                Err(_) => self.text(sheet, name, row, i, cell)?,
            },
            _ => self.text(sheet, name, row, i, cell)?,
        }
        Ok(())
    }

    /// Writes a text, cut where Excel would refuse it.
    fn text(
        &mut self,
        sheet: &mut Worksheet,
        name: &str,
        row: u32,
        i: usize,
        cell: &str,
    ) -> Result<(), XlsxError> {
        let text = fitting(cell);
        if let Cow::Owned(_) = text {
            let column = self.columns[i].title.clone();
            let length = cell.chars().count();
            self.cuts.push(Cut { sheet: name.to_owned(), row: row + 1, column, length });
        }
        sheet.write_string(row, i as u16, text)?;
        Ok(())
    }
}

impl Column {
    /// Numbers by what they count; texts with room before them, where a number may end.
    fn format(&self) -> Format {
        let text = Format::new().set_align(FormatAlign::Left).set_indent(1);
        let Some(entry) = self.entry else {
            return if self.kind == Kind::Number { Format::new() } else { text };
        };
        let number = match (&*entry.r#type, &*entry.unit) {
            ("integer", "") => "0",
            ("integer", _) => "#,##0",
            ("number", "0–1") if entry.column.contains("share") => "0.0%",
            ("number", _) => "0.000",
            _ => return text,
        };
        Format::new().set_num_format(number)
    }
}

pub(super) fn header_format() -> Format {
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    head.set_background_color(Color::RGB(0x00D7_EBED)).set_border_bottom(FormatBorder::Thin)
}

/// The text that a cell holds, with `…` at its end where it had to be cut.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more units or breaks than bytes.
    if text.len() <= BREAKS {
        return Cow::Borrowed(text);
    }
    let (mut units, mut breaks) = (0, 0);
    for (place, c) in text.char_indices() {
        let last = text.len() - place == c.len_utf8();
        units += c.len_utf16();
        breaks += usize::from(c == '\n');
        // The mark needs a unit of its own where the text goes on.
        if units + usize::from(!last) > UNITS || breaks > BREAKS {
            return Cow::Owned(format!("{}…", &text[..place]));
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_what_excel_allows() {
        let fits = |text: &str| matches!(fitting(text), Cow::Borrowed(_));
        assert!(fits(&"水".repeat(UNITS)) && !fits(&"水".repeat(UNITS + 1)));
        assert!(fits(&"\n".repeat(BREAKS)) && !fits(&"\n".repeat(BREAKS + 1)));
        // Sixteen-bit units count, and no character is cut in two.
        let cut = fitting(&"😀".repeat(UNITS / 2 + 1)).into_owned();
        assert_eq!(cut.encode_utf16().count(), UNITS);
        assert!(cut.ends_with("😀…"));
    }

    #[test]
    fn only_numbers_that_excel_leaves_alone_are_numbers() {
        for number in ["0", "-3.5", "0.25", "12345", "999999999999999"] {
            assert!(is_plain_number(number), "{number}");
        }
        for text in [
            "007",
            "+86",
            "1e5",
            "1234567890123456",
            "3.50",
            "-0",
            "1-2",
            ".5",
            "5.",
            "",
            "-",
            "１",
        ] {
            assert!(!is_plain_number(text), "{text}");
        }
    }
}
