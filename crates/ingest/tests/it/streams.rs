use std::fmt::Write as _;
use std::io::Write as _;

use cimai_ingest::{Duplicates, Options, Status};
use encoding_rs::GBK;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Folder, Reading, texts};

/// The text of a row, of a length that differs from row to row.
fn text(row: usize) -> String {
    format!("第{row}条：{}", "河长巡河，水鸟回来了。".repeat(row % 17))
}

/// A table of about so many MiB, with quotes, line breaks of every kind and characters of every
/// width, and how many rows it has.
fn table(mib: usize) -> (String, usize) {
    let (mut table, mut row) = ("编号,评论,区\r\n".to_owned(), 0);
    while table.len() < mib << 20 {
        row += 1;
        let text = text(row);
        let end = ["\n", "\r\n"][row % 2];
        let written = match row % 5 {
            0 => write!(table, "{row},\"{text}\r\n“第二行”,\"\"引\"\"\",东{end}"),
            1 => write!(table, "{row},{text},{end}{end}"),
            _ => write!(table, "{row},{text},西{end}"),
        };
        written.expect("writing to a string cannot fail");
    }
    (table, row)
}

#[track_caller]
fn check(reading: &Reading, rows: usize) {
    assert_eq!(reading.documents.len(), rows, "help: {}", reading.files[0].message);
    assert!(reading.parts.iter().all(|&part| part <= 4096));
    let mut line = 2;
    for (row, document) in (1..).zip(&reading.documents) {
        let text = text(row);
        let expected = if row % 5 == 0 { format!("{text}\n“第二行”,\"引\"") } else { text };
        assert_eq!((&document.text, document.line), (&expected, line));
        let district = ["东", "", "西", "西", "西"][row % 5];
        assert_eq!(document.fields, [row.to_string(), district.to_owned()]);
        line += 1 + u64::from(row % 5 < 2);
    }
}

fn read(name: &str, bytes: &[u8]) -> Reading {
    let options = Options { duplicates: Duplicates::Off, ..Options::default() };
    Folder::with(&[(name, bytes)]).read(&options)
}

#[test]
fn a_large_table_is_read_piece_by_piece_as_it_would_be_whole() {
    let (table, rows) = table(30);
    let reading = read("a.csv", table.as_bytes());
    check(&reading, rows);
    assert!(reading.parts.len() > 20, "help: {:?}", reading.parts);
    assert_eq!(reading.files[0].bytes as usize, table.len());
    assert_eq!(reading.files[0].blake3, blake3::hash(table.as_bytes()).to_string());
}

#[test]
fn large_tables_stream_in_other_encodings_and_out_of_packed_files() {
    let (table, rows) = table(9);
    check(&read("a.csv", &GBK.encode(&table).0), rows);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(table.as_bytes()).unwrap();
    check(&read("a.csv.gz", &gzip.finish().unwrap()), rows);
}

#[test]
fn a_large_plain_table_may_be_larger_than_what_may_be_held() {
    let (table, rows) = table(9);
    let folder = Folder::with(&[("a.csv", &table), ("b.txt", &table)]);
    let reading = folder.read(&Options { max_size: 1 << 20, ..Options::default() });
    assert_eq!(reading.documents.len(), rows);
    assert_eq!(reading.files[1].status, Status::Rejected);
}

#[test]
fn a_fault_at_the_end_of_a_large_table_leaves_no_documents() {
    let (table, rows) = table(9);
    let broken = format!("{table}{},\"没有结束\n1,再见,\n", rows + 1);
    let reading = read("a.csv", broken.as_bytes());
    assert_eq!((reading.documents.len(), reading.files[0].status), (0, Status::Rejected));
    let reject = &reading.rejects[0];
    assert_eq!((reject.byte as usize, &*reject.raw), (broken.rfind('"').unwrap(), "\"没有结束"));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(table.as_bytes()).unwrap();
    let mut packed = gzip.finish().unwrap();
    packed.truncate(packed.len() - 100);
    let reading = read("a.csv.gz", &packed);
    assert_eq!((reading.documents.len(), reading.files[0].status), (0, Status::Rejected));
}

#[test]
fn the_size_of_batches_shapes_nothing() {
    let (table, _) = table(1);
    let line = |n| format!("{{\"id\":{n},\"text\":\"{}\"}}\n\n", text(n));
    let lines = (0..3000).map(line).collect::<Vec<_>>().concat();
    let folder = Folder::with(&[("a.csv", &table), ("b.jsonl", &lines), ("c.txt", &text(3))]);
    let shape = |batch| {
        let reading = folder.read(&Options { batch, ..Options::default() });
        assert!(reading.parts.iter().all(|&part| part <= batch.max(1)), "help: {batch}");
        let Reading { documents, columns, files, rejects, notes, duplicate_of, .. } = reading;
        format!("{:?}", (documents, columns, files, rejects, notes, duplicate_of))
    };
    let whole = shape(4096);
    assert!([0, 1, 7, 1000].into_iter().all(|batch| shape(batch) == whole));
}

#[test]
fn small_files_with_the_same_columns_are_handed_out_together() {
    let mut files: Vec<(String, String)> =
        (0..600).map(|n| (format!("{n:03}.txt"), text(n))).collect();
    files.push(("100.csv".to_owned(), "区,正文\n东,湿地\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let reading = Folder::with(&files).read(&Options::default());
    assert_eq!(reading.parts, [100, 1, 155, 256, 89]);
    assert_eq!((texts(&reading)[100], &*reading.documents[101].text), ("湿地", &*text(100)));
}
