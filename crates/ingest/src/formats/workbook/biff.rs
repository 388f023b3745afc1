//! What stands in a container of the old Office, and how large a workbook in it gets in memory.

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use cimai_corpus::Message;

use crate::bytes::packing;

/// How a container begins.
const START: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// What a cell takes: its value and its formula, each twice for a moment.
const CELL: u64 = 96;

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const SHORT_NUMBERS: u16 = 0x00BD;
const RICH_LABEL: u16 = 0x00D6;
const SHARED_LABEL: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const TRUTH: u16 = 0x0205;
const SHORT_NUMBER: u16 = 0x027E;

/// Whether the bytes are a container of the old Office, which also holds what has a password.
pub(crate) fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(START)
}

/// Refuses a container that holds no workbook, by name, and one whose workbook would take more
/// than `most` bytes. A workbook of this kind is held as rectangles, which two cells far apart
/// make large.
pub(crate) fn check(bytes: &[u8], most: u64) -> Result<(), Message> {
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(|_| damaged())?;
    if container.exists("/EncryptedPackage") {
        return Err(protected());
    }
    let name = ["/Workbook", "/WORKBOOK", "/Book", "/BOOK"]
        .into_iter()
        .find(|name| container.is_stream(name))
        .ok_or_else(
            || if container.exists("/WordDocument") { old_word() } else { no_workbook() },
        )?;
    let mut stream = Vec::new();
    let opened = container.open_stream(name).map_err(|_| damaged())?;
    opened.take(bytes.len() as u64).read_to_end(&mut stream).map_err(|_| damaged())?;
    let weight = weight(&stream).ok_or_else(damaged)?;
    if weight > most { Err(packing::too_large(most)) } else { Ok(()) }
}

/// The records from the beginning of a stream on: the kind and the data of each.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (number(stream, 0)?, number(stream, 2)?);
        let data = stream.get(4..4 + usize::from(length))?;
        stream = &stream[4 + data.len()..];
        Some((kind, data))
    })
}

fn number(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).map(|two| u16::from_le_bytes([two[0], two[1]]))
}

fn long_number(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// How many bytes all sheets take; nothing where a sheet is not where it should be.
fn weight(stream: &[u8]) -> Option<u64> {
    let sheets = records(stream).take_while(|&(kind, _)| kind != END);
    let mut places: Vec<u32> = sheets
        .filter(|&(kind, _)| kind == SHEET)
        .map(|(_, data)| long_number(data, 0))
        .collect::<Option<_>>()?;
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    // Two sheets in one place are no workbook that a program wrote.
    if places.len() < count {
        return None;
    }
    let rest = places.iter().skip(1).map(|&place| place as usize).chain([stream.len()]);
    let sheets = places.iter().zip(rest);
    sheets.map(|(&place, end)| sheet_weight(stream.get(place as usize..end)?)).sum()
}

/// How many bytes one sheet takes: the rectangle around its cells, and what it says of it.
fn sheet_weight(stream: &[u8]) -> Option<u64> {
    let (mut rows, mut columns, mut told, mut texts) = (0, 0, 0, 0);
    for (kind, data) in records(stream) {
        let at = |place| number(data, place).map(u64::from);
        match kind {
            DIMENSIONS => told = told.max(dimensions(data)?),
            FORMULA | RICH_LABEL | SHARED_LABEL | NUMBER | LABEL | TRUTH | SHORT_NUMBER => {
                rows = rows.max(at(0)? + 1);
                columns = columns.max(at(2)? + 1);
                texts += 3 * data.len() as u64;
            }
            SHORT_NUMBERS => {
                rows = rows.max(at(0)? + 1);
                columns = columns.max(at(data.len().checked_sub(2)?)? + 1);
            }
            _ => {}
        }
    }
    Some(CELL * (rows * columns + told) + texts)
}

/// How many cells a sheet says that it has.
fn dimensions(data: &[u8]) -> Option<u64> {
    let (rows, columns) = match data.len() {
        10 => ((number(data, 0)?.into(), number(data, 2)?.into()), number(data, 6)?),
        _ => ((long_number(data, 0)?, long_number(data, 4)?), number(data, 10)?),
    };
    let last = rows.1.max(1);
    (rows.0 < last || rows.1 == 0).then_some(u64::from(last) * u64::from(columns.max(1)))
}

/// What is said of a file that has a password.
pub(crate) fn protected() -> Message {
    Message::new(
        "有密码保护，读不了；请用 Excel 或 WPS 打开，去掉密码后另存",
        "protected by a password; open it in its program and save it without one",
    )
}

fn old_word() -> Message {
    Message::new(
        "内容其实是旧版 Word（doc）；请另存为 docx 或 txt",
        "this is an old Word document (doc); save it as docx or txt",
    )
}

fn no_workbook() -> Message {
    Message::new(
        "旧版 Office 文件里没有工作簿；请另存为 xlsx",
        "an old Office file without a workbook; save it as xlsx",
    )
}

fn damaged() -> Message {
    Message::new(
        "旧版 Office 文件损坏；请重新导出，或另存为 xlsx",
        "the old Office file is damaged; export it again, or save it as xlsx",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The record with which a sheet begins.
    const BEGIN: u16 = 0x0809;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A stream of one sheet with these records.
    fn stream(records: &[u8]) -> Vec<u8> {
        let start = record(BEGIN, &[0; 16]);
        let place = start.len() as u32 + 4 + 8 + 4;
        let sheet = [&place.to_le_bytes()[..], &[0; 4]].concat();
        [start.clone(), record(SHEET, &sheet), record(END, &[]), start, records.to_vec()].concat()
    }

    #[test]
    fn cells_far_apart_weigh_as_the_rectangle_around_them() {
        let cell = |row: u16, column: u16| {
            let place = [row.to_le_bytes(), column.to_le_bytes()].concat();
            record(NUMBER, &[&place[..], &[0; 10]].concat())
        };
        let near = weight(&stream(&cell(1, 1))).unwrap();
        let far = weight(&stream(&[cell(1, 1), cell(u16::MAX, 255)].concat())).unwrap();
        assert!(near < 1000 && far > 1 << 30, "{near} {far}");
        let told = record(DIMENSIONS, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 0, 0]);
        assert!(weight(&stream(&told)).unwrap() > 1 << 40);
    }

    #[test]
    fn what_is_cut_off_is_no_workbook() {
        assert_eq!(weight(&stream(&record(NUMBER, &[0]))), None);
        assert!(check(START, 1 << 20).is_err());
    }
}
