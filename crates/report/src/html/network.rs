//! Terms that occur together, drawn as a network. The layout draws nothing by lot: the same terms
//! and ties give the same picture.

use cimai_corpus::TermId;
use cimai_keyword::Pair;
use serde::Serialize;

use super::charts::round;
use super::page::{ems, term};
use crate::Summary;

/// Rounds of the layout.
const ROUNDS: usize = 400;
/// Rounds in which labels that overlap move apart.
const PUSHES: usize = 400;
/// Terms and ties of the network, on a wide page and on a narrow one.
pub(crate) const SIZES: [(usize, usize); 2] = [(60, 110), (24, 40)];
/// Pixels between labels.
const GAP: f64 = 4.0;
/// Colours for groups of terms; the smaller groups share the last.
const COLOURS: usize = 8;

/// Terms with their frequencies, most frequent first, and ties between them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    pub(crate) terms: Vec<(String, u64)>,
    /// Two places in `terms` and the strength of the tie, above 0.
    pub(crate) ties: Vec<(usize, usize, f64)>,
}

/// A laid out network.
#[derive(Debug, Serialize)]
pub(crate) struct Network {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

/// A term as a label around its place.
#[derive(Debug, Serialize)]
pub(crate) struct Node {
    pub(crate) text: String,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) size: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// From 1: terms that are tied among themselves share it.
    pub(crate) colour: usize,
}

/// A tie between two labels.
#[derive(Debug, Serialize)]
pub(crate) struct Edge {
    pub(crate) x1: f64,
    pub(crate) y1: f64,
    pub(crate) x2: f64,
    pub(crate) y2: f64,
    pub(crate) thickness: f64,
}

type Point = (f64, f64);

impl Graph {
    /// Lays the graph out on a surface of about so many pixels: forces (Fruchterman & Reingold
    /// 1991), then labels pushed apart until none covers another.
    pub(crate) fn layout(&self, width: f64, height: f64) -> Network {
        let most = self.terms.first().map_or(1.0, |(_, n)| *n as f64).max(1.0);
        let smallest = if width > 600.0 { 13.0 } else { 11.5 };
        let size = |n: u64| round(smallest + 9.0 * (n as f64 / most).sqrt());
        let sizes: Vec<f64> = self.terms.iter().map(|&(_, n)| size(n)).collect();
        let boxes: Vec<Point> = self
            .terms
            .iter()
            .zip(&sizes)
            .map(|((text, _), size)| (ems(text) * size + 16.0, size * 1.2 + 8.0))
            .collect();
        let mut places = self.forces(width, height);
        fill(&mut places, width, height);
        push_apart(&mut places, &boxes);
        self.draw(&places, &boxes, &sizes)
    }

    /// Places at which attraction along ties and repulsion between all terms balance.
    fn forces(&self, width: f64, height: f64) -> Vec<Point> {
        let n = self.terms.len();
        let spread = (width * height / n.max(1) as f64).sqrt();
        let strongest = self.ties.iter().map(|tie| tie.2).fold(f64::MIN_POSITIVE, f64::max);
        let mut places = sunflower(n, width, height);
        for round in 0..ROUNDS {
            let heat = width / 8.0 * (1.0 - round as f64 / ROUNDS as f64).powi(2) + 0.1;
            let mut moves = repulsion(&places, spread);
            for &(a, b, strength) in &self.ties {
                let (dx, dy, distance) = between(places[a], places[b]);
                let pull = distance / spread * (0.4 + strength / strongest);
                moves[a] = (moves[a].0 - dx * pull, moves[a].1 - dy * pull);
                moves[b] = (moves[b].0 + dx * pull, moves[b].1 + dy * pull);
            }
            for (place, (dx, dy)) in places.iter_mut().zip(moves) {
                // A pull to the middle keeps what is not tied on the page.
                let (dx, dy) = (
                    dx - (place.0 - width / 2.0) * 0.06 * height / width,
                    dy - (place.1 - height / 2.0) * 0.06,
                );
                let length = dx.hypot(dy).max(1e-9);
                let step = length.min(heat) / length;
                *place = (place.0 + dx * step, place.1 + dy * step);
            }
        }
        places
    }

    /// Which colour each term has: ties are followed until every term agrees with most of its
    /// neighbours (label propagation, in the order of the terms).
    fn colours(&self) -> Vec<usize> {
        let n = self.terms.len();
        let mut labels: Vec<usize> = (0..n).collect();
        for _ in 0..20 {
            let before = labels.clone();
            for term in 0..n {
                let mut votes = vec![0.0; n];
                for &(a, b, strength) in &self.ties {
                    if a == term {
                        votes[labels[b]] += strength;
                    } else if b == term {
                        votes[labels[a]] += strength;
                    }
                }
                let best = (0..n).fold(labels[term], |best, label| {
                    if votes[label] > votes[best] { label } else { best }
                });
                labels[term] = best;
            }
            if labels == before {
                break;
            }
        }
        by_size(&labels)
    }

