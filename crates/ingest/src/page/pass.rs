//! One pass over the lines of a page that tells what each is: the states that together have the
//! most points, found by dynamic programming (Viterbi 1967).

use std::sync::LazyLock;

use cimai_data::PAGE_WEIGHTS;

use crate::page::signs::{Looked, SIGNS};

/// What a line of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Title,
    Byline,
    Text,
    /// A line above a part of an article.
    Subhead,
    /// A running head, caption, label: what goes to a column of its own.
    Note,
}

const STATES: [(State, &str); 5] = [
    (State::Title, "title"),
    (State::Byline, "byline"),
    (State::Text, "text"),
    (State::Subhead, "subhead"),
    (State::Note, "note"),
];
type Points = [f64; STATES.len()];

/// How many points a sign gives to each state.
struct Weights {
    signs: Vec<Points>,
    after: Vec<Points>,
    /// Within a sentence that the column broke off, and within one that only lacks its end.
    unfinished: Points,
    broken: Points,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(Weights::built_in);

impl Weights {
    fn built_in() -> Self {
        let row = |name: &str| {
            let row =
                cimai_data::lines(PAGE_WEIGHTS).find(|row| row.split('\t').next() == Some(name));
            let cells = row.into_iter().flat_map(|row| row.split('\t').skip(1));
            let mut points = Points::default();
            for (point, cell) in points.iter_mut().zip(cells) {
                *point = cell.parse().unwrap_or(0.0);
            }
            points
        };
        Self {
            signs: SIGNS.iter().map(|name| row(name)).collect(),
            after: STATES.iter().map(|(_, name)| row(&format!("after {name}"))).collect(),
            unfinished: row("unfinished"),
            broken: row("broken"),
        }
    }
}

/// The best way to a state of a line.
#[derive(Clone, Copy, Default)]
struct Cell {
    points: f64,
    from: usize,
    /// The line on which the text of the article stopped within a sentence, if it did.
    open: Option<usize>,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        STATES[self as usize].1
    }
}

/// Tells what each line is.
pub(crate) fn tell(lines: &[Looked]) -> Vec<State> {
    let mut cells: Vec<[Cell; STATES.len()]> = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        let own = own_points(line);
        let next = std::array::from_fn(|to| {
            let first = Cell { points: WEIGHTS.after[State::Note as usize][to], ..Cell::default() };
            let best = cells.last().map_or(first, |before| best_way(before, to, lines));
            let open = open_after(STATES[to].0, best.open, place, line);
            Cell { points: best.points + own[to], open, ..best }
        });
        cells.push(next);
    }
    trace(&cells)
}

/// Why each line was told to be what it is: the rows of the table that gave its state points.
pub(crate) fn explain(lines: &[Looked], states: &[State]) -> Vec<Vec<String>> {
    // A page begins as if a running head stood above it.
    let (mut open, mut above) = (None, State::Note);
    let mut all = Vec::with_capacity(lines.len());
    for (place, (line, &state)) in lines.iter().zip(states).enumerate() {
        let mut rows: Vec<(String, Points)> = Vec::new();
        rows.extend(
            line.signs
                .iter()
                .map(|&sign| (SIGNS[sign as usize].to_owned(), WEIGHTS.signs[sign as usize])),
        );
        rows.push((format!("after {}", above.name()), WEIGHTS.after[above as usize]));
        rows.extend(within(open, lines).map(|(name, points)| (name.to_owned(), *points)));
        let given = rows.iter().map(|(name, points)| (name, points[state as usize]));
        let given = given.filter(|(_, points)| *points != 0.0);
        all.push(given.map(|(name, points)| format!("{name} {points:+}")).collect());
        open = open_after(state, open, place, line);
        above = state;
    }
    all
}

fn own_points(line: &Looked) -> Points {
    let mut points = Points::default();
    for &sign in &line.signs {
        for (point, more) in points.iter_mut().zip(WEIGHTS.signs[sign as usize]) {
            *point += more;
        }
    }
    points
}

/// The line on which the text stands open once a line has a state: what is no text leaves open what
/// it interrupts, and the head of an article begins anew.
fn open_after(state: State, open: Option<usize>, place: usize, line: &Looked) -> Option<usize> {
    match state {
        State::Text => line.open.then_some(place),
        State::Note | State::Subhead => open,
        State::Title | State::Byline => None,
    }
}

/// What the table says, with the name of its row, of a line below an open sentence. Where there is
/// a column, only a line that fills it was broken off.
fn within(open: Option<usize>, lines: &[Looked]) -> Option<(&'static str, &'static Points)> {
    let above = &lines[open?].line;
    match above.column {
        Some(_) => above.is_full().then_some(("unfinished", &WEIGHTS.unfinished)),
        None => Some(("broken", &WEIGHTS.broken)),
    }
}

fn best_way(before: &[Cell; STATES.len()], to: usize, lines: &[Looked]) -> Cell {
    let mut best = Cell { points: f64::NEG_INFINITY, ..Cell::default() };
    for (from, cell) in before.iter().enumerate() {
        let within = within(cell.open, lines).map_or(0.0, |(_, points)| points[to]);
        let points = cell.points + WEIGHTS.after[from][to] + within;
        if points > best.points {
            best = Cell { points, from, open: cell.open };
        }
    }
    best
}

/// Goes back along the best way.
fn trace(cells: &[[Cell; STATES.len()]]) -> Vec<State> {
    let Some(last) = cells.last() else { return Vec::new() };
    let best = |a: &usize, b: &usize| last[*a].points.total_cmp(&last[*b].points);
    let mut state = (0..STATES.len()).max_by(best).unwrap_or(0);
    let mut states = Vec::with_capacity(cells.len());
    for cell in cells.iter().rev() {
        states.push(STATES[state].0);
        state = cell[state].from;
    }
    states.reverse();
    states
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_has_a_row_for_every_sign_and_no_other() {
        let after = STATES.map(|(_, name)| format!("after {name}"));
        let rest = ["state", "unfinished", "broken"].map(str::to_owned);
        let known: HashSet<String> =
            SIGNS.iter().map(|&s| s.to_owned()).chain(after).chain(rest).collect();
        let rows: Vec<Vec<&str>> =
            cimai_data::lines(PAGE_WEIGHTS).map(|row| row.split('\t').collect()).collect();
        let names: HashSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
        assert_eq!(names, known);
        for row in &rows[1..] {
            assert!(
                row.len() == 7 && row[1..6].iter().all(|cell| cell.parse::<f64>().is_ok()),
                "{row:?}"
            );
        }
    }
}
