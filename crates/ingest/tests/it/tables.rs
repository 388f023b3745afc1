use cimai_ingest::{DuplicateIds, Error, Options, Ragged, Status};

use crate::{Folder, Reading, read_all, read_one, texts};

/// Reads a table; gives its texts and what became of the file.
#[track_caller]
fn check(csv: &str, expected: &[&str], status: Status) -> Reading {
    let reading = read_one("a.csv", csv);
    let file = &reading.files[0];
    assert_eq!(texts(&reading), expected, "help: {csv:?}, {}", file.message);
    assert_eq!(file.status, status, "help: {csv:?}, {}", file.message);
    reading
}

fn error(csv: &str, options: &Options) -> Error {
    let folder = Folder::with(&[("a.csv", csv)]);
    read_all(&[folder.at("a.csv")], options, &|_| ()).expect_err("it should be refused")
}

#[test]
fn plain_tables_in_all_dialects() {
    for divided in ["id,正文,n", "id;正文;n", "id\t正文\tn", "id|正文|n"] {
        let mark = divided.chars().find(|c| ",;\t|".contains(*c)).unwrap().to_string();
        let rows = "\n1,好的，行,3\n2,数据,4\n".replace(',', &mark);
        check(&format!("{divided}{rows}"), &["好的，行", "数据"], Status::Ok);
    }
    check("sep=;\r\nid;正文\r\n1;好\r\n", &["好"], Status::Ok);
    check("\u{FEFF}\u{FEFF}\"id\",\"正文\"\r\n\"1\",\"好\"\r\n", &["好"], Status::Ok);
    check("id,正文\r1,好\r2,行\r", &["好", "行"], Status::Ok);
    check("id,正文\r\n1,好\n2,行\r3,三\n", &["好", "行", "三"], Status::Ok);
    check("id,正文,,,\n1,好,,,\n", &["好"], Status::Ok);
    check(" id , 正文 \n1,好\n", &["好"], Status::Ok);
    check("id,正文\n", &[], Status::Ok);
    check("", &[], Status::Ok);
}

#[test]
fn places_survive_quotes_and_blank_lines() {
    let reading = check(
        "id,正文\n\n1,\"第一行\n第二行\r\n第三行\"\n\n2,好\n\n",
        &["第一行\n第二行\n第三行", "好"],
        Status::Ok,
    );
    let places: Vec<_> = reading.documents.iter().map(|d| (&*d.id, d.line)).collect();
    assert!(places[0].0.ends_with("a.csv#2") && places[1].0.ends_with("a.csv#4"));
    assert_eq!((places[0].1, places[1].1), (3, 7));
    assert_eq!(reading.documents[0].line_at("第一行\n第二行\n第".len()), 5);
}

#[test]
fn a_blank_line_is_an_empty_document_where_there_is_one_column() {
    let reading = check("正文\n第一条\n\n第三条\n\n", &["第一条", "", "第三条"], Status::Ok);
    assert!(reading.documents[2].id.ends_with("#3"));
}

#[test]
fn quotes_that_mislead_are_told() {
    check("id,正文\n1,他说\"好\"吧\n2,ok\n", &["他说\"好\"吧", "ok"], Status::Ok);
    check("id,正文\n1,\"好\"的\n", &["好的"], Status::Lossy);
    check("id,正文\n1,\"他说\\\"好\\\"吧\"\n2,ok\n", &["他说\"好\"吧", "ok"], Status::Lossy);
    check("id,正文\n1,\"甲\n2,乙\n3,丙\"\n", &["甲\n2,乙\n3,丙"], Status::Lossy);
}

#[test]
fn an_unclosed_quote_refuses_the_file_and_is_placed() {
    for (csv, line) in [
        ("id,正文\n1,\"没有结束\n2,吞掉\n3,又一行\n", 2),
        ("id,正文\n1,好\n2,\"到文件尾", 3),
        ("id,正文\n1,甲\n2,\"乙\n3,丙\n4,\"丁\"\n", 3),
    ] {
        let reading = check(csv, &[], Status::Rejected);
        assert_eq!(reading.rejects[0].line, line, "help: {csv:?}");
        assert!(reading.files[0].message.en.contains(&format!("line {line}")));
    }
}

