use crate::page::article::{Article, list};
use crate::page::blocks::{Block, Shape, is_item};
use crate::page::context::is_numbered;
use crate::page::patterns::{Kind, Patterns};

/// Divides the blocks of a page into articles.
///
/// Between two blocks of text lies a run of other blocks: titles, bylines, captions. Each run is
/// looked at as a whole: it may hold a border, with the end of one article before it and the head
/// of the next behind, or stand within an article.
pub(crate) fn articles(blocks: &[Block], patterns: &Patterns) -> Vec<Article> {
    let signs = signs(blocks, patterns);
    let mut page = Pages { marks_count: signs > 2, ..Pages::new(patterns) };
    let mut run_start = 0;
    for (place, block) in blocks.iter().enumerate() {
        if block.shape == Shape::Text {
            page.run(&blocks[run_start..place], Some(block));
            page.text(block, blocks.get(place + 1));
            run_start = place + 1;
        }
    }
    page.run(&blocks[run_start..], None);
    page.finish()
}

/// How much shows that a text is a newspaper page: bylines, datelines, authors' units. From 2
/// on it is one.
pub(crate) fn signs(blocks: &[Block], patterns: &Patterns) -> usize {
    (0..blocks.len()).map(|place| sign(blocks, place, patterns)).sum()
}

/// How much one block shows.
fn sign(blocks: &[Block], place: usize, patterns: &Patterns) -> usize {
    let block = &blocks[place];
    let above = place.checked_sub(1).map(|above| blocks[above].shape);
    let titled = matches!(above, Some(Shape::Short | Shape::Known(Kind::Deck | Kind::Section)))
        || blocks.get(place + 1).is_some_and(|below| below.shape == Shape::Short);
    let has = |kind| patterns.find(kind, &block.text).is_some();
    match block.shape {
        // A line that is nothing but a name shows little by itself.
        Shape::Known(Kind::Byline) if titled => 1 + usize::from(block.found.is_some()),
        Shape::Known(Kind::Unit | Kind::From) => 2,
        Shape::Text if has(Kind::Dateline) || has(Kind::Onward) => 2,
        Shape::Text => match patterns.find(Kind::End, &block.text) {
            Some(found) if found.get("byline").contains(['记', '通', '讯']) => 2,
            Some(_) if block.text.ends_with(['）', ')']) => 1,
            _ => 0,
        },
        _ => 0,
    }
}

struct Pages<'p> {
    patterns: &'p Patterns,
    done: Vec<Article>,
    current: Article,
    /// What holds for all articles until the page says otherwise.
    section: String,
    date: String,
    /// Whether a heading stood since the last text, so that a sentence does not go on.
    interrupted: bool,
    /// Whether a heading marked in the file begins an article. In notes that are no newspaper
    /// page it does not.
    marks_count: bool,
}

impl<'p> Pages<'p> {
    fn new(patterns: &'p Patterns) -> Self {
        let (done, current) = (Vec::new(), Article::default());
        Self {
            patterns,
            done,
            current,
            section: String::new(),
            date: String::new(),
            interrupted: false,
            marks_count: false,
        }
    }

    /// Reads the blocks between two blocks of text.
    fn run(&mut self, run: &[Block], next: Option<&Block>) {
        self.interrupted = false;
        let border = if self.current.is_empty() { Some(0) } else { self.border(run, next) };
        let Some(border) = border else {
            return self.within(run, next.is_none());
        };
        self.tail(&run[..border]);
        self.begin();
        self.head(&run[border..]);
    }

