//! Newspaper pages whose articles are known: how well their borders, titles and bylines are found,
//! and that what is no page stays whole.
#![expect(clippy::print_stderr, reason = "who works on the rules reads what went wrong")]

mod generator;

use std::fs;

use cimai_corpus::Document;
use cimai_ingest::{Account, Options, Part, read};
use generator::{Page, page};

/// Pages with these seeds are there to look at when the rules are worked on.
const TO_LOOK_AT: std::ops::Range<u64> = 0..120;
/// These are only scored: nobody looks at them, so that nothing is made to fit them.
const TO_SCORE: std::ops::Range<u64> = 10_000..10_120;

/// How many articles there are, and how many of them were found with title and byline.
#[derive(Debug, Default)]
struct Score {
    articles: usize,
    signed: usize,
    right: usize,
    wrong: usize,
    titles: usize,
    bylines: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.articles + self.right + self.wrong) as f64
    }

    fn titles(&self) -> f64 {
        self.titles as f64 / self.articles as f64
    }

    fn bylines(&self) -> f64 {
        self.bylines as f64 / self.signed as f64
    }

    /// Compares what was found on a page with what stands there. A border is right if the text
    /// begins between the first line of the headline and the third of the text.
    fn add(&mut self, page: &Page, found: &[Document], bylines: usize) {
        let mut free: Vec<&Document> = found.iter().collect();
        for article in &page.articles {
            self.articles += 1;
            self.signed += usize::from(!article.byline.is_empty());
            let lines = article.first..=article.last;
            let Some(place) = free.iter().position(|document| lines.contains(&document.line))
            else {
                report(page, &format!("missed {} ({lines:?})", article.title));
                continue;
            };
            let document = free.remove(place);
            self.right += 1;
            let titled = plain(&document.title) == plain(&article.title);
            let signed = plain(&document.fields[bylines]) == plain(&article.byline);
            self.titles += usize::from(titled);
            self.bylines += usize::from(signed && !article.byline.is_empty());
            if !titled {
                report(page, &format!("title {:?}, not {:?}", document.title, article.title));
            }
            if !signed && !article.byline.is_empty() {
                report(
                    page,
                    &format!("byline {:?}, not {:?}", document.fields[bylines], article.byline),
                );
            }
        }
        self.wrong += free.len();
        for document in free {
            report(page, &format!("false at {}: {}", document.line, document.title));
        }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"、，".contains(*c)).collect()
}

/// Says what went wrong on a page that is there to be looked at.
fn report(page: &Page, what: &str) {
    if TO_LOOK_AT.contains(&page.seed) {
        eprintln!("page {} ({}): {what}", page.seed, page.form);
    }
}

fn read_text(name: &str, text: &str) -> (Vec<Document>, Account) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let parts = std::sync::Mutex::new(Vec::<Part>::new());
    // How a page is divided is seen in all that it holds.
    let options = Options { keep_markup: true, ..Options::default() };
    let account = read(&[folder.path().to_owned()], &options, &|_| (), &|part| {
        parts.lock().unwrap().push(part);
        Ok::<_, cimai_ingest::Error>(())
    });
    let documents = parts.into_inner().unwrap().into_iter().flat_map(|part| part.documents);
    (documents.collect(), account.unwrap())
}

fn score(seeds: std::ops::Range<u64>) -> Score {
    let mut score = Score::default();
    for seed in seeds {
        let page = page(seed);
        if let Some(folder) = std::env::var_os("CIMAI_PAGES").filter(|_| TO_LOOK_AT.contains(&seed))
        {
            let path = std::path::Path::new(&folder).join(format!("{seed:03}.txt"));
            fs::write(path, &page.text).unwrap();
        }
        let (documents, account) = read_text("page.txt", &page.text);
        let bylines = account.columns.iter().position(|column| column == "byline");
        if let Some(place) = bylines {
            score.add(&page, &documents, place);
        } else {
            score.articles += page.articles.len();
            score.wrong += 1;
            report(&page, "not taken for a page");
        }
    }
    score
}

