//! The workbook while its sheets are filled, and how their cells look.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cimai_corpus::Lang;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use crate::tables::{ColumnDef, Kind, TableDef};

/// Low, since a workbook is waited for and then thrown away.
const COMPRESSION: u8 = 2;

/// How much of the tables a workbook holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkbookSize {
    /// Every table of up to 50 000 rows; of longer ones the first rows where these are the most
    /// important, and otherwise none.
    #[default]
    Brief,
    /// All rows of all tables, over several sheets where one does not hold them.
    Full,
}

/// A workbook whose sheets are filled row by row. What is filled lies in temporary files, so that
/// memory holds one row a sheet.
pub(crate) struct Book {
    workbook: Mutex<Workbook>,
    size: WorkbookSize,
    lang: Lang,
}

impl Book {
    /// A workbook without sheets, with a folder for its temporary files.
    pub(crate) fn new(size: WorkbookSize, lang: Lang, folder: &Path) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        // A clock would make every run's file another one.
        let properties = DocProperties::new()
            .set_title("cimai")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&properties);
        workbook.set_zip_compression_level(COMPRESSION);
        workbook.set_tempdir(folder)?;
        // Formats are numbered when they are first seen, and sheets are filled in any order.
        for format in table_formats() {
            workbook.register_format(&format);
        }
        Ok(Self { workbook: Mutex::new(workbook), size, lang })
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    pub(super) fn size(&self) -> WorkbookSize {
        self.size
    }

    /// An empty sheet that keeps nothing but its last row.
    pub(super) fn sheet(&self) -> Result<Worksheet, XlsxError> {
        self.workbook().new_worksheet_with_constant_memory()
    }

    /// The workbook itself, to be put together.
    pub(super) fn workbook(&self) -> MutexGuard<'_, Workbook> {
        self.workbook.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All formats of the sheets of tables, in a fixed order.
fn table_formats() -> Vec<Format> {
    let columns = TableDef::all().iter().flat_map(TableDef::columns);
    let columns = columns.map(|column| column_format(Some(column), column.kind));
    head_formats().into_iter().chain(columns).collect()
}

/// How the cells of a column look: numbers by what they count, texts with room before them, where
/// a number may end. A column that was carried along has no definition.
pub(super) fn column_format(definition: Option<&ColumnDef>, kind: Kind) -> Format {
    let number = match (kind, definition.map(|known| (&*known.unit, &*known.column))) {
        (Kind::Number, None) => return Format::new(),
        (Kind::Integer, Some(("", _))) => "0",
        (Kind::Integer, _) => "#,##0",
        (Kind::Number, Some(("0–1", name))) if name.contains("share") => "0.0%",
        (Kind::Number, _) => "0.000",
        _ => return Format::new().set_align(FormatAlign::Left).set_indent(1),
    };
    Format::new().set_num_format(number)
}

/// The formats of the heads of texts and of numbers.
pub(super) fn head_formats() -> [Format; 2] {
    let left = header_format().set_align(FormatAlign::Left).set_indent(1);
    [left, header_format().set_align(FormatAlign::Right)]
}

/// What all heads have.
pub(super) fn header_format() -> Format {
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    head.set_background_color(Color::RGB(0x00D7_EBED)).set_border_bottom(FormatBorder::Thin)
}
