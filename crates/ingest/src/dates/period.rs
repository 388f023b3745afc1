use jiff::civil::Date;

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
