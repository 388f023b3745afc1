use std::io::{Cursor, Write};

use cimai_ingest::{Kind, Options, Status};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{Folder, Reading, read_one, texts};

fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a container").into_inner()
}

/// A workbook of sheets, each with its name and its rows.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Workbook {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        fill(book.add_worksheet().set_name(*name).expect("a name"), rows);
    }
    book
}

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).expect("a cell");
        }
    }
}

fn read_book(mut book: Workbook) -> Reading {
    read_one("a.xlsx", book.save_to_buffer().expect("a workbook"))
}

/// What the documents have in a column.
fn column<'r>(reading: &'r Reading, name: &str) -> Vec<&'r str> {
    let place = reading.columns.iter().position(|column| column == name).expect("the column");
    reading.documents.iter().map(|document| document.fields[place].as_str()).collect()
}

const HEADER: &[&str] = &["编号", "内容"];

#[test]
fn sheets_that_share_a_header_are_one_table_and_others_are_named() {
    let reading = read_book(workbook(&[
        ("说明", &[&["本表由热线中心导出，内容涉及市民来电，请勿外传，如有疑问请联系信息科。"]]),
        ("1月", &[HEADER, &["1", "路灯不亮"], &["2", "垃圾没人收"]]),
        ("2月", &[HEADER, &["3", "公交车太少"]]),
        ("空", &[]),
        ("汇总", &[&["月份", "件数"], &["1月", "2"]]),
    ]));
    assert_eq!(texts(&reading), ["路灯不亮", "垃圾没人收", "公交车太少"]);
    assert_eq!(column(&reading, "sheet"), ["1月", "1月", "2月"]);
    let places: Vec<_> = reading.documents.iter().map(|d| (d.line, d.id.ends_with("#3"))).collect();
    assert_eq!(places, [(2, false), (3, false), (2, true)]);
    let message = &reading.files[0].message.zh;
    assert!(message.contains("3 个工作表没有读：说明、空、汇总"), "{message}");
    assert!(reading.notes.iter().any(|note| note.zh.contains("合起来读")));
    assert_eq!(reading.files[0].status, Status::Ok);
}

#[test]
fn a_hidden_sheet_is_read_only_where_it_is_asked_for() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("公开").unwrap(), &[HEADER, &["1", "服务不错"]]);
    let inner = book.add_worksheet().set_name("内部").unwrap();
    fill(inner, &[HEADER, &["1", "工资名单在这里"]]);
    inner.set_hidden(true);
    let deep = book.add_worksheet().set_name("更深").unwrap();
    fill(deep, &[HEADER, &["1", "另一份名单"]]);
    deep.set_very_hidden(true);
    let folder = Folder::with(&[("a.xlsx", book.save_to_buffer().unwrap())]);
    let reading = folder.read(&Options::default());
    assert_eq!(texts(&reading), ["服务不错"]);
    assert!(reading.files[0].message.zh.contains("2 个隐藏的工作表没有读"));
    let asked = folder.read(&Options { sheet: Some("内部".into()), ..Options::default() });
    assert_eq!(texts(&asked), ["工资名单在这里"]);
    assert!(asked.files[0].message.zh.contains("隐藏"));
}

#[test]
fn a_header_below_title_rows_is_found_and_may_have_two_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "某市工单统计表", &plain).unwrap();
    sheet.write(1, 0, "制表单位：热线办").unwrap();
    sheet.merge_range(2, 0, 3, 0, "编号", &plain).unwrap();
    sheet.merge_range(2, 1, 2, 2, "来电", &plain).unwrap();
    sheet.write(3, 1, "时间").unwrap();
    sheet.write(3, 2, "地点").unwrap();
    sheet.merge_range(2, 3, 3, 3, "内容", &plain).unwrap();
    for (row, text) in [(4, "路灯不亮"), (5, "垃圾没人收")] {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, "8 时").unwrap();
        sheet.write(row, 2, "南门").unwrap();
        sheet.write(row, 3, text).unwrap();
    }
    let reading = read_book(book);
    assert_eq!(texts(&reading), ["路灯不亮", "垃圾没人收"]);
    assert_eq!(reading.columns, ["编号", "来电-时间", "来电-地点"]);
    assert_eq!(reading.documents[0].line, 5);
    assert!(reading.files[0].message.zh.contains("某市工单统计表"));
}

