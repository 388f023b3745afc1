use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{Error, OutputSet};

/// Every column of every table, in order: the one place where their names stand.
static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let file = include_str!("../../../data/columns.csv");
    let columns = csv::Reader::from_reader(file.as_bytes()).into_deserialize();
    columns
        .collect::<Result<_, _>>()
        .expect("the dictionary is part of the program and a test reads it")
});

#[derive(Debug, Deserialize, Serialize)]
#[expect(clippy::struct_field_names, reason = "the fields are the columns of the table")]
struct Column {
    table: String,
    column: String,
    title_zh: String,
    title_en: String,
    r#type: String,
    unit: String,
    meaning_zh: String,
    meaning_en: String,
}

/// The names of a table's columns, in order.
pub(crate) fn header(table: &str) -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().filter(move |column| column.table == table).map(|column| &*column.column)
}

/// Writes `columns.csv`: what each column of the named tables means, in both languages.
///
/// # Errors
///
/// If the table cannot be written.
pub fn columns(output: &OutputSet, tables: &[&str]) -> Result<(), Error> {
    let mut table = output.table("columns")?;
    let wanted =
        |column: &&Column| column.table == "columns" || tables.contains(&column.table.as_str());
    for column in COLUMNS.iter().filter(wanted) {
        table.row(column)?;
    }
    table.finish()
}
