//! What is compared with what: groups of documents, periods of time, terms that occur together.

use cimai_corpus::{Corpus, Counts, Message};
use cimai_ingest::Reading;
use cimai_keyword::{
    CoOccurrence, Comparison, Grouping, Meetings, Pair, TrendItem, Unit, group_trend, term_trend,
};
use cimai_report::{Compared, ComparedGroups, Labelled, Trend};
use cimai_topic::{Agreement, Topics};
use rayon::prelude::*;

use crate::error::Error;
use crate::job::{Facing, Need, TableSet};
use crate::progress::Progress;
use crate::times::{Period, Times};

/// Terms listed per period in `trends.csv`.
const TREND_TERMS: usize = 100;
/// Terms that are paired for `cooccurrence.csv`, the most frequent ones.
const PAIRED_TERMS: usize = 300;
/// Columns that are taken for the date where none is named.
const DATE_NAMES: [&str; 2] = ["date", "日期"];

/// The groups and the periods of the documents.
pub(crate) struct Facets {
    /// The column of hand-made categories, and what each document has there.
    categories: Option<(String, Vec<String>)>,
    groups: Vec<(String, Grouping)>,
    /// The names of the periods in order of time, the last empty if documents have none, and the
    /// period of each document.
    periods: Option<(Vec<String>, Vec<usize>)>,
    /// Within what terms are to occur together; by the documents if none.
    within: Option<Unit>,
    /// What was found and what the user should know.
    notes: Vec<Message>,
}

impl Facets {
    /// Finds the columns that were asked for, and reads the dates.
    pub(crate) fn of(wanted: &Facing, reading: &Reading) -> Result<Self, Error> {
        let label = wanted.categories.as_deref();
        let label = label.map(|name| column(reading, "--label", name)).transpose()?;
        let categories = label.map(|column| {
            let categories = values(reading, column).into_iter().map(str::to_owned);
            (reading.columns[column].clone(), categories.collect())
        });
        let (groups, within) = (Vec::new(), wanted.within);
        let mut facets = Self { categories, groups, periods: None, within, notes: Vec::new() };
        for field in &wanted.groups {
            let column = column(reading, "--group", field)?;
            let groups = Grouping::of(&values(reading, column));
            facets.note_groups(field, &groups);
            facets.groups.push((reading.columns[column].clone(), groups));
        }
        let date = match &wanted.date {
            Some(name) => Some(column(reading, "--date", name)?),
            None => reading.columns.iter().position(|name| DATE_NAMES.contains(&&**name)),
        };
        if let Some(date) = date {
            facets.read_times(wanted, &reading.columns[date], &values(reading, date));
        }
        Ok(facets)
    }

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
    fn read_times(&mut self, wanted: &Facing, column: &str, values: &[&str]) {
        let times = Times::read(values);
        if times.known() == 0 && wanted.date.is_none() {
            return;
        }
        let period = wanted.period.unwrap_or_else(|| times.fitting_period());
        let names = times.periods(period);
        self.note_times(column, &times, period);
        let grouping = Grouping::of(&names);
        let undated = grouping.len();
        let of = |document| grouping.group(document).unwrap_or(undated);
        let numbers: Vec<usize> = (0..names.len()).map(of).collect();
        let mut names = grouping.names().to_vec();
        names.extend(numbers.contains(&undated).then(String::new));
        self.periods = Some((names, numbers));
    }

    fn note_times(&mut self, column: &str, times: &Times, period: Period) {
        let (found, word) = (times.message(), period.word());
        let by = match period {
            Period::Day => "日",
            Period::Week => "周",
            Period::Month => "月",
            Period::Quarter => "季",
            Period::Year => "年",
        };
        self.notes.push(Message::new(
            format!("日期列 {column}，按{by}比较；{}", found.zh),
            format!("date column {column}, compared by {word}; {}", found.en),
        ));
    }

    /// Compares the groups and the periods, and pairs the terms, as far as that is wanted.
    pub(crate) fn compare(
        self,
        wanted: TableSet,
        corpus: &Corpus,
        counts: &Counts,
        topics: &Topics,
        progress: Progress,
    ) -> Compared {
        if !wanted.compares() {
            return Compared { labelled: self.labelled(topics), ..Compared::default() };
        }
        let bar = progress.stage("比较", "comparing");
        let within = self.within.unwrap_or_else(|| Unit::fitting(counts));
        let pairs = wanted.needs(Need::Pairs).then(|| pairs(corpus, counts, within));
        let groups = self.groups.iter().map(|(field, groups)| {
            let comparison = Comparison::of(corpus, counts, groups);
            let numbers = (0..groups.len()).into_par_iter();
            ComparedGroups {
                field: field.clone(),
                groups: groups.clone(),
                words: (0..groups.len()).map(|group| comparison.words(group)).collect(),
                terms: numbers.map(|group| comparison.terms(group)).collect(),
            }
        });
        let compared = Compared {
            labelled: self.labelled(topics),
            groups: groups.collect(),
            periods: self.periods.as_ref().map_or_else(Vec::new, |(names, _)| names.clone()),
            period_of: self.periods.as_ref().map_or_else(Vec::new, |(_, of)| of.clone()),
            trends: self.trends(corpus, counts, topics),
            pairs: pairs.unwrap_or_default(),
            within: Some(within),
            notes: self.notes,
        };
        bar.finish_and_clear();
        compared
    }