    fn draw(&self, places: &[Point], boxes: &[Point], sizes: &[f64]) -> Network {
        let left = |i: usize| places[i].0 - boxes[i].0 / 2.0;
        let top = |i: usize| places[i].1 - boxes[i].1 / 2.0;
        let all = 0..places.len();
        let least =
            |edge: &dyn Fn(usize) -> f64| all.clone().map(edge).fold(f64::INFINITY, f64::min);
        let (x, y) = (least(&left) - 4.0, least(&top) - 4.0);
        let right = 4.0 - least(&|i| -left(i) - boxes[i].0);
        let bottom = 4.0 - least(&|i| -top(i) - boxes[i].1);
        let colours = self.colours();
        let node = |i: usize| Node {
            text: self.terms[i].0.clone(),
            x: round(places[i].0 - x),
            y: round(places[i].1 - y),
            size: sizes[i],
            width: round(boxes[i].0),
            height: round(boxes[i].1),
            colour: colours[i],
        };
        let nodes: Vec<Node> = all.map(node).collect();
        let strongest = self.ties.iter().map(|tie| tie.2).fold(f64::MIN_POSITIVE, f64::max);
        let edge = |&(a, b, strength): &(usize, usize, f64)| Edge {
            x1: nodes[a].x,
            y1: nodes[a].y,
            x2: nodes[b].x,
            y2: nodes[b].y,
            thickness: round(0.8 + 2.4 * strength / strongest),
        };
        let edges = self.ties.iter().map(edge).collect();
        Network { width: round(right - x), height: round(bottom - y), nodes, edges }
    }
}

/// Stretches the picture to the surface, with room for the labels at its edges.
fn fill(places: &mut [Point], width: f64, height: f64) {
    let stretch = |values: Vec<f64>, length: f64| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let scale = length / (high - low).max(1.0);
        values.into_iter().map(move |value| (value - low) * scale).collect::<Vec<_>>()
    };
    let across = stretch(places.iter().map(|place| place.0).collect(), width - 90.0);
    let down = stretch(places.iter().map(|place| place.1).collect(), height - 40.0);
    for (place, moved) in places.iter_mut().zip(across.into_iter().zip(down)) {
        *place = moved;
    }
}

/// Points spread evenly over an ellipse, the first in the middle.
fn sunflower(n: usize, width: f64, height: f64) -> Vec<Point> {
    let golden = std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
    let point = |i: usize| {
        let radius = ((i as f64 + 0.5) / n as f64).sqrt() * 0.45;
        let angle = i as f64 * golden;
        (width * (0.5 + radius * angle.cos()), height * (0.5 + radius * angle.sin()))
    };
    (0..n).map(point).collect()
}

/// The direction from the second point to the first, of length 1, and the distance.
fn between(a: Point, b: Point) -> (f64, f64, f64) {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    let distance = dx.hypot(dy).max(0.01);
    (dx / distance, dy / distance, distance)
}

fn repulsion(places: &[Point], spread: f64) -> Vec<Point> {
    let mut moves = vec![(0.0, 0.0); places.len()];
    for a in 0..places.len() {
        for b in 0..a {
            let (dx, dy, distance) = between(places[a], places[b]);
            let push = spread * spread / distance / 30.0;
            moves[a] = (moves[a].0 + dx * push, moves[a].1 + dy * push);
            moves[b] = (moves[b].0 - dx * push, moves[b].1 - dy * push);
        }
    }
    moves
}

/// Moves boxes that overlap apart until none do, or for so many rounds.
fn push_apart(places: &mut [Point], boxes: &[Point]) {
    for _ in 0..PUSHES {
        let mut moved = false;
        for a in 0..places.len() {
            for b in 0..a {
                let size =
                    (f64::midpoint(boxes[a].0, boxes[b].0), f64::midpoint(boxes[a].1, boxes[b].1));
                if let Some((dx, dy)) = push(places[a], places[b], size) {
                    places[a] = (places[a].0 + dx, places[a].1 + dy);
                    places[b] = (places[b].0 - dx, places[b].1 - dy);
                    moved = true;
                }
            }
        }
        if !moved {
            return;
        }
    }
}

