use std::collections::HashSet;

use crate::clean::character::is_han;
use crate::page::blocks::{Block, Shape, ends_sentence};
use crate::page::patterns::{Kind, Patterns};

/// Characters that a title does not end with, since something must follow them.
const LEANING: &str = "的是在和与及或把被将对从向按由而并让给就都也要以其这那该于使为则即";
/// How a sentence of running text begins.
const OPENINGS: [&str; 26] = [
    "近日",
    "日前",
    "近年",
    "今年",
    "去年",
    "目前",
    "当前",
    "据悉",
    "据介绍",
    "据了解",
    "同时",
    "此外",
    "其中",
    "因此",
    "然而",
    "但",
    "正如",
    "下一步",
    "随着",
    "通过",
    "截至",
    "为了",
    "如今",
    "昨日",
    "眼下",
    "后来",
];

/// Tells by its neighbours what a block is, where its own look leaves it open.
pub(crate) fn settle(blocks: &mut [Block], column: Option<usize>, patterns: &Patterns) {
    for place in 0..blocks.len() {
        let shape = questions(blocks, place, patterns).or_else(|| heads(blocks, place));
        blocks[place].shape = shape.unwrap_or(blocks[place].shape);
    }
    let page = Page::of(blocks);
    for place in 0..blocks.len() {
        if page.is_fragment(blocks, place, patterns) {
            blocks[place].shape = Shape::Text;
        }
    }
    for place in 0..blocks.len() {
        let shape = names(blocks, place, patterns).or_else(|| page.captions(blocks, place, column));
        blocks[place].shape = shape.unwrap_or(blocks[place].shape);
    }
    verses(blocks);
}

/// Short lines that follow one another are the lines of a poem or a list and not titles: several
/// below a byline, or very many. The last may be the title of what comes next.
fn verses(blocks: &mut [Block]) {
    let is_short = |block: &Block| block.shape == Shape::Short && block.level == 0;
    let mut start = 0;
    while start < blocks.len() {
        let length = blocks[start..].iter().take_while(|block| is_short(block)).count();
        let end = start + length;
        let is_byline = |place: usize| {
            blocks.get(place).is_some_and(|block| block.shape == Shape::Known(Kind::Byline))
        };
        let below = start > 0 && is_byline(start - 1);
        let last = end - usize::from(is_byline(end) && length > 0);
        let first = start + usize::from(!below);
        if length >= if below { 2 } else { 5 } {
            for block in &mut blocks[first..last] {
                block.shape = Shape::Text;
                // Each verse stays on a line of its own.
                block.indented = true;
            }
        }
        start = end + 1;
    }
}

/// A short question or exclamation is a title where a byline or dateline follows.
fn questions(blocks: &[Block], place: usize, patterns: &Patterns) -> Option<Shape> {
    let (block, next) = (&blocks[place], blocks.get(place + 1)?);
    let short = block.text.chars().count() <= 24 && block.text.ends_with(['？', '！', '?', '!']);
    let whole = block.starts.len() == 1 && !block.text.contains(['。', '，', '；', ',']);
    let headed = matches!(next.shape, Shape::Known(Kind::Byline | Kind::Deck))
        || patterns.find(Kind::Dateline, &next.text).is_some();
    (block.shape == Shape::Text && short && whole && headed).then_some(Shape::Short)
}

/// A name below an invitation to scan belongs to the paper, one beside a page number to the
/// section; a section's name above a byline is the title.
fn heads(blocks: &[Block], place: usize) -> Option<Shape> {
    let is = |place: usize, kind| blocks.get(place).is_some_and(|b| b.shape == Shape::Known(kind));
    let (block, next) = (&blocks[place], place + 1);
    let after = |kind| place > 0 && is(place - 1, kind);
    let beside_head = is(next, Kind::Head) && blocks[next].gap == 0
        || after(Kind::Head) && block.gap == 0 && blocks.get(next).is_some_and(|b| b.gap > 0);
    let length = block.text.chars().count();
    match block.shape {
        Shape::Known(Kind::Byline) if is_list_item(blocks, place) => Some(Shape::Text),
        Shape::Known(Kind::Section) if is(next, Kind::Byline) => Some(Shape::Short),
        Shape::Short if block.level > 0 || is(next, Kind::Byline) => None,
        Shape::Short if after(Kind::Advert) && length <= 8 => Some(Shape::Known(Kind::Head)),
        Shape::Short if beside_head && length <= 8 => Some(Shape::Known(Kind::Section)),
        _ => None,
    }
}

