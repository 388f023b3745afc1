//! What is no word of a text is in no table, and the run says so.

use crate::support::Folder;

fn posts() -> String {
    let streets = ["滨河路", "人民路", "解放路"];
    let row = |number: usize| {
        let street = streets[number % 3];
        format!(
            "{number},\"#城市更新# {street}的路灯坏了<br/>没人修 http://t.cn/A{number} //@早起的阿毛:转发微博\"\n"
        )
    };
    format!("编号,正文\n{}", (0..30).map(row).collect::<String>())
}

fn terms(folder: &Folder) -> Vec<String> {
    folder.table("terms").iter().map(|row| row["term"].clone()).collect()
}

#[test]
fn what_is_no_word_is_in_no_table_and_is_told() {
    let folder = Folder::new();
    folder.write("a.csv", posts());
    let printed = folder.run("keywords a.csv --lang zh -o out").ended(0).stdout();
    let said = "滤去 30 段标记、30 个链接、30 个@名字、30 处平台字样（--keep-markup 保留）";
    assert!(printed.contains(said), "{printed}");
    assert!(printed.contains("计入统计的词占全部字数的 "), "{printed}");
    assert_eq!(folder.table("inputs")[0]["filtered"], "120");
    let found = terms(&folder);
    assert!(found.iter().any(|term| term == "城市更新"), "{found:?}");
    for none in ["http", "cn", "br", "阿毛", "早起", "微博", "转发"] {
        assert!(!found.iter().any(|term| term == none), "{none} in {found:?}");
    }
}

#[test]
fn an_option_keeps_it() {
    let folder = Folder::new();
    folder.write("a.csv", posts());
    folder.run("keywords a.csv --keep-markup -o out").ended(0);
    assert!(terms(&folder).iter().any(|term| term.contains("转发")));
}

#[test]
fn an_answer_that_is_none_has_no_words_and_no_topic() {
    let answers = [
        "无",
        "没有建议",
        "暂无",
        "N/A",
        "null",
        "无意见",
        "食堂太贵",
        "热水不够",
        "很满意",
        "满意",
    ];
    let rows: Vec<String> =
        (0..60).map(|n| format!("{n},{}\n", answers[n % answers.len()])).collect();
    let folder = Folder::new();
    folder.write("a.csv", format!("编号,建议\n{}", rows.concat()));
    let printed = folder.run("topics a.csv --lang zh -o out").ended(0).stdout();
    assert!(printed.contains("36 篇是空答"), "{printed}");
    let labels: Vec<String> =
        folder.table("topics").iter().map(|row| row["label"].clone()).collect();
    assert!(!labels.is_empty() && labels.iter().all(|label| !label.is_empty()), "{labels:?}");
    let documents = folder.table("assignments");
    assert_eq!(documents.len(), 60);
    assert_eq!(documents.iter().filter(|row| row["topic"].is_empty()).count(), 36);
}
