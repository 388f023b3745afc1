//! One form of what is written in many: cleaning, taking out what is no word, and turning
//! traditional script into simplified.
//!
//! The cleaned text of a document is made in two steps. [`clean()`] drops and moves no Han
//! character. What is no word of the text is then taken out piece by piece: [`markup`], and what
//! [`platform`]s put into texts, addresses among it. These pieces are counted and never reach the
//! cleaned text; whatever is no such piece keeps all its Han characters, in their order.

mod answer;
pub(crate) mod character;
pub(crate) mod filter;
mod markup;
mod platform;
mod sieve;

use cimai_corpus::Document;
use unicode_normalization::char::decompose_compatible;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::Options;

pub use self::answer::is_non_answer;
use self::character::{Simplifier, count, half_width, is_blank, is_han, is_invisible, radical};
use self::filter::{Filtered, filter};

/// A cleaned text, and what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The text.
    pub text: String,
    /// How many characters it has.
    pub chars: u64,
    /// How many of them are Han.
    pub han: u64,
    /// Invisible characters taken out, NUL not among them.
    pub invisible: u64,
    /// NUL characters taken out.
    pub nul: u64,
    /// Line breaks taken from the start, where they stood before any text.
    pub leading_lines: u64,
}

/// Makes one form of what is written in many.
///
/// - Full-width letters and digits, and the signs `％＋－．＆＠＃＿／` beside them, become
///   half-width. Chinese punctuation stays.
/// - Invisible characters go: zero-width, byte-order marks, soft hyphens, direction and variation
///   marks, control characters. Tabs and line breaks stay; every line break becomes `\n`.
/// - Radicals and compatibility ideographs become the ideographs that they stand for, and
///   characters are composed (NFC).
/// - Blanks become one space; none stay at the edges of a line. Between two Han characters of
///   which one stands alone, the blank goes, since the text is spaced out: `中 国 共 产 党`.
///   Between longer runs it stays, since there it stands for a comma.
///
/// No Han character is dropped or moved. Cleaning what is clean changes nothing.
///
/// ```
/// use cimai_ingest::clean;
///
/// assert_eq!(clean("ＧＤＰ增长３．５％，").text, "GDP增长3.5%，");
/// assert_eq!(clean("更 好 潍坊").text, "更好潍坊");
/// assert_eq!(clean("锌价难续　去年辉煌").text, "锌价难续 去年辉煌");
/// ```
pub fn clean(text: &str) -> Cleaned {
    let mut cleaner = Cleaner { source: text, ..Cleaner::default() };
    cleaner.cleaned.text.reserve(text.len());
    cleaner.run();
    cleaner.finish()
}

#[derive(Default)]
struct Cleaner<'t> {
    source: &'t str,
    cleaned: Cleaned,
    /// Where, in the cleaned text, the run of characters after the last blank begins. A blank
    /// that was closed still divides runs: `甲 乙 丙` are three single characters.
    run_start: usize,
    compose: bool,
}

impl Cleaned {
    /// A text that was cleaned in parts.
    pub(crate) fn of_parts(text: String, invisible: u64) -> Self {
        let (chars, han) = count(&text);
        Self { text, chars, han, invisible, ..Self::default() }
    }
}

