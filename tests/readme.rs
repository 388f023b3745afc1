//! The commands of the README work as they stand there.

use std::fs;

use crate::support::{Folder, project};

/// The lines of the README's shell blocks that run the program.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).map(str::trim);
    let program = |line: &str| {
        let arguments = line.strip_prefix("cargo run --release -- ");
        let arguments = arguments.or_else(|| line.strip_prefix("cimai "));
        // None of them has a blank between quotation marks, so that they can be cut at blanks.
        arguments.map(|arguments| arguments.replace('\'', ""))
    };
    lines.filter_map(program).collect()
}

#[test]
fn the_commands_of_the_readme_run() {
    let folder = Folder::new().with_seeds();
    let commands = commands();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        folder.run(&command).ended(0);
    }
}

#[test]
fn the_first_run_prints_what_the_readme_shows() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let run = Folder::new().with_seeds().run("analyze seeds -o cimai-out --lang zh").ended(0);
    let printed = run.stdout() + &run.stderr();
    for line in shown.expect("the README shows a run").lines() {
        assert!(printed.lines().any(|other| other == line), "{line}\nis not in\n{printed}");
    }
}

#[test]
fn the_test_command_of_the_readme_is_the_one_that_is_checked() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let script = fs::read_to_string(project().join(".ci/run")).unwrap();
    assert!(readme.contains("\ncargo test\n") && script.ends_with("\ncargo test\n"));
}

#[test]
fn the_readme_is_short_enough_to_be_read() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    assert!(readme.lines().count() <= 120);
}

#[test]
fn the_page_of_the_house_names_the_test_of_every_law() {
    let page = fs::read_to_string(project().join("crates/README.md")).unwrap();
    for file in fs::read_dir(project().join("tests/laws")).unwrap().map(Result::unwrap) {
        let name = file.file_name().into_string().unwrap();
        assert!(name == "mod.rs" || page.contains(&name), "{name}");
    }
}
