use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// What separates the items of a list cell.
pub(crate) const LIST_SEPARATOR: &str = "；";

/// For whom the tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// For spreadsheets: a byte-order mark, so that Excel reads Chinese, and an apostrophe before
    /// text that a spreadsheet would run as a formula.
    #[default]
    Spreadsheet,
    /// For programs: neither; every cell is exactly the text.
    Machine,
}

impl Profile {
    /// Whether tables begin with a byte-order mark.
    pub(crate) fn has_mark(self) -> bool {
        self == Self::Spreadsheet
    }

    /// A cell of text.
    pub(crate) fn text<'a>(self, text: impl Into<Cow<'a, str>>) -> Text<'a> {
        let text = text.into();
        let guarded = self == Self::Spreadsheet && is_formula(&text);
        Text(if guarded { Cow::Owned(format!("'{text}")) } else { text })
    }

    /// A cell that lists several texts.
    pub(crate) fn list<I: IntoIterator<Item: AsRef<str>>>(self, items: I) -> Text<'static> {
        let mut cell = String::new();
        for item in items {
            if !cell.is_empty() {
                cell.push_str(LIST_SEPARATOR);
            }
            cell.push_str(item.as_ref());
        }
        self.text(cell)
    }
}

/// A cell of text without the apostrophe that guards it.
pub(crate) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Whether a spreadsheet would take the cell for a formula: OWASP's list of leading characters
/// with their full-width forms, also behind blanks. Numbers are left alone.
fn is_formula(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}';
    let control = text.starts_with(['\t', '\r', '\n', '\0']);
    let trigger =
        text.trim_start_matches(blank).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    (control || trigger) && text.trim().parse::<f64>().is_err()
}

/// A cell of text, guarded as the profile wants it.
#[derive(Debug, Serialize)]
pub(crate) struct Text<'a>(Cow<'a, str>);

/// A cell with a number: six decimals at most, never an exponent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

impl Number {
    fn plain(self) -> String {
        let fixed = format!("{:.6}", self.0);
        let short = fixed.trim_end_matches('0').trim_end_matches('.');
        if short == "-0" { "0".to_owned() } else { short.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain() {
        for (number, expected) in [
            (0.5, "0.5"),
            (-0.000_000_1, "0"),
            (12.0, "12"),
            (0.000_001, "0.000001"),
            (1e9, "1000000000"),
        ] {
            assert_eq!(Number(number).plain(), expected);
        }
    }

    #[test]
    fn a_formula_is_disarmed_and_a_number_is_not_touched() {
        for text in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "\u{200b}=1", "\rx"]
        {
            assert_eq!(Profile::Spreadsheet.text(text).0, format!("'{text}"));
            assert_eq!(Profile::Machine.text(text).0, text);
        }
        for text in ["-3.5", "+86", "湿地", "a=b", ""] {
            assert_eq!(Profile::Spreadsheet.text(text).0, text);
        }
    }
}
