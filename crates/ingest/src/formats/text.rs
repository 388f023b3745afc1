use cimai_corpus::{Document, Message};

use crate::clean::{Cleaned, clean};
use crate::dates::{date_of_path, iso};
use crate::file::piece::{FileAccount, Piece};
use crate::page::{Article, Divided, Page};
use crate::setup::Setup;
use crate::table::line_starts;
use crate::{Kind, Pages};

/// The columns of a newspaper page.
const COLUMNS: [&str; 9] = [
    "subtitle",
    "byline",
    "author_unit",
    "dateline",
    "agency",
    "section",
    "date",
    "captions",
    "margin",
];

/// Reads a text: a newspaper page as its articles, any other as one document.
pub(crate) fn read(text: &str, setup: &Setup<'_>, into: &mut FileAccount) -> Piece {
    if into.audit.kind == Kind::Unknown {
        into.audit.kind = Kind::Text;
    }
    let pages = setup.options.pages;
    if pages == Pages::Off && !has_lines(text) {
        return whole(text, into);
    }
    let page = Page::look(text);
    let divided = (pages != Pages::Off).then(|| page.divide(setup.patterns())).flatten();
    if let Some(divided) = &divided
        && setup.options.explain
    {
        into.audit.lines = divided.explain();
    }
    if let Some(divided) = divided.filter(|divided| divided.is_page || pages == Pages::On) {
        return take_articles(divided, &page, into);
    }
    if page.hard_wrapped { joined(&page, into) } else { whole(text, into) }
}

/// Whether it is worth while to look for broken lines.
fn has_lines(text: &str) -> bool {
    memchr::memchr_iter(b'\n', text.as_bytes()).take(8).count() == 8
}

/// The text as one document.
fn whole(text: &str, into: &FileAccount) -> Piece {
    let cleaned = clean(text);
    let line = 1 + cleaned.leading_lines;
    let lines = line_starts(&cleaned.text, line);
    alone(Document { line, lines, ..of(into) }, cleaned)
}

fn alone(document: Document, cleaned: Cleaned) -> Piece {
    let mut piece = Piece::default();
    piece.add(document, cleaned);
    piece
}

/// The text as one document, its broken lines joined.
fn joined(page: &Page, into: &mut FileAccount) -> Piece {
    into.audit.hard_wrapped = true;
    into.audit
        .say(&Message::new("按栏宽断开的行已接上", "lines broken at the column width were joined"));
    let (text, lines, line) = page.joined();
    alone(Document { line, lines, ..of(into) }, Cleaned::of_parts(text, page.invisible))
}

fn take_articles(divided: Divided, page: &Page, into: &mut FileAccount) -> Piece {
    if into.audit.kind == Kind::Text {
        into.audit.kind = Kind::Page;
    }
    into.audit.hard_wrapped = page.hard_wrapped;
    into.audit.invisible_removed += page.invisible;
    into.audit.articles = divided.articles.len();
    into.audit.say(&found(&divided));
    let named = date_of_path(&into.audit.path);
    let mut piece = Piece::default();
    into.columns = COLUMNS.iter().map(|&name| name.to_owned()).collect();
    for (number, article) in (1..).zip(divided.articles) {
        let path = &into.audit.path;
        let document = Document {
            id: format!("{path}#{number}"),
            source: path.clone(),
            line: article.line.max(1),
            title: article.title,
            fields: vec![
                article.subtitle,
                article.byline,
                article.author_unit,
                article.dateline,
                article.agency,
                article.section,
                iso(&article.date).or_else(|| named.clone()).unwrap_or(article.date),
                article.captions,
                article.margin,
            ],
            lines: article.lines,
            ..Document::default()
        };
        piece.add(document, Cleaned::of_parts(article.text, 0));
    }
    piece
}

/// How many articles there are, what showed their borders, and what was put aside.
fn found(divided: &Divided) -> Message {
    let articles = &divided.articles;
    let count = |has: fn(&Article) -> bool| articles.iter().filter(|article| has(article)).count();
    let (titles, bylines) = (count(|a| !a.title.is_empty()), count(|a| !a.byline.is_empty()));
    let (datelines, units) =
        (count(|a| !a.dateline.is_empty()), count(|a| !a.author_unit.is_empty()));
    let cut = count(|a| a.open || a.onward);
    let (all, margin, marks) = (articles.len(), divided.margin, divided.marks);
    Message::new(
        format!(
            "版面：{all} 篇（标题 {titles}、署名 {bylines}、电头 {datelines}、作者单位 {units}、未完 {cut}）；版头等 {margin} 行列入 margin，文件的页码 {marks} 行不计"
        ),
        format!(
            "a page of {all} articles: {titles} titles, {bylines} bylines, {datelines} datelines, {units} authors' units, {cut} cut off; {margin} running heads and the like in the column margin, {marks} page marks of the file left out"
        ),
    )
}

fn of(into: &FileAccount) -> Document {
    let path = &into.audit.path;
    Document { id: path.clone(), source: path.clone(), ..Document::default() }
}
