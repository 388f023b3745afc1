use crate::clean::character::{is_blank, is_invisible};
use crate::clean::clean;

/// A line is as wide as the column if it is no more than this narrower or wider, in half
/// characters: punctuation hangs over, and a Latin word is not divided.
const TOLERANCE: usize = 4;
/// Narrower lines tell nothing of the column.
const NARROWEST_COLUMN: usize = 16;
/// Wider lines are paragraphs and not lines of a column.
const WIDEST_COLUMN: usize = 160;
/// How many lines before and behind a line show how wide its column is.
const NEIGHBOURS: usize = 30;

/// A line of a file that is not blank.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its text, cleaned, without marks of a heading.
    pub(crate) text: String,
    /// Its place in the file, from 1.
    pub(crate) number: u64,
    /// How wide it is on paper, its indent included: 2 for a Chinese character, 1 for a Latin one.
    pub(crate) width: usize,
    /// How far it is indented, in half characters.
    pub(crate) indent: usize,
    /// How many blank lines stand before it.
    pub(crate) gap: usize,
    /// The level of a heading in Markdown, from 1; 0 if it is none.
    pub(crate) level: usize,
    /// How wide the column is in which it stands; nothing where lines were not broken at one.
    pub(crate) column: Option<usize>,
}

impl Line {
    /// Whether it is as wide as the column, and so may have been broken there.
    pub(crate) fn is_full(&self) -> bool {
        self.column.is_some_and(|column| self.width.abs_diff(column) <= TOLERANCE)
    }

    /// Whether it is wider than the column.
    pub(crate) fn is_wide(&self) -> bool {
        self.column.is_some_and(|column| self.width > column + TOLERANCE)
    }

    /// Whether it begins with a blank of two half characters or more, as paragraphs do.
    pub(crate) fn is_indented(&self) -> bool {
        self.indent >= 2
    }

    /// How many characters it has.
    pub(crate) fn length(&self) -> usize {
        self.text.chars().count()
    }
}

/// The lines of a text, and how many invisible characters were taken out of them.
pub(crate) fn lines(text: &str) -> (Vec<Line>, u64) {
    let (mut lines, mut invisible, mut gap) = (Vec::new(), 0, 0);
    for (raw, number) in split(text).zip(1..) {
        let cleaned = clean(raw);
        invisible += cleaned.invisible + cleaned.nul;
        if cleaned.text.is_empty() {
            gap += 1;
            continue;
        }
        let (level, text) = heading(&cleaned.text);
        lines.push(Line {
            text: text.to_owned(),
            number,
            width: raw.trim_end().chars().map(width).sum(),
            indent: raw.chars().take_while(|&c| is_blank(c)).map(width).sum(),
            gap: std::mem::take(&mut gap),
            level,
            column: None,
        });
    }
    measure_columns(&mut lines);
    (lines, invisible)
}

/// Lines at any line end, without it.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn heading(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    match level {
        1..=6 if text.starts_with(' ') || level > 1 => (level, text.trim_start()),
        _ => match line.strip_prefix("**").and_then(|text| text.strip_suffix("**")) {
            Some(bold) if !bold.is_empty() => (2, bold),
            _ => (0, line),
        },
    }
}

/// The width of a character in half characters.
fn width(c: char) -> usize {
    match c {
        _ if is_invisible(c) => 0,
        '\u{20}'..='\u{2E7F}' if !matches!(c, '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{27BF}') => {
            1
        }
        _ => 2,
    }
}

/// How many lines have each width.
#[derive(Default)]
struct Widths {
    counts: Vec<usize>,
    lines: usize,
}

impl Widths {
    fn change(&mut self, line: &Line, add: bool) {
        if line.width < NARROWEST_COLUMN {
            return;
        }
        let width = line.width.min(WIDEST_COLUMN + 2 * TOLERANCE);
        self.counts.resize(self.counts.len().max(width + 1), 0);
        if add {
            self.counts[width] += 1;
            self.lines += 1;
        } else {
            self.counts[width] -= 1;
            self.lines -= 1;
        }
    }

    fn near(&self, width: usize, tolerance: usize) -> usize {
        let end = self.counts.len().min(width + tolerance + 1);
        self.counts[width.saturating_sub(tolerance).min(end)..end].iter().sum()
    }