impl Cleaner<'_> {
    fn run(&mut self) {
        let bytes = self.source.as_bytes();
        let (mut copied, mut at) = (0, 0);
        while at < bytes.len() {
            let width = plain_width(bytes, at);
            if width > 0 {
                self.cleaned.chars += 1;
                self.cleaned.han += u64::from(bytes[at] >= 0xE4 && bytes[at] <= 0xE9);
                at += width;
                continue;
            }
            self.cleaned.text.push_str(&self.source[copied..at]);
            at = self.special(at);
            copied = at;
        }
        self.cleaned.text.push_str(&self.source[copied..]);
    }

    /// Handles the character at `at`, and any blanks behind it; returns where to go on.
    fn special(&mut self, at: usize) -> usize {
        let Some(c) = self.source[at..].chars().next() else { return self.source.len() };
        let next = at + c.len_utf8();
        match c {
            '\0' => self.cleaned.nul += 1,
            '\r' if self.source[next..].starts_with('\n') => {}
            '\r' | '\n' => self.line_break(),
            _ if is_blank(c) => return self.blanks(next),
            _ if is_invisible(c) => self.cleaned.invisible += 1,
            _ => self.push(c, next),
        }
        next
    }

    fn push(&mut self, c: char, next: usize) {
        let text = &mut self.cleaned.text;
        self.cleaned.chars += 1;
        self.cleaned.han += u64::from(is_han_in_any_form(c));
        if let Some(half) = half_width(c) {
            let after = self.source[next..].chars().find(|&c| !is_invisible(c));
            let keep = !half.is_ascii_alphanumeric() && !beside_word(text, after);
            text.push(if keep { c } else { half });
        } else if let Some(ideograph) = radical(c) {
            text.push(ideograph);
        } else if is_compatibility_ideograph(c) {
            decompose_compatible(c, |unified| text.push(unified));
        } else {
            text.push(c);
            self.compose |= c >= '\u{300}';
        }
    }

    fn line_break(&mut self) {
        self.trim_end(&[' ', '\t']);
        if self.cleaned.text.is_empty() {
            self.cleaned.leading_lines += 1;
        } else {
            self.cleaned.text.push('\n');
            self.cleaned.chars += 1;
        }
        self.run_start = self.cleaned.text.len();
    }

    fn trim_end(&mut self, blanks: &[char]) {
        let text = &mut self.cleaned.text;
        let end = text.trim_end_matches(blanks).len();
        self.cleaned.chars -= (text.len() - end) as u64;
        text.truncate(end);
    }

    /// Handles a run of blanks, of which the first has been passed.
    fn blanks(&mut self, mut at: usize) -> usize {
        let mut ahead = self.source[at..].chars();
        let mut after = ahead.next();
        while let Some(c) = after.filter(|&c| is_blank(c) || is_invisible(c)) {
            self.cleaned.nul += u64::from(c == '\0');
            self.cleaned.invisible += u64::from(c != '\0' && !is_blank(c));
            at += c.len_utf8();
            after = ahead.next();
        }
        let then = ahead.find(|&c| !is_invisible(c));
        if !self.spaced_out(after, then) && !self.at_line_start() {
            self.cleaned.text.push(' ');
            self.cleaned.chars += 1;
        }
        self.run_start = self.cleaned.text.len();
        at
    }

    fn at_line_start(&self) -> bool {
        let text = &self.cleaned.text;
        text.is_empty() || text.ends_with(['\n', ' ', '\t'])
    }

    /// Whether the blank stands between two Han characters of which one is alone.
    fn spaced_out(&self, after: Option<char>, then: Option<char>) -> bool {
        let mut run = self.cleaned.text[self.run_start..].chars().rev();
        let before = run.next().is_some_and(is_han);
        let alone_before = !run.next().is_some_and(is_han);
        let alone_after = !then.is_some_and(is_han_in_any_form);
        before && after.is_some_and(is_han_in_any_form) && (alone_before || alone_after)
    }

    fn finish(mut self) -> Cleaned {
        self.trim_end(&[' ', '\t', '\n']);
        let text = &self.cleaned.text;
        if self.compose && is_nfc_quick(text.chars()) != IsNormalized::Yes {
            self.cleaned.text = text.nfc().collect();
            (self.cleaned.chars, self.cleaned.han) = count(&self.cleaned.text);
        }
        self.cleaned
    }
}

/// The length of a character that stays as it is, or 0 for one to look at.
fn plain_width(bytes: &[u8], at: usize) -> usize {
    let next = |offset: usize| bytes.get(at + offset).copied().unwrap_or(0);
    match bytes[at] {
        b' ' => {
            usize::from(at > 0 && bytes[at - 1].is_ascii_graphic() && next(1).is_ascii_graphic())
        }
        0x21..=0x7E => 1,
        // The hexagrams from U+4DC0 to U+4DFF are no ideographs.
        0xE4 if next(1) == 0xB7 => 0,
        // Ideographs from U+4000 to U+9FFF.
        0xE4..=0xE9 => 3,
        // Dashes, quotation marks and the ellipsis.
        0xE2 if next(1) == 0x80 && matches!(next(2), 0x90..=0xA7) => 3,
        // Chinese punctuation, kana and bopomofo, but not the wide blank and the voicing marks.
        0xE3 if next(1) == 0x80 && next(2) > 0x80 => 3,
        // The full-width forms ！（），：；？ and ～.
        0xEF if next(1) == 0xBC
            && matches!(next(2), 0x81 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F) =>
        {
            3
        }
        _ => 0,
    }
}

