use cimai_corpus::Message;
use cimai_data::PAGE_PATTERNS;
use regex::Regex;
use std::ops::Range;

use crate::Error;
use crate::audit::head;

/// No line that a pattern describes is longer, in characters.
const LONGEST: usize = 120;

/// What a line of a page can be, as far as a pattern tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The mark of a page of the file, which the paper has not.
    Mark,
    /// A line whose names stand on lines of their own below.
    Torn,
    /// Where an article was printed, below its title.
    Citation,
    /// A running head, page number or imprint.
    Head,
    /// The name of a section.
    Section,
    /// A label within an article.
    Label,
    /// An invitation to scan or subscribe.
    Advert,
    /// Who wrote the article, in a form that newspapers have.
    Byline,
    /// Who wrote it, in a form that other texts have too.
    Author,
    /// Who the author is.
    Unit,
    /// A caption or photo credit.
    Caption,
    /// A line below the title that explains it.
    Deck,
    /// How the text of a new article begins.
    Dateline,
    /// How the text of an article ends.
    End,
    /// A note that the article goes on elsewhere.
    Onward,
    /// A note that it began elsewhere.
    From,
    /// A person's name.
    Name,
}

/// The kinds in the order in which a line is tried for them.
const KINDS: [(&str, Kind); 17] = [
    ("citation", Kind::Citation),
    ("head", Kind::Head),
    ("from", Kind::From),
    ("advert", Kind::Advert),
    ("caption", Kind::Caption),
    ("unit", Kind::Unit),
    ("byline", Kind::Byline),
    ("author", Kind::Author),
    ("label", Kind::Label),
    ("section", Kind::Section),
    ("deck", Kind::Deck),
    ("dateline", Kind::Dateline),
    ("end", Kind::End),
    ("onward", Kind::Onward),
    ("mark", Kind::Mark),
    ("torn", Kind::Torn),
    ("name", Kind::Name),
];
/// How many of them describe a whole line.
const WHOLE_LINE: usize = 11;

/// What a pattern found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    /// Where it lies in the line.
    pub(crate) range: Range<usize>,
    /// Whether it stands in brackets.
    pub(crate) bracketed: bool,
    /// What it took from the line, by the column that it goes to.
    groups: Vec<(String, String)>,
}

impl Found {
    /// What it took for a column; empty if nothing.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.groups.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text)
    }
}

/// What stands on a newspaper page besides the text.
#[derive(Debug)]
pub(crate) struct Patterns {
    /// By kind, as in [`KINDS`].
    by_kind: [Vec<Regex>; KINDS.len()],
}

impl Patterns {
    /// The patterns that the program carries inside.
    pub(crate) fn built_in() -> Self {
        Self::read(PAGE_PATTERNS, "").expect("the patterns built in are tested")
    }

    /// The patterns built in, and those of a text that is written as they are.
    pub(crate) fn with(more: &str) -> Result<Self, Error> {
        Self::read(PAGE_PATTERNS, more)
    }

    fn read(built_in: &str, more: &str) -> Result<Self, Error> {
        let all = || rows(built_in).chain(rows(more));
        let names = all().filter(|(kind, ..)| *kind == "name");
        let names = names.map(|(_, pattern, _)| pattern).collect::<Vec<_>>().join("|");
        let mut patterns = Self { by_kind: Default::default() };
        for (kind, pattern, line) in all() {
            let (place, regex) = compile(kind, pattern, &names)
                .map_err(|reason| Error::BadPagePattern { line, reason })?;
            patterns.by_kind[place].push(regex);
        }
        Ok(patterns)
    }

    /// What a whole line is.
    pub(crate) fn line(&self, line: &str) -> Option<Found> {
        if line.len() > 4 * LONGEST || line.chars().count() > LONGEST {
            return None;
        }
        let whole = || KINDS[..WHOLE_LINE].iter().find_map(|&(_, kind)| self.find(kind, line));
        let onward = self.find(Kind::Onward, line).filter(|found| found.range.len() == line.len());
        onward.or_else(whole)
    }

    /// What a pattern of the kind finds in a text.
    pub(crate) fn find(&self, kind: Kind, text: &str) -> Option<Found> {
        let start = match kind {
            Kind::End | Kind::Onward => beginning_of_tail(text),
            _ => 0,
        };
        let part = head(&text[start..], 4 * LONGEST);
        let place = KINDS.iter().position(|&(_, other)| other == kind)?;
        let regex = self.by_kind[place].iter().find(|regex| regex.is_match(part))?;
        let mut found = found(kind, regex, part)?;
        found.range = found.range.start + start..found.range.end + start;
        Some(found)
    }

    /// Whether a line is nothing but a person's name, or several.
    pub(crate) fn is_names(&self, line: &str) -> bool {
        line.chars().count() <= 20
            && line.split([' ', '、']).all(|name| self.find(Kind::Name, name).is_some())
    }
}