#[test]
fn ragged_rows_are_refused_padded_or_an_error() {
    let csv = "id,标题,正文\n1,甲,一\n2,乙\n3,丙,三,多余\n4,丁,四,\n";
    let reading = check(csv, &["一"], Status::Lossy);
    let rejects: Vec<_> = reading.rejects.iter().map(|r| (r.record, r.line, &*r.raw)).collect();
    assert_eq!(rejects, [(2, 3, "2,乙"), (3, 4, "3,丙,三,多余"), (4, 5, "4,丁,四,")]);
    let folder = Folder::with(&[("a.csv", csv)]);
    let padded = folder.read(&Options { ragged: Ragged::Pad, ..Options::default() });
    assert_eq!(texts(&padded), ["一", ""]);
    let options = Options { ragged: Ragged::Error, ..Options::default() };
    let stopped = read_all(&[folder.at("a.csv")], &options, &|_| ()).unwrap_err();
    assert!(matches!(stopped, Error::Ragged { record: 2, line: 3, found: 2, expected: 3, .. }));
}

#[test]
fn what_is_no_row_goes_to_the_rejects() {
    let reading = check("导出时间：2024\n制表人：张三\n\nid,正文\n1,好\n", &["好"], Status::Ok);
    assert!(reading.rejects.iter().all(|reject| reject.record == 0));
    assert!(reading.documents[0].id.ends_with("#1"));
    let csv = "id,正文\r\n1,甲\r\n\u{FEFF}id,正文\r\n2,乙\r\n";
    assert_eq!(check(csv, &["甲", "乙"], Status::Ok).rejects[0].record, 2);
    let csv = "工单统计表,,,\n制表：热线办,,,\n,,,\n编号,日期,内容,件数\n1,2024-03-01,暖气不热,1\n2,2024-03-02,路灯不亮,1\n合计,,,2\n";
    let reading = check(csv, &["暖气不热", "路灯不亮"], Status::Ok);
    assert_eq!((reading.rejects.len(), &*reading.rejects[3].raw), (4, "合计,,,2"));
}

#[test]
fn doubtful_bytes_and_names_are_told() {
    check("id,正文\n1,a\0b\n2,ok\n", &["ab", "ok"], Status::Lossy);
    check("id,正文\n1,好\n\u{1A}", &["好"], Status::Lossy);
    check("ｉｄ,正文\n1,好\n", &["好"], Status::Ok);
    check(",\n1,好\n", &["好"], Status::Ok);
    check("编号，正文\n1，好\n", &[], Status::Rejected);
}

#[test]
fn a_table_without_a_header_is_read_and_said() {
    let reading = check(
        "1,菜很好吃，分量足。\n2,送餐太慢了。\n",
        &["菜很好吃，分量足。", "送餐太慢了。"],
        Status::Ok,
    );
    assert_eq!(reading.columns, ["column_1"]);
    assert!(reading.notes[0].en.contains("not like a header"));
    assert!(reading.documents[1].id.ends_with("#2"));
}

#[test]
fn columns_that_cannot_be_told_are_errors() {
    let unclear = error("甲,乙\n很长的一段话,同样长的话\n", &Options::default());
    assert!(matches!(unclear, Error::TextColumn { .. }) && unclear.is_usage());
    let twice = error("正文,正文\n甲,乙\n", &Options::default());
    assert!(matches!(twice, Error::ColumnTwice { .. }));
    let text = Options { text: Some("正文".into()), ..Options::default() };
    assert!(matches!(error("id,n\n1,2\n", &text), Error::ColumnNotFound { .. }));
}

#[test]
fn ids_are_unique_and_present() {
    let by_id = Options { id: Some("id".into()), ..Options::default() };
    let csv = "id,正文\n1,甲\n1,乙\n 1,丙\n１,丁\n";
    assert!(matches!(error(csv, &by_id), Error::DuplicateIds { count: 3, .. }));
    let suffix = Options { duplicate_ids: DuplicateIds::Suffix, ..by_id.clone() };
    let reading = Folder::with(&[("a.csv", csv)]).read(&suffix);
    let ids: Vec<_> = reading.documents.iter().map(|document| &*document.id).collect();
    assert_eq!(ids, ["1", "1#2", "1#3", "1#4"]);
    let empty = Folder::with(&[("a.csv", "id,正文\n,甲\n,乙\n")]).read(&by_id);
    assert_eq!((empty.rejects.len(), empty.files[0].status), (2, Status::Rejected));
}

