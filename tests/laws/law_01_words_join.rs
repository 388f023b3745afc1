//! Law 1: the words joined together are the cleaned text. Cleaning never drops or reorders a Han
//! character.

use std::sync::LazyLock;

use cimai_ingest::clean;
use cimai_segment::{Segmenter, StopWords};
use proptest::prelude::*;

use crate::support::Folder;

/// Texts of everything that is treated in a way of its own: marks, blanks, negations, figures,
/// Latin letters of either width, invisible characters, and anything else that prints.
const TEXT: &str =
    "([不没的满意“”·〔〕。，\n\r\t 　0-9A-Za-zＡ-Ｚ０-９\u{200b}\u{feff}\u{0}一-龥]|\\PC){0,80}";

static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| {
    let mut segmenter = Segmenter::new(StopWords::default());
    segmenter.add_words(["双招双引", "不·满意", "A 股", "国发〔2024〕15号"]);
    segmenter
});

/// The Han characters of the main block, which cleaning leaves as they are.
fn han(text: &str) -> String {
    text.chars().filter(|c| ('一'..='龥').contains(c)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn words_joined_together_are_the_cleaned_text(text in TEXT) {
        let cleaned = clean(&text).text;
        let words = SEGMENTER.words(&cleaned);
        let joined: String = words.iter().map(|word| word.text).collect();
        prop_assert_eq!(&joined, &cleaned);
        let mut end = 0;
        for word in words {
            prop_assert_eq!(word.start, end, "words stand one behind the other");
            end += word.text.len();
        }
    }

    #[test]
    fn cleaning_drops_and_moves_no_han_character(text in "([ \n　\u{200b}\u{301}，。a１＋]|[一-龥]){0,80}") {
        prop_assert_eq!(han(&clean(&text).text), han(&text));
    }
}

#[test]
fn the_words_that_are_printed_are_the_text_of_the_sample() {
    let folder = Folder::new().with_seeds();
    let printed = folder.run("segment seeds/complaints.csv --text text").ended(0).stdout();
    folder.write("out/tickets.csv", std::fs::read(folder.path("seeds/complaints.csv")).unwrap());
    let tickets = folder.table("tickets");
    assert_eq!(printed.lines().count(), tickets.len());
    for (line, ticket) in printed.lines().zip(&tickets) {
        let apart = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(apart(line), apart(&clean(&ticket["text"]).text));
    }
}
