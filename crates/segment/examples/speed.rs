//! How fast words are cut, beside jieba alone on the same text and thread.
//!
//! `cargo run --release -p cimai-segment --example speed [FILE …]`, with the sample newspaper
//! pages if no file is named. Ratios are to be quoted, not megabytes: they hold on any machine.
#![expect(clippy::print_stdout, reason = "it is a program that prints its findings")]

use std::hint::black_box;
use std::time::Instant;
use std::{env, fs, io};

use cimai_segment::{Segmenter, StopWords};
use jieba_rs::Jieba;

/// Rounds of each, in turn.
const ROUNDS: usize = 9;
/// Bytes to cut in a round, at least.
const SIZE: usize = 8 << 20;
/// Lines that are timed together. The fastest round of each such part counts, since whatever else
/// the machine does only makes some of them slower.
const PART: usize = 256;

fn main() -> io::Result<()> {
    let text = text()?;
    let lines: Vec<&str> = text.lines().collect();
    let jieba = Jieba::new();
    let segmenter = Segmenter::new(StopWords::built_in());
    let (mut bare, mut whole) = (0.0, 0.0);
    for part in lines.chunks(PART) {
        let (mut least_bare, mut least_whole) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..ROUNDS {
            least_bare = least_bare.min(seconds(part, |line| jieba.cut(line, false).len()));
            least_whole = least_whole.min(seconds(part, |line| segmenter.words(line).len()));
        }
        bare += least_bare;
        whole += least_whole;
    }
    let megabytes = text.len() as f64 / 1e6;
    println!("Jieba::cut        {:6.1} MB/s", megabytes / bare);
    println!("Segmenter::words  {:6.1} MB/s", megabytes / whole);
    println!("ratio             {:6.2}", bare / whole);
    Ok(())
}

/// How long it takes to cut some lines.
fn seconds(lines: &[&str], cut: impl Fn(&str) -> usize) -> f64 {
    let clock = Instant::now();
    black_box(lines.iter().map(|line| cut(line)).sum::<usize>());
    clock.elapsed().as_secs_f64()
}

fn text() -> io::Result<String> {
    let mut paths: Vec<_> = env::args().skip(1).map(Into::into).collect();
    if paths.is_empty() {
        let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/newspaper");
        paths = fs::read_dir(pages)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    }
    let mut text = String::new();
    for path in &paths {
        text.push_str(&fs::read_to_string(path)?);
    }
    Ok(text.repeat(SIZE / text.len().max(1) + 1))
}
