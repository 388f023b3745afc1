//! The words at the end of a run: what was read, the topics, what was skipped, where the tables
//! are.

use std::path::Path;

use cimai_corpus::{Lang, Message};
use cimai_ingest::Account;
use cimai_keyword::Phrase;
use cimai_report::{ComparedGroups, FileEntry, Summary};
use cimai_segment::StopWords;

use super::stages::Progress;
use super::terminal::Paint;
use super::{audit, terminal};
use crate::flow::reading::Reading;

/// How many files with problems are named; the rest stand in `inputs.csv`.
const NAMED_PROBLEMS: usize = 10;
/// Below which percentage of characters in counted words it is said what may help.
const LITTLE_PERCENT: u64 = 20;
/// From which percentage on dropping the set words of official prose is offered.
const OFFICIAL_PERCENT: u64 = 5;
/// How many groups are named, and how many terms of each.
const NAMED_GROUPS: usize = 20;
const NAMED_GROUP_TERMS: usize = 3;
/// How many of the adopted phrases are named.
const NAMED_PHRASES: usize = 5;
/// How many topics are named; the rest stand in `topics.csv`.
const NAMED_TOPICS: usize = 20;
/// Columns of the longest name of a topic or a group; longer ones are cut.
const WIDEST: usize = 40;
/// Columns of the longest bar.
const BAR: usize = 24;

/// Prints the summary, unless the run is to be quiet. `covered` is the percentage of characters that
/// stand in counted words, if they were counted; the folder comes with its files.
pub(crate) fn print(
    found: &Summary,
    reading: &Reading,
    covered: Option<u64>,
    (folder, files): (&Path, &[FileEntry]),
    progress: Progress,
) {
    if progress.quiet {
        return;
    }
    let lang = progress.lang;
    print_read(found, &reading.account, lang);
    if let Some(percent) = covered {
        print_covered(percent, lang);
    }
    for note in reading.account.notes.iter().chain(&found.topics.notes) {
        terminal::say(note.text(lang));
    }
    print_adopted(found, lang);
    offer_stop_words(found, lang);
    print_topics(found, lang);
    print_agreement(found, lang);
    print_groups(found, lang);
    print_problems(&reading.account, lang);
    print_files(folder, files, lang);
}

/// What was read.
fn print_read(found: &Summary, account: &Account, lang: Lang) {
    let (documents, words) = (found.totals.documents, found.totals.running_words);
    let inputs = account.files.len();
    let message = Message::new(
        format!("读入 {inputs} 个文件，{documents} 篇文档，{words} 个词。"),
        format!(
            "Read {}, {}, {}.",
            counted(inputs as u64, "file"),
            counted(documents as u64, "document"),
            counted(words, "word")
        ),
    );
    terminal::say(message.text(lang));
}

/// How much of the texts is counted at all. Where it is little, they are written otherwise than the
/// dictionary expects.
fn print_covered(percent: u64, lang: Lang) {
    let mut message = Message::new(
        format!("计入统计的词占全部字数的 {percent}%"),
        format!("Counted words hold {percent}% of all characters"),
    );
    if percent < LITTLE_PERCENT {
        message.zh.push_str("，偏低：繁体文本请用 --simplify，文言或专门领域请用 --dictionary 或 --keep-terms 补词，并用 cimai inspect 核对正文列和编码");
        message.en.push_str(", which is little: --simplify helps with traditional characters, --dictionary or --keep-terms with classical or special texts; check text column and encoding with cimai inspect");
    }
    terminal::say(message.text(lang));
}

/// Where the tables are, and what to do with them.
fn print_files(folder: &Path, files: &[FileEntry], lang: Lang) {
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    let folder = folder.display();
    let tables = Message::new(
        format!("表格在 {folder}：{}", names.join(" ")),
        format!("Tables in {folder}: {}", names.join(" ")),
    );
    terminal::say(tables.text(lang));
    if names.contains(&"report.html") {
        let next = Message::new(
            format!("下一步：cimai view {folder} 打开报告"),
            format!("Next: cimai view {folder} opens the report"),
        );
        terminal::say(next.text(lang));
    }
}

