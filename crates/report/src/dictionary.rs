use std::sync::LazyLock;

use cimai_corpus::Lang;
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
pub(crate) struct Column {
    pub(crate) table: String,
    pub(crate) column: String,
    title_zh: String,
    title_en: String,
    pub(crate) r#type: String,
    pub(crate) unit: String,
    meaning_zh: String,
    meaning_en: String,
}

impl Column {
    /// Its title in one language.
    pub(crate) fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.title_zh,
            Lang::En => &self.title_en,
        }
    }

    /// What it means, in one language.
    pub(crate) fn meaning(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.meaning_zh,
            Lang::En => &self.meaning_en,
        }
    }

    /// The unit in one language. A unit with a name has it in both, the Chinese one first.
    pub(crate) fn unit(&self, lang: Lang) -> &str {
        match (self.unit.split_once(' '), lang) {
            (Some((zh, _)), Lang::Zh) => zh,
            (Some((_, en)), Lang::En) => en,
            (None, _) => &self.unit,
        }
    }

    /// What its cells are, in one language.
    pub(crate) fn kind(&self, lang: Lang) -> &str {
        match (&*self.r#type, lang) {
            ("text", Lang::Zh) => "文本",
            ("integer", Lang::Zh) => "整数",
            ("number", Lang::Zh) => "数",
            ("boolean", Lang::Zh) => "是否",
            ("list", Lang::Zh) => "列表",
            ("boolean", Lang::En) => "true or false",
            (kind, _) => kind,
        }
    }
}

/// All columns of all tables, table by table.
#[cfg(test)]
pub(crate) fn all() -> &'static [Column] {
    &COLUMNS
}

/// What is known of a column.
pub(crate) fn column(table: &str, name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.table == table && column.column == name)
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
