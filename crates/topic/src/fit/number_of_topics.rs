//! How many topics there are to be: numbers of topics are tried, and the most stable is taken.

use cimai_corpus::{Counts, Message, SparseRows, TermId};
use ndarray::{Array2, Axis};
use rayon::prelude::*;

use crate::clusters::k_means::{SphericalKMeans, nearest, sizes, sums};
use crate::compare::Agreement;
use crate::describe::coherence::FirstTerms;
use crate::describe::terms::{Use, count_terms, ranked_uses};
use crate::model::placement::Placement;
use crate::numbers::{Random, rounded};
use crate::options::{Choice, Options};
use crate::topics::TriedK;
use crate::vectors::Vectors;
use crate::vectors::matrix::{rows_to_unit, transposed};
use crate::vectors::products::product;

/// Documents that numbers of topics are tried on.
const SAMPLE: usize = 3072;
/// Dimensions of each kind of vector that they are tried with.
const DIMENSIONS: usize = 32;
/// Numbers of topics that are tried at most.
const MOST_CANDIDATES: usize = 20;
/// Documents per topic, on average, that a number of topics must leave to be tried.
const DOCUMENTS_PER_TOPIC: usize = 5;
/// A stability that is less by no more than this is as good.
const TOLERANCE: f64 = 0.02;
/// With less stability than this the documents do not say how many topics there are.
const LEAST_STABILITY: f64 = 0.5;
/// The largest number of topics that is taken where the documents do not say.
const MOST_UNTOLD: usize = 10;

/// How many topics there are to be, and why.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) k: usize,
    pub(crate) tried: Vec<TriedK>,
    pub(crate) reason: Message,
    pub(crate) notes: Vec<Message>,
}

/// Decides on a number of topics, at least as many as are expected by name.
///
/// Of the numbers tried, the most stable is taken, and the largest of those that are as stable. If
/// none is stable, the documents do not say; then it is the root of half their number, as a rule
/// of thumb has it, up to [`MOST_UNTOLD`].
pub(crate) fn decide(
    vectors: &Vectors,
    counts: &Counts,
    options: &Options,
    expected: usize,
) -> Decision {
    let documents = vectors.documents.len();
    let candidates = match options.topics {
        Choice::Fixed(k) => vec![k.max(expected).min(Placement::MOST_TOPICS)],
        Choice::Auto { min, max } => {
            let max = max.min(documents / DOCUMENTS_PER_TOPIC).max(expected).max(1);
            candidates(min.max(expected).min(max), max)
        }
    };
    let choose = |trials: &[Trial]| choose(trials, options.topics, documents);
    let rows = Sampled::of(vectors, options.seed);
    let trials = trials(&rows.rows, &candidates, options.seed, |trials| choose(trials).0);
    let coherences = rows.coherences(&trials, vectors, counts);
    let (chosen, reason) = choose(&trials);
    let row = |(i, trial): (usize, &Trial)| trial.row(coherences[i], i == chosen);
    let tried: Vec<TriedK> = trials.iter().enumerate().map(row).collect();
    let notes = match options.topics {
        Choice::Fixed(k) if k < expected => vec![raised(k, expected)],
        _ => Vec::new(),
    };
    Decision { k: trials[chosen].k, tried, reason, notes }
}

/// The place of the trial whose number is taken, and why.
fn choose(trials: &[Trial], choice: Choice, documents: usize) -> (usize, Message) {
    match (choice, best(trials)) {
        (Choice::Fixed(_), _) => (0, as_asked(trials[0].k)),
        _ if trials.len() == 1 => (0, only_choice(trials[0].k)),
        (_, Some(best)) => (best, most_stable(trials, best)),
        (_, None) => {
            let wanted = (documents / 2).isqrt().min(MOST_UNTOLD);
            let near = (0..trials.len()).min_by_key(|&i| trials[i].k.abs_diff(wanted));
            let near = near.expect("something was tried");
            (near, untold(trials, near))
        }
    }
}

