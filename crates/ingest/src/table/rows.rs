use std::collections::HashMap;
use std::ops::Range;

use cimai_corpus::Message;
use unicode_normalization::UnicodeNormalization;

use crate::clean::character::is_han;
use crate::{Options, clean};

/// How many rows are read at a time: until there are so many, or they weigh so many bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

impl Limit {
    /// Of these the header is found and the columns are chosen, however many are read at a time
    /// later.
    pub(crate) const OPENING: Self = Self { rows: 1 << 13, bytes: 2 << 20 };
}

/// What a cell weighs beside its text: a text of its own in a document takes more, but most cells of
/// wide tables are empty and not kept.
const CELL: usize = 4;

/// Records of a table, their cells lying behind one another in one buffer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// How many records stand before them in the table.
    pub(crate) before: usize,
    /// The text that they were read from, as far as it was kept; empty for a workbook.
    pub(crate) text: String,
    cells: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    pub(crate) list: Vec<Row>,
}

/// One record and its place in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Its place among the records, from 1; 0 for a header.
    pub(crate) record: u64,
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    /// Where it lies in [`Rows::text`].
    pub(crate) raw: Range<usize>,
    /// Where it begins in the decoded file.
    pub(crate) byte: u64,
    /// Its cells, as places in [`Rows::ends`].
    pub(crate) cells: Range<usize>,
    /// Whether it is a blank line.
    pub(crate) blank: bool,
    /// What is wrong with it.
    pub(crate) fault: Option<Fault>,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Text follows a closing quote, so where cells end is doubtful.
    Quotes,
    /// A quoted cell holds line breaks with what looks like whole rows between them.
    Swallowed,
    /// A cell is larger than allowed.
    TooLarge,
    /// It cannot be read at all.
    Syntax,
}

impl Rows {
    /// No rows yet, behind so many others of the table.
    pub(crate) fn after(before: usize) -> Self {
        Self { before, ..Self::default() }
    }

    /// The cells of a row.
    pub(crate) fn cells(&self, row: &Row) -> impl Iterator<Item = &str> {
        row.cells.clone().map(|place| self.cell(place))
    }

    /// A cell of a row, empty if the row is too short.
    pub(crate) fn get(&self, row: &Row, column: usize) -> &str {
        let place = row.cells.start + column;
        if place < row.cells.end { self.cell(place) } else { "" }
    }

    fn cell(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start..self.ends[place]]
    }

    /// The text of a row as it stands in the file.
    pub(crate) fn raw(&self, row: &Row) -> &str {
        self.text.get(row.raw.clone()).unwrap_or("")
    }

    /// Whether there are as many records as should be read at a time.
    pub(crate) fn is_full(&self, limit: Limit) -> bool {
        self.list.len() >= limit.rows || self.weight() >= limit.bytes
    }

    /// About how many bytes of memory the cells take, empty ones too.
    pub(crate) fn weight(&self) -> usize {
        self.cells.len() + self.ends.len() * CELL
    }

    /// Adds a cell to the row under way.
    pub(crate) fn push_cell(&mut self, text: &str) {
        self.cells.push_str(text);
        self.ends.push(self.cells.len());
    }

    /// Ends the row under way: all cells since the row before.
    pub(crate) fn end_row(&mut self, row: Row) {
        let start = self.list.last().map_or(0, |before| before.cells.end);
        self.list.push(Row { cells: start..self.ends.len(), ..row });
    }
}

/// How many rows the search for the header looks at.
const LOOKED_AT: usize = 100;

/// The header of a table, its names made plain and different from one another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    /// Names as they were before they were told apart, to see which stand twice.
    pub(crate) given: Vec<String>,
    /// The same as they are compared.
    pub(crate) keys: Vec<String>,
    /// Columns that had no name.
    pub(crate) unnamed: Vec<usize>,
    /// What was not as it should be.
    pub(crate) doubts: Vec<Message>,
}

