//! Key phrases, groups, times, and what occurs together.

use crate::support::{Folder, Row};

const TICKETS: &str = "编号,日期,区,内容
t1,2024-01-05,东区,暖气不热，家里的暖气冰凉，邻居的暖气也冰凉，热力公司没人来。
t2,2024/1/20,东区,暖气又停了，热力公司的电话打不通，交了钱没有暖气，要暖气。
t3,2024年2月3日,西区,这里的路灯全坏，那里的路灯歪了，热力公司在挖路。
t4,2024-02-09,西区,路灯坏了，暖气正常，路灯没人修。
t5,下个月,西区,路灯又坏了，路灯一直不亮。
t6,,东区,暖气漏水，暖气要修，热力公司来了。
";

fn analyzed(options: &str) -> Folder {
    let folder = Folder::new();
    folder.write("工单.csv", TICKETS);
    folder.run(&format!("analyze 工单.csv -o out --id 编号 --text 内容 {options}")).ended(0);
    folder
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

#[test]
fn words_and_phrases_compete_in_one_ranking() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "id,title,text\n1,湿地公园开放,湿地公园今天开放，水鸟在湿地公园过冬。\n2,候鸟迁徙,候鸟飞过湿地公园。\n3,,今天放假。\n",
    );
    folder.run("analyze a.csv -o out --id id --adopt none").ended(0);
    let keywords = folder.table("keywords");
    let phrases: Vec<&Row> =
        keywords.iter().filter(|r| r["method"] == "phrase" && r["doc_id"] == "1").collect();
    assert_eq!(phrases[0]["term"], "湿地公园");
    assert_eq!((phrases[0]["tf"].as_str(), phrases[0]["in_title"].as_str()), ("3", "true"));
    assert_eq!(phrases[0]["score"], "1");
    assert!(phrases.iter().all(|row| row["term"] != "湿地"), "a part repeats the whole");
    assert!(folder.table("documents")[0]["keywords"].starts_with("湿地公园；"));
    for method in ["tfidf", "textrank"] {
        assert!(keywords.iter().any(|row| row["method"] == method));
    }
}

#[test]
fn groups_are_told_apart_by_signed_log_likelihood() {
    let folder = analyzed("--group 区 --adopt none");
    let groups = folder.table("groups");
    let of = |group: &str| groups.iter().filter(|r| r["group"] == group).collect::<Vec<_>>();
    let (east, west) = (of("东区"), of("西区"));
    assert_eq!((east[0]["term"].as_str(), west[0]["term"].as_str()), ("暖气", "路灯"));
    assert!(number(east[0], "g2") > 3.84 && number(east[0], "log_ratio") > 1.0);
    let heating_in_west = west.iter().find(|row| row["term"] == "暖气").unwrap();
    assert!(number(heating_in_west, "g2") < 0.0);
    assert!(groups.iter().all(|row| row["term"] != "冰凉"), "fewer than five occurrences");
    for group in [&east, &west] {
        assert!(group.is_sorted_by(|a, b| number(a, "g2") >= number(b, "g2")));
    }
}

#[test]
fn topics_are_counted_by_group() {
    let folder = analyzed("--group 区 --topics 2");
    let crosstab = folder.table("crosstab");
    assert_eq!(crosstab.len(), 4);
    let total: f64 = crosstab.iter().map(|row| number(row, "count")).sum();
    let placed = folder.table("documents").iter().filter(|row| !row["topic"].is_empty()).count();
    assert!((total - placed as f64).abs() < 1e-9);
}

#[test]
fn ranks_change_from_period_to_period_and_a_bad_date_is_counted() {
    let folder = analyzed("--date 日期 --period month --group 区 --adopt none");
    let trends = folder.table("trends");
    let find = |period: &str, group: &str, item: &str| {
        trends
            .iter()
            .find(|r| r["period"] == period && r["group"] == group && r["item"] == item)
            .unwrap_or_else(|| panic!("{period} {group} {item}"))
    };
    assert_eq!(find("2024-01", "", "暖气")["rank"], "1");
    assert_eq!(find("2024-01", "", "暖气")["rank_change"], "");
    assert_eq!(find("2024-02", "", "路灯")["rank"], "1");
    assert!(number(find("2024-02", "", "暖气"), "rank_change") < 0.0);
    assert_eq!(find("2024-02", "西区", "路灯")["count"], "4");
    assert_eq!(find("", "", "路灯")["rank_change"], "", "no date is no period to compare with");
    assert!(trends.iter().any(|row| row["kind"] == "topic"));
    let told = folder.run("analyze 工单.csv -o out2 --id 编号 --text 内容 --date 日期").ended(0);
    let told = told.stdout();
    assert!(told.contains("2024年3月15日 (1)"), "{told}");
    assert!(told.contains("1 cannot be read, such as '下个月'; 1 are empty"), "{told}");
}