/// A number of things in English.
fn counted(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Names the new words and phrases that count as terms, the best first.
fn print_adopted(found: &Summary, lang: Lang) {
    let adopted = found.adopted_phrases().count();
    if adopted == 0 {
        return;
    }
    let best = found.adopted_phrases().take(NAMED_PHRASES).map(Phrase::text);
    let best = best.collect::<Vec<_>>().join("、");
    let message = Message::new(
        format!("新词和短语 {adopted} 个已当作词（见 phrases.csv；--adopt none 关闭）：{best} ……"),
        format!(
            "{adopted} new words and phrases count as terms (phrases.csv; --adopt none for none): {best} …"
        ),
    );
    terminal::say(message.text(lang));
}

/// Says so where the set words of official prose make up much of what is counted. Where they are
/// dropped already, none are counted.
fn offer_stop_words(found: &Summary, lang: Lang) {
    let official = StopWords::official_prose();
    let (mut dropped, mut all) = (0, 0);
    for (id, term) in found.vocabulary.iter() {
        let tf = found.totals.tf(id);
        all += tf;
        dropped += if tf > 0 && official.contains(term) { tf } else { 0 };
    }
    let percent = 100 * dropped / all.max(1);
    if percent >= OFFICIAL_PERCENT {
        let message = Message::new(
            format!(
                "公文套话（加强、推进、坚持……）占 {percent}% 的词次；可用 --domain-stop-words 去掉"
            ),
            format!(
                "Set words of official prose make up {percent}% of what is counted; drop them with --domain-stop-words"
            ),
        );
        terminal::say(message.text(lang));
    }
}

fn print_topics(found: &Summary, lang: Lang) {
    let topics = &found.topics.topics;
    if topics.is_empty() {
        return;
    }
    let head = Message::new(
        format!("主题 {} 个（{}）：", topics.len(), found.topics.reason.zh),
        format!("{} ({}):", counted(topics.len() as u64, "topic"), found.topics.reason.en),
    );
    terminal::say(head.text(lang));
    let labels: Vec<String> =
        (0..topics.len().min(NAMED_TOPICS)).map(|topic| found.label(topic)).collect();
    let width = common_width(&labels);
    for (number, label) in labels.iter().enumerate() {
        print_topic(found, number, &terminal::fitted(label, width), lang);
    }
    if topics.len() > NAMED_TOPICS {
        let more = topics.len() - NAMED_TOPICS;
        let note = Message::new(
            format!("  另有 {more} 个主题，见 topics.csv"),
            format!("  {more} more topics, see topics.csv"),
        );
        terminal::say(note.text(lang));
    }
    let unclear = found.facts.unclear;
    if unclear > 0 {
        let note = Message::new(
            format!("  {unclear} 篇不明，不计入任何主题（assignments.csv 有最接近的主题）"),
            format!(
                "  {unclear} documents are unclear and count for no topic (assignments.csv has the nearest)"
            ),
        );
        terminal::say(note.text(lang));
    }
    let without = found.facts.without_topic;
    if without > 0 {
        let note = Message::new(
            format!("  {without} 篇没有可用的词，不属于任何主题"),
            format!("  {} without a usable word, in no topic", counted(without as u64, "document")),
        );
        terminal::say(note.text(lang));
    }
}

/// The columns that texts take below each other: those of the longest, within bounds.
fn common_width<S: AsRef<str>>(texts: &[S]) -> usize {
    let longest = texts.iter().map(|text| terminal::width(text.as_ref())).max();
    longest.unwrap_or_default().clamp(16, WIDEST)
}

/// How well the topics agree with categories made by hand.
fn print_agreement(found: &Summary, lang: Lang) {
    let Some(labelled) = &found.compared.labelled else { return };
    let (field, a) = (&labelled.field, labelled.agreement);
    let numbers = format!("NMI {:.4}, ARI {:.4}", a.nmi, a.ari);
    let message = Message::new(
        format!("与分类列 {field} 对照（crosstab.csv）：{numbers}，纯度 {:.4}", a.purity),
        format!(
            "Against the categories in {field} (crosstab.csv): {numbers}, purity {:.4}",
            a.purity
        ),
    );
    terminal::say(message.text(lang));
}

/// A topic with a bar. The bar comes last, since terminals do not agree on how wide it is.
fn print_topic(found: &Summary, number: usize, label: &str, lang: Lang) {
    let topic = &found.topics.topics[number];
    let size = Message::new(format!("{} 篇", topic.size), counted(topic.size as u64, "document"));
    let number_text = format!("  {:>3}  ", number + 1);
    let numbers = format!("  {:>5.1}%  {}", topic.share * 100.0, size.text(lang));
    let numbers = terminal::padded(&numbers, 24);
    // The topics of a model keep their order, whichever is the largest now.
    let largest = found.topics.topics.iter().map(|topic| topic.size).max().unwrap_or(1);
    let bar = "█".repeat((BAR * topic.size).div_ceil(largest.max(1)));
    terminal::show(&[
        (Paint::Faint, &number_text),
        (Paint::Strong, label),
        (Paint::Plain, &numbers),
        (Paint::Accent, &bar),
    ]);
}

/// Names the three terms that set each group apart most.
fn print_groups(found: &Summary, lang: Lang) {
    for note in &found.compared.notes {
        terminal::say(note.text(lang));
    }
    let fields = &found.compared.groups;
    for compared in fields {
        if fields.len() > 1 {
            let head = format!("{}：", compared.field);
            terminal::say(Message::new(head, format!("{}:", compared.field)).text(lang));
        }
        print_field(found, compared, lang);
    }
}

/// The groups of one column.
fn print_field(found: &Summary, compared: &ComparedGroups, lang: Lang) {
    let names = &compared.names[..];
    let shown = &names[..names.len().min(NAMED_GROUPS)];
    let width = common_width(shown);
    for (group, name) in shown.iter().enumerate() {
        let terms = compared.apart(group).take(NAMED_GROUP_TERMS);
        let terms: Vec<_> = terms.map(|term| found.vocabulary.term(term)).collect();
        let terms = match terms.is_empty() {
            true => Message::new("没有明显突出的词", "nothing clearly sets it apart"),
            false => Message::new(terms.join("、"), terms.join(", ")),
        };
        let name = terminal::fitted(name, width);
        terminal::say(&format!("  {name}  {}", terms.text(lang)));
    }
    let more = names.len() - shown.len();
    if more > 0 {
        let note = Message::new(
            format!("  另有 {more} 组，见 groups.csv"),
            format!("  {more} more, see groups.csv"),
        );
        terminal::say(note.text(lang));
    }
}

fn print_problems(account: &Account, lang: Lang) {
    let problems = audit::problems(account);
    for problem in problems.iter().take(NAMED_PROBLEMS) {
        terminal::warn(problem, lang);
    }
    if problems.len() > NAMED_PROBLEMS {
        let more = problems.len() - NAMED_PROBLEMS;
        let note = Message::new(
            format!("另有 {more} 个文件有问题，见 inputs.csv"),
            format!("{more} more files have problems, see inputs.csv"),
        );
        terminal::warn(&note, lang);
    }
    if !account.rejects.is_empty() {
        let rejects = account.rejects.len();
        let note = Message::new(
            format!("{rejects} 行没有成为文档，原因见 rejects.csv"),
            format!("{rejects} rows became no documents, see rejects.csv for the reasons"),
        );
        terminal::warn(&note, lang);
    }
}
