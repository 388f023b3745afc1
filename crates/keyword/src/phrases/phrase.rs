/// Neighbouring words that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Its words.
    pub words: Vec<String>,
    /// How often they stand together.
    pub count: u32,
    /// In how many documents.
    pub df: u32,
    /// Pointwise mutual information of its two parts, at the split where they hold together
    /// least; in natural logarithms.
    pub pmi: f64,
    /// Entropy of what stands before it, in natural logarithms; each mark is a neighbour of its
    /// own, since it shows that the phrase stands free there, and all numbers are one.
    pub left_entropy: f64,
    /// Entropy of what stands behind it.
    pub right_entropy: f64,
    /// How surely it is a phrase; above 0, higher is better.
    pub score: f64,
    /// How often it stands alone in quotation marks.
    pub in_quotes: u32,
    /// The share of its occurrences that lie within one longer candidate, 0 to 1.
    pub within: f64,
    /// Whether it holds no function word: each of its words may stand at some edge of a phrase.
    pub plain: bool,
    /// The first document that has it, by its number among all.
    pub example: usize,
}

impl Phrase {
    /// Its words joined.
    pub fn text(&self) -> String {
        self.words.concat()
    }

    /// Whether it is a new word, of which the dictionary has only pieces, and not a phrase of
    /// known words: some piece is a single character.
    pub fn is_new_word(&self) -> bool {
        self.words.iter().any(|word| word.chars().nth(1).is_none())
    }

    /// Whether it can be taken for a word without asking: it occurs three times or more, holds
    /// together (PMI 4), has at least as free neighbours on both sides as three different ones
    /// and mostly stands outside longer candidates; and it is quoted, or it has no function word
    /// in it and is a new word or holds together strongly (PMI 5).
    pub fn is_sure(&self) -> bool {
        let free = self.left_entropy.min(self.right_entropy) > 1.09 && self.within <= 0.5;
        let whole = self.plain && (self.pmi >= 5.0 || self.is_new_word());
        let bound = self.in_quotes >= 1 || whole;
        self.count >= 3 && self.pmi >= 4.0 && free && bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure() -> Phrase {
        Phrase {
            words: ["红色", "物业"].map(String::from).to_vec(),
            count: 3,
            df: 3,
            pmi: 5.0,
            left_entropy: 1.0986,
            right_entropy: 1.0986,
            score: 1.0,
            in_quotes: 0,
            within: 0.5,
            plain: true,
            example: 0,
        }
    }

    #[test]
    fn a_phrase_is_sure_only_if_frequent_bound_free_and_whole() {
        assert!(sure().is_sure());
        assert!(!Phrase { count: 2, ..sure() }.is_sure());
        assert!(!Phrase { pmi: 3.9, in_quotes: 1, ..sure() }.is_sure());
        assert!(!Phrase { left_entropy: 1.0, ..sure() }.is_sure());
        assert!(!Phrase { right_entropy: 1.0, ..sure() }.is_sure());
        assert!(!Phrase { within: 0.6, ..sure() }.is_sure());
        assert!(!Phrase { plain: false, ..sure() }.is_sure());
    }

    #[test]
    fn quotation_marks_and_single_characters_are_evidence_too() {
        let loose = Phrase { pmi: 4.5, ..sure() };
        assert!(!loose.is_sure());
        assert!(Phrase { in_quotes: 1, plain: false, ..loose.clone() }.is_sure());
        let words = ["双", "碳"].map(String::from).to_vec();
        let new_word = Phrase { words, ..loose };
        assert!(new_word.is_new_word() && new_word.is_sure());
        assert_eq!(new_word.text(), "双碳");
    }
}
