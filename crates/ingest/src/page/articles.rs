use crate::page::article::{Article, list};
use crate::page::blocks::Block;
use crate::page::pass::State;
use crate::page::patterns::{Kind, Patterns};

/// No title has more lines.
const MOST_TITLE_LINES: usize = 4;
/// The name of a section is not longer, in characters; a longer line is part of the heading.
const LONGEST_SECTION: usize = 8;

/// Divides the blocks of a page into articles.
///
/// Between two blocks of text lies a run of other blocks: titles, bylines, notes. Each run is
/// looked at as a whole: it may hold a border, with the end of one article before it and the head
/// of the next behind, or stand within an article.
pub(crate) fn articles(blocks: &[Block], patterns: &Patterns) -> Vec<Article> {
    let mut page = Builder {
        patterns,
        done: Vec::new(),
        current: Article::default(),
        section: String::new(),
        date: String::new(),
        titling: false,
    };
    let mut run_start = 0;
    for (place, block) in blocks.iter().enumerate() {
        if matches!(block.state, State::Text | State::Subhead) {
            page.run(&blocks[run_start..place], Some(block));
            page.text(block, blocks.get(place + 1));
            run_start = place + 1;
        }
    }
    page.run(&blocks[run_start..], None);
    page.finish()
}

struct Builder<'p> {
    patterns: &'p Patterns,
    done: Vec<Article>,
    current: Article,
    /// What holds for all articles until the page says otherwise.
    section: String,
    date: String,
    /// Whether the line above was taken for the title of the article in whose text it stands.
    titling: bool,
}

