//! Cells of tables: what they hold, and how their texts and numbers are written. Numbers are plain
//! digits, six decimals at most, never an exponent.

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

/// One, in millionths.
const MILLION: u128 = 1_000_000;
/// The bits of a float's digits, without the one that is always set.
const DIGITS: u32 = 52;
/// Exponents above this go beyond whole numbers of 128 bits, below its negative beyond any digit
/// that is written.
const MOST_SHIFTED: u32 = 54;

/// Writes a number rounded to six decimals, half to even, without zeros at its end. The digits are
/// exactly those of `{:.6}`, made by whole numbers alone. Writes nothing for what is no number.
pub(super) fn push_number(number: f64, out: &mut Vec<u8>) {
    match millionths(number) {
        Some(rounded) => push_millionths(rounded, number.is_sign_negative(), out),
        None if number.is_finite() => {
            // Numbers of this size have no decimals.
            out.extend_from_slice(format!("{number:.0}").as_bytes());
        }
        None => {}
    }
}

/// The size of a number in millionths; none where it has no bounds or needs more than 128 bits.
fn millionths(number: f64) -> Option<u128> {
    let bits = number.to_bits();
    let exponent = (bits >> DIGITS) as u32 & 0x7ff;
    let fraction = u128::from(bits & ((1 << DIGITS) - 1));
    // The smallest numbers lack the digit that the others have by default.
    let digits = if exponent == 0 { fraction } else { fraction | 1 << DIGITS };
    let shift = exponent.max(1).cast_signed() - 1075;
    let scaled = digits * MILLION;
    match shift {
        0.. if shift.unsigned_abs() <= MOST_SHIFTED => Some(scaled << shift),
        0.. => None,
        _ => Some(halved(scaled, shift.unsigned_abs())),
    }
}

/// A number divided by two so many times, rounded half to even.
fn halved(number: u128, times: u32) -> u128 {
    if times >= 128 {
        return 0;
    }
    let whole = number >> times;
    let rest = number & ((1 << times) - 1);
    let half = 1 << (times - 1);
    whole + u128::from(rest > half || (rest == half && whole % 2 == 1))
}

fn push_millionths(rounded: u128, negative: bool, out: &mut Vec<u8>) {
    if negative && rounded > 0 {
        out.push(b'-');
    }
    let (whole, decimals) = (rounded / MILLION, (rounded % MILLION) as u32);
    match u64::try_from(whole) {
        Ok(whole) => push_whole(whole, out),
        Err(_) => out.extend_from_slice(whole.to_string().as_bytes()),
    }
    if decimals > 0 {
        push_decimals(decimals, out);
    }
}

/// Writes the point and the decimals, of which there are up to six.
fn push_decimals(mut decimals: u32, out: &mut Vec<u8>) {
    let mut length = 6;
    while decimals.is_multiple_of(10) {
        decimals /= 10;
        length -= 1;
    }
    let end = out.len() + 1 + length;
    out.resize(end, b'0');
    out[end - 1 - length] = b'.';
    for digit in out[end - length..].iter_mut().rev() {
        *digit += (decimals % 10) as u8;
        decimals /= 10;
    }
}

/// Writes a whole number that may be below 0.
pub(super) fn push_integer(number: i64, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    push_whole(number.unsigned_abs(), out);
}

fn push_whole(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
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

    fn plain(number: f64) -> String {
        let mut out = Vec::new();
        push_number(number, &mut out);
        String::from_utf8(out).unwrap()
    }

    /// The same by the formatting of the standard library.
    fn expected(number: f64) -> String {
        let fixed = format!("{number:.6}");
        let short = fixed.trim_end_matches('0').trim_end_matches('.');
        if short == "-0" { "0".to_owned() } else { short.to_owned() }
    }

    #[test]
    fn numbers_are_plain() {
        for (number, text) in [
            (0.5, "0.5"),
            (-0.000_000_1, "0"),
            (-0.0, "0"),
            (12.0, "12"),
            (120.5, "120.5"),
            (0.000_001, "0.000001"),
            (-3.25, "-3.25"),
            (1e9, "1000000000"),
            (1e21, "1000000000000000000000"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            assert_eq!(plain(number), text);
        }
    }

    #[test]
    fn digits_are_those_of_the_standard_library() {
        // A linear congruential generator (Knuth's MMIX) is random enough for this.
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state
        };
        for _ in 0..200_000 {
            let unit = (next() >> 11) as f64 / (1_u64 << 53) as f64;
            for number in [unit, -unit, unit * 1e4, unit * 1e-5, unit * 1e15, unit * 1e17] {
                assert_eq!(plain(number), expected(number), "{number:e}");
            }
            let any = f64::from_bits(next());
            if any.is_finite() {
                assert_eq!(plain(any), expected(any), "{any:e}");
            }
        }
    }

    #[test]
    fn a_tie_goes_to_the_even_digit() {
        // Odd multiples of 2⁻⁷ end in a five at the seventh decimal.
        for n in (1..20_000).step_by(2) {
            for number in [f64::from(n) / 128.0, f64::from(n) / -128.0] {
                assert_eq!(plain(number), expected(number), "{number:e}");
            }
        }
        assert_eq!(plain(0.007_812_5), "0.007812");
        assert_eq!(plain(0.023_437_5), "0.023438");
    }

    #[test]
    fn whole_numbers_reach_their_bounds() {
        for number in [0, 7, -7, 10, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            push_integer(number, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
