use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use cimai_corpus::Message;
use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;

use crate::{Error, Options};

/// A path to read, or one that was met and cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The path as the tables show it.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Whether the user named it, rather than a folder that holds it.
    pub(crate) named: bool,
    /// Why it is not to be opened.
    pub(crate) problem: Option<Message>,
}

/// All files that the inputs mean, in the byte order of their names, each once.
pub(crate) fn entries(inputs: &[PathBuf], options: &Options) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for input in inputs {
        add(input, options, &mut entries)?;
    }
    entries.sort_by(|a, b| (&a.name, !a.named).cmp(&(&b.name, !b.named)));
    entries.dedup_by(|later, first| later.name == first.name);
    Ok(entries)
}

fn add(input: &Path, options: &Options, entries: &mut Vec<Entry>) -> Result<(), Error> {
    if input == Path::new("-") {
        entries.push(Entry::named(input, None));
        return Ok(());
    }
    match std::fs::metadata(input) {
        Ok(metadata) if metadata.is_dir() => {
            entries.extend(files_below(input, options, |_| true));
            Ok(())
        }
        Ok(metadata) => {
            let device = !metadata.is_file() && !is_pipe(&metadata);
            entries.push(Entry::named(input, device.then(irregular)));
            Ok(())
        }
        Err(_) if is_pattern(input) => add_matches(input, options, entries),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::NoInput { input: shown(input) })
        }
        Err(error) => {
            entries.push(Entry::named(input, Some(unreadable(&error))));
            Ok(())
        }
    }
}

fn add_matches(pattern: &Path, options: &Options, into: &mut Vec<Entry>) -> Result<(), Error> {
    let missing = || Error::NoInput { input: shown(pattern) };
    let glob = matcher(pattern).ok_or_else(missing)?;
    let base: PathBuf = pattern.components().take_while(|part| !has_sign(part)).collect();
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    if !base.is_dir() {
        return Err(missing());
    }
    let plain = |path: &Path| glob.is_match(path.strip_prefix("./").unwrap_or(path));
    let mut found = files_below(&base, options, plain);
    found.retain(|entry| plain(&entry.path));
    for entry in &mut found {
        entry.named = true;
    }
    if found.is_empty() {
        return Err(missing());
    }
    into.append(&mut found);
    Ok(())
}

fn matcher(pattern: &Path) -> Option<GlobMatcher> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let glob = GlobBuilder::new(pattern.to_str()?).literal_separator(true).build().ok()?;
    Some(glob.compile_matcher())
}

fn is_pattern(path: &Path) -> bool {
    path.components().any(|part| has_sign(&part))
}