#[test]
fn cells_that_are_no_text_are_counted_or_shown_as_the_program_shows_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, &[&["编号", "真假", "内容"], &["1", "", "路灯不亮"], &["2", "", "垃圾没人收"]]);
    sheet.write(1, 1, true).unwrap();
    sheet.write_formula(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_with_format(1, 0, 123, &Format::new().set_num_format("000000")).unwrap();
    let reading = read_book(book);
    assert_eq!(column(&reading, "编号"), ["000123", "2"]);
    assert_eq!(column(&reading, "真假")[0], "TRUE");
}

/// A workbook of one sheet, written by hand where a program would not write it so.
fn by_hand(rows: &str) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations = |what: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{kind}/{what}\" Target=\"{target}\"/></Relationships>"
        )
    };
    container(&[
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").as_bytes()),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{kind}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>").as_bytes(),
        ),
    ])
}

fn rows_by_hand(rows: &[[&str; 2]]) -> Vec<u8> {
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header = format!("<row>{}{}</row>", text("证号"), text("内容"));
    let row = |[cell, content]: &[&str; 2]| format!("<row>{cell}{}</row>", text(content));
    by_hand(&(header + &rows.iter().map(row).collect::<String>()))
}

#[test]
fn long_numbers_keep_the_digits_that_the_file_has() {
    let whole = [
        ["<c><v>110101199001011234</v></c>", "路灯不亮"],
        ["<c><v>110101199001011235</v></c>", "垃圾没人收"],
        ["<c><v>7</v></c>", "公交车太少"],
        ["<c><v>110101199001011236</v></c>", "公园很好"],
    ];
    let reading = read_one("a.xlsx", rows_by_hand(&whole));
    let expected = ["110101199001011234", "110101199001011235", "7", "110101199001011236"];
    assert_eq!(column(&reading, "证号"), expected);
    assert_eq!(reading.files[0].status, Status::Ok);
    let lost = [["<c><v>1.1010119900101E+17</v></c>", "路灯不亮"]];
    let reading = read_one("a.xlsx", rows_by_hand(&lost));
    assert!(reading.files[0].message.zh.contains("列“证号”有 1 个超过 15 位的数"));
    assert_eq!(reading.files[0].status, Status::Lossy);
}

#[test]
fn error_values_are_empty_and_counted() {
    let rows = [
        ["<c><v>1</v></c>", "路灯不亮"],
        ["<c t=\"e\"><v>#N/A</v></c>", "垃圾没人收"],
        ["<c t=\"e\"><v>#DIV/0!</v></c>", "公交车太少"],
    ];
    let reading = read_one("a.xlsx", rows_by_hand(&rows));
    assert_eq!(column(&reading, "证号"), ["1", "", ""]);
    assert!(reading.files[0].message.zh.contains("2 个单元格是错误值"));
    assert_eq!(reading.files[0].status, Status::Lossy);
}

#[test]
fn a_column_of_numbers_is_doubted_as_text() {
    let rows = [["<c><v>12</v></c>", "甲"], ["<c><v>15</v></c>", "乙"]];
    let folder = Folder::with(&[("a.xlsx", rows_by_hand(&rows))]);
    let reading = folder.read(&Options { text: Some("证号".into()), ..Options::default() });
    assert!(reading.notes.iter().any(|note| note.zh.contains("多半是数字")), "{:?}", reading.notes);
}

