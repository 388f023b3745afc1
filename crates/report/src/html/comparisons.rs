//! What changed over time, and what sets groups of documents apart.

use cimai_corpus::{Lang, TermId};
use cimai_keyword::{GroupTerm, SIGNIFICANT};
use serde::Serialize;

use super::charts::{Bar, HeatMap, Line, bars, heat_map, highest, line};
use super::page::{Page, brief, decimal, grouped, percent, term};
use crate::results::{Riser, Risers};
use crate::{ComparedGroups, Summary};

/// Periods shown; of more, the last.
const PERIODS: usize = 24;
/// Topics shown in a heat map.
pub(crate) const TOPICS: usize = 30;

/// Topics and terms over the periods.
#[derive(Debug, Serialize)]
pub(crate) struct Times {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) topics: Option<HeatMap>,
    /// Periods before those that the heat map shows.
    pub(crate) earlier: usize,
    /// The topics, each by itself, all on one scale.
    pub(crate) panels: Vec<Panel>,
    /// The top of that scale.
    pub(crate) top: String,
    pub(crate) rising: Vec<Mover>,
    pub(crate) falling: Vec<Mover>,
}

/// A topic over time.
#[derive(Debug, Serialize)]
pub(crate) struct Panel {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) trend: Line,
}

/// A term whose share of all words changed.
#[derive(Debug, Serialize)]
pub(crate) struct Mover {
    pub(crate) bar: Bar,
    pub(crate) trend: Option<Line>,
}

/// What changed over time; nothing where there are fewer than two periods.
pub(crate) fn times(page: &Page<'_>, risers: Option<&Risers>) -> Option<Times> {
    let summary = page.summary;
    let risers = risers?;
    let periods = summary.compared.named_periods();
    let earlier = periods.len().saturating_sub(PERIODS);
    let shares = summary.topic_shares();
    let shown = &shares[..shares.len().min(TOPICS)];
    let top = shown.iter().map(|shares| highest(shares)).fold(0.0, f64::max);
    let text = |name: &String| brief(name, 20);
    Some(Times {
        first: text(&periods[0]),
        last: text(&periods[periods.len() - 1]),
        topics: topics_by_period(summary, shown, periods, earlier),
        earlier,
        panels: panels(summary, shown, periods, top),
        top: percent(top),
        rising: movers(summary, &risers.rising, periods),
        falling: movers(summary, &risers.falling, periods),
    })
}

/// The first and the last period; nothing where no document has a date.
pub(crate) fn span(summary: &Summary) -> Option<String> {
    let periods = summary.compared.named_periods();
    let (first, last) = (brief(periods.first()?, 20), brief(periods.last()?, 20));
    Some(if first == last { first } else { format!("{first} – {last}") })
}

/// A small curve for every topic.
pub(crate) fn topic_lines(summary: &Summary) -> Vec<Option<Line>> {
    let periods = summary.compared.named_periods();
    let shares = summary.topic_shares();
    shares.iter().map(|shares| line(periods, shares, highest(shares))).collect()
}

fn panels(summary: &Summary, shares: &[Vec<f64>], periods: &[String], top: f64) -> Vec<Panel> {
    let panel = |(topic, shares): (usize, &Vec<f64>)| {
        let name = brief(&summary.label(topic), 40);
        line(periods, shares, top).map(|trend| Panel { number: topic + 1, name, trend })
    };
    shares.iter().enumerate().filter_map(panel).collect()
}

fn topics_by_period(
    summary: &Summary,
    shares: &[Vec<f64>],
    periods: &[String],
    earlier: usize,
) -> Option<HeatMap> {
    let rows = shares.iter().enumerate();
    let rows: Vec<_> = rows
        .map(|(topic, shares)| (topic_name(summary, topic), shares[earlier..].to_vec()))
        .collect();
    let columns = periods[earlier..].iter().map(|name| brief(name, 20)).collect();
    (!rows.is_empty()).then(|| heat_map(columns, rows, share))
}

/// A share in a heat map, where nothing is to look like nothing.
fn share(share: f64) -> String {
    if share > 0.0 { percent(share) } else { "0".to_owned() }
}

/// A topic by its number and label.
fn topic_name(summary: &Summary, topic: usize) -> String {
    format!("{} {}", topic + 1, brief(&summary.label(topic), 40))
}

fn movers(summary: &Summary, risers: &[Riser], periods: &[String]) -> Vec<Mover> {
    let items = risers.iter().map(|riser| {
        let sign = if riser.change > 0.0 { "+" } else { "−" };
        let name = term(summary.term(riser.term));
        let change = decimal(riser.change.abs() * 10_000.0, 1);
        (name, riser.change, format!("{sign}{change}"))
    });
    let lines = risers.iter().map(|riser| line(periods, &riser.shares, highest(&riser.shares)));
    bars(items).into_iter().zip(lines).map(|(bar, trend)| Mover { bar, trend }).collect()
}

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
        topics: topics_by_group(page.summary, compared, &shown),
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

fn topics_by_group(
    summary: &Summary,
    compared: &ComparedGroups,
    shown: &[usize],
) -> Option<HeatMap> {
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
    (!rows.is_empty()).then(|| heat_map(columns, rows, self::share))
}

/// The terms that are shown, for their passages.
pub(crate) fn named_terms(summary: &Summary) -> impl Iterator<Item = TermId> {
    summary.compared.groups.iter().take(FIELDS).flat_map(|compared| {
        let shown = largest(compared).into_iter();
        shown.flat_map(|group| distinctive(compared, group).map(|found| found.term))
    })
}