/// All numbers in the range, or evenly growing ones of a large range.
fn candidates(min: usize, max: usize) -> Vec<usize> {
    let steps = (max - min).min(MOST_CANDIDATES - 1);
    if steps == max - min {
        return (min..=max).collect();
    }
    let growth = (max as f64 / min as f64).powf(1.0 / steps as f64);
    let step = |step: usize| rounded(min as f64 * growth.powf(step as f64));
    let mut candidates: Vec<usize> = (0..=steps).map(step).collect();
    candidates.dedup();
    candidates
}

/// Documents that numbers of topics are tried on.
struct Sampled {
    /// Their places among those that have a vector.
    places: Vec<usize>,
    /// Their unit rows, of fewer dimensions.
    rows: Array2<f32>,
}

impl Sampled {
    fn of(vectors: &Vectors, seed: u64) -> Self {
        let places = Random::new(seed, 3).sample(vectors.documents.len(), SAMPLE);
        let mut rows = vectors.leading(DIMENSIONS).select(Axis(0), &places);
        rows_to_unit(&mut rows);
        Self { places, rows }
    }

    /// The coherence of each trial.
    fn coherences(&self, trials: &[Trial], vectors: &Vectors, counts: &Counts) -> Vec<f64> {
        let document = |&place: &usize| counts.rows().row(vectors.documents[place]);
        let documents: Vec<_> = self.places.iter().map(document).collect();
        let documents = SparseRows::new(counts.rows().columns(), &documents);
        let postings = documents.transposed();
        trials.par_iter().map(|trial| coherence(trial, &documents, &postings)).collect()
    }
}

/// The mean coherence of the topics of a trial.
fn coherence(trial: &Trial, documents: &SparseRows<u32>, postings: &SparseRows<u32>) -> f64 {
    let members: Vec<Option<u32>> = trial.members.iter().map(|&member| Some(member)).collect();
    let sizes: Vec<u64> =
        sizes(&trial.members, trial.k).into_iter().map(|size| size as u64).collect();
    let ranked = ranked_uses(&count_terms(postings, &members, trial.k), &sizes);
    let terms = |uses: &Vec<_>| uses.iter().map(|used: &Use| used.term.term).collect();
    let lists: Vec<Vec<TermId>> = ranked.iter().map(terms).collect();
    let lists: Vec<&[TermId]> = lists.iter().map(Vec::as_slice).collect();
    let coherences = FirstTerms::new(&lists).count_rows(documents).coherences();
    coherences.iter().sum::<f64>() / trial.k as f64
}

/// Of the trials with the best stability the one with most topics; `None` if none is stable.
fn best(trials: &[Trial]) -> Option<usize> {
    let most = most(trials);
    trials.iter().rposition(|trial| trial.stability >= (most - TOLERANCE).max(LEAST_STABILITY))
}

fn most(trials: &[Trial]) -> f64 {
    trials.iter().map(|trial| trial.stability).fold(0.0, f64::max)
}

fn range(trials: &[Trial]) -> (usize, usize) {
    (trials[0].k, trials[trials.len() - 1].k)
}

fn as_asked(k: usize) -> Message {
    Message::new(format!("主题数为 {k}，由用户指定"), format!("{k} topics, as asked"))
}

fn only_choice(k: usize) -> Message {
    Message::new(
        format!("主题数为 {k}：文档太少，没有别的选择"),
        format!("{k} topics: there are too few documents for another number"),
    )
}

fn most_stable(trials: &[Trial], best: usize) -> Message {
    let (min, max) = range(trials);
    let Trial { k, stability, .. } = &trials[best];
    Message::new(
        format!(
            "主题数为 {k}：在 {min} 到 {max} 之间，分成 {k} 个主题时，对部分文档反复聚类的结果最一致（稳定性 {stability:.2}）"
        ),
        format!(
            "{k} topics: among numbers from {min} to {max}, clusterings of random parts of the documents agree best with {k} (stability {stability:.2})"
        ),
    )
}

