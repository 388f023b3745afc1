//! Law 9: no input, however broken, makes it panic or hang; a bad file stops no other.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use crate::support::{Folder, Row};

/// The longest that any of these inputs may take, far more than each needs.
const PATIENCE: Duration = Duration::from_secs(20);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

/// Broken tables and lists of records.
fn tables() -> Vec<(&'static str, Vec<u8>)> {
    let wide = |cell: &str| vec![cell; 10_000].join(",");
    vec![
        ("header.csv", b"id,text\n".to_vec()),
        ("unclosed.csv", "text\n湿地\n\"没有闭合的引号\n公园\n".into()),
        ("quotes.csv", format!("text\n{}\n", "\"".repeat(99_999)).into()),
        ("wide.csv", format!("{},text\n{},湿地公园\n", wide("列"), wide("1")).into()),
        ("tabs.tsv", format!("text{}\n湿地\n", "\t".repeat(100_000)).into()),
        ("returns.csv", "text\r湿地公园\r水鸟回来\r".into()),
        ("huge_cell.csv", format!("text\n\"{}\"\n", "湿地公园，".repeat(700_000)).into()),
        ("dates.csv", "text,date\n湿地,99999999999-99-99\n公园,2024-02-31\n水鸟,-1\n".into()),
        ("nul.csv", b"text\n\0\0\0\n\xe6\xb9\xbf\xe5\x9c\xb0\0\n".to_vec()),
        ("image.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff".repeat(100)),
        ("surrogate.jsonl", "{\"text\":\"湿地\\ud800公园\"}\n{\"text\":\"\\udc00\"}\n".into()),
        ("numbers.jsonl", "{\"text\":1e999999}\n{\"text\":-0}\n1\n\"a\"\nnull\n".into()),
        ("broken.jsonl", "{\"text\":\"湿地\"}\n{\"text\":\n}}}}\n".into()),
    ]
}

/// Tables of which nobody can say which column is the text, so that the run asks for `--text`.
fn unclear() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("same_names.csv", "text,text,text\n湿地,公园,开放\n".into()),
        ("nameless.csv", ",,\n,,\n湿地,公园,\n".into()),
        ("commas.csv", ",".repeat(1_000_000).into()),
        ("deep.jsonl", format!("{{\"text\":{}\n", "[".repeat(200_000)).into()),
        ("deep_objects.jsonl", "{\"text\":".repeat(100_000).into()),
    ]
}

/// Files that are not what their names say, or not whole.
fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let whole = gzip("湿地公园今天开放。".repeat(1000).as_bytes());
    vec![
        ("zeros.txt.gz", gzip(&vec![0; 64 << 20])),
        ("cut.txt.gz", whole[..whole.len() / 2].to_vec()),
        ("twice.txt.gz", gzip(&gzip(&whole))),
        ("garbage.csv.gz", b"\x1f\x8b\x08\0garbage garbage".to_vec()),
        ("garbage.txt.zst", b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff".to_vec()),
        ("garbage.xlsx", b"PK\x03\x04 no archive at all".to_vec()),
        ("garbage.docx", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()),
        ("text.xlsx", "湿地公园".into()),
    ]
}

/// Bytes that are no text, or hardly.
fn encodings() -> Vec<(&'static str, Vec<u8>)> {
    let mut lone = vec![0xfeff, 0x6e7f];
    lone.extend([0xd800, 0xdc00, 0xdc00, 0xd800, 0x5730].repeat(200));
    vec![
        ("empty.txt", Vec::new()),
        ("bom.txt", b"\xef\xbb\xbf".to_vec()),
        ("bom16.txt", b"\xff\xfe".to_vec()),
        ("lone_surrogates.txt", utf16(&lone)),
        ("odd16.txt", b"\xff\xfe\x7f\x6e\x30".to_vec()),
        ("nul.txt", vec![0; 100_000]),
        ("no_utf8.txt", vec![0xff; 10_000]),
        ("cut_utf8.txt", "湿地".repeat(100).as_bytes()[..599].to_vec()),
        ("cut_gb18030.txt", b"\xca\xaa\xb5\xd8\x81".to_vec()),
        ("every_byte.txt", (0..=255).cycle().take(50_000).collect()),
    ]
}

