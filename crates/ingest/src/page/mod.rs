//! Newspaper pages: several articles in one text, as they are copied out of PDF files.
//!
//! ```text
//! lines ─ mend ─ signs (patterns) ─ pass (weights) ─ blocks ─ articles ─ gate
//! ```
//!
//! [`lines`] are cleaned and measured, and [`mend`] puts together what wide blanks tore. Each line
//! shows [`signs`] of what it may be; one [`pass`] of dynamic programming over all of them tells
//! what each is. [`blocks`] joins lines to paragraphs, [`articles`] takes them apart at the titles,
//! and [`gate`] asks whether it is a page at all. Nothing is tuned to a paper: the width of the
//! column, the indent and the use of blank lines are the page's own.

mod article;
mod articles;
mod blocks;
mod gate;
mod lines;
mod mend;
mod pass;
mod patterns;
mod signs;

use cimai_corpus::LineStart;

pub(crate) use article::Article;
use blocks::Block;
use lines::Line;
use pass::State;
use patterns::Kind;
pub(crate) use patterns::Patterns;
use signs::Looked;

use crate::LineAccount;

/// A text of more lines is no page; its lines are joined and no more.
const MOST_LINES: usize = 200_000;

/// A text in lines, as far as it shows how it was set.
pub(crate) struct Page {
    lines: Vec<Line>,
    /// Whether lines were broken at the column width.
    pub(crate) hard_wrapped: bool,
    /// Invisible characters that were taken out.
    pub(crate) invisible: u64,
}

/// A text taken apart as if it were a page.
pub(crate) struct Divided {
    pub(crate) articles: Vec<Article>,
    /// Whether it is a page, as far as the text shows.
    pub(crate) is_page: bool,
    /// How many lines went to the column `margin`: running heads, labels, imprints.
    pub(crate) margin: usize,
    /// How many marks of pages of the file were taken out.
    pub(crate) marks: usize,
    lines: Vec<Looked>,
    states: Vec<State>,
}

impl Page {
    /// Looks at a text.
    pub(crate) fn look(text: &str) -> Self {
        let (lines, invisible) = lines::lines(text);
        let hard_wrapped = lines.iter().any(|line| line.column.is_some());
        Self { lines, hard_wrapped, invisible }
    }

    /// Divides the text into articles; nothing if it is too long for a page.
    pub(crate) fn divide(&self, patterns: &Patterns) -> Option<Divided> {
        if self.lines.len() > MOST_LINES {
            return None;
        }
        let mended = mend::mend(self.lines.clone(), patterns);
        let (lines, habit) = signs::look(mended.lines, patterns);
        let states = pass::tell(&lines);
        let blocks = blocks::blocks(&lines, &states, &habit);
        let articles = articles::articles(&blocks, patterns);
        let is_page = gate::is_page(&articles, &blocks);
        let margin = blocks.iter().filter(|block| is_marginal(block)).count();
        Some(Divided { articles, is_page, margin, marks: mended.marks.len(), lines, states })
    }

    /// The text with its broken lines joined, the lines on which its parts begin, and the first.
    pub(crate) fn joined(&self) -> (String, Vec<LineStart>, u64) {
        let mut whole = Article::default();
        for block in blocks::paragraphs(&self.lines) {
            whole.add(&block, false);
        }
        (whole.text, whole.lines, whole.line)
    }
}

fn is_marginal(block: &Block) -> bool {
    let kinds = [Kind::Head, Kind::Label, Kind::Advert, Kind::Citation];
    kinds.into_iter().any(|kind| block.is(kind))
}

impl Divided {
    /// What every line was told to be, and why.
    pub(crate) fn explain(&self) -> Vec<LineAccount> {
        let reasons = pass::explain(&self.lines, &self.states);
        let told = self.states.iter().zip(reasons);
        let account = |(looked, (state, reasons)): (&Looked, (&State, Vec<String>))| LineAccount {
            line: looked.line.number,
            text: looked.line.text.clone(),
            state: state.name(),
            reasons,
        };
        self.lines.iter().zip(told).map(account).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::built_in);

    fn articles(text: &str) -> Vec<Article> {
        Page::look(text).divide(&PATTERNS).unwrap().articles
    }

    /// Checks titles, bylines and texts; the lines of a page are written with `/` between them.
    #[track_caller]
    fn check(page: &str, expected: &[(&str, &str, &str)]) {
        let found = articles(&page.replace('/', "\n"));
        let found: Vec<_> = found.iter().map(|a| (&*a.title, &*a.byline, &*a.text)).collect();
        assert_eq!(found, expected, "help: {page}");
    }

