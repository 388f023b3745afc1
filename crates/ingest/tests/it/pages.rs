use std::path::Path;

use cimai_corpus::Document;
use cimai_ingest::{Duplicates, Kind, Options, Pages};

use crate::{Folder, Reading, read_all, read_one, texts};

fn seeds() -> Reading {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/newspaper");
    read_all(&[folder], &Options::default(), &|_| ()).expect("no usage error")
}

fn field<'d>(reading: &Reading, document: &'d Document, name: &str) -> &'d str {
    let place = reading.columns.iter().position(|column| column == name).expect(name);
    &document.fields[place]
}

#[test]
fn every_article_of_the_sample_pages_is_found() {
    let reading = seeds();
    let titles: Vec<_> = reading.documents.iter().map(|document| &*document.title).collect();
    let expected = [
        "一千四百双脚印 踩出一条清水岸",
        "一碗软饭的学问",
        "17路公交为什么拐了个弯",
        "治河先要认得河",
        "把课间还给操场",
        "家庭医生不能只在墙上",
        "城里人来种菜 村里人当先生",
        "抢在雨前头",
        "灯在水上走",
        "没有烟囱的船",
        "一块电池退休以后",
        "晚七点,诊室的灯还亮着",
        "四十三个孩子的山上小学",
        "车间里的第二张课桌",
        "七十岁，从一个作业本开始",
        "白鹭滩上数鸟人",
        "跑在最后的人",
        "牛角湾的三本账",
        "董医生的药箱里有一把指甲刀",
        "拆掉一堵墙 多出三条路",
        "让靠岸的船熄了火",
        "寒潮到来的头一天为何不冷",
    ];
    assert_eq!(titles, expected);
    assert!(reading.files.iter().all(|file| file.kind == Kind::Page && file.articles >= 3));
    assert!(reading.documents.iter().all(|d| d.text.ends_with(['。', '”', '？'])));
}

#[test]
fn bylines_and_the_like_go_to_columns() {
    let reading = seeds();
    let of = |document: usize, name| field(&reading, &reading.documents[document], name);
    assert_eq!(of(0, "byline"), "本报记者 陆知远");
    assert_eq!(of(0, "subtitle"), "写在“河长巡河日”第四年开始的时候");
    assert!(of(0, "captions").contains("取水样"));
    assert_eq!((of(0, "section"), of(0, "date")), ("要闻", "2024-03-12"));
    assert_eq!((of(2, "dateline"), of(2, "byline")), ("本报讯", "记者 乔一帆"));
    assert_eq!(of(4, "author_unit"), "临河市高新区枫林小学");
    assert_eq!(of(12, "captions"), "课间，孩子们在云台小学的小共享菜园里摘辣椒。");
    assert_eq!((of(21, "agency"), of(21, "section")), ("新华社", "科普"));
    assert!(reading.documents.iter().all(|document| !document.text.contains("本报讯")));
}

#[test]
fn sentences_are_whole_and_lines_are_kept() {
    let reading = seeds();
    let ferry = &reading.documents[9];
    let at = ferry.text.find("按眼下的电价").expect("the title stood in the middle of this");
    assert_eq!((ferry.line_at(at), ferry.line_at(at + "按".len())), (10, 16));
    let first = &reading.documents[0];
    assert!(first.text.contains("雾还没散") && first.text.contains("1400余人"));
    let rest = first.text.find("改管子的钱").expect("it goes on at the end of the page");
    assert_eq!(first.line_at(rest), 129);
}

#[test]
fn pages_may_be_off_or_on() {
    let text = "春天\n\n本报讯 花开了。\n\n夏天\n\n本报讯 蝉叫了。\n";
    let folder = Folder::with(&[("a.txt", text), ("b.txt", "一句话。")]);
    let ids = |pages| {
        let reading = folder.read(&Options { pages, ..Options::default() });
        reading
            .documents
            .iter()
            .map(|d| d.id.rsplit('/').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(Pages::Auto), ["a.txt#1", "a.txt#2", "b.txt"]);
    assert_eq!(ids(Pages::Off), ["a.txt", "b.txt"]);
    assert_eq!(ids(Pages::On), ["a.txt#1", "a.txt#2", "b.txt#1"]);
}

#[test]
fn own_patterns_are_added() {
    let folder = Folder::with(&[("a.txt", "看临河//第一条河//◎岑望//水清了。".replace('/', "\n"))]);
    let patterns = "section\t^看临河$\tcolumn\n".to_owned();
    let options = Options { page_patterns: Some(patterns), ..Options::default() };
    let reading = folder.read(&options);
    assert_eq!(field(&reading, &reading.documents[0], "section"), "看临河");
}

#[test]
fn hard_wrapped_text_is_joined() {
    let text = "　　河长走得不快，他左手拿着一根竹竿\n，右手拿着一个本子，竹竿用来探淤，本\n子用来记账。\n".repeat(4);
    let reading = read_one("a.txt", &text);
    assert!(reading.files[0].hard_wrapped);
    assert!(texts(&reading)[0].starts_with(
        "河长走得不快，他左手拿着一根竹竿，右手拿着一个本子，竹竿用来探淤，本子用来记账。\n河长"
    ));
    let document = &reading.documents[0];
    let at = document.text.find("，右手").unwrap();
    assert_eq!((document.line, document.line_at(at)), (1, 2));
}

#[test]
fn an_ordinary_text_stays_one_document() {
    let reading = read_one("a.txt", "题目\n\n第一段没有什么。\n\n第二段也没有。\n");
    assert_eq!(texts(&reading), ["题目\n\n第一段没有什么。\n\n第二段也没有。"]);
    assert_eq!((&*reading.documents[0].title, reading.documents[0].line_at(30)), ("", 3));
}

#[test]
fn reprints_are_marked_or_left_out() {
    let article =
        "苇河老闸口的雾还没散，河长已经把裤脚扎进了胶靴，沿着自己那一段从头走到尾。".repeat(4);
    let text: String =
        article.chars().enumerate().map(|(n, c)| if n % 40 == 7 { '水' } else { c }).collect();
    let folder = Folder::with(&[
        ("a.txt", &article),
        ("b.txt", &format!("{article}略有改动。")),
        ("c.txt", &text.replace("河", "山路")),
    ]);
    let marked = folder.read(&Options::default());
    assert_eq!(marked.duplicate_of, [None, Some(0), None]);
    assert_eq!(marked.files[1].duplicates, 1);
    let dropped = folder.read(&Options { duplicates: Duplicates::Drop, ..Options::default() });
    assert_eq!((dropped.documents.len(), dropped.dropped, dropped.rejects.len()), (2, 1, 0));
    let off = folder.read(&Options { duplicates: Duplicates::Off, ..Options::default() });
    assert_eq!(off.duplicate_of, [None; 3]);
}
