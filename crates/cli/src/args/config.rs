//! `--config`: options of the command line from a TOML file. Every long option stands under its own
//! name, alone or in the section that `--help` has it in. They are put among the arguments, so that
//! the command line checks them as it checks its own; what is given there wins.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, Command, CommandFactory};
use toml::de::{DeTable, DeValue};

use super::Args;
use crate::error::Error;
use crate::job::List;

/// The largest file of options, in bytes.
const LARGEST: u64 = 1 << 20;
/// What no file may set: where results go is for who gives the command, not for a file that may
/// come from somebody else.
const NOT_IN_A_FILE: [&str; 4] = ["output", "save-model", "force", "config"];
/// What stands for the files to read, which have no option.
const INPUT: &str = "input";

/// The arguments of a command line, and behind them what its file of options adds.
///
/// # Errors
///
/// If the file cannot be read, or holds anything that is no option of the command; it is told on
/// which line.
pub(crate) fn with_config(arguments: &[OsString]) -> Result<Vec<OsString>, Error> {
    let mut command = Args::command();
    command.build();
    // What is wrong with the command line is told when it is read for good.
    let ignoring = command.clone().ignore_errors(true);
    let Ok(matches) = ignoring.try_get_matches_from(arguments) else {
        return Ok(arguments.to_vec());
    };
    let (mut matches, mut command) = (&matches, &command);
    while let Some((name, below)) = matches.subcommand() {
        let Some(found) = command.find_subcommand(name) else { break };
        (matches, command) = (below, found);
    }
    let Some(path) = matches.get_one::<PathBuf>("config") else {
        return Ok(arguments.to_vec());
    };
    let given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let mut added = Vec::new();
    for setting in Settings::read(path)?.0 {
        let (arg, words) = setting.checked(command, path)?;
        if !given(arg.get_id().as_str()) {
            added.extend(words);
        }
    }
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let (before, rest) = arguments.split_at(end);
    Ok([before, &added, rest].concat())
}

/// For every option that `analyze` could have from a file, its value with it and where that comes
/// from: the line of the file, or nothing for what is so without it.
///
/// # Errors
///
/// As [`with_config`].
pub(crate) fn shown(path: &Path) -> Result<Vec<(String, String, Option<usize>)>, Error> {
    let mut command = Args::command();
    command.build();
    let command = command.find_subcommand("analyze").expect("it is one of the commands");
    let mut set = Vec::new();
    for setting in Settings::read(path)?.0 {
        let (arg, _) = setting.checked(command, path)?;
        set.push((arg.get_id().clone(), setting.given.join(" "), setting.line));
    }
    let mut rows = Vec::new();
    for arg in command.get_arguments().filter(|arg| name(arg).is_some_and(may_be_set)) {
        let name = name(arg).unwrap_or_default().to_owned();
        let usual = arg.get_default_values().iter().map(|value| value.to_string_lossy());
        let usual: Vec<_> = usual.collect();
        rows.push(match set.iter().find(|(id, ..)| id == arg.get_id()) {
            Some((_, value, line)) => (name, value.clone(), Some(*line)),
            None => (name, usual.join(" "), None),
        });
    }
    Ok(rows)
}

/// What a file sets, in the order of its lines.
struct Settings(Vec<Setting>);

/// One option with its values as text.
struct Setting {
    name: String,
    /// The section that it stands in, if it stands in one.
    section: Option<String>,
    line: usize,
    given: Vec<String>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Truth(bool),
    Value,
    List,
}

impl Settings {
    fn read(path: &Path) -> Result<Self, Error> {
        let list = List::read_at_most(path, LARGEST)?;
        let told = |line, message| Error::in_file(path)(at_line(line, &message));
        let text = std::str::from_utf8(list.content())
            .map_err(|error| told(line(list.content(), error.valid_up_to()), not_utf8()))?;
        let text = text.trim_start_matches('\u{feff}');
        let place = |at: usize| line(text.as_bytes(), at);
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            told(place(at), Message::new(no_toml(error.message()), error.message()))
        })?;
        let mut settings = Vec::new();
        for (key, value) in table.get_ref() {
            let at = place(key.span().start);
            match value.get_ref() {
                DeValue::Table(section) => {
                    for (name, value) in section {
                        let at = place(name.span().start);
                        let setting = Setting::of(name.get_ref(), value.get_ref(), at);
                        let setting = setting.map_err(|message| told(at, message))?;
                        settings
                            .push(Setting { section: Some(key.get_ref().to_string()), ..setting });
                    }
                }
                value => {
                    let setting = Setting::of(key.get_ref(), value, at);
                    settings.push(setting.map_err(|message| told(at, message))?);
                }
            }
        }
        settings.sort_by_key(|setting| setting.line);
        Ok(Self(settings))
    }
}

