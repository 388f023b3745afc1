//! What changed over time.

use std::collections::BTreeMap;

use cimai_corpus::TermId;
use serde::Serialize;

use super::Page;
use super::charts::{Bar, HeatMap, Line, bars, heat_map, line};
use super::text::{brief, decimal, percent, term};
use crate::Report;
use crate::over_time::{periods, topic_shares};

/// Periods shown; of more, the last.
const PERIODS: usize = 24;
/// Topics shown in a heat map.
pub(crate) const TOPICS: usize = 30;
/// Terms shown as rising, and as falling.
const MOVERS: usize = 12;

/// Topics and terms over the periods.
#[derive(Debug, Serialize)]
pub(crate) struct Times {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) topics: Option<HeatMap>,
    /// Periods before those that are shown.
    pub(crate) earlier: usize,
    pub(crate) rising: Vec<Mover>,
    pub(crate) falling: Vec<Mover>,
}

/// A term whose share of all words changed.
#[derive(Debug, Serialize)]
pub(crate) struct Mover {
    pub(crate) bar: Bar,
    pub(crate) trend: Option<Line>,
}

/// Terms that changed, by their average share in the later half of the periods against the earlier.
pub(crate) struct Moves {
    /// The strongest first.
    rising: Vec<(TermId, f64)>,
    falling: Vec<(TermId, f64)>,
    /// The share of every listed term in every period.
    shares: BTreeMap<TermId, Vec<f64>>,
}

/// What changed over time; nothing where there are fewer than two periods.
pub(crate) fn times(page: &Page<'_>) -> Option<Times> {
    let report = page.report;
    let periods = periods(report);
    if periods.len() < 2 {
        return None;
    }
    let earlier = periods.len().saturating_sub(PERIODS);
    let moves = moves(report)?;
    let text = |name: &String| brief(name, 20);
    Some(Times {
        first: text(&periods[0]),
        last: text(&periods[periods.len() - 1]),
        topics: topic_map(report, periods, earlier),
        earlier,
        rising: movers(report, &moves.rising, &moves, periods),
        falling: movers(report, &moves.falling, &moves, periods),
    })
}

/// The first and the last period; nothing where no document has a date.
pub(crate) fn span(report: &Report<'_>) -> Option<String> {
    let periods = periods(report);
    let (first, last) = (brief(periods.first()?, 20), brief(periods.last()?, 20));
    Some(if first == last { first } else { format!("{first} – {last}") })
}

/// A small curve for every topic.
pub(crate) fn topic_lines(report: &Report<'_>) -> Vec<Option<Line>> {
    let periods = periods(report);
    topic_shares(report).iter().map(|shares| line(periods, shares)).collect()
}

fn topic_map(report: &Report<'_>, periods: &[String], earlier: usize) -> Option<HeatMap> {
    let rows = topic_shares(report).into_iter().take(TOPICS).enumerate();
    let rows: Vec<_> = rows
        .map(|(topic, shares)| (topic_name(report, topic), shares[earlier..].to_vec()))
        .collect();
    let columns = periods[earlier..].iter().map(|name| brief(name, 20)).collect();
    (!rows.is_empty()).then(|| heat_map(columns, rows, share))
}

/// A share in a heat map, where nothing is to look like nothing.
pub(crate) fn share(share: f64) -> String {
    if share > 0.0 { percent(share) } else { "0".to_owned() }
}

/// A topic by its number and label.
pub(crate) fn topic_name(report: &Report<'_>, topic: usize) -> String {
    format!("{} {}", topic + 1, brief(&report.label(topic), 40))
}

/// The terms that changed most. Only terms that were among the listed ones of some period can
/// show; where one was not listed, its share counts as none.
pub(crate) fn moves(report: &Report<'_>) -> Option<Moves> {
    let n = periods(report).len();
    let all = report.compared.trends.iter().find(|trend| trend.field.is_empty())?;
    let mut shares: BTreeMap<TermId, Vec<f64>> = BTreeMap::new();
    for (period, items) in all.terms.iter().take(n).enumerate() {
        for item in items {
            shares.entry(item.item).or_insert_with(|| vec![0.0; n])[period] = item.share;
        }
    }
    let half = n / 2;
    let mean = |shares: &[f64]| shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    let change = |shares: &[f64]| mean(&shares[n - half..]) - mean(&shares[..half]);
    let mut changes: Vec<(TermId, f64)> =
        shares.iter().map(|(&term, shares)| (term, change(shares))).collect();
    // Equal changes stay in the order of term numbers.
    changes.sort_by(|a, b| b.1.total_cmp(&a.1));
    let rising = changes.iter().take(MOVERS).filter(|(_, change)| *change > 0.0).copied();
    let falling = changes.iter().rev().take(MOVERS).filter(|(_, change)| *change < 0.0).copied();
    Some(Moves { rising: rising.collect(), falling: falling.collect(), shares })
}

impl Moves {
    /// The terms that changed, strongest first: those that rose, then those that fell.
    pub(crate) fn terms(&self) -> [Vec<TermId>; 2] {
        [&self.rising, &self.falling].map(|moved| moved.iter().map(|&(term, _)| term).collect())
    }
}

fn movers(
    report: &Report<'_>,
    moved: &[(TermId, f64)],
    moves: &Moves,
    periods: &[String],
) -> Vec<Mover> {
    let items = moved.iter().map(|&(id, change)| {
        let sign = if change > 0.0 { "+" } else { "" };
        let name = term(report.corpus.vocabulary().term(id));
        (name, change, format!("{sign}{}", decimal(change * 10_000.0, 1)))
    });
    let lines = moved.iter().map(|(id, _)| line(periods, &moves.shares[id]));
    bars(items).into_iter().zip(lines).map(|(bar, trend)| Mover { bar, trend }).collect()
}