impl Header {
    /// Makes names plain: full-width letters half-width, no blanks at the edges, none empty.
    pub(crate) fn read<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let mut header = Header::default();
        let mut folded = 0;
        for (place, cell) in cells.enumerate() {
            let bare = clean(cell).text.replace('\n', " ");
            let plain: String = bare.nfkc().collect();
            folded += usize::from(!cell.contains(plain.as_str()));
            if plain.is_empty() {
                header.unnamed.push(place);
            }
            header.given.push(if plain.is_empty() { number(place) } else { plain });
        }
        if folded > 0 {
            header.doubts.push(Message::new(
                format!("{folded} 个列名含全角或异形字符，已按半角理解"),
                format!("{folded} column names with wide or unusual characters were read as plain"),
            ));
        }
        header.keys = header.given.iter().map(|name| key(name)).collect();
        header.tell_apart();
        header
    }

    /// Names for a table whose first line is data.
    pub(crate) fn missing(columns: usize) -> Self {
        let names: Vec<String> = (0..columns).map(number).collect();
        Self { given: names.clone(), keys: names.clone(), names, ..Self::default() }
    }

    /// Adds columns that the header does not name.
    pub(crate) fn add_missing(&mut self, columns: usize) {
        let known = self.names.len();
        for place in known..known + columns {
            self.given.push(number(place));
            self.keys.push(number(place));
            self.names.push(number(place));
        }
    }

    /// Of several columns with one name the later ones become `name_2`, `name_3`.
    fn tell_apart(&mut self) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut twice = Vec::new();
        for name in &self.given {
            let times = seen.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times == 2 {
                twice.push(name.as_str());
            }
            let new = if *times == 1 { name.clone() } else { format!("{name}_{times}") };
            self.names.push(new);
        }
        if let Some(name) = twice.first() {
            self.doubts.push(Message::new(
                format!("有几列都叫“{name}”，后面的记为“{name}_2”等"),
                format!("several columns are called '{name}'; later ones are read as '{name}_2' and so on"),
            ));
        }
    }
}

fn number(place: usize) -> String {
    format!("column_{}", place + 1)
}

/// The row with which the table begins. Rows of one cell above a wider table are a preamble, as
/// reports have it: `导出时间：2024-01-01`.
pub(crate) fn first_row(rows: &Rows) -> Option<usize> {
    let filled: Vec<usize> =
        (0..rows.list.len()).filter(|&place| !rows.list[place].blank).take(LOOKED_AT).collect();
    let width = |place: usize| rows.list[place].cells.len();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for &place in &filled {
        *counts.entry(width(place)).or_insert(0) += 1;
    }
    let usual =
        (filled.iter().map(|&place| width(place))).max_by_key(|width| (counts[width], *width))?;
    let wide = filled.iter().position(|&place| width(place) > 1).unwrap_or(0);
    let first = if usual > 1 && width(filled[wide]) == usual { wide } else { 0 };
    filled.get(first).copied()
}

/// Whether the first row of a table is its header. `below` is how many letters the cells of each
/// column have on average, if there are rows below.
pub(crate) fn is_header(cells: &[&str], below: Option<&[f64]>, options: &Options) -> bool {
    let bare: Vec<String> = cells.iter().map(|cell| key(cell)).collect();
    if bare.iter().any(|name| is_known(name, options)) || bare.iter().all(String::is_empty) {
        return true;
    }
    if bare.iter().any(|cell| is_datum(cell)) {
        return false;
    }
    match (cells, below) {
        // A single short line over longer ones.
        ([_], Some([below])) => {
            let own = letters(&bare[0]);
            own <= 10.0 && own * 2.0 <= *below
        }
        ([_], _) => false,
        _ => true,
    }
}

/// Whether columns are called so.
pub(crate) fn is_known(name: &str, options: &Options) -> bool {
    let asked = [&options.text, &options.id, &options.title];
    let known = TEXT_NAMES.iter().chain(&TITLE_NAMES).chain(&OTHER_NAMES);
    asked.into_iter().flatten().any(|asked| key(asked) == name)
        || known.into_iter().any(|known| *known == name)
}

