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
        Self::spawned(command.spawn().unwrap(), folder)
    }

    fn spawned(child: Child, folder: &Folder) -> Self {
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
    names.into_iter().any(|name| name.to_string_lossy().ends_with(".part"))
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
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
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

#[cfg(unix)]
#[test]
fn a_signal_that_was_ignored_when_the_run_began_stays_ignored() {
    let folder = folder_with_text();
    for signal in ["INT", "HUP"] {
        let program = folder.command("").get_program().to_owned();
        let mut command = std::process::Command::new("sh");
        let script = format!("trap '' {signal}; exec \"$0\" analyze - -o {signal}");
        command.current_dir(folder.path("")).args(["-c", &script]).arg(program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let run = Waiting::spawned(command.spawn().unwrap(), &folder);
        let kill = ["-s", signal, &run.0.id().to_string()].map(str::to_owned);
        assert!(std::process::Command::new("kill").args(kill).status().unwrap().success());
        assert_eq!(run.go_on().status.code(), Some(0), "{signal}");
        assert!(folder.path(signal).join("manifest.json").exists());
    }
}

#[test]
fn a_folder_is_told_to_be_whole_or_what_was_changed_in_it() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out").ended(0);
    assert!(folder.run("verify out").ended(0).stdout().contains("whole"));
    folder.write("out/terms.csv", "term\n").write("out/notes.txt", "mine");
    fs::remove_file(folder.path("out/topics.csv")).unwrap();
    let told = folder.run("verify out").ended(1);
    for name in ["terms.csv", "notes.txt", "topics.csv"] {
        assert!(told.stdout().contains(name), "{}", told.stdout());
    }
    fs::remove_file(folder.path("out/manifest.json")).unwrap();
    folder.run("verify out").ended(1);
}

#[test]
fn the_folder_of_the_run_is_no_input_wherever_it_lies() {
    let folder = Folder::new();
    folder.write("in/a.csv", "text\n湿地公园今天开放\n水鸟回来了\n");
    folder.run("analyze in -o in/out").ended(0);
    let first = folder.files("in/out");
    folder.run("analyze in -o in/out --force").ended(0);
    assert_eq!(folder.files("in/out"), first);
    let told = folder.run("analyze in -o in/other").ended(0);
    assert!(told.stdout().contains("in/out is the output folder of an earlier run"));
    assert_eq!(folder.table_in("in/other", "inputs").len(), 1);
}

#[test]
fn the_folder_that_somebody_works_in_is_not_replaced() {
    let folder = folder_with_text();
    for output in [".", ".."] {
        let told = folder.run(&format!("analyze a.txt -o {output} --force")).ended(2);
        assert!(told.stderr().contains("folder that you work in"), "{}", told.stderr());
    }
    assert_eq!(names(&folder), ["a.txt"]);
}

#[test]
fn an_output_may_have_the_longest_name_there_is() {
    let folder = folder_with_text();
    let name = "长".repeat(85);
    folder.run(&format!("analyze a.txt -o {name}")).ended(0);
    folder.write(&format!("{name}/notes.txt"), "mine");
    folder.run(&format!("analyze a.txt -o {name} --force")).ended(0);
    assert_eq!(names(&folder).len(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_by_every_command_that_prints() {
    let folder = folder_with_text();
    folder.run("analyze a.txt -o out --save-model m.model").ended(0);
    folder.write("words.txt", "湿地公园\n").write("c.toml", "topics = 3\n");
    for command in [
        "inspect a.txt",
        "segment a.txt",
        "kwic 湿地 a.txt",
        "kwic 湿地 a.txt --format csv",
        "idf a.txt",
        "dict check words.txt",
        "model show m.model",
        "compare out out",
        "view out",
        "verify out",
        "config show c.toml",
        "completions bash",
        "man",
        "--help",
        "--version",
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ended = folder.command(command).stdout(full).output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{command}");
        assert!(!ended.stderr.is_empty(), "{command}");
    }
    // What is published is published; only the words about it are lost.
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let ended = folder.command("analyze a.txt -o out --force").stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    folder.run("verify out").ended(0);
}

#[test]
fn options_come_from_a_file_and_the_record_has_its_hash() {
    let folder = folder_with_text();
    folder.write("set/c.toml", "keywords = 2\n[words]\nstop-words = ['stop.txt']\n");
    folder.write("set/stop.txt", "公园\n");
    folder.run("analyze a.txt -o out --config set/c.toml").ended(0);
    let run: serde_json::Value = serde_json::from_slice(&folder.files("out")["run.json"]).unwrap();
    assert_eq!(run["options"]["keywords"], "2");
    let hash = blake3::hash(&fs::read(folder.path("set/c.toml")).unwrap());
    assert_eq!(run["lists"][0]["blake3"], hash.to_hex().as_str());
    assert_eq!(run["lists"][1]["path"], "set/stop.txt");
    let shown = folder.run("config show set/c.toml").ended(0).stdout();
    let keywords = shown.lines().find(|line| line.starts_with("keywords")).unwrap();
    assert!(keywords.ends_with("line 1"), "{shown}");
    folder.write("set/c.toml", "topics = 5\noutput = 'elsewhere'\n");
    let told = folder.run("analyze a.txt -o out --force --config set/c.toml").ended(2);
    assert!(told.stderr().contains("line 2"), "{}", told.stderr());
    let mut chinese = folder.plain_command("analyze a.txt --config set/c.toml --lang zh");
    let told = chinese.env("LC_ALL", "en_US.UTF-8").output().unwrap().stderr;
    assert!(String::from_utf8_lossy(&told).contains("第 2 行"));
}
