//! What a line shows of what it may be.

use std::collections::HashSet;

use crate::clean::character::is_han;
use crate::page::lines::{Line, ends_sentence, is_item, is_numbered, is_rest, is_unbalanced};
use crate::page::patterns::{Found, Kind, Patterns};

/// A title is hardly longer, in characters.
const LONGEST_TITLE: usize = 42;
/// A byline stands no further below its title, in lines.
const FURTHEST_BYLINE: usize = 6;
/// So many short lines after one another are the lines of a poem, a list or a table.
const FEWEST_VERSES: usize = 5;

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

macro_rules! signs {
    ($($sign:ident $name:literal),* $(,)?) => {
        /// Something that a line shows, by its name in the table of weights.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Sign { $($sign),* }

        /// The names of the signs, in their order.
        pub(crate) const SIGNS: &[&str] = &[$($name),*];
    };
}

signs! {
    Head "head", Citation "citation", From "from", Advert "advert", Caption "caption",
    Unit "unit", Byline "byline", Author "author", Label "label", Section "section", Deck "deck",
    Dateline "dateline", Names "names", ShortName "short name",
    Any "any", Long "long", Brief "brief", Clause "clause", Wide "wide", Full "full", Indented "indented", Flush "flush", Tail "tail",
    Centred "centred", Gap "gap", Apart "apart",
    Ends "ends", Inner "inner", Pauses "pauses", Rest "rest", Joins "joins", Question "question", Item "item",
    Numbered "numbered", Heading "heading", Deeper "deeper", Leans "leans", Opens "opens", GoesOn "goes on",
    Signed "signed", Named "named", Decked "decked", Cited "cited", Uncited "uncited", Shape "shape", Unsigned "unsigned", Last "last", Closed "closed", First "first", End "end",
    Verse "verse", BesideHead "beside head", BelowAdvert "below advert", Interrupts "interrupts", Lone "lone",
}

/// A line and what it shows.
pub(crate) struct Looked {
    pub(crate) line: Line,
    /// What a pattern found in the whole line.
    pub(crate) found: Option<Found>,
    pub(crate) signs: Vec<Sign>,
    /// Whether the text would break off here within a sentence.
    pub(crate) open: bool,
    /// Whether it ends as an article does: `（本报记者 某某）`.
    ends_article: bool,
}

impl Looked {
    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.found.as_ref().is_some_and(|found| found.kind == kind)
    }

    pub(crate) fn has(&self, sign: Sign) -> bool {
        self.signs.contains(&sign)
    }

    /// Whether no more than a line above a part of the text could stand here.
    fn is_short(&self) -> bool {
        self.line.length() <= LONGEST_TITLE && !self.has(Sign::Ends) && !self.has(Sign::Inner)
    }
}

/// What is true of the page as a whole.
pub(crate) struct Habit {
    /// How far paragraphs are indented, in half characters, if they are.
    pub(crate) indent: Option<usize>,
    /// Whether blank lines are few, so that they divide.
    sparse: bool,
    /// Whether its articles have a line that cites the paper.
    cites: bool,
    /// The level of its titles in Markdown; 0 if they have none.
    level: usize,
    /// All runs of three characters within its longer lines.
    triples: HashSet<[char; 3]>,
}

impl Habit {
    fn of(lines: &[Line], patterns: &Patterns) -> Self {
        let indents =
            lines.iter().map(|line| line.indent).filter(|indent| (2..=8).contains(indent));
        let mut counts = [0_usize; 9];
        indents.for_each(|indent| counts[indent] += 1);
        let common = (2..9).max_by_key(|&indent| counts[indent]).unwrap_or(2);
        let cites = |line: &&Line| patterns.find(Kind::Citation, &line.text).is_some();
        Self {
            indent: (counts[common] * 20 >= lines.len()).then_some(common),
            sparse: lines.iter().filter(|line| line.gap > 0).count() * 2 < lines.len(),
            cites: lines.iter().filter(cites).count() > 1,
            level: lines
                .iter()
                .map(|line| line.level)
                .filter(|&level| level > 0)
                .min()
                .unwrap_or(0),
            triples: triples(lines),
        }
    }

