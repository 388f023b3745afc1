//! When documents were written: dates in every common form, and the periods that they fall in.

mod written;

use cimai_corpus::Message;
use jiff::civil::Date;

use self::written::{Order, Time, Written, read};

/// The dates of documents, read from the values of a column, and how they were written.
///
/// Read are `2024-03-15`, `2024/3/15`, `2024.3.15`, `2024年3月15日` and `20240315`, each with or
/// without a time of day or a day of the week; months and years alone (`2024-03`, `2024年3月`,
/// `202403`, `2024`); `15/3/2024` and `3/15/2024` where the column as a whole shows which of the
/// two it is; and the day numbers of a spreadsheet where a column holds nothing else.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times {
    days: Vec<Option<Time>>,
    /// How the dates are written, as an example of each form with how many are so; the commonest
    /// first.
    forms: Vec<(&'static str, usize)>,
    /// Values that are no date.
    unread: usize,
    /// The first of them.
    example: Option<String>,
    /// Values that are empty.
    empty: usize,
}

/// A length of time by which documents are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Period {
    /// A day: `2024-03-15`.
    Day,
    /// A week from Monday on, numbered as in ISO 8601: `2024-W11`.
    Week,
    /// A month: `2024-03`.
    Month,
    /// Three months: `2024-Q1`.
    Quarter,
    /// A year: `2024`.
    Year,
}

impl Times {
    /// Reads the values of a column, one per document.
    pub(crate) fn read<S: AsRef<str>>(values: &[S]) -> Self {
        let written: Vec<Written> = values.iter().map(|value| read(value.as_ref())).collect();
        let order = Order::of(&written);
        let mut times = Self::default();
        for (value, written) in values.iter().zip(&written) {
            let found = order.settle(written);
            if let Some((_, form)) = found {
                times.note_form(form);
            } else if matches!(written, Written::Empty) {
                times.empty += 1;
            } else {
                times.unread += 1;
                times.example.get_or_insert_with(|| value.as_ref().to_owned());
            }
            times.days.push(found.map(|(time, _)| time));
        }
        times.forms.sort_by_key(|&(form, count)| (std::cmp::Reverse(count), form));
        times
    }

    fn note_form(&mut self, form: &'static str) {
        match self.forms.iter_mut().find(|(known, _)| *known == form) {
            Some((_, count)) => *count += 1,
            None => self.forms.push((form, 1)),
        }
    }

    /// How many values are dates.
    pub(crate) fn known(&self) -> usize {
        self.days.iter().flatten().count()
    }

    /// The period of every document, as a name that sorts by time; empty where there is no date,
    /// or none so exact.
    pub(crate) fn periods(&self, period: Period) -> Vec<String> {
        let name = |time: &Option<Time>| match time {
            Some(time) if time.known_to <= period => period.name(time.date),
            _ => String::new(),
        };
        self.days.iter().map(name).collect()
    }

    /// The period that divides these dates into a readable number of parts: days up to a month,
    /// weeks up to half a year, months up to five years, else years.
    pub(crate) fn fitting_period(&self) -> Period {
        let known = || self.days.iter().flatten();
        let days = known().map(|time| time.date);
        let span =
            days.clone().min().zip(days.max()).map_or(0, |(first, last)| {
                first.until(last).map_or(i32::MAX, |span| span.get_days())
            });
        let fitting = match span {
            0..=31 => Period::Day,
            32..=183 => Period::Week,
            184..=1830 => Period::Month,
            _ => Period::Year,
        };
        let coarsest = known().map(|time| time.known_to).max().unwrap_or(Period::Day);
        fitting.max(coarsest)
    }

    /// In what forms the dates were written, and how many could not be read.
    pub(crate) fn message(&self) -> Message {
        let forms = |zh: bool| {
            let form = |&(form, count): &(&str, usize)| match zh {
                true => format!("{form}（{count} 个）"),
                false => format!("{form} ({count})"),
            };
            self.forms.iter().map(form).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
        };
        let mut message = match self.forms.is_empty() {
            true => Message::new("没有可识别的日期", "no dates that can be read"),
            false => Message::new(
                format!("日期写法：{}", forms(true)),
                format!("dates written as {}", forms(false)),
            ),
        };
        if let Some(example) = &self.example {
            let unread = self.unread;
            message.zh.push_str(&format!("；{unread} 个无法识别，如“{example}”"));
            message.en.push_str(&format!("; {unread} cannot be read, such as '{example}'"));
        }
        if self.empty > 0 {
            message.zh.push_str(&format!("；{} 个为空", self.empty));
            message.en.push_str(&format!("; {} are empty", self.empty));
        }
        message
    }
}

impl Period {
    /// Its name in options and records.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    fn name(self, date: Date) -> String {
        let (year, month) = (date.year(), date.month());
        match self {
            Self::Day => date.to_string(),
            Self::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month + 2) / 3),
            Self::Year => format!("{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[&str], period: Period, expected: &[&str]) {
        assert_eq!(Times::read(values).periods(period), expected, "help: {values:?}");
    }

    #[test]
    fn dates_are_read_in_every_common_form() {
        let day = [
            "2024-03-15",
            "2024/3/15 8:05",
            "2024.3.15",
            "2024年3月15日 星期五",
            "20240315",
            "20240315102030",
            "2024-03-15T08:05:00Z",
            "2024-3-15（周五）",
        ];
        check(&day, Period::Day, &["2024-03-15"; 8]);
        check(&["2024-03", "2024年3月", "202403"], Period::Quarter, &["2024-Q1"; 3]);
        check(&["2024", "2024年"], Period::Year, &["2024"; 2]);
        check(&["2024-12-30", "2025-01-01"], Period::Week, &["2025-W01"; 2]);
    }

    #[test]
    fn what_is_no_date_or_not_so_exact_has_no_period() {
        let bad = ["2024-13-01", "2024-02-30", "3月15日", "12.5", "A20240315", "电话 13800138000"];
        check(&bad, Period::Year, &[""; 6]);
        check(&["2024", "2024-03"], Period::Month, &["", "2024-03"]);
    }

    #[test]
    fn the_whole_column_tells_the_day_from_the_month() {
        check(&["3/4/2024", "3/15/2024"], Period::Day, &["2024-03-04", "2024-03-15"]);
        check(&["3/4/2024", "15/3/2024"], Period::Month, &["2024-04", "2024-03"]);
        check(&["3/4/2024"], Period::Year, &[""]);
    }

    #[test]
    fn day_numbers_are_dates_only_among_themselves() {
        check(&["45366", "", "45367.5"], Period::Day, &["2024-03-15", "", "2024-03-16"]);
        check(&["45366", "2024-01-01"], Period::Year, &["", "2024"]);
    }

    #[test]
    fn the_period_fits_the_span() {
        let fitting = |values: &[&str]| Times::read(values).fitting_period();
        assert_eq!(fitting(&["2024-03-01", "2024-03-09"]), Period::Day);
        assert_eq!(fitting(&["2024-01-01", "2024-12-31"]), Period::Month);
        assert_eq!(fitting(&["2024-01", "2024-02"]), Period::Month);
        assert_eq!(fitting(&["1999", "2024"]), Period::Year);
        assert_eq!(fitting(&[]), Period::Day);
    }
}
