use crate::clean::character::{is_blank, is_han, is_invisible};
use crate::clean::clean;
use crate::page::patterns::{Found, Kind, Patterns};

/// A line of a file that is not blank.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its text, cleaned, without marks of a heading.
    pub(crate) text: String,
    /// Its place in the file, from 1.
    pub(crate) number: u64,
    /// How wide it is on paper: 2 for a Chinese character, 1 for a Latin one.
    pub(crate) width: usize,
    /// Whether it begins with a blank of two characters, as paragraphs do.
    pub(crate) indented: bool,
    /// How many blank lines stand before it.
    pub(crate) gap: usize,
    /// The level of a heading in Markdown, from 1; 0 if it is none.
    pub(crate) level: usize,
}

impl Line {
    /// Whether the line is as wide as the column, and so may have been broken there.
    pub(crate) fn is_full(&self, column: Option<usize>) -> bool {
        column.is_some_and(|column| self.width + 4 >= column)
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
        let indent: usize = raw.chars().take_while(|&c| is_blank(c)).map(width).sum();
        lines.push(Line {
            text: text.to_owned(),
            number,
            width: raw.trim_end().chars().map(width).sum(),
            indented: indent >= 2,
            gap: std::mem::take(&mut gap),
            level,
        });
    }
    (lines, invisible)
}

/// The width of the column, if lines were broken at it: where most lines are about as wide as the
/// widest common ones.
pub(crate) fn column_width(lines: &[Line]) -> Option<usize> {
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).filter(|&w| w >= 16).collect();
    if widths.len() < 6 {
        return None;
    }
    widths.sort_unstable();
    let widest = widths[widths.len() * 9 / 10];
    let near = widths.iter().filter(|&&width| width + 4 >= widest && width <= widest + 4).count();
    (widest <= 160 && near * 2 > widths.len()).then_some(widest)
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

/// A title is hardly longer, in characters.
const LONGEST_TITLE: usize = 38;

/// What a block of lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A line that a pattern describes.
    Known(Kind),
    /// A short line that does not end as a sentence does: a title, a heading, or a piece of text.
    Short,
    /// Text.
    Text,
}

/// Lines that belong together: a paragraph, a piece of one, or a line of another kind.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) shape: Shape,
    /// Its text, lines joined.
    pub(crate) text: String,
    /// Where in the text each line begins, and its number.
    pub(crate) starts: Vec<(usize, u64)>,
    pub(crate) gap: usize,
    pub(crate) indented: bool,
    pub(crate) level: usize,
    /// Whether its last line is as wide as the column, so that it may run on.
    pub(crate) full: bool,
    /// What the pattern found, if one did.
    pub(crate) found: Option<Found>,
}

/// Joins lines broken at the column width, and tells what each block is.
pub(crate) fn blocks(
    lines: &[Line],
    column: Option<usize>,
    patterns: Option<&Patterns>,
) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let full = line.is_full(column);
        match blocks.last_mut() {
            // Within a sentence, a line that looks like a page number is none.
            Some(block) if block.takes(line) && block.is_open() => block.join(line, full),
            _ => add(line, full, patterns, &mut blocks),
        }
    }
    for block in &mut blocks {
        block.look(column);
    }
    blocks
}

/// Adds a line that does not go on with a sentence.
fn add(line: &Line, full: bool, patterns: Option<&Patterns>, blocks: &mut Vec<Block>) {
    let found = |line: &Line| patterns.and_then(|patterns| patterns.line(&line.text));
    if let Some((first, second)) = patterns.and_then(|patterns| divided(line, patterns)) {
        blocks.push(Block::new(&first, false, found(&first)));
        blocks.push(Block::new(&second, full, found(&second)));
        return;
    }
    match (found(line), blocks.last_mut()) {
        (None, Some(block)) if block.takes(line) => block.join(line, full),
        (found, _) => blocks.push(Block::new(line, full, found)),
    }
}

/// The two parts of a line on which more stands than one thing: text behind `（上接第一版）` or
/// behind a byline, a byline behind a title.
fn divided(line: &Line, patterns: &Patterns) -> Option<(Line, Line)> {
    let at = from_end(line, patterns).or_else(|| byline_place(&line.text, patterns))?;
    let (mark, rest) = line.text.split_at(at);
    let part = |text: &str| Line { text: text.trim().to_owned(), ..line.clone() };
    let rest = Line { indented: true, gap: 0, ..part(rest) };
    (!rest.text.is_empty()).then(|| (part(mark), rest))
}

