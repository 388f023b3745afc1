//! Which tables there are: one entry for each, which with its texts in `data/tables.csv` and
//! `data/columns.csv` is all that a CSV file, a sheet, `columns.csv` and `datapackage.json` are
//! made from.

use std::sync::LazyLock;

use cimai_corpus::Lang;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A part of the analysis that tables are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// TF-IDF and TextRank of the terms of every document.
    Scores,
    /// The best phrases and words of every document.
    KeyPhrases,
    /// The search for new words and phrases.
    NewPhrases,
    /// Topics and the place of every document among them.
    Topics,
    /// The comparison of groups of documents.
    Groups,
    /// The comparison of periods of time.
    Periods,
    /// Terms that occur together.
    Pairs,
}

/// How much of a table a brief workbook takes if it has very many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Its first rows, which are the most important.
    First,
    /// Nothing: a part of it would mislead.
    AllOrNone,
    /// It has no sheet, however short it is.
    Never,
}

/// What the program knows of a table by itself.
struct Entry {
    name: &'static str,
    extent: Extent,
    needs: &'static [Stage],
}

const fn entry(name: &'static str, extent: Extent, needs: &'static [Stage]) -> Entry {
    Entry { name, extent, needs }
}

/// All tables, in the order in which people want them; last those that only go to standard output.
const ENTRIES: [Entry; 22] = {
    use Extent::{AllOrNone, First, Never};
    use Stage::{Groups, KeyPhrases, NewPhrases, Pairs, Periods, Scores, Topics};
    [
        entry("topics", AllOrNone, &[Topics]),
        entry("terms", First, &[Scores]),
        entry("phrases", First, &[NewPhrases]),
        entry("documents", AllOrNone, &[KeyPhrases, Topics]),
        entry("keywords", AllOrNone, &[Scores, KeyPhrases]),
        entry("assignments", AllOrNone, &[Topics]),
        entry("topic_terms", AllOrNone, &[Topics]),
        entry("k", AllOrNone, &[Topics]),
        entry("groups", First, &[Groups]),
        entry("trends", AllOrNone, &[Periods]),
        entry("crosstab", AllOrNone, &[Topics]),
        entry("cooccurrence", First, &[Pairs]),
        entry("matches", AllOrNone, &[]),
        entry("moved", AllOrNone, &[]),
        entry("differences", AllOrNone, &[]),
        entry("inputs", AllOrNone, &[]),
        entry("rejects", AllOrNone, &[]),
        entry("columns", Never, &[]),
        entry("kwic", Never, &[]),
        entry("idf", Never, &[]),
        entry("dict_check", Never, &[]),
        entry("model", Never, &[]),
    ]
};

static DEFINITIONS: LazyLock<Vec<TableDef>> = LazyLock::new(|| {
    let guides: Vec<Guide> = read(cimai_data::TABLES);
    let columns_of = |name: &str| {
        let mut tables = COLUMNS.chunk_by(|a, b| a.table == b.table);
        tables.find(|columns| columns[0].table == name).unwrap_or_default()
    };
    let define = |entry: &Entry| TableDef {
        name: entry.name,
        extent: entry.extent,
        needs: entry.needs,
        guide: guides.iter().find(|guide| guide.table == entry.name).cloned().unwrap_or_default(),
        columns: columns_of(entry.name),
    };
    ENTRIES.iter().map(define).collect()
});

/// The columns of all tables, table by table.
static COLUMNS: LazyLock<Vec<ColumnDef>> = LazyLock::new(|| read(cimai_data::COLUMNS));

fn read<T: DeserializeOwned>(table: &str) -> Vec<T> {
    let rows =
        csv::Reader::from_reader(table.as_bytes()).into_deserialize().collect::<Result<_, _>>();
    rows.expect("the texts are part of the program and a test reads them")
}

/// A table: what it is called, what its columns are and what it is made from.
#[derive(Debug)]
pub struct TableDef {
    name: &'static str,
    extent: Extent,
    needs: &'static [Stage],
    guide: Guide,
    columns: &'static [ColumnDef],
}

