//! What is no word of a text never reaches it, is counted, and takes nothing else with it.

use cimai_ingest::{Options, Status};
use proptest::prelude::*;

use crate::{Folder, Reading};

/// Reads one file that holds this.
fn read_as(name: &str, content: &str, options: &Options) -> Reading {
    Folder::with(&[(name, content)]).read(options)
}

/// A table of one column.
fn table(texts: &[&str]) -> String {
    let cell = |text: &&str| format!("\"{}\"\n", text.replace('"', "\"\""));
    format!("正文\n{}", texts.iter().map(cell).collect::<String>())
}

#[track_caller]
fn check(text: &str, expected: &str, pieces: u64) {
    let Reading { files, documents, .. } = read_as("a.csv", &table(&[text]), &Options::default());
    assert_eq!(documents[0].text, expected, "help: {text}");
    let file = &files[0];
    assert_eq!((file.filtered, file.status), (pieces, Status::Ok), "help: {}", file.message);
    assert_eq!(file.chars, expected.chars().count() as u64);
}

#[test]
fn what_platforms_and_pages_put_in_goes() {
    check(
        "#更新# 路灯坏了 O网页链接 //@小野猫:说得对 http://t.cn/A6 L老K的微博视频",
        "#更新# 路灯坏了 说得对",
        4,
    );
    check(
        "坏了。<span class=\"i\"><img alt=[泪] src='x'/></span><br />&nbsp;&quot;转发&quot;",
        "坏了。\n\"转发\"",
        7,
    );
    check("详见www.a.cn/b或a_b@c.gov.cn，电话0531-12345。", "详见 或 ，电话0531-12345。", 2);
    check("&lt;br&gt;一&amp;nbsp;二", "一 二", 5);
    check("通知[2024]12号【微笑】[注]5@2", "通知[2024]12号【微笑】[注]5@2", 0);
}

#[test]
fn titles_are_filtered_and_other_columns_are_not() {
    let table = "标题,正文,链接\n<b>灯</b>坏了@张三,好http://a.cn,http://b.cn\n";
    let Reading { files, documents, notes, .. } = read_as("a.csv", table, &Options::default());
    assert_eq!((&*documents[0].title, &*documents[0].text), ("灯坏了", "好"));
    assert_eq!(documents[0].fields, ["http://b.cn"]);
    assert_eq!(files[0].filtered, 4);
    let said = "滤去 2 段标记、1 个链接、1 个@名字（--keep-markup 保留）";
    assert!(files[0].message.zh.contains(said), "{}", files[0].message.zh);
    assert!(notes.iter().any(|note| note.zh == said), "{notes:?}");
}

#[test]
fn an_option_keeps_all_of_it() {
    let options = Options { keep_markup: true, ..Options::default() };
    let Reading { files, documents, .. } = read_as("a.csv", &table(&["<b>灯</b>@张三"]), &options);
    assert_eq!(documents[0].text, "<b>灯</b>@张三");
    assert_eq!(files[0].filtered, 0);
}

#[test]
fn every_line_keeps_its_number() {
    let text = "<div>\n<p>路灯坏了</p>\nhttp://a.cn/b\n<a\nhref='x'>天</a>黑@张三\n了";
    let Reading { documents, .. } = read_as("a.txt", text, &Options::default());
    let document = &documents[0];
    for (word, line) in [("路灯", 2), ("黑", 5), ("了", 2)] {
        let at = document.text.find(word).unwrap();
        assert_eq!(document.line_at(at), line, "{word} in {:?}", document.text);
    }
    assert_eq!(document.line_at(document.text.len() - 1), 6);
}

#[test]
fn a_document_of_which_nothing_stays_is_still_one() {
    let Reading { documents, rejects, .. } =
        read_as("a.csv", &table(&["转发微博", "好"]), &Options::default());
    assert_eq!((documents.len(), &*documents[0].text), (2, ""));
    assert!(rejects.is_empty());
}

#[test]
fn non_answers_are_documents_and_are_counted() {
    let texts = ["无", "没有。", "N/A", "/", "没有什么建议", "没有停车位", "食堂太贵"];
    let Reading { files, documents, .. } = read_as("a.csv", &table(&texts), &Options::default());
    assert_eq!((documents.len(), files[0].non_answers), (7, 5));
    assert_eq!(files[0].status, Status::Ok);
    assert!(files[0].message.zh.contains("5 篇是空答"));
}

/// Pieces that are no words, each as it stands between words.
const PIECES: [&str; 14] = [
    "<b>",
    "</p>",
    "<br/>",
    "<img alt='泪' src=\"好>\">",
    "<!-- 注 -->",
    "&nbsp;",
    " http://t.cn/A ",
    " a@b.cn ",
    "//@小野猫:",
    " @张三 ",
    "[微笑]",
    "O网页链接",
    "，转发微博，",
    "<msg><type>1</type></msg>",
];

proptest! {
    /// Whatever is no such piece keeps all its Han characters, in their order, and its lines.
    #[test]
    fn only_pieces_are_taken_out(
        parts in proptest::collection::vec(("[一二三四。，\n1-3]{1,6}", 0..PIECES.len()), 1..12),
    ) {
        let (mut text, mut expected) = (String::new(), String::new());
        for (words, piece) in &parts {
            text.push_str(words);
            expected.push_str(words);
            text.push_str(PIECES[*piece]);
            // A name would go on into the words behind it.
            text.push('。');
            expected.push('。');
        }
        let Reading { files, documents, .. } = read_as("a.csv", &table(&[&text]), &Options::default());
        let han = |text: &str| text.chars().filter(|c| "一二三四".contains(*c)).collect::<String>();
        prop_assert_eq!(han(&documents[0].text), han(&expected), "{}", text);
        prop_assert_eq!(files[0].filtered, parts.len() as u64, "{}", text);
        let document = &documents[0];
        for (at, _) in document.text.char_indices() {
            prop_assert!(document.line_at(at) >= 2);
        }
        prop_assert!(document.lines.iter().all(|start| document.text.is_char_boundary(start.offset as usize)));
    }
}