#[test]
fn old_and_open_workbooks_are_read() {
    let reading = read_one("a.xls", include_bytes!("../data/reviews.xls"));
    assert_eq!(texts(&reading), ["湿地的水鸟多了", "路灯坏了没人修", "公园新修了步道"]);
    assert_eq!(column(&reading, "日期"), ["2024-03-15", "2024-03-16", "2024-04-01"]);
    assert_eq!(column(&reading, "公开"), ["TRUE", "FALSE", "TRUE"]);
    assert_eq!(column(&reading, "sheet"), ["评论", "评论", "二月"]);
    assert!(reading.files[0].message.zh.contains("1 个隐藏的工作表没有读"));
    assert_eq!((reading.files[0].kind, reading.files[0].status), (Kind::Xls, Status::Ok));
    let reading = read_one("a.ods", include_bytes!("../data/reviews.ods"));
    assert_eq!(texts(&reading), ["湿地的水鸟多了", "路灯坏了 & 没人修"]);
    assert_eq!(column(&reading, "编号"), ["110101199001011234", "2"]);
    assert_eq!((reading.files[0].kind, reading.files[0].status), (Kind::Ods, Status::Ok));
}

#[test]
fn what_is_called_xls_is_read_as_what_it_is() {
    let table = "编号\t内容\n1\t路灯不亮\n2\t垃圾没人收\n";
    let utf16: Vec<u8> =
        [0xFEFF].into_iter().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (gbk, ..) = encoding_rs::GBK.encode(table);
    for bytes in [table.as_bytes(), &utf16, &gbk] {
        let reading = read_one("a.xls", bytes);
        assert_eq!(texts(&reading), ["路灯不亮", "垃圾没人收"]);
        assert_eq!(reading.files[0].kind, Kind::Tsv);
    }
    let mut book = workbook(&[("表", &[HEADER, &["1", "路灯不亮"]])]);
    let reading = read_one("a.xls", book.save_to_buffer().unwrap());
    assert_eq!((texts(&reading), reading.files[0].kind), (vec!["路灯不亮"], Kind::Xlsx));
    let page = read_one("a.xls", "\u{FEFF}\n<html><table><tr><td>1</td></tr></table></html>");
    assert_eq!(page.files[0].status, Status::Rejected);
}

#[test]
fn what_has_a_password_is_refused_with_what_to_do() {
    let mut encrypted = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    encrypted.create_stream("/EncryptedPackage").unwrap().write_all(&[1; 64]).unwrap();
    let bytes = encrypted.into_inner().into_inner();
    for name in ["a.xlsx", "a.docx", "a.xls"] {
        let reading = read_one(name, &bytes);
        assert_eq!(reading.files[0].status, Status::Rejected);
        let message = &reading.files[0].message.zh;
        assert!(message.contains("密码"), "{name}: {message}");
    }
}

#[test]
fn a_small_ods_that_swells_is_refused() {
    let content = "<a><table:table table:name='s'><table:table-row><table:table-cell office:value-type='string'><text:p>内容</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated='1000000'><table:table-cell office:value-type='string' table:number-columns-repeated='16384'><text:p>好</text:p></table:table-cell></table:table-row></table:table></a>";
    let bytes = container(&[("content.xml", content.as_bytes())]);
    let folder = Folder::with(&[("a.ods", bytes)]);
    let options = Options { text: Some("1".into()), ..Options::default() };
    let file = &folder.read(&options).files[0];
    assert_eq!(file.status, Status::Rejected, "{}", file.message.zh);
}

fn word(parts: &[(&str, &[u8])]) -> Reading {
    read_one("a.docx", container(parts))
}

#[test]
fn references_without_a_meaning_are_marked_and_counted() {
    let xml = "<d><p><t>价格&nbsp;100&mdash;元&amp;</t></p></d>";
    let reading = word(&[("word/document.xml", xml.as_bytes())]);
    assert_eq!(texts(&reading), ["价格\u{FFFD}100\u{FFFD}元&"]);
    assert_eq!((reading.files[0].replaced, reading.files[0].status), (2, Status::Lossy));
}

#[test]
fn notes_stand_behind_the_text_and_the_encoding_is_obeyed() {
    let notes = "<n><footnote><p/></footnote><footnote><p><t>见统计年鉴。</t></p></footnote></n>";
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><d><p><t>湿地变大了</t></p></d>";
    let xml: Vec<u8> =
        [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let reading = word(&[("word/document.xml", &xml), ("word/footnotes.xml", notes.as_bytes())]);
    assert_eq!(texts(&reading), ["湿地变大了\n见统计年鉴。"]);
    assert_eq!(reading.files[0].status, Status::Ok);
}
