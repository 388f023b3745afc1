//! What was read, and what comes out of it in a few lines.

use cimai_corpus::{Message, TermId};
use serde::Serialize;

use super::Page;
use super::text::{brief, grouped, percent, term};
use super::times::{Moves, span};

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
    pub(crate) items: Vec<String>,
    /// Whether the items are terms, whose passages can be shown.
    pub(crate) terms: bool,
}

/// A file or record that was not read as it is.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    place: String,
    reason: String,
}

pub(crate) fn overview(page: &Page<'_>, moves: Option<&Moves>) -> Overview {
    let (problems, all_problems) = problems(page);
    let found = page.report.topics.notes.iter().chain(&page.report.compared.notes);
    let notes = page.notes.iter().chain(found);
    Overview {
        tiles: tiles(page),
        highlights: highlights(page, moves),
        notes: notes.map(|note| brief(note.text(page.lang), 300)).collect(),
        more_problems: all_problems - problems.len(),
        problems,
    }
}

fn tiles(page: &Page<'_>) -> Vec<Tile> {
    let report = page.report;
    let tile = |value: u64, zh: &str, en: &str| Tile {
        value: grouped(value),
        name: Message::new(zh, en).text(page.lang).to_owned(),
    };
    let repeated = report.duplicate_of.iter().flatten().count() as u64;
    let without = report.topics.assignments.iter().filter(|a| a.is_none()).count() as u64;
    let mut tiles = vec![
        tile(page.inputs.len() as u64, "个文件", "files"),
        tile(report.documents.len() as u64, "篇文档", "documents"),
        tile(page.inputs.iter().map(|input| input.chars).sum(), "字", "characters"),
        tile(report.counts.running_words(), "个词（含停用词）", "words, stop words included"),
        tile(page.run.terms as u64, "个不同的词计入统计", "distinct terms counted"),
        tile(report.topics.topics.len() as u64, "个主题", "topics"),
    ];
    let rare = [
        tile(repeated, "篇重复", "documents repeat others"),
        tile(without, "篇没有可用的词", "documents without a usable word"),
        tile(page.rejects.len() as u64, "条记录被拒收", "records refused"),
    ];
    tiles.extend(span(page.report).map(|span| Tile {
        value: span,
        name: Message::new("时间范围", "period").text(page.lang).to_owned(),
    }));
    tiles.extend(rare.into_iter().filter(|tile| tile.value != "0"));
    tiles
}

fn highlights(page: &Page<'_>, moves: Option<&Moves>) -> Vec<Highlight> {
    let report = page.report;
    let vocabulary = report.corpus.vocabulary();
    let line = |zh: &str, en: &str, items: Vec<String>, terms: bool| Highlight {
        name: Message::new(zh, en).text(page.lang).to_owned(),
        items,
        terms,
    };
    let topics = report.topics.topics.iter().enumerate().take(ITEMS);
    let topics = topics.map(|(number, topic)| {
        format!("{} {}", brief(&report.label(number), 60), percent(topic.share))
    });
    let frequent = page.ranked.iter().take(2 * ITEMS).map(|&id| term(vocabulary.term(id)));
    let new = report.phrases.iter().zip(report.adopted).filter(|(_, adopted)| **adopted);
    let new = new.take(2 * ITEMS).map(|(phrase, _)| term(&phrase.text(report.corpus)));
    let [rising, falling] = moves.map(Moves::terms).unwrap_or_default();
    let first = |terms: Vec<TermId>| {
        terms.into_iter().take(ITEMS).map(|id| term(vocabulary.term(id))).collect()
    };
    let lines = [
        line("最大的主题", "Largest topics", topics.collect(), false),
        line("最多的词", "Most frequent terms", frequent.collect(), true),
        line("发现的新词和短语", "New words and phrases", new.collect(), true),
        line("上升最多的词", "Rising terms", first(rising), true),
        line("下降最多的词", "Falling terms", first(falling), true),
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
