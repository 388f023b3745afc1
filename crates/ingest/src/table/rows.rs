use std::ops::Range;

/// How many rows are read at a time: until there are so many, or so many bytes of cells.
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
        self.list.len() >= limit.rows || self.cells.len() >= limit.bytes
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
