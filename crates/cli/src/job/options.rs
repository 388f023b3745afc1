//! One entry per option that shapes the result. The record of a run, the lists that it opens with
//! their hashes, what `compare` says of two runs, what a model remembers of the words and the
//! options that the report shows are all made from these entries; an option that has one is in
//! all of them.

use std::path::PathBuf;

use crate::args::{
    AnalyzeArgs, CompareArgs, InputArgs, Named, TopicArgs, WordArgs, choice_text, delimiter_text,
};

/// What stands between the values of an option that was given several times.
const SEPARATOR: &str = "；";

/// What an option acts on first; all that follows from it changes too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shapes {
    /// Which documents there are.
    Reading,
    /// What the words of a document are. Those of a model must be cut in the same way.
    Words,
    /// Which words are joined to phrases. A model has its own.
    Phrases,
    /// The topics.
    Topics,
    /// Nothing but what is written.
    Report,
}

/// An option that shapes the result.
#[derive(Debug)]
pub(crate) struct OptionEntry<A: 'static> {
    /// Its name in records, which is that of the option but for `_`.
    name: &'static str,
    shapes: Shapes,
    given: Given<A>,
}

/// What an option is given.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given<A: 'static> {
    /// A value.
    Value(fn(&A) -> String),
    /// The files of the input.
    Input(fn(&A) -> &[PathBuf]),
    /// Lists of the user's.
    Lists(fn(&A) -> &[PathBuf]),
    /// A model.
    Model(fn(&A) -> &[PathBuf]),
}

/// An option with what it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) name: &'static str,
    pub(crate) shapes: Shapes,
    /// Whether it says where something is. What that holds is known by its hash.
    pub(crate) is_place: bool,
    pub(crate) value: String,
}

use self::Given::{Input, Lists, Model, Value};
use self::Shapes::{Phrases, Reading, Report, Topics, Words};

/// What is read, and how.
pub(crate) const INPUT: &[OptionEntry<InputArgs>] = &[
    entry("input", Reading, Input(|args| &args.inputs)),
    entry("text", Reading, Value(|args| text(args.text.as_ref()))),
    entry("id", Reading, Value(|args| text(args.id.as_ref()))),
    // What the title is decides which words are cut, so that it belongs to them.
    entry("title", Words, Value(|args| text(args.title.as_ref()))),
    entry("encoding", Reading, Value(|args| text(args.encoding.as_ref()))),
    entry(
        "delimiter",
        Reading,
        Value(|args| args.delimiter.map(delimiter_text).unwrap_or_default()),
    ),
    entry("sheet", Reading, Value(|args| text(args.sheet.as_ref()))),
    entry("fields", Reading, Value(|args| text(args.fields.as_ref()))),
    entry("pages", Reading, Value(|args| name(args.pages))),
    entry("page_patterns", Reading, Lists(|args| args.page_patterns.as_slice())),
    entry("ragged", Reading, Value(|args| name(args.ragged))),
    entry("max_cell", Reading, Value(|args| args.max_cell.to_string())),
    entry("max_size", Reading, Value(|args| args.max_size.to_string())),
    entry("lossy", Reading, Value(|args| args.lossy.to_string())),
    entry("on_duplicate_id", Reading, Value(|args| name(args.on_duplicate_id))),
    entry("duplicates", Reading, Value(|args| name(args.duplicates))),
    entry("keep_markup", Words, Value(|args| args.keep_markup.to_string())),
    entry("simplify", Words, Value(|args| args.simplify.to_string())),
    entry("follow", Reading, Value(|args| args.follow.to_string())),
];

/// How it is cut into words.
pub(crate) const WORDS: &[OptionEntry<WordArgs>] = &[
    entry("dictionary", Words, Lists(|args| &args.dictionary)),
    entry("synonyms", Words, Lists(|args| &args.synonyms)),
    entry("stop_words", Words, Lists(|args| &args.stop_words)),
    entry("default_stop_words", Words, Value(|args| (!args.no_default_stop_words).to_string())),
    entry("domain_stop_words", Words, Value(|args| args.domain_stop_words.to_string())),
    entry("negation", Words, Value(|args| (!args.no_negation).to_string())),
    entry("keep_terms", Words, Lists(|args| &args.keep_terms)),
    entry("only_terms", Words, Lists(|args| &args.only_terms)),
    entry("hmm", Words, Value(|args| args.hmm.to_string())),
];

