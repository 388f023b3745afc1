//! What the tables of a run hold, told beside them: `columns.csv` for people, `datapackage.json`
//! for programs.

use cimai_corpus::Lang;
use serde::Serialize;

use crate::Error;
use crate::sink::{Tables, WrittenTable};
use crate::tables::{Cells, ColumnDef, Kind, LIST_SEPARATOR, Row, table_of};

/// The description of the tables: a Data Package, version 2.
#[derive(Serialize)]
struct Package {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'static str,
    title: &'static str,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Resource {
    name: String,
    r#type: &'static str,
    path: String,
    title: String,
    description: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    dialect: Dialect,
    schema: Schema,
}

#[derive(Serialize)]
struct Dialect {
    delimiter: char,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    missing_values: [&'static str; 1],
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    name: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl Tables<'_> {
    /// Writes `columns.csv`: what each column of the tables that are complete means, in both
    /// languages.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn columns(&self) -> Result<(), Error> {
        let own = table_of::<&ColumnDef>().name();
        let mut names: Vec<&str> =
            self.with_written(|tables| tables.iter().map(|written| written.table.name()).collect());
        names.push(own);
        self.write(ColumnDef::all().iter().filter(|column| names.contains(&&*column.table)))
    }

    /// Writes `datapackage.json`: what every table that is complete holds, for programs that read
    /// such descriptions (Data Package, version 2).
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn package(&self) -> Result<(), Error> {
        let lang = self.lang();
        let resources = self
            .with_written(|tables| tables.iter().map(|written| resource(written, lang)).collect());
        let package = Package {
            schema: "https://datapackage.org/profiles/2.0/datapackage.json",
            name: "cimai",
            title: match lang {
                Lang::Zh => "cimai 词脉：文本分析的结果",
                Lang::En => "cimai: results of a text analysis",
            },
            resources,
        };
        self.output().json("datapackage.json", &package)
    }
}

impl Row for &ColumnDef {
    const TABLE: &'static str = "columns";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("table", &self.table);
        cells.put("column", &self.column);
        cells.put("title_zh", self.title(Lang::Zh));
        cells.put("title_en", self.title(Lang::En));
        cells.put("type", self.kind.name());
        cells.put("unit", &self.unit);
        cells.put("meaning_zh", self.meaning(Lang::Zh));
        cells.put("meaning_en", self.meaning(Lang::En));
    }
}

fn resource(written: &WrittenTable, lang: Lang) -> Resource {
    let WrittenTable { table, carried, file, .. } = written;
    let own = table.columns().iter().map(|column| field(column, lang));
    let carried = carried.iter().map(|column| Field {
        name: column.name.clone(),
        r#type: "string",
        delimiter: None,
        title: None,
        description: None,
    });
    Resource {
        name: table.name().to_owned(),
        r#type: "table",
        path: file.name.clone(),
        title: table.title(lang).to_owned(),
        description: table.meaning(lang).to_owned(),
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: file.bytes,
        hash: format!("blake3:{}", file.blake3),
        dialect: Dialect { delimiter: ',', header: true },
        schema: Schema { missing_values: [""], fields: own.chain(carried).collect() },
    }
}

fn field(column: &'static ColumnDef, lang: Lang) -> Field {
    Field {
        name: column.column.clone(),
        r#type: match column.kind {
            Kind::Text => "string",
            kind => kind.name(),
        },
        delimiter: (column.kind == Kind::List).then_some(LIST_SEPARATOR),
        title: Some(column.title(lang)),
        description: Some(match column.unit(lang) {
            "" => column.meaning(lang).to_owned(),
            unit => format!("{} ({unit})", column.meaning(lang)),
        }),
    }
}
