//! `report.html`: one file that opens from disk without a network.
//!
//! The modules turn results into small structs of what is shown; the templates in `templates/`
//! draw them and escape every text. A content policy lets nothing run or load but the script and
//! the style that the file itself carries.

mod charts;
mod choice;
mod cloud;
mod excerpt;
mod grids;
mod groups;
mod moves;
mod network;
mod overview;
mod passages;
mod text;
mod ties;
mod times;
mod topics;

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cimai_corpus::{Document, Lang, Message, TermId};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use sha2::{Digest, Sha256};

use self::charts::Bar;
use self::cloud::Cloud;
use self::moves::Moves;
use self::network::Network;
use self::text::{grouped, term};
use crate::{Error, InputRow, OutputSet, Presentation, RejectRow, Report, RunRecord};

const SCRIPT: &str = include_str!("../templates/script.js");
const STYLE: &str = include_str!("../templates/style.css");
const TEMPLATES: [(&str, &str); 2] = [
    ("report.html", include_str!("../templates/report.html")),
    ("macros.html", include_str!("../templates/macros.html")),
];

/// Bars drawn for terms and for phrases.
const BARS: usize = 25;
/// Words of the cloud, on a wide page and on a narrow one.
const CLOUD: [usize; 2] = [90, 45];
/// A network of fewer terms shows nothing.
const FEWEST_TIED: usize = 5;
/// Terms and ties of the network, on a wide page and on a narrow one.
const NETWORK: [(usize, usize); 2] = [(60, 110), (24, 40)];

impl Presentation<'_> {
    /// Writes `report.html`.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn html(&self, output: &OutputSet) -> Result<(), Error> {
        output.bytes("report.html", Page::of(self).render().as_bytes())
    }
}

/// What the sections of the page are made from.
struct Page<'a> {
    report: &'a Report<'a>,
    inputs: &'a [InputRow],
    rejects: &'a [RejectRow],
    notes: &'a [Message],
    run: &'a RunRecord,
    lang: Lang,
    /// All terms, most frequent first.
    ranked: Vec<TermId>,
    /// The folder that holds all input files, with its last slash; empty where none does.
    folder: &'a str,
}

impl<'a> Page<'a> {
    fn of(shown: &Presentation<'a>) -> Self {
        let ranked = shown.report.counts.ranked_terms(shown.report.corpus);
        let Presentation { report, inputs, rejects, notes, run, lang } = *shown;
        let folder = common_folder(inputs);
        Self { report, inputs, rejects, notes, run, lang, ranked, folder }
    }