impl Setting {
    fn of(name: &str, value: &DeValue<'_>, line: usize) -> Result<Self, Message> {
        let (kind, given) = match value {
            DeValue::Boolean(truth) => (Kind::Truth(*truth), vec![truth.to_string()]),
            DeValue::Array(values) => {
                let values = values.iter().map(|value| text(value.get_ref()));
                let values: Option<Vec<String>> = values.collect();
                (Kind::List, values.ok_or_else(|| wrong_kind(name))?)
            }
            value => (Kind::Value, vec![text(value).ok_or_else(|| wrong_kind(name))?]),
        };
        Ok(Self { name: name.to_owned(), section: None, line, given, kind })
    }

    /// The argument of the command that is meant, and what would stand on the command line.
    fn checked<'c>(
        &self,
        command: &'c Command,
        path: &Path,
    ) -> Result<(&'c Arg, Vec<OsString>), Error> {
        let told = |message| Error::in_file(path)(at_line(self.line, &message));
        let arg = self.find(command).map_err(told)?;
        let words = self.words(arg, path.parent()).map_err(told)?;
        check(command, arg, &words).map_err(told)?;
        Ok((arg, words))
    }

    /// The argument of the command that is meant.
    fn find<'c>(&self, command: &'c Command) -> Result<&'c Arg, Message> {
        if NOT_IN_A_FILE.contains(&&*self.name) {
            return Err(not_in_a_file(&self.name));
        }
        let arg = command.get_arguments().find(|arg| name(arg) == Some(&self.name));
        let arg = arg.ok_or_else(|| unknown(&self.name, nearest(command, &self.name)))?;
        let own = section(arg);
        match self.section.as_deref().filter(|given| own.as_deref() != Some(given)) {
            Some(given) => Err(elsewhere(&self.name, given, own.as_deref())),
            None => Ok(arg),
        }
    }

    /// What would stand on the command line. Paths are those of the folder that holds the file.
    fn words(&self, arg: &Arg, folder: Option<&Path>) -> Result<Vec<OsString>, Message> {
        let is_flag = matches!(arg.get_action(), ArgAction::SetTrue);
        let is_many = matches!(arg.get_action(), ArgAction::Append) || arg.is_positional();
        let is_path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
        match self.kind {
            Kind::Truth(truth) if is_flag => {
                return Ok(truth.then(|| format!("--{}", self.name).into()).into_iter().collect());
            }
            Kind::Value if !is_flag => {}
            Kind::List if is_many => {}
            _ => return Err(wrong_kind(&self.name)),
        }
        let value = |given: &String| -> OsString {
            match folder.filter(|_| is_path) {
                Some(folder) => folder.join(given).into(),
                None => given.into(),
            }
        };
        let option = if arg.is_positional() { String::new() } else { format!("--{}=", self.name) };
        let word = |given: &String| {
            let mut word = OsString::from(&option);
            word.push(value(given));
            word
        };
        Ok(self.given.iter().map(word).collect())
    }
}

/// A number or a text as it would be typed.
fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// The name of an argument in a file.
fn name(arg: &Arg) -> Option<&str> {
    if arg.is_positional() { Some(INPUT) } else { arg.get_long() }
}

fn may_be_set(name: &str) -> bool {
    !NOT_IN_A_FILE.contains(&name) && !["help", "version"].contains(&name)
}

/// The section of an argument: the English word of its heading in the help.
fn section(arg: &Arg) -> Option<String> {
    let heading = if arg.is_positional() { Some("input") } else { arg.get_help_heading() };
    heading?.rsplit(' ').next().map(str::to_lowercase)
}

/// Has the command line look at an argument alone.
fn check(command: &Command, arg: &Arg, words: &[OsString]) -> Result<(), Message> {
    let alone = std::iter::once(OsString::from(command.get_name())).chain(words.iter().cloned());
    match command.clone().try_get_matches_from(alone) {
        Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => {
            Err(wrong_value(name(arg).unwrap_or_default(), &error))
        }
        _ => Ok(()),
    }
}

/// The option whose name is nearest to one that there is not.
fn nearest(command: &Command, name: &str) -> Option<String> {
    let alone = [command.get_name().to_owned(), format!("--{name}=")];
    let error = command.clone().try_get_matches_from(alone).err()?;
    match error.get(ContextKind::SuggestedArg)? {
        ContextValue::String(name) => Some(name.trim_start_matches('-').to_owned()),
        _ => None,
    }
}

/// The line on which a byte stands, from 1.
fn line(text: &[u8], byte: usize) -> usize {
    text[..byte.min(text.len())].split(|&byte| byte == b'\n').count()
}

fn at_line(line: usize, message: &Message) -> Message {
    Message::new(format!("第 {line} 行：{}", message.zh), format!("line {line}: {}", message.en))
}

fn not_utf8() -> Message {
    Message::new("不是 UTF-8；请另存为 UTF-8", "is not UTF-8; save the file as UTF-8")
}

fn no_toml(message: &str) -> String {
    format!("不是正确的 TOML（{message}）")
}