/// Texts that are far from what people write.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let line = |text: &str, times: usize| text.repeat(times).into_bytes();
    vec![
        ("one_word.txt", line("湿地公园", 60_000)),
        ("one_character.txt", line("一", 300_000)),
        ("negations.txt", line("不", 200_000)),
        ("marks.txt", line("。", 300_000)),
        ("quotation_marks.txt", line("“", 200_000)),
        ("brackets.txt", line("〔《（", 100_000)),
        ("combining.txt", line("\u{301}", 300_000)),
        ("invisible.txt", line("\u{200b}\u{feff}\u{202e}", 100_000)),
        ("emoji.txt", line("👨‍👩‍👧‍👦", 20_000)),
        ("latin.txt", line("a", 500_000)),
        ("figures.txt", line("1.", 200_000)),
        ("lines.txt", line("湿\n", 100_000)),
        ("headings.txt", line("湿地公园\n本报讯\n", 10_000)),
        ("blanks.txt", line(" 　", 300_000)),
        ("control.txt", line("湿\u{1}\u{7}\u{1b}[31m地", 20_000)),
    ]
}

/// What came of a bad file with a good one beside it.
struct Outcome {
    /// The exit code; none where the run took too long or was killed by a signal.
    code: Option<i32>,
    stderr: String,
    /// Whether the good file became a document.
    good: bool,
}

/// Waits for a command, at most as long as there is patience.
fn patient(command: &mut Command) -> Option<Output> {
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while run.try_wait().unwrap().is_none() {
        if began.elapsed() > PATIENCE {
            run.kill().unwrap();
            run.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Some(run.wait_with_output().unwrap())
}

fn analyzed(name: &str, bytes: &[u8]) -> Outcome {
    let folder = Folder::new();
    folder.write(&format!("in/{name}"), bytes).write("in/好.txt", "水鸟在湿地公园过冬。");
    let output = patient(&mut folder.command("analyze in -o out -q"));
    let code = output.as_ref().and_then(|output| output.status.code());
    let stderr = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    let is_complete = matches!(code, Some(0 | 3));
    let is_good = |row: &Row| row["doc_id"] == "in/好.txt";
    let good = is_complete && folder.table("documents").iter().any(is_good);
    Outcome { code, stderr: stderr.unwrap_or_default(), good }
}

/// Asserts that none of some bad files keeps a good one out.
#[track_caller]
fn survives(inputs: &[(&str, Vec<u8>)]) {
    let outcomes = inputs.par_iter().map(|(name, bytes)| (name, analyzed(name, bytes)));
    let outcomes: Vec<_> = outcomes.collect();
    for (name, outcome) in outcomes {
        assert!(outcome.good, "{name}: {:?}, {}", outcome.code, outcome.stderr);
    }
}

#[test]
fn broken_tables_stop_no_other_file() {
    survives(&tables());
}

#[test]
fn a_table_without_a_clear_text_is_named() {
    for (name, bytes) in unclear() {
        let outcome = analyzed(name, &bytes);
        let named = outcome.code == Some(2) && outcome.stderr.contains(name);
        assert!(outcome.good || named, "{name}: {:?}, {}", outcome.code, outcome.stderr);
    }
}

#[test]
fn broken_containers_stop_no_other_file() {
    survives(&containers());
}

#[test]
fn broken_encodings_stop_no_other_file() {
    survives(&encodings());
}

#[test]
fn strange_texts_stop_no_other_file() {
    survives(&texts());
}

#[test]
fn two_megabytes_of_one_text_are_read_in_time() {
    let folder = Folder::new().with_seeds();
    let page = std::fs::read_to_string(folder.path("seeds/newspaper/2024-03-12_A02.txt")).unwrap();
    let one_line = page.replace('\n', "");
    let text = one_line.repeat((2 << 20) / one_line.len() + 1);
    survives(&[("long.txt", text.into_bytes())]);
}

#[test]
fn broken_lists_are_refused_and_named() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园今天开放。").write("list.bin", b"\xff\xff\0\0\xff".repeat(100));
    for option in ["dictionary", "synonyms", "stop-words", "keep-terms", "seed-terms", "labels"] {
        let run = folder.run(&format!("analyze a.txt -o out --force --{option} list.bin"));
        assert_ne!(run.code(), 70, "--{option}: {}", run.stderr());
        if run.code() != 0 {
            assert!(run.stderr().contains("list.bin"), "--{option}: {}", run.stderr());
        }
    }
    let run = folder.run("assign list.bin a.txt -o out --force");
    assert!(matches!(run.code(), 1 | 2) && run.stderr().contains("list.bin"), "{}", run.stderr());
}

/// A workbook of one sheet: the rows as XML, and the texts that its cells may name by number.
#[cfg(target_os = "linux")]
fn workbook(rows: &str, texts: &[String]) -> Vec<u8> {
    use zip::write::SimpleFileOptions;
    let base = "http://schemas.openxmlformats.org";
    let main = format!("xmlns=\"{base}/spreadsheetml/2006/main\"");
    let relation = format!("{base}/officeDocument/2006/relationships");
    let list = format!("xmlns=\"{base}/package/2006/relationships\"");
    let to = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{relation}/{kind}\" Target=\"{target}\"/>")
    };
    let texts: Vec<String> = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let book = to("a", "officeDocument", "xl/workbook.xml");
    let parts = to("b", "worksheet", "worksheets/sheet1.xml")
        + &to("c", "sharedStrings", "sharedStrings.xml");
    let sheets = "<sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"b\"/></sheets>";
    let files = [
        ("_rels/.rels", format!("<Relationships {list}>{book}</Relationships>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships {list}>{parts}</Relationships>")),
        ("xl/workbook.xml", format!("<workbook {main} xmlns:r=\"{relation}\">{sheets}</workbook>")),
        ("xl/sharedStrings.xml", format!("<sst {main}>{}</sst>", texts.concat())),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut container = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        container.start_file(name, SimpleFileOptions::default()).unwrap();
        container.write_all(content.as_bytes()).unwrap();
    }
    container.finish().unwrap().into_inner()
}

