//! What the sections of the page are made from, and how texts and numbers are set in them.

use cimai_corpus::{Lang, Message, TermId};
use unicode_width::UnicodeWidthChar;

use crate::results::Citation;
use crate::{InputRow, Presentation, RejectRow, RunRecord, Summary};

/// What the sections of the page are made from.
pub(crate) struct Page<'a> {
    pub(super) summary: &'a Summary,
    pub(super) inputs: &'a [InputRow],
    pub(super) rejects: &'a [RejectRow],
    pub(super) notes: &'a [Message],
    pub(super) run: &'a RunRecord,
    pub(super) lang: Lang,
    /// All terms, most frequent first.
    pub(super) ranked: Vec<TermId>,
    /// The folder that holds all input files, with its last slash; empty where none does.
    pub(super) folder: &'a str,
}

impl<'a> Page<'a> {
    pub(super) fn of(shown: &Presentation<'a>) -> Self {
        let Presentation { summary, inputs, rejects, notes, run, lang } = *shown;
        let (ranked, folder) = (summary.ranked_terms(), common_folder(inputs));
        Self { summary, inputs, rejects, notes, run, lang, ranked, folder }
    }

    /// A path or an id without the folder that all files are in.
    pub(super) fn short<'t>(&self, path: &'t str) -> &'t str {
        path.strip_prefix(self.folder).unwrap_or(path)
    }

    /// What was read: the file, or the folder of the files.
    pub(super) fn subject(&self) -> String {
        let path = match self.inputs {
            [one] => self.short(&one.path),
            _ => self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        };
        brief(path, 80)
    }

    /// What a document is called: its title, or else its id.
    pub(super) fn name(&self, document: &Citation) -> String {
        let title = brief(&document.title, 60);
        if title.is_empty() { brief(self.short(&document.id), 60) } else { title }
    }

    /// Where a passage stands: the file, unless the id of the document names that, and the line.
    pub(super) fn place_of(&self, document: &Citation) -> String {
        match document.title.is_empty() && document.id.starts_with(&document.source) {
            true => self.place("", document.line),
            false => self.place(&document.source, document.line),
        }
    }

    /// A file and a line of it.
    pub(super) fn place(&self, path: &str, line: u64) -> String {
        let path = brief(self.short(path), 100);
        let place = match self.lang {
            Lang::Zh => format!("{path} 第 {line} 行"),
            Lang::En => format!("{path} line {line}"),
        };
        place.trim_start().to_owned()
    }
}

/// The longest folder that all files are in.
fn common_folder(inputs: &[InputRow]) -> &str {
    let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
    let mut paths = inputs.iter().map(|input| &*input.path);
    let Some(first) = paths.next() else { return "" };
    paths.fold(&first[..folder(first)], |common, path| {
        let same = common.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        // A slash is a whole character, so a text may be divided behind it.
        let end = common.as_bytes()[..same].iter().rposition(|&byte| byte == b'/');
        &common[..end.map_or(0, |slash| slash + 1)]
    })
}

/// Longest term that is shown, in characters.
const TERM: usize = 40;

/// A text on one line, of at most `most` characters; `…` stands where it was cut.
pub(crate) fn brief(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let blank = usize::from(length > 0 && !word.is_empty());
        for c in std::iter::repeat_n(' ', blank).chain(word.chars()) {
            if length == most {
                line.push('…');
                return line;
            }
            line.push(c);
            length += 1;
        }
    }
    line
}

/// A term as it is shown. It is also the key under which its passages are found.
pub(crate) fn term(text: &str) -> String {
    brief(text, TERM)
}

/// A whole number with its thousands set apart: 12,345.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share from 0 to 1 as a percentage, one decimal below ten percent and none above.
pub(crate) fn percent(share: f64) -> String {
    let percentage = share * 100.0;
    if percentage < 9.95 { format!("{percentage:.1}%") } else { format!("{percentage:.0}%") }
}

/// A number with so many decimals.
pub(crate) fn decimal(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// How wide a text is set, in multiples of the type size: a Han character takes one. An estimate
/// on the safe side, since the reader's fonts are not known.
pub(crate) fn ems(text: &str) -> f64 {
    text.chars().map(em).sum()
}

fn em(c: char) -> f64 {
    match c.width() {
        Some(2) => 1.0,
        None | Some(0) => 0.0,
        _ if matches!(c, 'M' | 'W' | 'm' | 'w' | '@' | '%') => 0.9,
        _ if c.is_uppercase() => 0.72,
        _ => 0.62,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_text_lies_on_one_line() {
        assert_eq!(brief("湿地\n\n公园  开放", 40), "湿地 公园 开放");
        assert_eq!(brief("湿地公园开放", 4), "湿地公园…");
        assert_eq!(brief("湿地公园", 4), "湿地公园");
        assert_eq!(brief("\u{0}\n", 4), "");
    }

    #[test]
    fn numbers_are_set_as_people_read_them() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0.0, 0.0994, 0.0996, 1.0].map(percent), ["0.0%", "9.9%", "10%", "100%"]);
        assert_eq!(decimal(-0.0001, 2), "0.00");
        assert_eq!(decimal(-1.25, 1), "-1.2");
    }

    #[test]
    fn a_han_character_is_as_wide_as_the_type_is_high() {
        assert!((ems("湿地") - 2.0).abs() < 1e-9);
        assert!(ems("WiFi") < 3.0 && ems("\u{200b}") < 1e-9);
    }
}