    /// Whether the page has elsewhere, within a line, what would stand at the joint of two.
    pub(crate) fn joins(&self, before: &str, after: &str) -> bool {
        let mut end: Vec<char> = before.chars().rev().take(2).collect();
        end.reverse();
        let joint: Vec<char> = end.into_iter().chain(after.chars().take(2)).collect();
        let known = |run: &[char]| self.triples.contains(&[run[0], run[1], run[2]]);
        joint.windows(3).any(|run| run.iter().all(|&c| is_han(c)) && known(run))
    }

    /// Whether a paragraph begins with the line, as far as its indent tells.
    pub(crate) fn begins(&self, line: &Line) -> bool {
        self.indent.is_some_and(|habit| line.indent.abs_diff(habit) <= 1)
    }
}

fn triples(lines: &[Line]) -> HashSet<[char; 3]> {
    let mut triples = HashSet::new();
    for line in lines.iter().filter(|line| line.length() > 10) {
        let chars: Vec<char> = line.text.chars().collect();
        triples.extend(chars.windows(3).map(|run| [run[0], run[1], run[2]]));
    }
    triples
}

/// Looks at every line of a page: first by itself, then beside its neighbours.
pub(crate) fn look(lines: Vec<Line>, patterns: &Patterns) -> (Vec<Looked>, Habit) {
    let habit = Habit::of(&lines, patterns);
    let mut looked: Vec<Looked> = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        let mut one = alone(line, looked.last(), &habit, patterns);
        if one.is(Kind::Byline) && is_list_item(&one.line, looked.last(), lines.peek()) {
            one = Looked { found: None, signs: vec![Sign::Any, Sign::Item], ..one };
        }
        one.ends_article = one.found.is_none() && ends_article(&looked, &one.line.text, patterns);
        one.open &= !one.ends_article || !one.line.text.ends_with(['）', ')']);
        if one.ends_article {
            one.signs.push(Sign::End);
        }
        looked.push(one);
    }
    for place in 0..looked.len() {
        let more = beside(&looked, place, &habit);
        looked[place].signs.extend(more);
    }
    // From the end on, since a line shows something by what the line below it shows.
    for place in (0..looked.len()).rev() {
        let more = around(&looked, place, &habit);
        looked[place].signs.extend(more);
    }
    (looked, habit)
}

/// Whether a line that begins with a mark stands beside others that begin with it.
fn is_list_item(line: &Line, above: Option<&Looked>, below: Option<&Line>) -> bool {
    let mark = |text: &str| text.chars().next().filter(|c| !c.is_alphanumeric());
    let own = mark(&line.text);
    let like = |text: &str| own.is_some() && mark(text) == own;
    above.is_some_and(|above| like(&above.line.text))
        || below.is_some_and(|below| like(&below.text))
}

/// Whether the text ends here as an article does; what it ends with may begin some lines above.
fn ends_article(above: &[Looked], text: &str, patterns: &Patterns) -> bool {
    let mut tail = String::new();
    if text.ends_with(['）', ')']) && !text.contains(['（', '(']) {
        above[above.len().saturating_sub(6)..]
            .iter()
            .for_each(|line| tail.push_str(&line.line.text));
    }
    tail.push_str(text);
    patterns.find(Kind::End, &tail).is_some()
}

