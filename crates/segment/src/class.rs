//! What a piece of text is, judged by its characters.

/// Whether a piece holds anything that can be a word: a letter, a digit, a Han character.
pub(crate) fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

/// Whether jieba can give a word whole: it keeps Han characters together, and nothing that has
/// other marks, blanks or letters in it for certain.
pub(crate) fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
}

/// Whether a mark ends a sentence or a line.
pub(crate) fn ends_sentence(mark: &str) -> bool {
    mark.contains(['。', '！', '？', '；', '…', '!', '?', ';', '\n', '\u{2028}', '\u{2029}'])
}

/// Whether a mark opens a quotation or a title. A straight quotation mark does not tell.
pub(crate) fn opens_quotation(mark: &str) -> bool {
    mark.chars().all(|c| "“‘「『《〈".contains(c))
}

/// Whether a mark closes a quotation or a title.
pub(crate) fn closes_quotation(mark: &str) -> bool {
    mark.chars().all(|c| "”’」』》〉".contains(c))
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