/// Whether a full-width sign stands beside a letter or digit, and so is part of a number or name.
fn beside_word(before: &str, after: Option<char>) -> bool {
    let sign = |c: u8| b"%+-.&@#_/".contains(&c) || c.is_ascii_alphanumeric();
    let wide = |c: char| half_width(c).unwrap_or(c).is_ascii_alphanumeric();
    before.bytes().next_back().is_some_and(sign) || after.is_some_and(wide)
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

fn is_han_in_any_form(c: char) -> bool {
    is_han(c) || is_compatibility_ideograph(c) || radical(c).is_some()
}

/// A title or a metadata cell, cleaned.
pub(crate) fn on_one_line(cell: &str) -> String {
    let text = clean(cell).text;
    if text.contains('\n') { text.replace('\n', " ") } else { text }
}

/// Makes documents of texts that come from elsewhere than a file, cleaned as those of files are.
///
/// ```
/// use cimai_ingest::{Intake, Options};
///
/// let intake = Intake::new(&Options::default());
/// let document = intake.document("7".to_owned(), "湿地\n公园", "Ｗｉ－Ｆｉ @张三");
/// assert_eq!((&*document.title, &*document.text), ("湿地 公园", "Wi-Fi"));
/// ```
pub struct Intake {
    simplifier: Option<Simplifier>,
    keep_markup: bool,
}

impl Intake {
    /// What treats texts as these options say: [`Options::simplify`] and [`Options::keep_markup`].
    pub fn new(options: &Options) -> Self {
        let simplifier = options.simplify.then(Simplifier::new);
        Self { simplifier, keep_markup: options.keep_markup }
    }

    /// A document with an id, a title and a text.
    pub fn document(&self, id: String, title: &str, text: &str) -> Document {
        let (title, text) = (on_one_line(title), clean(text).text);
        let mut document = Document { id, title, text, line: 1, ..Document::default() };
        if !self.keep_markup {
            filter(&mut document, &mut Filtered::default());
        }
        if let Some(simplifier) = &self.simplifier {
            simplifier.simplify(&mut document);
        }
        document
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text).text, expected, "help: cleaning {text:?}");
    }

    #[test]
    fn full_width_signs_fold_only_beside_letters_and_digits() {
        check(
            "２０２４年增长３．５％，Ａ＆Ｂ，ｈｅｌｌｏ　ｗｏｒｌｄ",
            "2024年增长3.5%，A&B，hello world",
        );
        check("Ｃ＋＋、Ｃ＃、ａ＿ｂ＠ｃ．ｃｎ", "C++、C#、a_b@c.cn");
        check("工业＋互联网（甲／乙）：好！", "工业＋互联网（甲／乙）：好！");
    }

    #[test]
    fn invisible_characters_are_counted_and_gone() {
        let cleaned = clean("\u{FEFF}零\u{200B}宽\u{AD}字\0符\u{202E}\u{1b}[31m\u{FE0F}");
        assert_eq!(cleaned.text, "零宽字符[31m");
        assert_eq!((cleaned.invisible, cleaned.nul), (6, 1));
    }

    #[test]
    fn every_line_end_is_a_line_feed_and_edges_are_bare() {
        let cleaned = clean("\r\n\n　　甲\r\n 乙\t\r丙 \n\n");
        assert_eq!(cleaned.text, "甲\n乙\n丙");
        assert_eq!(cleaned.leading_lines, 2);
    }

    #[test]
    fn radicals_and_compatibility_forms_become_ideographs() {
        check("⼀⽉⽊⻓⻔⻩", "一月木长门黄");
        check("豈什兀嗀\u{2F800}", "豈什兀嗀丽");
        check("e\u{301} A\u{30A} \u{212B}", "é Å Å");
    }

    #[test]
    fn spaced_out_text_closes_and_headlines_stay() {
        check("中 国 共 产 党", "中国共产党");
        check("更 好 潍坊", "更好潍坊");
        check("通　　知", "通知");
        check("锌价难续 去年辉煌", "锌价难续 去年辉煌");
        check("乾䷀ 为天", "乾䷀ 为天");
        check("用 Rust 写 程序", "用 Rust 写程序");
        check("第 3 条 总则 说明", "第 3 条总则 说明");
        check("中\u{200B} \u{200B}国", "中国");
    }

    proptest! {
        #[test]
        fn han_stays_in_order(text in "\\PC*|[一-龥 　\n，。a１＋]{0,40}") {
            let han = |text: &str| text.nfc().filter(|&c| is_han(c)).collect::<String>();
            let folded: String = text.chars().map(|c| radical(c).unwrap_or(c)).collect();
            prop_assert_eq!(han(&clean(&text).text), han(&folded));
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in "\\PC*|[一-二\\s\u{200b}，。a１＋．\u{301}\u{0}]{0,40}") {
            let once = clean(&text).text;
            prop_assert_eq!(&clean(&once).text, &once);
        }

        #[test]
        fn characters_are_counted_as_they_are(text in "\\PC*|[一-二豈⼀\\s，a１\u{301}\u{0}]{0,40}") {
            let cleaned = clean(&text);
            prop_assert_eq!((cleaned.chars, cleaned.han), count(&cleaned.text));
        }

        #[test]
        fn line_breaks_are_kept(text in "[甲乙 \n\r]{0,30}") {
            let cleaned = clean(&text);
            let breaks = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").matches('\n').count();
            let trailing = breaks(&text[text.trim_end().len()..]);
            let kept = cleaned.leading_lines as usize + breaks(&cleaned.text);
            prop_assert!(cleaned.text.is_empty() || kept + trailing == breaks(&text));
        }
    }
}
