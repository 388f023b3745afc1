//! Which words a phrase may begin or end with, by part of speech and by a few lists.

use std::collections::HashSet;
use std::sync::LazyLock;

use cimai_corpus::Role;

/// Single characters that tie sentences together and neither begin nor end a name.
const BINDING: &str = "的地得了着过是在有和与及或并而且但则因由用以为于从到向对把被让使给将会能要可应该\
    想需须去来做说看等之其这那此每各某也都就还又才再很更最太较不没未别时内外前后中上下里间出起完住\
    您我你他她它们谁啥吗呢吧啊呀哦嗯离靠比跟与同";

/// Verbs and adverbs of official prose, with which no name begins or ends.
static OFFICIAL: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/domain-stop-words.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// The role of a word, from its part of speech in jieba's letters and whether it is a stop word.
pub(crate) fn role(word: &str, tag: &str, stop_word: bool) -> Role {
    // Numbers may begin a slogan (两新组织), but only quotation marks can tell.
    let particle = tag.starts_with(['u', 'y', 'e', 'o', 'w']);
    let class = tag.chars().next().unwrap_or('x');
    let figures = word.chars().all(char::is_numeric);
    let verbal = matches!(class, 'v' | 'd') && tag != "vn";
    let official = verbal && OFFICIAL.contains(word);
    let open = !(particle || stop_word || figures || official || BINDING.contains(word));
    Role {
        begins: open && !"pcrqfhkdmt".contains(class),
        ends: open && !"pcrqfhdmta".contains(class),
        inside: !particle,
        number: figures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_stand_at_no_edge() {
        let edges = |word, tag| {
            let role = role(word, tag, false);
            (role.begins, role.ends)
        };
        assert_eq!(edges("物业", "n"), (true, true));
        assert_eq!(edges("推进", "v"), (false, false));
        assert_eq!(edges("更好", "d"), (false, false));
        assert_eq!(edges("新", "a"), (true, false));
        assert_eq!(edges("时", "n"), (false, false));
        assert!(role("89", "m", false).number && !role("两", "m", false).number);
        assert!(!role("的", "uj", false).inside);
    }
}
