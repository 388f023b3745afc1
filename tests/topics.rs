//! Topics: how many, steered, named, checked, saved, given to new documents, compared.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{Folder, Row};

const SEEDS: &str = "seeds/complaints.csv --id id --text text";

/// The tables of a run over the complaints of the sample corpus.
fn complaints(options: &str) -> Folder {
    let folder = Folder::new().with_seeds();
    folder.run(&format!("topics {SEEDS} -o out {options}")).ended(0);
    folder
}

fn json(folder: &Folder, path: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(folder.path(path)).unwrap()).unwrap()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// How many rows have each value of a column.
fn tally(rows: &[Row], column: &str) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for row in rows {
        *tally.entry(row[column].clone()).or_default() += 1;
    }
    tally
}

#[test]
fn the_numbers_that_were_tried_are_a_table_with_the_one_that_was_taken() {
    let folder = complaints("--topics 3..6 --profile machine");
    let tried = folder.table("k");
    let ks: Vec<&str> = tried.iter().map(|row| row["k"].as_str()).collect();
    assert_eq!(ks, ["3", "4", "5", "6"]);
    let chosen: Vec<&Row> = tried.iter().filter(|row| row["chosen"] == "true").collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["k"], folder.table("topics").len().to_string());
    for row in &tried {
        assert!((0.0..=1.0).contains(&number(row, "stability")), "{row:?}");
        assert!((1.0 / 6.0..=1.0).contains(&number(row, "largest_share")), "{row:?}");
    }
    let run = json(&folder, "out/run.json");
    assert_eq!(run["options"]["topics"], "3..6");
    assert!(run["topics_reason"].as_str().unwrap().contains("from 3 to 6"), "{run}");
}

#[test]
fn a_given_number_leaves_nothing_to_tell_of_the_choice() {
    let folder = complaints("--topics 8 --vectors lsa");
    assert!(!folder.path("out/k.csv").exists());
    let run = json(&folder, "out/run.json");
    assert_eq!((run["vectors"].as_str(), run["lsa_share"].as_f64()), (Some("lsa"), Some(1.0)));
    assert_eq!(run["topics_reason"], "8 topics, as asked");
    for wrong in ["--topics 0", "--topics 9..3", "--vectors word2vec", "--unclear 2"] {
        folder.run(&format!("topics {SEEDS} -o wrong {wrong}")).ended(2);
    }
}

#[test]
fn documents_without_structure_do_not_say_how_many_topics_there_are() {
    let folder = Folder::new();
    let words = ["湿地", "港口", "早餐", "暖气", "路灯", "球队", "楼盘", "医院", "学校", "货轮"];
    let mut table = "text\n".to_owned();
    for i in 0..90_usize {
        let word = |step: usize| words[(i * i * step + i / 7 + step * step) % words.len()];
        table.push_str(&format!("{}、{}、{}\n", word(3), word(7), word(11)));
    }
    folder.write("a.csv", table);
    let told = folder.run("topics a.csv -o out --text text").ended(0).stdout();
    let reason = json(&folder, "out/run.json")["topics_reason"].as_str().unwrap().to_owned();
    assert!(told.contains(&reason), "{told}");
    let stable = folder.table("k").iter().any(|row| number(row, "stability") >= 0.5);
    assert_eq!(reason.contains("do not say"), !stable, "{reason}");
}

#[test]
fn expected_topics_are_there_under_their_names() {
    let folder = Folder::new().with_seeds();
    folder.write("seeds.txt", "# 预期\n供暖: 暖气 供热 热力\n欠薪： 工资，拖欠\n月球: 环形山\n");
    let run = folder.run(&format!("topics {SEEDS} -o out --topics 8 --seed-terms seeds.txt"));
    let told = run.ended(0).stdout();
    assert!(told.contains("环形山"), "words that no document has are named: {told}");
    // One start of the clustering is a matter of luck, ten are not.
    let mut found: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for seed in 0..10 {
        let options = format!("--topics 8 --seed-terms seeds.txt --seed {seed} --force -q");
        folder.run(&format!("topics {SEEDS} -o out {options}")).ended(0);
        let documents = folder.table("documents");
        for (name, category) in [("供暖", "供水供暖"), ("欠薪", "欠薪劳动")] {
            let own = documents.iter().filter(|row| row["topic_label"] == name);
            let [right, all] = found.entry(name).or_default();
            for row in own {
                *right += usize::from(row["category"] == category);
                *all += 1;
            }
        }
    }
    for (name, [right, all]) in found {
        assert!(right * 3 > all * 2, "{name}: {right} of {all}");
    }
    folder.write("bad.txt", "供暖 暖气\n");
    let run = folder.run(&format!("topics {SEEDS} -o bad --seed-terms bad.txt")).ended(2);
    assert!(run.stderr().contains("bad.txt: line 1"), "{}", run.stderr());
}

