//! How far the run has come, on standard error. Silent when that is not a terminal.

use std::time::Duration;

use cimai_corpus::{Lang, Message};
use indicatif::{ProgressBar, ProgressStyle};

/// Shows one bar per stage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    pub(crate) quiet: bool,
    pub(crate) lang: Lang,
}

impl Progress {
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
        ProgressBar::new(length).with_style(style).with_message(name)
    }
}
