use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

/// Terms that are found before any cutting, since no cutting would ever give them whole: names
/// and titles with marks, blanks or letters inside, such as 迈克尔·乔丹 or 国发〔2024〕15号.
///
/// Where terms overlap, the leftmost is taken and of those the longest.
pub(crate) struct Protected {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl Protected {
    pub(crate) fn new<'t>(terms: impl IntoIterator<Item = &'t str>) -> Self {
        let mut terms: Vec<&str> = terms.into_iter().filter(|term| !term.is_empty()).collect();
        terms.sort_unstable();
        terms.dedup();
        let builder =
            CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest);
        // Distinct terms that are not empty always make an automaton; none at all make none.
        Self { automaton: builder.build(terms).ok() }
    }

    /// The text in pieces, each with its start and whether it is a protected term.
    pub(crate) fn split<'t>(&self, text: &'t str) -> Vec<(usize, &'t str, bool)> {
        let Some(automaton) = &self.automaton else { return vec![(0, text, false)] };
        let mut pieces = Vec::new();
        let mut done = 0;
        for found in automaton.leftmost_find_iter(text) {
            if stands_alone(text, found.start(), found.end()) {
                pieces.push((done, &text[done..found.start()], false));
                pieces.push((found.start(), &text[found.start()..found.end()], true));
                done = found.end();
            }
        }
        pieces.push((done, &text[done..], false));
        pieces.retain(|(_, piece, _)| !piece.is_empty());
        pieces
    }
}

/// Whether a term is not a part of a longer run of Latin letters or figures: AI does not stand
/// in AIR.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joined = |left: Option<char>, right: Option<char>| {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        latin(left) && latin(right)
    };
    let (before, behind) = (text[..start].chars().next_back(), text[end..].chars().next());
    let term = &text[start..end];
    !joined(before, term.chars().next()) && !joined(term.chars().next_back(), behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_term_is_taken_and_letters_are_not_torn_apart() {
        let protected = Protected::new(["5G", "5G基站", "C919", "AI"]);
        let found = |text: &'static str| -> Vec<&str> {
            let pieces = protected.split(text).into_iter();
            pieces.filter(|piece| piece.2).map(|piece| piece.1).collect()
        };
        assert_eq!(found("建5G基站和5G网"), ["5G基站", "5G"]);
        assert_eq!(found("AIR与AI、C9190"), ["AI"]);
        assert_eq!(Protected::new([]).split("文"), [(0, "文", false)]);
    }
}
