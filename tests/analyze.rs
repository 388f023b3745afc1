//! The main job, table by table.

use crate::support::Folder;

const REVIEWS: &str = "编号,评论,城市
r1,早餐很丰富，早餐的水果新鲜,临河
r2,房间隔音不好，房间太小,港口
r3,,临河
r4,早餐种类少，房间也旧,临河
";

fn analyzed(arguments: &str) -> Folder {
    let folder = Folder::new();
    folder.write("评论.csv", REVIEWS);
    folder.run(&format!("analyze 评论.csv -o out --id 编号 {arguments}")).ended(0);
    folder
}

#[test]
fn every_document_has_its_row_and_keeps_its_columns() {
    let documents = analyzed("--topics 2").table("documents");
    let ids: Vec<_> = documents.iter().map(|row| row["doc_id"].as_str()).collect();
    assert_eq!(ids, ["r1", "r2", "r3", "r4"]);
    assert_eq!(documents[1]["城市"], "港口");
    assert_eq!(documents[1]["line"], "3");
    assert_eq!(documents[2]["topic"], "", "a document without words has no topic");
    assert!(documents[0]["keywords"].contains("早餐"));
}

#[test]
fn one_stream_of_words_serves_every_table() {
    let folder = analyzed("--topics 2");
    let terms = folder.table("terms");
    for keyword in folder.table("keywords").iter().filter(|row| row["method"] == "tfidf") {
        let term = terms.iter().find(|row| row["term"] == keyword["term"]);
        let term = term.unwrap_or_else(|| panic!("{} is not in terms.csv", keyword["term"]));
        let tf: u64 = term["tf"].parse().unwrap();
        assert!(tf >= keyword["tf"].parse().unwrap());
    }
    let total = |rows: &[crate::support::Row], column: &str| -> u64 {
        rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum()
    };
    let per_document: Vec<_> =
        folder.table("keywords").into_iter().filter(|row| row["method"] == "tfidf").collect();
    assert_eq!(total(&terms, "tf"), total(&per_document, "tf"));
}

#[test]
fn numbers_single_characters_and_stop_words_are_no_terms() {
    let folder = Folder::new();
    folder
        .write("a.txt", "我们在2024年把河道修好了，河道的水清了3.5倍。")
        .run("analyze a.txt -o out")
        .ended(0);
    let terms: Vec<_> = folder.table("terms").into_iter().map(|row| row["term"].clone()).collect();
    assert!(terms.contains(&"河道".to_owned()));
    for unwanted in ["我们", "2024", "年", "把", "3.5"] {
        assert!(!terms.contains(&unwanted.to_owned()), "{unwanted}");
    }
}

#[test]
fn the_users_words_and_stop_words_are_obeyed() {
    let folder = Folder::new();
    folder
        .write("a.txt", "红色物业进社区，红色物业解难题。")
        .write("词典.txt", "\u{feff}红色物业\n");
    folder.write("停用.txt", "社区\n");
    folder.run("analyze a.txt -o out --dictionary 词典.txt --stop-words 停用.txt").ended(0);
    let terms = folder.table("terms");
    assert_eq!(terms[0]["term"], "红色物业");
    assert_eq!(terms[0]["tf"], "2");
    assert!(terms.iter().all(|row| row["term"] != "社区"));
}

#[test]
fn a_title_is_scored_with_the_text_and_known_as_the_title() {
    let folder = Folder::new();
    folder.write("a.csv", "标题,正文\n湿地来了水鸟,今年冬天迁徙的候鸟停在这里过冬。\n");
    folder.run("analyze a.csv -o out --title 标题 --text 正文").ended(0);
    let keywords = folder.table("keywords");
    let of =
        |term: &str| keywords.iter().find(|row| row["term"] == term).unwrap()["in_title"].clone();
    assert_eq!(of("湿地"), "true");
    assert_eq!(of("候鸟"), "false");
    assert_eq!(folder.table("documents")[0]["title"], "湿地来了水鸟");
}

#[test]
fn spellings_that_differ_in_case_count_as_one_term() {
    let folder = Folder::new();
    folder
        .write("a.txt", "WiFi很慢，WIFI常断，房间WiFi连不上。")
        .run("analyze a.txt -o out")
        .ended(0);
    let terms = folder.table("terms");
    let wifi = terms.iter().find(|row| row["term"] == "WiFi").unwrap();
    assert_eq!(wifi["tf"], "3");
}

#[test]
fn few_or_equal_documents_get_sensible_tables() {
    for (name, text, topics) in [
        ("one document", "text\n湿地公园建成开放\n", 1),
        ("two alike", "text\n湿地公园建成开放\n湿地公园建成开放\n", 1),
        ("two words", "text\n湿地\n公园\n", 2),
    ] {
        let folder = Folder::new();
        folder.write("a.csv", text).run("analyze a.csv -o out --topics 5").ended(0);
        assert_eq!(folder.table("topics").len(), topics, "{name}");
        for row in folder.table("assignments") {
            assert!(row.values().all(|cell| !cell.contains("NaN") && !cell.contains("inf")));
        }
    }
}

#[test]
fn words_go_to_standard_output_a_line_per_document() {
    let folder = Folder::new();
    folder.write("a.csv", "text\n建设湿地公园\n\"第二篇\n有两行\"\n");
    let run = folder.run("segment a.csv --text text").ended(0);
    assert_eq!(run.stdout().lines().next(), Some("建设 湿地 公园"));
    assert_eq!(run.stdout().lines().count(), 2);
}

#[test]
fn a_part_writes_its_own_tables_with_the_same_rows() {
    let folder = Folder::new();
    folder.write("评论.csv", REVIEWS).run("analyze 评论.csv -o out --id 编号").ended(0);
    for (part, tables) in [
        ("keywords", &["terms", "keywords"][..]),
        ("topics", &["documents", "assignments", "topics", "topic_terms"]),
        ("phrases", &["phrases"]),
    ] {
        folder.run(&format!("{part} 评论.csv -o {part} --id 编号")).ended(0);
        let files = folder.files(part);
        for table in tables {
            assert_eq!(
                files[&format!("{table}.csv")],
                folder.files("out")[&format!("{table}.csv")]
            );
        }
        let audit = ["columns.csv", "inputs.csv", "rejects.csv"];
        let records = ["datapackage.json", "manifest.json", "run.json"];
        let expected = tables.len() + audit.len() + records.len();
        assert_eq!(files.len(), expected, "{part}: {:?}", files.keys());
    }
}
