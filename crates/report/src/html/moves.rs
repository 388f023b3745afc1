//! Terms that became more or less frequent over the periods of a run.

use cimai_corpus::{TermId, Token};
use cimai_keyword::keyness;
use rayon::prelude::*;

use crate::Report;
use crate::over_time::periods;

/// Terms shown as rising, and as falling.
const MOVERS: usize = 12;
/// The least log-likelihood: below, a difference may be chance (p < 0.05).
const SIGNIFICANT: f64 = 3.84;

/// Terms whose frequency in the later half of the periods is not that in the earlier half. The
/// period in the middle of an odd number belongs to neither.
#[derive(Debug, Default)]
pub(crate) struct Moves {
    /// The surest first.
    pub(crate) rising: Vec<Move>,
    /// The surest first.
    pub(crate) falling: Vec<Move>,
}

/// A term that moved.
#[derive(Debug)]
pub(crate) struct Move {
    pub(crate) term: TermId,
    /// Its share of all words in the later half less that in the earlier half.
    pub(crate) change: f64,
    /// Its share of all words in every period.
    pub(crate) shares: Vec<f64>,
    g2: f64,
}

/// The terms that moved more than by chance; nothing where there are fewer than two periods.
pub(crate) fn moves(report: &Report<'_>) -> Option<Moves> {
    let n = periods(report).len();
    if n < 2 {
        return None;
    }
    let words = words(report, n);
    let halves = [0..n / 2, n - n / 2..n];
    let all: [u64; 2] = [0, 1].map(|half| words[halves[half].clone()].iter().sum());
    let mut counts = vec![[0_u64; 2]; report.corpus.vocabulary().len()];
    for (row, period) in report.counts.rows().iter().zip(&report.compared.period_of) {
        let Some(half) = halves.iter().position(|half| half.contains(period)) else { continue };
        for &(term, tf) in row {
            counts[term as usize][half] += u64::from(tf);
        }
    }
    let moved = counts.iter().enumerate().filter_map(|(term, &[earlier, later])| {
        let found = keyness((later, all[1]), (earlier, all[0]));
        let share = |n: u64, half: usize| n as f64 / all[half].max(1) as f64;
        let change = share(later, 1) - share(earlier, 0);
        let term = TermId(term as u32);
        (found.g2.abs() > SIGNIFICANT).then_some(Move {
            term,
            change,
            shares: vec![],
            g2: found.g2,
        })
    });
    let (rising, falling) = moved.partition(|moved| moved.g2 > 0.0);
    let mut moves = Moves { rising: surest(report, rising), falling: surest(report, falling) };
    moves.fill_shares(report, &words);
    Some(moves)
}

/// The first few; of equally sure ones those that come first by their text.
fn surest(report: &Report<'_>, mut moved: Vec<Move>) -> Vec<Move> {
    let text = |moved: &Move| report.corpus.vocabulary().term(moved.term);
    moved.sort_by(|a, b| b.g2.abs().total_cmp(&a.g2.abs()).then_with(|| text(a).cmp(text(b))));
    moved.truncate(MOVERS);
    moved
}

/// All words of each period, stop words included.
fn words(report: &Report<'_>, periods: usize) -> Vec<u64> {
    let count = |document: usize| {
        let tokens = report.corpus.tokens(document);
        tokens.filter(|token| matches!(token, Token::Word(_))).count() as u64
    };
    let of = &report.compared.period_of;
    let counts: Vec<u64> = (0..of.len()).into_par_iter().map(count).collect();
    let mut words = vec![0; periods];
    for (&period, count) in of.iter().zip(counts) {
        // The period of documents without a date is not among those that have a name.
        if let Some(words) = words.get_mut(period) {
            *words += count;
        }
    }
    words
}

impl Moves {
    /// The terms that rose and those that fell.
    pub(crate) fn terms(&self) -> [Vec<TermId>; 2] {
        [&self.rising, &self.falling].map(|moved| moved.iter().map(|moved| moved.term).collect())
    }

    fn fill_shares(&mut self, report: &Report<'_>, words: &[u64]) {
        let mut moved: Vec<&mut Move> = self.rising.iter_mut().chain(&mut self.falling).collect();
        let mut places = vec![usize::MAX; report.corpus.vocabulary().len()];
        for (place, moved) in moved.iter_mut().enumerate() {
            places[moved.term.index()] = place;
            moved.shares = vec![0.0; words.len()];
        }
        for (row, &period) in report.counts.rows().iter().zip(&report.compared.period_of) {
            let Some(&words) = words.get(period) else { continue };
            for &(term, tf) in row {
                if let Some(moved) = moved.get_mut(places[term as usize]) {
                    moved.shares[period] += f64::from(tf) / words as f64;
                }
            }
        }
    }
}