fn from_end(line: &Line, patterns: &Patterns) -> Option<usize> {
    patterns.find(Kind::From, &line.text).map(|found| found.range.end)
}

/// Where a line is to be cut that holds a byline with its mark and something else.
fn byline_place(line: &str, patterns: &Patterns) -> Option<usize> {
    let mark = line.find(['◎', '□', '○', '■', '◉'])?;
    let byline = |text: &str| patterns.find(Kind::Byline, text).is_some();
    if mark > 0 {
        let short = line[..mark].chars().count() <= LONGEST_TITLE;
        return (short && is_titular(line[..mark].trim()) && byline(&line[mark..])).then_some(mark);
    }
    let blank = line.match_indices(' ').map(|(at, _)| at).find(|&at| at > 4)?;
    let text = line[blank..].chars().count() > 30;
    (text && byline(&line[..blank])).then_some(blank)
}

impl Block {
    fn new(line: &Line, full: bool, found: Option<Found>) -> Self {
        Block {
            shape: found.as_ref().map_or(Shape::Text, |found| Shape::Known(found.kind)),
            text: line.text.clone(),
            starts: vec![(0, line.number)],
            gap: line.gap,
            indented: line.indented,
            level: line.level,
            full,
            found,
        }
    }

    /// Whether a line goes on with the block: the block was broken at the column.
    fn takes(&self, line: &Line) -> bool {
        self.shape == Shape::Text
            && self.full
            && self.level == 0
            && line.gap == 0
            && line.level == 0
            && !line.indented
    }

    fn join(&mut self, line: &Line, full: bool) {
        self.starts.push((join(&mut self.text, &line.text), line.number));
        self.full = full;
    }

    /// Tells a short line from text.
    fn look(&mut self, column: Option<usize>) {
        let alone = self.starts.len() == 1 && !(self.full && column.is_some());
        let short = self.text.chars().count() <= LONGEST_TITLE && is_titular(&self.text);
        if self.shape == Shape::Text && (self.level > 0 || alone && short) {
            self.shape = Shape::Short;
        }
    }

    /// Takes the first bytes off the text.
    pub(crate) fn cut_start(&mut self, length: usize) {
        self.text.drain(..length);
        for (start, _) in &mut self.starts {
            *start = start.saturating_sub(length);
        }
    }

    /// Whether the text breaks off within a sentence.
    pub(crate) fn is_open(&self) -> bool {
        self.shape == Shape::Text && !ends_sentence(&self.text)
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

/// Whether a line could be a title by its marks.
fn is_titular(line: &str) -> bool {
    let inner: String = line.chars().rev().skip(1).collect();
    line.chars().filter(|&c| is_han(c)).count() >= 2
        && !ends_sentence(line)
        && !is_item(line)
        && !line.ends_with(['，', ',', '、', '：', ':'])
        && !inner.contains(['。', '；'])
}

/// Whether a text ends as a sentence does. A colon ends the line before a list.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['”', '’', '"', '）', ')', '】', '」', '』', '》', ' ']);
    bare.ends_with(['。', '！', '？', '!', '?', '…', '；', ';', '：', ':', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_number_gap_and_indent() {
        let (lines, invisible) = lines("\n　　甲乙\u{200B}\r\n丙\r\n\r\n\r\n## 丁\n#5 戊");
        let shape: Vec<_> = lines.iter().map(|l| (l.number, l.gap, l.indented, l.level)).collect();
        assert_eq!(shape, [(2, 1, true, 0), (3, 0, false, 0), (6, 2, false, 2), (7, 0, false, 0)]);
        assert_eq!((lines[0].text.as_str(), lines[0].width, invisible), ("甲乙", 8, 1));
    }

    #[test]
    fn a_column_shows_in_the_widths() {
        let wrapped = "二十个字一行的文字就是这样排的对不对\n".repeat(8) + "末行。";
        assert_eq!(column_width(&lines(&wrapped).0), Some(36));
        let paragraphs: String = (5..20).map(|n| "文".repeat(n * 9) + "。\n\n").collect();
        assert_eq!(column_width(&lines(&paragraphs).0), None);
    }
}