    /// Where in a run a new article begins, if one does.
    fn border(&self, run: &[Block], next: Option<&Block>) -> Option<usize> {
        let is = |block: &Block, kind| block.shape == Shape::Known(kind);
        let ends = |block: &Block| is(block, Kind::Unit) || is(block, Kind::End);
        let mut tail = run.iter().rposition(ends).map_or(0, |last| last + 1);
        // A picture below a text belongs to it, not to the title further down.
        tail += run[tail..].iter().take_while(|block| is(block, Kind::Caption)).count();
        let rest = &run[tail..];
        let title = rest.iter().position(|block| block.shape == Shape::Short);
        let after_title =
            |kind| title.is_some_and(|title| rest[title..].iter().any(|block| is(block, kind)));
        let any = |kind| rest.iter().any(|block| is(block, kind));
        let ended = run[..tail].iter().any(ends) || self.current.closed;
        let dateline = next.is_some_and(|next| self.has_dateline(next));
        let marked = self.marks_count && rest.iter().any(|block| block.level == 1);
        let second_byline = any(Kind::Byline) && !self.current.byline.is_empty();
        let whole = !self.current.open;
        let begins = any(Kind::From)
            || marked && (next.is_some() || !self.current.title.is_empty())
            || dateline
            || ended && (next.is_some() || title.is_some() && !self.current.title.is_empty())
            || after_title(Kind::Byline) && !self.is_own_title(next)
            || whole && after_title(Kind::Deck)
            || whole && second_byline && next.is_some()
            || whole
                && title.is_some()
                && (any(Kind::Section) || any(Kind::Head))
                && next.is_some();
        begins.then(|| tail + self.lines_above(rest))
    }

    /// How many lines at the start of a head are the end of the text above, as the verses of a
    /// poem are: a section has one name, or two, but not more.
    fn lines_above(&self, head: &[Block]) -> usize {
        let first = titles(head, self.done.is_empty()).first().copied().unwrap_or(0);
        let short = head[..first].iter().filter(|block| block.shape == Shape::Short).count();
        if short > 2 { first } else { 0 }
    }

    /// Whether a title at the end of the page, with its byline, can only be that of the article
    /// above, which has none.
    fn is_own_title(&self, next: Option<&Block>) -> bool {
        next.is_none() && self.current.title.is_empty()
    }

    fn has_dateline(&self, block: &Block) -> bool {
        self.patterns.find(Kind::Dateline, &block.text).is_some()
    }

    /// Reads what belongs to the article above a border.
    fn tail(&mut self, run: &[Block]) {
        for block in run {
            match block.shape {
                Shape::Short if self.current.title.is_empty() => self.current.add_title(block),
                Shape::Short => self.current.add_heading(block),
                _ => self.note(block),
            }
        }
    }

    /// Reads the head of an article: the lines above its text.
    fn head(&mut self, run: &[Block]) {
        let titles = titles(run, self.done.is_empty());
        let above = titles.first().copied().unwrap_or(0);
        let section = run[..above].iter().rposition(|block| block.shape == Shape::Short);
        for (place, block) in run.iter().enumerate() {
            let below = titles.last().is_some_and(|&last| place > last);
            match block.shape {
                Shape::Short if titles.contains(&place) => self.current.add_title(block),
                Shape::Short if below || Some(place) != section => self.current.add_heading(block),
                Shape::Short if is_section_name(&block.text) => {
                    block.text.clone_into(&mut self.section);
                }
                Shape::Short => list(&mut self.current.subtitle, &block.text),
                _ => self.note(block),
            }
        }
        self.current.section.clone_from(&self.section);
        self.current.date.clone_from(&self.date);
    }

    /// Reads a run that stands within an article.
    fn within(&mut self, run: &[Block], last: bool) {
        let untitled = self.current.title.is_empty();
        let titles = if untitled { titles(run, false) } else { Vec::new() };
        for (place, block) in run.iter().enumerate() {
            match block.shape {
                Shape::Short if titles.contains(&place) => self.current.add_title(block),
                // Below the end of the last article stands the title of nothing on this page.
                Shape::Short if last && self.current.closed => {
                    list(&mut self.current.captions, &block.text);
                }
                Shape::Short => {
                    self.current.add_heading(block);
                    self.interrupted = true;
                }
                _ => self.note(block),
            }
        }
    }

    /// Takes over what a line other than title and text says.
    fn note(&mut self, block: &Block) {
        let Shape::Known(kind) = block.shape else { return };
        if let Some(found) = &block.found {
            self.current.take(found);
            self.note_page(found.get("section"), found.get("date"));
        }
        match kind {
            Kind::Caption => list(&mut self.current.captions, &block.text),
            Kind::Deck => {
                list(
                    &mut self.current.subtitle,
                    block.text.trim_start_matches(['—', '-', '─', '―', ' ']),
                );
            }
            Kind::Section if block.found.as_ref().is_none_or(|f| f.get("section").is_empty()) => {
                self.note_page(&block.text, "");
            }
            Kind::End | Kind::Byline if block.found.is_none() => {
                list(&mut self.current.byline, &block.text);
            }
            Kind::From => self.current.from = true,
            _ => {}
        }
    }

