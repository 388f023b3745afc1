//! What is known of words of every class, against a table.

use cimai_corpus::{PhraseEnd, PhraseWord, Traits};
use cimai_segment::{Dictionary, Segmenter, StopWords};

const TABLE: &str = include_str!("traits.tsv");

/// Traits as a row of the table.
fn row(term: &str, head: &str, is_kept: bool, traits: &Traits) -> String {
    let flags = |flags: [bool; 4]| flags.map(|flag| if flag { '1' } else { '0' }).iter().collect();
    let (edge, phrase) = (traits.edge, traits.phrase);
    let edge: String = flags([edge.begins, edge.ends, edge.inside, edge.number]);
    let word: String = flags([phrase.joins, phrase.is_piece, phrase.cuts, phrase.is_noun]);
    format!(
        "{term}\t{head}\t{}\t{}\t{:?}\t{edge}\t{word}\t{:?}\t{}\t{}\t{}\t{}\t{}",
        traits.tag,
        u8::from(is_kept),
        traits.class,
        phrase.ends,
        phrase.first,
        phrase.last,
        phrase.alone,
        phrase.length,
        traits.naming
    )
}

#[test]
fn words_of_every_class_and_phrases_are_what_the_table_says() {
    let segmenter = Segmenter::new(StopWords::built_in());
    for expected in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut columns = expected.split('\t');
        let (term, head) = (columns.next().unwrap(), columns.next().unwrap());
        let is_kept = !head.is_empty() || segmenter.keeps(term);
        let traits = match head {
            "" => segmenter.traits(term, is_kept),
            head => {
                segmenter.traits_of_phrase(term, &segmenter.traits(head, segmenter.keeps(head)))
            }
        };
        assert_eq!(row(term, head, is_kept, &traits), expected);
    }
}

#[test]
fn a_part_of_speech_of_the_users_dictionary_counts() {
    let mut segmenter = Segmenter::new(StopWords::built_in());
    let places = "双招双引\tns\n湿地\tns\n";
    segmenter.add_dictionary(&Dictionary::parse(places).expect("it is a dictionary"));
    for word in ["双招双引", "湿地"] {
        let traits = segmenter.traits(word, true);
        assert_eq!((&*traits.tag, traits.phrase.alone), ("ns", 1.5), "{word}");
    }
}

#[test]
fn a_stop_word_stands_at_no_edge() {
    let mut stop_words = StopWords::default();
    stop_words.add("湿地");
    let edge = |stop_words| Segmenter::new(stop_words).traits("湿地", false).edge;
    assert!(edge(StopWords::default()).begins);
    assert!(!edge(stop_words).begins);
}

#[test]
fn words_kept_apart_are_keywords_by_themselves() {
    let segmenter = Segmenter::new(StopWords::built_in());
    for (term, is_piece) in [("加强", false), ("烯", true), ("的", false)] {
        for is_kept in [true, false] {
            let word = segmenter.traits(term, is_kept).phrase.apart(is_kept);
            let expected = PhraseWord {
                joins: is_kept,
                is_piece,
                cuts: is_piece,
                is_noun: true,
                ends: PhraseEnd::Never,
                first: 1.0,
                last: 1.0,
                alone: if is_kept { 1.0 } else { 0.0 },
                length: term.chars().count(),
            };
            assert_eq!(word, expected, "{term}");
        }
    }
}