/// How far the first of two boxes has to move if they overlap, along the axis on which they
/// overlap less. `size` is how far apart their middles have to be, without the gap between them.
fn push(a: Point, b: Point, size: Point) -> Option<Point> {
    let across = size.0 + GAP - (a.0 - b.0).abs();
    let down = size.1 + GAP - (a.1 - b.1).abs();
    // A little more than half of the way, since the other box goes the rest.
    let side = |a: f64, b: f64| if a >= b { 0.52 } else { -0.52 };
    match across > 0.0 && down > 0.0 {
        true if down < across => Some((0.0, down * side(a.1, b.1))),
        true => Some((across * side(a.0, b.0), 0.0)),
        false => None,
    }
}

/// Colours by the size of what they stand for, the largest being 1.
fn by_size(labels: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0_usize; labels.len()];
    for &label in labels {
        sizes[label] += 1;
    }
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|&label| std::cmp::Reverse(sizes[label]));
    let mut colours = vec![0; labels.len()];
    for (place, &label) in order.iter().enumerate() {
        colours[label] = (place + 1).min(COLOURS);
    }
    labels.iter().map(|&label| colours[label]).collect()
}

/// The surest ties between at most so many terms. Each term keeps only its strongest ties, so
/// that the picture can be read.
pub(crate) fn graph(summary: &Summary, most_terms: usize, most_ties: usize) -> Graph {
    let ties = ties(summary, most_terms, most_ties);
    let mut terms: Vec<TermId> = ties.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    terms.sort_unstable();
    terms.dedup();
    // Equally frequent terms stay in the order of their numbers.
    terms.sort_by_key(|&term| std::cmp::Reverse(summary.totals.tf(term)));
    let place = |id: TermId| terms.iter().position(|&term| term == id);
    let tie = |pair: &&Pair| Some((place(pair.a)?, place(pair.b)?, pair.npmi));
    let name = |&id: &TermId| (term(summary.term(id)), summary.totals.tf(id));
    Graph { ties: ties.iter().filter_map(tie).collect(), terms: terms.iter().map(name).collect() }
}

fn ties(summary: &Summary, most_terms: usize, most_ties: usize) -> Vec<&Pair> {
    let together = summary.compared.pairs.iter().filter(|pair| pair.g2 > 0.0 && pair.npmi > 0.0);
    let mut seen: Vec<TermId> = Vec::new();
    let mut ties: Vec<&Pair> = Vec::new();
    for pair in together {
        let new = [pair.a, pair.b].into_iter().filter(|term| !seen.contains(term));
        let new: Vec<TermId> = new.collect();
        if seen.len() + new.len() <= most_terms {
            seen.extend(new);
            ties.push(pair);
        }
        if ties.len() == most_ties {
            break;
        }
    }
    ties
}

/// The terms that the network shows, for their passages.
pub(crate) fn named_terms(summary: &Summary) -> Vec<TermId> {
    let [(most_terms, most_ties), _] = SIZES;
    let ties = ties(summary, most_terms, most_ties);
    ties.into_iter().flat_map(|pair| [pair.a, pair.b]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_groups() -> Graph {
        let terms = (0..24_u64).map(|i| (format!("词语{i}"), 100 - i)).collect();
        let ties = (0..24_usize).flat_map(|a| (0..a).map(move |b| (a, b)));
        let tied = ties.filter(|(a, b)| a % 2 == b % 2).map(|(a, b)| (a, b, 1.0));
        Graph { terms, ties: tied.collect() }
    }

    #[test]
    fn no_label_covers_another() {
        let network = two_groups().layout(900.0, 600.0);
        for (i, a) in network.nodes.iter().enumerate() {
            assert!(a.x - a.width / 2.0 >= 0.0 && a.x + a.width / 2.0 <= network.width);
            assert!(a.y - a.height / 2.0 >= 0.0 && a.y + a.height / 2.0 <= network.height);
            for b in &network.nodes[..i] {
                let apart = (a.x - b.x).abs() * 2.0 >= a.width + b.width
                    || (a.y - b.y).abs() * 2.0 >= a.height + b.height;
                assert!(apart, "{} {}", a.text, b.text);
            }
        }
    }

    #[test]
    fn terms_that_are_tied_share_a_colour_and_stand_together() {
        let network = two_groups().layout(900.0, 600.0);
        for node in &network.nodes[2..] {
            let number: usize = node.text.trim_start_matches("词语").parse().unwrap();
            assert_eq!(node.colour, network.nodes[number % 2].colour);
        }
        assert_ne!(network.nodes[0].colour, network.nodes[1].colour);
    }

    #[test]
    fn a_graph_without_terms_is_drawn_without_numbers_that_are_none() {
        let one = Graph { terms: vec![("一".to_owned(), 1)], ties: vec![] }.layout(900.0, 600.0);
        assert!(one.width.is_finite() && one.nodes.len() == 1);
        assert!(Graph::default().layout(300.0, 500.0).nodes.is_empty());
    }
}
