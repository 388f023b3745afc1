//! What was read, and what comes out of it in a few lines.

use cimai_corpus::{Message, TermId};
use serde::Serialize;

use super::comparisons::span;
use super::page::{Page, brief, grouped, percent, term};
use crate::results::Risers;

/// Files and records with problems that are named.
const PROBLEMS: usize = 12;
/// Items of a highlight.
const ITEMS: usize = 5;

/// The head of the report.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    pub(crate) tiles: Vec<Tile>,
    pub(crate) highlights: Vec<Highlight>,
    pub(crate) notes: Vec<String>,
    pub(crate) problems: Vec<Problem>,
    /// Files and records with problems beyond those that are named.
    pub(crate) more_problems: usize,
}

/// A number with what it counts.
#[derive(Debug, Serialize)]
pub(crate) struct Tile {
    value: String,
    name: String,
}

/// A line of what stands out.
#[derive(Debug, Serialize)]
pub(crate) struct Highlight {
    pub(crate) name: String,
    pub(crate) items: Vec<Item>,
}

/// Something that stands out.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    text: String,
    /// The number of a topic that has a card; what has none is a term, whose passages can be
    /// shown.
    topic: Option<usize>,
}

/// A file or record that was not read as it is.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    place: String,
    reason: String,
}

pub(crate) fn overview(page: &Page<'_>, risers: Option<&Risers>) -> Overview {
    let (problems, all_problems) = problems(page);
    let found = page.summary.topics.notes.iter().chain(&page.summary.compared.notes);
    let notes = page.notes.iter().chain(found);
    Overview {
        tiles: tiles(page),
        highlights: highlights(page, risers),
        notes: notes.map(|note| brief(note.text(page.lang), 300)).collect(),
        more_problems: all_problems - problems.len(),
        problems,
    }
}

fn tiles(page: &Page<'_>) -> Vec<Tile> {
    let summary = page.summary;
    let tile = |value: u64, zh: &str, [one, many]: [&str; 2]| Tile {
        value: grouped(value),
        name: Message::new(zh, if value == 1 { one } else { many }).text(page.lang).to_owned(),
    };
    let repeated = summary.facts.repeated as u64;
    let without = summary.facts.without_topic as u64;
    let mut tiles = vec![
        tile(page.inputs.len() as u64, "个文件", ["file", "files"]),
        tile(summary.totals.documents as u64, "篇文档", ["document", "documents"]),
        tile(page.inputs.iter().map(|input| input.chars).sum(), "字", ["characters"; 2]),
        tile(summary.totals.running_words, "个词（含停用词）", ["words, stop words included"; 2]),
        tile(page.run.terms as u64, "个不同的词计入统计", ["distinct terms counted"; 2]),
        tile(summary.topics.topics.len() as u64, "个主题", ["topic", "topics"]),
    ];
    let rare = [
        tile(repeated, "篇重复", ["document repeats another", "documents repeat others"]),
        tile(
            without,
            "篇没有可用的词",
            ["document without a usable word", "documents without a usable word"],
        ),
        tile(page.rejects.len() as u64, "条记录被拒收", ["record refused", "records refused"]),
    ];
    tiles.extend(span(page.summary).map(|span| Tile {
        value: span,
        name: Message::new("时间范围", "period").text(page.lang).to_owned(),
    }));
    tiles.extend(rare.into_iter().filter(|tile| tile.value != "0"));
    tiles
}

fn highlights(page: &Page<'_>, risers: Option<&Risers>) -> Vec<Highlight> {
    let summary = page.summary;
    let line = |zh: &str, en: &str, items: Vec<Item>| Highlight {
        name: Message::new(zh, en).text(page.lang).to_owned(),
        items,
    };
    let topics = summary.topics.topics.iter().enumerate().take(ITEMS);
    let topics = topics.map(|(number, topic)| Item {
        text: format!("{} {}", brief(&summary.label(number), 60), percent(topic.share)),
        topic: Some(number + 1),
    });
    let word = |text: &str| Item { text: term(text), topic: None };
    let frequent = page.ranked.iter().take(2 * ITEMS).map(|&id| word(summary.term(id)));
    let new = summary.adopted_phrases().take(2 * ITEMS).map(|phrase| word(&phrase.text()));
    let [rising, falling] = risers.map(Risers::terms).unwrap_or_default();
    let first = |terms: Vec<TermId>| {
        terms.into_iter().take(ITEMS).map(|id| word(summary.term(id))).collect()
    };
    let lines = [
        line("最大的主题", "Largest topics", topics.collect()),
        line("最多的词", "Most frequent terms", frequent.collect()),
        line("发现的新词和短语", "New words and phrases", new.collect()),
        line("上升的词", "Rising terms", first(rising)),
        line("下降的词", "Falling terms", first(falling)),
    ];
    lines.into_iter().filter(|line| !line.items.is_empty()).collect()
}

/// The first problems, and how many there are.
fn problems(page: &Page<'_>) -> (Vec<Problem>, usize) {
    let files = page.inputs.iter().filter(|input| input.status != "ok");
    let all = files.clone().count() + page.rejects.len();
    let files = files.map(|input| Problem {
        place: brief(page.short(&input.path), 160),
        reason: brief(&input.message, 300),
    });
    let records = page.rejects.iter().map(|reject| Problem {
        place: page.place(&reject.path, reject.line),
        reason: brief(&reject.reason, 300),
    });
    (files.chain(records).take(PROBLEMS).collect(), all)
}
