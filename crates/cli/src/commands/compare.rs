//! `cimai compare`: what changed between two runs, and why.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use cimai_corpus::{Lang, Message};
use cimai_report::{
    DifferenceRow, HashedFile, MatchRow, MovedRow, OutputSet, Profile, PublishedRun, RunRecord,
    Tables,
};
use cimai_topic::{Comparison, TopicPair, match_by_terms};

use crate::Outcome;
use crate::args::CompareRunsArgs;
use crate::error::Error;
use crate::job::options;
use crate::tell::stages::Progress;
use crate::tell::{interrupt, terminal};

/// How many moved documents and terms are named on the terminal.
const NAMED: usize = 10;

/// Compares two runs, prints what changed, and writes it as tables if that is wanted.
pub(crate) fn run(args: &CompareRunsArgs, progress: Progress) -> Result<Outcome, Error> {
    let before = read(&args.before)?;
    let after = read(&args.after)?;
    let output = args.output.as_deref();
    let open = |path| Ok(OutputSet::create(path, args.force, Profile::default())?);
    let output = output.map(|path| interrupt::open(|| open(path))).transpose()?;
    let changes = Changes::between(&before, &after);
    if let Some(output) = output {
        let tables = Tables::new(&output, progress.written, None)?;
        tables.write(changes.match_rows())?;
        tables.write(changes.moved_rows())?;
        tables.write(&changes.differences)?;
        tables.columns()?;
        tables.package()?;
        drop(tables);
        interrupt::publish(output, progress.lang)?;
    }
    if !progress.quiet {
        changes.print(progress.lang);
    }
    Ok(Outcome::Complete)
}

fn read(folder: &Path) -> Result<PublishedRun, Error> {
    PublishedRun::read(folder).map_err(|fault| Error::in_file(&fault.path)(fault.message))
}

