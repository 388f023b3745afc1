//! What documents are divided by: the groups of their columns, and the periods of their dates.

use std::collections::HashMap;
use std::sync::Arc;

use cimai_corpus::{Document, Message, Spool};
use cimai_ingest::{DateForms, Period, Time, Written};
use cimai_keyword::Grouping;

use super::passes::in_order;
use crate::error::Error;

/// Columns that are taken for the date where none is named.
const DATE_NAMES: [&str; 2] = ["date", "日期"];

/// What to divide the documents by.
pub(crate) struct Wanted<'a> {
    /// The columns of groups.
    pub(crate) groups: &'a [String],
    /// The column of hand-made categories.
    pub(crate) label: Option<&'a str>,
    /// The column of dates; one called so if none.
    pub(crate) date: Option<&'a str>,
    /// The length of a period; by the span of the dates if none.
    pub(crate) period: Option<Period>,
}

/// The groups and the periods of all documents, 4 bytes a document for each.
#[derive(Default)]
pub(crate) struct Facets {
    /// The column of hand-made categories with the groups that it makes.
    pub(crate) categories: Option<(String, Grouping)>,
    pub(crate) groups: Vec<(String, Grouping)>,
    pub(crate) periods: Option<Periods>,
    /// What was found and what the user should know.
    pub(crate) notes: Vec<Message>,
}

/// The periods of a run.
pub(crate) struct Periods {
    /// In order of time; the last is empty if there are documents without a date.
    pub(crate) names: Vec<String>,
    /// The place of every document's period among the names.
    of: Vec<u32>,
}

impl Periods {
    /// The place of a document's period among the names.
    pub(crate) fn of(&self, document: usize) -> usize {
        self.of[document] as usize
    }
}

/// What is read of the values of the columns.
#[derive(Default)]
struct Values {
    groups: Vec<Grouping>,
    categories: Grouping,
    dates: Vec<Written>,
    forms: DateForms,
}

impl Facets {
    /// Finds the columns that are wanted, and reads what all documents have there.
    pub(crate) fn read(
        spool: &Spool,
        columns: &[String],
        wanted: &Wanted<'_>,
    ) -> Result<Self, Error> {
        let place = |option, name: &str| column(columns, option, name);
        let groups: Vec<usize> =
            wanted.groups.iter().map(|name| place("--group", name)).collect::<Result<_, _>>()?;
        let label = wanted.label.map(|name| place("--label", name)).transpose()?;
        let date = match wanted.date {
            Some(name) => Some(place("--date", name)?),
            None => columns.iter().position(|name| DATE_NAMES.contains(&&**name)),
        };
        let mut facets = Self::default();
        if groups.is_empty() && label.is_none() && date.is_none() {
            return Ok(facets);
        }
        let values = values(spool, columns, &groups, label, date)?;
        for (&column, grouping) in groups.iter().zip(values.groups) {
            facets.note_groups(&columns[column], &grouping);
            facets.groups.push((columns[column].clone(), grouping));
        }
        facets.categories = label.map(|column| (columns[column].clone(), values.categories));
        if let Some(date) = date {
            facets.divide_times(&columns[date], &values.dates, &values.forms, wanted);
        }
        Ok(facets)
    }
}

impl Facets {
    fn note_groups(&mut self, field: &str, groups: &Grouping) {
        let (count, without) = (groups.len(), groups.without());
        let mut note = Message::new(
            format!("分组 {field}：{count} 组"),
            format!("groups by {field}: {count}"),
        );
        if without > 0 {
            note.zh.push_str(&format!("，{without} 篇没有值，不参与比较"));
            note.en.push_str(&format!("; {without} documents have none and are not compared"));
        }
        self.notes.push(note);
    }

    /// Divides the documents into periods, unless none of them has a date and none was asked for.
    fn divide_times(
        &mut self,
        column: &str,
        dates: &[Written],
        forms: &DateForms,
        wanted: &Wanted<'_>,
    ) {
        let times: Vec<Option<Time>> = dates.iter().map(|&written| forms.settle(written)).collect();
        if wanted.date.is_none() && times.iter().all(Option::is_none) {
            return;
        }
        let period = wanted.period.unwrap_or_else(|| Period::fitting(&times));
        self.note_times(column, forms, period);
        let mut names = Grouping::default();
        for time in &times {
            names.push(&time.and_then(|time| time.in_period(period)).unwrap_or_default());
        }
        let undated = names.len();
        let place = |document| names.group(document).unwrap_or(undated) as u32;
        let of = (0..times.len()).map(place).collect();
        let mut names: Vec<String> = names.names().to_vec();
        if names.len() == undated && times.iter().any(|t| t.and_then(|t| t.in_period(period)).is_none()) {
            names.push(String::new());
        }
        self.periods = Some(Periods { names, of });
    }

    fn note_times(&mut self, column: &str, forms: &DateForms, period: Period) {
        let (found, by) = (forms.message(), period.message());
        self.notes.push(Message::new(
            format!("日期列 {column}，按{}比较；{}", by.zh, found.zh),
            format!("date column {column}, compared by {}; {}", by.en, found.en),
        ));
    }
}

/// What all documents have in some columns.
fn values(
    spool: &Spool,
    columns: &[String],
    groups: &[usize],
    label: Option<usize>,
    date: Option<usize>,
) -> Result<Values, Error> {
    let mut values = Values { groups: vec![Grouping::default(); groups.len()], ..Values::default() };
    let read = |batch| {
        let documents = spool.documents_of(batch).map_err(Error::Spool)?;
        Ok((documents, Carried::new(columns, &spool.columns(batch))))
    };
    in_order(spool.batches(), read, |(documents, carried)| {
        for document in &documents {
            for (grouping, &column) in values.groups.iter_mut().zip(groups) {
                grouping.push(carried.field(document, column));
            }
            if let Some(label) = label {
                values.categories.push(carried.field(document, label));
            }
            if let Some(date) = date {
                values.forms.add(carried.field(document, date), &mut values.dates);
            }
        }
        Ok(())
    })?;
    Ok(values)
}

/// Where the documents of a batch have each column of the run.
pub(crate) struct Carried(Vec<Option<usize>>);

impl Carried {
    pub(crate) fn new(columns: &[String], of_batch: &[String]) -> Self {
        let place = |name| of_batch.iter().position(|own| own == name);
        Self(columns.iter().map(place).collect())
    }

    /// What a document has in a column of the run; empty where its file has no such column.
    pub(crate) fn field<'d>(&self, document: &'d Document, column: usize) -> &'d str {
        let field = self.0[column].and_then(|place| document.fields.get(place));
        field.map_or("", String::as_str)
    }
}

/// The place of a column that was asked for, by its name in any case.
fn column(columns: &[String], option: &'static str, wanted: &str) -> Result<usize, Error> {
    let exact = columns.iter().position(|name| name == wanted);
    let folded = || columns.iter().position(|name| name.to_lowercase() == wanted.to_lowercase());
    exact.or_else(folded).ok_or_else(|| Error::Column {
        option,
        wanted: wanted.to_owned(),
        columns: columns.to_vec(),
    })
}
