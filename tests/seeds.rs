//! The sample corpus: what is known of it must be found in it.

use std::collections::BTreeMap;

use crate::support::{Folder, Row};

/// The share of documents whose category is the commonest of their topic.
fn purity(rows: &[Row], label: &str) -> f64 {
    let mut topics: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for row in rows {
        *topics.entry(&row["topic"]).or_default().entry(&row[label]).or_default() += 1;
    }
    let right: usize = topics.values().filter_map(|labels| labels.values().max()).sum();
    right as f64 / rows.len() as f64
}

#[test]
fn the_categories_of_the_complaints_are_found() {
    let folder = Folder::new().with_seeds();
    let options = "--id id --text text --topics 8";
    folder.run(&format!("analyze seeds/complaints.csv -o out {options}")).ended(0);
    let purity = purity(&folder.table("documents"), "category");
    assert!(purity >= 0.6, "purity {purity}");
}
