use cimai_corpus::LineStart;

use crate::page::blocks::{Block, ends_sentence, join};
use crate::page::context::is_numbered;
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
    pub(crate) text: String,
    pub(crate) lines: Vec<LineStart>,
    /// The line on which the text begins, or the title if there is no text.
    pub(crate) line: u64,
    /// The level of its title in Markdown; 0 for none.
    pub(crate) level: usize,
    /// Lines within the text that stand above a part of it.
    pub(crate) headings: Vec<Heading>,
    /// Whether the text breaks off within a sentence.
    pub(crate) open: bool,
    /// Whether something said that it ends here.
    pub(crate) closed: bool,
    /// Whether it goes on elsewhere, and whether it began elsewhere.
    pub(crate) onward: bool,
    pub(crate) from: bool,
}

/// A line above a part of an article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading {
    /// Where in the text it begins and ends, its line break included.
    start: usize,
    end: usize,
    /// Its level in Markdown; 0 for none.
    level: usize,
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
        self.open = block.is_open();
    }

    /// Adds a line above a part of the text.
    pub(crate) fn add_heading(&mut self, block: &Block) {
        let start = self.text.len() + usize::from(!self.text.is_empty());
        self.add(block, false);
        self.headings.push(Heading { start, end: self.text.len(), level: block.level });
    }

    /// Takes off the part of the text from its only heading on, as an article of its own. An
    /// article has several headings or none, so a single one is the title of another.
    pub(crate) fn split(&mut self) -> Option<Article> {
        let heading = self.foreign_heading()?;
        let title = self.text[heading.start..heading.end].to_owned();
        let (section, date) = (self.section.clone(), self.date.clone());
        let mut rest = Article { title, section, date, open: self.open, ..Article::default() };
        rest.text.push_str(self.text[heading.end..].trim_start());
        rest.onward = std::mem::take(&mut self.onward);
        let cut = (self.text.len() - rest.text.len()) as u32;
        for start in self.lines.iter().filter(|start| start.offset >= cut) {
            match start.offset - cut {
                0 => rest.line = start.line,
                offset => rest.lines.push(LineStart { offset, ..*start }),
            }
        }
        self.text.truncate(self.text[..heading.start].trim_end().len());
        self.lines.retain(|start| (start.offset as usize) < self.text.len());
        (self.open, self.headings) = (false, Vec::new());
        Some(rest)
    }

    /// The only heading, if all shows that it is the title of another article.
    fn foreign_heading(&self) -> Option<Heading> {
        let &[heading] = &self.headings[..] else { return None };
        let (before, after) = (&self.text[..heading.start], &self.text[heading.end..]);
        let title = &self.text[heading.start..heading.end];
        let long = |text: &str| text.chars().count() >= 80;
        let titular = (6..=28).contains(&title.chars().count())
            && !is_numbered(title)
            && !title.contains(['，', ',', '“']);
        let apart = !self.title.is_empty() && !self.closed && heading.level == self.level;
        let whole = ends_sentence(before.trim_end()) && long(before) && long(after);
        (titular && apart && whole).then_some(heading)
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
        list(&mut self.captions, &rest.captions);
        list(&mut self.byline, &rest.byline);
        list(&mut self.author_unit, &rest.author_unit);
        (self.open, self.onward) = (rest.open, rest.onward);
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
    }

    pub(crate) fn add_title(&mut self, block: &Block) {
        if !self.title.is_empty() {
            self.title.push(' ');
        }
        self.title.push_str(&block.text.replace("： ", "："));
        self.level = block.level;
        if self.text.is_empty() && self.line == 0 {
            self.line = block.starts[0].1;
        }
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
