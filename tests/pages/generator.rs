//! Pages made by chance from a seed: articles of known titles and bylines, set in columns.
//!
//! What is drawn for a page: the width of the column (11 to 32 characters), whether paragraphs are
//! indented, blank lines around headlines and bylines, headlines as wide as one column or two,
//! running head, editors, page marks. For an article: the form of its byline (one in eight has
//! none), kicker, deck, headings, a caption, a table. Noise as of OCR: a full stop that is missing,
//! a quotation mark that is lost.

/// An article as it should be found.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) title: String,
    pub(super) byline: String,
    /// The first line of its headline and the third of its text.
    pub(super) first: u64,
    pub(super) last: u64,
    /// The paragraphs between the first and the last, as they were before they were set.
    pub(super) paragraphs: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) seed: u64,
    /// How it was set, in words.
    pub(super) form: String,
    pub(super) indented: bool,
    pub(super) text: String,
    /// The text without the marks that are to be taken out.
    pub(super) kept: String,
    pub(super) articles: Vec<Article>,
    line: u64,
}

/// `SplitMix64` (Steele, Lea, Flood 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// True once in `n` times.
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

const TITLES: [&str; 36] = [
    "石板桥头又响起了打铁声",
    "一口老井养活半条街",
    "山里的快递比城里早到一小时",
    "把图书角搬到车间门口",
    "退下来的教练带出一支娃娃队",
    "雨水花园让内涝点变成观景点",
    "菜价每天贴在站牌上",
    "老剧场换了新灯光",
    "渔港的夜市为什么不收摊",
    "二十年的欠条终于兑了现",
    "苗木基地里的算账人",
    "医生下乡先学方言",
    "一条断头路接通两个县",
    "古树有了自己的体检表",
    "托管班里的手艺课",
    "盲道不能只铺给检查看",
    "数据跑起来，窗口静下来",
    "谁来给电梯的账本签字",
    "水价改革要算明白账",
    "少开一次会，多走一趟田",
    "新渠通水那天没有剪彩",
    "四点半以后的操场",
    "旧厂房里长出音乐节",
    "一张餐桌上的邻里账",
    "护林员的第三本日记",
    "小站停靠一分钟也值得",
    "冬枣熟了，路也修好了",
    "社区食堂的秤为何摆在门外",
    "让好种子留在自家地里",
    "夜班护士的早餐铺",
    "为老街留一盏不灭的灯",
    "湖面结冰之前的最后一网",
    "学徒工评上了首席技师",
    "垃圾站旁边种满了月季",
    "热线接通之后",
    "我市启动冬季供暖设施排查",
];
const SENTENCES: [&str; 40] = [
    "天还没有亮，街口的灯已经一盏一盏地熄了。",
    "老周把三轮车停在墙根，先去井边打了两桶水。",
    "镇里今年修了十二公里的路，剩下的六公里排在明年。",
    "“账要一笔一笔地记，话要一句一句地说。”他这样讲。",
    "来的人多半是附近厂里的职工，也有专门坐车来的。",
    "去年这个时候，这里还堆着没人要的木料。",
    "负责人介绍，设备换过以后，每天能多处理三百吨。",
    "有人提出意见：为什么不早一点通知？",
    "他们先后走访了四十七户，记下了一百多条建议。",
    "雨下得最大的那天，水漫到了第二级台阶。",
    "孩子们排着队，一个挨一个地把书放回架子上。",
    "这件事说起来容易，做起来却花了整整两年。",
    "按照计划，工程将在入冬以前完成，届时可供八千户使用。",
    "她把晒好的菜干装进袋子，写上日期和名字。",
    "从前要跑三个部门，现在在一个窗口就能办完。",
    "数字是最好的说明：收入比前年多了两成。",
    "也有人担心，热闹过去以后，店铺还能不能开得下去。",
    "技术员蹲在地头，把土样一格一格地装好。",
    "下一步，区里打算把经验推广到另外五个街道。",
    "老人说，他记得桥刚修好的时候，自己才七岁。",
    "会上没有长篇的讲话，每个人只说三分钟。",
    "为了省下运费，几家合作社拼了一辆车。",
    "检查的结果贴在门口，谁都可以来看。",
    "机器是新的，手艺是老的，两样都不能丢。",
    "春天种下的树苗，如今已经高过了屋檐。",
    "司机算过，绕行一次要多花十一分钟。",
    "第一批学员里，年纪最大的六十四岁。",
    "夜里十点，值班室的电话又响了起来。",
    "这笔钱怎么用，由村民代表举手决定。",
    "图纸改了九遍，最后定下来的是最简单的一种。",
    "冬天的风从河面上吹过来，带着一点鱼腥味。",
    "市民可以凭身份证领取，每人限两份。",
    "专家提醒，老旧线路要尽早更换，不能等出了事再修。",
    "她不愿意多谈自己，只肯谈那些孩子。",
    "政策落地以后，二十三家小店先后重新开了门。",
    "水渠通了，最先得到好处的是下游的三个村。",
    "这样的变化，不是一天两天能够看出来的。",
    "他把名单念了一遍，又把漏掉的名字补上。",
    "门口的告示写得很清楚，字也写得很大。",
    "到了年底，欠下的工钱全部发到了手里。",
];
const NAMES: [&str; 20] = [
    "陈望舒",
    "周一禾",
    "林远",
    "赵铁生",
    "许明月",
    "何青",
    "孙立群",
    "郑小满",
    "冯长庚",
    "吴冬梅",
    "马行空",
    "高建民",
    "梁思齐",
    "宋一鸣",
    "唐果",
    "沈知秋",
    "韩大川",
    "杨柳",
    "彭飞",
    "罗素云",
];
const SUBHEADS: [&str; 8] = [
    "从一张图开始",
    "钱从哪里来",
    "难在坚持",
    "一条路的两头",
    "算清三本账",
    "留住手艺人",
    "怎么管",
    "往后看",
];
const KICKERS: [&str; 6] =
    ["基层见闻", "民生关注", "乡村调查", "本报观察", "一线故事", "街巷里的变化"];
