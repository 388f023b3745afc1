//! A negation and what it negates are one term: 不满意 must not be counted as 满意.

use crate::character;

/// Words that jieba cuts wrongly because 没收, to confiscate, is in its dictionary.
pub(crate) const REPAIRED: [&str; 3] = ["没收到", "没收过", "没收货"];

/// The lengths of negations in bytes, longest first.
const LENGTHS: [usize; 2] = ["不能".len(), "不".len()];

/// Whether a word negates what follows it.
pub(crate) fn negates(word: &str) -> bool {
    matches!(word, "没有" | "无法" | "不能" | "未能" | "不" | "没" | "未" | "别")
}

/// Whether a word can be negated, by its part of speech: verbs and adjectives can, except those
/// whose negation says nothing (不是, 不能, 没有).
pub(crate) fn is_negatable(word: &str, tag: &str) -> bool {
    let auxiliary = ["是", "能", "会", "要", "可", "得", "有", "在", "到", "了", "过", "着", "像"];
    character::is_word(word) && tag.starts_with(['v', 'a']) && !auxiliary.contains(&word)
}

/// Whether the negation of a word says as little as the word: 不可以, 不知道.
pub(crate) fn is_empty(bare: &str) -> bool {
    let modal =
        ["可以", "需要", "应该", "应当", "必", "必须", "想", "觉得", "认为", "知道", "进行"];
    modal.contains(&bare)
}

/// What a term negates: 满意 of 不满意. `None` if it does not begin with a negation.
pub(crate) fn negated(term: &str) -> Option<&str> {
    let parts = LENGTHS.iter().filter_map(|&length| term.split_at_checked(length));
    let mut bare = parts.filter(|(head, _)| negates(head)).map(|(_, bare)| bare);
    bare.next().filter(|bare| !bare.is_empty())
}

/// The term with 没有 written as 没, which means the same before a verb.
pub(crate) fn short_form(term: &str) -> Option<String> {
    let bare = term.strip_prefix("没有").filter(|bare| !bare.is_empty())?;
    Some(format!("没{bare}"))
}
