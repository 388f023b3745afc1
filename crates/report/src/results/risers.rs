//! Terms that became more or less frequent over the periods of a run.

use std::ops::Range;

use cimai_corpus::TermId;
use cimai_keyword::{SIGNIFICANT, keyness};

use super::Summary;
use super::compared::Compared;

/// Terms shown as rising, and as falling.
const SHOWN: usize = 12;

/// Terms whose frequency in the later half of the periods is not that in the earlier half. The
/// period in the middle of an odd number belongs to neither.
#[derive(Debug, Default)]
pub(crate) struct Risers {
    /// The surest first.
    pub(crate) rising: Vec<Riser>,
    /// The surest first.
    pub(crate) falling: Vec<Riser>,
}

/// A term that rose or fell.
#[derive(Debug)]
pub(crate) struct Riser {
    pub(crate) term: TermId,
    /// Its share of all words in the later half less that in the earlier half.
    pub(crate) change: f64,
    /// Its share of all words in every period.
    pub(crate) shares: Vec<f64>,
    g2: f64,
}

impl Risers {
    /// The terms that rose or fell more than by chance; nothing where there are fewer than two
    /// periods.
    pub(crate) fn of(summary: &Summary) -> Option<Self> {
        let compared = &summary.compared;
        let periods = compared.named_periods().len();
        if periods < 2 {
            return None;
        }
        let halves = [0..periods / 2, periods - periods / 2..periods];
        let words = halves.clone().map(|half| words(compared, half));
        let mut counts = vec![[0_u64; 2]; summary.vocabulary.len()];
        for (half, periods) in halves.into_iter().enumerate() {
            for &part in &compared.period_parts[periods] {
                for (term, count) in compared.counts.terms(part) {
                    counts[term.index()][half] += u64::from(count.tf);
                }
            }
        }
        let terms = (0..counts.len() as u32).map(TermId);
        let changed = terms.filter_map(|term| riser(term, counts[term.index()], words));
        let (rising, falling) = changed.partition(|riser: &Riser| riser.g2 > 0.0);
        let mut risers = Self { rising: surest(rising), falling: surest(falling) };
        let all = risers.rising.iter_mut().chain(&mut risers.falling);
        all.for_each(|riser| riser.shares = shares(compared, riser.term));
        Some(risers)
    }

    /// The terms that rose and those that fell.
    pub(crate) fn terms(&self) -> [Vec<TermId>; 2] {
        [&self.rising, &self.falling].map(|some| some.iter().map(|riser| riser.term).collect())
    }
}

/// All words of some periods, stop words included.
fn words(compared: &Compared, periods: Range<usize>) -> u64 {
    compared.period_parts[periods].iter().map(|&part| compared.counts.words(part)).sum()
}

/// A term that occurs so often in the earlier and the later half, if that is more than chance.
fn riser(term: TermId, [earlier, later]: [u64; 2], words: [u64; 2]) -> Option<Riser> {
    let found = keyness((later, words[1]), (earlier, words[0]));
    let share = |count: u64, words: u64| count as f64 / words.max(1) as f64;
    let change = share(later, words[1]) - share(earlier, words[0]);
    let riser = Riser { term, change, shares: Vec::new(), g2: found.g2 };
    (found.g2.abs() > SIGNIFICANT).then_some(riser)
}

/// The first few; of equally sure ones those that come first in byte order.
fn surest(mut risers: Vec<Riser>) -> Vec<Riser> {
    risers.sort_by(|a, b| b.g2.abs().total_cmp(&a.g2.abs()).then_with(|| a.term.cmp(&b.term)));
    risers.truncate(SHOWN);
    risers
}

fn shares(compared: &Compared, term: TermId) -> Vec<f64> {
    let parts = &compared.period_parts[..compared.named_periods().len()];
    let share = |&part: &u32| {
        let own = compared.counts.terms(part).find(|(other, _)| *other == term);
        let tf = own.map_or(0, |(_, count)| count.tf);
        f64::from(tf) / compared.counts.words(part).max(1) as f64
    };
    parts.iter().map(share).collect()
}