/// What is made of the words.
pub(crate) const ANALYSIS: &[OptionEntry<AnalyzeArgs>] = &[
    entry("keywords", Report, Value(|args| args.keywords.to_string())),
    entry("idf", Report, Lists(|args| args.idf.as_slice())),
    entry("adopt", Phrases, Value(|args| args.adopt_in_force().to_string())),
    entry("seed", Topics, Value(|args| args.seed.to_string())),
    entry("profile", Report, Value(|args| name(args.profile))),
    entry("workbook", Report, Value(|args| name(args.workbook))),
];

/// How topics are found and named.
pub(crate) const TOPICS: &[OptionEntry<TopicArgs>] = &[
    entry("topics", Topics, Value(|args| choice_text(args.topics))),
    entry("vectors", Topics, Value(|args| name(args.vectors))),
    entry("seed_terms", Topics, Lists(|args| args.seed_terms.as_slice())),
    entry("unclear", Topics, Value(|args| args.unclear.to_string())),
    entry("label", Report, Value(|args| text(args.label.as_ref()))),
    entry("labels", Topics, Lists(|args| args.labels.as_slice())),
    entry("model", Topics, Model(|args| args.model.as_slice())),
];

/// What is compared.
pub(crate) const COMPARED: &[OptionEntry<CompareArgs>] = &[
    entry("group", Report, Value(|args| args.group.join(SEPARATOR))),
    entry("date", Report, Value(|args| text(args.date.as_ref()))),
    entry("period", Report, Value(|args| name_or_auto(args.period))),
    entry("cooccurrence", Report, Value(|args| name_or_auto(args.cooccurrence))),
];

/// The options of a run with their values.
pub(crate) fn recorded(args: &AnalyzeArgs) -> Vec<Recorded> {
    let input = INPUT.iter().map(|entry| entry.recorded(&args.input));
    let words = WORDS.iter().map(|entry| entry.recorded(&args.words));
    let analysis = ANALYSIS.iter().map(|entry| entry.recorded(args));
    let topics = TOPICS.iter().map(|entry| entry.recorded(&args.topics));
    let compared = COMPARED.iter().map(|entry| entry.recorded(&args.compare));
    input.chain(words).chain(analysis).chain(topics).chain(compared).collect()
}

/// Whether an option says where something is rather than what is done.
pub(crate) fn is_place(name: &str) -> bool {
    fn among<A>(entries: &[OptionEntry<A>], name: &str) -> bool {
        entries.iter().any(|entry| entry.name == name && entry.is_place())
    }
    among(INPUT, name)
        || among(WORDS, name)
        || among(ANALYSIS, name)
        || among(TOPICS, name)
        || among(COMPARED, name)
}

impl<A> OptionEntry<A> {
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn shapes(&self) -> Shapes {
        self.shapes
    }

    pub(super) fn given(&self) -> &Given<A> {
        &self.given
    }

    fn is_place(&self) -> bool {
        !matches!(self.given, Value(_))
    }

    fn recorded(&self, args: &A) -> Recorded {
        let value = match self.given {
            Value(text) => text(args),
            Input(paths) | Lists(paths) | Model(paths) => joined(paths(args)),
        };
        Recorded { name: self.name, shapes: self.shapes, is_place: self.is_place(), value }
    }
}

const fn entry<A>(name: &'static str, shapes: Shapes, given: Given<A>) -> OptionEntry<A> {
    OptionEntry { name, shapes, given }
}

fn text(given: Option<&String>) -> String {
    given.cloned().unwrap_or_default()
}

fn name(value: impl Named) -> String {
    Named::name(value).to_owned()
}

fn name_or_auto(value: Option<impl Named>) -> String {
    value.map_or_else(|| "auto".to_owned(), name)
}

