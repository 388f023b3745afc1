use calamine::Dimensions;

use crate::table::header;
use crate::table::rows::key;

/// A row of a sheet: its number, from 1, and all its cells.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
}

/// The header of a sheet and what stands above it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heading {
    /// The names of the columns as they are written.
    pub(super) names: Vec<String>,
    /// The number of its last row, from 1.
    pub(super) row: u64,
    /// The text of the rows above it, such as the title of the table.
    pub(super) above: Vec<String>,
}

impl Heading {
    /// Finds the header among the first rows of a sheet; nothing where its first row is data.
    /// `merged` is asked for the merged cells only where a header of two rows may stand.
    pub(super) fn find(lines: &[Line], merged: impl FnOnce() -> Vec<Dimensions>) -> Option<Self> {
        let cells: Vec<Vec<String>> = lines.iter().map(|line| line.cells.clone()).collect();
        let found = header::find(&cells)?;
        let lines_of_two = may_be_double(lines, found)
            .then(merged)
            .and_then(|merged| double(lines, found, &merged));
        let (top, bottom, names) =
            lines_of_two.unwrap_or_else(|| (found, found, cells[found].clone()));
        let above = lines[..top].iter().map(|line| line.cells.join(" ").trim().to_owned());
        Some(Self { names, row: lines[bottom].number, above: above.collect() })
    }

    /// The names as they are compared.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.names.iter().map(|name| key(name)).collect();
        let filled = keys.iter().rposition(|key| !key.is_empty()).map_or(0, |last| last + 1);
        keys.truncate(filled);
        keys
    }
}

/// Whether the header or the row above it has a gap, as merged cells leave it.
fn may_be_double(lines: &[Line], found: usize) -> bool {
    let gap = |line: &Line| {
        let first = line.cells.iter().position(|cell| !cell.is_empty()).unwrap_or(0);
        line.cells.len() < lines[found].cells.len()
            || line.cells[first..].iter().any(String::is_empty)
    };
    gap(&lines[found]) || found > 0 && gap(&lines[found - 1])
}

/// A header of two rows: columns that belong together have one name above them all, and a column
/// that stands alone has its name in both rows.
fn double(
    lines: &[Line],
    found: usize,
    merged: &[Dimensions],
) -> Option<(usize, usize, Vec<String>)> {
    let is_double = |top: usize| {
        let row = u32::try_from(lines[top].number - 1).ok()?;
        let over_both = merged.iter().any(|m| m.start.0 == row && m.end.0 == row + 1);
        let over_several =
            merged.iter().any(|m| m.start.0 == row && m.end.0 == row && m.end.1 > m.start.1);
        let next = lines.get(top + 1)?;
        (over_both && over_several && next.number == lines[top].number + 1).then_some(top)
    };
    let top = is_double(found).or_else(|| is_double(found.checked_sub(1)?))?;
    let (upper, lower) = (&lines[top], &lines[top + 1]);
    let width = upper.cells.len().max(lower.cells.len());
    let names = (0..width).map(|column| joined(upper, lower, column, merged)).collect();
    Some((top, top + 1, names))
}

/// The name of one column in a header of two rows.
fn joined(upper: &Line, lower: &Line, column: usize, merged: &[Dimensions]) -> String {
    let place = (upper.number as u32 - 1, column as u32);
    let over = merged.iter().find(|one| one.contains(place.0, place.1));
    let from = over.map_or(column, |one| one.start.1 as usize);
    let cell = |line: &Line, column: usize| line.cells.get(column).cloned().unwrap_or_default();
    match (cell(upper, from), cell(lower, column)) {
        (upper, lower) if lower.is_empty() || lower == upper => upper,
        (upper, lower) if upper.is_empty() => lower,
        (upper, lower) => format!("{}-{}", upper.trim(), lower.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: &[&str]) -> Vec<Line> {
        let cells = |row: &str| row.split(',').map(str::to_owned).collect();
        (1..).zip(rows).map(|(number, row)| Line { number, cells: cells(row) }).collect()
    }

    #[test]
    fn a_header_of_two_rows_joins_its_names() {
        let lines = lines(&["工单统计表", "编号,来电,,内容", ",时间,地点,", "1,8时,南门,路灯不亮"]);
        let region = |start, end| Dimensions { start, end };
        let merged = vec![
            region((0, 0), (0, 3)),
            region((1, 0), (2, 0)),
            region((1, 1), (1, 2)),
            region((1, 3), (2, 3)),
        ];
        let heading = Heading::find(&lines, || merged).unwrap();
        assert_eq!(heading.names, ["编号", "来电-时间", "来电-地点", "内容"]);
        assert_eq!((heading.row, &heading.above[..]), (3, &["工单统计表".to_owned()][..]));
    }

    #[test]
    fn without_merged_cells_a_header_is_one_row() {
        let lines = lines(&["编号,内容", "1,路灯不亮"]);
        let heading = Heading::find(&lines, Vec::new).unwrap();
        assert_eq!((heading.row, heading.keys()), (1, vec!["编号".into(), "内容".into()]));
    }
}