fn untold(trials: &[Trial], near: usize) -> Message {
    let (min, max) = range(trials);
    let (k, most) = (trials[near].k, most(trials));
    Message::new(
        format!(
            "文档本身看不出有多少个主题（在 {min} 到 {max} 之间试，稳定性最高只有 {most:.2}），因此按文档数取 {k} 个"
        ),
        format!(
            "the documents do not say how many topics there are (among numbers from {min} to {max}, the best stability is {most:.2}), so {k} are taken after the number of documents"
        ),
    )
}

fn raised(asked: usize, expected: usize) -> Message {
    Message::new(
        format!("种子词给出了 {expected} 个主题，主题数由 {asked} 增为 {expected}"),
        format!("seed terms name {expected} topics, so there are {expected} instead of {asked}"),
    )
}

/// The numbers that are tried first exceed each other by one of so many parts.
const GROWTH: usize = 10;
/// Clusterings that are compared, each of a random four fifths of the rows, and clusterings of rows
/// without structure.
const RUNS: u64 = 4;
const CHANCE_RUNS: u64 = 3;
/// Starts of each, and turns of each start.
const STARTS: usize = 4;
const ITERATIONS: usize = 12;
/// Where clusterings of rows without structure agree as well as this, agreement tells nothing.
const NO_CONTRAST: f64 = 0.98;

/// A number of topics that was tried.
#[derive(Clone, Debug, PartialEq)]
struct Trial {
    k: usize,
    /// See [`TriedK::stability`].
    stability: f64,
    /// Mean silhouette.
    silhouette: f64,
    /// The cluster of each row.
    members: Vec<u32>,
}

impl Trial {
    fn row(&self, coherence: f64, chosen: bool) -> TriedK {
        let largest = sizes(&self.members, self.k).into_iter().max().unwrap_or(0);
        TriedK {
            k: self.k,
            silhouette: self.silhouette,
            coherence,
            stability: self.stability,
            largest_share: largest as f64 / self.members.len() as f64,
            chosen,
        }
    }
}

/// Tries numbers of clusters on unit rows: some of the candidates, then those on both sides of the
/// one that would be chosen of these, up to its neighbours.
///
/// With each number, random four fifths of the rows are clustered several times, and all rows
/// assigned to what was found (Ben-Hur, Elisseeff & Guyon 2002). Stability is the mean adjusted
/// Rand index between these clusterings, or rather how far it exceeds that of rows without
/// clusters, as a share of how far it could; the gap statistic compares in this way (Tibshirani,
/// Walther & Hastie 2001). Few clusters are always stable, even where there are none.
fn trials(
    rows: &Array2<f32>,
    candidates: &[usize],
    seed: u64,
    choose: impl Fn(&[Trial]) -> usize,
) -> Vec<Trial> {
    let places = first_places(candidates);
    let first: Vec<usize> = places.iter().map(|&place| candidates[place]).collect();
    let chance = Chance::of(rows, &first, seed);
    let mut trials = chance.trials(rows, &first, seed);
    let chosen = choose(&trials);
    let from = places[chosen.saturating_sub(1)];
    let to = places[(chosen + 1).min(places.len() - 1)];
    let beside = candidates[from..to].iter().copied();
    let beside: Vec<usize> = beside.filter(|k| !first.contains(k)).collect();
    trials.extend(chance.trials(rows, &beside, seed));
    trials.sort_by_key(|trial| trial.k);
    trials
}

/// The places of the candidates that are tried first: each exceeds the one before by a part of it,
/// since one topic more means the less the more there are. The last is among them.
fn first_places(candidates: &[usize]) -> Vec<usize> {
    let mut places = vec![0];
    for place in 1..candidates.len() {
        let before = candidates[places[places.len() - 1]];
        let far = candidates[place] * GROWTH >= before * (GROWTH + 1);
        if far || place == candidates.len() - 1 {
            places.push(place);
        }
    }
    places
}

/// How well clusterings of rows without structure agree, by the number of clusters, ascending.
struct Chance(Vec<(usize, f64)>);

