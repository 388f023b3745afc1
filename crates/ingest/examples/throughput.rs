//! How fast plain UTF-8 CSV is read and cleaned: `cargo run --release --example throughput`.
//!
//! It makes its own tables, one of short reviews and one of long ones, reads them on one thread
//! with and without the hashes by which copies are found, and prints megabytes a second, the best of several runs.

use std::fmt::Write as _;
use std::time::Instant;

use cimai_ingest::{Duplicates, Error, Options, Part, clean, read};

/// The size of a table, in bytes.
const SIZE: usize = 64 << 20;
/// What reviews are made of.
const PHRASES: [&str; 12] = [
    "菜品新鲜，味道很好",
    "送餐的小哥很有礼貌",
    "等了一个多小时才到",
    "包装破了，汤洒了一半",
    "分量足，价格也合适",
    "下次还会再点这一家",
    "米饭有点硬",
    "客服态度差，要求退款",
    "《随园食单》里说的也不过如此",
    "用了20%的优惠券，很划算",
    "Wi-Fi密码贴在墙上",
    "推荐给朋友了！",
];

#[expect(clippy::print_stdout, reason = "its figures are what it is run for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for (name, phrases) in [("short", 3), ("long", 16)] {
        let table = table(phrases);
        let inputs = [folder.path().join("table.csv")];
        std::fs::write(&inputs[0], &table)?;
        let speed_of = |duplicates| {
            let options = Options { duplicates, ..Options::default() };
            let sink = |part: Part| {
                std::hint::black_box(part);
                Ok::<_, Error>(())
            };
            let run = || read(&inputs, &options, &|_| (), &sink).map(|account| account.files.len());
            speed(&table, || pool.install(run))
        };
        let row = table.len() / table.lines().count();
        let (off, mark) = (speed_of(Duplicates::Off), speed_of(Duplicates::Mark));
        let alone = speed(&table, || clean(&table).text.len());
        println!("{name} rows ({row} bytes): read {off:.0} MB/s, hashed for copies {mark:.0} MB/s");
        println!("    cleaned alone: {alone:.0} MB/s");
    }
    Ok(())
}

fn speed<T>(table: &str, run: impl Fn() -> T) -> f64 {
    let seconds = (0..5).map(|_| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed().as_secs_f64()
    });
    table.len() as f64 / 1e6 / seconds.fold(f64::INFINITY, f64::min)
}

/// A table of reviews of about so many phrases, no two alike.
fn table(phrases: u32) -> String {
    let mut table = String::from("label,review\n");
    let (mut state, mut number) = (1_u32, 0_u32);
    while table.len() < SIZE {
        number += 1;
        let _ = write!(table, "{},", number % 2);
        for _ in 0..=(number % (2 * phrases)) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            table.push_str(PHRASES[(state >> 16) as usize % PHRASES.len()]);
            table.push('，');
        }
        let _ = writeln!(table, "第{number}单。");
    }
    table
}
