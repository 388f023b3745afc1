use jiff::Span;
use jiff::civil::Date;

use super::machine;

/// A value as it is written, before it is known what the others of its column are.
///
/// Read are `2024-03-15`, `2024/3/15`, `2024.3.15`, `2024年3月15日`, `二〇二四年三月十五日` and
/// `20240315`, each with or without a time of day or a day of the week; months and years alone
/// (`2024-03`, `2024年3月`, `202403`, `2024`); `15/3/2024` and `3/15/2024`; the day numbers of
/// a spreadsheet; seconds and milliseconds since 1970, in the time of China; `Tue Jul 21 10:00:00
/// +0800 2015`; `民国109年3月15日`; `2024Q1`, `2024年第一季度` and `2024-W11`. Behind a day and a blank
/// there may be words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Written {
    /// A date, or the month or year that is known, and how it is written.
    Time(Time, Form),
    /// Two numbers of which one is the day and one the month, and a year.
    Turned(i16, i16, i16),
    /// What may be the day number of a spreadsheet.
    Serial(i32),
    /// Nothing.
    Empty,
    /// No date.
    Unread,
}

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// `2024-03-15`.
    Hyphens,
    /// `2024/3/15`.
    Slashes,
    /// `2024.3.15`.
    Stops,
    /// `2024年3月15日`.
    Chinese,
    /// `20240315`.
    Day8,
    /// `2024-03`.
    MonthHyphen,
    /// `2024/3`.
    MonthSlash,
    /// `2024.3`.
    MonthStop,
    /// `2024年3月`.
    MonthChinese,
    /// `202403`.
    Month6,
    /// `2024`.
    Year,
    /// `3/15/2024`.
    MonthFirst,
    /// `15/3/2024`.
    DayFirst,
    /// `45366`, a day number of a spreadsheet.
    Serial,
    /// `1704371589`, seconds since 1970.
    Seconds,
    /// `1704371589000`, milliseconds since 1970.
    Milliseconds,
    /// `Tue Jul 21 10:00:00 +0800 2015`.
    Interface,
    /// `民国109年3月15日`.
    Minguo,
    /// `2024Q1`.
    Quarter,
    /// `2024-W11`.
    Week,
}

impl Form {
    pub(crate) const ALL: [Form; 20] = [
        Form::Hyphens,
        Form::Slashes,
        Form::Stops,
        Form::Chinese,
        Form::Day8,
        Form::MonthHyphen,
        Form::MonthSlash,
        Form::MonthStop,
        Form::MonthChinese,
        Form::Month6,
        Form::Year,
        Form::MonthFirst,
        Form::DayFirst,
        Form::Serial,
        Form::Seconds,
        Form::Milliseconds,
        Form::Interface,
        Form::Minguo,
        Form::Quarter,
        Form::Week,
    ];

    /// A date that is written so.
    pub fn example(self) -> &'static str {
        match self {
            Form::Hyphens => "2024-03-15",
            Form::Slashes => "2024/3/15",
            Form::Stops => "2024.3.15",
            Form::Chinese => "2024年3月15日",
            Form::Day8 => "20240315",
            Form::MonthHyphen => "2024-03",
            Form::MonthSlash => "2024/3",
            Form::MonthStop => "2024.3",
            Form::MonthChinese => "2024年3月",
            Form::Month6 => "202403",
            Form::Year => "2024",
            Form::MonthFirst => "3/15/2024",
            Form::DayFirst => "15/3/2024",
            Form::Serial => "45366",
            Form::Seconds => "1704371589",
            Form::Milliseconds => "1704371589000",
            Form::Interface => "Tue Jul 21 10:00:00 +0800 2015",
            Form::Minguo => "民国109年3月15日",
            Form::Quarter => "2024Q1",
            Form::Week => "2024-W11",
        }
    }
}