/// What a line shows by itself and by where it stands in the column.
fn alone(line: Line, before: Option<&Looked>, habit: &Habit, patterns: &Patterns) -> Looked {
    let text = line.text.as_str();
    let in_sentence = before.is_some_and(|before| before.open && before.line.is_full());
    // Within a sentence, a line that looks like a page number is none; neither is the end of one.
    let number = in_sentence && line.gap == 0 || ends_sentence(text);
    // A dash that the column tore does not explain a title.
    let torn = text.starts_with('—') && before.is_some_and(|above| above.line.text.ends_with('—'));
    let in_text = number && !text.contains(is_han) || is_rest(text) || torn;
    let found = if in_text { None } else { patterns.line(text) };
    let mut signs = vec![Sign::Any];
    if let Some(found) = &found {
        signs.extend(sign_of(found.kind));
    }
    let ended = before.is_none_or(|before| !before.open || !before.line.is_full());
    let inner: String = text.chars().rev().skip(1).collect();
    let has_inner = inner.contains(['。', '；']);
    let length = line.length();
    let names = found.is_none() && patterns.is_names(text);
    let all_han = text.chars().all(is_han);
    let shows = [
        (Sign::Dateline, found.is_none() && patterns.find(Kind::Dateline, text).is_some()),
        (Sign::Names, names),
        (Sign::ShortName, found.is_none() && !names && length <= 3 && length > 1 && all_han),
        (Sign::Long, length > LONGEST_TITLE),
        (
            Sign::Brief,
            line.column.is_none() && length <= LONGEST_TITLE && !has_inner && !ends_sentence(text),
        ),
        (Sign::Clause, line.column.is_none() && length > 18 && text.contains(['，', ','])),
        (Sign::Wide, line.is_wide()),
        (Sign::Full, line.is_full()),
        (Sign::Indented, habit.begins(&line)),
        (Sign::Flush, habit.indent.is_some() && line.indent == 0 && ended),
        (Sign::Centred, habit.indent.is_some_and(|habit| line.indent > habit + 1)),
        (Sign::Gap, habit.sparse && line.gap > 0),
        (Sign::Question, text.ends_with(['？', '！', '?', '!']) && length <= 24),
        (Sign::Ends, ends_sentence(text) && !text.ends_with(['？', '！', '?', '!', '…'])),
        (Sign::Inner, has_inner),
        (Sign::Pauses, text.ends_with(['，', ',', '、'])),
        (Sign::Rest, is_rest(text) || torn),
        (Sign::Item, is_item(text) && found.is_none()),
        (Sign::Numbered, is_numbered(text)),
        (Sign::Heading, line.level > 0),
        (Sign::Deeper, line.level > habit.level),
        (Sign::Opens, OPENINGS.iter().any(|opening| text.starts_with(opening))),
    ];
    signs.extend(shows.into_iter().filter(|(_, shown)| *shown).map(|(sign, _)| sign));
    let open = found.is_none() && !ends_sentence(text);
    Looked { open, found, signs, line, ends_article: false }
}

fn sign_of(kind: Kind) -> Option<Sign> {
    Some(match kind {
        Kind::Head => Sign::Head,
        Kind::Citation => Sign::Citation,
        Kind::From | Kind::Onward => Sign::From,
        Kind::Advert => Sign::Advert,
        Kind::Caption => Sign::Caption,
        Kind::Unit => Sign::Unit,
        Kind::Byline => Sign::Byline,
        Kind::Author => Sign::Author,
        Kind::Label => Sign::Label,
        Kind::Section => Sign::Section,
        Kind::Deck => Sign::Deck,
        _ => return None,
    })
}

/// What a line shows beside those above and below it.
fn beside(lines: &[Looked], place: usize, habit: &Habit) -> Vec<Sign> {
    let here = &lines[place];
    let before = place.checked_sub(1).map(|above| &lines[above]);
    let next = lines.get(place + 1);
    let text = here.line.text.as_str();
    let few = here.line.length() <= 8 && here.is_short();
    let is = |other: Option<&Looked>, kind| other.is_some_and(|other| other.is(kind));
    let gap_below = next.is_none_or(|next| next.line.gap > 0);
    let above_text = before.map_or("", |before| before.line.text.as_str());
    let beside_head = is(next, Kind::Head) && !gap_below
        || is(before, Kind::Head) && (here.line.gap == 0 && gap_below || place == 1);
    let wrapped = here.line.column.is_some();
    // A title may go on within brackets on its next line.
    let closes =
        |next: &Looked| next.line.length() <= 12 && next.line.text.contains(['）', '”', '》']);
    let leans = text.ends_with(|c| LEANING.contains(c)) && !here.line.is_wide()
        || is_unbalanced(text) && !next.is_some_and(closes);
    let onward = next.is_some_and(|next| {
        next.found.is_none()
            && !next.has(Sign::Dateline)
            && !next.has(Sign::Brief)
            && habit.joins(text, &next.line.text)
    });
    // The line of a paragraph below one that fills the column.
    let tail = before.is_some_and(|before| before.found.is_none() && before.line.is_full())
        && here.line.gap == 0
        && !here.line.is_indented()
        && !here.line.is_full();
    let closed = before.is_some_and(|before| before.is(Kind::Unit) || before.ends_article);
    let shows = [
        (Sign::Leans, leans),
        (Sign::Apart, here.has(Sign::Gap) && gap_below),
        (Sign::Closed, closed),
        (Sign::Tail, tail),
        (
            Sign::First,
            lines[..place].iter().rev().take(5).all(|above| above.found.is_some())
                && place < 5
                && here.is_short(),
        ),
        (Sign::BesideHead, few && beside_head),
        (Sign::BelowAdvert, few && is(before, Kind::Advert)),
        (Sign::GoesOn, !wrapped && (onward || next.is_some_and(|next| next.has(Sign::Rest)))),
        (Sign::Interrupts, interrupts(before, here, next, habit)),
        (Sign::Lone, is_lone_sentence(before, here, next, habit)),
        (
            Sign::Joins,
            !wrapped
                && before.is_some_and(|b| b.open && !b.has(Sign::Brief))
                && habit.joins(above_text, text),
        ),
    ];
    shows.into_iter().filter(|(_, shown)| *shown).map(|(sign, _)| sign).collect()
}

