//! What a piece of text is: judged by its characters, and by whether it negates. A negation and
//! what it negates are one term: 不满意 must not be counted as 满意.

use cimai_corpus::Token;

/// Whether a piece begins with a character from U+4E00 to U+9FFF, which are all Han.
pub(crate) fn begins_with_han(piece: &str) -> bool {
    matches!(piece.as_bytes(), [0xE5..=0xE9, ..] | [0xE4, 0xB8..=0xBF, ..])
}

/// Whether a character is Han, of whatever plane.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The character of a word that consists of one, if it is an ideograph: Han, or one that is kept
/// for old encodings.
pub(crate) fn only_ideograph(word: &str) -> Option<char> {
    let mut characters = word.chars();
    let only = characters.next().filter(|_| characters.as_str().is_empty());
    only.filter(|&c| is_han(c) || matches!(c, '\u{f900}'..='\u{faff}'))
}

/// Whether a piece holds anything that can be a word: a letter, a digit, a Han character.
pub(crate) fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

/// Whether jieba can give a word whole: it keeps Han characters together, and nothing that has
/// other marks, blanks or letters in it for certain.
pub(crate) fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
}

/// What a single character is. A straight quotation mark does not tell whether it opens.
pub(crate) fn token(character: char) -> Token<()> {
    match character {
        '，' | '、' | '：' | ' ' | '（' | '）' => Token::Gap,
        '。' | '！' | '？' | '；' | '…' | '.' | '!' | '?' | ';' | '\n' | '\u{2028}'
        | '\u{2029}' => Token::End,
        '“' | '‘' | '「' | '『' | '《' | '〈' => Token::Open,
        '”' | '’' | '」' | '』' | '》' | '〉' => Token::Close,
        _ if character.is_alphanumeric() => Token::Word(()),
        _ => Token::Gap,
    }
}

/// Whether statistics can count a word at all, by its shape: two or more characters, of which
/// not all are figures. Chinese numerals are figures too.
pub(crate) fn is_countable(word: &str) -> bool {
    let mut length = 0;
    let mut letters = 0;
    for c in word.chars() {
        length += 1;
        letters += usize::from(c.is_alphabetic() && !is_chinese_numeral(c));
    }
    length >= 2 && letters >= 1
}

/// Whether a word consists of figures and their marks, as 3.5%, 10:30 and 三千 do.
pub(crate) fn is_number(word: &str) -> bool {
    let is_figure = |c: char| c.is_numeric() || is_chinese_numeral(c) || "%‰.+-/:~,".contains(c);
    word.chars().all(is_figure)
}

fn is_chinese_numeral(c: char) -> bool {
    "〇零一二三四五六七八九十百千万亿两".contains(c)
}

/// Words that jieba cuts wrongly because 没收, to confiscate, is in its dictionary.
pub(crate) const REPAIRED: [&str; 3] = ["没收到", "没收过", "没收货"];

/// The lengths of negations in bytes, longest first.
const NEGATION_LENGTHS: [usize; 2] = ["不能".len(), "不".len()];

/// Whether a word negates what follows it.
pub(crate) fn negates(word: &str) -> bool {
    let long = matches!(word, "没有" | "无法" | "不能" | "未能" | "暂无");
    long || matches!(word, "不" | "没" | "未" | "别" | "无")
}

/// Nouns for what somebody has to say. Who has none says the contrary: 无建议, 没有异议.
const REMARKS: [&str; 8] = ["建议", "意见", "异议", "投诉", "想法", "看法", "诉求", "怨言"];

/// Whether a word can be negated, by its part of speech: verbs and adjectives can, except those
/// whose negation says nothing (不是, 不能, 没有), and nouns for what somebody has to say.
pub(crate) fn is_negatable(word: &str, tag: &str) -> bool {
    let auxiliary = ["是", "能", "会", "要", "可", "得", "有", "在", "到", "了", "过", "着", "像"];
    let says = tag.starts_with(['v', 'a']) && !auxiliary.contains(&word);
    is_word(word) && says || REMARKS.contains(&word)
}

/// Whether the negation of a word says as little as the word: 不可以, 不知道.
pub(crate) fn negation_is_empty(bare: &str) -> bool {
    let modal =
        ["可以", "需要", "应该", "应当", "必", "必须", "想", "觉得", "认为", "知道", "进行"];
    modal.contains(&bare)
}

/// What a term negates: 满意 of 不满意. `None` if it does not begin with a negation.
pub(crate) fn negated(term: &str) -> Option<&str> {
    let parts = NEGATION_LENGTHS.iter().filter_map(|&length| term.split_at_checked(length));
    let mut bare = parts.filter(|(head, _)| negates(head)).map(|(_, bare)| bare);
    bare.next().filter(|bare| !bare.is_empty())
}

/// The term with 没有 written as 没, which means the same before a verb.
pub(crate) fn short_form(term: &str) -> Option<String> {
    let bare = term.strip_prefix("没有").filter(|bare| !bare.is_empty())?;
    Some(format!("没{bare}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_single_characters_do_not_count() {
        for word in ["2024", "3.5%", "一百", "三千万", "年", "a", "5", "１２"] {
            assert!(!is_countable(word), "{word}");
        }
        for word in ["5G", "一带一路", "C919", "万家", "A股", "湿地"] {
            assert!(is_countable(word), "{word}");
        }
    }
}