impl Written {
    /// Reads one value.
    pub fn read(value: &str) -> Self {
        let value = value.trim();
        if value.is_empty() {
            return Self::Empty;
        }
        if let Some((time, form)) = machine::read(value) {
            return Self::Time(time, form);
        }
        let in_figures = in_figures(value);
        let value = in_figures.as_deref().unwrap_or(value);
        let Some((numbers, mark)) = numbers(value) else { return Self::Unread };
        let time = match numbers[..] {
            [(year, 4), (month, 1..=2), (day, 1..=2)] => {
                time(year, month, day, Period::Day).map(|time| (time, day_form(mark)))
            }
            [(a, 1..=2), (b, 1..=2), (year, 4)] => return Self::Turned(a, b, year),
            [(year, 4), (month, 1..=2)] => {
                time(year, month, 1, Period::Month).map(|time| (time, month_form(mark)))
            }
            [(year, 4)] if is_common(year) => {
                time(year, 1, 1, Period::Year).map(|time| (time, Form::Year))
            }
            _ => return together(value),
        };
        time.map_or(Self::Unread, |(time, form)| Self::Time(time, form))
    }

    /// The date that it is if it is written in this form.
    pub(super) fn in_form(self, form: Form) -> Option<Time> {
        match (self, form) {
            (Self::Time(time, own), form) if own == form => Some(time),
            (Self::Turned(month, day, year), Form::MonthFirst)
            | (Self::Turned(day, month, year), Form::DayFirst) => {
                time(year, month, day, Period::Day)
            }
            (Self::Serial(number), Form::Serial) => {
                let date = Date::constant(1899, 12, 30).checked_add(Span::new().days(number));
                Some(Time { date: date.ok()?, known_to: Period::Day })
            }
            _ => None,
        }
    }
}

/// A date as it is written in Chinese or in figures, in the form `2024-03-12`.
pub(crate) fn iso(text: &str) -> Option<String> {
    match Written::read(text) {
        Written::Time(time, _) if time.known_to == Period::Day => Some(time.date.to_string()),
        _ => None,
    }
}

/// A date in Chinese numerals as one in figures; nothing if it does not begin as one.
fn in_figures(value: &str) -> Option<String> {
    if value.is_ascii() {
        return None;
    }
    let (mut figures, mut rest) = (String::new(), value);
    for marks in [&['年'][..], &['月'], &['日', '号']] {
        let Some((part, after)) = rest.split_once(marks) else { break };
        let Some(number) = number(part.trim()) else { break };
        figures.push_str(&format!("{number}{}", marks[0]));
        rest = after;
    }
    (!figures.is_empty()).then(|| figures + rest)
}

/// A number in digits, or in Chinese: figure by figure, or up to 三十一.
pub(super) fn number(text: &str) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let figure = |c: char| "〇一二三四五六七八九".chars().position(|figure| figure == c);
    if let Some((tens, ones)) = text.split_once('十') {
        let one = |part: &str, none| part.chars().next().map_or(Some(none), figure);
        return Some((one(tens, 1)? * 10 + one(ones, 0)?) as u32);
    }
    let mut figures =
        text.chars().map(|c| figure(if c == '○' || c == '零' { '〇' } else { c }));
    figures.try_fold(0, |number, figure| Some(number * 10 + figure? as u32)).filter(|&n| n > 0)
}

