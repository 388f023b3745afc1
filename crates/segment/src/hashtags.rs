//! Subjects that the writer of a text marks: `#城市更新#`, or `#城市更新` before a blank.

use std::ops::Range;

/// The longest subject, in characters.
const LONGEST: usize = 20;

/// Where the subjects stand in a text, in order and without their marks.
pub(crate) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(mark) = text[at..].find('#').map(|place| at + place) {
        at = mark + 1;
        let (before, rest) = (&text[..mark], &text[at..]);
        // C# and 3#楼 mark nothing.
        if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        if let Some(length) = closed(rest) {
            found.push(at..at + length);
            at += length + 1;
        } else if let Some(length) = open(rest).filter(|_| !before.ends_with('#')) {
            found.push(at..at + length);
            at += length;
        }
    }
    found
}

/// The length of a subject that a second mark closes.
fn closed(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices().take(LONGEST + 1);
    let (length, _) = characters.find(|&(_, c)| c == '#')?;
    let digit = |c: char| c.is_ascii_digit();
    // Between #3楼 and #5楼 stands no subject.
    let counts = rest.starts_with(digit) && rest[length + 1..].starts_with(digit);
    (is_subject(&rest[..length]) && !counts).then_some(length)
}

/// The length of a subject that ends before a blank or with the text.
fn open(rest: &str) -> Option<usize> {
    let is_name = |&c: &char| c.is_alphanumeric() || c == '_';
    let length = rest.chars().take(LONGEST + 1).take_while(is_name).map(char::len_utf8).sum();
    let ends = rest[length..].chars().next().is_none_or(|c| c.is_whitespace() || c == '#');
    let name = &rest[..length];
    // 5G is a subject, and 5楼 is a place.
    let counts = name.starts_with(|c: char| c.is_ascii_digit())
        && !name.contains(|c: char| c.is_ascii_alphabetic());
    (ends && !counts && is_subject(name)).then_some(length)
}

fn is_subject(name: &str) -> bool {
    (2..=LONGEST).contains(&name.chars().count())
        && name.trim() == name
        && !name.contains('\n')
        && name.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = find(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "help: {text}");
    }

    #[test]
    fn marked_subjects_are_found() {
        check("#城市更新#路灯#夜间 经济#坏了", &["城市更新", "夜间 经济"]);
        check("好 #种草 #新手_妈妈 #5G\n#好物", &["种草", "新手_妈妈", "5G", "好物"]);
        check("#标签一#标签二#标签三", &["标签一", "标签三"]);
    }

    #[test]
    fn other_marks_of_number_are_none() {
        for text in [
            "# 标题",
            "##标题\n",
            "C#和F#，",
            "3#楼与5#楼",
            "#3楼与#5楼",
            "#12 号",
            "#",
            "##",
            "#甲#",
            "#未完，",
        ] {
            check(text, &[]);
        }
        check(&format!("#{}#", "长".repeat(21)), &[]);
    }
}
