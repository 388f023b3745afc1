//! How fast plain UTF-8 CSV is read and cleaned: `cargo run --release --example throughput`.
//!
//! It makes its own table, reads it on one thread with and without looking for copies, and prints
//! megabytes a second, the best of several runs.

use std::fmt::Write as _;
use std::time::Instant;

use cimai_ingest::{Duplicates, Options, clean, read};

/// The size of the table, in bytes.
const SIZE: usize = 64 << 20;

#[expect(clippy::print_stdout, reason = "its figures are what it is run for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = table();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("table.csv");
    std::fs::write(&path, &table)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let inputs = [path];
    for (name, duplicates) in [("read", Duplicates::Off), ("read, copies marked", Duplicates::Mark)]
    {
        let options = Options { duplicates, ..Options::default() };
        let run = || read(&inputs, &options, &|_| ()).map(|reading| reading.documents.len());
        println!("{name}: {:.0} MB/s", speed(&table, || pool.install(run)));
    }
    println!("clean alone: {:.0} MB/s", speed(&table, || clean(&table).text.len()));
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

/// A table of reviews, no two alike.
fn table() -> String {
    let phrases = [
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
    let mut table = String::from("编号,评分,地区,评论\n");
    let mut state = 1_u32;
    let mut number = 0_u32;
    while table.len() < SIZE {
        number += 1;
        let _ = write!(table, "{number},{},城东区,\"", number % 5 + 1);
        for place in 0..=(number % 7) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let phrase = phrases[(state >> 16) as usize % phrases.len()];
            table.push_str(if place == 0 { "" } else { "，" });
            table.push_str(phrase);
        }
        let _ = writeln!(table, "。第{number}单\"");
    }
    table
}
