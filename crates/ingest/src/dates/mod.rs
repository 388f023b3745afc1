//! When documents were written: dates in every common form, and the periods that they fall in.
//!
//! One value is read by [`Written::read`]. A column as a whole tells what alone could be read in
//! two ways: [`DateForms`] gathers what its values show, in any number of parts and any order.
//!
//! ```
//! use cimai_ingest::{DateForms, Period, Written};
//!
//! let values = ["3/4/2024", "15/3/2024", "二〇二四年三月十五日"];
//! let mut forms = DateForms::default();
//! for (number, value) in values.iter().enumerate() {
//!     forms.note(number, value, Written::read(value));
//! }
//! let day = |value| forms.settle(Written::read(value)).map(|time| time.period(Period::Day));
//! assert_eq!(day(values[0]).as_deref(), Some("2024-04-03"));
//! assert_eq!(day(values[2]).as_deref(), Some("2024-03-15"));
//! ```

mod machine;
mod written;

use std::cmp::Reverse;

use cimai_corpus::Message;
use jiff::civil::Date;

pub use self::written::{Form, Period, Time, Written};
pub(crate) use self::written::{date_of_path, iso};

/// What the values of a column show of how its dates are written.
///
/// Values may come in any order, and what was gathered of parts of a column can be merged.
#[derive(Clone, Debug, Default)]
pub struct DateForms {
    /// By form, as in [`Form::ALL`]. `15/3/2024` and the like are counted in both forms that they
    /// can have; which of them holds is known when all were seen.
    seen: [Seen; Form::ALL.len()],
    /// Whether, of two numbers before a year, the first and the second are no month in some value.
    never_month: [bool; 2],
    /// Values that can only be day numbers of a spreadsheet.
    serials: usize,
    /// Values that are neither empty nor such numbers.
    others: usize,
    empty: usize,
    /// The first values that are no date in each of the [`CASES`].
    examples: [Option<Example>; CASES.len()],
}

/// Dates in one form.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    count: usize,
    /// The first and the last of them, and how exact the least exact is.
    span: Option<(Date, Date, Period)>,
}

/// A value, and the number of its document.
type Example = (usize, String);

/// When a value is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// In any case.
    Always,
    /// Where the column does not show which number is the month.
    Unordered,
    /// Where the month comes first.
    MonthFirst,
    /// Where the day comes first.
    DayFirst,
    /// Where other values are no day numbers.
    Serial,
}

const CASES: [Case; 5] =
    [Case::Always, Case::Unordered, Case::MonthFirst, Case::DayFirst, Case::Serial];

impl Case {
    /// Whether a value is no date in this case.
    fn fits(self, written: Written) -> bool {
        let turned_out = |form| written.in_form(form).is_none();
        match (self, written) {
            (Case::Always, Written::Unread)
            | (Case::Unordered, Written::Turned(..))
            | (Case::Serial, Written::Serial(_)) => true,
            (Case::MonthFirst, Written::Turned(..)) => turned_out(Form::MonthFirst),
            (Case::DayFirst, Written::Turned(..)) => turned_out(Form::DayFirst),
            _ => false,
        }
    }
}

impl Seen {
    fn note(&mut self, time: Time) {
        let one = (time.date, time.date, time.known_to);
        self.merge(Seen { count: 1, span: Some(one) });
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.span = match (self.span, other.span) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1), a.2.max(b.2))),
            (a, b) => a.or(b),
        };
    }
}

impl DateForms {
    /// Takes in the value of a document, of which `written` was read.
    pub fn note(&mut self, number: usize, value: &str, written: Written) {
        match written {
            Written::Empty => self.empty += 1,
            Written::Serial(_) => self.serials += 1,
            _ => self.others += 1,
        }
        if let Written::Turned(first, second, _) = written {
            self.never_month[0] |= first > 12;
            self.never_month[1] |= second > 12;
        }
        for form in Form::ALL {
            if let Some(time) = written.in_form(form) {
                self.seen[form as usize].note(time);
            }
        }
        for case in CASES.into_iter().filter(|case| case.fits(written)) {
            self.keep(case, number, value);
        }
    }

    /// Keeps a value as an example if it is the first of its kind.
    fn keep(&mut self, case: Case, number: usize, value: &str) {
        let example = &mut self.examples[case as usize];
        if example.as_ref().is_none_or(|(first, _)| number < *first) {
            *example = Some((number, value.to_owned()));
        }
    }

    /// Takes in what was gathered of other documents.
    pub fn merge(&mut self, other: Self) {
        for (own, new) in self.seen.iter_mut().zip(other.seen) {
            own.merge(new);
        }
        for (own, new) in self.never_month.iter_mut().zip(other.never_month) {
            *own |= new;
        }
        self.serials += other.serials;
        self.others += other.others;
        self.empty += other.empty;
        for (case, example) in CASES.into_iter().zip(other.examples) {
            if let Some((number, value)) = example {
                self.keep(case, number, &value);
            }
        }
    }

