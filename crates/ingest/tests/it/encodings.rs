use cimai_ingest::{Options, Status};
use encoding_rs::{BIG5, Encoding, GBK};

use crate::{Folder, Reading, read_one, texts};

const CSV: &str = "编号,评论\n1,今天天气很好，我们去公园散步。\n2,中文分词与关键词提取也要正确。\n";

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[track_caller]
fn check(bytes: &[u8], encoding: &str, status: Status) -> Reading {
    let reading = read_one("a.txt", bytes);
    let file = &reading.files[0];
    assert_eq!((&*file.encoding, file.status), (encoding, status), "help: {}", file.message);
    assert!(status >= Status::Rejected || !file.encoding_reason.zh.is_empty());
    reading
}

#[test]
fn a_table_is_the_same_in_every_encoding() {
    let original = read_one("a.csv", CSV);
    let copies = [
        encoded(CSV, GBK),
        utf16(CSV),
        [b"\xFF\xFE".to_vec(), utf16(&CSV.replace(',', "\t"))].concat(),
    ];
    for bytes in copies {
        assert_eq!(texts(&read_one("a.csv", bytes)), texts(&original));
    }
}

#[test]
fn excels_unicode_text_is_a_table() {
    let bytes = [b"\xFF\xFE".to_vec(), utf16("编号\t正文\r\n1\t今天天气很好\r\n")].concat();
    let reading = check(&bytes, "UTF-16LE", Status::Ok);
    assert_eq!(
        (texts(&reading), &*reading.columns),
        (vec!["今天天气很好"], &["编号".to_owned()][..])
    );
}

#[test]
fn bad_bytes_are_counted_and_placed() {
    let text = "数据分析".repeat(500);
    let reading =
        check(&[text.as_bytes(), b"\xFF", text.as_bytes()].concat(), "UTF-8", Status::Lossy);
    assert_eq!((reading.files[0].replaced, reading.files[0].first_replaced), (1, Some(6000)));
    check(&"好的数据".as_bytes()[..11], "UTF-8", Status::Lossy);
    check(b"\xC0\xAF \xE0\x80\xAF \xED\xA0\x80 \xE5\xA5\xBD", "UTF-8", Status::Lossy);
}

#[test]
fn too_many_bad_bytes_refuse_the_file_unless_asked_for() {
    let bytes = ["好".as_bytes().repeat(100), b"\xFF \xFE ".repeat(20)].concat();
    let folder = Folder::with(&[("a.txt", &bytes)]);
    assert_eq!(folder.read(&Options::default()).files[0].status, Status::Rejected);
    let reading = folder.read(&Options { lossy: true, ..Options::default() });
    assert_eq!((reading.files[0].status, reading.files[0].replaced), (Status::Lossy, 40));
}

#[test]
fn two_encodings_in_one_file_are_both_read() {
    let row = encoded("2,这一行是GBK\n", GBK);
    let bytes =
        ["id,正文\n1,这一行是UTF-8\n".as_bytes(), &row, "3,又是UTF-8\n".as_bytes()].concat();
    let reading = read_one("a.csv", bytes);
    assert_eq!(texts(&reading), ["这一行是UTF-8", "这一行是GBK", "又是UTF-8"]);
    assert_eq!(reading.files[0].status, Status::Lossy);
}

#[test]
fn what_is_not_text_is_refused_by_name() {
    for (bytes, name) in [
        (&b"PK\x03\x04\0\0\0\0"[..], "xlsx"),
        (b"\x89PNG\r\n\x1A\n\0\0", "PNG"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "old Office"),
        (b"\x1F\x8B\x08\0\0\0\0\0", "gzip"),
        (b"\xFF\xFE\0\0i\0\0\0", "UTF-32"),
        (b"~{<:Ky2;NpJ)~}", "HZ"),
        (&[0; 4096], "NUL"),
        (&utf16("今天天气很好我们去公园散步"), "UTF-16"),
    ] {
        let reading = check(bytes, "", Status::Rejected);
        assert!(reading.files[0].message.en.contains(name), "help: {name}");
    }
}

#[test]
fn garbled_text_is_kept_and_told() {
    let reading = check("锟斤拷锟斤拷烫烫烫".as_bytes(), "UTF-8", Status::Ok);
    assert!(reading.files[0].message.zh.contains("乱码"));
}

#[test]
fn a_short_file_follows_its_folder() {
    let long = encoded("這是一篇很長的文章，講臺灣的天氣與交通，也講我們的生活。", BIG5);
    let folder = Folder::with(&[("big5/a.txt", &long), ("big5/b.txt", &encoded("天氣", BIG5))]);
    let reading = folder.read(&Options::default());
    assert_eq!(reading.documents[1].text, "天氣");
    assert_eq!(reading.files[1].encoding, "Big5");
}

#[test]
fn a_short_file_that_makes_sense_keeps_its_encoding() {
    let simple = encoded("这是一篇很长的文章，讲台湾的天气与交通，也讲我们的生活。", GBK);
    let short = encoded("臺灣的天氣與交通", BIG5);
    let folder = Folder::with(&[("a.txt", &simple), ("b.txt", &short)]);
    assert_eq!(texts(&folder.read(&Options::default()))[1], "臺灣的天氣與交通");
}

#[test]
fn a_named_encoding_wins() {
    let folder = Folder::with(&[("a.txt", utf16("今天天气"))]);
    let options = Options { encoding: Some("utf-16le".into()), ..Options::default() };
    assert_eq!(texts(&folder.read(&options)), ["今天天气"]);
}
