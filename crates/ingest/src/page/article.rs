use cimai_corpus::LineStart;

use crate::page::blocks::Block;
use crate::page::lines::{is_rest, is_unbalanced, join};
use crate::page::patterns::{Found, Kind};

/// An article of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Article {
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) byline: String,
    pub(crate) author_unit: String,
    pub(crate) dateline: String,
    pub(crate) agency: String,
    pub(crate) section: String,
    pub(crate) date: String,
    pub(crate) captions: String,
    /// What stands on the page beside titles and texts: running heads, labels, imprints.
    pub(crate) margin: String,
    pub(crate) text: String,
    pub(crate) lines: Vec<LineStart>,
    /// The line on which the text begins, or the title if there is no text.
    pub(crate) line: u64,
    /// Whether the text breaks off within a sentence.
    pub(crate) open: bool,
    /// Whether its last line is as wide as the column, so that it goes on elsewhere if it is open.
    pub(crate) full: bool,
    /// Whether something said that it ends here.
    pub(crate) closed: bool,
    /// How much shows that it is an article of a newspaper.
    pub(crate) signs: usize,
    /// Whether its title stands where headlines stand, wider than the column.
    pub(crate) shape: bool,
    /// Whether it goes on elsewhere, and whether it began elsewhere.
    pub(crate) onward: bool,
    pub(crate) from: bool,
    /// Whether its text begins in the middle of a paragraph, and nothing else says that it is
    /// another article than the one above.
    pub(crate) middle: bool,
}

impl Article {
    /// Whether nothing is known of it yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.title.is_empty() && self.byline.is_empty()
    }

    /// Adds a paragraph, or the rest of the paragraph that broke off.
    pub(crate) fn add(&mut self, block: &Block, continues: bool) {
        if self.text.is_empty() {
            self.line = block.starts[0].1;
        } else if !continues {
            self.text.push('\n');
        }
        let ends = block.starts.iter().skip(1).map(|&(start, _)| start).chain([block.text.len()]);
        for (&(start, line), end) in block.starts.iter().zip(ends) {
            let offset = join(&mut self.text, block.text[start..end].trim());
            if offset > 0 {
                self.lines.push(LineStart { offset: offset as u32, line });
            }
        }
        (self.open, self.full) = (block.is_open(), block.full);
    }

    /// Adds another article that is the rest of this one.
    pub(crate) fn append(&mut self, rest: Article) {
        if !self.open && !self.text.is_empty() {
            self.text.push('\n');
        }
        let base = self.text.len() as u32;
        if base == 0 {
            self.line = rest.line;
        } else {
            self.lines.push(LineStart { offset: base, line: rest.line });
        }
        let moved = |start: LineStart| LineStart { offset: base + start.offset, ..start };
        self.lines.extend(rest.lines.into_iter().map(moved));
        self.text.push_str(&rest.text);
        // What goes on elsewhere has a headline of its own there.
        let title = if self.title.is_empty() { &mut self.title } else { &mut self.subtitle };
        list(title, &rest.title);
        list(&mut self.subtitle, &rest.subtitle);
        list(&mut self.captions, &rest.captions);
        list(&mut self.byline, &rest.byline);
        list(&mut self.author_unit, &rest.author_unit);
        list(&mut self.margin, &rest.margin);
        (self.open, self.full, self.onward) = (rest.open, rest.full, rest.onward);
        self.signs += rest.signs;
    }

    /// Takes over what a pattern found.
    pub(crate) fn take(&mut self, found: &Found) {
        let one = [
            (&mut self.dateline, "dateline"),
            (&mut self.agency, "agency"),
            (&mut self.author_unit, "author_unit"),
        ];
        for (field, column) in one {
            list(field, found.get(column));
        }
        list(&mut self.byline, found.get("byline"));
        self.closed |= matches!(found.kind, Kind::Unit | Kind::End);
        self.signs += usize::from(is_strong(found));
    }

    /// Adds a line of the title. One or two characters alone are the end of the line above.
    pub(crate) fn add_title(&mut self, block: &Block) {
        let tail = block.text.chars().count() <= 2 || is_rest(&block.text);
        if !self.title.is_empty() && !tail && !is_unbalanced(&self.title) {
            self.title.push(' ');
        }
        self.title.push_str(&block.text.replace("： ", "："));
        self.shape |= block.shape;
        if self.text.is_empty() && self.line == 0 {
            self.line = block.starts[0].1;
        }
    }
}

/// Whether newspapers have this, and other texts hardly.
fn is_strong(found: &Found) -> bool {
    match found.kind {
        Kind::Byline | Kind::Dateline | Kind::Citation | Kind::From | Kind::Onward => true,
        Kind::Unit => found.bracketed,
        Kind::End => found.get("byline").contains(['记', '通', '讯']),
        _ => false,
    }
}

/// Adds to a list cell what is not yet in it.
pub(crate) fn list(cell: &mut String, text: &str) {
    if text.is_empty() || cell.split('；').any(|part| part == text) {
        return;
    }
    if !cell.is_empty() {
        cell.push('；');
    }
    cell.push_str(text);
}