const UNITS: [&str; 4] =
    ["市水利学会会员", "县实验中学教师", "市社会科学院研究员", "区作家协会会员"];
const SECTIONS: [&str; 5] = ["要闻", "综合新闻", "民生", "评论", "文化"];

/// How a page is set.
struct Form {
    column: usize,
    indented: bool,
    /// Blank lines above a headline, between it and its byline, and below the byline.
    gaps: [usize; 3],
    /// How many columns a headline spans.
    span: usize,
    marks: bool,
    noise: bool,
}

/// Makes the page of a seed.
pub(super) fn page(seed: u64) -> Page {
    let chance = &mut Chance(seed.wrapping_mul(7919) + 1);
    let indented = !chance.one_in(5);
    let form = Form {
        column: 11 + chance.below(22),
        indented,
        gaps: [1 + chance.below(2), chance.below(2), if indented { chance.below(2) } else { 1 }],
        span: 1 + chance.below(2),
        marks: chance.one_in(4),
        noise: chance.one_in(3),
    };
    let words = format!(
        "column {} indented {} gaps {:?} span {} marks {} noise {}",
        form.column, form.indented, form.gaps, form.span, form.marks, form.noise
    );
    let mut page = Page { seed, form: words, indented, ..Page::default() };
    if !chance.one_in(3) {
        let section = chance.pick(&SECTIONS);
        let heads = [
            format!(
                "0{}版　{section}　2023年10月{}日　星期一",
                1 + chance.below(8),
                10 + chance.below(19)
            ),
            format!(
                "青川日报　2023年10月{}日　第0{}版",
                10 + chance.below(19),
                1 + chance.below(8)
            ),
            format!(
                "A0{}　{section}　　2023年10月{}日",
                1 + chance.below(8),
                10 + chance.below(19)
            ),
        ];
        page.put(&heads[chance.below(3)], 0);
    }
    let first_title = chance.below(TITLES.len());
    for number in 0..2 + chance.below(4) {
        let title = TITLES[(first_title + number * 7) % TITLES.len()];
        page.article(title, &form, chance);
    }
    if chance.one_in(2) {
        page.gap(1);
        page.put(&format!("本版编辑：{}　版式：{}", chance.pick(&NAMES), chance.pick(&NAMES)), 0);
    }
    page
}

impl Page {
    fn put(&mut self, line: &str, indent: usize) {
        let line = "　".repeat(indent) + line;
        self.kept.push_str(&line);
        self.text.push_str(&line);
        self.gap(1);
    }

    fn gap(&mut self, lines: usize) {
        self.text.push_str(&"\n".repeat(lines));
        self.line += lines as u64;
    }

