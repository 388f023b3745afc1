//! Finds the topics of a file with one document per line, words separated by blanks, after a
//! label and a tab. `_` stands for a dropped word and `|` for a mark between words.
//!
//! topics FILE [k=10] [min=4] [seed=0] [kind=auto]
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use cimai_corpus::{Batch, Counts, Token, Vocabulary};
use cimai_topic::{
    Agreement, Choice, FirstTerms, Fit, Options, Origin, Standings, TopicTotals, Topics, VectorKind,
};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).expect("the file should be readable");
    let (batch, gold) = read(&text);
    let counts = Counts::of(&batch);
    let options = options(&args);
    let start = Instant::now();
    let fit = Fit::new(&batch, &counts, &options).expect("options should be valid");
    let learned = start.elapsed().as_secs_f64();
    let placed = fit.model().prepare(batch.vocabulary(), Origin::Learned).place(&batch, &counts);
    let totals = TopicTotals::of(&batch, &counts, &placed);
    let standings = Standings::of(&placed.placements, options.unclear);
    let mut topics = fit.describe(&totals, &standings, batch.vocabulary(), &options);
    FirstTerms::of(&topics).count(&counts).rate(&mut topics);
    let all = start.elapsed().as_secs_f64();
    let found: Vec<_> = placed.placements.iter().map(cimai_topic::Placement::topic).collect();
    println!("{:?}", Agreement::of(&found, &gold));
    println!("{} learned in {learned:.3} s, all in {all:.3} s", topics.reason);
    print(&topics, batch.vocabulary());
}

/// The documents, and the label of each.
fn read(text: &str) -> (Batch, Vec<&str>) {
    let dropped: HashSet<&str> =
        text.split_whitespace().filter_map(|word| word.strip_prefix('_')).collect();
    let keep = |word: &str| !dropped.contains(word);
    let token = |word| match word {
        "|" => Token::Gap,
        word => Token::Word(word.strip_prefix('_').unwrap_or(word)),
    };
    let lines = || text.lines().map(|line| line.split_once('\t').unwrap_or(("", line)));
    let tokens = |text| str::split(text, ' ').filter(|word| !word.is_empty()).map(token);
    let words = lines().flat_map(|(_, text)| tokens(text)).filter_map(Token::word);
    let vocabulary = Vocabulary::sorted(words.map(|word| (word.into(), keep(word))));
    let mut batch = Batch::new(Arc::new(vocabulary));
    for (_, text) in lines() {
        batch.push([], tokens(text), keep);
    }
    (batch, lines().map(|(label, _)| label).collect())
}

fn options(args: &[String]) -> Options {
    let option = |name: &str| args.iter().find_map(|arg| arg.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str| option(name).map(|text| text.parse().expect("a number"));
    let min = number("min").unwrap_or(4);
    let topics = number("k").map_or(Choice::Auto { min, max: 20 }, Choice::Fixed);
    let vectors = match option("kind") {
        Some("ppmi") => VectorKind::Ppmi,
        Some("lsa") => VectorKind::Lsa,
        _ => VectorKind::Auto,
    };
    let seed = number("seed").unwrap_or(0) as u64;
    Options { topics, vectors, seed, ..Options::default() }
}

fn print(topics: &Topics, vocabulary: &Vocabulary) {
    for topic in &topics.topics {
        let text = |&term| vocabulary.term(term);
        let label: Vec<&str> = topic.label.iter().map(text).collect();
        let terms: Vec<&str> = topic.terms.iter().map(|t| text(&t.term)).take(12).collect();
        let (size, coherence, cohesion) = (topic.size, topic.coherence, topic.cohesion);
        let (label, terms) = (label.join("·"), terms.join(" "));
        println!("{size:6} {coherence:6.3} {cohesion:6.3} {label} : {terms}");
    }
}
