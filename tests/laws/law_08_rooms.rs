//! Law 8: only `segment` knows jieba and its letters, only `report` names a CSV column, only
//! `cli` writes to the terminal; and the rooms depend on each other as they should. Read from the
//! source, comments left out.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// A source file: its path below the project, and its text without comments.
struct Source {
    path: String,
    code: String,
}

impl Source {
    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// The Rust files below a folder.
fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A line without the comment at its end or all of it.
fn without_comment(line: &str) -> &str {
    match line.trim_start() {
        comment if comment.starts_with("//") => "",
        _ => line.split(" // ").next().unwrap_or(line),
    }
}

/// The sources of all crates.
fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    for room in fs::read_dir(project().join("crates")).unwrap().map(Result::unwrap) {
        let folder = room.path().join("src");
        if folder.is_dir() {
            rust_files(&folder, &mut paths);
        }
    }
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().map(without_comment).collect::<Vec<_>>().join("\n");
        let path = path.strip_prefix(project()).unwrap();
        Source { path: path.to_string_lossy().replace('\\', "/"), code }
    };
    let sources: Vec<_> = paths.into_iter().map(source).collect();
    assert!(sources.len() > 50, "{} files", sources.len());
    sources
}

/// Asserts that none of some texts stands in any file outside a folder, and that at least one
/// stands inside, so that the search is known to find.
#[track_caller]
fn only_in(folder: &str, texts: &[String]) {
    let sources = sources();
    let holds = |source: &&Source| texts.iter().any(|text| source.code.contains(text));
    assert!(sources.iter().any(|source| source.is_in(folder) && holds(&source)), "{folder}");
    for source in sources.iter().filter(|source| !source.is_in(folder)) {
        let found: Vec<_> = texts.iter().filter(|text| source.code.contains(*text)).collect();
        assert!(found.is_empty(), "{} names {found:?}", source.path);
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn only_segment_names_jieba() {
    only_in("crates/segment/", &owned(&["jieba_rs", "Jieba"]));
}

#[test]
fn only_segment_reads_the_letters_of_parts_of_speech() {
    // The tags of one letter are too short to be looked for, but where a family of tags is told
    // by its first letter, one of these stands beside it.
    let tags = ["nr", "ns", "nt", "nz", "ng", "vn", "vd", "an", "ad", "eng", "nrt", "nrfg"];
    let mut texts: Vec<_> = tags.iter().map(|tag| format!("\"{tag}\"")).collect();
    texts.extend(["n", "v", "a"].map(|letter| format!("tag.starts_with('{letter}')")));
    only_in("crates/segment/", &texts);
}

#[test]
fn only_report_names_columns_of_tables() {
    let dictionary = fs::read_to_string(project().join("data/columns.csv")).unwrap();
    let rows = dictionary.lines().skip(1).filter_map(|row| row.split(',').nth(1));
    // A column such as `topic` or `text` is a plain word too, which anybody may use.
    let names = rows.filter(|name| name.contains('_')).map(|name| format!("\"{name}\""));
    let names: Vec<_> = names.collect();
    assert!(names.len() > 20);
    only_in("crates/report/", &names);
}

#[test]
fn only_report_writes_csv() {
    let sources = sources();
    for source in sources.iter().filter(|source| !source.is_in("crates/report/")) {
        for text in ["csv::Writer", "WriterBuilder"] {
            assert!(!source.code.contains(text), "{} names {text}", source.path);
        }
    }
}

#[test]
fn only_one_folder_of_cli_writes_to_the_terminal() {
    let texts = ["print!(", "println!(", "stdout()", "stderr()", "dbg!("];
    only_in("crates/cli/src/tell/", &owned(&texts));
}

#[test]
fn the_rooms_depend_on_each_other_one_way() {
    let allowed: [(&str, &[&str]); 7] = [
        ("corpus", &[]),
        ("ingest", &["corpus", "data"]),
        ("segment", &["corpus", "data"]),
        ("keyword", &["corpus", "data"]),
        ("topic", &["corpus", "data"]),
        ("report", &["corpus", "keyword", "topic", "data"]),
        ("cli", &["corpus", "ingest", "segment", "keyword", "topic", "report", "data"]),
    ];
    let rooms = fs::read_dir(project().join("crates")).unwrap().map(Result::unwrap);
    let rooms = rooms.filter(|room| room.path().join("Cargo.toml").exists());
    assert_eq!(rooms.count(), allowed.len(), "every room has its place in the order");
    for (room, below) in allowed {
        let manifest = project().join(format!("crates/{room}/Cargo.toml"));
        let manifest = fs::read_to_string(manifest).unwrap();
        let name = |line: &str| {
            let end = line.find([' ', '.', '=']).unwrap_or(line.len());
            line[..end].strip_prefix("cimai-").map(str::to_owned)
        };
        // What makes texts to measure with is no room.
        for other in manifest.lines().filter_map(name).filter(|other| other != "texts") {
            assert!(below.contains(&other.as_str()), "{room} must not need {other}");
        }
    }
}
