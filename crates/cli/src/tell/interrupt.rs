//! What happens when the user presses Ctrl-C: what is unfinished goes, the exit code is 130. A
//! set of results that is being published is published.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cimai_corpus::{Lang, Message};
use cimai_report::{OutputSet, Published};

use super::terminal;
use crate::error::Error;

/// How often a removal is tried. The few files of a run are soon all opened.
const MOST_TRIES: usize = 1_000;

static STATE: Mutex<State> = Mutex::new(State { unfinished: Vec::new(), is_published: false });

struct State {
    /// Folders and files that an interrupt removes.
    unfinished: Vec<PathBuf>,
    /// Whether the results have their name, so that it would be wrong to say that nothing changed.
    is_published: bool,
}

/// Watches for what ends a run. Without it, the system would end the run and leave the folder. A
/// signal that was ignored when the program started stays ignored: `nohup`, and shells that put a
/// job into the background, shield it so.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
    let ignored = ignored();
    let is_heeded = |signal: &i32| ignored >> (signal - 1) & 1 == 0;
    let heeded = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].into_iter().filter(is_heeded);
    // Where no handler can be set, a signal ends the run as it would without one.
    if let Ok(mut signals) = signal_hook::iterator::Signals::new(heeded) {
        std::thread::spawn(move || signals.forever().for_each(|_| end()));
    }
    // A file that may grow no further is an error of the write that meets it, which is told.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
}

/// The signals that the program was started to ignore, as Linux tells them: a bit for each, the
/// lowest for signal 1.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Watches for what ends a run. Without it, the system would end the run and leave the folder.
#[cfg(not(unix))]
pub(crate) fn watch() {
    let _ = ctrlc::set_handler(end);
}

/// Ends the run, unless its results have their name already.
fn end() {
    let state = state();
    if state.is_published {
        return;
    }
    state.unfinished.iter().for_each(|path| remove(path));
    std::process::exit(130);
}

/// Opens results. An interrupt waits for the end of it, since it has to know what to remove.
pub(crate) fn open(output: impl FnOnce() -> Result<OutputSet, Error>) -> Result<OutputSet, Error> {
    let mut state = state();
    let output = output()?;
    state.unfinished = output.unfinished_paths();
    Ok(output)
}

/// Publishes results. An interrupt waits for the end of it, since what it would remove may be the
/// folder of before by then. Says so where that is kept.
pub(crate) fn publish(output: OutputSet, lang: Lang) -> Result<Published, Error> {
    let mut state = state();
    let published = output.publish();
    state.unfinished.clear();
    state.is_published = published.is_ok();
    drop(state);
    let published = published?;
    for folder in &published.kept {
        terminal::warn(&kept(folder), lang);
    }
    for error in published.lost.iter().chain(&published.uncertain) {
        terminal::warn(&published_but(error), lang);
    }
    Ok(published)
}

/// Keeps an interrupt waiting for as long as it is held. If one came before, this never returns:
/// the run ends as interrupted, whatever it failed of after its folder was gone.
pub(crate) fn hold() -> Held {
    Held(state())
}

/// See [`hold`].
pub(crate) struct Held(MutexGuard<'static, State>);

impl Held {
    /// Whether results have their name.
    pub(crate) fn has_published(&self) -> bool {
        self.0.is_published
    }
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The run goes on writing meanwhile, so a folder may fill again while it is emptied. Once it is
/// gone nothing can come into it.
fn remove(path: &Path) {
    for _ in 0..MOST_TRIES {
        let removed = match path.is_dir() {
            true => std::fs::remove_dir_all(path),
            false => std::fs::remove_file(path),
        };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => std::thread::yield_now(),
            _ => return,
        }
    }
}

fn published_but(error: &cimai_report::Error) -> Message {
    let message = error.message();
    Message::new(
        format!("表格都已写出，但是{}", message.zh),
        format!("all tables are written, but {}", message.en),
    )
}

fn kept(folder: &Path) -> Message {
    let folder = folder.display();
    Message::new(
        format!("原来的输出文件夹里有后来加入或改过的文件，没有删除，现在叫 {folder}"),
        format!(
            "the folder that was replaced has files that were added or changed since; it is kept as {folder}"
        ),
    )
}