#[track_caller]
fn check(score: &Score) {
    eprintln!(
        "F1 {:.3} titles {:.3} bylines {:.3} {score:?}",
        score.f1(),
        score.titles(),
        score.bylines()
    );
    assert!(score.f1() >= 0.93 && score.titles() >= 0.85 && score.bylines() >= 0.75, "{score:?}");
}

#[test]
fn articles_of_known_pages_are_found() {
    check(&score(TO_LOOK_AT));
}

#[test]
fn articles_of_pages_that_nobody_looked_at_are_found() {
    check(&score(TO_SCORE));
}

/// On pages that indent their paragraphs. Where they do not, and the last line of a paragraph fills
/// the column, nothing on the page tells that it is the last.
#[test]
fn lines_are_joined_to_the_paragraphs_that_they_were() {
    let (mut all, mut whole) = (0, 0);
    for page in TO_SCORE.map(page).filter(|page| page.indented) {
        let (documents, _) = read_text("page.txt", &page.text);
        let found: std::collections::HashSet<String> =
            documents.iter().flat_map(|d| d.text.lines().map(plain)).collect();
        for paragraph in page.articles.iter().flat_map(|article| &article.paragraphs) {
            all += 1;
            let is_whole = found.contains(&plain(paragraph));
            whole += usize::from(is_whole);
            if !is_whole {
                report(&page, &format!("not whole: {paragraph}"));
            }
        }
    }
    eprintln!("{whole} of {all} paragraphs are whole");
    assert!(whole * 100 >= all * 99, "{whole} of {all} paragraphs are whole");
}

#[test]
fn every_character_of_a_page_stands_in_a_title_a_text_or_a_column() {
    for seed in TO_SCORE.step_by(5) {
        let page = page(seed);
        let (documents, _) = read_text("page.txt", &page.text);
        let mut left: Vec<char> = Vec::new();
        for document in &documents {
            left.extend(document.title.chars().chain(document.text.chars()));
            left.extend(document.fields.iter().flat_map(|field| field.chars()));
        }
        let han = |c: &char| ('一'..='龥').contains(c);
        let count = |c: char, all: &mut dyn Iterator<Item = char>| all.filter(|&o| o == c).count();
        let mut distinct: Vec<char> = page.kept.chars().filter(han).collect();
        distinct.sort_unstable();
        distinct.dedup();
        for c in distinct {
            let (before, after) =
                (count(c, &mut page.kept.chars()), count(c, &mut left.iter().copied()));
            assert!(after >= before, "page {seed}: {c} stood {before} times and stands {after}");
        }
    }
}

/// Texts that are no pages: one document, every line of it in the text.
#[test]
fn what_is_no_page_stays_whole() {
    let texts = include_str!("no-pages.txt");
    for text in texts.split("\n=====\n") {
        let (documents, account) = read_text("text.txt", text);
        assert_eq!(documents.len(), 1, "{text}");
        assert_eq!(account.files[0].kind.name(), "txt", "{text}");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let line = line.replace([' ', '　'], "");
            assert!(documents[0].text.replace([' ', '\n'], "").contains(&line), "{line} of {text}");
        }
    }
}

/// Small pages that were once divided wrongly, and texts that were taken for pages; what must come
/// of each stands in `cases.txt`.
#[test]
fn pages_that_were_once_divided_wrongly_are_divided_as_they_stand() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/pages/cases");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let (documents, account) = read_text("page.txt", &text);
        let column = |name: &str| account.columns.iter().position(|column| column == name);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        found.push_str(&format!("{name}: {}\n", account.files[0].kind.name()));
        for document in documents {
            let field = |name| column(name).map_or("", |place| document.fields[place].as_str());
            let words = [document.title.as_str(), field("byline"), field("date")].join(" | ");
            let chars: Vec<char> = document.text.chars().collect();
            let (start, end) =
                (&chars[..chars.len().min(8)], &chars[chars.len().saturating_sub(8)..]);
            let text = [start, end].map(|part| part.iter().collect::<String>().replace('\n', "/"));
            found.push_str(&format!("  {words} | {} … {}\n", text[0], text[1]));
        }
    }
    assert_eq!(found, include_str!("cases.txt"), "found:\n{found}");
}