impl Chance {
    fn of(rows: &Array2<f32>, numbers: &[usize], seed: u64) -> Self {
        let rows = structureless(rows, seed);
        let agreements = clusterings(&rows, numbers, seed, CHANCE_RUNS);
        let agreements = agreements.iter().map(|runs| mean_agreement(runs));
        Self(numbers.iter().copied().zip(agreements).collect())
    }

    /// Between two numbers it changes evenly.
    fn at(&self, k: usize) -> f64 {
        let above = self.0.partition_point(|&(other, _)| other < k).min(self.0.len() - 1);
        let ((from, a), (to, b)) = (self.0[above.saturating_sub(1)], self.0[above]);
        match to - from {
            0 => b,
            range => a + (b - a) * (k - from) as f64 / range as f64,
        }
    }

    fn trials(&self, rows: &Array2<f32>, numbers: &[usize], seed: u64) -> Vec<Trial> {
        let clusterings = clusterings(rows, numbers, seed, RUNS);
        let trial = |(&k, mut runs): (&usize, Vec<Vec<u32>>)| {
            let (found, chance) = (mean_agreement(&runs), self.at(k));
            let gain = (found - chance) / (1.0 - chance);
            let members = runs.swap_remove(0);
            let silhouettes = silhouettes(rows, &members, k);
            Trial {
                k,
                stability: if chance < NO_CONTRAST { gain.max(0.0) } else { 0.0 },
                silhouette: silhouettes.iter().sum::<f64>() / silhouettes.len() as f64,
                members,
            }
        };
        numbers.iter().zip(clusterings).map(trial).collect()
    }
}

/// For each number so many clusterings, each from other rows.
fn clusterings(rows: &Array2<f32>, numbers: &[usize], seed: u64, runs: u64) -> Vec<Vec<Vec<u32>>> {
    let of =
        |&k: &usize| (0..runs).into_par_iter().map(move |run| cluster_part(rows, k, seed, run));
    numbers.par_iter().map(|k| of(k).collect()).collect()
}

/// Clusters a random part of the rows and assigns all rows to what was found.
fn cluster_part(rows: &Array2<f32>, k: usize, seed: u64, run: u64) -> Vec<u32> {
    let size = (rows.nrows() * 4 / 5).max(k);
    let part = Random::new(seed, 100 + run).sample(rows.nrows(), size);
    let seed = seed ^ (run + 1);
    let k_means = SphericalKMeans { clusters: k, starts: STARTS, iterations: ITERATIONS, seed };
    let clusters = k_means.fit(&rows.select(Axis(0), &part));
    nearest(rows, &clusters.centroids).into_iter().map(|(cluster, _)| cluster).collect()
}

/// Rows without clusters: each column is drawn from the normal distribution that has its mean and
/// variance; every row is one unit long.
fn structureless(rows: &Array2<f32>, seed: u64) -> Array2<f32> {
    let mut random = Random::new(seed, 4);
    let mut drawn = Array2::zeros(rows.dim());
    for (values, mut column) in rows.axis_iter(Axis(1)).zip(drawn.axis_iter_mut(Axis(1))) {
        let (mean, deviation) = (values.mean().unwrap_or(0.0), values.std(0.0));
        column.mapv_inplace(|_| mean + deviation * random.normal());
    }
    rows_to_unit(&mut drawn);
    drawn
}

/// The silhouette of each unit row: with cosine distances, the mean distance to a cluster follows
/// from the sum of its rows, so this is exact without looking at pairs.
fn silhouettes(rows: &Array2<f32>, members: &[u32], clusters: usize) -> Vec<f64> {
    let sums = sums(rows, members, clusters);
    let sizes = sizes(members, clusters);
    let products = product(rows, &transposed(&sums));
    let one = |(row, &own): (ndarray::ArrayView1<f32>, &u32)| {
        let own = own as usize;
        if sizes[own] < 2 || clusters < 2 {
            return 0.0;
        }
        let within = 1.0 - (f64::from(row[own]) - 1.0) / (sizes[own] - 1) as f64;
        let others = (0..clusters).filter(|&other| other != own && sizes[other] > 0);
        let distances = others.map(|other| 1.0 - f64::from(row[other]) / sizes[other] as f64);
        let without = distances.fold(f64::INFINITY, f64::min);
        let largest = within.max(without);
        // Without another cluster the distance to it is infinite.
        if largest > 1e-9 && largest.is_finite() { (without - within) / largest } else { 0.0 }
    };
    products.outer_iter().zip(members).map(one).collect()
}