/// Whether a cell is a number, a date or a sentence, as no column is called.
fn is_datum(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let signs = cell.chars().filter(|c| "+-.,:/ %年月日".contains(*c)).count();
    let number = digits > 0 && digits + signs == cell.chars().count();
    number || cell.chars().count() > 40 || cell.contains(['。', '！', '？', '，'])
}

/// From so many characters on, what has no blank and no Han in it is no word of any language.
const LONGEST_WORD: usize = 30;

/// Names under which the text stands, those that say it most plainly first.
pub(crate) const TEXT_NAMES: [&str; 25] = [
    "text",
    "content",
    "正文",
    "内容",
    "內容",
    "文本",
    "全文",
    "review",
    "评论",
    "評論",
    "comment",
    "body",
    "评价",
    "评论内容",
    "review_text",
    "comment_text",
    "留言",
    "留言内容",
    "投诉内容",
    "反馈",
    "abstract",
    "摘要",
    "sentence",
    "文章",
    "article",
];
/// Names under which the title stands.
pub(crate) const TITLE_NAMES: [&str; 7] =
    ["title", "标题", "標題", "题目", "題目", "headline", "题名"];
/// Other names that are known for a column.
pub(crate) const OTHER_NAMES: [&str; 22] = [
    "id", "no", "label", "date", "time", "category", "class", "type", "source", "author", "url",
    "name", "编号", "序号", "日期", "时间", "类别", "分类", "标签", "来源", "作者", "地区",
];
/// What the name of a text column may contain.
pub(crate) const TEXT_PARTS: [&str; 9] =
    ["正文", "内容", "评论", "文本", "全文", "text", "content", "review", "comment"];

/// A name as it is compared: case, width and blanks at the edges do not matter.
pub(crate) fn key(name: &str) -> String {
    clean(name).text.nfkc().collect::<String>().trim().to_lowercase()
}

/// Han and other letters in a cell that holds language. An address, a path, a hash or another code
/// has none, however long it is.
pub(crate) fn letters(cell: &str) -> f64 {
    let cell = cell.trim();
    let is_code =
        cell.len() > LONGEST_WORD && !cell.contains(|c: char| c.is_whitespace() || is_han(c));
    if is_code && cell.is_ascii() || cell.contains("://") && !cell.contains(char::is_whitespace) {
        return 0.0;
    }
    cell.chars().filter(|&c| is_han(c) || c.is_alphabetic()).count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], below: Option<&[f64]>, expected: bool) {
        assert_eq!(is_header(cells, below, &Options::default()), expected, "help: {cells:?}");
    }

    #[test]
    fn a_header_is_told_from_data() {
        check(&["id", "正文"], None, true);
        check(&["2019", " Content "], None, true);
        check(&["1", "菜很好吃"], None, false);
        check(&["甲", "今天天气很好，我们去公园。"], None, false);
        check(&["意见"], Some(&[20.0]), true);
        check(&["很好吃"], Some(&[3.0]), false);
        check(&["双向"], None, false);
    }

    #[test]
    fn names_become_plain_and_different() {
        let header = Header::read(["ｉｄ", " 正文 ", "", "n", "n"].into_iter());
        assert_eq!(header.names, ["id", "正文", "column_3", "n", "n_2"]);
        assert_eq!(header.unnamed, [2]);
        assert_eq!(header.doubts.len(), 2);
        assert!(Header::read(["\u{FEFF}id", " 正文 "].into_iter()).doubts.is_empty());
    }

    #[test]
    fn a_preamble_is_passed() {
        let mut rows = Rows::default();
        for line in ["导出", "制表", "", "id,正文", "1,好"] {
            line.split(',').for_each(|cell| rows.push_cell(cell));
            rows.end_row(Row { blank: line.is_empty(), ..Row::default() });
        }
        assert_eq!(first_row(&rows), Some(3));
    }
}
