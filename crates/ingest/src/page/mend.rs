//! What is put right in the lines of a page before anything is told of them: the marks of pages
//! are taken out, and what wide blanks tore apart is put together.

use std::iter::Peekable;

use crate::clean::character::is_han;
use crate::page::lines::{Line, ends_sentence};
use crate::page::patterns::{Kind, Patterns};

/// No list of names has more.
const MOST_NAMES: usize = 24;

/// What stands before a byline.
const MARKS: [char; 5] = ['◎', '□', '○', '■', '◉'];

/// Lines that are whole, and the marks of pages that stood between them.
pub(crate) struct Mended {
    pub(crate) lines: Vec<Line>,
    /// Marks such as `第 5 页` that the file has and the paper has not.
    pub(crate) marks: Vec<Line>,
}

/// Mends the lines of a page.
pub(crate) fn mend(lines: Vec<Line>, patterns: &Patterns) -> Mended {
    let is_mark = |line: &Line| patterns.find(Kind::Mark, &line.text).is_some();
    let (marks, lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(is_mark);
    let mut rest = lines.into_iter().peekable();
    let mut lines = Vec::new();
    while let Some(mut line) = rest.next() {
        if is_torn_dateline(&line, rest.peek(), patterns)
            || is_torn_note(&line, rest.peek(), patterns)
            || is_torn_name(&line, rest.peek())
        {
            line.text.extend(rest.next().map(|next| next.text));
        } else if patterns.find(Kind::Torn, &line.text).is_some() {
            gather_names(&mut line, &mut rest, patterns);
        }
        match divided_at(&line.text, patterns) {
            Some(at) => lines.extend(divide(&line, at)),
            None => lines.push(line),
        }
    }
    Mended { lines, marks }
}

/// Whether a dateline stands alone on its line, and the reporters in brackets on the next.
fn is_torn_dateline(line: &Line, next: Option<&Line>, patterns: &Patterns) -> bool {
    let alone = || {
        let found = patterns.find(Kind::Dateline, &line.text);
        found.is_some_and(|found| found.range.len() == line.text.len())
    };
    next.is_some_and(|next| next.text.starts_with(['（', '('])) && alone()
}

/// The two parts of a line.
fn divide(line: &Line, at: usize) -> [Line; 2] {
    let (first, second) = line.text.split_at(at);
    let (first, second) = (first.trim().to_owned(), second.trim().to_owned());
    let indent = line.indent.max(2);
    let second = Line { text: second, gap: 0, indent, ..line.clone() };
    [Line { text: first, ..line.clone() }, second]
}

/// Where a line is to be cut on which more stands than one thing: text behind `（上接第一版）` or
/// behind a byline with its mark, a byline with its mark behind a title.
fn divided_at(line: &str, patterns: &Patterns) -> Option<usize> {
    let byline = |text: &str| patterns.find(Kind::Byline, text).is_some();
    if let Some(from) = patterns.find(Kind::From, line) {
        return (from.range.end < line.len()).then_some(from.range.end);
    }
    let mark = line.find(MARKS)?;
    if mark > 0 {
        let title = line[..mark].trim();
        let titular = title.chars().count() <= 40 && !title.is_empty() && !ends_sentence(title);
        return (titular && byline(&line[mark..])).then_some(mark);
    }
    let blank = line.match_indices(' ').map(|(at, _)| at).find(|&at| at > 4)?;
    (line[blank..].chars().count() > 30 && byline(&line[..blank])).then_some(blank)
}

/// Whether a note in brackets on an author goes on on the next line: `（作者系…`, `…会员）`.
fn is_torn_note(line: &Line, next: Option<&Line>, patterns: &Patterns) -> bool {
    let whole = |next: &Line| {
        let note = [line.text.as_str(), next.text.as_str()].concat();
        patterns.find(Kind::Unit, &note).is_some()
    };
    line.text.starts_with(['（', '('])
        && !line.text.contains(['）', ')'])
        && next.is_some_and(whole)
}

/// Whether a wide blank left a name of two characters on two lines.
fn is_torn_name(line: &Line, next: Option<&Line>) -> bool {
    let single = |text: &str| text.chars().count() == 1 && text.chars().all(is_han);
    single(&line.text) && next.is_some_and(|next| next.gap > 0 && single(&next.text))
}

/// Puts names behind the line that they belong to: `本报记者`, `卫`, `舟`, `简明礼`.
fn gather_names(
    line: &mut Line,
    rest: &mut Peekable<impl Iterator<Item = Line>>,
    patterns: &Patterns,
) {
    let last = line.text.split([' ', '：', ':']).next_back().unwrap_or("");
    let mut half = last.chars().count() == 1;
    for _ in 0..MOST_NAMES {
        let Some(next) = rest.next_if(|next| is_piece(&next.text, half, patterns)) else { return };
        if !half && !line.text.ends_with(['：', ':']) {
            line.text.push(' ');
        }
        half = !half && next.length() == 1;
        line.text.push_str(&next.text);
    }
}

/// Whether a line is a name, or a half of one.
fn is_piece(text: &str, half: bool, patterns: &Patterns) -> bool {
    let credit = text.strip_suffix('摄').unwrap_or(text).trim_end();
    let short = text.chars().count() <= 2 && text.chars().all(is_han);
    short && (half || text.chars().count() == 1) || patterns.is_names(credit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::lines::lines;

    #[track_caller]
    fn check(page: &str, expected: &[&str]) {
        let mended = mend(lines(&page.replace('/', "\n")).0, &Patterns::built_in());
        let texts: Vec<_> = mended.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, expected, "help: {page}");
    }

    #[test]
    fn what_wide_blanks_tore_is_put_together() {
        check("本报记者//卫//舟//简明礼//　　入冬以前", &["本报记者 卫舟 简明礼", "入冬以前"]);
        check("本版责编：郑//小川//陶然//林致远", &["本版责编：郑小川 陶然 林致远"]);
        check(
            "本报南平10月19日电//（记者刘晓宇）会议开幕。",
            &["本报南平10月19日电（记者刘晓宇）会议开幕。"],
        );
        check("新华社记者//卢汉欣摄", &["新华社记者 卢汉欣摄"]);
    }

    #[test]
    fn marks_of_pages_go() {
        check("三个仓一共//第 5 页//存进稻谷", &["三个仓一共", "存进稻谷"]);
        check("第5页共12页/甲/- 4 -/Page 3 of 9/乙", &["甲", "乙"]);
    }
}