    #[test]
    fn a_title_with_a_byline_begins_an_article() {
        check(
            "来论//治河先要认得河//◎岑望//河是认人的。//（作者系水利学会会员）//把课间还给操场//□ 聂青禾//铃响了。",
            &[("治河先要认得河", "岑望", "河是认人的。"), ("把课间还给操场", "聂青禾", "铃响了。")],
        );
    }

    #[test]
    fn a_dateline_begins_an_article_and_is_no_text() {
        check(
            "一座桥通了车//本报记者 陆知远//桥宽了。//抢在雨前头//本报讯（记者 郝麦生）麦子收完了。",
            &[
                ("一座桥通了车", "本报记者 陆知远", "桥宽了。"),
                ("抢在雨前头", "记者 郝麦生", "麦子收完了。"),
            ],
        );
    }

    #[test]
    fn headings_stand_within_an_article() {
        check(
            "把课间还给操场//◎聂青禾//铃响了。//怕什么//学校怕出事。//怎么放//放手不是撒手。",
            &[(
                "把课间还给操场",
                "聂青禾",
                "铃响了。\n怕什么\n学校怕出事。\n怎么放\n放手不是撒手。",
            )],
        );
    }

    #[test]
    fn a_sentence_goes_on_past_a_title_and_a_caption() {
        check(
            "本报讯 船开了。账也算得过来。按//没有烟囱的船//货轮靠泊。本报记者 康宁　摄//眼下的电价，一趟省一半。",
            &[("没有烟囱的船", "", "船开了。账也算得过来。按眼下的电价，一趟省一半。")],
        );
    }

    #[test]
    fn a_title_may_stand_at_the_end() {
        check(
            "第一条河//◎岑望//水清了。//（作者单位：水务局）//老人回到课堂。//（作者系教师）//## 七十岁开始//□ 刘凤",
            &[("第一条河", "岑望", "水清了。"), ("七十岁开始", "刘凤", "老人回到课堂。")],
        );
    }

    #[test]
    fn an_article_ends_with_its_byline_in_brackets_or_glued_on() {
        check(
            "公路修到家门口//路宽了。（记者 王海涛）//蘑菇撑起大产业//菇多了。（李晓明 张红）//本报讯 人多了。徐艳华",
            &[
                ("公路修到家门口", "记者 王海涛", "路宽了。"),
                ("蘑菇撑起大产业", "李晓明 张红", "菇多了。"),
                ("", "徐艳华", "人多了。"),
            ],
        );
    }

    #[test]
    fn a_name_at_the_end_of_a_column_is_no_byline() {
        check(
            "一座桥通了车//本报记者 陆知远//桥宽了。李明//说，等了八年。",
            &[("一座桥通了车", "本报记者 陆知远", "桥宽了。李明说，等了八年。")],
        );
    }

    #[test]
    fn what_goes_on_elsewhere_is_put_together() {
        let page = "一千四百双脚印//本报记者 陆知远//雾还没散。（下转A03版）//一碗软饭//□ 沈若禾//饭软了。//A03　要闻//（上接A02版）账难算。";
        let expected = [
            ("一千四百双脚印", "本报记者 陆知远", "雾还没散。\n账难算。"),
            ("一碗软饭", "沈若禾", "饭软了。"),
        ];
        check(page, &expected);
        assert_eq!(articles(&page.replace('/', "\n"))[0].lines.last().unwrap().line, 15);
    }

    #[test]
    fn an_article_that_jumps_a_column_is_put_together() {
        let page = "旧粮仓换上新屋顶了/本报记者　卫长河//　　去年入冬以前，渡头镇的/粮仓还漏雨，守仓的老人每到/半夜就要起来挪盆。今年秋天/仓顶换成了彩钢，墙根抹了防//修鞋摊留在巷口/本报记者　阎松//　　青桐巷的修鞋摊摆了二十/三年，摊主不识几个字，却记/得每一双鞋是谁送来的。/　　他说底子坏了要早补。//潮层，三个仓一共存进六百多/吨稻谷，比往年多出两成。";
        check(
            page,
            &[
                (
                    "旧粮仓换上新屋顶了",
                    "本报记者 卫长河",
                    "去年入冬以前，渡头镇的粮仓还漏雨，守仓的老人每到半夜就要起来挪盆。今年秋天仓顶换成了彩钢，墙根抹了防潮层，三个仓一共存进六百多吨稻谷，比往年多出两成。",
                ),
                (
                    "修鞋摊留在巷口",
                    "本报记者 阎松",
                    "青桐巷的修鞋摊摆了二十三年，摊主不识几个字，却记得每一双鞋是谁送来的。\n他说底子坏了要早补。",
                ),
            ],
        );
    }