#[test]
fn the_least_certain_documents_are_unclear_rather_than_forced() {
    let folder = complaints("--topics 8 --unclear 0.1");
    let assignments = folder.table("assignments");
    assert_eq!(tally(&assignments, "standing")["unclear"], 18);
    let margin = |standing: &'static str| {
        assignments
            .iter()
            .filter(move |row| row["standing"] == standing)
            .map(|r| number(r, "margin"))
    };
    let most_unclear = margin("unclear").fold(f64::MIN, f64::max);
    assert!(margin("clear").all(|margin| margin >= most_unclear));
    assert!(assignments.iter().all(|row| !row["topic"].is_empty()), "the nearest topic stays");
    let documents = folder.table("documents");
    let unclear: Vec<&Row> = documents.iter().filter(|row| row["topic_label"] == "不明").collect();
    assert_eq!(unclear.len(), 18);
    assert!(unclear.iter().all(|row| row["topic"].is_empty()));
    let counted = tally(&documents, "topic");
    for topic in folder.table("topics") {
        assert_eq!(counted[&topic["topic"]].to_string(), topic["size"]);
    }
}

/// The same measures, from the sums of the cross table.
fn agreement(rows: &[(String, String)]) -> [f64; 3] {
    let n = rows.len() as f64;
    let count = |keys: Vec<String>| {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for key in keys {
            *counts.entry(key).or_default() += 1.0;
        }
        counts
    };
    let joint = count(rows.iter().map(|(a, b)| format!("{a}\t{b}")).collect());
    let topics = count(rows.iter().map(|(a, _)| a.clone()).collect());
    let labels = count(rows.iter().map(|(_, b)| b.clone()).collect());
    let entropy = |counts: &BTreeMap<String, f64>| {
        -counts.values().map(|c| c / n * (c / n).ln()).sum::<f64>()
    };
    let mutual = entropy(&topics) + entropy(&labels) - entropy(&joint);
    let pairs =
        |counts: &BTreeMap<String, f64>| counts.values().map(|c| c * (c - 1.0)).sum::<f64>();
    let expected = pairs(&topics) * pairs(&labels) / (n * (n - 1.0));
    let most = f64::midpoint(pairs(&topics), pairs(&labels));
    let largest = topics.keys().map(|topic| {
        let own = joint.iter().filter(|(key, _)| key.split('\t').next() == Some(topic));
        own.map(|(_, count)| *count).fold(0.0, f64::max)
    });
    [
        mutual / f64::midpoint(entropy(&topics), entropy(&labels)),
        (pairs(&joint) - expected) / (most - expected),
        largest.sum::<f64>() / n,
    ]
}

#[test]
fn topics_are_checked_against_categories_made_by_hand() {
    let folder = Folder::new().with_seeds();
    let told = folder.run(&format!("topics {SEEDS} -o out --topics 8 --label category")).ended(0);
    let documents = folder.table("documents");
    let pairs: Vec<_> =
        documents.iter().map(|row| (row["topic"].clone(), row["category"].clone())).collect();
    let [nmi, ari, purity] = agreement(&pairs);
    let recorded = &json(&folder, "out/run.json")["agreement"];
    assert_eq!(recorded["column"], "category");
    for (name, expected) in [("nmi", nmi), ("ari", ari), ("purity", purity)] {
        let found = recorded[name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-9, "{name}: {found}, not {expected}");
    }
    let numbers = format!("NMI {nmi:.4}, ARI {ari:.4}, purity {purity:.4}");
    assert!(told.stdout().contains(&numbers), "{}", told.stdout());
    let crosstab = folder.table("crosstab");
    assert_eq!(crosstab.len(), 8 * 8);
    let total: f64 = crosstab.iter().map(|row| number(row, "count")).sum();
    assert!((total - documents.len() as f64).abs() < 1e-9);
    folder.run(&format!("topics {SEEDS} -o wrong --label kategorie")).ended(2);
}

