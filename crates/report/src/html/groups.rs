//! What sets groups of documents apart.

use cimai_corpus::{Lang, TermId};
use cimai_keyword::GroupTerm;
use serde::Serialize;

use super::Page;
use super::charts::{Bar, HeatMap, bars, heat_map};
use super::text::{brief, decimal, grouped, term};
use super::times::{self, TOPICS, topic_name};
use crate::{ComparedGroups, Report};

/// Columns of groups that are shown.
pub(crate) const FIELDS: usize = 4;
/// Groups shown of a column, the largest.
const GROUPS: usize = 16;
/// Terms shown of a group.
const TERMS: usize = 10;
/// The least log-likelihood: below, a difference may be chance (p < 0.05).
const SIGNIFICANT: f64 = 3.84;

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
    let fields = page.report.compared.groups.iter().take(FIELDS);
    fields.map(|compared| field(page, compared)).collect()
}

fn field(page: &Page<'_>, compared: &ComparedGroups) -> Field {
    let shown = largest(compared);
    Field {
        name: brief(&compared.field, 40),
        groups: shown.iter().map(|&group| describe(page, compared, group)).collect(),
        more: compared.groups.len() - shown.len(),
        topics: topic_map(page.report, compared, &shown),
    }
}

/// The groups with most documents, in the order of their names.
fn largest(compared: &ComparedGroups) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..compared.groups.len()).collect();
    groups.sort_by_key(|&group| std::cmp::Reverse(compared.groups.members(group).len()));
    groups.truncate(GROUPS);
    groups.sort_unstable();
    groups
}

fn describe(page: &Page<'_>, compared: &ComparedGroups, group: usize) -> Group {
    let items = distinctive(compared, group).map(|found| {
        let name = term(page.report.corpus.vocabulary().term(found.term));
        let value = match found.log_ratio {
            Some(ratio) => times_as_often(ratio.exp2(), page.lang),
            None => grouped(found.tf),
        };
        (name, found.g2, value)
    });
    Group {
        name: brief(&compared.groups.names()[group], 40),
        documents: grouped(compared.groups.members(group).len() as u64),
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

fn topic_map(report: &Report<'_>, compared: &ComparedGroups, shown: &[usize]) -> Option<HeatMap> {
    let sizes: Vec<Vec<u64>> =
        shown.iter().map(|&group| topic_sizes(report, compared, group)).collect();
    let share = |sizes: &Vec<u64>, topic: usize| {
        sizes[topic] as f64 / sizes.iter().sum::<u64>().max(1) as f64
    };
    let topics = 0..report.topics.topics.len().min(TOPICS);
    let rows: Vec<_> = topics
        .map(|topic| {
            let shares = sizes.iter().map(|sizes| share(sizes, topic)).collect();
            (topic_name(report, topic), shares)
        })
        .collect();
    let columns = shown.iter().map(|&group| brief(&compared.groups.names()[group], 20)).collect();
    (!rows.is_empty()).then(|| heat_map(columns, rows, times::share))
}

/// The documents of each topic in a group.
fn topic_sizes(report: &Report<'_>, compared: &ComparedGroups, group: usize) -> Vec<u64> {
    let mut sizes = vec![0; report.topics.topics.len()];
    for &document in compared.groups.members(group) {
        if let Some(topic) = report.topics.topic(document as usize) {
            sizes[topic] += 1;
        }
    }
    sizes
}

/// The terms that are shown, for their passages.
pub(crate) fn named_terms<'a>(report: &'a Report<'_>) -> impl Iterator<Item = TermId> + 'a {
    report.compared.groups.iter().take(FIELDS).flat_map(|compared| {
        let shown = largest(compared).into_iter();
        shown.flat_map(|group| distinctive(compared, group).map(|found| found.term))
    })
}