fn unknown(name: &str, nearest: Option<String>) -> Message {
    match nearest {
        Some(nearest) => Message::new(
            format!("没有选项 {name}；是不是 {nearest}？"),
            format!("there is no option {name}; is {nearest} meant?"),
        ),
        None => Message::new(
            format!("没有选项 {name}；选项的名字见 cimai analyze --help"),
            format!("there is no option {name}; cimai analyze --help has their names"),
        ),
    }
}

fn elsewhere(name: &str, given: &str, own: Option<&str>) -> Message {
    match own {
        Some(own) => Message::new(
            format!("{name} 属于 [{own}]，不在 [{given}]"),
            format!("{name} belongs to [{own}], not to [{given}]"),
        ),
        None => Message::new(
            format!("{name} 不属于任何一节，请写在文件最前面"),
            format!("{name} belongs to no section; put it at the head of the file"),
        ),
    }
}

fn not_in_a_file(name: &str) -> Message {
    Message::new(
        format!("{name} 只能写在命令行里：文件可能来自别人，不能决定写到哪里"),
        format!(
            "{name} is for the command line alone: a file may come from somebody else and does not decide where to write"
        ),
    )
}

fn wrong_kind(name: &str) -> Message {
    Message::new(
        format!(
            "{name} 的值类型不对；开关用 true 或 false，其他用数或加引号的文字，可多次给出的用列表"
        ),
        format!(
            "{name} has a value of the wrong kind: switches are true or false, others numbers or quoted texts, repeatable ones lists"
        ),
    )
}

fn wrong_value(name: &str, error: &clap::Error) -> Message {
    let text = error.to_string();
    let told = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    Message::new(format!("{name} 的值不对（{told}）"), told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(file: &[u8], command_line: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, file).unwrap();
        let words = command_line.split(' ').map(OsString::from);
        let words: Vec<OsString> = words.chain(["--config".into(), path.clone().into()]).collect();
        let found = with_config(&words).map_err(|error| error.message().en)?;
        let prefix = folder.path().to_string_lossy().into_owned();
        let plain = |word: OsString| word.to_string_lossy().replace(&prefix, "…");
        Ok(found
            .into_iter()
            .map(plain)
            .skip_while(|word| !word.contains("c.toml"))
            .skip(1)
            .collect())
    }

    const RUN: &str = "cimai analyze a.csv -o out";

    #[test]
    fn options_come_from_the_file_unless_the_command_line_has_them() {
        let file = "lang = 'en'\ntopics = '5..9'\nkeywords = 7\n[words]\nhmm = true\n\
                    no-negation = false\ndictionary = ['a.txt', '../b.txt']\n[input]\ninput = 'c.csv'\n";
        let expected = [
            "--lang=en",
            "--topics=5..9",
            "--keywords=7",
            "--hmm",
            "--dictionary=…/a.txt",
            "--dictionary=…/../b.txt",
        ];
        assert_eq!(arguments(file.as_bytes(), RUN).unwrap(), expected);
        let own = arguments(file.as_bytes(), &format!("{RUN} --topics 3 --dictionary x.txt"));
        assert_eq!(own.unwrap(), ["--lang=en", "--keywords=7", "--hmm"]);
        let inputs = arguments(file.as_bytes(), "cimai analyze -o out").unwrap();
        assert_eq!(inputs.last().unwrap(), "…/c.csv");
    }

    #[test]
    fn marks_and_line_ends_of_windows_are_taken() {
        let found = arguments("\u{feff}topics = 5\r\nhmm = true\r\n".as_bytes(), RUN).unwrap();
        assert_eq!(found, ["--topics=5", "--hmm"]);
        assert!(arguments(b"", RUN).unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let deep = format!("x = {}", "[".repeat(5000));
        let cases: [(&[u8], &str); 13] = [
            (b"topics = 5\ntopcs = 6", "line 2: there is no option topcs; is topics meant?"),
            (b"[cluster]\nk = 5", "line 2: there is no option k;"),
            (b"topics = 5\n\ntopics = 6", "line 3: duplicate key"),
            (b"topics = 'five'", "line 1: invalid value 'five' for '--topics"),
            (b"topics = -1", "line 1: invalid value '-1'"),
            (b"keywords = 99999999999999999", "line 1: invalid value"),
            (b"unclear = nan", "line 1: invalid value 'nan'"),
            (b"hmm = 1", "line 1: hmm has a value of the wrong kind"),
            (b"topics = true", "line 1: topics has a value of the wrong kind"),
            (b"\noutput = '../../x'", "line 2: output is for the command line alone"),
            (b"[running]\ntopics = 5", "line 2: topics belongs to [topics], not to [running]"),
            (b"text = '\xD6\xD0'", "line 1: is not UTF-8"),
            (deep.as_bytes(), "line 1: "),
        ];
        for (file, expected) in cases {
            let told = arguments(file, RUN).unwrap_err();
            assert!(told.contains(expected), "{told}");
        }
    }
}
