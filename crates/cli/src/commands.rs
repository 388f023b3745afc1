//! The commands beside the main job: one module each, and two short ones: `cimai view` opens the
//! report of a run where there is a desktop, `cimai verify` tells whether its folder is whole.

pub(crate) mod compare;
pub(crate) mod inspect;
pub(crate) mod kwic;
pub(crate) mod model;
pub(crate) mod words;
pub(crate) mod worker;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cimai_corpus::{Lang, Message};

use crate::Outcome;
use crate::args::config;
use crate::error::Error;
use crate::tell::terminal;

/// Prints where the report is, and opens it if a desktop is there.
pub(crate) fn view(folder: &Path, lang: Lang) -> Result<Outcome, Error> {
    let report = report_of(folder).ok_or_else(|| Error::NoReport(folder.to_owned()))?;
    terminal::say(&report.display().to_string());
    if !folder.join("manifest.json").is_file() {
        terminal::warn(&incomplete(), lang);
    }
    if has_desktop() && open(&report).is_err() {
        terminal::note(&by_hand(), lang);
    }
    Ok(Outcome::Complete)
}

/// Opens the report of a run at its end, where somebody sits who can see it.
pub(crate) fn open_report(folder: &Path) {
    let is_watched = terminal::is_watched() && has_desktop();
    if let Some(report) = report_of(folder).filter(|_| is_watched) {
        // Where it is has been said already.
        let _ = open(&report);
    }
}

/// The absolute path of the report of a run, if there is one.
fn report_of(folder: &Path) -> Option<PathBuf> {
    let report = folder.join("report.html");
    // Not `canonicalize`, whose names on Windows are not what people know them by.
    let report = std::path::absolute(&report).unwrap_or(report);
    report.is_file().then_some(report)
}

/// Prints whether an output folder is what a run wrote, and what is not.
pub(crate) fn verify(folder: &Path, lang: Lang) -> Result<Outcome, Error> {
    let differences = cimai_report::verify(folder)?;
    for difference in &differences {
        terminal::say(difference.message().text(lang));
    }
    if !differences.is_empty() {
        return Err(Error::NotWhole { folder: folder.to_owned(), files: differences.len() });
    }
    terminal::say(whole(folder).text(lang));
    Ok(Outcome::Complete)
}

fn whole(folder: &Path) -> Message {
    let folder = folder.display();
    Message::new(
        format!("{folder} 是完整的，每个文件都和写出时一样"),
        format!("{folder} is whole: every file is as it was written"),
    )
}

/// Prints every option with its value as a file of options has it, and where that comes from.
pub(crate) fn show_config(file: &Path, lang: Lang) -> Result<Outcome, Error> {
    for (name, value, line) in config::shown(file)? {
        let from = match line {
            Some(line) => Message::new(format!("第 {line} 行"), format!("line {line}")),
            None => Message::new("默认", "default"),
        };
        let value = if value.is_empty() { "—".to_owned() } else { value };
        let [name, value] = [(name, 24), (value, 28)].map(|(text, n)| terminal::padded(&text, n));
        terminal::say(&format!("{name}{value}{}", from.text(lang)));
    }
    Ok(Outcome::Complete)
}

/// Whether there is a screen to show anything on.
fn has_desktop() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Hands the file to the program that the desktop has for it. The path is absolute, so that it
/// cannot be taken for an option.
fn open(report: &Path) -> std::io::Result<()> {
    let program = match () {
        () if cfg!(windows) => "explorer",
        () if cfg!(target_os = "macos") => "open",
        () => "xdg-open",
    };
    let mut command = Command::new(program);
    command.arg(report).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(|_| ())
}

fn incomplete() -> Message {
    Message::new(
        "这个文件夹没有 manifest.json，可能不完整；请重新运行 cimai analyze",
        "the folder has no manifest.json and may be incomplete; run cimai analyze again",
    )
}

fn by_hand() -> Message {
    Message::new(
        "没能打开；请用浏览器打开上面的文件",
        "it did not open; open the file above in a browser",
    )
}
