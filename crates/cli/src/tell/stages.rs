//! The stages of a run: shown while they last, and with `--timings` told at the end with wall and
//! processor time and memory.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use cimai_corpus::{Lang, Message};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal;

/// The stages of a run so far.
#[derive(Debug)]
pub(crate) struct Stages {
    pub(crate) progress: Progress,
    /// Whether anybody wants to know how long each takes.
    timings: bool,
    done: Mutex<Vec<Stage>>,
}

#[derive(Clone, Debug)]
struct Stage {
    name: String,
    wall: Duration,
    processor: Duration,
    /// What the process held at the end of the stage, and at most so far, in bytes.
    memory: u64,
    peak: u64,
}

impl Stages {
    pub(crate) fn new(progress: Progress, timings: bool) -> Self {
        Self { progress, timings, done: Mutex::default() }
    }

    /// Does a piece of work as a stage, and shows that it goes on.
    pub(crate) fn stage<T>(&self, zh: &str, en: &str, work: impl FnOnce() -> T) -> T {
        let bar = self.progress.stage(zh, en);
        let done = self.timed(zh, en, work);
        bar.finish_and_clear();
        done
    }

    /// Does a piece of work as a stage that shows by itself how far it is.
    pub(crate) fn timed<T>(&self, zh: &str, en: &str, work: impl FnOnce() -> T) -> T {
        if !self.timings {
            return work();
        }
        let (wall, processor) = (Instant::now(), processor_time());
        let done = work();
        let stage = Stage {
            name: format!("{zh} {en}"),
            wall: wall.elapsed(),
            processor: processor_time().saturating_sub(processor),
            memory: status("VmRSS:"),
            peak: status("VmHWM:"),
        };
        self.done.lock().unwrap_or_else(PoisonError::into_inner).push(stage);
        done
    }

    /// Prints all stages as a table, if anybody wants to know.
    pub(crate) fn print(&self) {
        if !self.timings {
            return;
        }
        let lang = self.progress.lang;
        let stages = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let heads = ["阶段 stage", "秒 s", "处理器 CPU s", "内存 MB", "最高 peak MB"];
        terminal::note(&Message::new(row(heads), row(heads)), lang);
        for Stage { name, wall, processor, memory, peak } in stages.iter() {
            let megabytes = |bytes: &u64| (bytes >> 20).to_string();
            let seconds = |time: &Duration| format!("{:.3}", time.as_secs_f64());
            let cells = [&seconds(wall), &seconds(processor), &megabytes(memory), &megabytes(peak)];
            let line = row([name, cells[0], cells[1], cells[2], cells[3]]);
            terminal::note(&Message::new(&line, &line), lang);
        }
    }
}

fn row(cells: [&str; 5]) -> String {
    let [name, rest @ ..] = cells;
    let columns: Vec<String> = rest.iter().map(|cell| right(cell, 14)).collect();
    format!("{}{}", terminal::padded(name, 28), columns.concat())
}

/// A cell set to the right of a column.
fn right(cell: &str, width: usize) -> String {
    format!("{}{cell}", " ".repeat(width.saturating_sub(terminal::width(cell))))
}

/// What all threads of the process have used of the processors.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// A line of what Linux says of the process, in bytes; 0 where it does not say.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) << 10
}

/// What is done sooner needs no bar.
const SOON: Duration = Duration::from_millis(500);

/// Shows a bar if its stage lasts.
fn show_later(bar: &ProgressBar) {
    let bar = bar.downgrade();
    std::thread::spawn(move || {
        std::thread::sleep(SOON);
        if let Some(bar) = bar.upgrade().filter(|bar| !bar.is_finished()) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
}

/// What the user sees of a run, and in which language: one bar per stage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    pub(crate) quiet: bool,
    pub(crate) lang: Lang,
    /// The language of tables and reports.
    pub(crate) written: Lang,
}

impl Progress {
    /// Prints warnings, unless the run is to be quiet.
    pub(crate) fn warn(self, messages: &[Message]) {
        for message in messages.iter().filter(|_| !self.quiet) {
            terminal::warn(message, self.lang);
        }
    }

    /// Starts a stage of `length` steps: documents, or bytes where `template` says so.
    pub(crate) fn documents(self, zh: &str, en: &str, length: usize) -> ProgressBar {
        self.bar(zh, en, length as u64, "{human_pos}/{human_len}  {per_sec}  {eta}")
    }

    /// Starts a stage of files, as many as it will be told.
    pub(crate) fn files(self, zh: &str, en: &str) -> ProgressBar {
        let bar = self.bar(zh, en, 0, "{human_pos}/{human_len}  {elapsed}");
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }

    /// Starts a stage of which nobody knows how long it is.
    pub(crate) fn stage(self, zh: &str, en: &str) -> ProgressBar {
        let bar = self.bar(zh, en, 0, "{spinner} {elapsed}");
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }

    fn bar(self, zh: &str, en: &str, length: u64, counts: &str) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        let name = Message::new(zh, en).text(self.lang).to_owned();
        let style = ProgressStyle::with_template(&format!("{{msg}} {{wide_bar}} {counts}"))
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let bar = bar.with_style(style).with_message(name);
        show_later(&bar);
        bar
    }
}
