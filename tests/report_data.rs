//! What goes with the tables: their description, the record of the run, the way to the report.

use std::fs;
use std::path::Path;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::Folder;

fn json(folder: &Folder, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.path(&format!("out/{name}"))).unwrap()).unwrap()
}

#[test]
fn every_table_is_described_as_it_stands() {
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds/complaints.csv -o out --text text --group district").ended(0);
    let package = json(&folder, "datapackage.json");
    let resources = package["resources"].as_array().unwrap();
    let mut described: Vec<&str> = resources.iter().map(|r| r["path"].as_str().unwrap()).collect();
    described.sort_unstable();
    let files = folder.files("out");
    let tables =
        files.keys().filter(|name| Path::new(name).extension().is_some_and(|e| e == "csv"));
    assert_eq!(described, tables.map(String::as_str).collect::<Vec<_>>());
    for resource in resources {
        let file = &files[resource["path"].as_str().unwrap()];
        assert_eq!(resource["bytes"], file.len(), "{}", resource["path"]);
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        let text = std::str::from_utf8(file).unwrap().trim_start_matches('\u{feff}');
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(names, reader.headers().unwrap().iter().collect::<Vec<_>>());
    }
}

#[test]
fn the_record_of_a_run_knows_what_it_read() {
    let folder = Folder::new();
    folder.write("in/a.txt", "湿地公园").write("in/b.txt", "水鸟").write("词典.txt", "湿地公园\n");
    folder.run("analyze in -o out --dictionary 词典.txt --seed 7").ended(0);
    let run = json(&folder, "run.json");
    assert_eq!(run["seed"], 7);
    assert_eq!(run["documents"], 2);
    let inputs = run["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 2);
    assert_eq!(inputs[0]["path"], "in/a.txt");
    assert_eq!(inputs[0]["bytes"], 12);
    assert_eq!(inputs[0]["blake3"].as_str().unwrap().len(), 64);
    assert_eq!(run["lists"][0]["path"], "词典.txt");
}

#[test]
fn view_says_where_the_report_is() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园").run("analyze a.txt -o out").ended(0);
    let mut command = folder.command("view out");
    // No desktop, so that nothing opens.
    let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && printed.trim_end().ends_with("report.html"), "{printed}");
    assert!(std::path::Path::new(printed.trim_end()).is_absolute());
    folder.run("view nowhere").ended(1);
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园建成开放");
    let painted = |options: &str| {
        let run = folder.run(&format!("analyze a.txt -o out --force {options}")).ended(0);
        run.stdout().contains('\u{1b}')
    };
    assert!(painted("--color always"));
    assert!(!painted("--color never") && !painted("--color auto"));
}

#[test]
fn the_summary_stands_in_columns_whatever_the_names() {
    let folder = Folder::new();
    let long = "很长的组名".repeat(20);
    let mut table = "text,g,h\n".to_owned();
    for i in 0..40 {
        let (text, group) = match i % 2 {
            0 => ("暖气不热，热力公司没有回音", &*long),
            _ => ("路灯不亮，居民晚上出门看不见", "东"),
        };
        table.push_str(&format!("{text}{i},{group},{}\n", i % 25));
    }
    folder.write("a.csv", table);
    let run =
        folder.run("analyze a.csv -o out --text text --group g --group h --topics 2").ended(0);
    let printed = run.stdout();
    let lines: Vec<&str> = printed.lines().collect();
    let bars: Vec<usize> =
        lines.iter().filter_map(|line| line.find('█').map(|at| line[..at].width())).collect();
    assert!(bars.len() == 2 && bars[0] == bars[1], "{printed}");
    let place = lines.iter().position(|line| *line == "g:").expect("a heading for each column");
    assert!(lines[place + 1].starts_with("  东    "), "{printed}");
    assert!(lines[place + 2].contains("很长的组…   公司"), "{printed}");
    assert!(lines.contains(&"  5 more, see groups.csv"), "{printed}");
    assert!(lines[0].starts_with("Read 1 file, 40 documents, "), "{printed}");
}
