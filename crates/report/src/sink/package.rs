use cimai_corpus::Lang;
use serde::Serialize;

use super::set::Tables;
use super::writer::WrittenTable;
use crate::Error;
use crate::tables::{ColumnDef, Kind, LIST_SEPARATOR};

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
