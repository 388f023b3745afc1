//! `groups.csv`, `crosstab.csv`, `trends.csv`, `cooccurrence.csv`.

use std::borrow::Cow;

use cimai_keyword::{GroupTerm, Pair, TrendItem};

use super::compared::{ComparedGroups, Trend};
use super::results::Summary;
use crate::tables::{Cells, Row};

/// A term in a group.
struct GroupRow<'s> {
    compared: &'s ComparedGroups,
    group: usize,
    term: &'s GroupTerm,
    text: &'s str,
}

impl Row for GroupRow<'_> {
    const TABLE: &'static str = "groups";

    fn cells(&self, cells: &mut Cells<'_>) {
        let words = self.compared.words[self.group].max(1) as f64;
        cells.put("field", &self.compared.field);
        cells.put("group", &self.compared.names[self.group]);
        cells.put("term", self.text);
        cells.put("tf", self.term.tf);
        cells.put("per_10k", self.term.tf as f64 * 10_000.0 / words);
        cells.put("rank", self.term.rank);
        cells.put("g2", self.term.g2);
        cells.put("log_ratio", self.term.log_ratio);
    }
}

/// A topic in a group.
struct CrosstabRow<'s> {
    field: &'s str,
    group: &'s str,
    topic: usize,
    label: String,
    count: u64,
    /// The group's documents that have a topic.
    all: u64,
}

impl Row for CrosstabRow<'_> {
    const TABLE: &'static str = "crosstab";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("field", self.field);
        cells.put("group", self.group);
        cells.put("topic", self.topic + 1);
        cells.put("label", &self.label);
        cells.put("count", self.count);
        cells.put("share", self.count as f64 / self.all.max(1) as f64);
    }
}

/// A term or topic in a period.
struct TrendRow<'s> {
    period: &'s str,
    trend: &'s Trend,
    kind: &'static str,
    item: TrendItem<()>,
    text: Cow<'s, str>,
}

impl Row for TrendRow<'_> {
    const TABLE: &'static str = "trends";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("period", self.period);
        cells.put("field", &self.trend.field);
        cells.put("group", &self.trend.group);
        cells.put("kind", self.kind);
        cells.put("item", &*self.text);
        cells.put("count", self.item.count);
        cells.put("share", self.item.share);
        cells.put("rank", self.item.rank);
        cells.put("rank_change", self.item.rank_change);
    }
}

/// Two terms that occur together.
struct PairRow<'s> {
    pair: &'s Pair,
    texts: [&'s str; 2],
}

impl Row for PairRow<'_> {
    const TABLE: &'static str = "cooccurrence";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("term_a", self.texts[0]);
        cells.put("term_b", self.texts[1]);
        cells.put("count", self.pair.count);
        cells.put("npmi", self.pair.npmi);
        cells.put("g2", self.pair.g2);
    }
}

impl Summary {
    pub(super) fn group_rows(&self) -> impl Iterator<Item = impl Row> {
        self.compared.groups.iter().flat_map(move |compared| {
            compared.terms.iter().enumerate().flat_map(move |(group, terms)| {
                let row =
                    move |term| GroupRow { compared, group, term, text: self.term(term.term) };
                terms.iter().map(row)
            })
        })
    }

    pub(super) fn crosstab_rows(&self) -> impl Iterator<Item = impl Row> {
        self.compared.crossed().flat_map(move |crossed| {
            let groups = crossed.names.iter().zip(crossed.sizes);
            groups.flat_map(move |(group, sizes)| {
                let (field, all) = (crossed.field, sizes.iter().sum());
                sizes.iter().enumerate().map(move |(topic, &count)| {
                    let label = self.label(topic);
                    CrosstabRow { field, group, topic, label, count, all }
                })
            })
        })
    }

    pub(super) fn trend_rows(&self) -> impl Iterator<Item = impl Row> {
        self.compared.trends.iter().flat_map(move |trend| {
            let periods = self.compared.periods.iter().enumerate();
            periods.flat_map(move |(place, period)| {
                self.items(trend, place).map(move |(kind, item, text)| TrendRow {
                    period,
                    trend,
                    kind,
                    item,
                    text,
                })
            })
        })
    }

    /// The terms and topics of a period with their texts.
    fn items<'s>(
        &'s self,
        trend: &'s Trend,
        period: usize,
    ) -> impl Iterator<Item = (&'static str, TrendItem<()>, Cow<'s, str>)> {
        let terms = trend.terms.get(period).into_iter().flatten();
        let topics = trend.topics.get(period).into_iter().flatten();
        let terms = terms.map(|item| ("term", item.map(|_| ()), self.term(item.item).into()));
        terms.chain(topics.map(|item| ("topic", item.map(|_| ()), self.label(item.item).into())))
    }

    pub(super) fn pair_rows(&self) -> impl Iterator<Item = impl Row> {
        let row = |pair| PairRow { pair, texts: [self.term(pair.a), self.term(pair.b)] };
        self.compared.pairs.iter().map(row)
    }
}
