//! Law 2: one token stream serves every table. What `terms.csv` counts is what `keywords.csv`
//! scores; where a row's term is not in `terms.csv`, the row says so.

use std::collections::BTreeMap;

use super::{column, number};
use crate::support::{Folder, Row};

/// The sample corpus, with every word of every document among the keywords.
fn with_all_keywords() -> Folder {
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds -o out --keywords 100000 --profile machine").ended(0);
    folder
}

/// The occurrences of each term, added over the rows of a table.
fn occurrences<'r>(rows: impl IntoIterator<Item = &'r Row>) -> BTreeMap<&'r str, u64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row["term"].as_str()).or_default() += number(row, "tf");
    }
    sums
}

#[test]
fn what_terms_counts_is_what_keywords_scores() {
    let folder = with_all_keywords();
    let (terms, keywords) = (folder.table("terms"), folder.table("keywords"));
    let counted = occurrences(&terms);
    for method in ["tfidf", "textrank"] {
        let scored = occurrences(keywords.iter().filter(|row| row["method"] == method));
        assert!(!scored.is_empty(), "{method}");
        for (term, tf) in scored {
            let counted = counted.get(term).copied().unwrap_or_default();
            assert!(tf <= counted, "{method}: {term} is scored {tf} times, counted {counted}");
        }
    }
    let all = occurrences(keywords.iter().filter(|row| row["method"] == "tfidf"));
    assert_eq!(all, counted, "with every word a keyword, the sums are the counts");
}

#[test]
fn a_document_that_is_counted_is_a_document_that_is_scored() {
    let folder = with_all_keywords();
    let keywords = folder.table("keywords");
    let mut documents: BTreeMap<&str, u64> = BTreeMap::new();
    for row in keywords.iter().filter(|row| row["method"] == "tfidf") {
        *documents.entry(&row["term"]).or_default() += 1;
    }
    for term in folder.table("terms") {
        assert_eq!(documents[term["term"].as_str()], number(&term, "df"), "{}", term["term"]);
    }
}

#[test]
fn a_row_says_whether_its_term_is_in_the_table_of_terms() {
    let folder = with_all_keywords();
    let (terms, keywords) = (folder.table("terms"), folder.table("keywords"));
    let terms = column(&terms, "term");
    for row in &keywords {
        let is_term = terms.contains(row["term"].as_str());
        assert_eq!(row["in_terms"], is_term.to_string(), "{row:?}");
        assert!(is_term || row["method"] == "phrase", "{row:?}");
    }
}

#[test]
fn every_other_table_names_terms_of_the_table_of_terms_and_counts_no_more_of_them() {
    let folder = Folder::new().with_seeds();
    let options = "--text text --id id --topics 8 --group district --profile machine";
    folder.run(&format!("analyze seeds/complaints.csv -o out {options}")).ended(0);
    let terms = folder.table("terms");
    let counted = occurrences(&terms);
    for table in ["topic_terms", "groups"] {
        let rows = folder.table(table);
        for (term, tf) in occurrences(&rows) {
            assert!(tf <= counted[term], "{table}: {term}");
        }
    }
    // Every ticket has a district, so the districts together are all tickets.
    let groups = folder.table("groups");
    for (term, tf) in occurrences(&groups) {
        assert_eq!(tf, counted[term], "groups: {term}");
    }
    let pairs = folder.table("cooccurrence");
    let paired = column(&pairs, "term_a").into_iter().chain(column(&pairs, "term_b"));
    assert!(paired.into_iter().all(|term| counted.contains_key(term)));
}
