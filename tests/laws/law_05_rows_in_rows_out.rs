//! Law 5: rows in = rows out + rejects. What is not counted stands in `inputs.csv`. A document
//! without words has an empty topic.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::sample::select;

use super::{number, sample};
use crate::support::{Folder, Row};

/// Rows of a table with three columns: good ones, ones without a word, ones with a cell too few or
/// too many, and one that goes over two lines.
const ROWS: [&str; 8] = [
    "湿地公园开放,甲,2024",
    "水鸟回来了,乙,2024",
    "……,丙,2024",
    ",丁,2024",
    "少一格,戊",
    "多一格,己,2024,多",
    "\"两行\n的一格\",庚,2024",
    "的,辛,2024",
];

fn sum(rows: &[Row], column: &str) -> u64 {
    rows.iter().map(|row| number(row, column)).sum()
}

#[test]
fn every_row_of_a_table_is_a_document_or_a_reject() {
    let rows = sample(&vec(select(&ROWS[..]), 400));
    let bad = rows.iter().filter(|row| row.starts_with("少") || row.starts_with("多")).count();
    let folder = Folder::new();
    folder.write("in.csv", format!("text,name,year\n{}\n", rows.join("\n")));
    let options = "--text text --duplicates off --profile machine";
    folder.run(&format!("analyze in.csv -o out {options}")).ended(3);
    let (documents, rejects) = (folder.table("documents"), folder.table("rejects"));
    assert_eq!(documents.len() + rejects.len(), rows.len());
    assert_eq!(rejects.len(), bad);
    let inputs = folder.table("inputs");
    assert_eq!(sum(&inputs, "documents"), documents.len() as u64);
    assert_eq!(sum(&inputs, "rejected"), rejects.len() as u64);
    // Each record is told once, by its number or by its line.
    let lines: BTreeSet<_> = documents.iter().chain(&rejects).map(|row| &row["line"]).collect();
    assert_eq!(lines.len(), rows.len());
}

#[test]
fn copies_that_are_dropped_are_counted_and_no_loss() {
    let rows = sample(&vec(select(&ROWS[..4]), 100));
    let folder = Folder::new();
    folder.write("in.csv", format!("text,name,year\n{}\n", rows.join("\n")));
    let run = folder.run("analyze in.csv -o out --text text --duplicates drop").ended(0);
    let copies = sum(&folder.table("inputs"), "duplicates") as usize;
    assert!(copies > 50, "most rows are copies");
    assert_eq!(folder.table("documents").len() + copies, rows.len());
    assert!(run.stdout().contains(&format!("{copies} documents (")), "{}", run.stdout());
}

#[test]
fn a_document_without_words_has_a_row_and_no_topic() {
    let folder = Folder::new();
    let rows = ROWS[..4].join("\n");
    folder.write("in.csv", format!("text,name,year\n{rows}\n"));
    folder.run("analyze in.csv -o out --text text --topics 2").ended(0);
    for (table, topics) in [("documents", "topic"), ("assignments", "topic")] {
        let found: Vec<_> =
            folder.table(table).into_iter().map(|row| row[topics].is_empty()).collect();
        assert_eq!(found, [false, false, true, true], "{table}");
    }
    assert_eq!(sum(&folder.table("topics"), "size"), 2);
}

#[test]
fn every_file_of_a_folder_is_accounted_for() {
    let folder = Folder::new();
    folder.write("in/a.txt", "湿地公园今天开放。");
    folder.write("in/b/c.csv", "text\n水鸟回来了\n货轮靠岸了\n");
    folder.write("in/d.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice());
    folder.write("in/e.csv", "text\n\"没有闭合的引号\n");
    folder.write("in/f.jsonl", "{\"text\":\"港口扩建\"}\n{\"text\":\n");
    folder.write("in/g.txt", "");
    folder.run("analyze in -o out --profile machine").ended(3);
    let inputs = folder.table("inputs");
    let told: BTreeSet<_> = inputs.iter().map(|row| row["path"].as_str()).collect();
    for name in ["in/a.txt", "in/b/c.csv", "in/d.png", "in/e.csv", "in/f.jsonl", "in/g.txt"] {
        assert!(told.contains(name), "{name} is not among {told:?}");
    }
    assert_eq!(sum(&inputs, "documents"), folder.table("documents").len() as u64);
    assert_eq!(sum(&inputs, "rejected"), folder.table("rejects").len() as u64);
    let silent = |row: &&Row| row["documents"] == "0" && row["message"].is_empty();
    assert_eq!(inputs.iter().filter(silent).count(), 0, "a file without documents says why");
}
