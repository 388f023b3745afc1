//! What documents are divided by: the groups of their columns and the periods of their dates; and
//! the parts that this makes, which are counted by themselves.

use cimai_corpus::{Document, Message, Spool};
use cimai_ingest::{DateForms, Period, Written};
use cimai_keyword::{Grouping, GroupingBuilder};

use super::in_order;
use crate::error::Error;
use crate::job::Facing;

/// Columns that are taken for the date where none is named.
const DATE_NAMES: [&str; 2] = ["date", "日期"];
/// What the name of another column that is taken for it contains, if its values are dates.
const DATE_PARTS: [&str; 6] = ["日期", "时间", "時間", "date", "time", "created_at"];
/// Documents whose values say whether a column holds dates.
const LOOKED_AT: usize = 1000;

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
struct Values {
    groups: Vec<GroupingBuilder>,
    categories: GroupingBuilder,
    dates: Vec<Written>,
    forms: DateForms,
}

/// The places of the columns that are read.
struct Places {
    groups: Vec<usize>,
    label: Option<usize>,
    date: Option<usize>,
}

impl Facets {
    /// Finds the columns that are wanted, and reads what all documents have there.
    pub(crate) fn read(spool: &Spool, columns: &[String], facing: &Facing) -> Result<Self, Error> {
        let places = Places::find(spool, columns, facing)?;
        let mut facets = Self::default();
        if places.are_none() {
            return Ok(facets);
        }
        let values = Values::read(spool, columns, &places)?;
        for (&column, grouping) in places.groups.iter().zip(values.groups) {
            let grouping = grouping.finish();
            facets.note_groups(&columns[column], &grouping);
            facets.groups.push((columns[column].clone(), grouping));
        }
        let categories = values.categories.finish();
        facets.categories = places.label.map(|column| (columns[column].clone(), categories));
        if let Some(date) = places.date {
            facets.divide_times(&columns[date], &values.dates, &values.forms, facing);
        }
        Ok(facets)
    }
}

impl Places {
    fn find(spool: &Spool, columns: &[String], facing: &Facing) -> Result<Self, Error> {
        let place = |option, name: &String| column(columns, option, name);
        let groups = facing.groups.iter().map(|name| place("--group", name));
        let date = match &facing.date {
            Some(name) => Some(place("--date", name)?),
            None => match columns.iter().position(|name| DATE_NAMES.contains(&&**name)) {
                Some(named) => Some(named),
                None => date_by_values(spool, columns)?,
            },
        };
        Ok(Self {
            groups: groups.collect::<Result<_, _>>()?,
            label: facing.categories.as_ref().map(|name| place("--label", name)).transpose()?,
            date,
        })
    }

    fn are_none(&self) -> bool {
        self.groups.is_empty() && self.label.is_none() && self.date.is_none()
    }
}

/// The first column called like a time of which nearly all values are dates.
fn date_by_values(spool: &Spool, columns: &[String]) -> Result<Option<usize>, Error> {
    let is_called_so = |name: &str| DATE_PARTS.iter().any(|part| name.contains(part));
    let called: Vec<usize> =
        (0..columns.len()).filter(|&c| is_called_so(&columns[c].to_lowercase())).collect();
    if called.is_empty() || spool.batches() == 0 {
        return Ok(None);
    }
    let documents = spool.documents_of(0).map_err(Error::Spool)?;
    let carried = Carried::new(columns, spool.columns(0));
    let holds_dates = |&column: &usize| {
        let (mut filled, mut dates) = (0, 0);
        for document in documents.iter().take(LOOKED_AT) {
            let written = Written::read(carried.field(document, column));
            filled += usize::from(written != Written::Empty);
            dates += usize::from(matches!(written, Written::Time(..) | Written::Turned(..)));
        }
        dates > 0 && 10 * dates >= 9 * filled
    };
    Ok(called.into_iter().find(holds_dates))
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
        facing: &Facing,
    ) {
        if facing.date.is_none() && forms.known() == 0 {
            return;
        }
        let period = facing.period.unwrap_or_else(|| forms.fitting_period());
        self.note_times(column, forms, period);
        let name =
            |&written| forms.settle(written).map_or(String::new(), |time| time.period(period));
        let periods = Grouping::of(dates.iter().map(name));
        let undated = periods.len();
        let place = |document| periods.group(document).unwrap_or(undated) as u32;
        let of = (0..dates.len()).map(place).collect();
        let mut names = periods.names().to_vec();
        names.extend((periods.without() > 0).then(String::new));
        self.periods = Some(Periods { names, of });
    }

    fn note_times(&mut self, column: &str, forms: &DateForms, period: Period) {
        let (found, word) = (forms.message(), period.word());
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
}

