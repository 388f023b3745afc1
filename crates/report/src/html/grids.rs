//! Tables that sort and filter. Each shows a bounded part of a table of the run.

use cimai_corpus::{Lang, TermId, WordClass};
use serde::Serialize;

use super::page::{Page, brief, decimal, grouped, percent, term};
use crate::results::{Citation, FirstDocument};
use crate::tables::{Kind, LIST_SEPARATOR, TableDef};

/// Rows shown of the terms.
pub(crate) const TERMS: usize = 400;
/// Rows shown of the phrases.
pub(crate) const PHRASES: usize = 150;
/// Rows shown of the files.
const FILES: usize = 300;

/// A table on the page.
#[derive(Debug, Serialize)]
pub(crate) struct Grid {
    /// The table of the run that it is part of.
    pub(crate) table: &'static str,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) total: String,
    /// Whether the table has more rows than are shown.
    pub(crate) cut: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Column {
    title: &'static str,
    meaning: &'static str,
    number: bool,
}

/// A cell, and what kind of text it is.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Cell {
    text: String,
    term: bool,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), term: false }
    }

    fn term(text: &str) -> Self {
        Self { text: term(text), term: true }
    }
}

impl Grid {
    fn new(
        table: &'static str,
        columns: &[&str],
        rows: Vec<Vec<Cell>>,
        total: usize,
        lang: Lang,
    ) -> Self {
        let column = |name: &&str| {
            let known = TableDef::of(table).and_then(|table| table.column(name));
            let known = known.expect("the report shows columns that the tables have");
            let number = matches!(known.kind, Kind::Integer | Kind::Number);
            Column { title: known.title(lang), meaning: known.meaning(lang), number }
        };
        let cut = rows.len() < total;
        let columns = columns.iter().map(column).collect();
        Self { table, columns, rows, total: grouped(total as u64), cut }
    }
}

/// The most frequent terms.
pub(crate) fn terms(page: &Page<'_>) -> Grid {
    let summary = page.summary;
    let words = summary.totals.running_words as f64;
    let row = |(i, &id): (usize, &TermId)| {
        let tf = summary.totals.tf(id);
        vec![
            Cell::text(grouped(i as u64 + 1)),
            Cell::term(summary.term(id)),
            Cell::text(word_class(summary.traits[id.index()].class, page.lang)),
            Cell::text(grouped(tf)),
            Cell::text(grouped(u64::from(summary.totals.df(id)))),
            Cell::text(decimal(tf as f64 * 10_000.0 / words, 2)),
            Cell::text(decimal(summary.terms.tf_idf(id), 2)),
            Cell::text(decimal(summary.terms.text_rank(id), 2)),
            Cell::text(decimal(summary.terms.dispersion(id), 2)),
        ]
    };
    let columns = ["rank", "term", "pos", "tf", "df", "per_10k", "tfidf", "textrank", "dispersion"];
    let rows = page.ranked.iter().take(TERMS).enumerate().map(row).collect();
    Grid::new("terms", &columns, rows, page.ranked.len(), page.lang)
}

/// The best phrases and new words.
pub(crate) fn phrases(page: &Page<'_>) -> Grid {
    let summary = page.summary;
    let (word, phrase, adopted) = match page.lang {
        Lang::Zh => ("新词", "短语", "已采纳"),
        Lang::En => ("new word", "phrase", "adopted"),
    };
    let both = summary.phrases.iter().zip(&summary.adopted).take(PHRASES);
    let rows = both.map(|(candidate, &is_term)| {
        let text = candidate.text();
        let kind = if candidate.is_new_word() { word } else { phrase };
        vec![
            if is_term { Cell::term(&text) } else { Cell::text(term(&text)) },
            Cell::text(kind),
            Cell::text(grouped(u64::from(candidate.count))),
            Cell::text(grouped(u64::from(candidate.df))),
            Cell::text(decimal(candidate.score, 2)),
            Cell::text(if is_term { adopted } else { "" }),
        ]
    });
    let columns = ["candidate", "kind", "count", "df", "score", "accept"];
    Grid::new("phrases", &columns, rows.collect(), summary.phrases.len(), page.lang)
}

/// The files that were read.
pub(crate) fn files(page: &Page<'_>) -> Grid {
    let rows = page.inputs.iter().take(FILES).map(|input| {
        vec![
            Cell::text(brief(page.short(&input.path), 160)),
            Cell::text(&*input.kind),
            Cell::text(&*input.encoding),
            Cell::text(grouped(input.documents)),
            Cell::text(grouped(input.rejected)),
            Cell::text(grouped(input.chars)),
            Cell::text(percent(input.han_share)),
            Cell::text(&*input.status),
            Cell::text(brief(&input.message, 200)),
        ]
    });
    let columns = [
        "path",
        "kind",
        "encoding",
        "documents",
        "rejected",
        "chars",
        "han_share",
        "status",
        "message",
    ];
    Grid::new("inputs", &columns, rows.collect(), page.inputs.len(), page.lang)
}

/// The first documents.
pub(crate) fn documents(page: &Page<'_>) -> Grid {
    let summary = page.summary;
    let row = |document: &FirstDocument| {
        let label = |topic| format!("{} {}", topic + 1, brief(&summary.label(topic), 60));
        let best = document.keywords.iter().map(|keyword| term(keyword));
        let cited = Citation {
            id: document.id.clone(),
            title: document.title.clone(),
            ..Citation::default()
        };
        let title = match document.title.is_empty() {
            true => brief(&document.beginning, 30),
            false => page.name(&cited),
        };
        vec![
            Cell::text(brief(page.short(&document.id), 80)),
            Cell::text(title),
            Cell::text(grouped(document.words.into())),
            Cell::text(document.topic.map(label).unwrap_or_default()),
            Cell::text(best.collect::<Vec<_>>().join(LIST_SEPARATOR)),
        ]
    };
    let columns = ["doc_id", "title", "words", "topic_label", "keywords"];
    let rows = summary.first_documents.iter().map(row).collect();
    Grid::new("documents", &columns, rows, summary.totals.documents, page.lang)
}

/// What a word does in a sentence, in one language.
fn word_class(class: WordClass, lang: Lang) -> &'static str {
    let [zh, en] = match class {
        WordClass::Noun => ["名词", "noun"],
        WordClass::Verb => ["动词", "verb"],
        WordClass::Adjective => ["形容词", "adjective"],
        WordClass::Adverb => ["副词", "adverb"],
        WordClass::Name => ["专名", "name"],
        WordClass::Number => ["数词", "number"],
        WordClass::Function => ["虚词", "function word"],
        WordClass::Other => ["", ""],
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
