use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use cimai_ingest::{Error, Options, Progress, Status, read};

use crate::{Folder, read_all, texts};

#[test]
fn what_is_wrong_with_one_file_stops_no_other() {
    let folder = Folder::with(&[
        ("a.txt", "甲".as_bytes()),
        ("b.csv", "id,正文\n1,\"没有结束\n".as_bytes()),
        ("c.png", b"\x89PNG"),
        ("d.txt", b"\x89PNG\r\n\x1A\n"),
        (".e.txt", "隐藏".as_bytes()),
        ("f/g.txt", "乙".as_bytes()),
    ]);
    let reading = folder.read(&Options::default());
    assert_eq!(texts(&reading), ["甲", "乙"]);
    let of =
        |name: &str| reading.files.iter().find(|file| file.path.ends_with(name)).unwrap().status;
    assert_eq!(
        (of("/a.txt"), of("b.csv"), of("c.png")),
        (Status::Ok, Status::Rejected, Status::Skipped)
    );
    assert_eq!(
        (of("d.txt"), of(".e.txt"), of("g.txt")),
        (Status::Rejected, Status::Skipped, Status::Ok)
    );
    assert!(
        reading.files.iter().all(|file| file.status == Status::Ok || !file.message.zh.is_empty())
    );
}

#[test]
fn a_table_without_the_columns_is_refused_alone_unless_none_has_them() {
    let tables = [("1月.csv", "id,text\n1,湿地公园\n"), ("2月.csv", "id,内容甲\n1,水鸟回来了\n")];
    let options = Options { text: Some("text".to_owned()), ..Options::default() };
    let reading = Folder::with(&tables).read(&options);
    assert_eq!(texts(&reading), ["湿地公园"]);
    assert_eq!(reading.files[1].status, Status::Rejected);
    assert!(reading.files[1].message.en.contains("there is no column 'text'"));

    let folder = Folder::with(&[tables[1], ("说明.txt", "一句说明")]);
    let error = read_all(&[folder.at("")], &options, &|_| ()).unwrap_err();
    assert!(matches!(error, Error::ColumnNotFound { .. }), "a slip in the option: {error}");
}

#[test]
fn the_tables_of_an_earlier_run_are_no_input() {
    let own = [("结果/manifest.json", "{}"), ("结果/columns.csv", "table,column\na,b\n")];
    let folder = Folder::with(&[own[0], own[1], ("a.txt", "湿地"), ("结果2/b.txt", "水鸟")]);
    let reading = folder.read(&Options::default());
    assert_eq!(texts(&reading), ["湿地", "水鸟"]);
    assert_eq!(reading.files.len(), 2);
    assert!(reading.notes[0].zh.contains("/结果 是以前运行的输出文件夹"), "{:?}", reading.notes);
}

#[test]
fn no_documents_is_no_error() {
    let reading = Folder::with(&[("a.png", b"")]).read(&Options::default());
    assert_eq!((reading.documents.len(), reading.files.len()), (0, 1));
    let missing = read_all(&["no/such/file.txt".into()], &Options::default(), &|_| ());
    assert!(missing.is_err_and(|error| error.is_usage()));
}

#[test]
fn a_file_over_the_limit_is_refused() {
    let folder = Folder::with(&[("a.txt", "好".repeat(100))]);
    let reading = folder.read(&Options { max_size: 200, ..Options::default() });
    assert_eq!(reading.files[0].status, Status::Rejected);
}

#[test]
fn paths_fill_fields() {
    let folder =
        Folder::with(&[("山东/2024-03/a.csv", "正文\n湿地\n"), ("河北/2024-04/b.txt", "鸟")]);
    let options = Options { fields: Some("{省}/{year}-{month}/{}".into()), ..Options::default() };
    let reading = folder.read(&options);
    assert_eq!(reading.columns, ["省", "year", "month"]);
    assert_eq!(reading.documents[1].fields, ["河北", "2024", "04"]);
    let options = Options { fields: Some("{a}_{b}".into()), ..Options::default() };
    let nothing = read_all(&[folder.at("山东")], &options, &|_| ()).unwrap_err();
    assert!(matches!(nothing, Error::BadFields { .. }));
}

#[test]
fn options_without_sense_are_usage_errors() {
    let folder = Folder::with(&[("a.txt", "好")]);
    for options in [
        Options { encoding: Some("no-such".into()), ..Options::default() },
        Options { delimiter: Some(b'a'), ..Options::default() },
        Options { delimiter: Some(0xE5), ..Options::default() },
        Options { page_patterns: Some("no such\t(".into()), ..Options::default() },
    ] {
        let error = read_all(&[folder.at("a.txt")], &options, &|_| ()).unwrap_err();
        assert!(error.is_usage() && !error.message().zh.is_empty(), "help: {error}");
    }
}

#[test]
fn progress_ends_at_the_whole() {
    let folder = Folder::with(&[("a.txt", "好"), ("b.csv", "正文\n一\n二\n")]);
    let (files, documents) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let note = |progress: Progress| {
        files.fetch_max(progress.files_done, Ordering::Relaxed);
        documents.fetch_max(progress.documents, Ordering::Relaxed);
    };
    read_all(&[folder.0.path().to_owned()], &Options::default(), &note).unwrap();
    assert_eq!((files.into_inner(), documents.into_inner()), (2, 3));
}

#[test]
fn simplified_texts_keep_their_original() {
    let folder = Folder::with(&[("a.txt", "臺灣的\n頭髮")]);
    let reading = folder.read(&Options { simplify: true, ..Options::default() });
    assert_eq!(texts(&reading), ["台湾的\n头发"]);
    assert_eq!(reading.documents[0].original, "臺灣的\n頭髮");
}

#[test]
fn inputs_that_overlap_are_read_once() {
    let folder = Folder::with(&[("a.txt", "好")]);
    let inputs: Vec<PathBuf> =
        vec![folder.at("a.txt"), folder.0.path().to_owned(), folder.at("*.txt")];
    assert_eq!(read_all(&inputs, &Options::default(), &|_| ()).unwrap().documents.len(), 1);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    let folder = Folder::with(&[("a.csv", "id,正文\n1,湿地\n")]);
    let error = read(&[folder.at("a.csv")], &Options::default(), &|_| (), &|_| {
        fs::write(folder.at("a.csv"), "id,正文\n1,湿地\n2,水鸟\n").expect("it can be written");
        Ok(())
    });
    assert!(matches!(error, Err(Error::Changed { path }) if path.ends_with("a.csv")));
}

#[test]
fn nothing_more_is_read_when_a_part_cannot_be_taken() {
    #[derive(Debug)]
    struct Full;
    impl From<Error> for Full {
        fn from(error: Error) -> Self {
            panic!("help: {error}")
        }
    }
    let rows: String = "1,湿地\n".repeat(50_000);
    let folder = Folder::with(&[("a.csv", format!("id,正文\n{rows}"))]);
    let (inputs, options) = ([folder.at("a.csv")], Options { batch: 10, ..Options::default() });
    let taken = AtomicUsize::new(0);
    let result = read(&inputs, &options, &|_| (), &|_| {
        taken.fetch_add(1, Ordering::Relaxed);
        Err(Full)
    });
    assert!(result.is_err() && taken.into_inner() < 1000);
}