/// A pattern, and the place of its kind among [`KINDS`].
fn compile(kind: &str, pattern: &str, names: &str) -> Result<(usize, Regex), Message> {
    let place = KINDS.iter().position(|(name, _)| *name == kind).ok_or_else(no_kind)?;
    let mut pattern = pattern.replace("{name}", &format!("(?:{names})"));
    if KINDS[place].1 == Kind::Name {
        pattern = format!("^(?:{pattern})$");
    }
    let regex = Regex::new(&pattern).map_err(|error| bad_regex(&error))?;
    Ok((place, regex))
}

/// Where the last characters of a text begin, which are all that an end is looked for in.
fn beginning_of_tail(text: &str) -> usize {
    text.char_indices().rev().nth(LONGEST / 2).map_or(0, |(at, _)| at)
}

fn found(kind: Kind, regex: &Regex, text: &str) -> Option<Found> {
    let captures = regex.captures(text)?;
    // Two branches of a pattern cannot share a name, so the second has a number behind it.
    let named = regex.capture_names().flatten().filter_map(|name| {
        let column = name.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((column.to_owned(), captures.name(name)?.as_str().trim().to_owned()))
    });
    let groups = named.filter(|(_, text)| !text.is_empty()).collect();
    let whole = captures.get(0)?;
    let bracketed = whole.as_str().starts_with(['（', '(']);
    Some(Found { kind, range: whole.range(), bracketed, groups })
}

/// The rows of a table of patterns: kind, pattern, and the number of the line.
fn rows(text: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    let lines = text.trim_start_matches('\u{FEFF}').lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(number, line)| {
        let mut cells = line.split('\t');
        (cells.next().unwrap_or("").trim(), cells.next().unwrap_or(""), number + 1)
    })
}

fn no_kind() -> Message {
    let kinds = KINDS.map(|(name, _)| name).join(", ");
    Message::new(
        format!("第一列应是下列之一：{kinds}"),
        format!("the first cell is one of: {kinds}"),
    )
}

fn bad_regex(error: &regex::Error) -> Message {
    Message::new(
        format!("正则表达式有误：{error}"),
        format!("the regular expression has an error: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<Kind>) {
        let patterns = Patterns::built_in();
        assert_eq!(patterns.line(line).map(|found| found.kind), expected, "help: {line}");
    }

    #[test]
    fn lines_are_told_by_their_kind() {
        check("A02 要闻 2024年3月12日 星期二", Some(Kind::Head));
        check("编辑：祝小满 版式：柴原", Some(Kind::Head));
        check("B01 2024年5月27日", Some(Kind::Head));
        check("来论", Some(Kind::Section));
        check("乡村周刊", Some(Kind::Section));
        check("阅读提示", Some(Kind::Label));
        check("更多内容,请扫码关注", Some(Kind::Advert));
        check("（作者系市委发改委党组成员、副主任）", Some(Kind::Unit));
        check("(作者单位:兰山区委党史研究中心)", Some(Kind::Unit));
        check("潍坊市人民广场。潍坊日报社全媒体记者 许凯摄", Some(Kind::Caption));
        check("租户在菜园里学搭豆角架。 时秋生摄", Some(Kind::Caption));
        check("——写在“河长巡河日”第四年开始的时候", Some(Kind::Deck));
        check("（上接A02版）", Some(Kind::From));
    }

    #[test]
    fn bylines_are_told_from_text() {
        check("◎鹿尧", Some(Kind::Byline));
        check("■中共葫芦岛市龙港区委组织部", Some(Kind::Byline));
        check("本报记者 喻清 通讯员 石伟", Some(Kind::Byline));
        check("本报记者 纪云舒 文/图", Some(Kind::Byline));
        check("济宁高新区柳行街道党工委副书记、办事处主任 张茂盛", Some(Kind::Byline));
        check("记者昨天上午跟车走了一个来回", None);
        check("有的地方按签约数发补助", None);
        check("一千四百双脚印", None);
    }

    #[test]
    fn names_are_told_by_the_family() {
        let patterns = Patterns::built_in();
        assert!(patterns.is_names("冯玉诚"));
        assert!(patterns.is_names("司马骁 李明"));
        assert!(!patterns.is_names("怎么放"));
        assert!(!patterns.is_names("下一步"));
    }

    #[test]
    fn own_patterns_are_added_and_their_errors_name_the_line() {
        let own = "# own\nsection\t^看齐鲁$\tcolumn\n";
        let patterns = Patterns::with(own).unwrap();
        assert!(patterns.line("看齐鲁").is_some_and(|found| found.kind == Kind::Section));
        let error = Patterns::with(&format!("{own}section\t(\n")).unwrap_err();
        assert!(matches!(error, Error::BadPagePattern { line: 3, .. }));
    }
}
