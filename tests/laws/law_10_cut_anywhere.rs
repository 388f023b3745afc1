//! Law 10: for any cut of the documents into batches and any order of merging, every file is equal
//! byte for byte; worker = pipeline.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Folder, Row, Run};

const TICKETS: &str = "seeds/complaints.csv --text text --id id --profile machine";

#[track_caller]
fn same(folder: &Folder, one: &str, other: &str) {
    let (one, others) = (folder.files(one), folder.files(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), others.keys().collect::<Vec<_>>());
    let different: Vec<_> = one.keys().filter(|name| one[*name] != others[*name]).collect();
    assert!(different.is_empty(), "{other}: different: {different:?}");
}

/// Runs a command whole and cut into batches of any size, in memory and through a temporary file.
fn cut_anywhere(command: &str) {
    let folder = Folder::new().with_seeds();
    folder.run(&format!("{command} -o whole --threads 1")).ended(0);
    for threads in [1, 2, 8] {
        for batch in [1, 7, 4096] {
            for memory in ["1M", "2G"] {
                let output = format!("{threads}-{batch}-{memory}");
                let how = format!("--threads {threads} --batch {batch} --max-memory {memory}");
                folder.run(&format!("{command} -o {output} {how}")).ended(0);
                same(&folder, "whole", &output);
            }
        }
    }
}

#[test]
fn no_cut_changes_a_byte_of_a_folder_of_pages_and_tickets() {
    cut_anywhere("analyze seeds");
}

#[test]
fn no_cut_changes_a_byte_of_tickets_by_group_and_category() {
    cut_anywhere(&format!("analyze {TICKETS} --group district --label category --topics 8"));
}

/// A folder with a run of the tickets, its model, and the tickets themselves.
fn with_model() -> (Folder, Vec<Row>) {
    let folder = Folder::new().with_seeds();
    let options = "--topics 8 --save-model tickets.model";
    folder.run(&format!("analyze {TICKETS} {options} -o out")).ended(0);
    folder.write("in/tickets.csv", std::fs::read(folder.path("seeds/complaints.csv")).unwrap());
    let tickets = folder.table_in("in", "tickets");
    (folder, tickets)
}

/// What the worker answers to some tickets: the rows, and the trailer.
fn worker(folder: &Folder, mode: &str, tickets: &[Row]) -> (Vec<Value>, Value) {
    let mut command = folder.command(&format!("worker {mode} --model tickets.model"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for ticket in tickets {
        let line = serde_json::json!({"id": ticket["id"], "title": "", "text": ticket["text"]});
        // A worker that has ended already says why by itself.
        let _ = writeln!(input, "{line}");
    }
    drop(input);
    let run = Run::from(child.wait_with_output().unwrap()).ended(0);
    let answer = run.stdout();
    let mut rows: Vec<Value> =
        answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let trailer = rows.pop().unwrap();
    assert_eq!(trailer["k"], "end");
    assert_eq!(trailer["documents"], tickets.len(), "{trailer}");
    (rows, trailer)
}

#[test]
fn the_counts_of_three_workers_are_the_counts_of_the_run() {
    let (folder, tickets) = with_model();
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    // Neither the sizes of the parts nor their order matter.
    for part in [&tickets[100..], &tickets[..1], &tickets[1..100]] {
        for row in worker(&folder, "count", part).0 {
            let term = row["w"].as_str().unwrap().to_owned();
            let sums = counts.entry(term).or_default();
            sums.0 += row["tf"].as_u64().unwrap();
            sums.1 += row["df"].as_u64().unwrap();
        }
    }
    let terms = folder.table("terms").into_iter();
    let expected: BTreeMap<_, _> = terms
        .map(|row| (row["term"].clone(), (super::number(&row, "tf"), super::number(&row, "df"))))
        .collect();
    assert_eq!(counts, expected);
}

/// A value of the worker as a cell of the table: numbers with six decimals at most.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => {
            let rounded = format!("{:.6}", number.as_f64().unwrap());
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        other => other.to_string(),
    }
}

/// The rows of a table that three workers give, in the order of the tickets.
fn annotated(folder: &Folder, tickets: &[Row], table: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for part in [&tickets[..1], &tickets[1..100], &tickets[100..]] {
        for row in worker(folder, "annotate", part).0 {
            if row["k"] == table {
                let cells = row.as_object().unwrap().iter().filter(|(name, _)| *name != "k");
                rows.push(cells.map(|(name, value)| (name.clone(), cell(value))).collect());
            }
        }
    }
    rows
}

#[test]
fn the_rows_of_three_workers_are_the_rows_of_the_run() {
    let (folder, tickets) = with_model();
    for table in ["keywords", "assignments"] {
        let expected = folder.table(table);
        let found = annotated(&folder, &tickets, table);
        assert_eq!(found.len(), expected.len(), "{table}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{table}");
        }
    }
}

#[test]
fn every_worker_says_with_what_it_worked() {
    let (folder, tickets) = with_model();
    let (_, one) = worker(&folder, "count", &tickets[..5]);
    let (_, other) = worker(&folder, "annotate", &tickets[5..7]);
    for key in ["version", "lists", "model"] {
        assert!(!one[key].is_null(), "{one}");
        assert_eq!(one[key], other[key]);
    }
    assert_eq!(one["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_worker_that_is_given_something_else_fails() {
    let folder = Folder::new();
    for input in ["no json\n", "{\"id\":\"1\"}\n", "{\"id\":\"1\",\"text\":\"湿地\"\n"] {
        let mut command = folder.command("worker count");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let run = Run::from(child.wait_with_output().unwrap()).ended(1);
        assert!(!run.stdout().contains("\"end\""), "no trailer: {}", run.stdout());
    }
}
