use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use cimai_corpus::{Message, UNFINISHED, is_command};
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

/// What the inputs mean.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// All files, in the byte order of their names, each once.
    pub(crate) entries: Vec<Entry>,
    /// What was passed over that may be missed.
    pub(crate) notes: Vec<Message>,
}

/// Finds all files that the inputs mean.
pub(crate) fn walk(inputs: &[PathBuf], options: &Options) -> Result<Walked, Error> {
    let own = options.own.as_ref().and_then(|own| own.canonicalize().ok());
    let mut walk = Walk { follow: options.follow, own, found: Walked::default() };
    for input in inputs {
        walk.add(input)?;
    }
    let Walked { mut entries, mut notes } = walk.found;
    entries.sort_by(|a, b| (&a.name, !a.named).cmp(&(&b.name, !b.named)));
    entries.dedup_by(|later, first| later.name == first.name);
    notes.dedup();
    Ok(Walked { entries, notes })
}

/// The way through the inputs.
struct Walk {
    follow: bool,
    /// The folder that the run writes, if there is one already.
    own: Option<PathBuf>,
    found: Walked,
}

impl Walk {
    fn add(&mut self, input: &Path) -> Result<(), Error> {
        if input == Path::new("-") {
            self.found.entries.push(Entry::named(input, None));
            return Ok(());
        }
        match std::fs::metadata(input) {
            Ok(metadata) if metadata.is_dir() => {
                let below = self.files_below(input, |_| true);
                self.found.entries.extend(below);
                Ok(())
            }
            Ok(metadata) => {
                let device = !metadata.is_file() && !is_pipe(&metadata);
                self.found.entries.push(Entry::named(input, device.then(irregular)));
                Ok(())
            }
            Err(_) if is_pattern(input) => self.add_matches(input),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(Error::NoInput { input: shown(input) })
            }
            Err(error) => {
                self.found.entries.push(Entry::named(input, Some(unreadable(&error))));
                Ok(())
            }
        }
    }

    fn add_matches(&mut self, pattern: &Path) -> Result<(), Error> {
        let missing = || Error::NoInput { input: shown(pattern) };
        let glob = matcher(pattern).ok_or_else(missing)?;
        let base: PathBuf = pattern.components().take_while(|part| !has_sign(part)).collect();
        let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
        if !base.is_dir() {
            return Err(missing());
        }
        let plain = |path: &Path| glob.is_match(path.strip_prefix("./").unwrap_or(path));
        let mut found = self.files_below(&base, plain);
        found.retain(|entry| plain(&entry.path));
        for entry in &mut found {
            entry.named = true;
        }
        if found.is_empty() {
            return Err(missing());
        }
        self.found.entries.append(&mut found);
        Ok(())
    }

    /// Everything below a folder but the folders themselves. What is hidden is met but not
    /// entered. What this run writes, and what others have not finished, is no input at all; the
    /// results of an earlier run are told and not entered.
    fn files_below(&mut self, root: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut walk = WalkBuilder::new(root);
        walk.standard_filters(false).follow_links(self.follow);
        let mut passed_over: Option<PathBuf> = None;
        for found in walk.build() {
            match found {
                Ok(found)
                    if passed_over.as_ref().is_some_and(|over| found.path().starts_with(over)) => {}
                Ok(found) if found.depth() > 0 && self.is_passed_over(&found) => {
                    passed_over = Some(found.into_path());
                }
                Ok(found) => entries.extend(below(root, &found, &wanted)),
                Err(error) => entries.extend(failed(&error)),
            }
        }
        entries
    }

    /// Whether something is no input; says so where it might be missed.
    fn is_passed_over(&mut self, found: &ignore::DirEntry) -> bool {
        let name = found.file_name().as_encoded_bytes();
        if name.starts_with(UNFINISHED.as_bytes()) || self.is_own(found) {
            return true;
        }
        let is_output = is_output(found);
        self.found.notes.extend(is_output.then(|| earlier_output(found.path())));
        is_output
    }

    /// Whether it is the folder that this run writes.
    fn is_own(&self, found: &ignore::DirEntry) -> bool {
        let own = self.own.as_ref().filter(|own| own.file_name() == Some(found.file_name()));
        own.is_some_and(|own| found.path().canonicalize().is_ok_and(|path| path == *own))
    }
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
fn is_output(found: &ignore::DirEntry) -> bool {
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

fn earlier_output(path: &Path) -> Message {
    let path = shown(path);
    Message::new(
        format!("{path} 是以前运行的输出文件夹，没有读入；要读就直接指名"),
        format!(
            "{path} is the output folder of an earlier run and was not read; name it to read it"
        ),
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

/// A path with `/` between its parts and no leading `./`; see [`spelled`].
fn shown(path: &Path) -> String {
    let absolute = path.has_root();
    let parts = path.components().filter_map(|part| match part {
        Component::CurDir | Component::RootDir => None,
        other => Some(spelled(other.as_os_str())),
    });
    let joined = parts.collect::<Vec<_>>().join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// A name as it is shown. Bytes that are not UTF-8, and those of characters that a terminal would
/// obey, are written out as `\xC4`. So that two names never look the same, every backslash is
/// doubled in a name that has such bytes, or that looks as if it had.
fn spelled(name: &OsStr) -> String {
    let bytes = name.as_encoded_bytes();
    let plain = name.to_str().filter(|name| !name.contains("\\x") && !name.contains(is_command));
    if let Some(plain) = plain {
        return plain.to_owned();
    }
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                c if is_command(c) => write_out(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut text),
                c => text.push(c),
            }
        }
        write_out(chunk.invalid(), &mut text);
    }
    text
}

fn write_out(bytes: &[u8], text: &mut String) {
    for byte in bytes {
        text.push_str(&format!("\\x{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(inputs: &[PathBuf]) -> Vec<String> {
        let found = walk(inputs, &Options::default()).unwrap().entries;
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
        let hidden = walk(&[folder.path().to_owned()], &Options::default()).unwrap();
        assert_eq!(hidden.entries.iter().filter(|entry| entry.problem.is_some()).count(), 1);
    }

    #[test]
    fn an_input_that_is_not_there_is_an_error() {
        let missing = walk(&["no/such/*.txt".into()], &Options::default());
        assert!(missing.is_err_and(|error| error.is_usage()));
    }

    #[test]
    fn names_are_shown_plainly() {
        assert_eq!(shown(Path::new("./a/./b.txt")), "a/b.txt");
        assert_eq!(shown(Path::new("/tmp/../x")), "/tmp/../x");
        assert_eq!(shown(Path::new("a\u{1b}]0;b.csv")), "a\\x1B]0;b.csv");
        assert_eq!(shown(Path::new("\u{202e}a.csv")), "\\xE2\\x80\\xAEa.csv");
    }

    #[cfg(unix)]
    #[test]
    fn no_two_names_are_shown_alike() {
        use std::os::unix::ffi::OsStrExt;
        let names: [&[u8]; 9] = [
            b"\xc4",
            b"\\xC4",
            b"\\\xc4",
            b"\\\\xC4",
            b"\\\\\xc4",
            b"\x1b",
            b"\\x1B",
            b"\\",
            b"\\\\",
        ];
        let spelled: std::collections::HashSet<String> =
            names.iter().map(|name| spelled(OsStr::from_bytes(name))).collect();
        assert_eq!(spelled.len(), names.len(), "{spelled:?}");
    }

    #[test]
    fn what_the_run_writes_itself_is_no_input_and_an_earlier_output_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for output in ["out", "before", ".cimai-0-x"] {
            fs::create_dir(at(output)).unwrap();
            for name in ["manifest.json", "columns.csv"] {
                fs::write(at(output).join(name), "").unwrap();
            }
        }
        fs::write(at("a.csv"), "好").unwrap();
        let options = Options { own: Some(at("out")), ..Options::default() };
        let found = walk(&[folder.path().to_owned()], &options).unwrap();
        assert_eq!(found.entries.len(), 1, "{found:?}");
        assert_eq!(found.notes, [earlier_output(&at("before"))]);
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
            let found = walk(&[folder.path().to_owned()], &options).unwrap().entries;
            let problems = found.iter().filter(|entry| entry.problem.is_some()).count();
            assert_eq!(problems, 2, "help: follow is {follow}, found {found:?}");
        }
    }
}
