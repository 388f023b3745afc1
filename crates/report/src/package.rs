use std::fs::File;

use cimai_corpus::Lang;
use serde::Serialize;

use crate::output::WrittenTable;
use crate::{Error, OutputSet, cell, dictionary, guide};

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
    title: &'static str,
    description: &'static str,
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

/// Writes `datapackage.json`: what every table that is complete holds, for programs that read
/// such descriptions (Data Package, version 2).
///
/// # Errors
///
/// If a table cannot be read again or the description cannot be written.
pub fn package(output: &OutputSet, lang: Lang) -> Result<(), Error> {
    let tables = output.tables();
    let resources = tables.iter().map(|table| resource(table, output, lang));
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "cimai",
        title: match lang {
            Lang::Zh => "cimai 词脉：文本分析的结果",
            Lang::En => "cimai: results of a text analysis",
        },
        resources: resources.collect::<Result<_, _>>()?,
    };
    output.json("datapackage.json", &package)
}

fn resource(table: &WrittenTable, output: &OutputSet, lang: Lang) -> Result<Resource, Error> {
    let guide = guide::table(table.name());
    let fields = header(table, output)?;
    let fields = fields.iter().map(|name| field(table.name(), name, lang)).collect();
    Ok(Resource {
        name: table.name().to_owned(),
        r#type: "table",
        path: table.file.name.clone(),
        title: guide.map_or("", |guide| guide.title(lang)),
        description: guide.map_or("", |guide| guide.meaning(lang)),
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: table.file.bytes,
        hash: format!("blake3:{}", table.file.blake3),
        dialect: Dialect { delimiter: ',', header: true },
        schema: Schema { missing_values: [""], fields },
    })
}

/// The names of the columns as the file has them.
fn header(table: &WrittenTable, output: &OutputSet) -> Result<csv::StringRecord, Error> {
    let path = output.unfinished(&table.file.name);
    let file = File::open(&path).map_err(Error::write(&path))?;
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().map_err(|error| Error::write(&path)(error.into()))?;
    Ok(header.clone())
}

fn field(table: &str, name: &str, lang: Lang) -> Field {
    let entry = dictionary::column(table, name);
    let kind = entry.map_or("text", |entry| &*entry.r#type);
    Field {
        name: name.to_owned(),
        r#type: match kind {
            "integer" => "integer",
            "number" => "number",
            "boolean" => "boolean",
            "list" => "list",
            _ => "string",
        },
        delimiter: (kind == "list").then_some(cell::LIST_SEPARATOR),
        title: entry.map(|entry| entry.title(lang)),
        description: entry.map(|entry| match entry.unit(lang) {
            "" => entry.meaning(lang).to_owned(),
            unit => format!("{} ({unit})", entry.meaning(lang)),
        }),
    }
}
