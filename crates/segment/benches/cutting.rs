//! How fast text is cut: `cargo bench -p cimai-segment`.

use cimai_segment::{Segmenter, StopWords};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

#[divan::bench]
fn the_dictionary_is_loaded() -> Segmenter {
    Segmenter::new(StopWords::built_in())
}

#[divan::bench]
fn reviews_are_cut(bencher: Bencher<'_, '_>) {
    let segmenter = Segmenter::new(StopWords::built_in());
    let texts = cimai_texts::reviews(1_000);
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| texts.iter().map(|text| segmenter.words(text).len()).sum::<usize>());
}