/// What became of the topics of a run in another.
struct Changes<'r> {
    before: &'r PublishedRun,
    after: &'r PublishedRun,
    /// The topics that correspond, by their numbers less 1.
    pairs: Vec<TopicPair>,
    /// How many documents both runs have.
    shared: usize,
    /// Whether topics were matched by documents, and not by terms.
    by_documents: bool,
    /// Ids of documents, with their topics before and after.
    documents: Vec<(&'r str, Option<usize>, Option<usize>)>,
    terms: Vec<(&'r str, Option<usize>, Option<usize>)>,
    differences: Vec<DifferenceRow>,
}

impl<'r> Changes<'r> {
    /// Matches topics by the documents that both runs have, if half of the smaller run's are in
    /// the larger, else by terms.
    fn between(before: &'r PublishedRun, after: &'r PublishedRun) -> Self {
        let known: HashMap<&str, Option<usize>> =
            after.documents.iter().map(|(id, topic)| (id.as_str(), *topic)).collect();
        let place = |topic: Option<usize>| topic.and_then(|number| number.checked_sub(1));
        let shared = before.documents.iter().filter_map(|(id, topic)| {
            Some((id.as_str(), place(*topic), place(*known.get(id.as_str())?)))
        });
        let shared: Vec<_> = shared.collect();
        let smaller = before.documents.len().min(after.documents.len());
        let by_documents = shared.len() * 2 >= smaller && !shared.is_empty();
        let (old, new): (Vec<_>, Vec<_>) = shared.iter().map(|&(_, a, b)| (a, b)).unzip();
        let comparison = Comparison::of(&old, &new);
        let pairs = if by_documents {
            comparison.pairs
        } else {
            match_by_terms(&terms(before), &terms(after))
        };
        let mut changes = Self {
            before,
            after,
            pairs,
            shared: shared.len(),
            by_documents,
            documents: Vec::new(),
            terms: Vec::new(),
            differences: differences(&before.record, &after.record),
        };
        let moves = |&(_, a, b): &(&str, Option<usize>, Option<usize>)| !changes.stays(a, b);
        let documents = shared.into_iter().filter(moves).collect();
        let terms = changes.all_terms().into_iter().filter(moves).collect();
        (changes.documents, changes.terms) = (documents, terms);
        changes
    }

    /// Whether a topic before and one after correspond, or there is neither.
    fn stays(&self, before: Option<usize>, after: Option<usize>) -> bool {
        let corresponds = |pair: &TopicPair| pair.before == before && pair.after == after;
        (before.is_none() && after.is_none())
            || (before.is_some() && after.is_some() && self.pairs.iter().any(corresponds))
    }

    /// The terms of the topics of either run, those of the first first.
    fn all_terms(&self) -> Vec<(&'r str, Option<usize>, Option<usize>)> {
        let topics = |run: &'r PublishedRun| -> HashMap<&'r str, usize> {
            run.terms.iter().map(|(term, topic)| (term.as_str(), topic - 1)).collect()
        };
        let (old, new) = (topics(self.before), topics(self.after));
        let before = self.before.terms.iter();
        let before = before.map(|(term, topic)| {
            (term.as_str(), topic.checked_sub(1), new.get(term.as_str()).copied())
        });
        let after = self.after.terms.iter().filter(|(term, _)| !old.contains_key(term.as_str()));
        let after = after.map(|(term, topic)| (term.as_str(), None, topic.checked_sub(1)));
        before.chain(after).collect()
    }

    fn match_rows(&self) -> Vec<MatchRow> {
        let row = |pair: &TopicPair| MatchRow {
            before: pair.before.map(|topic| topic + 1),
            label_before: label(self.before, pair.before),
            after: pair.after.map(|topic| topic + 1),
            label_after: label(self.after, pair.after),
            shared: pair.shared,
            overlap: pair.overlap,
        };
        self.pairs.iter().map(row).collect()
    }

    fn moved_rows(&self) -> Vec<MovedRow> {
        let row = |kind, &(item, before, after): &(&str, Option<usize>, Option<usize>)| MovedRow {
            kind,
            item: item.to_owned(),
            topic_before: before.map(|topic| topic + 1),
            label_before: label(self.before, before),
            topic_after: after.map(|topic| topic + 1),
            label_after: label(self.after, after),
        };
        let documents = self.documents.iter().map(|moved| row("document", moved));
        documents.chain(self.terms.iter().map(|moved| row("term", moved))).collect()
    }

    fn print(&self, lang: Lang) {
        let tell = |message: Message| terminal::say(message.text(lang));
        tell(self.how());
        for row in self.match_rows() {
            let side = |topic: Option<usize>, label: &str| match topic {
                Some(topic) => format!("{topic} {label}"),
                None => "—".to_owned(),
            };
            let before = terminal::padded(&side(row.before, &row.label_before), 36);
            let after = terminal::padded(&side(row.after, &row.label_after), 36);
            terminal::say(&format!("  {before} → {after} {:>5.1}%", 100.0 * row.overlap));
        }
        let items = |moved: &[(&str, _, _)]| {
            let named: Vec<&str> = moved.iter().take(NAMED).map(|&(item, _, _)| item).collect();
            named.join(" ")
        };
        let (documents, terms) = (self.documents.len(), self.terms.len());
        tell(Message::new(
            format!("换了主题的文档 {documents} 篇：{}", items(&self.documents)),
            format!("{documents} documents moved: {}", items(&self.documents)),
        ));
        tell(Message::new(
            format!("换了主题、新出现或不再出现的主题词 {terms} 个：{}", items(&self.terms)),
            format!("{terms} topic terms moved, came or went: {}", items(&self.terms)),
        ));
        tell(self.why());
        for difference in &self.differences {
            let kind = kind_word(difference.kind, lang);
            let value = |value: &str| if value.is_empty() { "—" } else { value }.to_owned();
            let (before, after) = (value(&difference.before), value(&difference.after));
            terminal::say(&format!("  {kind} {}: {before} → {after}", difference.name));
        }
    }

    fn how(&self) -> Message {
        let shared = self.shared;
        match self.by_documents {
            true => Message::new(
                format!("按两次都有的 {shared} 篇文档对应主题（重合占比在右）："),
                format!(
                    "Topics matched by the {shared} documents of both runs (overlap at the right):"
                ),
            ),
            false => Message::new(
                format!("两次的文档不同（共有 {shared} 篇），按主要词对应主题（重合占比在右）："),
                format!(
                    "The documents differ ({shared} in both), so topics are matched by their terms (overlap at the right):"
                ),
            ),
        }
    }

    fn why(&self) -> Message {
        let stays = self.documents.is_empty() && self.terms.is_empty();
        match (self.differences.is_empty(), stays) {
            (true, true) => Message::new(
                "两次运行的版本、选项、输入和词表都相同，结果也相同",
                "Version, options, inputs and lists are the same, and so is the result",
            ),
            (true, false) => Message::new(
                "两次运行的版本、选项、输入和词表都相同，结果却不同；请核对文件夹是否被改动",
                "Version, options, inputs and lists are the same, but not the result; was a folder changed?",
            ),
            (false, _) => Message::new("两次运行的差别：", "What differs between the runs:"),
        }
    }
}

/// What a kind of difference is called in a language.
fn kind_word(kind: &'static str, lang: Lang) -> &'static str {
    match (lang, kind) {
        (Lang::Zh, "version") => "版本",
        (Lang::Zh, "option") => "选项",
        (Lang::Zh, "input") => "输入",
        (Lang::Zh, "list") => "词表",
        _ => kind,
    }
}

fn terms(run: &PublishedRun) -> Vec<Vec<String>> {
    let last = run.topics.iter().map(|topic| topic.topic).max().unwrap_or(0);
    let mut terms = vec![Vec::new(); last];
    for topic in &run.topics {
        terms[topic.topic - 1].clone_from(&topic.top_terms);
    }
    terms
}

fn label(run: &PublishedRun, topic: Option<usize>) -> String {
    topic.map_or_else(String::new, |topic| run.label(topic + 1).to_owned())
}

/// What two runs do not have in common: the version, options, input files, lists of the user's.
fn differences(before: &RunRecord, after: &RunRecord) -> Vec<DifferenceRow> {
    let row = |kind, name: &str, before: &str, after: &str| DifferenceRow {
        kind,
        name: name.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let mut rows = Vec::new();
    if before.version != after.version {
        rows.push(row("version", "cimai", &before.version, &after.version));
    }
    let options: BTreeSet<&String> = before.options.keys().chain(after.options.keys()).collect();
    for name in options.into_iter().filter(|name| !options::is_place(name)) {
        let value = |run: &RunRecord| run.options.get(name).cloned().unwrap_or_default();
        if value(before) != value(after) {
            rows.push(row("option", name, &value(before), &value(after)));
        }
    }
    for (kind, old, new) in
        [("input", &before.inputs, &after.inputs), ("list", &before.lists, &after.lists)]
    {
        let has = |files: &[HashedFile], file: &HashedFile| {
            files.iter().any(|other| other.blake3 == file.blake3 && file.blake3.is_some())
        };
        let hash = |file: &HashedFile| file.blake3.clone().unwrap_or_default();
        let gone = old.iter().filter(|file| !has(new, file));
        rows.extend(gone.map(|file| row(kind, &file.path, &hash(file), "")));
        let come = new.iter().filter(|file| !has(old, file));
        rows.extend(come.map(|file| row(kind, &file.path, "", &hash(file))));
    }
    rows
}
