use calamine::{Data, Reader, Xlsx, open_workbook};
use cimai_report::{DocumentTables, Profile, Summary, TableDef};

use crate::run::Run;
use crate::tables::rows;

#[test]
fn a_sheet_holds_the_cells_of_its_table() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Spreadsheet);
    let mut book: Xlsx<_> = open_workbook(folder.join("report.xlsx")).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[..3], ["Guide", "Charts", "Topics"]);
    let tables = DocumentTables::TABLES.into_iter().chain(Summary::TABLES).chain(["rejects"]);
    for table in tables.filter(|&table| table != "k") {
        let expected = rows(&folder, table);
        let title = sheet_of(&folder, table);
        let sheet = book.worksheet_range(&title).unwrap();
        assert_eq!(sheet.height(), expected.len(), "{table}");
        for (row, cells) in expected.iter().enumerate().skip(1) {
            for (column, cell) in cells.iter().enumerate() {
                let found = sheet.get((row, column)).unwrap_or(&Data::Empty);
                assert!(is_same(found, cell), "{table} {row} {column}: {found:?} {cell}");
            }
        }
    }
    assert!(TableDef::of("columns").is_some() && !names.contains(&"Columns".to_owned()));
}

/// The name of a sheet, as `datapackage.json` has it for its table.
fn sheet_of(folder: &std::path::Path, table: &str) -> String {
    let package = std::fs::read(folder.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_slice(&package).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let resource = resources.iter().find(|resource| resource["name"] == table).unwrap();
    resource["title"].as_str().unwrap().to_owned()
}

fn is_same(found: &Data, cell: &str) -> bool {
    match found {
        Data::Empty => cell.is_empty(),
        Data::String(text) => text.replace("_x000D_", "\r") == cell,
        Data::Bool(answer) => answer.to_string() == cell,
        Data::Float(number) => cell.parse::<f64>().is_ok_and(|cell| (cell - number).abs() < 1e-12),
        Data::Int(number) => number.to_string() == cell,
        _ => false,
    }
}

#[test]
fn a_column_that_was_brought_along_is_numbers_only_if_all_of_it_is() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Spreadsheet);
    let mut book: Xlsx<_> = open_workbook(folder.join("report.xlsx")).unwrap();
    let documents = book.worksheet_range(&sheet_of(&folder, "documents")).unwrap();
    assert!(matches!(documents.get((1, 12)), Some(Data::Float(_))), "stars");
    assert!(matches!(documents.get((1, 13)), Some(Data::String(_))), "codes begin with a zero");
}

#[test]
fn charts_stand_above_the_numbers_that_they_are_drawn_from() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Spreadsheet);
    let mut book: Xlsx<_> = open_workbook(folder.join("report.xlsx")).unwrap();
    let charts = book.worksheet_range("Charts").unwrap();
    let (topics, terms) = (rows(&folder, "topics"), rows(&folder, "terms"));
    let cell = |row: u32, column: u32| charts.get_value((row, column)).unwrap().to_string();
    assert_eq!((cell(33, 10), cell(33, 11)), (topics[1][1].clone(), topics[1][2].clone()));
    assert_eq!((cell(34, 13), cell(34, 14)), (terms[2][1].clone(), terms[2][3].clone()));
    assert_eq!(cell(33, 0), "2024-01");
}
