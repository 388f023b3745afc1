//! What a run would read, before the run.

use crate::support::Folder;

#[test]
fn every_file_is_shown_with_its_first_documents() {
    let folder = Folder::new();
    folder
        .write("in/a.csv", "id,正文,区\n1,湿地公园开放,东区\n2,水鸟回来了,西区,多一格\n")
        .write("in/b.txt", "今天放假。\n\n明天上班。\n")
        .write("in/c.bin", "GIF89a");
    let run = folder.run("inspect in --lang zh").ended(3);
    let expected = "\
in/a.csv
  lossy · csv · UTF-8（全部是合法的 UTF-8） · 文档 1 · 字 6，汉字 100% · 拒收 1
  分隔符：逗号；正文列：正文（按列名）；1 条记录被拒，见 rejects.csv
       2  湿地公园开放
       3  ✗ 有 4 格，表头有 3 格；请检查逗号和引号  2,水鸟回来了,西区,多一格

in/b.txt
  ok · txt · UTF-8（全部是合法的 UTF-8） · 文档 1 · 字 12，汉字 67%
       1  今天放假。  明天上班。

in/c.bin
  skipped
  不认识的扩展名，已跳过；可直接指名该文件

共 3 个文件，2 篇文档，拒收 1 条；其余的列：id、区
";
    assert_eq!(run.stdout(), expected);
    assert!(!folder.path("out").exists(), "nothing is written");
}

#[test]
fn the_account_can_be_had_as_the_table_that_a_run_writes() {
    let folder = Folder::new();
    folder.write("in/a.csv", "id,正文\n1,湿地公园开放\n").write("in/b.txt", "水鸟");
    let table = folder.run("inspect in --format csv").ended(0).stdout();
    folder.run("analyze in -o out").ended(0);
    assert_eq!(table.as_bytes(), folder.files("out")["inputs.csv"]);
}

#[test]
fn documents_shown_can_be_more_or_fewer() {
    let folder = Folder::new();
    folder.write("a.csv", "text\n湿地公园\n水鸟\n候鸟\n");
    let shown = |lines: usize| {
        let run = folder.run(&format!("inspect a.csv --lines {lines}")).ended(0);
        run.stdout().lines().filter(|line| line.starts_with("    ")).count()
    };
    assert_eq!([shown(0), shown(2), shown(9)], [0, 2, 3]);
}

#[test]
fn every_line_of_a_page_says_what_it_was_told_to_be_and_why() {
    let folder = Folder::new();
    let page = "第 4 页\n治河先要认得河\n◎岑望\n河是认人的。\n（作者系会员）\n";
    folder.write("a.txt", page).write("own.tsv", "section\t^治河先要认得河$\tours\n");
    let explained = |options: &str| {
        let run =
            folder.run(format!("inspect a.txt --explain --lang zh{options}").as_str()).ended(0);
        let shown = run.stdout();
        shown
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let shown = explained("");
    for line in
        ["2 title 治河先要认得河", "3 byline ◎岑望", "4 text 河是认人的。", "5 note （作者系会员）"]
    {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    assert!(shown.contains("signed +6") && !shown.contains("第 4 页"), "{shown}");
    assert!(explained(" --page-patterns own.tsv").contains("section"));
}
