//! The output folder: whole or not at all, and what stands in its files.

use std::fs;

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
