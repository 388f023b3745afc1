use std::collections::HashMap;

use cimai_corpus::Message;
use unicode_normalization::UnicodeNormalization;

use super::names::{OTHER_NAMES, TEXT_NAMES, TITLE_NAMES, key, letters};
use super::rows::Rows;
use crate::{Options, clean};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::rows::Row;

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