    /// The date of a value, now that all are known.
    pub fn settle(&self, written: Written) -> Option<Time> {
        let form = match written {
            Written::Time(time, _) => return Some(time),
            Written::Turned(..) if self.holds(Form::MonthFirst) => Form::MonthFirst,
            Written::Turned(..) => Form::DayFirst,
            _ => Form::Serial,
        };
        written.in_form(form).filter(|_| self.holds(form))
    }

    /// Whether values are read in a form.
    fn holds(&self, form: Form) -> bool {
        match (form, self.never_month) {
            (Form::MonthFirst, [first, second]) => !first && second,
            (Form::DayFirst, [first, second]) => first && !second,
            (Form::Serial, _) => self.others == 0,
            _ => true,
        }
    }

    fn held(&self) -> impl Iterator<Item = (Form, Seen)> + '_ {
        let seen = Form::ALL.into_iter().zip(self.seen);
        seen.filter(|&(form, seen)| seen.count > 0 && self.holds(form))
    }

    /// How many values are dates.
    pub fn known(&self) -> usize {
        self.held().map(|(_, seen)| seen.count).sum()
    }

    /// The period that divides these dates into a readable number of parts: days up to a month,
    /// weeks up to half a year, months up to five years, else years.
    pub fn fitting_period(&self) -> Period {
        let mut all = Seen::default();
        self.held().for_each(|(_, seen)| all.merge(seen));
        let Some((first, last, coarsest)) = all.span else { return Period::Day };
        let fitting = match first.until(last).map_or(i32::MAX, |span| span.get_days()) {
            0..=31 => Period::Day,
            32..=183 => Period::Week,
            184..=1830 => Period::Month,
            _ => Period::Year,
        };
        fitting.max(coarsest)
    }

    /// The first value that is no date.
    fn example(&self) -> Option<&str> {
        let applies = |case| match case {
            Case::Always => true,
            Case::Unordered => !self.holds(Form::MonthFirst) && !self.holds(Form::DayFirst),
            Case::MonthFirst => self.holds(Form::MonthFirst),
            Case::DayFirst => self.holds(Form::DayFirst),
            Case::Serial => !self.holds(Form::Serial),
        };
        let examples = CASES.into_iter().zip(&self.examples).filter(|&(case, _)| applies(case));
        let first = examples.filter_map(|(_, example)| example.as_ref()).min_by_key(|e| e.0);
        first.map(|(_, value)| value.as_str())
    }

    /// In what forms the dates were written, and how many could not be read.
    pub fn message(&self) -> Message {
        let mut forms: Vec<(&str, usize)> =
            self.held().map(|(form, seen)| (form.example(), seen.count)).collect();
        forms.sort_by_key(|&(form, count)| (Reverse(count), form));
        let mut message = shown(&forms);
        let unread = self.serials + self.others - self.known();
        if let Some(example) = self.example() {
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

fn shown(forms: &[(&str, usize)]) -> Message {
    if forms.is_empty() {
        return Message::new("没有可识别的日期", "no dates that can be read");
    }
    let list = |between: &str, one: fn(&str, usize) -> String| {
        let all: Vec<String> = forms.iter().map(|&(form, count)| one(form, count)).collect();
        all.join(between)
    };
    Message::new(
        format!("日期写法：{}", list("、", |form, count| format!("{form}（{count} 个）"))),
        format!("dates written as {}", list(", ", |form, count| format!("{form} ({count})"))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(values: &[&str]) -> DateForms {
        let mut forms = DateForms::default();
        for (number, value) in values.iter().enumerate().rev() {
            let mut one = DateForms::default();
            one.note(number, value, Written::read(value));
            forms.merge(one);
        }
        forms
    }

    #[track_caller]
    fn check(values: &[&str], period: Period, expected: &[&str]) {
        let forms = forms(values);
        let name = |value: &&str| {
            forms.settle(Written::read(value)).map_or(String::new(), |time| time.period(period))
        };
        let found: Vec<String> = values.iter().map(name).collect();
        assert_eq!(found, expected, "help: {values:?}");
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
            "二〇二四年三月十五日",
        ];
        check(&day, Period::Day, &["2024-03-15"; 9]);
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
        let fitting = |values: &[&str]| forms(values).fitting_period();
        assert_eq!(fitting(&["2024-03-01", "2024-03-09"]), Period::Day);
        assert_eq!(fitting(&["2024-01-01", "2024-12-31"]), Period::Month);
        assert_eq!(fitting(&["2024-01", "2024-02"]), Period::Month);
        assert_eq!(fitting(&["1999", "2024"]), Period::Year);
        assert_eq!(fitting(&[]), Period::Day);
    }

    #[test]
    fn the_message_says_what_was_read_and_gives_the_first_that_was_not() {
        let forms = forms(&["", "3/4/2024", "2024-01-02", "昨天", "2024-01-03", "15/13/2024"]);
        assert_eq!(forms.known(), 2);
        assert_eq!(
            forms.message().en,
            "dates written as 2024-03-15 (2); 3 cannot be read, such as '3/4/2024'; 1 are empty"
        );
    }
}
