use std::sync::LazyLock;

use cimai_corpus::Lang;
use serde::Deserialize;

/// What each table is, in the order in which people want them.
static TABLES: LazyLock<Vec<TableGuide>> = LazyLock::new(|| {
    let file = include_str!("../../../data/tables.csv");
    let tables = csv::Reader::from_reader(file.as_bytes()).into_deserialize();
    tables.collect::<Result<_, _>>().expect("the guide is part of the program and a test reads it")
});

/// What a table is.
#[derive(Debug, Deserialize)]
pub(crate) struct TableGuide {
    pub(crate) table: String,
    title_zh: String,
    title_en: String,
    meaning_zh: String,
    meaning_en: String,
}

impl TableGuide {
    /// Its title: short enough to name a sheet.
    pub(crate) fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.title_zh,
            Lang::En => &self.title_en,
        }
    }

    /// What its rows are.
    pub(crate) fn meaning(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.meaning_zh,
            Lang::En => &self.meaning_en,
        }
    }
}

/// What is known of a table.
pub(crate) fn table(name: &str) -> Option<&'static TableGuide> {
    TABLES.iter().find(|guide| guide.table == name)
}

/// The place of a table among all; unknown ones come last.
pub(crate) fn place(name: &str) -> usize {
    TABLES.iter().position(|guide| guide.table == name).unwrap_or(TABLES.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary;

    #[test]
    fn every_table_that_has_columns_is_explained() {
        // These are the whole output of commands of their own, never part of a set.
        let alone = ["dict_check", "kwic", "idf", "model"];
        let tables = dictionary::all().iter();
        for column in tables.filter(|column| !alone.contains(&&*column.table)) {
            let guide = table(&column.table).unwrap_or_else(|| panic!("{}", column.table));
            assert!(!guide.meaning_zh.is_empty() && !guide.meaning_en.is_empty());
        }
    }

    #[test]
    fn a_title_can_name_a_sheet() {
        for guide in TABLES.iter() {
            for title in [&guide.title_zh, &guide.title_en] {
                let allowed = !title.contains(['/', '\\', ':', '?', '*', '[', ']', '\'']);
                assert!(allowed && (1..=25).contains(&title.chars().count()), "{title}");
            }
        }
    }
}
