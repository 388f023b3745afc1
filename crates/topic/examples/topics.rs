//! Finds the topics of a file with one document per line, words separated by blanks, after a
//! label and a tab. `_` stands for a dropped word and `|` for a mark between words.
//!
//! topics FILE [k=10] [seed=0] [kind=auto]
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::time::Instant;

use cimai_corpus::{Corpus, Counts, Piece};
use cimai_topic::{Choice, Options, VectorKind, fit};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).expect("the file should be readable");
    let option = |name: &str| {
        args.iter().find_map(|arg| arg.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    };
    let (mut corpus, mut gold) = (Corpus::default(), Vec::new());
    for line in text.lines() {
        let (label, words) = line.split_once('\t').unwrap_or(("", line));
        let piece = |word| if word == "|" { Piece::Gap } else { Piece::Word(word) };
        corpus.push([], words.split(' ').filter(|w| !w.is_empty()).map(piece), |term| term != "_");
        gold.push(label.to_owned());
    }
    let counts = Counts::of(&corpus);
    let topics = option("k")
        .map_or(Choice::Auto { min: 2, max: 20 }, |k| Choice::Fixed(k.parse().expect("a number")));
    let vectors = match option("kind").as_deref() {
        Some("ppmi") => VectorKind::Ppmi,
        Some("lsa") => VectorKind::Lsa,
        _ => VectorKind::Auto,
    };
    let seed = option("seed").map_or(0, |seed| seed.parse().expect("a number"));
    let options = Options { topics, vectors, seed, ..Options::default() };
    let start = Instant::now();
    let found = fit(&corpus, &counts, &options).expect("options should be valid");
    let seconds = start.elapsed().as_secs_f64();
    println!("{} seconds {seconds:.3} {:?}", found.reason, found.vectors);
    for topic in &found.topics {
        let text = |&term| corpus.vocabulary().term(term);
        let label: Vec<&str> = topic.label.iter().map(text).collect();
        let terms: Vec<&str> = topic.terms.iter().map(|t| text(&t.term)).take(12).collect();
        println!(
            "{:6} {:6.3} {:6.3} {} : {}",
            topic.size,
            topic.coherence,
            topic.cohesion,
            label.join("·"),
            terms.join(" ")
        );
    }
}