    fn note_page(&mut self, section: &str, date: &str) {
        if !section.is_empty() {
            section.clone_into(&mut self.section);
        }
        if !date.is_empty() {
            date.clone_into(&mut self.date);
        }
    }

    /// Reads a block of text, without its dateline and the byline at its end.
    fn text(&mut self, block: &Block, next: Option<&Block>) {
        let mut block = block.clone();
        // A name at the end of a text that goes on is where the column broke it off.
        let goes_on = block.is_open()
            && next.is_some_and(|next| next.shape == Shape::Text && !self.has_dateline(next));
        if let Some(found) = self.patterns.find(Kind::Onward, &block.text) {
            block.text.truncate(found.range.start);
            self.current.onward = true;
        }
        let end = self.patterns.find(Kind::End, &block.text);
        if let Some(found) = end.filter(|_| !goes_on || block.text.ends_with(['）', ')'])) {
            let mark =
                block.text[found.range.clone()].chars().next().filter(|c| !"（(".contains(*c));
            block.text.truncate(found.range.start + mark.map_or(0, char::len_utf8));
            self.current.take(&found);
        }
        if let Some(found) = self.patterns.find(Kind::Dateline, &block.text) {
            block.cut_start(found.range.end);
            self.current.take(&found);
        }
        block.text.truncate(block.text.trim_end().len());
        block.starts.retain(|&(start, _)| start == 0 || start < block.text.len());
        let fresh = self.interrupted || block.indented || is_item(&block.text);
        let continues = self.current.open && !fresh;
        self.current.add(&block, continues);
    }

    fn begin(&mut self) {
        let article = std::mem::take(&mut self.current);
        if !article.is_empty() {
            self.done.push(article);
        }
    }

    /// Ends the page: what began elsewhere joins the article that goes on elsewhere.
    fn finish(mut self) -> Vec<Article> {
        self.begin();
        let mut articles: Vec<Article> = Vec::new();
        let parts = self.done.into_iter().flat_map(|mut article| {
            let rest = article.split();
            std::iter::once(article).chain(rest)
        });
        for article in parts {
            let mut waiting = articles.iter_mut().filter(|before| before.onward);
            match (article.from, waiting.next(), waiting.next()) {
                (true, Some(before), None) => before.append(article),
                _ => articles.push(article),
            }
        }
        articles
    }
}

/// Whether a line above a title names a section; a longer one is part of the heading.
fn is_section_name(line: &str) -> bool {
    line.chars().count() <= 8
}

/// Which blocks of a run are the title: the last short lines above the byline or the text. A
/// line above it is the name of a section if it is very short, or if it stands at the top of the
/// page.
fn titles(run: &[Block], top: bool) -> Vec<usize> {
    let is_short = |&place: &usize| run[place].shape == Shape::Short;
    let end = run.iter().position(|block| block.shape == Shape::Known(Kind::Byline));
    let end = end.filter(|&end| (0..end).any(|place| is_short(&place))).unwrap_or(run.len());
    let mut places: Vec<usize> = (0..end).filter(is_short).collect();
    if let Some(level) = places.iter().map(|&p| run[p].level).filter(|&level| level > 0).min() {
        places.retain(|&place| run[place].level == level);
        places.truncate(1);
        return places;
    }
    if let Some(plain) = places.iter().rposition(|&place| !is_numbered(&run[place].text)) {
        // What is numbered below a title heads the first part of the text.
        places.truncate(plain + 1);
    }
    let joined = |pair: &[usize]| {
        let (above, below) = (&run[pair[0]], &run[pair[1]]);
        let near = pair[1] == pair[0] + 1;
        near && (below.gap == 0 || above.text.chars().count() > 4 && !top)
    };
    let cut = places.windows(2).rposition(|pair| !joined(pair)).map_or(0, |pair| pair + 1);
    // No title has more lines than three; what looks so is a poem.
    let cut = if places.len() - cut > 3 { places.len() - 1 } else { cut };
    places.drain(..cut);
    places
}
