//! Law 4: same input, options and seed give the same bytes, at any thread count, listing order,
//! locale, time zone, working folder and place of output.

use std::collections::BTreeMap;

use crate::support::Folder;

/// Commands of every kind; all write into a folder that stands behind `-o`.
const COMMANDS: [&str; 3] = [
    "analyze seeds --lang zh",
    "analyze seeds/complaints.csv --text text --id id --group district --label category --topics 8 --lang zh",
    "assign topics.model seeds/complaints.csv --text text --id id --lang zh",
];

/// A folder with the sample corpus and a model of it.
fn folder() -> Folder {
    let folder = Folder::new().with_seeds();
    let options = "--text text --id id --topics 6 --save-model topics.model";
    folder.run(&format!("topics seeds/complaints.csv -o learned {options}")).ended(0);
    folder
}

#[track_caller]
fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    let different: Vec<_> = one.iter().filter(|(name, bytes)| other[*name] != **bytes).collect();
    let different: Vec<_> = different.into_iter().map(|(name, _)| name).collect();
    assert!(different.is_empty(), "different: {different:?}");
}

#[test]
fn threads_do_not_change_a_byte() {
    let folder = folder();
    for (number, command) in COMMANDS.into_iter().enumerate() {
        for threads in [1, 2, 8] {
            let output = format!("out{number}-{threads}");
            folder.run(&format!("{command} -o {output} --threads {threads}")).ended(0);
        }
        let one = folder.files(&format!("out{number}-1"));
        same(&one, &folder.files(&format!("out{number}-2")));
        same(&one, &folder.files(&format!("out{number}-8")));
    }
}

#[test]
fn locale_and_time_zone_do_not_change_a_byte() {
    let folder = folder();
    for (number, command) in COMMANDS.into_iter().enumerate() {
        for (locale, zone) in [("C", "UTC"), ("en_US.UTF-8", "Asia/Shanghai"), ("tr_TR", "EST5")] {
            let output = format!("out{number}-{locale}");
            let mut run = folder.plain_command(&format!("{command} -o {output}"));
            run.env("LC_ALL", locale).env("LANG", locale).env("TZ", zone);
            assert!(run.output().unwrap().status.success());
        }
        let one = folder.files(&format!("out{number}-C"));
        same(&one, &folder.files(&format!("out{number}-en_US.UTF-8")));
        same(&one, &folder.files(&format!("out{number}-tr_TR")));
    }
}

#[test]
fn the_working_folder_and_the_place_of_the_output_do_not_change_a_byte() {
    let folder = Folder::new().with_seeds();
    let input = folder.path("seeds").display().to_string();
    folder.run(&format!("analyze {input} -o out")).ended(0);
    folder.write("else/where/.keep", "");
    let mut run = folder.command(&format!("analyze {input} -o 结果"));
    assert!(run.current_dir(folder.path("else/where")).output().unwrap().status.success());
    folder.run(&format!("analyze {input} -o a/b/c/out")).ended(0);
    same(&folder.files("out"), &folder.files("else/where/结果"));
    same(&folder.files("out"), &folder.files("a/b/c/out"));
}

#[test]
fn the_order_of_listing_does_not_change_a_byte() {
    let (one, other) = (Folder::new(), Folder::new());
    let names = ["c.txt", "a.txt", "b/d.txt", "b.txt"];
    for name in names {
        one.write(&format!("in/{name}"), format!("湿地公园 {name} 开放"));
    }
    for name in names.iter().rev() {
        other.write(&format!("in/{name}"), format!("湿地公园 {name} 开放"));
    }
    one.run("analyze in -o out").ended(0);
    other.run("analyze in -o out").ended(0);
    same(&one.files("out"), &other.files("out"));
}

#[test]
fn another_seed_is_another_result() {
    // Without this the tests above could pass on files that nothing shapes.
    let folder = Folder::new().with_seeds();
    folder.run("topics seeds -o out0 --seed 0").ended(0);
    folder.run("topics seeds -o out1 --seed 1").ended(0);
    assert_ne!(folder.files("out0")["assignments.csv"], folder.files("out1")["assignments.csv"]);
}