#[test]
fn a_cell_over_the_limit_is_refused_alone() {
    let csv = format!("id,正文\n1,{}\n2,\"{}\"\n3,好\n", "长".repeat(200), "长".repeat(200));
    let options = Options { max_cell: 300, ..Options::default() };
    let reading = Folder::with(&[("a.csv", csv)]).read(&options);
    assert_eq!(texts(&reading), ["好"]);
    assert_eq!(reading.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn formulas_and_long_ids_stay_as_they_are() {
    let csv = "id,正文\n000123,=1+1\n4512345678901234567,@1.5\n1-2,-12.5\n";
    let reading = Folder::with(&[("a.csv", csv)]).read(&Options {
        id: Some("id".into()),
        text: Some("正文".into()),
        ..Options::default()
    });
    assert_eq!(texts(&reading), ["=1+1", "@1.5", "-12.5"]);
    assert_eq!(reading.documents[1].id, "4512345678901234567");
}

#[test]
fn a_row_with_a_cell_too_many_is_refused_unless_all_have_it() {
    let folder = Folder::with(&[
        ("moved.csv", "id,text,note\n1,早餐不错,甲\n,2,房间干净,\n3,服务很好,丙\n"),
        ("tail.csv", "id,text\n1,早餐不错,\n2,房间干净,\n"),
        ("wide.csv", "id,text\n1,早餐不错,甲\n2,房间干净,乙\n"),
    ]);
    for ragged in [Ragged::Reject, Ragged::Pad] {
        let reading = folder.read(&Options { ragged, ..Options::default() });
        assert_eq!(texts(&reading).len(), 6, "{:?}", reading.rejects);
        let refused = &reading.rejects[0];
        assert_eq!((reading.rejects.len(), refused.record), (1, 2));
        assert!(!refused.reason.en.contains("--ragged"), "{}", refused.reason.en);
        let status: Vec<Status> = reading.files.iter().map(|file| file.status).collect();
        assert_eq!(status, [Status::Lossy, Status::Ok, Status::Ok]);
        assert!(reading.columns.contains(&"column_3".to_owned()));
    }
}

#[test]
fn a_row_that_lacks_a_separator_before_a_quote_is_refused() {
    let csv = "id,text,note\n1,\"服务很好\",甲\n2\"房间很干净\",乙,\n3,\"他说\"\"早餐不错\"\"\",\n";
    let reading = check(csv, &["服务很好", "他说\"早餐不错\""], Status::Lossy);
    assert_eq!((reading.rejects.len(), reading.rejects[0].line), (1, 3));
}

#[test]
fn a_column_of_addresses_is_not_the_text_and_commas_divide_no_single_column() {
    let link = "https://www.example.org/zwgk/2026/01/t20260102_post_interlibSSO_goto.html";
    let folder = Folder::with(&[
        (
            "a/links.csv",
            format!("地区,说明,网址\n甲,春天的湿地公园,{link}\n乙,秋天的港口码头,{link}\n"),
        ),
        (
            "b/all.csv",
            "问答内容\n孩子发烧37度, 咳嗽三天，多喝水。\n发烧39度,不吃东西，按时吃药。\n".into(),
        ),
        (
            "b/one.csv",
            "问答\n路灯不亮,怎么报修\n暖气不热怎么办\n垃圾谁来清运\n积水怎么处理\n".into(),
        ),
    ]);
    let reading = folder.read(&Options::default());
    let expected = ["春天的湿地公园", "秋天的港口码头", "孩子发烧37度, 咳嗽三天，多喝水。"];
    assert_eq!(texts(&reading)[..3], expected);
    assert_eq!(texts(&reading)[4..6], ["路灯不亮,怎么报修", "暖气不热怎么办"]);
    assert!(reading.rejects.is_empty(), "{:?}", reading.rejects);
}

#[test]
fn what_is_odd_about_a_header_is_no_loss() {
    let table = ",您对学校还有什么建议？,班级\n0,希望增加座位，食堂可以多些菜品。,一班\n1,热水供应时间太短了，宿舍断电太早。,二班\n";
    let reading = Folder::with(&[("a.csv", table)]).read(&Options::default());
    assert_eq!((reading.files[0].status, texts(&reading).len()), (Status::Ok, 2));
}
