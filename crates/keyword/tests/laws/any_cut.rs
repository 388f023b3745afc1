//! No result shows how documents were divided into batches, nor in which order what was counted in
//! them was merged.

use cimai_corpus::{Batch, Counts, Edge, PhraseWord, TermId};
use cimai_keyword::{
    CoOccurrence, FrequencySearch, Meetings, PartCounts, PhraseEvidence, PhraseFrequencies,
    PhraseSearch, Phrases, RunCounts, TermSums, TextRank, TfIdf, Unit,
};
use proptest::prelude::*;

use crate::documents::{Run, documents};

/// Puts what was counted in several batches together, in the order that `picks` gives.
fn merged<T: Default>(mut parts: Vec<T>, picks: &[usize], merge: impl Fn(&mut T, T)) -> T {
    for pick in picks {
        if parts.len() > 1 {
            let other = parts.swap_remove(pick % parts.len());
            let into = pick % parts.len();
            merge(&mut parts[into], other);
        }
    }
    let mut whole = T::default();
    for part in parts {
        merge(&mut whole, part);
    }
    whole
}

fn term_sums(run: &Run, batches: &[Batch], picks: &[usize]) -> TermSums {
    let tf_idf = TfIdf::fit(&run.totals);
    let sums = batches.iter().map(|batch| {
        let counts = Counts::of(batch);
        let weights: Vec<_> = (0..batch.len()).map(|d| tf_idf.weights(&counts, d)).collect();
        let ranks: Vec<_> = (0..batch.len()).map(|d| TextRank::default().ranks(batch, d)).collect();
        TermSums::of(batch, &counts, &run.totals, &weights, &ranks)
    });
    merged(sums.collect(), picks, TermSums::merge)
}

/// Parts that overlap: all documents, every second one, every third one.
fn parts(document: usize) -> Vec<u32> {
    let mut parts = vec![7];
    parts.extend((document.is_multiple_of(2)).then_some(1));
    parts.extend((document.is_multiple_of(3)).then_some(9));
    parts
}

fn part_counts(batches: &[Batch], picks: &[usize]) -> PartCounts {
    let counts = batches.iter().map(|batch| PartCounts::count(batch, &Counts::of(batch), parts));
    merged(counts.collect(), picks, PartCounts::merge)
}

fn meetings(run: &Run, unit: Unit, batches: &[Batch], picks: &[usize]) -> Meetings {
    let together = CoOccurrence::new(&run.totals, unit, 5);
    let counts = batches.iter().map(|batch| together.count(batch));
    merged(counts.collect(), picks, Meetings::merge)
}

/// The phrases as they print, since floats that are equal to the last digit print alike.
fn phrases(run: &Run, batches: &[Batch], picks: &[usize]) -> String {
    let edge = |term: &str| {
        let any = !term.contains('丙');
        Edge { begins: any, ends: any, inside: any, number: term == "甲甲" }
    };
    let edges: Vec<Edge> = run.batch.vocabulary().iter().map(|(_, term)| edge(term)).collect();
    let mut search = PhraseSearch::new(Phrases::default(), &edges);
    while search.wants_more() {
        let found = batches.iter().map(|batch| search.count(batch)).collect();
        search.add(&merged(found, picks, PhraseEvidence::merge));
    }
    format!("{:?}", search.finish(run.batch.vocabulary()))
}

fn frequencies(run: &Run, batches: &[Batch], picks: &[usize]) -> PhraseFrequencies {
    let joins = |term: TermId| PhraseWord { joins: run.batch.is_kept(term), ..Default::default() };
    let words: Vec<PhraseWord> = run.batch.vocabulary().iter().map(|(id, _)| joins(id)).collect();
    let mut search = FrequencySearch::new(&words, &run.totals);
    while search.wants_more() {
        let found = batches.iter().map(|batch| search.count(batch)).collect();
        search.add(&merged(found, picks, RunCounts::merge));
    }
    search.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn results_do_not_show_how_documents_were_cut(
        documents in documents(),
        sizes in prop::collection::vec(0..4_usize, 8),
        picks in prop::collection::vec(0..100_usize, 8),
    ) {
        let run = Run::of(&documents);
        let (whole, parts) = (run.cut(&[]), run.cut(&sizes));
        prop_assert_eq!(term_sums(&run, &parts, &picks), term_sums(&run, &whole, &[]));
        prop_assert_eq!(part_counts(&parts, &picks), part_counts(&whole, &[]));
        for unit in [Unit::Document, Unit::Sentence] {
            let cut = meetings(&run, unit, &parts, &picks);
            prop_assert_eq!(cut, meetings(&run, unit, &whole, &[]));
        }
        prop_assert_eq!(phrases(&run, &parts, &picks), phrases(&run, &whole, &[]));
        prop_assert_eq!(frequencies(&run, &parts, &picks), frequencies(&run, &whole, &[]));
    }
}