/// Whether a line that begins with a mark stands beside others that begin with it.
fn is_list_item(blocks: &[Block], place: usize) -> bool {
    let mark = |block: &Block| block.text.chars().next().filter(|c| !c.is_alphanumeric());
    let own = mark(&blocks[place]);
    let like =
        |other: Option<&Block>| other.is_some_and(|other| own.is_some() && mark(other) == own);
    like(blocks.get(place + 1)) || place > 0 && like(blocks.get(place - 1))
}

/// What is true of the page as a whole.
struct Page {
    /// All runs of three characters within its text.
    triples: HashSet<[char; 3]>,
    /// How long the short lines without a number are, and whether they have a comma.
    lengths: Vec<(usize, bool)>,
    /// Whether headings are marked as such.
    marked: bool,
    /// Whether paragraphs are indented.
    indented: bool,
}

impl Page {
    fn of(blocks: &[Block]) -> Self {
        let text = || blocks.iter().filter(|block| block.shape == Shape::Text);
        let short = || blocks.iter().filter(|block| block.shape == Shape::Short);
        let mut triples = HashSet::new();
        for block in text() {
            let chars: Vec<char> = block.text.chars().collect();
            triples.extend(chars.windows(3).map(|run| [run[0], run[1], run[2]]));
        }
        Page {
            triples,
            lengths: short().filter(|b| !is_numbered(&b.text)).map(|b| likeness(&b.text)).collect(),
            marked: short().any(|block| block.level > 0),
            indented: text().filter(|b| b.indented).count() * 2 > text().count(),
        }
    }

    /// Whether a short line is a piece of a sentence that the column broke off, and not a title
    /// or heading.
    fn is_fragment(&self, blocks: &[Block], place: usize, patterns: &Patterns) -> bool {
        let (block, Some(next)) = (&blocks[place], blocks.get(place + 1)) else { return false };
        let text = block.text.as_str();
        if block.shape != Shape::Short || block.level > 0 || next.shape != Shape::Text {
            return false;
        }
        if patterns.find(Kind::Dateline, &next.text).is_some() || is_numbered(text) {
            return false;
        }
        let leans = text.ends_with(|c| LEANING.contains(c)) || is_unbalanced(text);
        let opens = OPENINGS.iter().any(|opening| text.starts_with(opening));
        let middle = next.text.starts_with(['，', '。', '、', '；', '：', '）', '”', ',']);
        let signs = 3 * usize::from(leans || middle)
            + 2 * usize::from(self.continues(text, &next.text))
            + usize::from(self.marked)
            + usize::from(likeness(text).1)
            + usize::from(opens);
        let own = likeness(text);
        let like =
            |&&(length, comma): &&(usize, bool)| length.abs_diff(own.0) <= 1 && comma == own.1;
        let parallel = self.lengths.iter().filter(like).count() > 2 && !leans;
        signs >= if parallel { 4 } else { 2 }
    }

    /// Whether the page has elsewhere, within its text, what would stand at the joint.
    fn continues(&self, before: &str, after: &str) -> bool {
        let mut end: Vec<char> = before.chars().rev().take(2).collect();
        end.reverse();
        let joint: Vec<char> = end.into_iter().chain(after.chars().take(2)).collect();
        joint.windows(3).any(|run| {
            run.iter().all(|&c| is_han(c)) && self.triples.contains(&[run[0], run[1], run[2]])
        })
    }

