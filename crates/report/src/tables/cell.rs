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
    /// What a table begins with.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Self::Spreadsheet => "\u{feff}".as_bytes(),
            Self::Machine => b"",
        }
    }

    /// What stands before a text so that no spreadsheet runs it.
    pub(super) fn guard(self, text: &str) -> &'static str {
        if self == Self::Spreadsheet && is_formula(text) { "'" } else { "" }
    }
}

/// What a cell of a table holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing: the value is not known or makes no sense here.
    Empty,
    /// A text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number, written with six decimals at most; nothing where it is not finite.
    Number(f64),
    /// Whether something is so.
    Boolean(bool),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u64> for Cell<'_> {
    /// # Panics
    ///
    /// Beyond 2⁶³ − 1, which nothing that is counted reaches.
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).expect("nothing is counted so far"))
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(answer: bool) -> Self {
        Self::Boolean(answer)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_disarmed_and_a_number_is_not_touched() {
        for text in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "\u{200b}=1", "\rx"]
        {
            assert_eq!(Profile::Spreadsheet.guard(text), "'");
            assert_eq!(Profile::Machine.guard(text), "");
            assert_eq!(unguarded(&format!("'{text}")), text);
        }
        for text in ["-3.5", "+86", "湿地", "a=b", ""] {
            assert_eq!(Profile::Spreadsheet.guard(text), "");
            assert_eq!(unguarded(text), text);
        }
    }
}
