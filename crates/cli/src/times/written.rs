//! One date as it is written.

use jiff::Span;
use jiff::civil::Date;

use super::Period;

/// A date and the shortest period that it is known to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Time {
    pub(super) date: Date,
    pub(super) known_to: Period,
}

/// A value as it is written, before it is known what the others are.
pub(super) enum Written {
    Time(Time, &'static str),
    /// Two numbers of which one is the day and one the month, and a year.
    Turned(i16, i16, i16),
    /// What may be the day number of a spreadsheet.
    Serial(i32),
    Empty,
    Unread,
}

/// What a column as a whole says of values that alone could be read in two ways.
pub(super) struct Order {
    month_first: bool,
    day_first: bool,
    serials: bool,
}

impl Order {
    pub(super) fn of(written: &[Written]) -> Self {
        let turned = || {
            written.iter().filter_map(|written| match written {
                Written::Turned(first, second, _) => Some((*first, *second)),
                _ => None,
            })
        };
        let (by_month, by_day) = (turned().all(|(a, _)| a <= 12), turned().all(|(_, b)| b <= 12));
        let other = |written: &Written| !matches!(written, Written::Serial(_) | Written::Empty);
        Self {
            month_first: by_month && !by_day,
            day_first: by_day && !by_month,
            serials: !written.iter().any(other),
        }
    }

    /// The date, with an example of how it is written.
    pub(super) fn settle(&self, written: &Written) -> Option<(Time, &'static str)> {
        let day = |year, month, day| time(year, month, day, Period::Day);
        match *written {
            Written::Time(time, form) => Some((time, form)),
            Written::Turned(a, b, year) if self.month_first => {
                Some((day(year, a, b)?, "3/15/2024"))
            }
            Written::Turned(a, b, year) if self.day_first => Some((day(year, b, a)?, "15/3/2024")),
            Written::Serial(number) if self.serials => {
                let date = Date::constant(1899, 12, 30).checked_add(Span::new().days(number));
                Some((Time { date: date.ok()?, known_to: Period::Day }, "45366"))
            }
            _ => None,
        }
    }
}

/// Reads one value.
pub(super) fn read(value: &str) -> Written {
    let value = value.trim();
    if value.is_empty() {
        return Written::Empty;
    }
    let Some((numbers, mark)) = numbers(value) else { return Written::Unread };
    let time = match numbers[..] {
        [(year, 4), (month, 1..=2), (day, 1..=2)] => {
            time(year, month, day, Period::Day).map(|time| (time, day_form(mark)))
        }
        [(a, 1..=2), (b, 1..=2), (year, 4)] => return Written::Turned(a, b, year),
        [(year, 4), (month, 1..=2)] => {
            time(year, month, 1, Period::Month).map(|time| (time, month_form(mark)))
        }
        [(year, 4)] if is_common(year) => time(year, 1, 1, Period::Year).map(|time| (time, "2024")),
        _ => return together(value),
    };
    time.map_or(Written::Unread, |(time, form)| Written::Time(time, form))
}

/// Figures without marks between them: `20240315`, `202403`, or the day number of a spreadsheet.
fn together(value: &str) -> Written {
    let figures = value.find(|c: char| !c.is_ascii_digit()).map_or(value, |end| &value[..end]);
    let part = |range| figures.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    let (year, month) = (part(0..4), part(4..6));
    let found = match (figures.len(), year, month) {
        (8 | 12 | 14, Some(year), Some(month)) => {
            let time = part(6..8).and_then(|day| time(year, month, day, Period::Day));
            time.map(|time| (time, "20240315"))
        }
        (6, Some(year), Some(month)) if is_common(year) => {
            time(year, month, 1, Period::Month).map(|time| (time, "202403"))
        }
        (5, ..) => {
            let serial = figures.parse().ok().filter(|number| (20_000..80_000).contains(number));
            return serial.map_or(Written::Unread, Written::Serial);
        }
        _ => None,
    };
    found.map_or(Written::Unread, |(time, form)| Written::Time(time, form))
}

fn time(year: i16, month: i16, day: i16, known_to: Period) -> Option<Time> {
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    (1000..3000).contains(&year).then_some(Time { date, known_to })
}

/// Whether a number that stands alone is taken for a year.
fn is_common(year: i16) -> bool {
    (1900..2100).contains(&year)
}

/// The first three numbers of a date, each with its length, and the mark behind the first. What
/// follows may be a time of day or a day of the week, and nothing else.
fn numbers(value: &str) -> Option<(Vec<(i16, usize)>, char)> {
    let mut numbers = Vec::new();
    let (mut rest, mut mark) = (value, ' ');
    while numbers.len() < 3 {
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if length == 0 {
            break;
        }
        numbers.push((rest[..length].parse().unwrap_or(-1), length));
        rest = &rest[length..];
        let Some(next) = rest.chars().next().filter(|c| "-/.年月日".contains(*c)) else { break };
        if numbers.len() == 1 {
            mark = next;
        }
        rest = rest[next.len_utf8()..].trim_start();
    }
    let follows = |c: char| c.is_ascii_digit() || " T日号(（周星.".contains(c);
    let is_time = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || ":.TZ+-()（）时分秒点上下午星期周日号一二三四五六AMPamp".contains(c)
    };
    let ends = rest.is_empty() || rest.starts_with(follows);
    (ends && rest.chars().all(is_time) && !numbers.is_empty()).then_some((numbers, mark))
}

fn day_form(mark: char) -> &'static str {
    match mark {
        '/' => "2024/3/15",
        '.' => "2024.3.15",
        '年' => "2024年3月15日",
        _ => "2024-03-15",
    }
}

fn month_form(mark: char) -> &'static str {
    match mark {
        '/' => "2024/3",
        '.' => "2024.3",
        '年' => "2024年3月",
        _ => "2024-03",
    }
}