/// The mean adjusted Rand index between two of the clusterings.
fn mean_agreement(clusterings: &[Vec<u32>]) -> f64 {
    let pairs = (0..clusterings.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let agreement = |(a, b): (usize, usize)| {
        let a: Vec<Option<u32>> = clusterings[a].iter().map(|&cluster| Some(cluster)).collect();
        Agreement::of(&a, &clusterings[b]).ari
    };
    let agreements: Vec<f64> = pairs.map(agreement).collect();
    agreements.iter().sum::<f64>() / agreements.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(k: usize, stability: f64) -> Trial {
        Trial { k, stability, silhouette: 0.0, members: Vec::new() }
    }

    #[test]
    fn of_equally_stable_numbers_the_largest_is_best() {
        let trials = [trial(4, 0.5), trial(5, 0.90), trial(6, 0.89), trial(7, 0.7)];
        assert_eq!(best(&trials), Some(2));
    }

    #[test]
    fn without_stability_there_is_no_best() {
        assert_eq!(best(&[trial(4, 0.1), trial(5, 0.3)]), None);
    }

    #[test]
    fn a_large_range_is_tried_in_growing_steps() {
        assert_eq!(candidates(4, 6), [4, 5, 6]);
        let many = candidates(5, 300);
        assert!(many.len() <= MOST_CANDIDATES && many.is_sorted());
        assert_eq!((many[0], many[many.len() - 1]), (5, 300));
    }

    /// Rows around three directions.
    fn three_groups() -> Array2<f32> {
        let mut random = Random::new(1, 9);
        let mut rows = random.matrix(300, 5) * 0.2;
        for (i, mut row) in rows.outer_iter_mut().enumerate() {
            row[i % 3] += 1.0;
        }
        rows_to_unit(&mut rows);
        rows
    }

    #[test]
    fn the_true_number_is_the_most_stable() {
        let trials = trials(&three_groups(), &[2, 3, 4, 5], 7, |_| 0);
        let best = trials.iter().max_by(|a, b| a.stability.total_cmp(&b.stability));
        assert_eq!(best.map(|trial| trial.k), Some(3));
        assert!(trials[1].stability > 0.95, "{}", trials[1].stability);
    }

    #[test]
    fn numbers_beside_the_chosen_one_are_tried_too() {
        let candidates: Vec<usize> = (8..=20).collect();
        let tried = |chosen| -> Vec<usize> {
            let trials = trials(&three_groups(), &candidates, 7, |_| chosen);
            trials.iter().map(|trial| trial.k).collect()
        };
        assert_eq!(tried(0), [8, 9, 10, 11, 13, 15, 17, 19, 20]);
        assert_eq!(tried(4), [8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20]);
        assert_eq!(tried(8), [8, 9, 10, 11, 13, 15, 17, 19, 20]);
    }

    #[test]
    fn chance_changes_evenly_between_numbers() {
        let chance = Chance(vec![(2, 0.5), (6, 0.1)]);
        let near = |k, chance_of_it: f64| (chance.at(k) - chance_of_it).abs() < 1e-9;
        assert!(near(2, 0.5) && near(4, 0.3) && near(6, 0.1));
    }

    #[test]
    fn one_row_is_no_trouble() {
        let trials = trials(&Array2::ones((1, 1)), &[1, 5], 7, |_| 0);
        assert!(trials.iter().all(|trial| trial.stability.is_finite()));
    }
}