#[test]
fn a_date_column_is_found_by_its_name_and_the_summary_names_what_sets_groups_apart() {
    let folder = Folder::new();
    folder.write("工单.csv", TICKETS);
    let run = folder.run("analyze 工单.csv -o out --id 编号 --text 内容 --group 区").ended(0);
    assert!(folder.path("out/trends.csv").exists());
    assert!(run.stdout().contains("  东区              暖气"), "{}", run.stdout());
}

#[test]
fn a_column_that_is_not_there_is_a_usage_error_that_lists_the_columns() {
    let folder = Folder::new();
    folder.write("工单.csv", TICKETS);
    for option in ["--group 城区", "--date 时间"] {
        let run = folder.run(&format!("analyze 工单.csv -o out --text 内容 {option}")).ended(2);
        assert!(run.stderr().contains("区") && run.stderr().contains("日期"), "{}", run.stderr());
        assert!(!folder.path("out").exists());
    }
    folder.write("a.txt", "湿地公园");
    folder.run("analyze a.txt -o out --group 区").ended(2);
}

#[test]
fn what_occurs_together_is_a_table_and_a_network() {
    let folder = Folder::new();
    let text = "暖气不热，热力公司没来。".repeat(6) + &"路灯不亮，街道没管。".repeat(6);
    folder.write("a.txt", text).run("analyze a.txt -o out --adopt none").ended(0);
    let pairs = folder.table("cooccurrence");
    assert!(pairs.iter().all(|row| number(row, "count") >= 5.0));
    let pair = pairs.iter().find(|row| row["term_a"] == "公司" && row["term_b"] == "热力");
    assert!(number(pair.unwrap(), "npmi") > 0.99, "{pairs:?}");
    assert!(!pairs.iter().any(|row| row["term_a"] == "暖气" && row["term_b"] == "路灯"));
    let network = String::from_utf8(folder.files("out")["network.gexf"].clone()).unwrap();
    assert!(network.contains("label=\"暖气\"") && network.contains("<edge "), "{network}");
}

#[test]
fn the_idf_of_another_corpus_can_be_written_and_used() {
    let folder = Folder::new();
    let year = "text\n".to_owned() + &"会议召开\n".repeat(20) + "湿地公园开放\n";
    folder.write("year.csv", year).write("today.txt", "会议召开，湿地公园开放。");
    let idf = folder.run("idf year.csv --text text").ended(0).stdout();
    assert!(idf.starts_with("\u{feff}term,df,idf\n"), "{idf}");
    folder.write("idf.csv", idf).run("analyze today.txt -o out --idf idf.csv").ended(0);
    let terms = folder.table("terms");
    let idf = |term: &str| number(terms.iter().find(|row| row["term"] == term).unwrap(), "idf");
    assert!((idf("会议") - (22.0_f64 / 21.0).ln() - 1.0).abs() < 1e-5);
    assert!(idf("湿地") > 3.0);
    folder.write("bad.csv", "会议\n").run("analyze today.txt -o out2 --idf bad.csv").ended(2);
}

#[test]
fn an_own_list_of_terms_is_counted_as_it_is() {
    let folder = Folder::new();
    folder.write("a.txt", "我们要建设更好潍坊，推进C919大飞机配套，更好潍坊人人有份。水清了。");
    folder.write("terms.txt", "# 自己的词\n更好潍坊\nC919大飞机\n我们\n水\n从未出现\n");
    folder.run("analyze a.txt -o out --keep-terms terms.txt").ended(0);
    let terms = |folder: &Folder| -> Vec<(String, String)> {
        let rows = folder.table("terms").into_iter();
        rows.map(|row| (row["term"].clone(), row["tf"].clone())).collect()
    };
    let kept = terms(&folder);
    let has = |term: &str, tf: &str| kept.contains(&(term.to_owned(), tf.to_owned()));
    assert!(has("更好潍坊", "2") && has("C919大飞机", "1") && has("我们", "1"), "{kept:?}");
    assert!(kept.iter().any(|(term, _)| term == "建设"));

    folder.run("analyze a.txt -o out --only-terms terms.txt --force").ended(0);
    let only: Vec<_> = terms(&folder).into_iter().map(|(term, _)| term).collect();
    assert_eq!(only[0], "更好潍坊");
    assert_eq!(only.len(), 4, "{only:?}");
    for row in folder.table("keywords") {
        assert!(only.contains(&row["term"]), "{row:?}");
    }
    assert!(folder.table("phrases").is_empty());
}
