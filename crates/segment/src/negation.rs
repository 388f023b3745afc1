//! A negation and what it negates are one term: 不满意 must not be counted as 满意.

/// Words that negate the verb or adjective behind them, longest first.
const NEGATIONS: [&str; 8] = ["没有", "无法", "不能", "未能", "不", "没", "未", "别"];

/// Words that jieba cuts wrongly because 没收, to confiscate, is in its dictionary.
pub(crate) const REPAIRED: [&str; 3] = ["没收到", "没收过", "没收货"];

/// Whether a word negates what follows it.
pub(crate) fn negates(word: &str) -> bool {
    // It is asked of every word; one look at the first character settles nearly all of them.
    word.starts_with(['不', '没', '无', '未', '别']) && NEGATIONS.contains(&word)
}

/// Whether a word can be negated, by its part of speech: verbs and adjectives can, except those
/// whose negation says nothing (不是, 不能, 没有).
pub(crate) fn is_negatable(word: &str, tag: &str) -> bool {
    let auxiliary = ["是", "能", "会", "要", "可", "得", "有", "在", "到", "了", "过", "着", "像"];
    (tag.starts_with('v') || tag.starts_with('a')) && !auxiliary.contains(&word)
}

/// Whether the negation of a word says as little as the word: 不可以, 不知道.
pub(crate) fn is_empty(bare: &str) -> bool {
    let modal =
        ["可以", "需要", "应该", "应当", "必", "必须", "想", "觉得", "认为", "知道", "进行"];
    modal.contains(&bare)
}

/// What a term negates: 满意 of 不满意. `None` if it does not begin with a negation.
pub(crate) fn negated(term: &str) -> Option<&str> {
    let bare = NEGATIONS.iter().find_map(|negation| term.strip_prefix(negation));
    bare.filter(|bare| !bare.is_empty())
}

/// The term with 没有 written as 没, which means the same before a verb.
pub(crate) fn short_form(term: &str) -> Option<String> {
    let bare = term.strip_prefix("没有").filter(|bare| !bare.is_empty())?;
    Some(format!("没{bare}"))
}