    /// Sets a text in lines of so many characters; the first may be indented.
    fn set(&mut self, text: &str, width: usize, indent: usize) {
        let chars: Vec<char> = text.chars().collect();
        let mut start = 0;
        while start < chars.len() {
            let indent = if start == 0 { indent } else { 0 };
            let end = chars.len().min(start + width - indent);
            self.put(&chars[start..end].iter().collect::<String>(), indent);
            start = end;
        }
    }

    fn article(&mut self, title: &str, form: &Form, chance: &mut Chance) {
        let width = form.column;
        self.gap(form.gaps[0]);
        let mut article =
            Article { title: title.to_owned(), first: self.line + 1, ..Article::default() };
        if chance.one_in(6) {
            self.put(chance.pick(&KICKERS), 0);
            self.gap(1);
        }
        self.set(title, width * form.span + usize::from(form.span > 1), 0);
        if chance.one_in(6) {
            self.put("——来自三个街道的一线记录", 0);
        }
        let (name, other) = (chance.pick(&NAMES), chance.pick(&NAMES));
        let form_of_byline = chance.below(8);
        let byline = match form_of_byline {
            0 | 1 => format!("本报记者　{name}"),
            2 => format!("本报记者　{name}　通讯员　{other}"),
            3 => format!("◎{name}"),
            4 => name.to_owned(),
            _ => String::new(),
        };
        if byline.is_empty() {
            self.gap(form.gaps[2]);
        } else {
            self.gap(form.gaps[1]);
            self.put(&byline, 0);
            self.gap(form.gaps[2]);
        }
        article.byline = byline.replace('◎', "");
        let (before, after) = match form_of_byline {
            5 => {
                article.byline = format!("记者 {name}");
                (format!("本报讯（记者　{name}）"), String::new())
            }
            6 => {
                article.byline = format!("本报记者 {name}");
                (String::new(), format!("（本报记者　{name}）"))
            }
            _ => (String::new(), String::new()),
        };
        let start = self.line;
        let paragraphs = 3 + chance.below(5);
        let subheads = paragraphs > 4 && chance.one_in(2);
        for number in 0..paragraphs {
            if subheads && (number == 2 || number == 4) {
                let indent = [2, 4, 0][chance.below(if form.indented { 2 } else { 3 })];
                self.gap(usize::from(!form.indented));
                self.put(chance.pick(&SUBHEADS), indent);
                self.gap(usize::from(!form.indented));
            }
            let mut text: String =
                (0..2 + chance.below(3)).map(|_| chance.pick(&SENTENCES)).collect();
            if form.noise && chance.one_in(12) {
                text.pop();
            }
            if form.noise && chance.one_in(12) {
                text = text.replacen('”', "", 1);
            }
            if number == 0 {
                text.insert_str(0, &before);
            }
            if number + 1 == paragraphs {
                text.push_str(&after);
            }
            if number > 0 && number + 1 < paragraphs {
                article.paragraphs.push(text.clone());
            }
            self.paragraph(&text, form, chance);
            if number == 1 && chance.one_in(6) {
                self.gap(1);
                self.put(&format!("图为整修以后的街口。　本报记者　{other}　摄"), 0);
                self.gap(1);
            }
        }
        if form_of_byline == 3 && chance.one_in(2) {
            // The column for authors' units holds the unit without the words before it.
            let kept = self.kept.len();
            self.put(&format!("（作者系{}）", chance.pick(&UNITS)), 0);
            self.kept.replace_range(kept..kept + "（作者系".len(), "");
        }
        article.last = start + 3;
        self.articles.push(article);
    }

    fn paragraph(&mut self, text: &str, form: &Form, chance: &mut Chance) {
        let chars: Vec<char> = text.chars().collect();
        let indent = if form.indented { 2 } else { 0 };
        if !form.marks || !chance.one_in(8) {
            return self.set(text, form.column, indent);
        }
        // The page of the file ends within the paragraph, at the end of a line.
        let middle = (form.column * 2 - indent).min(chars.len());
        self.set(&chars[..middle].iter().collect::<String>(), form.column, indent);
        let mark = format!("第 {} 页", 1 + chance.below(40));
        self.text.push_str(&mark);
        self.gap(3);
        self.set(&chars[middle..].iter().collect::<String>(), form.column, 0);
    }
}
