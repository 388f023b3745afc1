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

/// What a line is and what spoke for it: the names of rows of the table, and their points.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) state: State,
    pub(crate) reasons: Vec<String>,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        STATES[self as usize].1
    }
}

/// Tells what each line is.
pub(crate) fn tell(lines: &[Looked]) -> Vec<Told> {
    let weights = &*WEIGHTS;
    let mut cells: Vec<[Cell; STATES.len()]> = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        let own = own_points(line, weights);
        let next = std::array::from_fn(|to| {
            let mut best = match cells.last() {
                None => Cell { points: weights.after[State::Note as usize][to], ..Cell::default() },
                Some(before) => best_way(before, to, lines, weights),
            };
            best.points += own[to];
            best.open = match STATES[to].0 {
                State::Text => line.open.then_some(place),
                State::Note | State::Subhead => best.open,
                State::Title | State::Byline => None,
            };
            best
        });
        cells.push(next);
    }
    trace(lines, &cells, weights)
}

fn own_points(line: &Looked, weights: &Weights) -> Points {
    let mut points = Points::default();
    for &sign in &line.signs {
        for (point, more) in points.iter_mut().zip(weights.signs[sign as usize]) {
            *point += more;
        }
    }
    points
}

/// What the step from one state to another gives, and the name of what else it depends on.
fn step(
    cell: &Cell,
    from: usize,
    to: usize,
    lines: &[Looked],
    weights: &Weights,
) -> (f64, Option<(&'static str, f64)>) {
    let after = weights.after[from][to];
    let more = cell.open.map(|open| match lines[open].line.column {
        Some(_) if lines[open].line.is_full() => ("unfinished", weights.unfinished[to]),
        Some(_) => ("", 0.0),
        None => ("broken", weights.broken[to]),
    });
    (after, more.filter(|(name, _)| !name.is_empty()))
}

fn best_way(before: &[Cell; STATES.len()], to: usize, lines: &[Looked], weights: &Weights) -> Cell {
    let mut best = Cell { points: f64::NEG_INFINITY, ..Cell::default() };
    for (from, cell) in before.iter().enumerate() {
        let (after, more) = step(cell, from, to, lines, weights);
        let points = cell.points + after + more.map_or(0.0, |(_, more)| more);
        if points > best.points {
            best = Cell { points, from, open: cell.open };
        }
    }
    best
}

/// Goes back along the best way, and says for each line why.
fn trace(lines: &[Looked], cells: &[[Cell; STATES.len()]], weights: &Weights) -> Vec<Told> {
    let Some(last) = cells.last() else { return Vec::new() };
    let best = |a: &usize, b: &usize| last[*a].points.total_cmp(&last[*b].points);
    let mut state = (0..STATES.len()).max_by(best).unwrap_or(0);
    let mut told = Vec::with_capacity(lines.len());
    for place in (0..lines.len()).rev() {
        let from = cells[place][state].from;
        let mut reasons: Vec<(String, f64)> = Vec::new();
        let signs = lines[place].signs.iter();
        reasons.extend(
            signs.map(|&s| (SIGNS[s as usize].to_owned(), weights.signs[s as usize][state])),
        );
        if place > 0 {
            let (after, more) = step(&cells[place - 1][from], from, state, lines, weights);
            reasons.push((format!("after {}", STATES[from].1), after));
            reasons.extend(more.map(|(name, points)| (name.to_owned(), points)));
        }
        reasons.retain(|(_, points)| *points != 0.0);
        let reasons = reasons.iter().map(|(name, points)| format!("{name} {points:+}")).collect();
        told.push(Told { state: STATES[state].0, reasons });
        state = from;
    }
    told.reverse();
    told
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
