//! The door for people with a file and no options: `cimai FILE…` is `cimai analyze FILE… --open`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{ArgAction, Command, CommandFactory};

use super::Args;

/// A command line with its command, where it names files alone. One that has a command, or asks for
/// help, or names what is neither a command nor a file, stays as it is.
pub(crate) fn with_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let mut command = Args::command();
    command.build();
    if let Some(place) = first_word(&arguments, &command)
        && is_for_analyze(&arguments[place], &command)
    {
        let words = ["analyze", "--open"].map(OsString::from);
        arguments.splice(place..place, words);
    }
    arguments
}

/// The place of the first word that is no option of every command, nor the value of one.
fn first_word(arguments: &[OsString], command: &Command) -> Option<usize> {
    let mut place = 1;
    while let Some(word) = arguments.get(place) {
        let long = word.to_str().and_then(|word| word.strip_prefix("--"));
        let Some(name) = long.filter(|name| !name.is_empty()) else { return Some(place) };
        let (name, has_value) = match name.split_once('=') {
            Some((name, _)) => (name, true),
            None => (name, false),
        };
        let arg = command.get_arguments().find(|arg| arg.get_long() == Some(name));
        let Some(arg) = arg.filter(|arg| arg.is_global_set()) else { return Some(place) };
        let takes_next = matches!(arg.get_action(), ArgAction::Set) && !has_value;
        place += 1 + usize::from(takes_next);
    }
    None
}

/// Whether a command line that begins with this word, and is without a command, is one of
/// `analyze`.
fn is_for_analyze(word: &OsStr, command: &Command) -> bool {
    let Some(text) = word.to_str() else { return true };
    if text.starts_with('-') && text != "-" {
        let asks = ["-h", "--help", "-V", "--version"].contains(&text);
        return !asks && text != "--";
    }
    let is_command = text == "help" || command.find_subcommand(text).is_some();
    let looks_like_a_path = text.contains(['/', '\\', '.', '*', '?']) || text == "-";
    !is_command && (looks_like_a_path || Path::new(text).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(line: &str) -> String {
        let arguments = format!("cimai {line}").split(' ').map(OsString::from).collect();
        let words = with_command(arguments);
        words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn files_alone_are_analysed() {
        assert_eq!(opened("投诉.csv"), "cimai analyze --open 投诉.csv");
        assert_eq!(opened("2024/*.txt b.txt"), "cimai analyze --open 2024/*.txt b.txt");
        assert_eq!(opened("--lang en a.csv"), "cimai --lang en analyze --open a.csv");
        assert_eq!(opened("--lang=en a.csv -q"), "cimai --lang=en analyze --open a.csv -q");
        assert_eq!(opened("--topics 8 a.csv"), "cimai analyze --open --topics 8 a.csv");
        assert_eq!(opened("-q a.csv"), "cimai analyze --open -q a.csv");
    }

    #[test]
    fn a_command_stays_what_it_is() {
        for line in ["analyze a.csv", "--lang en topics a.csv", "help", "--help", "-V", "anlyze"] {
            assert_eq!(opened(line), format!("cimai {line}"));
        }
    }
}