/// Figures without marks between them: `20240315`, `202403`, or the day number of a spreadsheet.
fn together(value: &str) -> Written {
    let figures = value.find(|c: char| !c.is_ascii_digit()).map_or(value, |end| &value[..end]);
    let part = |range| figures.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    let (year, month) = (part(0..4), part(4..6));
    let found = match (figures.len(), year, month) {
        (8 | 12 | 14, Some(year), Some(month)) => {
            let time = part(6..8).and_then(|day| time(year, month, day, Period::Day));
            time.map(|time| (time, Form::Day8))
        }
        (6, Some(year), Some(month)) if is_common(year) => {
            time(year, month, 1, Period::Month).map(|time| (time, Form::Month6))
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
/// follows may be a time of day or a day of the week, or behind a day and a blank anything.
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
        rest = &rest[next.len_utf8()..];
        if numbers.len() < 3 {
            rest = rest.trim_start();
        }
    }
    let follows = |c: char| c.is_ascii_digit() || " T日号(（周星.".contains(c);
    let is_time = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || ":.TZ+-()（）时分秒点上下午星期周日号一二三四五六AMPamp".contains(c)
    };
    let ends = rest.is_empty() || rest.starts_with(follows);
    let is_apart = numbers.len() == 3 && mark != ' ' && rest.starts_with(char::is_whitespace);
    let is_date = is_apart || ends && rest.chars().all(is_time) && !numbers.is_empty();
    is_date.then_some((numbers, mark))
}

fn day_form(mark: char) -> Form {
    match mark {
        '/' => Form::Slashes,
        '.' => Form::Stops,
        '年' => Form::Chinese,
        _ => Form::Hyphens,
    }
}

fn month_form(mark: char) -> Form {
    match mark {
        '/' => Form::MonthSlash,
        '.' => Form::MonthStop,
        '年' => Form::MonthChinese,
        _ => Form::MonthHyphen,
    }
}

/// A date and the shortest period that it is known to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// The date; the first day of a month or year where no more is known.
    pub date: Date,
    /// How exact it is.
    pub known_to: Period,
}

impl Time {
    /// The name of the period in which it lies; empty if it is not known so exactly.
    pub fn period(self, period: Period) -> String {
        if self.known_to <= period { period.name(self.date) } else { String::new() }
    }
}

/// A length of time by which documents are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
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

impl Period {
    /// Its name in options and records.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The name of the period in which a date lies; names sort by time.
    pub fn name(self, date: Date) -> String {
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

/// The date that a path holds: `2024-03-12_A02.txt`, `20240312/03.txt`.
pub(crate) fn date_of_path(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    (0..bytes.len()).find_map(|start| {
        let fresh = start == 0 || !bytes[start - 1].is_ascii_digit();
        let (year, rest) = digits(&bytes[start..], 4).filter(|_| fresh)?;
        let (month, rest) = digits(without_mark(rest), 2)?;
        let (day, rest) = digits(without_mark(rest), 2)?;
        let ends = !rest.first().is_some_and(u8::is_ascii_digit);
        valid(year, month, day).filter(|_| ends)
    })
}

fn digits(bytes: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(count)?;
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    match bytes {
        [b'-' | b'_' | b'.' | b'/', rest @ ..] => rest,
        _ => bytes,
    }
}

fn valid(year: u32, month: u32, day: u32) -> Option<String> {
    let possible =
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    possible.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_sortable() {
        assert_eq!(iso("2024年3月12日").as_deref(), Some("2024-03-12"));
        assert_eq!(iso("二〇二四年十二月三十一日").as_deref(), Some("2024-12-31"));
        assert_eq!(iso("二○二四年三月十五日　星期五").as_deref(), Some("2024-03-15"));
        assert_eq!(iso("二零二四年二月三十日"), None);
        assert_eq!(iso("2024-3-2").as_deref(), Some("2024-03-02"));
        assert_eq!(iso("3月12日"), None);
        assert_eq!(iso("三月十二日"), None);
        assert_eq!(iso(""), None);
    }

    #[test]
    fn a_value_is_small() {
        assert!(size_of::<Written>() <= 16);
    }

    #[test]
    fn a_path_may_hold_a_date() {
        assert_eq!(date_of_path("p/2024-03-12_A02.txt").as_deref(), Some("2024-03-12"));
        assert_eq!(date_of_path("20240312/03.txt").as_deref(), Some("2024-03-12"));
        assert_eq!(date_of_path("版面/000_59f32c6a8ff44858.txt"), None);
        assert_eq!(date_of_path("120240312.txt"), None);
    }
}
