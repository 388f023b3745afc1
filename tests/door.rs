//! `cimai FILE`: what somebody gets who has a file and gives no option.

use std::fmt::Write as _;

use crate::support::Folder;

/// Tickets as a hotline exports them: GB18030, Chinese headers, one sheet's worth.
fn export() -> Vec<u8> {
    let mut table = "工单编号,受理时间,所属区县,诉求内容\r\n".to_owned();
    for (number, text) in cimai_texts::reviews(240).iter().enumerate() {
        let (month, day) = (number / 40 + 1, number % 28 + 1);
        let district = ["临河区", "港口区", "岭北县"][number * number % 7 % 3];
        let time = format!("2024-{month:02}-{day:02} 09:{:02}:00", number % 60);
        let _ = write!(table, "GD{number:05},{time},{district},\"{text}\"\r\n");
    }
    encoding_rs::GB18030.encode(&table).0.into_owned()
}

#[test]
fn an_ordinary_export_gives_topics_and_trends_beside_it() {
    let folder = Folder::new();
    folder.write("投诉.csv", export());
    let told = folder.run("投诉.csv --lang zh").ended(0).stdout();
    for guess in ["正文列：诉求内容", "日期列 受理时间"] {
        assert!(told.contains(guess), "{guess}: {told}");
    }
    let rows = |table| folder.table_in("投诉-分析", table);
    assert_eq!(rows("documents")[0]["工单编号"], "GD00000");
    assert!(rows("topics").len() > 1 && rows("trends").len() > 1);
    assert!(folder.path("投诉-分析/report.html").is_file());
}

#[test]
fn a_second_run_leaves_the_first_alone() {
    let folder = Folder::new();
    folder.write("报纸/a.txt", "湿地公园今天开放。");
    folder.run("报纸").ended(0);
    let before = folder.files("报纸-分析");
    folder.run("报纸").ended(0);
    assert_eq!(folder.files("报纸-分析"), before);
    assert!(folder.path("报纸-分析-2/manifest.json").is_file());
}

#[test]
fn results_need_a_place() {
    let folder = Folder::new();
    assert!(folder.run("没有.csv").ended(2).stderr().contains("-o"));
    assert!(folder.run("*.txt").ended(2).stderr().contains("-o"));
    let told = folder.run("anlyze").ended(2).stderr();
    assert!(told.contains("analyze"), "a command with a typing error is no file: {told}");
}