fn has_sign(part: &Component<'_>) -> bool {
    part.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?[{".contains(byte))
}

/// Everything below a folder but the folders themselves. What is hidden is met but not entered,
/// and so is what an earlier run has written.
fn files_below(root: &Path, options: &Options, wanted: impl Fn(&Path) -> bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut walk = WalkBuilder::new(root);
    walk.standard_filters(false).follow_links(options.follow);
    let mut own: Option<PathBuf> = None;
    for found in walk.build() {
        match found {
            Ok(found) if own.as_ref().is_some_and(|own| found.path().starts_with(own)) => {}
            Ok(found) if found.depth() > 0 && is_own_output(&found) => {
                entries.push(Entry::met(found.path(), Some(own_output())));
                own = Some(found.into_path());
            }
            Ok(found) => entries.extend(below(root, &found, &wanted)),
            Err(error) => entries.extend(failed(&error)),
        }
    }
    entries
}

fn below(root: &Path, found: &ignore::DirEntry, wanted: impl Fn(&Path) -> bool) -> Option<Entry> {
    let path = found.path();
    if let Some(hidden) = first_hidden(root, path) {
        return (hidden == path).then(|| Entry::met(path, Some(hidden_file())));
    }
    if is_dir(found) || !wanted(path) {
        return None;
    }
    if found.path_is_symlink() && !is_followed(found) {
        return Some(Entry::met(path, Some(symbolic_link())));
    }
    let problem = match found.metadata() {
        Ok(metadata) => (!metadata.is_file()).then(irregular),
        Err(error) => error.io_error().map(unreadable),
    };
    Some(Entry::met(path, problem))
}

/// Whether it is a folder with the tables of an earlier run.
fn is_own_output(found: &ignore::DirEntry) -> bool {
    let has = |name: &str| found.path().join(name).is_file();
    is_dir(found) && has("manifest.json") && has("columns.csv")
}

fn is_dir(found: &ignore::DirEntry) -> bool {
    found.file_type().is_some_and(|kind| kind.is_dir())
}

/// Whether the walk looked through the link to what it points at.
fn is_followed(found: &ignore::DirEntry) -> bool {
    found.file_type().is_some_and(|kind| !kind.is_symlink())
}

/// The first part of the path below `root` that is hidden, as a path.
fn first_hidden(root: &Path, path: &Path) -> Option<PathBuf> {
    let below = path.strip_prefix(root).ok()?;
    let mut so_far = root.to_owned();
    below.components().find_map(|part| {
        so_far.push(part);
        part.as_os_str().as_encoded_bytes().starts_with(b".").then(|| so_far.clone())
    })
}

/// A path that the walk could not enter, with the reason.
fn failed(error: &ignore::Error) -> Option<Entry> {
    let path = match error {
        ignore::Error::WithPath { path, .. } => path,
        ignore::Error::WithDepth { err, .. } => return failed(err),
        ignore::Error::Loop { child, .. } => return Some(Entry::met(child, Some(link_loop()))),
        _ => return None,
    };
    Some(Entry::met(path, error.io_error().map(unreadable)))
}

fn irregular() -> Message {
    Message::new(
        "不是普通文件（设备、管道等），已跳过",
        "not a regular file but a device, pipe or the like; skipped",
    )
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

fn unreadable(error: &std::io::Error) -> Message {
    // The text of the error would repeat the path.
    let kind = error.kind();
    Message::new(
        format!("打不开（{kind}），已跳过；请检查权限"),
        format!("cannot be opened ({kind}); skipped. Check its permissions"),
    )
}

fn symbolic_link() -> Message {
    Message::new("符号链接，已跳过；--follow 可跟随", "a symbolic link; skipped. --follow reads it")
}

fn link_loop() -> Message {
    Message::new("符号链接成环，已跳过", "a loop of symbolic links; skipped")
}

fn own_output() -> Message {
    Message::new(
        "以前运行的输出文件夹，已跳过；可直接指名",
        "the output folder of an earlier run; skipped. Name it to read it",
    )
}

fn hidden_file() -> Message {
    Message::new("隐藏文件，已跳过；可直接指名", "hidden; skipped. Name it to read it")
}

impl Entry {
    fn named(path: &Path, problem: Option<Message>) -> Self {
        Self { name: shown(path), path: path.to_owned(), named: true, problem }
    }

    fn met(path: &Path, problem: Option<Message>) -> Self {
        Self { named: false, ..Self::named(path, problem) }
    }
}

/// A path with `/` between its parts and no leading `./`. Bytes that are not UTF-8 are written
/// out, so that two names never look the same.
fn shown(path: &Path) -> String {
    let absolute = path.has_root();
    let parts = path.components().filter_map(|part| match part {
        Component::CurDir | Component::RootDir => None,
        other => Some(spelled(other.as_os_str())),
    });
    let joined = parts.collect::<Vec<_>>().join("/");
    if absolute { format!("/{joined}") } else { joined }
}

fn spelled(part: &OsStr) -> String {
    let mut text = String::new();
    for chunk in part.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.extend(format!("\\x{byte:02X}").chars());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(inputs: &[PathBuf]) -> Vec<String> {
        let found = entries(inputs, &Options::default()).unwrap();
        found.into_iter().filter(|e| e.problem.is_none()).map(|e| e.name).collect()
    }

    #[test]
    fn folders_patterns_and_files_give_each_file_once_in_byte_order() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("b")).unwrap();
        for name in ["b/二.txt", "a.csv", "B.txt", ".hidden.txt"] {
            fs::write(at(name), "好").unwrap();
        }
        let whole = names(&[folder.path().to_owned(), at("a.csv"), at("*.csv")]);
        let expected = ["B.txt", "a.csv", "b/二.txt"].map(|name| shown(&at(name)));
        assert_eq!(whole, expected);
        assert_eq!(names(&[at("*/*.txt")]), [shown(&at("b/二.txt"))]);
        let hidden = entries(&[folder.path().to_owned()], &Options::default()).unwrap();
        assert_eq!(hidden.iter().filter(|entry| entry.problem.is_some()).count(), 1);
    }

    #[test]
    fn an_input_that_is_not_there_is_an_error() {
        let missing = entries(&["no/such/*.txt".into()], &Options::default());
        assert!(missing.is_err_and(|error| error.is_usage()));
    }

    #[test]
    fn names_are_shown_plainly() {
        assert_eq!(shown(Path::new("./a/./b.txt")), "a/b.txt");
        assert_eq!(shown(Path::new("/tmp/../x")), "/tmp/../x");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_accounted_for() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        std::os::unix::fs::symlink("self", folder.path().join("self")).unwrap();
        std::os::unix::fs::symlink("..", folder.path().join("in/up")).unwrap();
        for follow in [false, true] {
            let options = Options { follow, ..Options::default() };
            let found = entries(&[folder.path().to_owned()], &options).unwrap();
            let problems = found.iter().filter(|entry| entry.problem.is_some()).count();
            assert_eq!(problems, 2, "help: follow is {follow}, found {found:?}");
        }
    }
}
