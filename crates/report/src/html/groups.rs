//! What sets groups of documents apart.

use cimai_corpus::{Lang, TermId};
use cimai_keyword::{GroupTerm, SIGNIFICANT};
use serde::Serialize;

use super::charts::{Bar, HeatMap, bars, heat_map};
use super::page::Page;
use super::text::{brief, decimal, grouped, term};
use super::times::{self, TOPICS, topic_name};
use crate::{ComparedGroups, Summary};

/// Columns of groups that are shown.
pub(crate) const FIELDS: usize = 4;
/// Groups shown of a column, the largest.
const GROUPS: usize = 16;
/// Terms shown of a group.
const TERMS: usize = 10;

/// The groups of one column.
#[derive(Debug, Serialize)]
pub(crate) struct Field {
    name: String,
    groups: Vec<Group>,
    /// Groups beyond those that are shown.
    more: usize,
    /// The share of each topic in each group that is shown.
    topics: Option<HeatMap>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    documents: String,
    words: String,
    bars: Vec<Bar>,
}

pub(crate) fn fields(page: &Page<'_>) -> Vec<Field> {
    let fields = page.summary.compared.groups.iter().take(FIELDS);
    fields.map(|compared| field(page, compared)).collect()
}

fn field(page: &Page<'_>, compared: &ComparedGroups) -> Field {
    let shown = largest(compared);
    Field {
        name: brief(&compared.field, 40),
        groups: shown.iter().map(|&group| describe(page, compared, group)).collect(),
        more: compared.names.len() - shown.len(),
        topics: topic_map(page.summary, compared, &shown),
    }
}

/// The groups with most documents, in the order of their names.
fn largest(compared: &ComparedGroups) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..compared.names.len()).collect();
    groups.sort_by_key(|&group| std::cmp::Reverse(compared.documents[group]));
    groups.truncate(GROUPS);
    groups.sort_unstable();
    groups
}

fn describe(page: &Page<'_>, compared: &ComparedGroups, group: usize) -> Group {
    let items = distinctive(compared, group).map(|found| {
        let name = term(page.summary.term(found.term));
        let value = match found.log_ratio {
            Some(ratio) => times_as_often(ratio.exp2(), page.lang),
            None => grouped(found.tf),
        };
        (name, found.g2, value)
    });
    Group {
        name: brief(&compared.names[group], 40),
        documents: grouped(compared.documents[group]),
        words: grouped(compared.words[group]),
        bars: bars(items),
    }
}

/// A quotient with two or more figures: 1.7 times, 36 times.
fn times_as_often(quotient: f64, lang: Lang) -> String {
    let number = decimal(quotient, usize::from(quotient < 9.95));
    match lang {
        Lang::Zh => format!("{number} 倍"),
        Lang::En => format!("{number}×"),
    }
}

/// The terms that a group has more than others, surely more than by chance.
fn distinctive(compared: &ComparedGroups, group: usize) -> impl Iterator<Item = &GroupTerm> {
    compared.terms[group].iter().take(TERMS).take_while(|term| term.g2 >= SIGNIFICANT)
}

fn topic_map(summary: &Summary, compared: &ComparedGroups, shown: &[usize]) -> Option<HeatMap> {
    let share = |group: usize, topic: usize| {
        let sizes = &compared.topic_sizes[group];
        sizes[topic] as f64 / sizes.iter().sum::<u64>().max(1) as f64
    };
    let topics = 0..summary.topics.topics.len().min(TOPICS);
    let rows: Vec<_> = topics
        .map(|topic| {
            let shares = shown.iter().map(|&group| share(group, topic)).collect();
            (topic_name(summary, topic), shares)
        })
        .collect();
    let columns = shown.iter().map(|&group| brief(&compared.names[group], 20)).collect();
    (!rows.is_empty()).then(|| heat_map(columns, rows, times::share))
}

/// The terms that are shown, for their passages.
pub(crate) fn named_terms(summary: &Summary) -> impl Iterator<Item = TermId> {
    summary.compared.groups.iter().take(FIELDS).flat_map(|compared| {
        let shown = largest(compared).into_iter();
        shown.flat_map(|group| distinctive(compared, group).map(|found| found.term))
    })
}