impl Values {
    /// What all documents have in some columns.
    fn read(spool: &Spool, columns: &[String], places: &Places) -> Result<Self, Error> {
        let mut values = Self {
            groups: places.groups.iter().map(|_| GroupingBuilder::default()).collect(),
            categories: GroupingBuilder::default(),
            dates: Vec::new(),
            forms: DateForms::default(),
        };
        let read = |batch| {
            let documents = spool.documents_of(batch).map_err(Error::Spool)?;
            Ok((documents, Carried::new(columns, spool.columns(batch))))
        };
        in_order(spool.batches(), read, |(documents, carried)| {
            for document in &documents {
                values.note(document, &carried, places);
            }
            Ok(())
        })?;
        Ok(values)
    }

    fn note(&mut self, document: &Document, carried: &Carried, places: &Places) {
        for (grouping, &column) in self.groups.iter_mut().zip(&places.groups) {
            grouping.push(carried.field(document, column));
        }
        if let Some(label) = places.label {
            self.categories.push(carried.field(document, label));
        }
        if let Some(date) = places.date {
            let value = carried.field(document, date);
            let written = Written::read(value);
            self.forms.note(self.dates.len(), value, written);
            self.dates.push(written);
        }
    }
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

/// Numbers the parts: first all documents, then the groups of one column after another; each of
/// these as a whole, then in one period after another.
pub(crate) struct Parts<'f> {
    facets: &'f Facets,
    /// The number of the first group of every column; all documents are 0.
    first_groups: Vec<usize>,
    periods: usize,
}

/// All documents, or the documents of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strand(usize);

impl Strand {
    pub(crate) const ALL: Self = Self(0);
}

impl<'f> Parts<'f> {
    pub(crate) fn new(facets: &'f Facets) -> Self {
        let mut first = 1;
        let mut first_groups = Vec::new();
        for (_, groups) in &facets.groups {
            first_groups.push(first);
            first += groups.len();
        }
        let periods = facets.periods.as_ref().map_or(0, |periods| periods.names.len());
        Self { facets, first_groups, periods }
    }

    /// The documents of a group, by the places of its column and of the group.
    pub(crate) fn group(&self, field: usize, group: usize) -> Strand {
        Strand(self.first_groups[field] + group)
    }

    /// The part that is a strand as a whole.
    pub(crate) fn whole(&self, strand: Strand) -> u32 {
        (strand.0 * (self.periods + 1)) as u32
    }

    /// The parts that are a strand in each period.
    pub(crate) fn in_periods(&self, strand: Strand) -> Vec<u32> {
        let whole = self.whole(strand);
        (1..=self.periods as u32).map(|period| whole + period).collect()
    }

    /// The parts that a document, by its number among all, counts for.
    pub(crate) fn of(&self, document: usize) -> impl Iterator<Item = u32> + '_ {
        let period = self.facets.periods.as_ref().map(|periods| periods.of(document) as u32 + 1);
        let fields = self.facets.groups.iter().enumerate();
        let groups = fields.filter_map(move |(field, (_, groups))| {
            groups.group(document).map(|group| self.group(field, group))
        });
        let strands = std::iter::once(Strand::ALL).chain(groups);
        strands.flat_map(move |strand| {
            let whole = (strand != Strand::ALL).then(|| self.whole(strand));
            whole.into_iter().chain(period.map(|period| self.whole(strand) + period))
        })
    }

    /// How many parts there are.
    pub(crate) fn len(&self) -> usize {
        let groups: usize = self.facets.groups.iter().map(|(_, groups)| groups.len()).sum();
        (groups + 1) * (self.periods + 1)
    }
}
