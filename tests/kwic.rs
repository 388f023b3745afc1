//! Every use of a term, with its place in the file.

use crate::support::Folder;

const PAGE: &str = "湿地公园开放\n\n今天湿地公园开放，\n市民走进湿地。\nWiFi很慢，wifi要修。\n";

#[test]
fn every_use_is_shown_with_its_line() {
    let folder = Folder::new();
    folder.write("页.txt", PAGE);
    let run = folder.run("kwic 湿地 页.txt --pages off --format csv").ended(0);
    folder.write("out/hits.csv", run.stdout());
    let hits = folder.table("hits");
    let places: Vec<_> = hits.iter().map(|row| row["line"].as_str()).collect();
    assert_eq!(places, ["1", "3", "4"]);
    assert_eq!(hits[2]["left"].chars().last(), Some('进'));
    assert_eq!(hits[2]["hit"], "湿地");
    assert!(hits[2]["right"].starts_with('。'));
    assert!(run.stderr().contains("3 uses in 1 documents"), "{}", run.stderr());
}

#[test]
fn hits_line_up_and_can_be_sorted_by_their_contexts() {
    let folder = Folder::new();
    folder.write("页.txt", PAGE);
    let options = "--pages off --width 4 --sort right";
    let text = folder.run(&format!("kwic 湿地 页.txt {options}")).ended(0).stdout();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "市民走进  湿地  。 Wi     页.txt:4");
    assert_eq!(lines[1], "          湿地  公园开放  页.txt:1");
    let left =
        folder.run("kwic 湿地 页.txt --pages off --sort left --format csv").ended(0).stdout();
    assert!(left.find(",1,").unwrap() < left.find(",3,").unwrap());
}

#[test]
fn latin_letters_match_in_any_case_and_patterns_as_they_are() {
    let folder = Folder::new();
    folder.write("页.txt", PAGE);
    let count = |arguments: &str| folder.run(arguments).ended(0).stdout().lines().count();
    assert_eq!(count("kwic ＷＩＦＩ 页.txt"), 2);
    assert_eq!(count("kwic 湿地(公园|。) 页.txt --regex"), 3);
    assert_eq!(count("kwic x* 页.txt --regex"), 0, "nothing is no hit");
    assert_eq!(count("kwic 没有这个词 页.txt"), 0);
    let run = folder.run("kwic 湿地( 页.txt --regex").ended(2);
    assert!(run.stderr().contains("regular expression"), "{}", run.stderr());
}

#[test]
fn rows_of_a_table_are_named_by_their_ids_and_titles_are_searched_too() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "id,title,text\nt1,湿地来了水鸟,冬天的湿地\nt2,,\"第一行\n第二行有湿地\"\n",
    );
    let run = folder.run("kwic 湿地 a.csv --id id --format csv").ended(0);
    folder.write("out/hits.csv", run.stdout());
    let hits = folder.table("hits");
    let places: Vec<_> =
        hits.iter().map(|row| (row["doc_id"].as_str(), row["line"].as_str())).collect();
    assert_eq!(places, [("t1", "2"), ("t1", "2"), ("t2", "4")]);
}

#[test]
fn a_quotation_is_shown_as_it_was_written_before_it_was_simplified() {
    let folder = Folder::new();
    folder.write("a.txt", "開發濕地公園，濕地很美。");
    let text = folder.run("kwic 濕地 a.txt --simplify").ended(0).stdout();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("開發"));
}
