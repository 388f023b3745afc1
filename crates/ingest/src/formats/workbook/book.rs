use std::fmt::Display;
use std::io::Cursor;
use std::panic::{UnwindSafe, catch_unwind};

use calamine::{Dimensions, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, Xlsx};
use cimai_corpus::Message;

use super::biff;
use super::cells::{self, Cells, XlsCells, XlsxCells};
use super::digits::Digits;
use super::ods::Ods;
use crate::Kind;
use crate::bytes::packing::{self, Container};

type Bytes<'b> = Cursor<&'b [u8]>;

/// An open workbook of one of the four formats.
pub(super) enum Book<'b> {
    /// With the container itself, in which the digits of long numbers are looked up.
    Xlsx(Box<Xlsx<Bytes<'b>>>, Box<Container<'b>>),
    Xlsb(Box<Xlsb<Bytes<'b>>>),
    Xls(Box<Xls<Bytes<'b>>>),
    Ods(Ods),
}

/// How much of a workbook may be held.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// Of its texts, each once.
    pub(super) texts: u64,
    /// Of its cells.
    pub(super) cells: u64,
}

impl<'b> Book<'b> {
    /// Opens a workbook of the format that its bytes have, whatever it is called.
    pub(super) fn open(bytes: &'b [u8], bounds: Bounds) -> Result<Self, Message> {
        if biff::is_ole(bytes) {
            biff::check(bytes, bounds.cells)?;
            let book = fenced(|| Xls::new(Cursor::new(bytes)))?.map_err(|error| match error {
                XlsError::Password => biff::protected(),
                error => broken(&error),
            })?;
            return Ok(Self::Xls(Box::new(book)));
        }
        let mut container = packing::open_container(bytes)?;
        let mut has = |part| container.by_name(part).is_ok();
        if has("xl/workbook.bin") {
            packing::check_container(bytes, "xl/sharedStrings.bin", bounds.texts)?;
            let book = fenced(|| Xlsb::new(Cursor::new(bytes)))?.map_err(|error| broken(&error))?;
            return Ok(Self::Xlsb(Box::new(book)));
        }
        if has("content.xml") && !has("xl/workbook.xml") {
            return Ods::open(bytes, bounds.texts).map(Self::Ods);
        }
        packing::check_container(bytes, "xl/sharedStrings.xml", bounds.texts)?;
        let book = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        Ok(Self::Xlsx(Box::new(book), Box::new(container)))
    }

    /// The format.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Book::Xlsx(..) => Kind::Xlsx,
            Book::Xlsb(_) => Kind::Xlsb,
            Book::Xls(_) => Kind::Xls,
            Book::Ods(_) => Kind::Ods,
        }
    }

    /// The names of its sheets of cells, in order, and whether each is hidden.
    pub(super) fn sheets(&self) -> Vec<(String, bool)> {
        let sheets: &[Sheet] = match self {
            Book::Xlsx(book, _) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => return book.sheets().collect(),
        };
        let cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        cells.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
    }

    /// The cells of a sheet.
    pub(super) fn cells(&mut self, sheet: &str) -> Result<Box<dyn Cells + '_>, Message> {
        Ok(match self {
            Book::Xlsx(book, container) => {
                let cells = book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
                Box::new(XlsxCells::new(cells, Digits::of(container, sheet)))
            }
            Book::Xlsb(book) => {
                let mut cells =
                    book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
                Box::new(move || {
                    let found = cells.next_cell().map_err(|error| broken(&error))?;
                    Ok(found.as_ref().map(cells::plain))
                })
            }
            Book::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| broken(&error))?;
                Box::new(XlsCells { range, given: 0 })
            }
            Book::Ods(book) => Box::new(book.cells(sheet)),
        })
    }

    /// The cells of a sheet that are merged, where the format tells.
    pub(super) fn merged(&mut self, sheet: &str) -> Vec<Dimensions> {
        match self {
            Book::Xlsx(book, _) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Book::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Book::Xlsb(_) | Book::Ods(_) => Vec::new(),
        }
    }
}

/// What the reader of a binary format makes of bytes. It trusts the lengths that they name, so that
/// a damaged file can make it panic, which may stop no other file.
fn fenced<T>(open: impl FnOnce() -> T + UnwindSafe) -> Result<T, Message> {
    let cut = Message::new("其中的长度有误", "a length in it is wrong");
    catch_unwind(open).map_err(|_| Message::new(broken(&cut.zh).zh, broken(&cut.en).en))
}

/// What is said of a workbook that cannot be read on.
pub(super) fn broken(error: &impl Display) -> Message {
    Message::new(
        format!("工作簿损坏（{error}）；请重新导出"),
        format!("the workbook is damaged ({error}); export it again"),
    )
}
