//! How fast keywords and phrases are found: `cargo bench -p cimai-keyword`.

use cimai_corpus::{Batch, Counts, Edge, PhraseEnd, PhraseWord, Token, count};
use cimai_keyword::{FrequencySearch, KeyPhrases, PhraseSearch, Phrases, TextRank, TfIdf};
use divan::Bencher;

fn main() {
    divan::main();
}

fn batch(texts: &[String]) -> Batch {
    let mut batch = Batch::default();
    for text in texts {
        let words = cimai_texts::words(text).into_iter().map(|word| match word {
            "。" | "？" | "！" => Token::End,
            mark if mark.starts_with(cimai_texts::is_mark) => Token::Gap,
            word => Token::Word(word),
        });
        batch.push([], words, |_| true);
    }
    batch
}

#[divan::bench]
fn tf_idf_of_reviews(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::reviews(1_000));
    let counts = Counts::of(&batch);
    let tf_idf = TfIdf::fit(&count(&batch).totals(batch.vocabulary()));
    bencher.bench(|| (0..batch.len()).map(|d| tf_idf.weights(&counts, d).len()).sum::<usize>());
}

#[divan::bench]
fn text_rank_of_reviews(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::reviews(1_000));
    let text_rank = TextRank::default();
    bencher.bench(|| (0..batch.len()).map(|d| text_rank.ranks(&batch, d).len()).sum::<usize>());
}

#[divan::bench]
fn text_rank_of_articles(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::articles(100));
    let text_rank = TextRank::default();
    bencher.bench(|| (0..batch.len()).map(|d| text_rank.ranks(&batch, d).len()).sum::<usize>());
}

#[divan::bench]
fn phrases_of_reviews(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::reviews(5_000));
    let edge = Edge { begins: true, ends: true, inside: true, number: false };
    let edges = vec![edge; batch.vocabulary().len()];
    bencher.bench(|| {
        let mut search = PhraseSearch::new(Phrases::default(), &edges);
        while search.wants_more() {
            let found = search.count(&batch);
            search.add(&found);
        }
        search.finish(batch.vocabulary())
    });
}

#[divan::bench]
fn key_phrases_of_articles(bencher: Bencher<'_, '_>) {
    let batch = batch(&cimai_texts::articles(100));
    let totals = count(&batch).totals(batch.vocabulary());
    let word = PhraseWord {
        joins: true,
        is_noun: true,
        ends: PhraseEnd::Always,
        first: 1.0,
        last: 1.0,
        alone: 1.0,
        length: 2,
        ..PhraseWord::default()
    };
    let words = vec![word; batch.vocabulary().len()];
    let mut search = FrequencySearch::new(&words, &totals);
    while search.wants_more() {
        let found = search.count(&batch);
        search.add(&found);
    }
    let (tf_idf, frequencies) = (TfIdf::fit(&totals), search.finish());
    let key_phrases =
        KeyPhrases { tf_idf: &tf_idf, totals: &totals, words: &words, frequencies: &frequencies };
    bencher.bench(|| {
        (0..batch.len()).map(|document| key_phrases.best(&batch, document, 10).len()).sum::<usize>()
    });
}
