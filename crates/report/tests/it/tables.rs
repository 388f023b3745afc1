use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cimai_report::{
    DictionaryRow, DifferenceRow, DocumentTables, IdfRow, InputRow, KwicRow, MatchRow, ModelRow,
    MovedRow, Profile, RejectRow, Row, Summary, TableDef, stream,
};

use crate::run::{DOCUMENTS, Run};

/// The rows of a table, the names of the columns first.
pub(crate) fn rows(folder: &Path, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join(format!("{table}.csv"))).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records = csv.records().map(Result::unwrap);
    records.map(|record| record.iter().map(str::to_owned).collect()).collect()
}

/// The columns of a table as `columns.csv` explains them.
fn explained(folder: &Path, table: &str) -> Vec<String> {
    let columns = rows(folder, "columns").into_iter();
    columns.filter(|row| row[0] == table).map(|row| row[1].clone()).collect()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let file = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

#[test]
fn every_table_has_rows_that_are_made_somewhere() {
    let streamed =
        [KwicRow::TABLE, IdfRow::TABLE, DictionaryRow::TABLE, ModelRow::TABLE].into_iter();
    let filled_in = [InputRow::TABLE, RejectRow::TABLE, MatchRow::TABLE, MovedRow::TABLE];
    let own = DocumentTables::TABLES.into_iter().chain(Summary::TABLES);
    let made = own.chain(streamed).chain(filled_in).chain([DifferenceRow::TABLE, "columns"]);
    let (mut made, mut defined): (Vec<&str>, Vec<&str>) =
        (made.collect(), TableDef::all().iter().map(TableDef::name).collect());
    made.sort_unstable();
    defined.sort_unstable();
    assert_eq!(made, defined);
}

/// Writes a row of a kind, which in a test is checked cell by cell.
fn cells<R: Row + Default>() {
    let mut out = Vec::new();
    stream([R::default()], Profile::Machine, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap().lines().count(), 2, "{}", R::TABLE);
}

#[test]
fn every_row_has_exactly_the_cells_of_its_table() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(1).write(&folder, Profile::Spreadsheet);
    for table in DocumentTables::TABLES.into_iter().chain(Summary::TABLES) {
        if table == "k" {
            // One number of topics was asked for, so none was tried.
            assert!(!folder.join("k.csv").exists());
            continue;
        }
        let rows = rows(&folder, table);
        let mut columns = explained(&folder, table);
        if table == "documents" {
            columns.extend(["district", "stars", "code"].map(String::from));
        }
        assert_eq!(rows[0], columns, "{table}");
        assert!(rows.len() > 1 && rows.iter().all(|row| row.len() == columns.len()), "{table}");
    }
}

#[test]
fn rows_that_are_filled_in_elsewhere_have_exactly_the_cells_of_their_tables() {
    cells::<KwicRow>();
    cells::<IdfRow>();
    cells::<DictionaryRow>();
    cells::<ModelRow>();
    cells::<InputRow>();
    cells::<RejectRow>();
    cells::<MatchRow>();
    cells::<MovedRow>();
    cells::<DifferenceRow>();
}

#[test]
fn neither_the_cut_into_batches_nor_the_threads_show_in_any_byte() {
    let parent = tempfile::tempdir().unwrap();
    let written = |size: usize, threads: usize| {
        let folder = parent.path().join(format!("{size}-{threads}"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Run::new(size).write(&folder, Profile::Spreadsheet));
        files(&folder)
    };
    let whole = written(DOCUMENTS, 1);
    assert!(whole.len() > 15);
    for (size, threads) in [(DOCUMENTS, 4), (7, 3), (1, 4)] {
        for (name, bytes) in written(size, threads) {
            assert!(whole[&name] == bytes, "{name} in batches of {size}");
        }
    }
}

#[test]
fn the_columns_that_documents_brought_along_stand_under_their_names() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(1).write(&folder, Profile::Machine);
    let rows = rows(&folder, "documents");
    assert_eq!(rows[1 + 4][11..], ["港口区", "4", "04"]);
    assert_eq!(rows[1 + 7][11..], ["港口区", "2", ""]);
    assert_eq!(rows[1 + 8][10], "in/a.csv#4");
    assert!(rows.iter().skip(1).all(|row| !row[7].is_empty() && !row[9].is_empty()));
}

#[test]
fn what_is_told_of_the_tables_is_what_they_are() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Spreadsheet);
    let package = fs::read(folder.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_slice(&package).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let bytes = fs::read(folder.join(resource["path"].as_str().unwrap())).unwrap();
        assert_eq!(resource["bytes"].as_u64(), Some(bytes.len() as u64));
        assert_eq!(resource["hash"], format!("blake3:{}", blake3::hash(&bytes)));
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let header = &rows(&folder, resource["name"].as_str().unwrap())[0];
        assert!(fields.map(|field| field["name"].as_str().unwrap()).eq(header));
    }
}

#[test]
fn spellings_negations_and_examples_stand_with_their_terms() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Machine);
    let terms = rows(&folder, "terms");
    let of = |term: &str| terms.iter().find(|row| row[1] == term).unwrap().clone();
    let heating = of("供暖");
    assert_eq!(heating[12], "供暖 55；温度 40");
    assert_eq!((&*heating[3], &*of("漏水")[13]), ("95", "95"));
    assert!(terms.iter().skip(1).all(|row| row[11].starts_with("in/a.csv#")));
    assert_eq!(terms[1][0], "1");
}

#[test]
fn nodes_of_the_network_are_numbered_by_frequency() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Machine);
    let network = fs::read_to_string(folder.join("network.gexf")).unwrap();
    let nodes: Vec<&str> = network.lines().filter(|line| line.starts_with("<node ")).collect();
    let first = nodes.first().expect("some terms occur together");
    assert!(first.starts_with("<node id=\"1\" label=\"供暖\">"), "{first}");
    for edge in network.lines().filter(|line| line.starts_with("<edge ")) {
        for end in ["source", "target"] {
            let rank = edge.split(&format!("{end}=\"")).nth(1).unwrap().split('"').next().unwrap();
            assert!((1..=nodes.len()).contains(&rank.parse().unwrap()), "{edge}");
        }
    }
}
