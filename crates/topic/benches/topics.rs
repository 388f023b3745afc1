//! How fast topics are learned and given: `cargo bench -p cimai-topic`.

use cimai_corpus::{Batch, Counts, Token};
use cimai_topic::{Choice, Fit, Options, Origin};
use divan::Bencher;

fn main() {
    divan::main();
}

fn batch(texts: &[String]) -> Batch {
    let mut batch = Batch::default();
    for text in texts {
        let words = cimai_texts::words(text).into_iter();
        let words = words.filter(|word| !word.starts_with(cimai_texts::is_mark));
        batch.push([], words.map(Token::Word), |_| true);
    }
    batch
}

fn fit(batch: &Batch, topics: Choice) -> Fit {
    let options = Options { topics, ..Options::default() };
    Fit::new(batch, &Counts::of(batch), &options).expect("the options are in range")
}

#[divan::bench(sample_count = 10)]
fn ten_topics_of_reviews(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::reviews(5_000));
    bencher.bench(|| fit(&batch, Choice::Fixed(10)));
}

#[divan::bench(sample_count = 10)]
fn ten_topics_of_articles(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::articles(500));
    bencher.bench(|| fit(&batch, Choice::Fixed(10)));
}

#[divan::bench(sample_count = 10)]
fn the_number_of_topics_of_reviews(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::reviews(1_000));
    bencher.bench(|| fit(&batch, Choice::Auto { min: 4, max: 20 }));
}

#[divan::bench]
fn reviews_get_their_topics(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::reviews(2_000));
    let fit = fit(&batch, Choice::Fixed(10));
    let placer = fit.model().prepare(batch.vocabulary(), Origin::Learned);
    let counts = Counts::of(&batch);
    bencher.bench(|| placer.place(&batch, &counts));
}
