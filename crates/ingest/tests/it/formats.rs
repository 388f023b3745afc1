use std::io::{Cursor, Write};

use cimai_ingest::{Error, Kind, Options, Status};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{Folder, read_all, read_one, texts};

const CSV: &str = "label,review\n1,很快，好吃\n0,\"送餐慢\n还洒了\"\n";

fn container(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("a container").into_inner()
}

/// A workbook of two sheets, of which the second has the rows.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = |rows: &str| {
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, what: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{kind}/{what}\" Target=\"{target}\"/>")
    };
    let relations = |all: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
        )
    };
    container(&[
        ("_rels/.rels", &relations(&relation("r", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{kind}\"><sheets><sheet name=\"说明\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"评论\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(
                &(relation("r1", "worksheet", "worksheets/sheet1.xml")
                    + &relation("r2", "worksheet", "worksheets/sheet2.xml")),
            ),
        ),
        ("xl/worksheets/sheet1.xml", &sheet("")),
        ("xl/worksheets/sheet2.xml", &sheet(rows)),
    ])
}

/// A cell that holds its own text.
fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_sheet_reads_as_a_table() {
    let rows = [
        format!("<row r=\"1\">{}{}</row>", cell("A1", "label"), cell("B1", "review")),
        format!("<row r=\"2\"><c r=\"A2\"><v>1</v></c>{}</row>", cell("B2", "很快，好吃")),
        format!("<row r=\"4\"><c r=\"A4\"><v>0.5</v></c>{}</row>", cell("B4", "送餐慢\n还洒了")),
        "<row r=\"5\"><c r=\"A5\"><v>2</v></c></row>".to_owned(),
    ];
    let folder = Folder::with(&[("a.xlsx", workbook(&rows.concat()))]);
    let reading = folder.read(&Options { sheet: Some("评论".into()), ..Options::default() });
    assert_eq!(texts(&reading), ["很快，好吃", "送餐慢\n还洒了", ""]);
    let fields: Vec<_> = reading.documents.iter().map(|d| (&*d.fields[0], d.line)).collect();
    assert_eq!(fields, [("1", 2), ("0.5", 4), ("2", 5)]);
    let by_number = folder.read(&Options { sheet: Some("2".into()), ..Options::default() });
    assert_eq!(texts(&by_number), texts(&reading));
    let options = Options { sheet: Some("别的".into()), ..Options::default() };
    let missing = read_all(&[folder.at("a.xlsx")], &options, &|_| ()).unwrap_err();
    assert!(matches!(missing, Error::SheetNotFound { sheets, .. } if sheets == ["说明", "评论"]));
}

#[test]
fn a_damaged_workbook_is_refused() {
    for bytes in
        [b"PK\x03\x04 and nothing".to_vec(), container(&[("xl/x.xml", "<a>")]), b"text".to_vec()]
    {
        assert_eq!(read_one("a.xlsx", bytes).files[0].status, Status::Rejected);
    }
}

#[test]
fn a_container_that_swells_is_refused() {
    let bytes = container(&[("word/document.xml", &"<a>".repeat(20 << 20))]);
    assert!(read_one("a.docx", bytes).files[0].message.en.contains("200 times"));
}

#[test]
fn a_word_document_reads_as_text() {
    let xml = "<w:document xmlns:w=\"w\"><w:p><w:t>湿地的</w:t><w:t>水鸟</w:t></w:p><w:p><w:t>第二段</w:t></w:p></w:document>";
    let reading = read_one("a.docx", container(&[("word/document.xml", xml)]));
    assert_eq!(texts(&reading), ["湿地的水鸟\n第二段"]);
    assert_eq!((reading.files[0].kind, reading.documents[0].line_at(20)), (Kind::Docx, 2));
}

#[test]
fn lines_of_json_read_as_a_table() {
    let json = "{\"id\":7,\"text\":\"湿地\\n很美\",\"x\":null}\n\nnot json\n{\"text\":\"路不好走\",\"tags\":[1,\"a\"]}\n";
    let reading = read_one("a.jsonl", json);
    assert_eq!(texts(&reading), ["湿地\n很美", "路不好走"]);
    assert_eq!(reading.columns, ["id", "x", "tags"]);
    assert_eq!(reading.documents[0].fields, ["7", "", ""]);
    assert_eq!((reading.documents[1].line, &*reading.documents[1].fields[2]), (4, "[1,\"a\"]"));
    assert_eq!((reading.rejects[0].line, &*reading.rejects[0].raw), (3, "not json"));
}

#[test]
fn packed_files_read_as_what_they_hold() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(CSV.as_bytes()).unwrap();
    let zstd = zstd::encode_all(CSV.as_bytes(), 3).unwrap();
    let original = read_one("a.csv", CSV);
    for (name, bytes, kind) in
        [("a.csv.gz", gzip.finish().unwrap(), "csv.gz"), ("a.csv.zst", zstd, "csv.zst")]
    {
        let reading = read_one(name, bytes);
        assert_eq!(texts(&reading), texts(&original));
        assert_eq!(reading.files[0].kind_name(), kind);
    }
    assert_eq!(read_one("a.csv.gz", "not packed").files[0].status, Status::Rejected);
}
