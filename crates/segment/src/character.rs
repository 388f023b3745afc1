//! What a piece of text is, judged by its characters.

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
