//! What changed over time.

use serde::Serialize;

use super::charts::{Bar, HeatMap, Line, bars, heat_map, highest, line};
use super::page::Page;
use super::text::{brief, decimal, percent, term};
use crate::Summary;
use crate::results::{Riser, Risers};

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
        topics: topic_map(summary, shown, periods, earlier),
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

fn topic_map(
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
pub(crate) fn share(share: f64) -> String {
    if share > 0.0 { percent(share) } else { "0".to_owned() }
}

/// A topic by its number and label.
pub(crate) fn topic_name(summary: &Summary, topic: usize) -> String {
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