    #[test]
    fn short_ends_of_a_text_stay_in_it() {
        let page = "旧粮仓换上新屋顶了/《渡头日报》（2024年3月12日第 2 版）//　　去年入冬以前，渡头镇的粮仓还漏雨，/守仓的老人每到半夜就要起来挪盆。今年/秋天仓顶换成了彩钢，三个仓的损耗降了/90%；/……/　　腊月里，镇上要迎来一个难得的时刻—/—全镇分粮。/　　（新华社渡头3月11日电/记者卫长河、陈松、/阎小满）//修鞋摊留在巷口/《渡头日报》（2024年3月12日第 2 版）//　　青桐巷的修鞋摊摆了二十三年，摊主不/识几个字，却记得每一双鞋是谁送来的。/　　他说底子坏了要早补。";
        let articles = articles(&page.replace('/', "\n"));
        let found: Vec<&str> = articles.iter().map(|article| &*article.title).collect();
        assert_eq!(found, ["旧粮仓换上新屋顶了", "修鞋摊留在巷口"]);
        for kept in ["损耗降了90%；", "……", "时刻——全镇分粮。"] {
            assert!(articles[0].text.contains(kept), "{kept} in {}", articles[0].text);
        }
        let after = &articles[1];
        assert_eq!((&*after.section, &*after.subtitle), ("", ""));
        assert!(after.text.starts_with("青桐巷"), "{}", after.text);
    }

    #[test]
    fn columns_go_to_columns() {
        let page = "A02　要闻　　2024年3月12日　星期二\n编辑：祝小满\n\n两行的题目\n分作两行\n——写在春天\n\n本报记者　陆知远　文/图\n\n　　水清了。";
        let article = &articles(page)[0];
        assert_eq!(article.title, "两行的题目 分作两行");
        assert_eq!((&*article.subtitle, &*article.byline), ("写在春天", "本报记者 陆知远"));
        assert_eq!((&*article.section, &*article.date), ("要闻", "2024年3月12日"));
        assert_eq!((&*article.text, article.line), ("水清了。", 10));
    }

    #[test]
    fn poems_keep_their_lines() {
        check(
            "春天//李晓明//我喜欢春天//它从土里升起//老街//陈刚//石板记得雨声//木门记得手掌//（作者系诗人）",
            &[
                ("春天", "李晓明", "我喜欢春天\n它从土里升起"),
                ("老街", "陈刚", "石板记得雨声\n木门记得手掌"),
            ],
        );
    }

    #[test]
    fn lists_and_reports_are_no_pages() {
        for text in [
            "清单\n□ 打印纸\n□ 墨盒\n● 办公椅\n■ 台灯\n请采购。",
            "报告\n\n一、情况\n\n好。\n\n作者：张三",
        ] {
            let page = Page::look(text).divide(&PATTERNS).unwrap();
            assert!(!page.is_page, "help: {text}");
        }
    }

    const SENTENCES: [&str; 8] = [
        "雾还没散尽，河长已经把裤脚扎进了胶靴。",
        "食堂的门口坐着六七位老人，",
        "他们等着那碗软饭。",
        "改线的消息去年就贴到了站牌上",
        "按眼下的电价算下来一个来回",
        "麦子收了九成六。",
        "本报讯 灯在水上走了一里多路。",
        "（上接第一版）鸟比去年多了一倍。",
    ];
    const OTHERS: [&str; 12] = [
        "治河先要认得河",
        "◎岑望",
        "本报记者 康宁",
        "（作者系会员）",
        "来论",
        "阅读提示",
        "怎么放",
        "更多内容，请扫码关注",
        "A02 要闻",
        "——写在第四年",
        "船靠了岸。康宁 摄",
        "",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn no_text_is_lost(
            lines in proptest::collection::vec((0..20_usize, any::<bool>()), 0..30),
        ) {
            let line = |place: usize| SENTENCES.iter().chain(&OTHERS).nth(place).unwrap();
            let mut page = String::new();
            for &(place, gap) in &lines {
                page.push_str(line(place));
                page.push_str(if gap { "\n\n" } else { "\n" });
            }
            let articles = articles(&page);
            let parts = |a: &Article| [&a.text, &a.title, &a.subtitle, &a.captions].map(String::as_str).concat();
            let whole = articles.iter().map(parts).collect::<Vec<_>>().concat();
            let whole = whole.replace(['\n', ' '], "");
            for &(place, _) in lines.iter().filter(|(place, _)| *place < SENTENCES.len()) {
                let sentence = SENTENCES[place].trim_start_matches("本报讯 ");
                let sentence = sentence.trim_start_matches("（上接第一版）");
                prop_assert!(whole.contains(sentence), "{} of {}", sentence, page);
            }
            for article in &articles {
                let mut offsets = article.lines.iter().map(|start| start.offset as usize);
                prop_assert!(offsets.all(|offset| article.text.is_char_boundary(offset)));
                prop_assert!(article.lines.is_sorted_by_key(|start| start.offset));
            }
        }
    }
}
