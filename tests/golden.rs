//! A small corpus whose tables stand as text in `tests/golden`. After a wanted change, run the
//! tests with `UPDATE_GOLDEN=1` and read the difference.

use std::fs;

use crate::support::{Folder, project};

const CORPUS: &str = "id,title,text,district
1,湿地公园开放,湿地公园今天开放，水鸟在湿地过冬。,临河区
2,水鸟回来了,志愿者在湿地清点水鸟，水鸟比去年多。,临河区
3,港口扩建,港口新建码头，货轮靠泊码头装卸集装箱。,港口区
4,货轮首航,货轮从港口首航，集装箱运往海外。,港口区
5,,……,港口区
";

#[test]
fn the_tables_of_a_small_corpus_are_as_they_stand() {
    let folder = Folder::new();
    folder.write("corpus.csv", CORPUS);
    let options = "--id id --title title --text text --topics 2 --profile machine";
    folder.run(&format!("analyze corpus.csv -o out {options}")).ended(0);
    let golden = project().join("tests/golden");
    for table in [
        "documents",
        "terms",
        "keywords",
        "assignments",
        "topics",
        "topic_terms",
        "inputs",
        "rejects",
    ] {
        let found = fs::read_to_string(folder.path(&format!("out/{table}.csv"))).unwrap();
        let path = golden.join(format!("{table}.csv"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap();
        assert_eq!(found, expected, "{table}.csv; if the change is wanted, UPDATE_GOLDEN=1");
    }
}