/// What people are told of a table; nothing of one that never belongs to a set.
#[derive(Clone, Debug, Default, Deserialize)]
struct Guide {
    table: String,
    title_zh: String,
    title_en: String,
    meaning_zh: String,
    meaning_en: String,
}

impl TableDef {
    /// All tables that cimai can write.
    pub fn all() -> &'static [TableDef] {
        &DEFINITIONS
    }

    /// The table of that name.
    pub fn of(name: &str) -> Option<&'static TableDef> {
        DEFINITIONS.iter().find(|table| table.name == name)
    }

    /// Its name, which is also that of its file, without the ending.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it is made from.
    pub fn needs(&self) -> &'static [Stage] {
        self.needs
    }

    pub(crate) fn extent(&self) -> Extent {
        self.extent
    }

    /// Its columns, in order.
    pub(crate) fn columns(&self) -> &'static [ColumnDef] {
        self.columns
    }

    pub(crate) fn column(&self, name: &str) -> Option<&'static ColumnDef> {
        self.columns.iter().find(|column| column.column == name)
    }

    /// Its place among all, the most wanted first.
    pub(crate) fn place(&self) -> usize {
        DEFINITIONS.iter().take_while(|other| other.name != self.name).count()
    }

    /// Its title: short enough to name a sheet.
    pub(crate) fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.guide.title_zh,
            Lang::En => &self.guide.title_en,
        }
    }

    /// What its rows are.
    pub(crate) fn meaning(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.guide.meaning_zh,
            Lang::En => &self.guide.meaning_en,
        }
    }
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    List,
}

impl Kind {
    /// Its name, in tables and in the description of the data.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::List => "list",
        }
    }

    /// What people are told, in one language.
    pub(crate) fn title(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Text, Lang::Zh) => "文本",
            (Self::Integer, Lang::Zh) => "整数",
            (Self::Number, Lang::Zh) => "数",
            (Self::Boolean, Lang::Zh) => "是否",
            (Self::List, Lang::Zh) => "列表",
            (Self::Boolean, Lang::En) => "true or false",
            (_, Lang::En) => self.name(),
        }
    }
}

/// A column of a table: the row that explains it in `columns.csv`.
#[derive(Debug, Deserialize)]
pub(crate) struct ColumnDef {
    pub(crate) table: String,
    pub(crate) column: String,
    title_zh: String,
    title_en: String,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    pub(crate) unit: String,
    meaning_zh: String,
    meaning_en: String,
}

impl ColumnDef {
    /// The columns of all tables, table by table.
    pub(crate) fn all() -> &'static [ColumnDef] {
        &COLUMNS
    }

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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_is_explained_is_defined_and_the_other_way_round() {
        let guides: Vec<Guide> = read(cimai_data::TABLES);
        let columns: Vec<ColumnDef> = read(cimai_data::COLUMNS);
        for name in guides.iter().map(|guide| &guide.table).chain(columns.iter().map(|c| &c.table))
        {
            assert!(TableDef::of(name).is_some(), "{name}");
        }
        for table in TableDef::all() {
            assert!(!table.columns.is_empty(), "{} has columns", table.name);
        }
        // The order of the guide is that of the definitions.
        let defined = TableDef::all().iter().map(|table| table.name);
        assert!(guides.iter().map(|guide| &*guide.table).eq(defined.take(guides.len())));
    }

    #[test]
    fn what_belongs_to_a_set_has_a_title_and_a_meaning() {
        let alone = ["kwic", "idf", "dict_check", "model"];
        for table in TableDef::all().iter().filter(|table| !alone.contains(&table.name)) {
            for lang in [Lang::Zh, Lang::En] {
                let title = table.title(lang);
                let allowed = !title.contains(['/', '\\', ':', '?', '*', '[', ']', '\'']);
                assert!(allowed && (1..=25).contains(&title.chars().count()), "{title}");
                assert!(!table.meaning(lang).is_empty());
            }
        }
    }
}
