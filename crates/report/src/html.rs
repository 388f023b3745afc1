//! `report.html`: one file that opens from disk without a network.
//!
//! The modules turn results into small structs of what is shown; the templates in `templates/`
//! draw them and escape every text. A content policy lets nothing run or load but the script and
//! the style that the file itself carries.

mod charts;
mod comparisons;
mod grids;
mod network;
mod overview;
mod page;
mod passages;
mod topics;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cimai_corpus::Lang;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use sha2::{Digest, Sha256};

use self::charts::{Bar, Cloud};
use self::network::Network;
use self::page::{Page, brief, grouped, term};
pub(crate) use self::passages::shown_terms;
pub(crate) use self::topics::{CARDS, EXCERPTS};
use crate::results::Risers;
use crate::{Error, OutputSet, Presentation};

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

impl Page<'_> {
    fn render(&self) -> String {
        let environment = environment(self.lang);
        let template = environment.get_template("report.html").expect("it was just added");
        template.render(self.context()).expect("the templates suit the page; a test renders them")
    }

    fn context(&self) -> Value {
        let risers = Risers::of(self.summary);
        let risers = risers.as_ref();
        let passages = passages::passages(self, &shown_terms(self.summary, risers));
        context! {
            lang => match self.lang { Lang::Zh => "zh-CN", Lang::En => "en" },
            policy => policy(),
            script => Value::from_safe_string(SCRIPT.to_owned()),
            style => Value::from_safe_string(STYLE.to_owned()),
            version => &*self.run.version,
            folder => brief(self.folder, 200),
            subject => self.subject(),
            mapped => comparisons::TOPICS,
            more_fields => self.summary.compared.groups.len().saturating_sub(comparisons::FIELDS),
            vectors => topics::vectors(self.summary.topics.vectors).text(self.lang),
            overview => Serde(overview::overview(self, risers)),
            cards => Serde(topics::cards(self, &comparisons::topic_lines(self.summary))),
            times => Serde(comparisons::times(self, risers)),
            fields => Serde(comparisons::fields(self)),
            networks => Serde(self.networks()),
            topics => self.summary.topics.topics.len(),
            term_bars => Serde(self.term_bars()),
            phrase_bars => Serde(self.phrase_bars()),
            grids => Serde(self.grids()),
            clouds => Serde(self.clouds()),
            choice => Serde(topics::choice(self)),
            options => Serde(self.options()),
            left_out => passages.left_out,
            passages => data(&passages),
        }
    }

    fn term_bars(&self) -> Vec<Bar> {
        let items = self.ranked.iter().take(BARS).map(|&id| {
            let tf = self.summary.totals.tf(id);
            (term(self.summary.term(id)), tf as f64, grouped(tf))
        });
        charts::bars(items)
    }

    fn phrase_bars(&self) -> Vec<Bar> {
        let mut best: Vec<_> = self.summary.adopted_phrases().take(BARS).collect();
        best.sort_by_key(|phrase| std::cmp::Reverse(phrase.count));
        charts::bars(best.into_iter().map(|phrase| {
            let count = u64::from(phrase.count);
            (term(&phrase.text()), count as f64, grouped(count))
        }))
    }

    fn grids(&self) -> [grids::Grid; 4] {
        [grids::terms(self), grids::phrases(self), grids::documents(self), grids::files(self)]
    }

    fn clouds(&self) -> [Cloud; 2] {
        let words = self
            .ranked
            .iter()
            .take(CLOUD[0])
            .map(|&id| (term(self.summary.term(id)), self.summary.totals.tf(id)));
        let words: Vec<_> = words.collect();
        let narrow = &words[..words.len().min(CLOUD[1])];
        [charts::cloud(&words, 1040.0, 460.0), charts::cloud(narrow, 350.0, 520.0)]
    }

    /// The network for a wide page and for a narrow one; none where no terms are tied.
    fn networks(&self) -> Vec<Network> {
        let graphs = network::SIZES.map(|(terms, ties)| network::graph(self.summary, terms, ties));
        let sizes = [(1000.0, 620.0), (330.0, 560.0)];
        let tied = graphs.iter().zip(sizes).filter(|(graph, _)| graph.terms.len() >= FEWEST_TIED);
        tied.map(|(graph, (width, height))| graph.layout(width, height)).collect()
    }

    /// The options of the run that say something.
    fn options(&self) -> Vec<(String, String)> {
        let said = self.run.options.iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| (name.clone(), brief(value, 300))).collect()
    }
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
