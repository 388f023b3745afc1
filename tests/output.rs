//! The output folder: whole or not at all, and what stands in its files.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::Folder;

fn folder_with_text() -> Folder {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园建成开放，水鸟回来了。");
    folder
}

#[test]
fn an_existing_folder_is_refused_without_force() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out").ended(0);
    let before = folder.files("out");
    let run = folder.run("analyze a.txt -o out --keywords 1").ended(1);
    assert!(run.stderr().contains("--force"));
    assert_eq!(folder.files("out"), before);
    folder.run("analyze a.txt -o out --keywords 1 --force").ended(0);
    assert_ne!(folder.files("out"), before);
}

#[test]
fn a_failed_run_leaves_the_old_folder_and_nothing_else() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out").ended(0);
    let before = folder.files("out");
    fs::remove_file(folder.path("a.txt")).unwrap();
    folder.run("analyze a.txt -o out --force").ended(2);
    assert_eq!(folder.files("out"), before);
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 1);
}

#[test]
fn tables_open_in_a_spreadsheet() {
    let folder = Folder::new();
    folder.write("a.csv", "id,note,text\n=1+1,-3.5,湿地公园\n007,@me,水鸟回来了\n");
    folder.run("analyze a.csv -o out --id id --text text").ended(0);
    let bytes = fs::read(folder.path("out/documents.csv")).unwrap();
    assert!(bytes.starts_with("\u{feff}doc_id,".as_bytes()));
    let documents = folder.table("documents");
    assert_eq!(documents[0]["doc_id"], "'=1+1");
    assert_eq!(documents[0]["note"], "-3.5");
    assert_eq!(documents[1]["doc_id"], "007");
    assert_eq!(documents[1]["note"], "'@me");
}

#[test]
fn tables_for_programs_are_exactly_the_text() {
    let folder = Folder::new();
    folder.write("a.csv", "id,text\n=1+1,湿地公园\n");
    folder.run("analyze a.csv -o out --id id --text text --profile machine").ended(0);
    let bytes = fs::read(folder.path("out/documents.csv")).unwrap();
    assert!(bytes.starts_with(b"doc_id,"));
    assert_eq!(folder.table("documents")[0]["doc_id"], "=1+1");
}

#[test]
fn the_dictionary_of_columns_knows_every_column_of_every_table() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out --profile machine").ended(0);
    let columns = folder.table("columns");
    for (name, content) in folder.files("out") {
        let Some(table) = name.strip_suffix(".csv") else { continue };
        let header = String::from_utf8(content).unwrap().lines().next().unwrap().to_owned();
        let known: Vec<_> = columns.iter().filter(|row| row["table"] == table).collect();
        let names: Vec<_> = known.iter().map(|row| row["column"].as_str()).collect();
        assert_eq!(header, names.join(","), "{table}");
        assert!(
            known.iter().all(|row| !row["meaning_zh"].is_empty() && !row["meaning_en"].is_empty())
        );
    }
}

#[test]
fn a_carried_column_with_a_name_of_ours_is_told_apart() {
    let folder = Folder::new();
    folder.write("a.csv", "topic,text\n旅游,湿地公园建成开放\n");
    folder.run("analyze a.csv -o out --text text").ended(0);
    assert_eq!(folder.table("documents")[0]["input_topic"], "旅游");
}

/// A run whose outputs are open and that waits for its input.
struct Waiting(Child);

impl Waiting {
    fn start(folder: &Folder, arguments: &str) -> Self {
        let mut command = folder.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let started = Instant::now();
        while !is_open(&folder.path("")) {
            assert!(started.elapsed() < Duration::from_secs(60), "it opens no output");
            std::thread::sleep(Duration::from_millis(10));
        }
        Self(child)
    }

    fn go_on(mut self) -> Output {
        let mut input = self.0.stdin.take().unwrap();
        input.write_all("湿地公园建成开放，水鸟回来了。".as_bytes()).unwrap();
        drop(input);
        self.0.wait_with_output().unwrap()
    }
}

/// Whether a run works in the folder.
fn is_open(parent: &Path) -> bool {
    let names = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().file_name());
    names.into_iter().any(|name| name.to_string_lossy().contains(".partial-"))
}

/// The names of what is in a folder.
fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path("")).unwrap().map(Result::unwrap);
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const COMPLAINTS: &str = "analyze 工单.csv --text text --topics 2 -o out";

fn folder_with_complaints() -> Folder {
    let folder = Folder::new();
    let rows = "暖气不热，供热公司没来\n路灯坏了，灯杆歪了\n".repeat(6);
    folder.write("工单.csv", format!("text\n{rows}"));
    folder
}

#[test]
fn a_file_that_is_no_model_is_never_replaced_by_one() {
    let folder = folder_with_complaints();
    let before = fs::read(folder.path("工单.csv")).unwrap();
    for force in ["", " --force"] {
        let run = folder.run(&format!("{COMPLAINTS} --save-model 工单.csv{force}")).ended(2);
        let told = run.stderr();
        assert!(told.contains("工单.csv") && told.contains("no model of cimai"), "{told}");
    }
    assert_eq!(fs::read(folder.path("工单.csv")).unwrap(), before);
    assert_eq!(names(&folder), ["工单.csv"]);
}

