//! Groups and times compared, and what occurs together: `groups.csv`, `crosstab.csv`,
//! `trends.csv`, `cooccurrence.csv`.

use cimai_corpus::{Message, TermId};
use cimai_keyword::{GroupTerm, Grouping, Pair, TrendItem, Unit};
use cimai_topic::{Agreement, Topics};

use crate::cell::Number;
use crate::rows::{CrosstabRow, GroupRow, PairRow, TrendRow};
use crate::{AgreementRecord, Error, OutputSet, Report};

/// From which G² on a difference is not likely chance (p < 0.05).
const SIGNIFICANT: f64 = 3.84;

/// What was compared in a run.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Categories made by hand that the topics are checked against.
    pub labelled: Option<Labelled>,
    /// The groups of documents, one set per column that was asked for.
    pub groups: Vec<ComparedGroups>,
    /// The names of the periods, in order of time. The last is empty where documents have no date
    /// that could be read.
    pub periods: Vec<String>,
    /// The period of every document, by place; empty where there are none.
    pub period_of: Vec<usize>,
    /// How things changed over the periods: for all documents first, then for each group.
    pub trends: Vec<Trend>,
    /// Terms that occur together, the surest first.
    pub pairs: Vec<Pair>,
    /// Within what they do.
    pub within: Option<Unit>,
    /// How groups and periods came about.
    pub notes: Vec<Message>,
}

/// Topics checked against categories made by hand.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The column of the categories.
    pub field: String,
    /// The documents of each category.
    pub groups: Grouping,
    /// How well the topics agree with them.
    pub agreement: Agreement,
}

impl Labelled {
    /// The same for the record of the run.
    pub fn record(&self) -> AgreementRecord {
        let Agreement { nmi, ari, purity } = self.agreement;
        AgreementRecord { column: self.field.clone(), nmi, ari, purity }
    }
}

/// The groups of one column, compared.
#[derive(Clone, Debug)]
pub struct ComparedGroups {
    /// The column.
    pub field: String,
    /// Its groups.
    pub groups: Grouping,
    /// All words of each group, stop words included.
    pub words: Vec<u64>,
    /// The terms of each group, first what sets it apart.
    pub terms: Vec<Vec<GroupTerm>>,
}

/// What became of terms and topics over the periods.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// The column of the group; empty for all documents.
    pub field: String,
    /// The group; empty for all documents.
    pub group: String,
    /// Per period its most frequent terms.
    pub terms: Vec<Vec<TrendItem<TermId>>>,
    /// Per period its topics, by place.
    pub topics: Vec<Vec<TrendItem<usize>>>,
}

impl ComparedGroups {
    /// The terms that set a group apart more than chance does, those that do it most first.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn apart(&self, group: usize) -> impl Iterator<Item = TermId> + '_ {
        self.terms[group].iter().filter(|term| term.g2 > SIGNIFICANT).map(|term| term.term)
    }
}

impl Compared {
    /// The names of the tables that there is something for.
    pub fn tables(&self, topics: &Topics) -> Vec<&'static str> {
        let groups = !self.groups.is_empty();
        let tables = [
            ("groups", groups),
            ("crosstab", (groups || self.labelled.is_some()) && !topics.topics.is_empty()),
            ("k", topics.tried.len() > 1),
            ("trends", !self.trends.is_empty()),
        ];
        tables.into_iter().filter(|(_, some)| *some).map(|(table, _)| table).collect()
    }

    /// What topics are crossed with: the groups of each column, and the categories.
    fn crossed(&self) -> impl Iterator<Item = (&str, &Grouping)> {
        let groups = self.groups.iter().map(|compared| (&*compared.field, &compared.groups));
        let known = |field: &str| self.groups.iter().any(|compared| compared.field == field);
        let labelled = self.labelled.iter().filter(move |labelled| !known(&labelled.field));
        groups.chain(labelled.map(|labelled| (&*labelled.field, &labelled.groups)))
    }
}

impl Report<'_> {
    pub(crate) fn groups(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("groups")?;
        for compared in &self.compared.groups {
            for (group, terms) in compared.terms.iter().enumerate() {
                let words = compared.words[group].max(1) as f64;
                for term in terms {
                    table.row(GroupRow {
                        field: profile.text(&*compared.field),
                        group: profile.text(&*compared.groups.names()[group]),
                        term: profile.text(self.term(term.term)),
                        tf: term.tf,
                        per_10k: Number(term.tf as f64 * 10_000.0 / words),
                        rank: term.rank,
                        g2: Number(term.g2),
                        log_ratio: term.log_ratio.map(Number),
                    })?;
                }
            }
        }
        table.finish()
    }

    pub(crate) fn crosstab(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("crosstab")?;
        for (field, groups) in self.compared.crossed() {
            for (group, name) in groups.names().iter().enumerate() {
                let mut sizes = vec![0_u64; self.topics.topics.len()];
                for &document in groups.members(group) {
                    if let Some(topic) = self.topics.topic(document as usize) {
                        sizes[topic] += 1;
                    }
                }
                let all = sizes.iter().sum::<u64>().max(1) as f64;
                for (topic, &count) in sizes.iter().enumerate() {
                    table.row(CrosstabRow {
                        field: profile.text(field),
                        group: profile.text(&**name),
                        topic: topic + 1,
                        label: profile.text(self.label(topic)),
                        count,
                        share: Number(count as f64 / all),
                    })?;
                }
            }
        }
        table.finish()
    }

    pub(crate) fn trends(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("trends")?;
        for trend in &self.compared.trends {
            for (period, name) in self.compared.periods.iter().enumerate() {
                for (kind, item) in self.trend_items(trend, period) {
                    table.row(TrendRow {
                        period: profile.text(&**name),
                        field: profile.text(&*trend.field),
                        group: profile.text(&*trend.group),
                        kind,
                        item: profile.text(item.item),
                        count: item.count,
                        share: Number(item.share),
                        rank: item.rank,
                        rank_change: item.rank_change,
                    })?;
                }
            }
        }
        table.finish()
    }

    /// The terms and topics of a period, as text.
    fn trend_items<'t>(
        &'t self,
        trend: &'t Trend,
        period: usize,
    ) -> impl Iterator<Item = (&'static str, TrendItem<String>)> + 't {
        let terms = trend.terms.get(period).into_iter().flatten();
        let topics = trend.topics.get(period).into_iter().flatten();
        let terms = terms.map(|item| ("term", item.map(|term| self.term(term).to_owned())));
        terms.chain(topics.map(|item| ("topic", item.map(|topic| self.label(topic)))))
    }

    pub(crate) fn cooccurrence(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("cooccurrence")?;
        for pair in &self.compared.pairs {
            table.row(PairRow {
                term_a: profile.text(self.term(pair.a)),
                term_b: profile.text(self.term(pair.b)),
                count: pair.count,
                npmi: Number(pair.npmi),
                g2: Number(pair.g2),
            })?;
        }
        table.finish()
    }
}
