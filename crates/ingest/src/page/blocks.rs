use crate::page::lines::{Line, ends_sentence, is_item, join};
use crate::page::pass::State;
use crate::page::patterns::{Found, Kind};
use crate::page::signs::{Habit, Looked, Sign};

/// Lines that belong together: a paragraph, a piece of one, or a line of another kind.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) state: State,
    /// Its text, lines joined.
    pub(crate) text: String,
    /// Where in the text each line begins, and its number.
    pub(crate) starts: Vec<(usize, u64)>,
    pub(crate) gap: usize,
    /// Whether a new paragraph begins here, though the sentence above may not have ended.
    pub(crate) fresh: bool,
    /// Whether it begins in the middle of a paragraph that does not stand above it.
    pub(crate) middle: bool,
    /// Whether its last line is as wide as the column, so that it may run on.
    pub(crate) full: bool,
    /// What the pattern found, if one did.
    pub(crate) found: Option<Found>,
    /// Whether it stands where headlines stand.
    pub(crate) shape: bool,
    /// Whether it stands below an invitation to scan, and so names a channel of the paper.
    pub(crate) aside: bool,
}

impl Block {
    pub(crate) fn of(line: &Line) -> Self {
        Self {
            state: State::Text,
            text: line.text.clone(),
            starts: vec![(0, line.number)],
            gap: line.gap,
            fresh: line.is_indented(),
            middle: false,
            full: line.is_full(),
            found: None,
            shape: false,
            aside: false,
        }
    }

    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.found.as_ref().is_some_and(|found| found.kind == kind)
    }

    /// Whether the text breaks off within a sentence.
    pub(crate) fn is_open(&self) -> bool {
        self.state == State::Text && !ends_sentence(&self.text)
    }

    pub(crate) fn join(&mut self, line: &Line) {
        self.starts.push((join(&mut self.text, &line.text), line.number));
        self.full = line.is_full();
    }

    /// Takes the first bytes off the text.
    pub(crate) fn cut_start(&mut self, length: usize) {
        self.text.drain(..length);
        for (start, _) in &mut self.starts {
            *start = start.saturating_sub(length);
        }
    }
}

/// Joins the lines of a text that is no page where the column broke them.
pub(crate) fn paragraphs(lines: &[Line]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Option<&Line> = None;
    for line in lines {
        let goes_on = above.is_some_and(|above| above.is_full() && above.level == 0)
            && line.gap == 0
            && line.level == 0
            && !line.is_indented();
        match blocks.last_mut().filter(|_| goes_on) {
            Some(block) => block.join(line),
            None => blocks.push(Block::of(line)),
        }
        above = Some(line);
    }
    blocks
}

/// Joins the lines of a page to paragraphs, by what each was told to be.
pub(crate) fn blocks(lines: &[Looked], states: &[State], habit: &Habit) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Option<&Looked> = None;
    for (looked, &state) in lines.iter().zip(states) {
        let line = &looked.line;
        let before = above.filter(|_| blocks.last().is_some_and(|b| b.state == State::Text));
        let text = state == State::Text;
        if let Some(block) =
            blocks.last_mut().filter(|_| text && before.is_some_and(|b| goes_on(b, looked, habit)))
        {
            block.join(line);
        } else {
            let apart = |before: &Looked| !before.line.is_full() || line.gap > 0;
            let ended = before.is_some_and(|before| !before.open && apart(before));
            let flush = habit.indent.is_some() && !line.is_indented();
            blocks.push(Block {
                state,
                fresh: line.is_indented() || is_item(&line.text) || looked.has(Sign::Verse),
                middle: text && ended && flush && line.is_full(),
                found: looked.found.clone().filter(|_| !text),
                shape: looked.has(Sign::Shape),
                aside: looked.has(Sign::BelowAdvert),
                ..Block::of(line)
            });
        }
        above = Some(looked);
    }
    blocks
}

/// Whether a line of text goes on with the paragraph above it.
fn goes_on(above: &Looked, line: &Looked, habit: &Habit) -> bool {
    let begins = line.line.is_indented() && (habit.indent.is_some() || !above.open);
    if begins
        || line.has(Sign::Dateline)
        || is_item(&line.line.text)
        || line.has(Sign::Verse) && !line.has(Sign::Rest)
    {
        return false;
    }
    match above.line.column {
        // Where no indent tells a new paragraph, a sentence that ends just short of the column does.
        Some(column) => {
            let ended = habit.indent.is_none() && above.line.width + 1 < column;
            above.line.is_full() && (above.open || line.line.gap == 0 && !ended)
        }
        None => false,
    }
}