#[test]
fn a_model_within_the_output_folder_is_one_of_its_files() {
    let folder = folder_with_complaints();
    for force in ["", " --force"] {
        folder.run(&format!("{COMPLAINTS} --save-model out/m.model{force}")).ended(0);
        folder.run("model show out/m.model").ended(0);
        let manifest = fs::read_to_string(folder.path("out/manifest.json")).unwrap();
        assert!(manifest.contains("\"m.model\""), "{manifest}");
    }
    assert_eq!(names(&folder), ["out", "工单.csv"]);
    for name in ["out/terms.csv", "out/models/m.model", "out"] {
        folder.run(&format!("{COMPLAINTS} --save-model {name} --force")).ended(2);
    }
}

#[test]
fn an_output_or_a_list_that_cannot_be_opened_is_refused_before_anything_is_read() {
    let folder = Folder::new();
    folder.write("a/b.txt", "");
    for (option, remedy) in [
        ("--save-model no/such/m.model", "make it first"),
        ("--save-model a", "choose another name"),
        ("--idf nowhere.csv", "check the path"),
        ("--page-patterns nowhere.tsv", "check the path"),
        ("--stop-words a", "not a folder"),
    ] {
        // The input is not there either; that it is not missed shows that it was not looked for.
        let run = folder.run(&format!("analyze nowhere.txt -o out {option}")).ended(2);
        let (told, path) = (run.stderr(), option.split(' ').nth(1).unwrap());
        assert!(told.contains(path) && told.contains(remedy), "{told}");
    }
    assert_eq!(names(&folder), ["a"]);
    let run = folder.run("phrases a -o out --save-model m.model").ended(2);
    assert!(run.stderr().contains("finds no topics"), "{}", run.stderr());
}

#[test]
fn a_file_that_comes_into_the_old_folder_during_the_run_is_kept() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out").ended(0);
    let run = Waiting::start(&folder, "analyze - -o out --force");
    folder.write("out/notes.txt", "mine");
    let ended = run.go_on();
    let told = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{told}");
    assert!(told.contains("out.old-1"), "{told}");
    assert_eq!(fs::read_to_string(folder.path("out.old-1/notes.txt")).unwrap(), "mine");
    assert!(!folder.path("out/notes.txt").exists());
    assert_eq!(names(&folder), ["a.txt", "out", "out.old-1"]);
}

#[test]
fn a_table_that_somebody_edited_is_kept_too() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out").ended(0);
    folder.write("out/topics.csv", "topic,label\n1,改过的名字\n");
    folder.run("analyze a.txt -o out --force").ended(0);
    let kept = fs::read_to_string(folder.path("out.old-1/topics.csv")).unwrap();
    assert!(kept.contains("改过的名字"));
}

#[test]
fn the_second_run_on_a_folder_at_the_same_time_is_refused() {
    let folder = folder_with_text();
    let first = Waiting::start(&folder, "analyze - -o out");
    let second = folder.run("analyze a.txt -o out").ended(1);
    assert!(second.stderr().contains("another run"), "{}", second.stderr());
    folder.run("analyze a.txt -o other").ended(0);
    assert_eq!(first.go_on().status.code(), Some(0));
    assert_eq!(names(&folder), ["a.txt", "other", "out"]);
}

#[test]
fn an_input_in_the_output_folder_is_not_overwritten() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out").ended(0);
    let before = folder.files("out");
    let run = folder.run("analyze out/terms.csv --text term -o out --force").ended(2);
    assert!(run.stderr().contains("out/terms.csv"), "{}", run.stderr());
    assert_eq!(folder.files("out"), before);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    let folder = folder_with_complaints();
    let mut run = Waiting::start(&folder, "analyze - -o out --save-model m.model");
    // The input stays open, so that nothing but the interrupt can end the run.
    let input = run.0.stdin.take();
    let id = run.0.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ended = run.0.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    drop(input);
    assert_eq!(names(&folder), ["工单.csv"]);
}

#[test]
fn a_part_writes_its_own_tables_and_a_record_of_what_was_in_force() {
    let folder = folder_with_complaints();
    folder.write("terms.txt", "暖气\n路灯\n");
    for (command, tables) in [
        ("phrases", &["phrases"][..]),
        ("keywords", &["keywords", "terms"]),
        ("topics", &["assignments", "documents", "topic_terms", "topics"]),
    ] {
        let options = "--text text --topics 2 --only-terms terms.txt --force";
        folder.run(&format!("{command} 工单.csv {options} -o out")).ended(0);
        let files = folder.files("out");
        let written = files.keys().filter_map(|name| name.strip_suffix(".csv"));
        let written: Vec<&str> =
            written.filter(|name| !["columns", "inputs", "rejects"].contains(name)).collect();
        assert_eq!(written, tables, "{command}");
        let run: serde_json::Value = serde_json::from_slice(&files["run.json"]).unwrap();
        assert_eq!(run["options"]["adopt"], "none");
        assert_eq!(run["lists"][0]["path"], "terms.txt");
    }
}