/// Whether the lines above and below go on with one another, and this one stands between them.
fn interrupts(
    before: Option<&Looked>,
    here: &Looked,
    next: Option<&Looked>,
    habit: &Habit,
) -> bool {
    let (Some(before), Some(next)) = (before, next) else { return false };
    before.open
        && here.is_short()
        && habit.joins(&before.line.text, &next.line.text)
        && !habit.joins(&before.line.text, &here.line.text)
}

/// Whether a line is a caption without a credit: a single sentence that stands apart and not as
/// the paragraphs of the page do.
fn is_lone_sentence(
    before: Option<&Looked>,
    here: &Looked,
    next: Option<&Looked>,
    habit: &Habit,
) -> bool {
    let (Some(before), Some(next)) = (before, next) else { return false };
    let text = &here.line.text;
    let sentence =
        |text: &str| text.ends_with('。') && text.matches(['。', '；', '？', '！']).count() == 1;
    let apart = here.line.gap > 0 && next.line.gap > 0 && !here.line.is_indented();
    let plain = before.found.is_none() && next.found.is_none();
    if !plain || !apart || !(8..=50).contains(&text.chars().count()) || !sentence(text) {
        return false;
    }
    let rest = next.line.length() <= 25 && sentence(&next.line.text);
    let onward = rest || habit.joins(&before.line.text, &next.line.text);
    let between = before.open
        && here.line.gap > next.line.gap
        && onward
        && !habit.joins(&before.line.text, text);
    let odd = habit.indent.is_some() && !before.open && habit.begins(&next.line);
    let wide = here.line.is_wide() && !before.open;
    between || odd || wide
}

/// What a line shows by what stands further below, and by how many are like it.
fn around(lines: &[Looked], place: usize, habit: &Habit) -> Vec<Sign> {
    let here = &lines[place];
    let mut signs = Vec::new();
    if verses(lines, place) >= FEWEST_VERSES {
        signs.push(Sign::Verse);
    }
    let is_head = |next: &Looked| {
        [Sign::Signed, Sign::Cited, Sign::Dateline, Sign::Shape, Sign::Head, Sign::Section]
            .iter()
            .any(|&s| next.has(s))
    };
    if here.has(Sign::Names) && lines.get(place + 1).is_none_or(is_head) {
        signs.push(Sign::Last);
    }
    // What speaks for a title speaks for the line above a name, and never for the end of a text.
    if here.has(Sign::Names)
        || here.ends_article
        || !here.is_short()
        || here.found.as_ref().is_some_and(|f| f.kind != Kind::Section)
    {
        return signs;
    }
    let next = lines.get(place + 1);
    // A line that fills the column goes on below, so a blank line between it and another line of
    // text parts it from the byline further down.
    let parted = here.has(Sign::Full)
        && next.is_some_and(|n| {
            n.has(Sign::Gap) && n.found.is_none() && !n.has(Sign::Names) && !n.has(Sign::Dateline)
        });
    // The name of a section is a title only right above a byline.
    let below = match here.is(Kind::Section) {
        true => next.filter(|next| next.is(Kind::Byline)).map(|_| Sign::Signed),
        false if parted => None,
        false => below(lines, place),
    };
    // The name below the last line of a title stands below all of it.
    let broken = (here.has(Sign::Wide) || here.has(Sign::Full))
        && next.is_some_and(|next| next.line.gap == 0 && next.has(Sign::Named));
    let below = below.or(broken.then_some(Sign::Named));
    signs.extend(below);
    if habit.cites && below != Some(Sign::Cited) {
        signs.push(Sign::Uncited);
    }
    if is_shape(lines, place, habit) {
        signs.push(Sign::Shape);
    } else if below.is_none() && !here.has(Sign::Closed) && !here.has(Sign::Heading) {
        signs.push(Sign::Unsigned);
    }
    signs
}

