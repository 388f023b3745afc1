use cimai_corpus::Edge;

use super::TaggedTerm;
use crate::lists;

/// Single characters that tie sentences together and neither begin nor end a name.
const BINDING: &str = "的地得了着过之是在有和与及或并而且但则因由用以为于从到向对把被让使给将会能要可应该\
    想需须去来做说看等之其这那此每各某也都就还又才再很更最太较不没未别时内外前后中上下里间出起完住\
    您我你他她它们谁啥吗呢吧啊呀哦嗯离靠比跟与同";

/// Where in a phrase a term may stand. The verbs and adverbs of official prose are neither the
/// beginning nor the end of a name.
pub(super) fn of(term: &TaggedTerm) -> Edge {
    let TaggedTerm { text, tag, is_stop_word, .. } = *term;
    // Numbers may begin a slogan (两新组织), but only quotation marks can tell.
    let particle = tag.starts_with(['u', 'y', 'e', 'o', 'w']);
    let class = tag.chars().next().unwrap_or('x');
    let number = text.chars().all(char::is_numeric);
    let verbal = matches!(class, 'v' | 'd') && tag != "vn";
    let official = verbal && lists::is_official(text);
    let open = !(particle || is_stop_word || number || official || BINDING.contains(text));
    Edge {
        begins: open && !"pcrqfhkdmt".contains(class),
        ends: open && !"pcrqfhdmta".contains(class),
        inside: !particle,
        number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_stand_at_no_edge() {
        let edge = |text, tag| of(&TaggedTerm { text, tag, is_kept: true, is_stop_word: false });
        let edges = |text, tag| (edge(text, tag).begins, edge(text, tag).ends);
        assert_eq!(edges("物业", "n"), (true, true));
        assert_eq!(edges("推进", "v"), (false, false));
        assert_eq!(edges("更好", "d"), (false, false));
        assert_eq!(edges("新", "a"), (true, false));
        assert_eq!(edges("时", "n"), (false, false));
        assert!(edge("89", "m").number && !edge("两", "m").number);
        assert!(!edge("的", "uj").inside);
    }
}
