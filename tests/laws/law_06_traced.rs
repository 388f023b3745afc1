//! Law 6: every number can be traced: `kwic TERM` shows the uses that `terms.csv` counts, with
//! file and original line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::number;
use crate::support::{Folder, Row};

/// The commonest terms that are written in one way only, ten by frequency.
fn ten_terms(folder: &Folder) -> Vec<Row> {
    let terms = folder.table("terms").into_iter();
    terms.filter(|row| row["variants"].is_empty()).take(10).collect()
}

/// The uses of a term, as a table.
fn uses(folder: &Folder, term: &str) -> Vec<Row> {
    let found = folder.run(&format!("kwic {term} seeds --format csv")).ended(0);
    folder.write("out/uses.csv", found.stdout());
    folder.table("uses")
}

fn analyzed() -> Folder {
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds -o out --profile machine").ended(0);
    folder
}

#[test]
fn the_uses_of_a_term_are_in_all_documents_that_are_counted() {
    let folder = analyzed();
    let keywords = folder.table("keywords");
    for term in ten_terms(&folder) {
        let uses = uses(&folder, &term["term"]);
        let documents: BTreeSet<_> = uses.iter().map(|row| row["doc_id"].as_str()).collect();
        // A string is also found within longer words, so there may be more uses than counts.
        assert!(uses.len() as u64 >= number(&term, "tf"), "{term:?}");
        assert!(documents.len() as u64 >= number(&term, "df"), "{term:?}");
        assert!(documents.contains(term["example_doc"].as_str()), "{term:?}");
        for keyword in keywords.iter().filter(|row| row["term"] == term["term"]) {
            assert!(documents.contains(keyword["doc_id"].as_str()), "{keyword:?}");
        }
    }
}

#[test]
fn a_use_stands_on_the_line_of_the_file_that_is_named() {
    let folder = analyzed();
    let documents = folder.table("documents").into_iter();
    let titles: BTreeMap<_, _> =
        documents.map(|row| (row["doc_id"].clone(), row["title"].clone())).collect();
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for term in ten_terms(&folder) {
        for row in uses(&folder, &term["term"]) {
            let lines = files.entry(row["source"].clone()).or_insert_with(|| {
                let text = fs::read_to_string(folder.path(&row["source"])).unwrap();
                text.lines().map(|line| line.trim().to_owned()).collect()
            });
            let at = row["line"].parse::<usize>().unwrap() - 1;
            // A use in the headline of a page is told by the line on which its article begins.
            let above =
                lines[at.saturating_sub(6)..at].iter().any(|line| *line == titles[&row["doc_id"]]);
            // A wrapped line may break within the term.
            let here = lines[at..].iter().take(2).map(String::as_str).collect::<String>();
            let first = term["term"].chars().next().unwrap();
            let is_here = here.contains(&term["term"]) && lines[at].contains(first);
            let is_title = titles[&row["doc_id"]].contains(&term["term"]);
            assert!(is_here || (is_title && above), "{row:?}: {here}");
        }
    }
}

#[test]
fn a_document_begins_on_the_line_that_is_named() {
    let folder = analyzed();
    folder.write("out/tickets.csv", fs::read(folder.path("seeds/complaints.csv")).unwrap());
    let tickets = folder.table("tickets");
    let text = fs::read_to_string(folder.path("seeds/complaints.csv")).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let documents = folder.table("documents");
    let documents = documents.iter().filter(|row| row["source"] == "seeds/complaints.csv");
    for (document, ticket) in documents.zip(&tickets) {
        let line = lines[document["line"].parse::<usize>().unwrap() - 1];
        assert!(line.starts_with(&ticket["id"]), "{document:?}: {line}");
    }
}

#[test]
fn what_a_topic_is_shown_by_is_in_its_documents() {
    let folder = analyzed();
    let documents = folder.table("documents");
    let assigned: BTreeMap<_, _> =
        documents.iter().map(|row| (row["doc_id"].as_str(), row["topic"].as_str())).collect();
    for topic in folder.table("topics") {
        let size = assigned.values().filter(|number| **number == topic["topic"]).count();
        assert_eq!(size as u64, number(&topic, "size"), "{topic:?}");
        for id in topic["representative_docs"].split('；') {
            assert_eq!(assigned[id], topic["topic"], "{topic:?}");
        }
    }
}