    /// A path or an id without the folder that all files are in.
    fn short<'t>(&self, path: &'t str) -> &'t str {
        path.strip_prefix(self.folder).unwrap_or(path)
    }

    /// What was read: the file, or the folder of the files.
    fn subject(&self) -> String {
        let path = match self.inputs {
            [one] => self.short(&one.path),
            _ => self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        };
        text::brief(path, 80)
    }

    /// What a document is called: its title, or else its id.
    fn name(&self, document: &Document) -> String {
        let title = text::brief(&document.title, 60);
        if title.is_empty() { text::brief(self.short(&document.id), 60) } else { title }
    }

    /// Where a line of a document stands: the file, unless its id names that, and the line.
    fn place_of(&self, document: &Document, line: u64) -> String {
        match document.title.is_empty() && document.id.starts_with(&document.source) {
            true => self.place("", line),
            false => self.place(&document.source, line),
        }
    }

    /// A file and a line of it.
    fn place(&self, path: &str, line: u64) -> String {
        let path = text::brief(self.short(path), 100);
        let place = match self.lang {
            Lang::Zh => format!("{path} 第 {line} 行"),
            Lang::En => format!("{path} line {line}"),
        };
        place.trim_start().to_owned()
    }

    fn render(&self) -> String {
        let environment = environment(self.lang);
        let template = environment.get_template("report.html").expect("it was just added");
        template.render(self.context()).expect("the templates suit the page; a test renders them")
    }

    fn context(&self) -> Value {
        let moves = moves::moves(self.report);
        let terms = self.shown_terms(moves.as_ref());
        let passages = passages::passages(self, &terms);
        context! {
            lang => match self.lang { Lang::Zh => "zh-CN", Lang::En => "en" },
            policy => policy(),
            script => Value::from_safe_string(SCRIPT.to_owned()),
            style => Value::from_safe_string(STYLE.to_owned()),
            version => &*self.run.version,
            folder => text::brief(self.folder, 200),
            subject => self.subject(),
            mapped => times::TOPICS,
            more_fields => self.report.compared.groups.len().saturating_sub(groups::FIELDS),
            vectors => choice::vectors(self.report.topics.vectors).text(self.lang),
            overview => Serde(overview::overview(self, moves.as_ref())),
            cards => Serde(topics::cards(self, &times::topic_lines(self.report))),
            times => Serde(times::times(self, moves.as_ref())),
            fields => Serde(groups::fields(self)),
            networks => Serde(self.networks()),
            topics => self.report.topics.topics.len(),
            term_bars => Serde(self.term_bars()),
            phrase_bars => Serde(self.phrase_bars()),
            grids => Serde(self.grids()),
            clouds => Serde(self.clouds()),
            choice => Serde(choice::choice(self)),
            options => Serde(self.options()),
            left_out => passages.left_out,
            passages => data(&passages),
        }
    }

    /// Every term that the page names, the most important first.
    fn shown_terms(&self, moves: Option<&Moves>) -> Vec<TermId> {
        let frequent = self.ranked.iter().copied().take(grids::TERMS);
        let vocabulary = self.report.corpus.vocabulary();
        let phrases = self.report.phrases.iter().take(grids::PHRASES);
        let phrases = phrases.filter_map(|phrase| vocabulary.get(&phrase.text(self.report.corpus)));
        let moved = moves.into_iter().flat_map(Moves::terms).flatten();
        let tied = ties::named_terms(self.report, NETWORK[0].0, NETWORK[0].1);
        let mut seen = HashSet::new();
        let compared = moved.chain(groups::named_terms(self.report)).chain(tied);
        let all = topics::named_terms(self.report).chain(compared).chain(frequent).chain(phrases);
        all.filter(|term| seen.insert(*term)).collect()
    }

    fn term_bars(&self) -> Vec<Bar> {
        let items = self.ranked.iter().take(BARS).map(|&id| {
            let tf = self.report.counts.tf(id);
            (term(self.report.corpus.vocabulary().term(id)), tf as f64, grouped(tf))
        });
        charts::bars(items)
    }

    fn phrase_bars(&self) -> Vec<Bar> {
        let items = self.report.phrases.iter().zip(self.report.adopted);
        let adopted = items.filter(|(_, adopted)| **adopted).take(BARS);
        let mut best: Vec<_> = adopted.map(|(phrase, _)| phrase).collect();
        best.sort_by_key(|phrase| std::cmp::Reverse(phrase.count));
        charts::bars(best.into_iter().map(|phrase| {
            let count = u64::from(phrase.count);
            (term(&phrase.text(self.report.corpus)), count as f64, grouped(count))
        }))
    }

    fn grids(&self) -> [grids::Grid; 4] {
        [grids::terms(self), grids::phrases(self), grids::documents(self), grids::files(self)]
    }

    fn clouds(&self) -> [Cloud; 2] {
        let words =
            self.ranked.iter().take(CLOUD[0]).map(|&id| {
                (term(self.report.corpus.vocabulary().term(id)), self.report.counts.tf(id))
            });
        let words: Vec<_> = words.collect();
        let narrow = &words[..words.len().min(CLOUD[1])];
        [cloud::cloud(&words, 1040.0, 460.0), cloud::cloud(narrow, 350.0, 520.0)]
    }

    /// The network for a wide page and for a narrow one; none where no terms are tied.
    fn networks(&self) -> Vec<Network> {
        let graphs = NETWORK.map(|(terms, ties)| ties::graph(self.report, terms, ties));
        let sizes = [(1000.0, 620.0), (330.0, 560.0)];
        let tied = graphs.iter().zip(sizes).filter(|(graph, _)| graph.terms.len() >= FEWEST_TIED);
        tied.map(|(graph, (width, height))| graph.layout(width, height)).collect()
    }

    /// The options of the run that say something.
    fn options(&self) -> Vec<(String, String)> {
        let said = self.run.options.iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| (name.clone(), text::brief(value, 300))).collect()
    }
}

/// The longest folder that all files are in.
fn common_folder(inputs: &[InputRow]) -> &str {
    let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
    let mut paths = inputs.iter().map(|input| &*input.path);
    let Some(first) = paths.next() else { return "" };
    paths.fold(&first[..folder(first)], |common, path| {
        let same = common.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        // A slash is a whole character, so a text may be divided behind it.
        let end = common.as_bytes()[..same].iter().rposition(|&byte| byte == b'/');
        &common[..end.map_or(0, |slash| slash + 1)]
    })
}

fn environment(lang: Lang) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_syntax(tidy());
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).expect("the templates are part of the program");
    }
    environment.add_function("t", move |zh: String, en: String| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    });
    environment
}

/// Lines that hold only a tag leave no empty line behind.
fn tidy() -> SyntaxConfig {
    let built = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    built.expect("the default syntax is valid")
}

/// Nothing is loaded, and nothing runs but what has these hashes.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// A value as JSON that may stand inside a script element, whatever texts it holds.
fn data(value: &impl serde::Serialize) -> Value {
    let json = serde_json::to_string(value).expect("it has string keys only");
    Value::from_safe_string(json.replace('<', "\\u003c").replace("\u{2028}", "\\u2028"))
}
