use std::ops::Range;

use cimai_corpus::LineStart;

/// A cleaned text from which pieces are taken out, from front to back. What is left is clean too,
/// and knows where the lines of the file begin in it.
pub(super) struct Sieve<'t> {
    source: &'t str,
    /// How much of the source is dealt with.
    passed: usize,
    /// The lines that begin in the rest of it.
    ahead: &'t [LineStart],
    sifted: Sifted,
}

/// What is left of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sifted {
    /// The text.
    pub(crate) text: String,
    /// Where in it the later lines of the file begin, and those that nothing stands before.
    pub(crate) lines: Vec<LineStart>,
}

/// Blanks within a line of a cleaned text.
const BLANKS: [char; 2] = [' ', '\t'];
/// The same and the end of a line.
const EDGES: [char; 3] = [' ', '\t', '\n'];

impl<'t> Sieve<'t> {
    pub(super) fn new(source: &'t str, lines: &'t [LineStart]) -> Self {
        let text = String::with_capacity(source.len());
        let sifted = Sifted { text, lines: Vec::with_capacity(lines.len()) };
        Self { source, passed: 0, ahead: lines, sifted }
    }

    /// Keeps the text before a piece, and puts something else in the place of the piece. A line
    /// break is put only where there is none.
    pub(super) fn replace(&mut self, piece: Range<usize>, with: &str) {
        self.keep(piece.start);
        let broken = self.sifted.text.ends_with('\n') && with == "\n";
        self.put(if broken { "" } else { with });
        self.move_lines(piece.end, |_| 0);
        self.passed = piece.end;
    }

    /// What is left.
    pub(super) fn finish(mut self) -> Sifted {
        self.keep(self.source.len());
        let Sifted { text, lines } = &mut self.sifted;
        text.truncate(text.trim_end_matches(EDGES).len());
        lines.retain(|start| (start.offset as usize) < text.len());
        self.sifted
    }

    fn keep(&mut self, end: usize) {
        let (from, kept) = (self.passed, &self.source[self.passed..end]);
        let left_out = self.put(kept);
        let length = kept.len() - left_out;
        self.move_lines(end, |offset| length - (offset - from).saturating_sub(left_out));
        self.passed = end;
    }

    /// Moves the lines that begin before `end`; `back` says how far from the end of the new text.
    fn move_lines(&mut self, end: usize, back: impl Fn(usize) -> usize) {
        while let Some((start, rest)) = self.ahead.split_first()
            && (start.offset as usize) < end
        {
            let offset = self.sifted.text.len() - back(start.offset as usize);
            self.sifted.lines.push(LineStart { offset: offset as u32, line: start.line });
            self.ahead = rest;
        }
    }

    /// Adds text, without the blanks at its front that would stand beside others or at the front
    /// of a line; gives how many bytes those are.
    fn put(&mut self, added: &str) -> usize {
        let text = &mut self.sifted.text;
        let bare = match text.chars().next_back() {
            None => added.trim_start_matches(EDGES),
            Some(last) if EDGES.contains(&last) => added.trim_start_matches(BLANKS),
            Some(_) => added,
        };
        if bare.starts_with('\n') {
            text.truncate(text.trim_end_matches(BLANKS).len());
        }
        text.push_str(bare);
        added.len() - bare.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_places_and_blanks_close() {
        let source = "@甲 一 @乙 二\n@丙\n三 @丁\n四 @戊";
        let lines: Vec<LineStart> = (2..)
            .zip(source.match_indices('\n'))
            .map(|(line, (at, _))| LineStart { offset: at as u32 + 1, line })
            .collect();
        let mut sieve = Sieve::new(source, &lines);
        for (at, _) in source.match_indices('@') {
            sieve.replace(at..at + "@甲".len(), " ");
        }
        let Sifted { text, lines } = sieve.finish();
        assert_eq!(text, "一 二\n\n三\n四");
        let at = |line: &LineStart| (&text[line.offset as usize..], line.line);
        let places: Vec<_> = lines.iter().map(at).collect();
        assert_eq!(places, [("\n三\n四", 2), ("三\n四", 3), ("四", 4)]);
    }

    #[test]
    fn a_text_of_which_nothing_stays_is_empty() {
        let mut sieve = Sieve::new("@甲 ", &[]);
        sieve.replace(0..4, " ");
        assert_eq!(sieve.finish(), Sifted::default());
    }
}