/// Small files that take gigabytes when they are taken at their word.
#[cfg(target_os = "linux")]
fn swelling() -> Vec<(&'static str, Vec<u8>)> {
    let cells = |row: usize, columns: &[&str]| -> String {
        let cell = |column: &&str| {
            let text = usize::from(row > 1 || *column != "A");
            format!("<c r=\"{column}{row}\" t=\"s\"><v>{text}</v></c>")
        };
        format!("<row r=\"{row}\">{}</row>", columns.iter().map(cell).collect::<String>())
    };
    let rows =
        |columns: &[&str]| -> String { (1..20_000).map(|row| cells(row, columns)).collect() };
    let texts = |text: String| ["text".to_owned(), text];
    let long = "湿地公园很美".repeat(5_000);
    let wide = format!("text{}\n湿地公园很美{}\n", ",x".repeat(1_000_000), ",1".repeat(1_000_000));
    vec![
        ("far.xlsx", workbook(&rows(&["A", "XFD"]), &texts("湿地".to_owned()))),
        ("shared.xlsx", workbook(&rows(&["A"]), &texts(long))),
        ("wide.csv", wide.into_bytes()),
        ("long.txt", "湿地公园很美".repeat(12_000_000).into_bytes()),
    ]
}

#[cfg(target_os = "linux")]
#[test]
fn what_swells_is_refused_by_name_and_the_rest_is_read_in_a_gigabyte() {
    for (name, bytes) in swelling() {
        let folder = Folder::new();
        folder.write(&format!("in/{name}"), bytes).write("in/好.txt", "水鸟在湿地公园过冬。");
        let run = folder.command("analyze in -o out -q");
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -v 1000000; exec \"$0\" \"$@\""]).arg(run.get_program());
        limited.args(run.get_args()).current_dir(folder.path(""));
        let output = patient(&mut limited).expect("it ends");
        assert_eq!(output.status.code(), Some(3), "{name}: {output:?}");
        let inputs = folder.table("inputs");
        let refused = inputs.iter().find(|row| row["path"].ends_with(name)).unwrap();
        assert_eq!(refused["status"], "rejected", "{refused:?}");
        assert!(folder.table("documents").iter().any(|row| row["doc_id"] == "in/好.txt"), "{name}");
    }
}
