//! Tables that sort and filter. Each shows a bounded part of a table of the run.

use cimai_corpus::{Lang, TermId};
use serde::Serialize;

use super::Page;
use super::text::{brief, decimal, grouped, percent, term};
use crate::dictionary;
use crate::report::SHOWN_METHOD;

/// Rows shown of the terms.
pub(crate) const TERMS: usize = 400;
/// Rows shown of the phrases.
pub(crate) const PHRASES: usize = 150;
/// Rows shown of the files.
const FILES: usize = 300;
/// Rows shown of the documents.
const DOCUMENTS: usize = 300;

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
            let entry = dictionary::column(table, name);
            let entry = entry.expect("the report shows columns that the dictionary has");
            let number = matches!(&*entry.r#type, "integer" | "number");
            Column { title: entry.title(lang), meaning: entry.meaning(lang), number }
        };
        let cut = rows.len() < total;
        let columns = columns.iter().map(column).collect();
        Self { table, columns, rows, total: grouped(total as u64), cut }
    }
}

/// The most frequent terms.
pub(crate) fn terms(page: &Page<'_>) -> Grid {
    let report = page.report;
    let words = report.counts.running_words() as f64;
    let row = |(i, &id): (usize, &TermId)| {
        let tf = report.counts.tf(id);
        vec![
            Cell::text(grouped(i as u64 + 1)),
            Cell::term(report.corpus.vocabulary().term(id)),
            Cell::text(part_of_speech(&report.parts_of_speech[id.index()], page.lang)),
            Cell::text(grouped(tf)),
            Cell::text(grouped(u64::from(report.counts.df(id)))),
            Cell::text(decimal(tf as f64 * 10_000.0 / words, 2)),
            Cell::text(decimal(report.terms.tf_idf(id), 2)),
            Cell::text(decimal(report.terms.text_rank(id), 2)),
            Cell::text(decimal(report.terms.dispersion(id), 2)),
        ]
    };
    let columns = ["rank", "term", "pos", "tf", "df", "per_10k", "tfidf", "textrank", "dispersion"];
    let rows = page.ranked.iter().take(TERMS).enumerate().map(row).collect();
    Grid::new("terms", &columns, rows, page.ranked.len(), page.lang)
}

/// The best phrases and new words.
pub(crate) fn phrases(page: &Page<'_>) -> Grid {
    let report = page.report;
    let (word, phrase, adopted) = match page.lang {
        Lang::Zh => ("新词", "短语", "已采纳"),
        Lang::En => ("new word", "phrase", "adopted"),
    };
    let both = report.phrases.iter().zip(report.adopted).take(PHRASES);
    let rows = both.map(|(candidate, &is_term)| {
        let text = candidate.text(report.corpus);
        let kind = if candidate.is_new_word(report.corpus) { word } else { phrase };
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
    Grid::new("phrases", &columns, rows.collect(), report.phrases.len(), page.lang)
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

/// The documents.
pub(crate) fn documents(page: &Page<'_>) -> Grid {
    let report = page.report;
    let shown = report.keywords.iter().find(|(method, _)| *method == SHOWN_METHOD);
    let row = |number: usize| {
        let document = &report.documents[number];
        let topic = report.topics.topic(number);
        let label = topic.map(|topic| format!("{} {}", topic + 1, brief(&report.label(topic), 60)));
        let best = shown.map_or(&[][..], |(_, keywords)| &keywords[number]);
        let best = best.iter().take(5).map(|keyword| term(&keyword.text(report.corpus)));
        let title = match document.title.is_empty() {
            true => brief(&document.text, 30),
            false => page.name(document),
        };
        vec![
            Cell::text(brief(page.short(&document.id), 80)),
            Cell::text(title),
            Cell::text(grouped(report.corpus.count(number).running_words.into())),
            Cell::text(label.unwrap_or_default()),
            Cell::text(best.collect::<Vec<_>>().join("；")),
        ]
    };
    let columns = ["doc_id", "title", "words", "topic_label", "keywords"];
    let rows = (0..report.documents.len().min(DOCUMENTS)).map(row).collect();
    Grid::new("documents", &columns, rows, report.documents.len(), page.lang)
}

/// What jieba's letters mean. Unknown letters stay as they are.
fn part_of_speech(tag: &str, lang: Lang) -> String {
    const NAMES: [(&str, &str, &str); 24] = [
        ("nr", "人名", "person"),
        ("ns", "地名", "place"),
        ("nt", "机构", "organisation"),
        ("nz", "专名", "proper noun"),
        ("ng", "名词", "noun"),
        ("n", "名词", "noun"),
        ("vn", "动名词", "verbal noun"),
        ("vd", "动词", "verb"),
        ("v", "动词", "verb"),
        ("ad", "形容词", "adjective"),
        ("an", "形容词", "adjective"),
        ("a", "形容词", "adjective"),
        ("b", "区别词", "attributive"),
        ("d", "副词", "adverb"),
        ("t", "时间词", "time"),
        ("s", "处所词", "location"),
        ("m", "数词", "numeral"),
        ("q", "量词", "measure word"),
        ("r", "代词", "pronoun"),
        ("z", "状态词", "descriptive"),
        ("i", "成语", "idiom"),
        ("l", "习用语", "set phrase"),
        ("j", "简称", "abbreviation"),
        ("eng", "英文", "Latin"),
    ];
    let known = NAMES.iter().find(|(letters, ..)| *letters == tag);
    let known = known.or_else(|| {
        NAMES.iter().find(|(letters, ..)| tag.starts_with(letters) && *letters != "eng")
    });
    match (known, lang) {
        (Some((_, zh, _)), Lang::Zh) => (*zh).to_owned(),
        (Some((_, _, en)), Lang::En) => (*en).to_owned(),
        (None, _) => brief(tag, 12),
    }
}