/// The byline, dateline or citation below a title, with nothing between but other short lines.
fn below(lines: &[Looked], place: usize) -> Option<Sign> {
    let mut named = None;
    for (distance, line) in lines[place + 1..].iter().take(FURTHEST_BYLINE).enumerate() {
        if line.is(Kind::Citation) {
            return Some(Sign::Cited);
        }
        // A line of text that fills the column is not the title of a dash below it.
        if line.is(Kind::Deck) && named.is_none() && !lines[place].has(Sign::Full) {
            named = Some(Sign::Decked);
        }
        if line.is(Kind::Byline) || line.has(Sign::Dateline) {
            named = Some(Sign::Signed);
        } else if named.is_none()
            && (line.is(Kind::Author) || line.has(Sign::Names) && distance == 0)
        {
            named = Some(Sign::Named);
        }
        let goes_on = line.is_short() || line.found.is_some();
        let parts = line.ends_article || line.is(Kind::Unit) || line.is(Kind::From);
        if !goes_on || parts || line.has(Sign::Dateline) {
            break;
        }
    }
    named
}

/// Whether lines have the place of a headline though nobody signed: not indented, between the end
/// of a paragraph and the beginning of one, wider than the column or set apart.
fn is_shape(lines: &[Looked], place: usize, habit: &Habit) -> bool {
    let is_part = |line: &Looked| {
        line.found.is_none() && line.line.indent == 0 && line.is_short() && !line.has(Sign::Pauses)
    };
    let Some(_) = habit.indent else { return false };
    if !is_part(&lines[place]) {
        return false;
    }
    let up = lines[..place]
        .iter()
        .rev()
        .take(2)
        .take_while(|line| is_part(line) && !line.line.is_full())
        .count();
    let down = lines[place + 1..].iter().take(3).take_while(|line| is_part(line)).count();
    let first = place - up;
    let after = lines[place + down + 1..].iter().find(|line| line.found.is_none());
    let ended = first == 0 || {
        let above = &lines[first - 1];
        !above.open || above.line.is_indented() && !above.line.is_full()
    };
    let begins = after.is_some_and(|after| habit.begins(&after.line));
    let set = lines[first..=place + down].iter().any(|line| line.has(Sign::Wide))
        || lines[first].has(Sign::Gap);
    ended && begins && set && down + up < 4
}

/// How many short lines without a pattern stand together around a place.
fn verses(lines: &[Looked], place: usize) -> usize {
    let is_verse = |line: &&Looked| {
        line.found.is_none()
            && line.line.level == 0
            && line.is_short()
            && !line.has(Sign::Names)
            && !line.has(Sign::Full)
            && !line.has(Sign::Dateline)
    };
    if !is_verse(&&lines[place]) {
        return 0;
    }
    let up = lines[..place].iter().rev().take(FEWEST_VERSES).take_while(is_verse).count();
    let down = lines[place + 1..].iter().take(FEWEST_VERSES).take_while(is_verse).count();
    // The last line of the run may be the title of what comes next.
    let is_byline = |next: &Looked| next.found.is_some() || next.has(Sign::Names);
    let last = down == 0 && lines.get(place + 1).is_some_and(is_byline);
    if last { 0 } else { up + down + 1 }
}
