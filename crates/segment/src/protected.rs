use std::ops::Range;

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
        // An automaton of no terms would still look at every character. One of distinct terms that
        // are not empty can always be built.
        let any = !terms.is_empty();
        Self { automaton: any.then(|| builder.build(terms).ok()).flatten() }
    }

    /// Where the terms stand in a text, in order.
    pub(crate) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let found = automaton.leftmost_find_iter(text).map(|found| found.start()..found.end());
        found.filter(|found| stands_alone(text, found.start, found.end)).collect()
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
            protected.find(text).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(found("建5G基站和5G网"), ["5G基站", "5G"]);
        assert_eq!(found("AIR与AI、C9190"), ["AI"]);
        assert!(Protected::new([]).automaton.is_none());
    }
}