impl Builder<'_> {
    /// Reads the blocks between two blocks of text.
    fn run(&mut self, run: &[Block], next: Option<&Block>) {
        let border = if self.current.is_empty() { Some(0) } else { self.border(run, next) };
        let Some(border) = border else {
            return self.within(run);
        };
        run[..border].iter().for_each(|block| self.note(block));
        self.begin();
        self.head(&run[border..]);
    }

    /// Where in a run a new article begins, if one does.
    fn border(&self, run: &[Block], next: Option<&Block>) -> Option<usize> {
        let title = run.iter().position(|block| block.state == State::Title);
        let is_end = |block: &Block| {
            block.is(Kind::Unit) || block.is(Kind::Onward) || block.state == State::Byline
        };
        let above = &run[..title.unwrap_or(run.len())];
        let end = above.iter().rposition(is_end).map_or(0, |last| last + 1);
        // A picture below a text belongs to it, not to the title further down.
        let captions = above[end..].iter().take_while(|block| block.is(Kind::Caption)).count();
        let closed = self.current.closed || above.iter().any(|block| block.is(Kind::Unit));
        let dateline = next.is_some_and(|next| self.has_dateline(next));
        let from = run.iter().any(|block| block.is(Kind::From));
        // A title at the end of the page can only be that of the article above, if it has none.
        let own = next.is_none() && self.current.title.is_empty() && !self.current.closed;
        let begins = title.is_some() && !own
            || dateline
            || from
            || closed && next.is_some_and(|next| next.state == State::Text);
        begins.then_some(end + captions)
    }

    fn has_dateline(&self, block: &Block) -> bool {
        self.patterns.find(Kind::Dateline, &block.text).is_some()
    }

    /// Reads the head of an article: the lines above its text.
    fn head(&mut self, run: &[Block]) {
        let titles = titles(run);
        for (place, block) in run.iter().enumerate() {
            match block.state {
                State::Title if titles.contains(&place) => self.current.add_title(block),
                State::Title if titles.first().is_some_and(|&first| place > first) => {
                    self.current.add(block, false);
                }
                State::Title if is_section_name(&block.text) => {
                    self.section.clone_from(&block.text);
                }
                State::Title => list(&mut self.current.subtitle, &block.text),
                _ => self.note(block),
            }
        }
        self.current.section.clone_from(&self.section);
        self.current.date.clone_from(&self.date);
    }

    /// Reads a run that stands within an article.
    fn within(&mut self, run: &[Block]) {
        for block in run {
            match block.state {
                State::Title if self.current.title.is_empty() => self.current.add_title(block),
                State::Title => self.current.add(block, false),
                _ => self.note(block),
            }
        }
    }

    /// Takes over what a line other than title and text says.
    fn note(&mut self, block: &Block) {
        if let Some(found) = &block.found {
            self.current.take(found);
            self.note_page(found.get("section"), found.get("date"));
        }
        let text = block.text.as_str();
        let Some(kind) = block.found.as_ref().map(|found| found.kind) else {
            match block.state {
                State::Byline => list(&mut self.current.byline, text),
                _ if text.ends_with('。') => list(&mut self.current.captions, text),
                _ if !block.aside && is_section_name(text) => {
                    self.note_page(text, "");
                }
                _ => list(&mut self.current.margin, text),
            }
            return;
        };
        match kind {
            Kind::Caption => list(&mut self.current.captions, text),
            Kind::Deck => {
                list(
                    &mut self.current.subtitle,
                    text.trim_start_matches(['—', '-', '─', '―', ' ']),
                );
            }
            Kind::Section if block.found.as_ref().is_none_or(|f| f.get("section").is_empty()) => {
                self.note_page(text, "");
            }
            Kind::From | Kind::Onward => {
                self.current.from |= kind == Kind::From;
                self.current.onward |= kind == Kind::Onward;
                list(&mut self.current.margin, text);
            }
            Kind::Head | Kind::Label | Kind::Advert | Kind::Citation => {
                list(&mut self.current.margin, text);
            }
            _ => {}
        }
    }

    fn note_page(&mut self, section: &str, date: &str) {
        if !section.is_empty() {
            section.clone_into(&mut self.section);
        }
        if !date.is_empty() {
            date.clone_into(&mut self.date);
            if self.current.text.is_empty() {
                date.clone_into(&mut self.current.date);
            }
        }
    }

    /// Reads a block of text, without its dateline and the byline at its end.
    fn text(&mut self, block: &Block, next: Option<&Block>) {
        if block.state == State::Subhead {
            // A line within a sentence of an article without a title is its title, or within one
            // that begins with a dateline.
            let untitled = self.current.title.is_empty()
                && (self.current.open || !self.current.dateline.is_empty());
            self.titling |= untitled;
            if self.titling {
                self.current.add_title(block);
            } else {
                self.current.add(block, false);
            }
            return;
        }
        self.titling = false;
        let mut block = block.clone();
        let jumped = block.middle
            && !self.has_dateline(&block)
            && self.done.iter().any(|article| article.open && article.full);
        if jumped && !self.current.open {
            self.begin();
            (self.current.from, self.current.middle) = (true, true);
        }
        if let Some(found) = self.patterns.find(Kind::Onward, &block.text) {
            list(&mut self.current.margin, &block.text[found.range.clone()]);
            block.text.truncate(found.range.start);
            self.current.onward = true;
        }
        self.cut_end(&mut block, next);
        if let Some(found) = self.patterns.find(Kind::Dateline, &block.text) {
            block.cut_start(found.range.end);
            self.current.take(&found);
        }
        block.text.truncate(block.text.trim_end().len());
        block.starts.retain(|&(start, _)| start == 0 || start < block.text.len());
        let continues = self.current.open && !block.fresh;
        self.current.add(&block, continues);
    }

    /// Takes the byline off the end of an article. A name at the end of a text that goes on is
    /// where the column broke it off.
    fn cut_end(&mut self, block: &mut Block, next: Option<&Block>) {
        let goes_on = block.is_open()
            && next.is_some_and(|next| next.state == State::Text && !self.has_dateline(next));
        let Some(found) = self.patterns.find(Kind::End, &block.text) else { return };
        if goes_on && !block.text.ends_with(['）', ')']) {
            return;
        }
        let mark = block.text[found.range.clone()].chars().next().filter(|c| !"（(".contains(*c));
        block.text.truncate(found.range.start + mark.map_or(0, char::len_utf8));
        self.current.take(&found);
    }

    fn begin(&mut self) {
        let article = std::mem::take(&mut self.current);
        if article.is_empty() {
            // What stood above the first article belongs to it.
            self.current.margin = article.margin;
            self.current.captions = article.captions;
        } else {
            self.done.push(article);
        }
    }

    /// Ends the page: what began elsewhere joins the article that goes on elsewhere.
    fn finish(mut self) -> Vec<Article> {
        self.begin();
        let mut articles: Vec<Article> = Vec::new();
        for article in self.done {
            let waits = |before: &Article| match article.middle {
                true => before.open && before.full,
                false => before.onward,
            };
            let mut waiting = (0..articles.len()).filter(|&place| waits(&articles[place]));
            let (first, second) = (waiting.next(), waiting.next());
            let place = match first {
                Some(place) if second.is_none() || article.middle => Some(place),
                // What begins in the middle and finds nothing stays where it stands.
                _ => article.middle.then(|| articles.len().checked_sub(1)).flatten(),
            };
            match place.filter(|_| article.from) {
                Some(place) => articles[place].append(article),
                None => articles.push(article),
            }
        }
        articles
    }
}

/// Whether a line above a title names a section; a longer one is part of the heading, and one with
/// marks is a piece of something else.
fn is_section_name(line: &str) -> bool {
    line.chars().count() <= LONGEST_SECTION
        && line.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '·' | '/'))
}

/// Which blocks of a run are the title: the last lines of a title above the byline or the text.
fn titles(run: &[Block]) -> Vec<usize> {
    let is_title = |&place: &usize| run[place].state == State::Title;
    let end = run.iter().position(|block| block.state == State::Byline);
    let end = end.filter(|&end| (0..end).any(|place| is_title(&place))).unwrap_or(run.len());
    let mut places: Vec<usize> = (0..end).filter(is_title).collect();
    let joined = |pair: &[usize]| {
        let (above, below) = (&run[pair[0]], &run[pair[1]]);
        pair[1] == pair[0] + 1 && (below.gap == 0 || above.text.chars().count() > LONGEST_SECTION)
    };
    let cut = places.windows(2).rposition(|pair| !joined(pair)).map_or(0, |pair| pair + 1);
    let cut = if places.len() - cut > MOST_TITLE_LINES { places.len() - 1 } else { cut };
    places.drain(..cut);
    places
}
