//! The values of options: how they are typed, and how the record of a run has them. What is
//! recorded can be typed again and means the same.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use cimai_ingest::{DuplicateIds, Duplicates, Pages, Ragged};
use cimai_keyword::Unit;
use cimai_report::{Profile, WorkbookSize};
use cimai_topic::{Choice, Options, VectorKind};
use clap::builder::{PossibleValuesParser, RangedU64ValueParser, TypedValueParser};

use cimai_ingest::Period;

/// No run finds more topics.
const MOST_TOPICS: usize = 10_000;

/// A value that is one of several words.
pub(crate) trait Named: Copy + PartialEq + Send + Sync + 'static {
    /// The values that an option takes, in the order in which its help lists them.
    const OFFERED: &'static [Self];

    /// The word for the value.
    fn name(self) -> &'static str;
}

/// A parser of the words for a value.
pub(super) fn one_of<T: Named>() -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(T::OFFERED.iter().map(|value| value.name()));
    words.map(|given| {
        let choice = T::OFFERED.iter().find(|value| value.name() == given);
        *choice.expect("the parser lets only these words pass")
    })
}

impl Named for Pages {
    const OFFERED: &'static [Self] = &[Self::Auto, Self::On, Self::Off];

    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

impl Named for Ragged {
    const OFFERED: &'static [Self] = &[Self::Reject, Self::Pad, Self::Error];

    fn name(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Pad => "pad",
            Self::Error => "error",
        }
    }
}

impl Named for DuplicateIds {
    const OFFERED: &'static [Self] = &[Self::Error, Self::Suffix];

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Suffix => "suffix",
        }
    }
}

impl Named for Duplicates {
    const OFFERED: &'static [Self] = &[Self::Mark, Self::Drop, Self::Off];

    fn name(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Drop => "drop",
            Self::Off => "off",
        }
    }
}

impl Named for VectorKind {
    /// Whether it is some of both follows from the documents alone.
    const OFFERED: &'static [Self] = &[Self::Auto, Self::Ppmi, Self::Lsa];

    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Ppmi => "ppmi",
            Self::Lsa => "lsa",
            Self::Both => "both",
        }
    }
}

impl Named for Period {
    const OFFERED: &'static [Self] =
        &[Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    fn name(self) -> &'static str {
        self.word()
    }
}

impl Named for Unit {
    const OFFERED: &'static [Self] = &[Self::Document, Self::Sentence];

    fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Sentence => "sentence",
        }
    }
}

impl Named for Profile {
    const OFFERED: &'static [Self] = &[Self::Spreadsheet, Self::Machine];

    fn name(self) -> &'static str {
        match self {
            Self::Spreadsheet => "spreadsheet",
            Self::Machine => "machine",
        }
    }
}

/// How much the workbook holds, if there is to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workbook {
    Of(WorkbookSize),
    None,
}

impl Workbook {
    /// How much it holds, if there is to be one.
    pub(crate) fn size(self) -> Option<WorkbookSize> {
        match self {
            Self::Of(size) => Some(size),
            Self::None => None,
        }
    }
}

impl Named for Workbook {
    const OFFERED: &'static [Self] =
        &[Self::Of(WorkbookSize::Brief), Self::Of(WorkbookSize::Full), Self::None];

    fn name(self) -> &'static str {
        match self {
            Self::Of(WorkbookSize::Brief) => "brief",
            Self::Of(WorkbookSize::Full) => "full",
            Self::None => "none",
        }
    }
}

/// Which of the phrases that were found become terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adopt {
    /// Those that are sure.
    Auto,
    /// So many of the best.
    Best(NonZeroUsize),
    /// None.
    None,
}

impl fmt::Display for Adopt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Best(number) => number.fmt(f),
            Self::None => f.write_str("none"),
        }
    }
}

impl FromStr for Adopt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            number => match number.parse() {
                Ok(number) => Ok(NonZeroUsize::new(number).map_or(Self::None, Self::Best)),
                Err(_) => Err("auto、none 或整数 auto, none or a whole number".to_owned()),
            },
        }
    }
}

