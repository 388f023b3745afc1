//! Colours on the terminal, where they are wanted.

use std::env;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ColorChoice;

static WANTED: AtomicBool = AtomicBool::new(false);

/// How a piece of a line is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    Strong,
    Faint,
    Accent,
}

/// Decides for the whole run: as the user asks, or else as the terminal and the environment have
/// it (<https://no-color.org>).
pub(crate) fn choose(choice: ColorChoice) {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let wanted = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if set("FORCE_COLOR") => true,
        ColorChoice::Auto => {
            io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    };
    WANTED.store(wanted, Ordering::Relaxed);
}

/// A text, which holds nothing that a terminal obeys, in its colour.
pub(crate) fn painted(paint: Paint, text: &str) -> String {
    if !WANTED.load(Ordering::Relaxed) {
        return text.to_owned();
    }
    match paint {
        Paint::Plain => text.to_owned(),
        Paint::Strong => format!("\u{1b}[1m{text}\u{1b}[0m"),
        Paint::Faint => format!("\u{1b}[2m{text}\u{1b}[0m"),
        Paint::Accent => format!("\u{1b}[36m{text}\u{1b}[0m"),
    }
}
