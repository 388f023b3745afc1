//! Finds the topics of a file with one document per line, words separated by blanks, after a
//! label and a tab. `_` stands for a dropped word and `|` for a mark between words.
//!
//! topics FILE [k=10] [seed=0] [kind=auto]
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::collections::HashSet;
use std::time::Instant;

use cimai_corpus::{Corpus, Counts, Piece};
use cimai_topic::{Agreement, Choice, Options, VectorKind, fit};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).expect("the file should be readable");
    let option = |name: &str| {
        args.iter().find_map(|arg| arg.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    };
    let text: &'static str = text.leak();
    let dropped: HashSet<&str> =
        text.split_whitespace().filter_map(|w| w.strip_prefix('_')).collect();
    let (mut corpus, mut gold) = (Corpus::default(), Vec::new());
    for line in text.lines() {
        let (label, words) = line.split_once('\t').unwrap_or(("", line));
        let piece = |word: &'static str| match word.strip_prefix('_') {
            _ if word == "|" => Piece::Gap,
            Some(dropped) => Piece::Word(dropped),
            None => Piece::Word(word),
        };
        let pieces = words.split(' ').filter(|w| !w.is_empty()).map(piece);
        corpus.push([], pieces, |term| !dropped.contains(term));
        gold.push(label.to_owned());
    }
    let counts = Counts::of(&corpus);
    let topics = option("k").map_or(
        Choice::Auto { min: option("min").map_or(4, |k| k.parse().expect("a number")), max: 20 },
        |k| Choice::Fixed(k.parse().expect("a number")),
    );
    let vectors = match option("kind").as_deref() {
        Some("ppmi") => VectorKind::Ppmi,
        Some("lsa") => VectorKind::Lsa,
        _ => VectorKind::Auto,
    };
    let seed = option("seed").map_or(0, |seed| seed.parse().expect("a number"));
    let options = Options { topics, vectors, seed, ..Options::default() };
    if std::env::var("PARTS").is_ok() {
        let t = Instant::now();
        let f = cimai_topic::Features::fit(&corpus, &counts, true);
        println!(
            "features {:.3} {}+{}",
            t.elapsed().as_secs_f64(),
            f.words.len(),
            f.characters.len()
        );
        let t = Instant::now();
        let v = cimai_topic::Vectors::fit(&corpus, &counts, &options);
        println!("vectors (with features) {:.3} {:?}", t.elapsed().as_secs_f64(), v.rows.dim());
        let t = Instant::now();
        let c = cimai_topic::SphericalKMeans::default().fit(&v.rows);
        println!("k-means {:.3}", t.elapsed().as_secs_f64());
        let t = Instant::now();
        cimai_topic::Mixture::default().fit(&v.tokens(), &v.rows, c);
        println!("mixture {:.3}", t.elapsed().as_secs_f64());
    }
    let start = Instant::now();
    let found = fit(&corpus, &counts, &options).expect("options should be valid");
    let seconds = start.elapsed().as_secs_f64();
    let assigned: Vec<_> = found.assignments.iter().map(|a| a.map(|a| a.topic)).collect();
    println!("{:?}", Agreement::of(&assigned, &gold));
    if std::env::var("UNCLEAR").is_ok() {
        let unclear = found.unclear(0.2);
        let pick = |u: bool| -> (Vec<_>, Vec<_>) {
            (0..gold.len())
                .filter(|&i| unclear[i] == u)
                .map(|i| (assigned[i], gold[i].clone()))
                .unzip()
        };
        let (a, b) = pick(false);
        let (c, d) = pick(true);
        let negative = found.assignments.iter().flatten().filter(|a| a.margin < 0.0).count();
        println!(
            "clear {:?} unclear {:?} negative {}",
            Agreement::of(&a, &b).purity,
            Agreement::of(&c, &d).purity,
            negative
        );
    }
    for t in found.tried.iter().filter(|_| std::env::var("TRIED").is_ok()) {
        println!("{t:?}");
    }
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
