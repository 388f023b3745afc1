//! What was compared in a run: groups of documents, periods of time, terms that occur together.

use cimai_corpus::{Message, TermId};
use cimai_keyword::{GroupTerm, Grouping, Pair, PartCounts, SIGNIFICANT, TrendItem, Unit};
use cimai_topic::Agreement;

use crate::AgreementRecord;

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Categories made by hand that the topics are checked against.
    pub labelled: Option<Labelled>,
    /// The groups of documents, one set per column that was asked for.
    pub groups: Vec<ComparedGroups>,
    /// The names of the periods, in order of time. The last is empty where documents have no date
    /// that could be read.
    pub periods: Vec<String>,
    /// What the documents of each period have.
    pub counts: PartCounts,
    /// The number of each period among the parts of `counts`.
    pub period_parts: Vec<u32>,
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
    /// The categories.
    pub names: Vec<String>,
    /// Per category, how many of its documents each topic has.
    pub topic_sizes: Vec<Vec<u64>>,
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

/// The groups of one column, compared. All lists have one entry per group.
#[derive(Clone, Debug, Default)]
pub struct ComparedGroups {
    /// The column.
    pub field: String,
    /// What the groups are called.
    pub names: Vec<String>,
    /// How many documents each has.
    pub documents: Vec<u64>,
    /// All its words, stop words included.
    pub words: Vec<u64>,
    /// Its terms, first what sets it apart.
    pub terms: Vec<Vec<GroupTerm>>,
    /// How many of its documents each topic has.
    pub topic_sizes: Vec<Vec<u64>>,
}

impl ComparedGroups {
    /// The groups of a column with nothing said of their words and topics.
    pub fn new(field: &str, groups: &Grouping) -> Self {
        Self {
            field: field.to_owned(),
            names: groups.names().to_vec(),
            documents: (0..groups.len()).map(|group| groups.size(group).into()).collect(),
            ..Self::default()
        }
    }

    /// The terms that set a group apart more than chance does, those that do it most first.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn apart(&self, group: usize) -> impl Iterator<Item = TermId> + '_ {
        self.terms[group].iter().filter(|term| term.g2 > SIGNIFICANT).map(|term| term.term)
    }
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

/// The groups of one column and how many documents of each topic they have.
pub(crate) struct Crossed<'c> {
    pub(crate) field: &'c str,
    pub(crate) names: &'c [String],
    /// Groups × topics.
    pub(crate) sizes: &'c [Vec<u64>],
}

impl Compared {
    /// The names of the periods; documents without a date are in none.
    pub(crate) fn named_periods(&self) -> &[String] {
        match self.periods.split_last() {
            Some((last, dated)) if last.is_empty() => dated,
            _ => &self.periods,
        }
    }

    /// What topics are crossed with: the groups of each column, and the categories.
    pub(crate) fn crossed(&self) -> impl Iterator<Item = Crossed<'_>> {
        let groups = self.groups.iter().map(|groups| Crossed {
            field: &groups.field,
            names: &groups.names,
            sizes: &groups.topic_sizes,
        });
        let known = |field: &str| self.groups.iter().any(|compared| compared.field == field);
        let labelled = self.labelled.iter().filter(move |labelled| !known(&labelled.field));
        groups.chain(labelled.map(|labelled| Crossed {
            field: &labelled.field,
            names: &labelled.names,
            sizes: &labelled.topic_sizes,
        }))
    }
}
