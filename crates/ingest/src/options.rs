use std::path::PathBuf;

/// How to read. The default reads what it can, marks what is doubtful and drops nothing.
///
/// ```
/// use cimai_ingest::{Options, Ragged};
///
/// let options = Options { text: Some("评论".into()), ragged: Ragged::Pad, ..Options::default() };
/// assert_eq!(options.max_cell, 8 << 20);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// The column or key that holds the text. Left out, it is found where it is plain.
    pub text: Option<String>,
    /// The column or key that names each document.
    pub id: Option<String>,
    /// The column or key that holds the title; an empty name means none. Left out, a column
    /// called `title` or `标题` is taken.
    pub title: Option<String>,
    /// The encoding of all files, such as `gbk`. Left out, it is found for each file.
    pub encoding: Option<String>,
    /// The byte between cells, in ASCII. Left out, it is found for each file.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook, by name or by number from 1. Left out, the first.
    pub sheet: Option<String>,
    /// Columns to fill from the path, such as `{province}/{year}-{month}/{}`.
    pub fields: Option<String>,
    /// Whether text files are newspaper pages.
    pub pages: Pages,
    /// The text of a table of patterns to add to those built in.
    pub page_patterns: Option<String>,
    /// Whether the account of a page says of each line what it was told to be, and why.
    pub explain: bool,
    /// What to do with a row that has too many or too few cells.
    pub ragged: Ragged,
    /// The largest cell, in bytes.
    pub max_cell: usize,
    /// The largest file, in bytes, after decompression, of those that are held in memory as a whole:
    /// texts and Office files. Of the cells of a workbook four times as much is held. Tables in
    /// `.csv`, `.tsv` and `.jsonl` files may be of any size.
    pub max_size: u64,
    /// Whether to take a file of which over 1 % of the characters could not be decoded.
    pub lossy: bool,
    /// What to do where two documents have one id.
    pub duplicate_ids: DuplicateIds,
    /// What to do with reprints and copies.
    pub duplicates: Duplicates,
    /// Whether to leave in the texts what is no word of them: markup, links, mail addresses, names
    /// behind an @, codes of emoticons and strings of platforms.
    pub keep_markup: bool,
    /// Whether to turn traditional characters into simplified ones.
    pub simplify: bool,
    /// Whether to follow symbolic links within a folder.
    pub follow: bool,
    /// The folder that the run writes, which is no input wherever it lies.
    pub own: Option<PathBuf>,
    /// The most documents that are handed out together, from 1 to 4,096. It shapes no result.
    pub batch: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            text: None,
            id: None,
            title: None,
            encoding: None,
            delimiter: None,
            sheet: None,
            fields: None,
            pages: Pages::default(),
            page_patterns: None,
            explain: false,
            ragged: Ragged::default(),
            max_cell: 8 << 20,
            max_size: 64 << 20,
            lossy: false,
            duplicate_ids: DuplicateIds::default(),
            duplicates: Duplicates::default(),
            keep_markup: false,
            simplify: false,
            follow: false,
            own: None,
            batch: 4096,
        }
    }
}

/// Whether text files are newspaper pages, which hold several articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// Where the file shows it: two articles or more, or bylines.
    #[default]
    Auto,
    /// All of them.
    On,
    /// None of them.
    Off,
}

/// What to do with a row that has too many or too few cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ragged {
    /// It goes to the rejects.
    #[default]
    Reject,
    /// Missing cells are empty. A row with too many still goes to the rejects, since no reading
    /// of it is safe.
    Pad,
    /// Reading stops with an error.
    Error,
}

/// What to do where two documents have one id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DuplicateIds {
    /// Reading stops with an error that lists the first five.
    #[default]
    Error,
    /// The later ones become `id#2`, `id#3` and so on.
    Suffix,
}

/// What to do with reprints and copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// They are marked and kept.
    #[default]
    Mark,
    /// Only the first of each group is kept.
    Drop,
    /// They are not looked for.
    Off,
}
