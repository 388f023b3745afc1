use crate::clean::character::{is_blank, is_invisible};
use crate::clean::clean;

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
