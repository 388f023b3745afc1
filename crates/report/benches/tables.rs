//! How fast tables are written: `cargo bench -p cimai-report`.

use cimai_corpus::Lang;
use cimai_report::{IdfRow, OutputSet, Profile, RejectRow, Tables, WorkbookSize, stream};
use divan::Bencher;
use divan::counter::ItemsCount;

const ROWS: usize = 50_000;

fn main() {
    divan::main();
}

#[divan::bench]
fn rows_of_numbers_as_csv(bencher: Bencher<'_, '_>) {
    let row = |number| IdfRow {
        term: cimai_texts::reviews(1)[0].chars().take(4).collect(),
        df: number as u32,
        idf: 1.0 + (number as f64).sqrt(),
    };
    let rows: Vec<IdfRow> = (0..ROWS).map(row).collect();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        stream(&rows, Profile::Machine, std::io::sink()).expect("nothing can go wrong");
    });
}

#[divan::bench]
fn rows_of_text_as_csv(bencher: Bencher<'_, '_>) {
    write(bencher, None);
}

#[divan::bench(sample_count = 10)]
fn rows_of_text_as_csv_and_workbook(bencher: Bencher<'_, '_>) {
    write(bencher, Some(WorkbookSize::Full));
}

fn write(bencher: Bencher<'_, '_>, workbook: Option<WorkbookSize>) {
    let texts = cimai_texts::reviews(ROWS / 10);
    let row = |text: &String| RejectRow { raw: text.clone(), ..RejectRow::default() };
    let folder = tempfile::tempdir().expect("a temporary folder");
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        let output = OutputSet::create(&folder.path().join("out"), true, Profile::Machine)?;
        let tables = Tables::new(&output, Lang::En, workbook)?;
        tables.write(texts.iter().map(row).collect::<Vec<_>>())
    });
}
