use cimai_corpus::{Counts, SparseRows, TermId};

/// The terms that vectors are made of, and what each weighs.
///
/// A term is taken if at least two documents and at most half of all documents have it, up to
/// [`Features::MOST`] terms, the most widespread first. Where that leaves most documents without
/// a term (a handful of documents, or all of them alike), every term is taken.
#[derive(Clone, Debug)]
pub struct Features {
    /// The taken terms, in the order of their numbers.
    pub terms: Vec<TermId>,
    /// The inverse document frequency of each: ln((1 + n) / (1 + df)) + 1, as in scikit-learn.
    pub idf: Vec<f32>,
    /// Documents × taken terms: (1 + ln tf) · idf, every row of unit length or empty.
    pub rows: SparseRows<f32>,
}

impl Features {
    /// The largest number of terms that are taken.
    pub const MOST: usize = 20_000;

    /// Chooses the terms of a corpus and weighs them.
    pub fn fit(counts: &Counts) -> Self {
        let mut terms = select(counts, 2, (counts.documents() / 2) as u32);
        if covered(counts, &terms) * 2 < covered_by_all(counts) {
            terms = select(counts, 1, u32::MAX);
        }
        let n = counts.documents() as f64;
        let idf =
            |&term: &TermId| (((1.0 + n) / (1.0 + f64::from(counts.df(term)))).ln() + 1.0) as f32;
        let idf: Vec<f32> = terms.iter().map(idf).collect();
        let places = places(counts, &terms);
        let row = |row: &[(u32, u32)]| weighted_row(row, &places, &idf);
        let rows: Vec<_> = counts.rows().iter().map(row).collect();
        Self { rows: SparseRows::new(terms.len(), &rows), terms, idf }
    }
}

fn select(counts: &Counts, least: u32, most: u32) -> Vec<TermId> {
    let all = (0..counts.rows().columns() as u32).map(TermId);
    let taken = |&term: &TermId| (least..=most).contains(&counts.df(term)) && counts.df(term) > 0;
    let mut terms: Vec<TermId> = all.filter(taken).collect();
    terms.sort_by_key(|&term| std::cmp::Reverse(counts.df(term)));
    terms.truncate(Features::MOST);
    terms.sort_unstable();
    terms
}

/// How many documents have at least one of `terms`.
fn covered(counts: &Counts, terms: &[TermId]) -> usize {
    let places = places(counts, terms);
    let has = |row: &&[(u32, u32)]| row.iter().any(|&(term, _)| places[term as usize].is_some());
    counts.rows().iter().filter(has).count()
}

fn covered_by_all(counts: &Counts) -> usize {
    counts.rows().iter().filter(|row| !row.is_empty()).count()
}

/// For each term of the corpus its place among the taken ones.
fn places(counts: &Counts, terms: &[TermId]) -> Vec<Option<u32>> {
    let mut places = vec![None; counts.rows().columns()];
    for (place, term) in terms.iter().enumerate() {
        places[term.index()] = Some(place as u32);
    }
    places
}

/// The unit TF-IDF row of a document from its counted terms.
pub(crate) fn weighted_row(
    counted: &[(u32, u32)],
    places: &[Option<u32>],
    idf: &[f32],
) -> Vec<(u32, f32)> {
    let weigh = |&(term, count): &(u32, u32)| {
        let place = places[term as usize]?;
        Some((place, (1.0 + (count as f32).ln()) * idf[place as usize]))
    };
    let mut row: Vec<(u32, f32)> = counted.iter().filter_map(weigh).collect();
    let length = row.iter().map(|&(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut row {
        *weight /= length;
    }
    row
}
