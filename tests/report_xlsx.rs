//! The workbook: the same values as the tables, none of them a formula.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::support::Folder;

/// The sheets of the workbook that hold a table, by the table's name.
const SHEETS: [(&str, &str); 9] = [
    ("topics", "Topics"),
    ("terms", "Terms"),
    ("documents", "Documents"),
    ("keywords", "Keywords"),
    ("assignments", "Assignments"),
    ("groups", "Groups"),
    ("trends", "Trends"),
    ("crosstab", "Topics by group"),
    ("inputs", "Inputs"),
];

fn workbook(folder: &Folder) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(folder.path("out/report.xlsx")).unwrap()
}

/// Whether a cell of the workbook has the value of a cell of a table.
fn equal(cell: &Data, text: &str) -> bool {
    match cell {
        Data::Empty => text.is_empty(),
        Data::String(found) => found == text,
        Data::Bool(found) => found.to_string() == text,
        Data::Float(found) => text.parse() == Ok(*found),
        Data::Int(found) => text.parse() == Ok(*found),
        _ => false,
    }
}

/// The records of a table as they stand, with the header.
fn records(folder: &Folder, table: &str) -> Vec<csv::StringRecord> {
    let file = std::fs::File::open(folder.path(&format!("out/{table}.csv"))).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn the_sheets_hold_the_values_of_the_tables() {
    let folder = Folder::new().with_seeds();
    let options = "--id id --text text --group district --topics 4";
    folder.run(&format!("analyze seeds/complaints.csv -o out {options}")).ended(0);
    let mut workbook = workbook(&folder);
    for (table, sheet) in SHEETS {
        let cells = workbook.worksheet_range(sheet).unwrap();
        let records = records(&folder, table);
        assert_eq!(cells.height(), records.len(), "{table}");
        for (row, record) in records.iter().enumerate().skip(1) {
            for (column, text) in record.iter().enumerate() {
                let cell = cells.get((row, column)).unwrap_or(&Data::Empty);
                assert!(equal(cell, text), "{table} row {row} column {column}: {cell} {text}");
            }
        }
    }
}

#[test]
fn no_text_becomes_a_formula_or_another_text() {
    let folder = Folder::new();
    let ids = ["=1+1", "+1", "@SUM(1)", "007", "3-15", "123456789012345678", "=HYPERLINK(\"x\")"];
    let mut table = "id,=head,text\n".to_owned();
    for id in ids {
        table.push_str(&format!("\"{}\",{},湿地公园=1+1水鸟\n", id.replace('"', "\"\""), "-5"));
    }
    folder.write("a.csv", table);
    folder.run("analyze a.csv -o out --id id --text text --profile machine").ended(0);
    let mut workbook = workbook(&folder);
    for sheet in workbook.sheet_names() {
        assert!(workbook.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
    }
    let documents = workbook.worksheet_range("Documents").unwrap();
    for (row, id) in ids.iter().enumerate() {
        assert_eq!(documents.get((row + 1, 0)), Some(&Data::String((*id).to_owned())));
    }
    let last = documents.width() - 1;
    assert_eq!(documents.get((0, last)), Some(&Data::String("=head".to_owned())));
    assert_eq!(documents.get((1, last)), Some(&Data::Float(-5.0)), "a number stays one");
}

#[test]
fn the_first_sheet_explains_every_column() {
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds -o out --lang zh").ended(0);
    let mut workbook = workbook(&folder);
    let names = workbook.sheet_names();
    assert_eq!(names[..2], ["说明", "图表"]);
    let guide = workbook.worksheet_range("说明").unwrap();
    let names: Vec<String> = guide.rows().map(|row| row[2].to_string()).collect();
    for column in &records(&folder, "terms")[0] {
        assert!(names.contains(&column.to_owned()), "{column}");
    }
}

#[test]
fn what_excel_cannot_hold_is_cut_and_listed() {
    let folder = Folder::new();
    folder.write("a.csv", format!("id,title,text\n1,{},湿地公园\n2,b,水鸟\n", "长".repeat(32_768)));
    folder.run("analyze a.csv -o out --id id --title title --text text").ended(0);
    let mut workbook = workbook(&folder);
    let documents = workbook.worksheet_range("Documents").unwrap();
    let title = documents.get((1, 3)).unwrap().to_string();
    assert_eq!(title.encode_utf16().count(), 32_767);
    assert!(title.ends_with("长…"));
    let cuts = workbook.worksheet_range("Cut cells").unwrap();
    assert_eq!(cuts.get((1, 3)), Some(&Data::Float(32_768.0)));
}

#[test]
fn the_workbook_can_be_left_out() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园");
    folder.run("analyze a.txt -o out --workbook none").ended(0);
    assert!(!folder.path("out/report.xlsx").exists());
    assert!(folder.path("out/report.html").exists());
}
