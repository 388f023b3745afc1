//! Law 7: an output folder with a `manifest.json` is complete; whatever ends a run, the folder is
//! the old set or the new one, and nothing that cimai did not write, or that somebody changed
//! since, is ever deleted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::support::Folder;

/// Every file below a folder, by its path.
fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            files.append(&mut all_files(&entry.path()));
        } else {
            files.insert(entry.path().display().to_string(), fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// A folder with an earlier run of the sample in `out`.
fn with_earlier_run() -> (Folder, BTreeMap<String, Vec<u8>>) {
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds -o out --keywords 1").ended(0);
    let files = folder.files("out");
    (folder, files)
}

#[test]
fn the_manifest_names_every_file_with_its_length_and_hash() {
    let (folder, mut files) = with_earlier_run();
    let manifest = files.remove("manifest.json").unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len());
    for entry in listed {
        let bytes = &files[entry["name"].as_str().unwrap()];
        assert_eq!(entry["bytes"].as_u64(), Some(bytes.len() as u64), "{entry}");
        assert_eq!(entry["blake3"], blake3::hash(bytes).to_hex().as_str(), "{entry}");
    }
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 2, "seeds and out, nothing more");
}

#[test]
fn a_run_that_fails_leaves_the_earlier_one_as_it_was() {
    let (folder, before) = with_earlier_run();
    folder.write("broken.csv", "text\n\"没有闭合的引号\n");
    for (command, code) in [
        ("analyze seeds/complaints.csv -o out --force --text nowhere", 2),
        ("analyze seeds -o out --force --dictionary nowhere.txt", 2),
        ("analyze seeds -o out", 1),
        ("analyze broken.csv seeds/newspaper -o out --force --strict", 1),
        ("assign nowhere.model seeds -o out --force", 2),
    ] {
        let run = folder.run(command);
        let ended = run.code();
        assert!(ended == code || ended == 1, "{command}: {ended}, {}", run.stderr());
        assert_eq!(folder.files("out"), before, "{command}");
    }
}

#[cfg(unix)]
#[test]
fn where_no_folder_can_be_made_nothing_is_changed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().with_seeds();
    folder.run("analyze seeds -o locked/out --keywords 1").ended(0);
    let before = folder.files("locked/out");
    let allow = |mode| {
        fs::set_permissions(folder.path("locked"), fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    // Root may write anyway; then the run is complete, which is the other half of the law.
    let ended = folder.run("analyze seeds -o locked/out --force").code();
    allow(0o755);
    match ended {
        0 => assert_ne!(folder.files("locked/out"), before),
        _ => assert_eq!(folder.files("locked/out"), before),
    }
}

#[test]
fn what_somebody_else_wrote_is_never_deleted() {
    let (folder, before) = with_earlier_run();
    folder.write("out/笔记.txt", "不要删");
    let refused = folder.run("analyze seeds -o out");
    assert!(refused.ended(1).stderr().contains("笔记.txt"));
    let told = folder.run("analyze seeds -o out --force");
    assert!(told.ended(0).stderr().contains("out.old-1"));
    let mut kept = folder.files("out.old-1");
    assert_eq!(kept.remove("笔记.txt").as_deref(), Some("不要删".as_bytes()));
    assert_eq!(kept, before);
    // A folder that no run wrote is not replaced at all.
    folder.write("mine/笔记.txt", "不要删");
    folder.run("analyze seeds -o mine --force").ended(1);
    assert_eq!(folder.files("mine").len(), 1);
}

#[test]
fn a_table_that_somebody_changed_is_kept() {
    let (folder, before) = with_earlier_run();
    let mut changed = before["topics.csv"].clone();
    changed.extend_from_slice("改过的一行\n".as_bytes());
    folder.write("out/topics.csv", &changed);
    folder.run("analyze seeds -o out --force");
    assert!(all_files(&folder.path("")).values().any(|bytes| *bytes == changed));
}

#[test]
fn what_somebody_writes_while_a_run_works_is_kept() {
    let (folder, _) = with_earlier_run();
    let mut command = folder.command("analyze seeds -o out --force");
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The run has begun to write beside the folder, so its first look at the folder is over.
    let begun = || fs::read_dir(folder.path("")).unwrap().count() > 2;
    while !begun() && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    folder.write("out/笔记.txt", "不要删");
    run.wait().unwrap();
    let kept = all_files(&folder.path(""));
    assert!(kept.iter().any(|(path, bytes)| {
        path.ends_with("笔记.txt") && bytes.as_slice() == "不要删".as_bytes()
    }));
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_the_old_set_or_the_new_one() {
    use std::process::Command;
    use std::time::Duration;
    let (folder, old) = with_earlier_run();
    folder.run("analyze seeds -o new").ended(0);
    let new = folder.files("new");
    for moment in [0, 30, 80, 150, 250, 350, 450, 600] {
        let mut command = folder.command("analyze seeds -o out --force");
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(moment));
        Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
        let ended = run.wait().unwrap();
        let files = folder.files("out");
        assert!(files == old || files == new, "at {moment} ms, {ended}");
        if ended.success() {
            assert!(files == new, "at {moment} ms: complete, so the new set");
        }
    }
    let left = fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().contains(".cimai-")));
}
