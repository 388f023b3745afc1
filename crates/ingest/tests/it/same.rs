use cimai_ingest::{Options, Status};
use proptest::prelude::*;

use crate::{Folder, Reading, read_all};

fn shape(reading: &Reading) -> String {
    format!(
        "{:?}",
        (
            &reading.documents,
            &reading.files,
            &reading.rejects,
            &reading.notes,
            &reading.duplicate_of
        )
    )
}

#[test]
fn threads_change_nothing() {
    let row = |n: usize| format!("{n},第{n}条评论，{}\n", "很好".repeat(n % 50));
    let rows = (0..5000).map(row).collect::<Vec<_>>().concat();
    let text = "河长巡河".repeat(40);
    let folder = Folder::with(&[
        ("t.csv", format!("id,评论\n{rows}")),
        ("z/a.txt", text.clone()),
        ("b.txt", format!("{text}。")),
        ("a.csv", "编号,评论,n\n1,湿地,2\n2,x\n".to_owned()),
    ]);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| shape(&folder.read(&Options::default())))
    };
    let one = run(1);
    assert!([2, 3, 8].into_iter().all(|threads| run(threads) == one));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        name in prop::sample::select(vec!["a.txt", "a.csv", "a.tsv", "a.jsonl", "a.xlsx", "a.docx", "a.csv.gz", "a.txt.zst"]),
    ) {
        let folder = Folder::with(&[(name, bytes)]);
        let result = read_all(&[folder.at(name)], &Options::default(), &|_| ());
        prop_assert!(result.is_ok() || result.is_err_and(|error| error.is_usage()));
    }

    #[test]
    fn rows_in_are_rows_out_and_rejects(
        rows in proptest::collection::vec("[甲乙a\",，;。 ]{1,12}", 1..12),
    ) {
        let folder = Folder::with(&[("a.csv", format!("id,正文\n{}\n", rows.join("\n")))]);
        let reading = folder.read(&Options { text: Some("正文".into()), ..Options::default() });
        let whole = reading.files[0].status < Status::Rejected || !reading.rejects.is_empty();
        let quoted = rows.iter().any(|row| row.contains('"'));
        let filled = rows.iter().filter(|row| !row.trim().is_empty()).count();
        prop_assert!(whole);
        prop_assert!(quoted || reading.documents.len() + reading.rejects.len() == filled);
    }

    #[test]
    fn a_stray_quote_never_changes_the_rows_in_silence(place in 0..60_usize) {
        let csv = "id,正文\n1,很好\n2,\"有,逗号\"\n3,不错\n4,\"还\n行\"\n5,可以\n";
        let place = (0..=place.min(csv.len())).rev().find(|&at| csv.is_char_boundary(at)).unwrap_or(0);
        let broken = format!("{}\"{}", &csv[..place], &csv[place..]);
        let folder = Folder::with(&[("a.csv", broken)]);
        let options = Options { text: Some("2".into()), ..Options::default() };
        let Ok(reading) = read_all(&[folder.at("a.csv")], &options, &|_| ()) else { return Ok(()) };
        let silent = reading.files[0].status == Status::Ok && reading.rejects.is_empty();
        prop_assert!(!silent || reading.documents.len() == 5);
    }
}