    /// How well the topics agree with the categories.
    fn labelled(&self, topics: &Topics) -> Option<Labelled> {
        let (field, categories) = self.categories.as_ref()?;
        if topics.topics.is_empty() {
            return None;
        }
        let found: Vec<_> = topics.assignments.iter().map(|a| a.map(|a| a.topic)).collect();
        let agreement = Agreement::of(&found, categories);
        let groups = Grouping::of(categories);
        Some(Labelled { field: field.clone(), groups, agreement })
    }

    /// The trends of all documents, then those of each group.
    fn trends(&self, corpus: &Corpus, counts: &Counts, topics: &Topics) -> Vec<Trend> {
        let Some((names, periods)) = &self.periods else { return Vec::new() };
        let everything: Vec<u32> = (0..periods.len() as u32).collect();
        let mut parts = vec![("", "", &everything[..])];
        for (field, groups) in &self.groups {
            for (group, name) in groups.names().iter().enumerate() {
                parts.push((field, name, groups.members(group)));
            }
        }
        let assigned: Vec<Option<usize>> =
            (0..corpus.len()).map(|document| topics.topic(document)).collect();
        let trend = |&(field, group, documents): &(&str, &str, &[u32])| {
            let mut divided = vec![Vec::new(); names.len()];
            for &document in documents {
                divided[periods[document as usize]].push(document);
            }
            Trend {
                field: field.to_owned(),
                group: group.to_owned(),
                terms: in_time(names, &divided, |divided| {
                    term_trend(corpus, counts, divided, TREND_TERMS)
                }),
                topics: in_time(names, &divided, |divided| {
                    group_trend(&assigned, topics.topics.len(), divided)
                }),
            }
        };
        parts.par_iter().map(trend).collect()
    }
}

/// Follows a trend over the periods that have documents; the others stay empty. What has no date
/// is no part of the trend, and counted by itself.
fn in_time<T>(
    names: &[String],
    divided: &[Vec<u32>],
    trend: impl Fn(&[Vec<u32>]) -> Vec<Vec<TrendItem<T>>>,
) -> Vec<Vec<TrendItem<T>>> {
    let dated =
        names.iter().zip(divided).filter(|(name, part)| !name.is_empty() && !part.is_empty());
    let dated: Vec<Vec<u32>> = dated.map(|(_, part)| part.clone()).collect();
    let mut found = trend(&dated).into_iter();
    let part = |(name, part): (&String, &Vec<u32>)| match (name.is_empty(), part.is_empty()) {
        (_, true) => Vec::new(),
        (true, false) => trend(std::slice::from_ref(part)).pop().unwrap_or_default(),
        (false, false) => found.next().unwrap_or_default(),
    };
    names.iter().zip(divided).map(part).collect()
}

/// Which of the most frequent terms occur together.
fn pairs(corpus: &Corpus, counts: &Counts, within: Unit) -> Vec<Pair> {
    let together = CoOccurrence::new(corpus, counts, within, PAIRED_TERMS);
    // The number of parts bounds the memory, since each has a table of its own.
    let size = corpus.len().div_ceil(64).max(256);
    let starts: Vec<usize> = (0..corpus.len()).step_by(size).collect();
    let count = |&start: &usize| together.count(start..(start + size).min(corpus.len()));
    let counted: Vec<Meetings> = starts.par_iter().map(count).collect();
    together.pairs(&counted)
}

/// The place of a column that was asked for, by its name in any case.
fn column(reading: &Reading, option: &'static str, wanted: &str) -> Result<usize, Error> {
    let columns = &reading.columns;
    let exact = columns.iter().position(|name| name == wanted);
    let folded = || {
        let alike = |name: &String| name.to_lowercase() == wanted.to_lowercase();
        columns.iter().position(alike)
    };
    exact.or_else(folded).ok_or_else(|| Error::Column {
        option,
        wanted: wanted.to_owned(),
        columns: columns.clone(),
    })
}

fn values(reading: &Reading, column: usize) -> Vec<&str> {
    reading.documents.iter().map(|document| &*document.fields[column]).collect()
}
