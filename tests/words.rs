//! The words that documents are made of: dictionaries, negation, synonyms, new words.

use crate::support::{Folder, Row};

fn find<'r>(rows: &'r [Row], column: &str, value: &str) -> &'r Row {
    let row = rows.iter().find(|row| row[column] == value);
    row.unwrap_or_else(|| panic!("no {value} in {column}"))
}

const NEWS: &str = "“双招双引”是头号工程。全市抓双招双引，促发展。
双招双引见效快，红色物业进小区。红色物业不收钱，居民夸红色物业。
物业公司来了，红色物业就有了；网格员上门，网格员登记，网格员回访。";

#[test]
fn sure_new_words_become_terms_and_say_so() {
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds/newspaper -o out").ended(0);
    let patrol = folder.table("phrases").remove(0);
    assert_eq!(patrol["candidate"], "河长巡河日");
    assert_eq!((patrol["kind"].as_str(), patrol["accept"].as_str()), ("word", "adopted"));
    let terms = folder.table("terms");
    assert_eq!(find(&terms, "term", "河长巡河日")["tf"], patrol["count"]);
    find(&terms, "term", "共享菜园");
}

#[test]
fn as_many_of_the_best_are_adopted_as_are_asked_for() {
    let folder = Folder::new();
    folder.write("a.txt", NEWS).run("analyze a.txt -o out --adopt 2").ended(0);
    let phrases = folder.table("phrases");
    let adopted: Vec<_> = phrases.iter().filter(|row| row["accept"] == "adopted").collect();
    assert_eq!(adopted.len(), 2);
    assert_eq!(find(&phrases, "candidate", "双招双引")["in_quotes"], "1");
    for row in adopted {
        assert_eq!(find(&folder.table("terms"), "term", &row["candidate"])["tf"], row["count"]);
    }
}

#[test]
fn nothing_is_adopted_if_it_is_not_wanted() {
    let folder = Folder::new();
    folder.write("a.txt", NEWS).run("analyze a.txt -o out --adopt none").ended(0);
    assert!(folder.table("phrases").iter().all(|row| row["accept"].is_empty()));
    assert!(folder.table("terms").iter().all(|row| row["term"] != "双招双引"));
}

#[test]
fn candidates_that_the_analyst_accepts_come_back_as_a_dictionary() {
    let folder = Folder::new();
    folder.write("a.txt", NEWS).run("analyze a.txt -o out --adopt none").ended(0);
    let table = std::fs::read_to_string(folder.path("out/phrases.csv")).unwrap();
    let marked: String = table
        .lines()
        .map(|line| match line.starts_with("红色物业,") {
            true => format!("{line}是\n"),
            false => format!("{line}\n"),
        })
        .collect();
    folder.write("edited.csv", marked);
    folder.run("analyze a.txt -o again --adopt none --dictionary edited.csv").ended(0);
    let terms = folder.table_in("again", "terms");
    assert_eq!(find(&terms, "term", "红色物业")["tf"], "4");
    assert!(terms.iter().all(|row| row["term"] != "双招双引"));
}

#[test]
fn a_complaint_does_not_turn_into_praise() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "text\n对处理结果不满意\n服务态度让人满意，很满意\n货没收到\n到现在没有收到货\n",
    );
    folder.run("analyze a.csv -o out --text text").ended(0);
    let terms = folder.table("terms");
    assert_eq!(find(&terms, "term", "不满意")["tf"], "1");
    assert_eq!(find(&terms, "term", "不满意")["bare_tf"], "2");
    let received = find(&terms, "term", "没收到");
    assert_eq!(received["tf"], "2");
    assert_eq!(received["variants"], "没收到 1；没有收到 1");
    folder.run("analyze a.csv -o plain --text text --no-negation").ended(0);
    assert!(folder.table_in("plain", "terms").iter().all(|row| row["term"] != "不满意"));
}

#[test]
fn synonyms_count_under_their_main_form() {
    let folder = Folder::new();
    folder.write("a.txt", "党中央决定。中共中央印发通知，党中央要求落实。");
    folder.write("同义.txt", "中共中央=党中央\n");
    folder.run("analyze a.txt -o out --synonyms 同义.txt").ended(0);
    let terms = folder.table("terms");
    let main = find(&terms, "term", "中共中央");
    assert_eq!((main["tf"].as_str(), main["variants"].as_str()), ("3", "中共中央 1；党中央 2"));
    folder.write("bad.txt", "党中央\n");
    let run = folder.run("analyze a.txt -o no --synonyms bad.txt").ended(2);
    assert!(run.stderr().contains("bad.txt: line 1"), "{}", run.stderr());
}

#[test]
fn names_with_marks_are_one_term() {
    let folder = Folder::new();
    folder.write("a.txt", "迈克尔·乔丹来访，按国发〔2024〕15号办，Ｃ９１９首飞。");
    folder.write("词典.txt", "迈克尔·乔丹\n国发〔2024〕15号\nＣ９１９\n");
    folder.run("analyze a.txt -o out --dictionary 词典.txt").ended(0);
    let terms = folder.table("terms");
    for term in ["迈克尔·乔丹", "国发〔2024〕15号", "C919"] {
        assert_eq!(find(&terms, "term", term)["tf"], "1");
    }
}

#[test]
fn the_words_of_official_prose_are_dropped_if_asked() {
    let folder = Folder::new();
    folder.write("a.txt", "全面加强党建，深入推进改革，坚持开放，不断提升服务。");
    let run = folder.run("analyze a.txt -o out").ended(0);
    assert!(run.stdout().contains("--domain-stop-words"), "{}", run.stdout());
    let run = folder.run("analyze a.txt -o less --domain-stop-words").ended(0);
    assert!(!run.stdout().contains("--domain-stop-words"));
    assert!(folder.table_in("less", "terms").iter().all(|row| row["term"] != "推进"));
}

#[test]
fn a_dictionary_is_checked_entry_by_entry() {
    let folder = Folder::new();
    folder.write("a.txt", NEWS).write("词典.txt", "双招双引\n，\n双招双引\n年\n没出现过\n");
    let run = folder.run("dict check 词典.txt a.txt").ended(0);
    let table = run.stdout();
    let rows: Vec<Row> = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .unwrap();
    let problems: Vec<_> = rows.iter().map(|row| row["problem"].as_str()).collect();
    assert_eq!(problems, ["", "not_a_word", "duplicate", "not_counted；known", ""]);
    assert_eq!(rows[0]["hits"], "3");
    assert_eq!(rows[4]["hits"], "0");
    assert!(run.stderr().contains("5 entries"), "{}", run.stderr());
}

#[test]
fn a_list_in_gbk_is_read() {
    let folder = Folder::new();
    // 河长制 in GBK.
    folder.write("gbk.txt", [0xba, 0xd3, 0xb3, 0xa4, 0xd6, 0xc6, b'\n']);
    folder.write("a.txt", "全面推行河长制，河长制见效。");
    folder.run("analyze a.txt -o out --adopt none --dictionary gbk.txt").ended(0);
    assert_eq!(find(&folder.table("terms"), "term", "河长制")["tf"], "2");
}

#[test]
fn a_dictionary_that_repeats_itself_is_used_and_said() {
    let folder = Folder::new();
    folder.write("词典.txt", "湿地公园 5\n河长制\n湿地公园 500\n").write("a.txt", "湿地公园");
    let run = folder.run("segment a.txt --dictionary 词典.txt").ended(0);
    assert_eq!(run.stdout(), "湿地公园\n");
    assert!(run.stderr().contains("词典.txt: 1 entries repeat earlier ones"), "{}", run.stderr());
}