    /// A caption without a credit: a single sentence that does not stand as paragraphs of the
    /// page do.
    fn captions(&self, blocks: &[Block], place: usize, column: Option<usize>) -> Option<Shape> {
        let (before, block, next) =
            (blocks.get(place.checked_sub(1)?)?, &blocks[place], blocks.get(place + 1)?);
        let text = [before, block, next].iter().all(|block| block.shape == Shape::Text);
        let length = block.text.chars().count();
        let apart = block.gap > 0 && next.gap > 0 && block.starts.len() == 1 && !block.indented;
        if !text || !apart || !(8..=50).contains(&length) || !is_sentence(&block.text) {
            return None;
        }
        let rest = next.text.chars().count() <= 25 && is_sentence(&next.text);
        let between = before.is_open()
            && block.gap > next.gap
            && (rest || self.continues(&before.text, &next.text))
            && !self.continues(&before.text, &block.text);
        let odd_indent = self.indented && !before.is_open() && next.indented;
        let too_wide = column.is_some_and(|column| length * 2 > column + 6) && !before.is_open();
        (between || odd_indent || too_wide).then_some(Shape::Known(Kind::Caption))
    }
}

/// How long a line is, and whether it has a comma: by this the headings of an article are alike.
fn likeness(text: &str) -> (usize, bool) {
    (text.chars().count(), text.contains(['，', ',', '、']))
}

/// Whether a line begins with a number, as headings do: `一、`, `（二）`, `3.`.
pub(crate) fn is_numbered(text: &str) -> bool {
    let bare = text.trim_start_matches(['（', '(', '第']);
    let rest = bare.trim_start_matches(|c| "一二三四五六七八九十0123456789".contains(c));
    rest.len() < bare.len() && rest.starts_with(['、', '.', '．', '）', ')', '章', '节', '，', ','])
}

/// Whether a quotation or bracket is opened and not closed.
fn is_unbalanced(text: &str) -> bool {
    [('“', '”'), ('（', '）'), ('《', '》'), ('(', ')'), ('「', '」')]
        .into_iter()
        .any(|(open, close)| text.matches(open).count() > text.matches(close).count())
}

/// A line that is nothing but names stands below a title, or below the end of an article.
fn names(blocks: &[Block], place: usize, patterns: &Patterns) -> Option<Shape> {
    let (block, next) = (&blocks[place], blocks.get(place + 1));
    let before = &blocks[place.checked_sub(1)?];
    if block.shape != Shape::Short || block.level > 0 {
        return None;
    }
    let titled = matches!(before.shape, Shape::Short | Shape::Known(Kind::Deck));
    let named = patterns.is_names(&block.text);
    let begins = next.is_some_and(|next| match next.shape {
        Shape::Text | Shape::Known(Kind::Caption | Kind::Label) => {
            named || is_pen_name(before, block)
        }
        Shape::Short => named,
        Shape::Known(_) => false,
    });
    if titled && begins {
        return Some(Shape::Known(Kind::Byline));
    }
    let ended = before.shape == Shape::Text && ends_sentence(&before.text);
    let over = next.is_none_or(|next| match next.shape {
        Shape::Text => patterns.find(Kind::Dateline, &next.text).is_some(),
        Shape::Known(kind) => !matches!(kind, Kind::Caption | Kind::Label | Kind::Deck),
        Shape::Short => true,
    });
    (ended && over && named).then_some(Shape::Known(Kind::End))
}

/// Whether a very short line below a title can hardly be anything but a pen name.
fn is_pen_name(title: &Block, block: &Block) -> bool {
    title.text.chars().count() >= 6
        && title.level == 0
        && block.text.chars().count() <= 3
        && block.text.chars().all(is_han)
}

/// Whether a text is a single sentence.
fn is_sentence(text: &str) -> bool {
    text.ends_with('。') && text.matches(['。', '；', '？', '！']).count() == 1
}