#[test]
fn new_documents_get_the_topics_of_the_model() {
    let folder = complaints("--topics 8 --save-model m.model");
    folder.run(&format!("assign m.model {SEEDS} -o again")).ended(0);
    let before = folder.table("assignments");
    let after = folder.table_in("again", "assignments");
    let stays = |(a, b): &(&Row, &Row)| a["topic"] == b["topic"] && a["label"] == b["label"];
    let same = before.iter().zip(&after).filter(stays).count();
    assert_eq!(same, before.len(), "the documents of the model keep their topics");
    let new = tally(&after, "standing").get("new").copied().unwrap_or(0);
    assert!(new * 20 <= after.len(), "{new} of the model's own documents are new");
    let labels =
        |rows: Vec<Row>| rows.into_iter().map(|row| row["label"].clone()).collect::<Vec<_>>();
    assert_eq!(labels(folder.table("topics")), labels(folder.table_in("again", "topics")));

    folder.write(
        "next.csv",
        "id,text\nn1,暖气又不热了，热力公司一直没来修，屋里的暖气片是凉的\nn2,量子色动力学的重整化群方程\nn3,……\n",
    );
    let told = folder.run("assign m.model next.csv --id id --text text -o next").ended(0).stdout();
    let next = folder.table_in("next", "documents");
    let heating = &before.iter().find(|row| row["doc_id"] == "T20240001").unwrap()["topic"];
    assert_eq!(&next[0]["topic"], heating);
    assert_eq!((next[1]["topic"].as_str(), next[1]["topic_label"].as_str()), ("", "新"));
    assert_eq!((next[2]["topic"].as_str(), next[2]["topic_label"].as_str()), ("", ""));
    assert!(told.contains("1 documents (50.0%) fit no topic"), "{told}");
    let longest = told.lines().map(|line| line.matches('█').count()).max();
    assert_eq!(longest, Some(24), "the largest topic now has the longest bar: {told}");
    for topic in folder.table_in("next", "topics") {
        let change = number(&topic, "share") - number(&topic, "model_share");
        assert!((number(&topic, "share_change") - change).abs() < 1e-5, "{topic:?}");
    }
    assert_eq!(json(&folder, "next/run.json")["options"]["model"], "m.model");
}

#[test]
fn what_the_model_settles_is_not_asked_again_and_other_words_are_told() {
    let folder = complaints("--topics 8 --save-model m.model");
    for option in ["--topics 5", "--vectors lsa", "--save-model n.model"] {
        folder.run(&format!("assign m.model {SEEDS} -o next {option}")).ended(2);
    }
    let told = folder.run(&format!("assign m.model {SEEDS} -o next --hmm")).ended(0).stdout();
    assert!(told.contains("hmm=false then, hmm=true now"), "{told}");
    folder.write("词典.txt", "暖气片\n");
    let with_list = format!("assign m.model {SEEDS} -o next2 --dictionary 词典.txt");
    let told = folder.run(&with_list).ended(0).stdout();
    assert!(told.contains("are not those of the model"), "{told}");
    let run = folder.run(&format!("topics {SEEDS} -o out2 --save-model m.model")).ended(2);
    assert!(run.stderr().contains("--force"), "{}", run.stderr());
    assert!(!folder.path("out2").exists());
}

#[test]
fn a_name_that_was_given_is_kept() {
    let folder = complaints("--topics 8 --save-model m.model");
    folder.run("model rename m.model 2 我的主题").ended(0);
    folder.run(&format!("assign m.model {SEEDS} -o next")).ended(0);
    assert_eq!(folder.table_in("next", "topics")[1]["label"], "我的主题");
    let shown = folder.run("model show m.model").ended(0).stdout();
    assert!(shown.contains("2,我的主题,"), "{shown}");
    for wrong in ["9 别的", "1 我的主题", "1 红\u{1b}[31m色", "1 反\u{202e}写"] {
        folder.run(&format!("model rename m.model {wrong}")).ended(2);
    }

    let third = &folder.table("topics")[2];
    let edited = format!("topic,label,top_terms\n7,改过的名字,{}\n", third["top_terms"]);
    folder.write("edited.csv", edited);
    folder.run(&format!("topics {SEEDS} -o named --topics 8 --labels edited.csv")).ended(0);
    let named = &folder.table_in("named", "topics")[2];
    assert_eq!(named["label"], "改过的名字", "by its terms, whatever its number was");
    folder.run(&format!("assign m.model {SEEDS} -o named2 --labels edited.csv")).ended(0);
    assert_eq!(folder.table_in("named2", "topics")[6]["label"], "改过的名字", "by its number");
    folder.run(&format!("topics {SEEDS} -o bad --labels m.model")).ended(2);
}

#[test]
fn a_model_that_is_none_is_refused_with_a_reason() {
    let folder = complaints("--topics 8 --save-model m.model");
    let whole = fs::read(folder.path("m.model")).unwrap();
    let mut foreign = whole.clone();
    foreign[8] = 99;
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "not a topic model"),
        ("text", "主题".as_bytes(), "not a topic model"),
        ("short", &whole[..20], "incomplete"),
        ("cut", &whole[..whole.len() - 1], "incomplete"),
        ("foreign", &foreign, "version"),
        ("flipped", &flipped, "damaged"),
    ];
    for (name, bytes, reason) in cases {
        folder.write(name, bytes);
        let run = folder.run(&format!("assign {name} {SEEDS} -o next")).ended(2);
        let expected = format!("{name}: ");
        let told = run.stderr();
        assert!(told.contains(&expected) && told.contains(reason), "{name}: {told}");
        assert!(!folder.path("next").exists());
    }
    folder.run(&format!("assign nowhere.model {SEEDS} -o next")).ended(2);
}

