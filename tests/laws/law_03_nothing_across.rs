//! Law 3: nothing is joined across a dropped word, a mark or a sentence end.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::sample;
use crate::support::Folder;

/// Words that are counted, two of them often side by side.
const WORDS: [&str; 7] = ["湿地", "公园", "港口", "码头", "水鸟", "暖气", "湿地公园"];
/// What may stand between two of them: nothing, often; words and figures that are not counted.
const DROPPED: [&str; 4] = ["的", "我们", "在", "3.5"];
/// Marks and ends of sentences.
const MARKS: [&str; 7] = ["，", "、", "”，“", "。", "？", "；", "\n"];

/// Nothing as often as everything else.
fn between() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), prop_oneof![select(&DROPPED[..]), select(&MARKS[..])]]
}

/// A document of words with something between each two of them. Behind 暖气 there is always
/// something, so no term may go on behind it.
fn document() -> impl Strategy<Value = String> {
    let pair = (select(&WORDS[..]), between());
    let text = |(word, between): (&str, &str)| match (word, between) {
        ("暖气", "") => "暖气。".to_owned(),
        _ => format!("{word}{between}"),
    };
    vec(pair.prop_map(text), 5..30).prop_map(|pairs| pairs.concat())
}

/// How often a term stands in a text, overlaps counted.
fn found(term: &str, text: &str) -> u64 {
    text.char_indices().filter(|&(start, _)| text[start..].starts_with(term)).count() as u64
}

/// The corpus as it was analysed, and the texts of its documents by their ids.
fn analyzed(options: &str) -> (Folder, BTreeMap<String, [String; 2]>) {
    let folder = Folder::new();
    let documents = sample(&vec((select(&WORDS[..]), document()), 150));
    let mut table = "id,title,text\n".to_owned();
    let mut texts = BTreeMap::new();
    for (number, (title, text)) in documents.into_iter().enumerate() {
        table.push_str(&format!("d{number},{title},\"{text}\"\n"));
        texts.insert(format!("d{number}"), [title.to_owned(), text]);
    }
    folder.write("in.csv", table);
    let columns = "--id id --title title --text text --profile machine --duplicates off";
    folder.run(&format!("analyze in.csv -o out {columns} {options}")).ended(0);
    (folder, texts)
}

#[test]
fn a_candidate_is_counted_only_where_its_words_stand_side_by_side() {
    let (folder, texts) = analyzed("--adopt none");
    let phrases = folder.table("phrases");
    assert!(phrases.iter().any(|row| row["candidate"] == "湿地公园"), "{phrases:?}");
    for row in phrases {
        let term = &row["candidate"];
        let there: u64 = texts.values().flatten().map(|text| found(term, text)).sum();
        let counted: u64 = row["count"].parse().unwrap();
        assert!(counted <= there, "{term} is counted {counted} times and stands {there} times");
        // A function word may stand within a candidate; a mark may not.
        assert!(!MARKS.iter().any(|mark| term.contains(mark)), "{term}");
    }
}

#[test]
fn a_term_of_any_table_stands_in_the_text_as_it_is_written() {
    for options in ["--adopt 20", "--adopt none"] {
        let (folder, texts) = analyzed(options);
        let mut longest = 0;
        for row in folder.table("keywords") {
            let there: u64 =
                texts[&row["doc_id"]].iter().map(|text| found(&row["term"], text)).sum();
            assert!(row["tf"].parse::<u64>().unwrap() <= there, "{row:?}");
            longest = longest.max(row["term"].chars().count());
        }
        assert!(longest >= 4, "some keywords are phrases");
        for row in folder.table("terms") {
            let there: u64 = texts.values().flatten().map(|text| found(&row["term"], text)).sum();
            assert!(row["tf"].parse::<u64>().unwrap() <= there, "{row:?}");
        }
    }
}
