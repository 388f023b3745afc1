//! What goes wrong is named, with a remedy, and the exit code says how bad it is.

use crate::support::Folder;

#[test]
fn nothing_to_read_fails_and_says_why() {
    let folder = Folder::new();
    folder.write("empty/.keep", "");
    let run = folder.run("analyze empty -o out").ended(1);
    assert!(run.stderr().contains("no document"), "{}", run.stderr());
    folder.run("analyze nowhere.txt -o out2").ended(2);
}

#[test]
fn an_unclear_text_column_is_a_usage_error_that_lists_the_columns() {
    let folder = Folder::new();
    folder.write("a.csv", "内容,摘要\n湿地公园建成以后鸟多了,湿地公园建成以后鸟多了\n");
    let run = folder.run("analyze a.csv -o out --text 内空").ended(2);
    assert!(run.stderr().contains("内容") && run.stderr().contains("摘要"), "{}", run.stderr());
    assert!(!folder.path("out").exists());
}

#[test]
fn a_bad_dictionary_line_is_named_and_nothing_is_written() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园").write("词典.txt", "好词\n坏词 -1\n");
    let run = folder.run("analyze a.txt -o out --dictionary 词典.txt").ended(2);
    assert!(run.stderr().contains("词典.txt: line 2"), "{}", run.stderr());
    assert!(!folder.path("out").exists());
}

#[test]
fn messages_come_in_both_languages() {
    let folder = Folder::new();
    let run = folder.run("analyze nowhere.txt -o out --lang zh").ended(2);
    assert!(run.stderr().starts_with("错误："), "{}", run.stderr());
    let run = folder.run("analyze nowhere.txt -o out --lang en").ended(2);
    assert!(run.stderr().starts_with("error: "), "{}", run.stderr());
}

#[test]
fn every_command_shows_an_example_in_its_help() {
    let folder = Folder::new();
    for command in [
        "analyze",
        "keywords",
        "topics",
        "phrases",
        "assign",
        "compare",
        "model show",
        "model rename",
        "segment",
        "kwic",
        "idf",
        "inspect",
        "view",
        "dict check",
        "completions",
        "man",
    ] {
        let help = folder.run(&format!("{command} --help")).ended(0).stdout();
        assert!(help.contains("示例 Example") && help.contains("cimai "), "{command}: {help}");
    }
    folder.run("analyze").ended(2);
}

#[test]
fn a_bad_pattern_for_pages_is_named_with_its_file_and_line() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园").write("p.tsv", "# own\nsection\t(\tcolumn\n");
    let run = folder.run("analyze a.txt -o out --page-patterns p.tsv").ended(2);
    let told = run.stderr();
    assert!(told.contains("p.tsv: line 2"), "{told}");
    assert!(!folder.path("out").exists());
}

#[test]
fn lists_are_read_in_the_encoding_that_they_have() {
    let folder = Folder::new();
    folder.write("a.txt", "水清河长制办公室挂牌，水清河长制办公室揭牌。");
    let utf_16: Vec<u8> =
        "\u{feff}水清河长制\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gbk = b"\xcb\xae\xc7\xe5\xba\xd3\xb3\xa4\xd6\xc6\n";
    for list in [gbk, "\u{feff}水清河长制\n".as_bytes(), &utf_16] {
        folder.write("词表.txt", list);
        folder.run("analyze a.txt -o out --keep-terms 词表.txt --force").ended(0);
        assert!(folder.table("terms").iter().any(|row| row["term"] == "水清河长制"), "{list:?}");
    }
}
