//! Dates as programs and other calendars write them.

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::written::{Form, Period, Time, Written};

/// Seconds since 1970 from the years 1990 to 2040: what else has ten digits is a number.
const SECONDS: std::ops::Range<i64> = 631_152_000..2_208_988_800;
/// How far the clocks of China are ahead of those seconds. What a table holds must not depend on
/// where it is read.
const AHEAD: i64 = 8 * 3600;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads `1704371589`, `1704371589000`, `Tue Jul 21 10:00:00 +0800 2015`, `民国109年3月15日`,
/// `2024Q1`, `2024年第一季度` and `2024-W11`.
pub(super) fn read(value: &str) -> Option<(Time, Form)> {
    epoch(value)
        .or_else(|| interface(value))
        .or_else(|| minguo(value))
        .or_else(|| quarter(value))
        .or_else(|| week(value))
}

fn epoch(value: &str) -> Option<(Time, Form)> {
    let whole = value.strip_suffix(".0").unwrap_or(value);
    let (seconds, form) = match whole.len() {
        10 => (whole, Form::Seconds),
        13 => (&whole[..10], Form::Milliseconds),
        _ => return None,
    };
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = seconds.parse().ok().filter(|seconds| SECONDS.contains(seconds))?;
    let days = Span::new().days((seconds + AHEAD).div_euclid(24 * 3600));
    Some((day(Date::constant(1970, 1, 1).checked_add(days).ok()?), form))
}

/// As the interfaces of Twitter and Weibo write it.
fn interface(value: &str) -> Option<(Time, Form)> {
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    let [_, month, of_month, clock, .., year] = words[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)? as i8 + 1;
    let date = Date::new(year.parse().ok()?, month, of_month.parse().ok()?).ok()?;
    (words.len() <= 6 && clock.contains(':')).then_some((day(date), Form::Interface))
}

/// Years of the Republic of China, of which 1912 is the first.
fn minguo(value: &str) -> Option<(Time, Form)> {
    let value = value.strip_prefix("民国").or_else(|| value.strip_prefix("民國"))?;
    let (year, rest) = value.split_once('年')?;
    let year = if year.trim() == "元" { 1 } else { super::written::number(year.trim())? };
    match Written::read(&format!("{}年{rest}", year.checked_add(1911)?)) {
        Written::Time(time, _) => Some((time, Form::Minguo)),
        _ => None,
    }
}

fn quarter(value: &str) -> Option<(Time, Form)> {
    let (year, rest) = value.split_at_checked(4)?;
    let rest = rest.trim_start_matches(['-', ' ', '年', '第']).trim_end_matches("季度");
    let named = |c: char| "一二三四".chars().position(|other| other == c).map(|at| at as i8 + 1);
    let number = match rest.strip_prefix(['Q', 'q']) {
        Some(number) => number.parse().ok()?,
        None if value.ends_with("季度") => {
            rest.parse().ok().or_else(|| rest.chars().next().and_then(named))?
        }
        None => return None,
    };
    let valid = (1..=4).contains(&number);
    let date = Date::new(year.parse().ok()?, 3 * number.clamp(1, 4) - 2, 1).ok()?;
    valid.then_some((Time { date, known_to: Period::Quarter }, Form::Quarter))
}

fn week(value: &str) -> Option<(Time, Form)> {
    let (year, week) = value.split_once("-W").or_else(|| value.split_once('W'))?;
    let is_year = year.len() == 4 && week.len() == 2;
    let monday = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
    is_year.then_some((Time { date: monday.date(), known_to: Period::Week }, Form::Week))
}

fn day(date: Date) -> Time {
    Time { date, known_to: Period::Day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Option<(&str, Period)>) {
        let found = match Written::read(value) {
            Written::Time(time, _) => Some((time.date.to_string(), time.known_to)),
            _ => None,
        };
        let found = found.as_ref().map(|(date, known_to)| (date.as_str(), *known_to));
        assert_eq!(found, expected, "help: {value}");
    }

    #[test]
    fn dates_of_programs_are_read() {
        check("1704371589", Some(("2024-01-04", Period::Day)));
        check("1704371589000", Some(("2024-01-04", Period::Day)));
        check("1704390000.0", Some(("2024-01-05", Period::Day)));
        check("Tue Jul 21 10:00:00 +0800 2015", Some(("2015-07-21", Period::Day)));
        check("2024-W11", Some(("2024-03-11", Period::Week)));
        for number in ["9999999999", "13800138000", "123", "Tue Xyz 21 10:00:00 +0800 2015"] {
            check(number, None);
        }
    }

    #[test]
    fn other_calendars_and_quarters_are_read() {
        check("民国109年3月15日", Some(("2020-03-15", Period::Day)));
        check("民國一〇九年三月", Some(("2020-03-01", Period::Month)));
        check("2024Q3", Some(("2024-07-01", Period::Quarter)));
        check("2024年第一季度", Some(("2024-01-01", Period::Quarter)));
        check("2024年4季度", Some(("2024-10-01", Period::Quarter)));
        check("2024Q5", None);
    }

    #[test]
    fn a_date_may_be_followed_by_words() {
        check("2025年2月5日 · 10ml*30支/盒", Some(("2025-02-05", Period::Day)));
        check("2024-01-05 至 2024-02-01", Some(("2024-01-05", Period::Day)));
        check("2024年的第一场雪", None);
        check("1月5日", None);
        check("刚刚", None);
    }
}
