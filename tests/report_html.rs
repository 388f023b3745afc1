//! The report: one file that needs nothing else, whatever stands in the texts.

use std::fs;

use crate::support::Folder;

/// What a hostile table could hold: markup, templates, formulas, names that scripts know.
const HOSTILE: &str = "id,title,text,district
<script>window.hacked=1</script>,</script><img src=x onerror=window.hacked=1>,\
湿地公园开放<b>湿地</b>水鸟,\"a\"\"><svg onload=window.hacked=1>\"
{{7*7}},{% raw %}${7*7},湿地公园水鸟很多constructor,=1+1
javascript:window.hacked=1,<!--,湿地__proto__公园开放水鸟,__proto__
\u{202e}gpj.exe,]]>,水鸟湿地公园,-->
";

fn report(folder: &Folder, options: &str) -> String {
    folder.run(&format!("analyze {options} -o out")).ended(0);
    fs::read_to_string(folder.path("out/report.html")).unwrap()
}

fn hostile() -> Folder {
    let folder = Folder::new();
    folder.write("a.csv", HOSTILE);
    folder
}

#[test]
fn no_text_becomes_markup() {
    let options = "a.csv --id id --title title --text text --group district";
    let page = report(&hostile(), options);
    for markup in ["<script>window", "<img", "<svg onload", "<b>湿地", "<!--"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert!(page.contains("&lt;script&gt;window.hacked=1"), "the id is shown as text");
    assert_eq!(page.matches("<script").count(), 2, "the data and the script");
    assert!(!page.contains("\n49"), "no template runs on what the texts hold");
}

#[test]
fn the_page_loads_nothing_and_lets_nothing_else_run() {
    let folder = Folder::new().with_seeds();
    let page = report(&folder, "seeds");
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
    let policy = policy.split('"').next().unwrap();
    assert!(policy.starts_with("default-src &#x27;none&#x27;"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for loading in
        ["src=", "href=\"http", "@import", "url(", "<link", "<iframe", " style=\"", " onclick"]
    {
        assert!(!page.contains(loading), "{loading}");
    }
}

#[test]
fn a_section_stands_only_where_there_is_something_for_it() {
    let folder = Folder::new().with_seeds();
    let page = report(&folder, "seeds/complaints.csv --text text --id id --group district");
    for section in ["topics", "times", "groups", "terms", "cloud", "documents", "method", "files"] {
        assert!(page.contains(&format!("<section id=\"{section}\">")), "{section}");
    }
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园建成开放，水鸟回来了。");
    let page = report(&folder, "a.txt");
    for section in ["times", "groups", "network"] {
        assert!(!page.contains(&format!("<section id=\"{section}\">")), "{section}");
    }
}

#[test]
fn terms_that_rise_and_fall_are_told_with_their_trends() {
    let folder = Folder::new();
    let mut table = "date,text\n".to_owned();
    for month in 1..=4 {
        let term = if month < 3 { "湿地" } else { "暖气" };
        for day in 10..20 {
            table.push_str(&format!("2024-0{month}-{day},{term}公园开放，居民高兴\n"));
        }
    }
    folder.write("a.csv", table);
    let page = report(&folder, "a.csv --text text --date date --period month --adopt none");
    let listed = |heading: &str| {
        let list = page.split(&format!("<h3>{heading}</h3>")).nth(1).unwrap();
        let list = list.split("</ol>").next().unwrap();
        list.matches("data-term=\"").count().to_string() + list.split('"').nth(9).unwrap()
    };
    assert_eq!(listed("Rising terms"), "1暖气");
    assert_eq!(listed("Falling terms"), "1湿地");
    // From nothing to the top, and the other way round.
    assert!(page.contains("points=\"2,27 34,27 66,3 98,3\""));
    assert!(page.contains("points=\"2,3 34,3 66,27 98,27\""));
    assert!(page.contains("class=\"panels\""));
}

#[test]
fn a_page_stays_small_however_much_there_is() {
    let folder = Folder::new();
    let mut table = "date,group,text\n".to_owned();
    for i in 0..3000_u32 {
        let year = 1000 + i;
        let word = |n: u32| char::from_u32(0x4e00 + n % 5000).unwrap();
        let text: String = (0..60).map(|j| word(i * 7 + j / 2 * 31)).collect();
        table.push_str(&format!("{year}-01-01,<{i}<>&\"\"<<<<<<<<<<<<<,{text}<<<<<<<<\n"));
    }
    folder.write("a.csv", table);
    let options = "--text text --date date --period year --group group --group date --topics 60";
    let page = report(&folder, &format!("a.csv {options}"));
    assert!(page.len() < 5_000_000, "{}", page.len());
    assert!(page.contains("earlier periods are in trends.csv"));
    assert!(page.contains("smaller groups are in groups.csv"));
    assert!(page.contains("the largest 30 topics"));
}

#[test]
fn the_page_speaks_the_language_of_the_reader() {
    let folder = Folder::new();
    folder.write("a.txt", "湿地公园建成开放，水鸟回来了。");
    let english = report(&folder, "a.txt --lang en");
    assert!(english.contains("<html lang=\"en\">") && english.contains("Most frequent terms"));
    let chinese = report(&folder, "a.txt --lang zh --force");
    assert!(chinese.contains("<html lang=\"zh-CN\">") && chinese.contains("最多的词"));
}

#[test]
fn texts_without_a_word_and_texts_without_an_end_make_a_page() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        format!("id,title,text\n1,……,！？\n2,{0},{0}湿地\n", "甲乙".repeat(40_000)),
    );
    let page = report(&folder, "a.csv --id id --title title --text text");
    assert!(page.len() < 1_000_000, "{}", page.len());
    // The script of the page asks whether a cell is no number; nothing else speaks of that.
    let page = page.replace("Number.isNaN", "");
    assert!(!page.contains("NaN") && !page.contains("inf\""));
}

#[test]
fn what_was_refused_is_told() {
    let folder = Folder::new();
    folder.write("a.csv", "id,text\n1,湿地公园建成开放\n2,水鸟回来了,多一格\n");
    folder.run("analyze a.csv --id id --text text -o out").ended(3);
    let page = fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(page.contains("class=\"problems\"") && page.contains("a.csv line 3"));
}
