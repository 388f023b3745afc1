//! Puts the sheets of a run together: before them one that says what they are and one with charts,
//! behind them one that says what was cut.

use cimai_corpus::Lang;
use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet, XlsxError};

use super::book::{Book, header_format};
use super::charts;
use super::sheet::{Column, Cut, TableSheets, fitting};
use crate::sink::Tables;
use crate::{Error, Presentation};

const NAME: &str = "report.xlsx";

impl Presentation<'_> {
    /// Writes `report.xlsx` from the tables that are complete, if they go into a workbook.
    ///
    /// # Errors
    ///
    /// If the workbook cannot be written.
    pub fn workbook(&self, tables: &Tables<'_>) -> Result<(), Error> {
        let Some(book) = tables.book() else { return Ok(()) };
        let shown = tables.with_written(|written| {
            written.iter_mut().filter_map(|written| written.sheets.take()).collect()
        });
        let path = tables.output().unfinished(NAME);
        let bytes = self.bind(book, shown);
        let bytes = bytes.map_err(|error| Error::write(path)(std::io::Error::other(error)))?;
        tables.output().bytes(NAME, &bytes)
    }

    /// Puts the sheets together.
    fn bind(&self, book: &Book, tables: Vec<TableSheets>) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = book.workbook();
        workbook.push_worksheet(contents(&tables, self.lang)?);
        if let Some(sheet) = charts::sheet(self)? {
            workbook.push_worksheet(sheet);
        }
        let cuts = cuts(&tables, self.lang)?;
        let sheets = tables.into_iter().flat_map(|table| table.sheets);
        for sheet in sheets.chain(cuts) {
            workbook.push_worksheet(sheet);
        }
        workbook.save_to_buffer()
    }
}

/// Cut cells that are listed.
const CUTS: usize = 10_000;

/// The texts of the sheet.
struct Texts {
    name: &'static str,
    title: &'static str,
    tables: [&'static str; 5],
    columns: [&'static str; 6],
    carried: &'static str,
    left_out: &'static str,
    first: &'static str,
    cuts: &'static str,
    cut: [&'static str; 4],
}

fn texts(lang: Lang) -> Texts {
    match lang {
        Lang::Zh => Texts {
            name: "说明",
            title: "cimai 词脉：各工作表与各列的含义",
            tables: ["工作表", "对应文件", "总行数", "本工作簿中的行数", "说明"],
            columns: ["工作表", "列", "文件中的列名", "类型", "单位", "含义"],
            carried: "原表格的列，原样带入",
            left_out: "。行数太多，未放入本工作簿（--workbook full 可全部放入）；完整内容见",
            first: "。行数太多，只放入最靠前的行（--workbook full 可全部放入）；完整内容见",
            cuts: "截断",
            cut: ["工作表", "行", "列", "原文字符数"],
        },
        Lang::En => Texts {
            name: "Guide",
            title: "cimai: what the sheets and their columns mean",
            tables: ["Sheet", "File", "Rows in all", "Rows in this workbook", "What it is"],
            columns: ["Sheet", "Column", "Name in the file", "Type", "Unit", "Meaning"],
            carried: "a column of the input table, as it was",
            left_out: "; too long for this workbook (--workbook full puts all in); complete in",
            first: "; only the first rows (--workbook full puts all in); complete in",
            cuts: "Cut cells",
            cut: ["Sheet", "Row", "Column", "Characters of the whole text"],
        },
    }
}

/// The first sheet.
fn contents(tables: &[TableSheets], lang: Lang) -> Result<Worksheet, XlsxError> {
    let texts = texts(lang);
    let mut sheet = Worksheet::new();
    sheet.set_name(texts.name)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    for (i, width) in [18.0, 24.0, 22.0, 18.0, 18.0, 90.0].into_iter().enumerate() {
        sheet.set_column_width(i as u16, width)?;
    }
    let title = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, texts.title, &title)?;
    heads(&mut sheet, 2, &texts.tables)?;
    for (row, table) in (3..).zip(tables) {
        describe_table(&mut sheet, row, table, &texts, lang)?;
    }
    let head = tables.len() as u32 + 4;
    heads(&mut sheet, head, &texts.columns)?;
    let columns = tables.iter().flat_map(|table| table.columns.iter().map(move |c| (table, c)));
    let mut last = head;
    for (row, (table, column)) in (head + 1..).zip(columns) {
        describe_column(&mut sheet, row, table, column, &texts, lang)?;
        last = row;
    }
    sheet.autofilter(head, 0, last, texts.columns.len() as u16 - 1)?;
    Ok(sheet)
}

fn heads(sheet: &mut Worksheet, row: u32, names: &[&str]) -> Result<(), XlsxError> {
    for (i, name) in names.iter().enumerate() {
        sheet.write_string_with_format(row, i as u16, *name, &header_format())?;
    }
    Ok(())
}

fn describe_table(
    sheet: &mut Worksheet,
    row: u32,
    table: &TableSheets,
    texts: &Texts,
    lang: Lang,
) -> Result<(), XlsxError> {
    let title = table.table.title(lang);
    let file = format!("{}.csv", table.table.name());
    let meaning = table.table.meaning(lang);
    let said = match table.shown {
        shown if shown == table.rows => meaning.to_owned(),
        0 => format!("{meaning}{} {file}", texts.left_out),
        _ => format!("{meaning}{} {file}", texts.first),
    };
    if table.sheets.is_empty() {
        sheet.write_string(row, 0, title)?;
    } else {
        sheet.write_url(row, 0, Url::new(format!("internal:'{title}'!A1")).set_text(title))?;
    }
    sheet.write_string(row, 1, &file)?;
    let number = Format::new().set_num_format("#,##0").set_align(FormatAlign::Right);
    sheet.write_number_with_format(row, 2, table.rows as f64, &number)?;
    sheet.write_number_with_format(row, 3, table.shown as f64, &number)?;
    sheet.write_string(row, 4, said)?;
    Ok(())
}

fn describe_column(
    sheet: &mut Worksheet,
    row: u32,
    table: &TableSheets,
    column: &Column,
    texts: &Texts,
    lang: Lang,
) -> Result<(), XlsxError> {
    let (kind, unit, meaning) = match column.definition {
        Some(known) => (known.kind.title(lang), known.unit(lang), known.meaning(lang)),
        None => ("", "", texts.carried),
    };
    let cells = [table.table.title(lang), &column.title, &column.name, kind, unit, meaning];
    for (i, cell) in cells.into_iter().enumerate() {
        sheet.write_string(row, i as u16, fitting(cell))?;
    }
    Ok(())
}

/// A sheet that lists the cells that were cut, if any were.
fn cuts(tables: &[TableSheets], lang: Lang) -> Result<Option<Worksheet>, XlsxError> {
    let texts = texts(lang);
    let cuts: Vec<&Cut> = tables.iter().flat_map(|table| &table.cuts).take(CUTS).collect();
    if cuts.is_empty() {
        return Ok(None);
    }
    let mut sheet = Worksheet::new();
    sheet.set_name(texts.cuts)?;
    heads(&mut sheet, 0, &texts.cut)?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, cut) in (1..).zip(cuts) {
        sheet.write_string(row, 0, &cut.sheet)?;
        sheet.write_number(row, 1, f64::from(cut.row))?;
        sheet.write_string(row, 2, fitting(&cut.column))?;
        sheet.write_number(row, 3, cut.length as f64)?;
    }
    Ok(Some(sheet))
}
