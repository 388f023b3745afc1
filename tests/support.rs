//! A folder to work in, a way to run the command in it, and a reader for its tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The top of the project.
pub(crate) fn project() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    crates.parent().unwrap().to_owned()
}

/// A temporary folder that commands run in.
pub(crate) struct Folder(TempDir);

/// A row of a table: column name to cell.
pub(crate) type Row = BTreeMap<String, String>;

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Copies the sample corpus of the project into the folder, as `seeds`.
    pub(crate) fn with_seeds(self) -> Self {
        copy(&project().join("seeds"), &self.path("seeds"));
        self
    }

    /// The command with its arguments, separated by blanks; messages, tables and reports in
    /// English unless they say otherwise.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        match arguments.contains("--lang") {
            true => self.plain_command(arguments),
            false => self.plain_command(&format!("--lang en {arguments}")),
        }
    }

    /// The command with just these arguments, in an English locale.
    pub(crate) fn plain_command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cimai"));
        command.current_dir(self.0.path()).args(arguments.split(' ')).env("LC_ALL", "en_US.UTF-8");
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Run {
        Run(self.command(arguments).output().unwrap())
    }

    /// The rows of a table in the output folder `out`.
    #[track_caller]
    pub(crate) fn table(&self, name: &str) -> Vec<Row> {
        self.table_in("out", name)
    }

    #[track_caller]
    pub(crate) fn table_in(&self, folder: &str, name: &str) -> Vec<Row> {
        let bytes = fs::read(self.path(folder).join(format!("{name}.csv"))).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap().trim_start_matches('\u{feff}');
        let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// All files of a folder below this one, by name.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(folder)).unwrap().map(Result::unwrap);
        let file = |entry: fs::DirEntry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        };
        entries.map(file).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a command printed and how it ended.
pub(crate) struct Run(Output);

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self(output)
    }
}

impl Run {
    /// The exit code; -1 where a signal ended the command.
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.0.status.code(), Some(code), "stderr: {}", self.stderr());
        self
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }
}
