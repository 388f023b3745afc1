//! The only place that writes to the terminal.

use std::env;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use cimai_corpus::{Lang, Message, is_command};
use cimai_report::Profile;
use clap::ColorChoice;
use unicode_width::UnicodeWidthStr;

use crate::error::Error;

/// What went wrong first on standard output.
static FAULT: Mutex<Option<io::Error>> = Mutex::new(None);

/// Prints a line of results. A reader that has gone away is no error; any other is told at the end
/// of the run, see [`fault`].
pub(crate) fn say(line: &str) {
    heed(writeln!(io::stdout().lock(), "{}", harmless(line)));
}

/// Keeps what went wrong on standard output until the end of the run.
fn heed(written: io::Result<()>) {
    if let Err(error) = written.or_else(unless_gone) {
        FAULT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// A reader that has gone away has read what it wanted.
fn unless_gone(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    }
}

/// What went wrong on standard output, if anything did.
pub(crate) fn fault() -> Option<Error> {
    heed(io::stdout().lock().flush());
    FAULT.lock().unwrap_or_else(PoisonError::into_inner).take().map(Error::Output)
}

/// Prints a line of results from pieces, each in its colour.
pub(crate) fn show(pieces: &[(Paint, &str)]) {
    let line: String =
        pieces.iter().map(|&(paint, text)| painted(paint, &harmless(text))).collect();
    heed(writeln!(io::stdout().lock(), "{line}"));
}

/// Prints lines of data to standard output: as they are, unless it is a terminal. A reader that has
/// gone away is no error.
pub(crate) fn data(lines: &[String]) -> Result<(), Error> {
    let mut output = Harmless(io::stdout().lock());
    let written = lines.iter().try_for_each(|line| writeln!(output, "{line}"));
    written.and_then(|()| output.flush()).or_else(unless_gone).map_err(Error::Output)
}

/// Prints bytes of data to standard output as they are. A reader that has gone away is no error.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Error> {
    let mut output = io::stdout().lock();
    let written = output.write_all(bytes).and_then(|()| output.flush());
    written.or_else(unless_gone).map_err(Error::Output)
}

/// The lines of standard input, without their ends.
pub(crate) fn lines() -> impl Iterator<Item = Result<Vec<u8>, Error>> {
    io::stdin().lock().split(b'\n').map(|line| line.map_err(Error::Input))
}

/// Prints a table to standard output. A reader that has gone away is no error.
pub(crate) fn table(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut output = io::BufWriter::new(Harmless(io::stdout().lock()));
    let written = write(&mut output).and_then(|()| output.flush());
    written.or_else(unless_gone).map_err(Error::Output)
}

/// Whether somebody sits before the standard output.
pub(crate) fn is_watched() -> bool {
    io::stdout().is_terminal()
}

/// For whom a table on standard output is. A byte-order mark helps a spreadsheet and disturbs a
/// terminal.
pub(crate) fn profile() -> Profile {
    match is_watched() {
        true => Profile::Machine,
        false => Profile::Spreadsheet,
    }
}

/// Prints a remark beside a table that goes to standard output.
pub(crate) fn note(message: &Message, lang: Lang) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(message.text(lang)));
}

/// Prints a warning.
pub(crate) fn warn(message: &Message, lang: Lang) {
    let head = match lang {
        Lang::Zh => "注意：",
        Lang::En => "note: ",
    };
    let _ = writeln!(io::stderr().lock(), "{head}{}", harmless(message.text(lang)));
}

/// Prints why the run failed.
pub(crate) fn complain(message: &Message, lang: Lang) {
    let head = match lang {
        Lang::Zh => "错误：",
        Lang::En => "error: ",
    };
    let _ = writeln!(io::stderr().lock(), "{head}{}", harmless(message.text(lang)));
}

/// The columns that a text takes on the terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// A text filled up to a width, in columns of the terminal.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let mut line = text.to_owned();
    line.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width())));
    line
}

/// A text cut or filled up to a width; `…` stands where it was cut.
pub(crate) fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return padded(text, width);
    }
    let mut line = String::new();
    for c in text.chars() {
        line.push(c);
        if line.width() >= width {
            line.pop();
            break;
        }
    }
    line.push('…');
    padded(&line, width)
}

/// The text with everything that a terminal would obey written out: control characters and
/// marks that turn the direction of writing. File names and cells may hold them.
fn harmless(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_command(c) && c != '\n' {
            let _ = write!(line, "{}", c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    line
}

/// A stream on which nothing reaches a terminal as a command. Elsewhere bytes pass as they are.
struct Harmless<W>(W);

impl<W: Write + IsTerminal> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.0.is_terminal() {
            // A character that two writes divide is shown as unknown, which is no harm either.
            true => self.0.write_all(harmless(&String::from_utf8_lossy(bytes)).as_bytes()),
            false => self.0.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

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
pub(crate) fn choose_colours(choice: ColorChoice) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_as_a_command() {
        assert_eq!(harmless("a\u{1b}[31m\u{202e}b\u{9b}"), "a\\u{1b}[31m\\u{202e}b\\u{9b}");
        assert_eq!(harmless("湿地\n公园"), "湿地\n公园");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(padded("湿地", 6), "湿地  ");
        assert_eq!(padded("湿地公园", 6), "湿地公园");
        assert_eq!(fitted("湿地公园", 8), "湿地公园");
        assert_eq!(fitted("湿地公园", 7), "湿地公…");
        assert_eq!(fitted("湿地公园", 6), "湿地… ");
    }
}