#[test]
fn what_changed_between_two_runs_and_why() {
    let folder = complaints("--topics 8");
    folder.run(&format!("topics {SEEDS} -o again --topics 8")).ended(0);
    let told = folder.run("compare out again").ended(0).stdout();
    assert!(told.contains("0 documents moved") && told.contains("so is the result"), "{told}");

    folder.write("停用.txt", "暖气\n物业\n");
    folder.run(&format!("topics {SEEDS} -o other --topics 6 --stop-words 停用.txt")).ended(0);
    let told = folder.run("compare out other -o changes").ended(0).stdout();
    let differences = folder.table_in("changes", "differences");
    let kinds: Vec<(&str, &str)> =
        differences.iter().map(|row| (row["kind"].as_str(), row["name"].as_str())).collect();
    assert_eq!(kinds, [("option", "topics"), ("list", "停用.txt")], "{told}");
    assert_eq!((&*differences[0]["before"], &*differences[0]["after"]), ("8", "6"));

    let (old, new) = (folder.table("documents"), folder.table_in("other", "documents"));
    let matches = folder.table_in("changes", "matches");
    let gone = matches.iter().filter(|row| row["after"].is_empty()).count();
    assert_eq!((matches.len(), gone), (8, 2));
    for row in matches.iter().filter(|row| !row["after"].is_empty()) {
        let both =
            |(a, b): &(&Row, &Row)| a["topic"] == row["before"] && b["topic"] == row["after"];
        let shared = old.iter().zip(&new).filter(both).count();
        assert_eq!(row["shared"], shared.to_string());
    }
    let moved = folder.table_in("changes", "moved");
    let documents = moved.iter().filter(|row| row["kind"] == "document").count();
    let stay: usize = matches.iter().map(|row| row["shared"].parse::<usize>().unwrap()).sum();
    assert_eq!(documents + stay, old.len());
    let heating = moved.iter().find(|row| row["item"] == "暖气").unwrap();
    assert_eq!((&*heating["kind"], &*heating["topic_after"]), ("term", ""));
}

#[test]
fn runs_over_other_documents_are_matched_by_terms_and_what_is_no_run_is_refused() {
    let folder = Folder::new();
    let table = |from: usize| {
        let mut table = "id,text\n".to_owned();
        for i in from..from + 12 {
            let (a, b) = (
                ["暖气、供热、冰凉", "暖气、锅炉、供热"],
                ["路灯、灯杆、天黑", "路灯、电线、灯杆"],
            );
            let text = if i % 2 == 0 { b[i / 2 % 2] } else { a[i / 2 % 2] };
            table.push_str(&format!("{i},{text}\n"));
        }
        table
    };
    folder.write("a.csv", table(0)).write("b.csv", table(100));
    for name in ["a", "b"] {
        let options = "--id id --text text --topics 2 --adopt none";
        folder.run(&format!("topics {name}.csv -o {name} {options}")).ended(0);
    }
    let told = folder.run("compare a b -o changes").ended(0).stdout();
    assert!(told.contains("matched by their terms"), "{told}");
    let labels = folder.table_in("changes", "matches");
    assert!(labels.iter().all(|row| row["label_before"] == row["label_after"]), "{labels:?}");
    assert_eq!(tally(&folder.table_in("changes", "differences"), "kind")["input"], 2);

    let run = folder.run("compare a nowhere").ended(2);
    assert!(run.stderr().contains("manifest.json"), "{}", run.stderr());
    folder.write("b/topics.csv", "nothing\n");
    folder.run("compare a b").ended(2);
}

#[test]
fn changed_page_patterns_are_named_as_what_differs_between_two_runs() {
    let folder = Folder::new();
    folder.write(
        "a.txt",
        "看临河\n第一条河\n\n◎岑望\n水清了，鱼回来了。\n\n◎鹿尧\n路灯亮了，路平了。\n",
    );
    for (name, pattern) in
        [("before", "section\t^看临河$\tcolumn\n"), ("after", "label\t^看临河$\t\n")]
    {
        folder.write("p.tsv", pattern);
        folder.run(&format!("analyze a.txt -o {name} --pages on --page-patterns p.tsv")).ended(0);
    }
    let told = folder.run("compare before after -o changes").ended(0).stdout();
    assert!(!told.contains("inputs and lists are the same"), "{told}");
    let differences = folder.table_in("changes", "differences");
    let named: Vec<(&str, &str)> =
        differences.iter().map(|row| (row["kind"].as_str(), row["name"].as_str())).collect();
    assert_eq!(named, [("list", "p.tsv"), ("list", "p.tsv")], "{told}");
    assert_ne!(differences[0]["before"], differences[1]["after"]);
}