fn joined(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::args::{Args, Command};

    /// Options that shape nothing: where results go, how fast, and what is told.
    const SHAPE_NOTHING: [&str; 13] = [
        "output",
        "force",
        "open",
        "strict",
        "save_model",
        "threads",
        "quiet",
        "max_memory",
        "timings",
        "batch",
        "lang",
        "color",
        "help",
    ];

    /// Values that each option may be given, other than the ones that it has without.
    const GIVEN: [(&str, &[&str]); 45] = [
        ("input", &["a.txt", "b c"]),
        ("text", &["内容", " a b "]),
        ("id", &["编号"]),
        ("title", &["标题", ""]),
        ("encoding", &["gbk"]),
        ("delimiter", &["tab", ";", "|", " "]),
        ("sheet", &["2", "表 一"]),
        ("fields", &["{省}/{年}-{月}/{}"]),
        ("pages", &["auto", "on", "off"]),
        ("page_patterns", &["p q.tsv"]),
        ("ragged", &["reject", "pad", "error"]),
        ("max_cell", &["1", "18446744073709551615"]),
        ("max_size", &["1"]),
        ("lossy", &["true"]),
        ("on_duplicate_id", &["error", "suffix"]),
        ("duplicates", &["mark", "drop", "off"]),
        ("keep_markup", &["true"]),
        ("simplify", &["true"]),
        ("follow", &["true"]),
        ("dictionary", &["词 典.txt"]),
        ("synonyms", &["a.txt"]),
        ("stop_words", &["a.txt"]),
        ("default_stop_words", &["false"]),
        ("domain_stop_words", &["true"]),
        ("negation", &["false"]),
        ("keep_terms", &["a.txt"]),
        ("only_terms", &["a.txt"]),
        ("hmm", &["true"]),
        ("keywords", &["1", "1000000"]),
        ("idf", &["idf.csv"]),
        ("adopt", &["auto", "none", "20"]),
        ("seed", &["0", "18446744073709551615"]),
        ("profile", &["spreadsheet", "machine"]),
        ("workbook", &["brief", "full", "none"]),
        ("topics", &["8", "3..6", "auto"]),
        ("vectors", &["auto", "ppmi", "lsa"]),
        ("seed_terms", &["a.txt"]),
        ("unclear", &["0.1", "0", "0.123456789", "1"]),
        ("label", &["类 别"]),
        ("labels", &["topics.csv"]),
        ("model", &["m.model"]),
        ("group", &["区 县"]),
        ("date", &["日期"]),
        ("period", &["day", "week", "month", "quarter", "year"]),
        ("cooccurrence", &["document", "sentence"]),
    ];

    /// The record of a run whose command line says that an option has a value.
    fn run(option: &str, value: &str) -> Vec<Recorded> {
        let given = match (option, value) {
            ("input", input) => vec![input.to_owned()],
            (_, "true") => vec![format!("--{}", option.replace('_', "-"))],
            (_, "false") => vec![format!("--no-{}", option.replace('_', "-"))],
            _ => vec![format!("--{}={value}", option.replace('_', "-"))],
        };
        let (command, given) = match option {
            "model" => (vec!["cimai", "assign", value, "x"], Vec::new()),
            "input" => (vec!["cimai", "analyze"], given),
            _ => (vec!["cimai", "analyze", "x"], given),
        };
        let all = command.into_iter().map(str::to_owned).chain(given);
        let all = all.chain(["--output=out".to_owned()]);
        match Args::try_parse_from(all).unwrap().command {
            Command::Analyze(args) => recorded(&args),
            Command::Assign(mut args) => {
                args.analyze.topics.model = Some(args.model);
                recorded(&args.analyze)
            }
            _ => unreachable!("these are the commands that it runs"),
        }
    }

    #[test]
    fn what_is_recorded_of_an_option_can_be_given_again_and_means_the_same() {
        let known = run("input", "x");
        let names: Vec<&str> = known.iter().map(|option| option.name).collect();
        let tried: BTreeSet<&str> = GIVEN.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), tried);
        assert_eq!(names.len(), tried.len(), "no two options have one name");
        for (name, values) in GIVEN {
            for value in values {
                let record = run(name, value);
                let recorded = record.iter().find(|option| option.name == name).unwrap();
                assert_eq!(recorded.value, *value, "{name}");
                if !value.is_empty() {
                    assert_eq!(run(name, &recorded.value), record, "{name}");
                }
            }
        }
    }

    #[test]
    fn every_option_of_the_command_shapes_something_or_is_known_not_to() {
        let command = Args::command();
        let analyze = command.find_subcommand("analyze").unwrap();
        let ids = analyze.get_arguments().map(|arg| arg.get_id().as_str());
        let shaping: BTreeSet<&str> = run("input", "x").iter().map(|option| option.name).collect();
        for id in ids.filter(|id| !SHAPE_NOTHING.contains(id)) {
            let name = match id {
                "inputs" => "input",
                id => id.strip_prefix("no_").unwrap_or(id),
            };
            assert!(shaping.contains(name), "{id} is not recorded");
        }
    }

    #[test]
    fn lists_are_places_and_values_are_not() {
        for place in ["input", "page_patterns", "dictionary", "idf", "labels", "model"] {
            assert!(is_place(place), "{place}");
        }
        for value in ["topics", "group", "text", "unknown"] {
            assert!(!is_place(value), "{value}");
        }
    }

    #[test]
    fn what_is_in_force_is_recorded() {
        let all = ["cimai", "analyze", "x", "--output=out", "--only-terms=a.txt", "--adopt=20"];
        let Command::Analyze(args) = Args::try_parse_from(all).unwrap().command else { return };
        let adopt = recorded(&args).into_iter().find(|option| option.name == "adopt").unwrap();
        assert_eq!(adopt.value, "none");
    }
}