    /// The commonest width, if most lines are about as wide.
    fn column(&self) -> Option<usize> {
        let common = |&width: &usize| (self.near(width, 1), self.counts[width], width);
        let widest = (0..self.counts.len()).max_by_key(common)?;
        let most = self.near(widest, TOLERANCE) * 2 > self.lines;
        (self.lines >= 6 && widest <= WIDEST_COLUMN && most).then_some(widest)
    }
}

/// Finds for every line the column in which it stands, if lines were broken at one. A page may
/// have columns of several widths, so the lines nearby tell it, and the page where they do not.
fn measure_columns(lines: &mut [Line]) {
    let mut page = Widths::default();
    for line in lines.iter() {
        page.change(line, true);
    }
    let of_page = page.column();
    let mut near = Widths::default();
    for line in lines.iter().take(NEIGHBOURS) {
        near.change(line, true);
    }
    for place in 0..lines.len() {
        if let Some(line) = lines.get(place + NEIGHBOURS) {
            near.change(line, true);
        }
        if place > NEIGHBOURS {
            near.change(&lines[place - NEIGHBOURS - 1], false);
        }
        lines[place].column = of_page.and_then(|of_page| near.column().or(Some(of_page)));
    }
}

/// Puts a line behind a text; gives where in the text it begins. Words of Latin script were
/// divided by the line end and need a blank.
pub(crate) fn join(text: &mut String, line: &str) -> usize {
    let letter = |c: char| c.is_ascii_alphabetic();
    if text.ends_with(letter) && line.starts_with(letter) {
        text.push(' ');
    }
    text.push_str(line);
    text.len() - line.len()
}

/// Whether a line begins as the item of a list does.
pub(crate) fn is_item(line: &str) -> bool {
    line.starts_with([
        '□', '■', '●', '○', '◆', '◇', '★', '☆', '▲', '△', '※', '•', '·', '◎', '-', '*',
    ])
}

/// Whether a line begins with a number, as headings do: `一、`, `（二）`, `3.`.
pub(crate) fn is_numbered(text: &str) -> bool {
    let bare = text.trim_start_matches(['（', '(', '第']);
    let rest = bare.trim_start_matches(|c| "一二三四五六七八九十0123456789".contains(c));
    rest.len() < bare.len() && rest.starts_with(['、', '.', '．', '）', ')', '章', '节', '，', ','])
}

/// Whether a text ends as a sentence does. A colon ends the line before a list.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['”', '’', '"', '）', ')', '】', '」', '』', '》', ' ']);
    let number =
        bare.strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    bare.ends_with(['。', '！', '？', '!', '?', '…', '；', ';', '：', ':', '.']) && !number
}

/// Whether a line begins with a mark that no line of print begins with, but the rest of one.
pub(crate) fn is_rest(line: &str) -> bool {
    line.starts_with([
        '，', '。', '、', '；', '：', '）', '”', '’', '？', '！', ',', ';', '%', '」', '∶', '℃',
    ])
}

/// Whether a quotation or bracket is opened and not closed.
pub(crate) fn is_unbalanced(text: &str) -> bool {
    [('“', '”'), ('（', '）'), ('《', '》'), ('(', ')'), ('「', '」')]
        .into_iter()
        .any(|(open, close)| text.matches(open).count() > text.matches(close).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_number_gap_and_indent() {
        let (lines, invisible) = lines("\n　　甲乙\u{200B}\r\n丙\r\n\r\n\r\n## 丁\n#5 戊");
        let shape: Vec<_> = lines.iter().map(|l| (l.number, l.gap, l.indent, l.level)).collect();
        assert_eq!(shape, [(2, 1, 4, 0), (3, 0, 0, 0), (6, 2, 0, 2), (7, 0, 0, 0)]);
        assert_eq!((lines[0].text.as_str(), lines[0].width, invisible), ("甲乙", 8, 1));
    }

    #[test]
    fn a_column_shows_in_the_widths() {
        let column = |text: &str| lines(text).0[0].column;
        let wrapped = "二十个字一行的文字就是这样排的对不对\n".repeat(8) + "末行。";
        assert_eq!(column(&wrapped), Some(36));
        let paragraphs: String = (5..20).map(|n| "文".repeat(n * 9) + "。\n\n").collect();
        assert_eq!(column(&paragraphs), None);
    }

    #[test]
    fn columns_of_two_widths_stand_on_one_page() {
        let page = ("文".repeat(14) + "\n").repeat(80) + &("字".repeat(30) + "\n").repeat(79);
        let (lines, _) = lines(&page);
        assert_eq!((lines[0].column, lines[158].column), (Some(28), Some(60)));
    }
}
