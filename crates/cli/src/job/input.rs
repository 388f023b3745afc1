use std::fs;
use std::path::PathBuf;

use cimai_ingest::Options;

use super::lists::{List, Lists};
use super::options;
use crate::args::InputArgs;
use crate::error::Error;

/// What is read, and how.
pub(crate) struct Input {
    /// Files, folders, patterns, or `-`.
    pub(crate) paths: Vec<PathBuf>,
    /// How to read them.
    pub(crate) options: Options,
    /// Where the patterns for newspaper pages come from, if not from the program alone.
    patterns: Option<PathBuf>,
    /// Whether the run fails where something is not read as it is.
    pub(crate) strict: bool,
}

impl Input {
    /// The input of a run whose lists are open.
    pub(super) fn open(args: &InputArgs, batch: usize, lists: &Lists) -> Result<Self, Error> {
        let options = Options {
            text: args.text.clone(),
            id: args.id.clone(),
            title: args.title.clone(),
            encoding: args.encoding.clone(),
            delimiter: args.delimiter,
            sheet: args.sheet.clone(),
            fields: args.fields.clone(),
            pages: args.pages,
            page_patterns: lists.of("page_patterns").next().map(List::text).transpose()?,
            explain: false,
            ragged: args.ragged,
            max_cell: args.max_cell as usize,
            max_size: args.max_size << 20,
            lossy: args.lossy,
            duplicate_ids: args.on_duplicate_id,
            duplicates: args.duplicates,
            keep_markup: args.keep_markup,
            simplify: args.simplify,
            follow: args.follow,
            own: None,
            batch,
        };
        Ok(Self {
            paths: args.inputs.clone(),
            options,
            patterns: args.page_patterns.clone(),
            strict: args.strict,
        })
    }

    /// The input of a command that needs nothing else.
    pub(crate) fn alone(args: &InputArgs) -> Result<Self, Error> {
        let mut lists = Lists::default();
        lists.open(options::INPUT, args)?;
        Self::open(args, Options::default().batch, &lists)
    }

    /// Why reading stopped, with the file that is to blame.
    pub(crate) fn fault(&self, error: Error) -> Error {
        match (&error, &self.patterns) {
            (Error::Ingest(cimai_ingest::Error::BadPagePattern { .. }), Some(path)) => {
                Error::in_file(path)(error.message())
            }
            _ => error,
        }
    }
}

/// Taken where nothing tells how much there is, in bytes.
const UNKNOWN: u64 = 2 << 30;
/// Where control groups say how much a process may use, versions 2 and 1.
const GROUPS: [&str; 2] =
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// What a run may use. None of it shapes the result.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Memory to aim at, in bytes.
    memory: u64,
    /// Where documents wait that do not fit.
    pub(crate) temporary: PathBuf,
}

impl Limits {
    /// So much memory, or what there is to use; and a place for what does not fit.
    pub(super) fn new(memory: Option<u64>, temporary: PathBuf) -> Self {
        Self { memory: memory.unwrap_or_else(usable), temporary }
    }

    /// What a run may use that writes nothing but to standard output.
    pub(crate) fn usual() -> Self {
        Self::new(None, std::env::temp_dir())
    }

    /// The memory that documents may take while they wait for the next pass: the rest is for what
    /// is learned from them.
    pub(crate) fn spool(&self) -> u64 {
        self.memory / 3
    }
}

/// The memory that a run may use, in bytes: 60 % of what the machine has, or of what its control
/// group or its own limit allows if that is less; 2 GiB where none is known.
fn usable() -> u64 {
    let read = |path: &str| fs::read_to_string(path).ok();
    let groups = GROUPS.into_iter().filter_map(|path| group_limit(&read(path)?));
    let machine = read("/proc/meminfo").and_then(|text| machine_total(&text));
    match groups.chain(machine).chain(process_limit()).min() {
        Some(bytes) => bytes / 10 * 6,
        None => UNKNOWN,
    }
}

/// What the process may use of addresses, as `ulimit -v` sets it.
#[cfg(target_os = "linux")]
fn process_limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::As).current
}

#[cfg(not(target_os = "linux"))]
fn process_limit() -> Option<u64> {
    None
}

/// The limit of a group; none where it says `max`.
fn group_limit(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// The memory of the machine.
fn machine_total(text: &str) -> Option<u64> {
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = total.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_the_system_writes_them() {
        assert_eq!(group_limit("max\n"), None);
        assert_eq!(group_limit("536870912\n"), Some(512 << 20));
        let machine = "MemTotal:       16384 kB\nMemFree:         1024 kB\n";
        assert_eq!(machine_total(machine), Some(16 << 20));
        assert_eq!(machine_total("nothing"), None);
    }

    #[test]
    fn there_is_always_some() {
        assert!(usable() > 0);
    }
}
