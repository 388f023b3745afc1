//! How fast files become documents: `cargo bench -p cimai-ingest`.

use std::fs;
use std::path::Path;

use cimai_ingest::{Error, Options, read};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

#[divan::bench]
fn a_table_is_read(bencher: Bencher<'_, '_>) {
    reading(bencher, "table.csv", &cimai_texts::table(&cimai_texts::reviews(10_000)));
}

#[divan::bench]
fn articles_of_a_table_are_read(bencher: Bencher<'_, '_>) {
    reading(bencher, "table.csv", &cimai_texts::table(&cimai_texts::articles(1_000)));
}

#[divan::bench]
fn a_newspaper_page_is_divided(bencher: Bencher<'_, '_>) {
    reading(bencher, "page.txt", cimai_texts::PAGE);
}

fn reading(bencher: Bencher<'_, '_>, name: &str, content: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("there is room for it");
    bencher.counter(BytesCount::of_str(content)).bench(|| documents(&path));
}

fn documents(path: &Path) -> usize {
    let account = read(&[path.to_owned()], &Options::default(), &|_| (), &|part| {
        divan::black_box(part);
        Ok::<_, Error>(())
    });
    account.expect("the file can be read").files[0].documents
}