/// A parser of counts that cannot be 0.
pub(super) fn at_least_one() -> RangedU64ValueParser<u64> {
    clap::value_parser!(u64).range(1..=1_000_000)
}

/// Reads a number of topics, or a range to choose from.
pub(super) fn choice(text: &str) -> Result<Choice, String> {
    let number = |text: &str| text.parse().ok().filter(|n| (1..=MOST_TOPICS).contains(n));
    let found = match text.split_once("..") {
        _ if text == "auto" => Some(Options::default().topics),
        None => number(text).map(Choice::Fixed),
        Some((min, max)) => match (number(min), number(max.trim_start_matches('='))) {
            (Some(min), Some(max)) if min <= max => Some(Choice::Auto { min, max }),
            _ => None,
        },
    };
    found.ok_or_else(|| {
        "1 到 10000 的整数、范围如 5..30，或 auto a whole number from 1 to 10000, a range such as 5..30, or auto".to_owned()
    })
}

/// The same as text.
pub(crate) fn choice_text(choice: Choice) -> String {
    match choice {
        _ if choice == Options::default().topics => "auto".to_owned(),
        Choice::Fixed(topics) => topics.to_string(),
        Choice::Auto { min, max } => format!("{min}..{max}"),
    }
}

/// Reads a part of the whole.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "0 到 1 的小数，如 0.1 a share from 0 to 1, such as 0.1".to_owned())
}

/// Reads a character between cells.
pub(super) fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii_graphic() || *byte == b'\t' || *byte == b' ' => Ok(*byte),
        b"tab" | b"\\t" => Ok(b'\t'),
        _ => Err("一个 ASCII 字符或 tab one ASCII character, or tab".to_owned()),
    }
}

/// The same as text.
pub(crate) fn delimiter_text(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        byte => char::from(byte).into(),
    }
}

/// Reads a number of bytes, such as `800M` or `2G`: powers of 1024, at least 1 MiB.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let upper = text.to_ascii_uppercase();
    let short = upper.strip_suffix("IB").or(upper.strip_suffix('B')).unwrap_or(&upper);
    let (digits, power) = match short.as_bytes().last() {
        Some(b'K') => (&short[..short.len() - 1], 10),
        Some(b'M') => (&short[..short.len() - 1], 20),
        Some(b'G') => (&short[..short.len() - 1], 30),
        Some(b'T') => (&short[..short.len() - 1], 40),
        _ => (short, 0),
    };
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << power));
    size.filter(|&size| size >= 1 << 20)
        .ok_or_else(|| "大小如 800M、2G，至少 1M a size such as 800M or 2G, at least 1M".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_range_or_auto() {
        assert_eq!(choice("8"), Ok(Choice::Fixed(8)));
        assert_eq!(choice("5..30"), Ok(Choice::Auto { min: 5, max: 30 }));
        assert_eq!(choice("auto"), Ok(Options::default().topics));
        for wrong in ["0", "many", "9..3", "0..4", "..", "-1", "3.5"] {
            assert!(choice(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_share_is_a_part_of_the_whole() {
        assert_eq!(share("0.1"), Ok(0.1));
        for wrong in ["1.5", "-0.1", "NaN", "ten"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn delimiters_are_checked() {
        assert_eq!(delimiter("tab"), Ok(b'\t'));
        assert!(delimiter("，").is_err());
    }

    #[test]
    fn sizes_are_powers_of_1024() {
        assert_eq!(size("800M"), Ok(800 << 20));
        assert_eq!(size("2g"), Ok(2 << 30));
        assert_eq!(size("1536KiB"), Ok(1536 << 10));
        assert_eq!(size("1048576"), Ok(1 << 20));
        for wrong in ["", "M", "1K", "-1G", "1.5G", "99999999999T", "二G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_adopted_in_one_way_only() {
        assert_eq!("0".parse(), Ok(Adopt::None));
        assert_eq!("none".parse(), Ok(Adopt::None));
        assert!("-1".parse::<Adopt>().is_err());
    }
}
