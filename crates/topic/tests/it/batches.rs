//! How documents are divided into batches, in which order their totals are merged, and which
//! program places them, shapes no result.

use std::sync::Arc;

use cimai_corpus::{Batch, Counts};
use cimai_topic::{
    Choice, FirstTerms, Fit, Meetings, Model, Options, Origin, Placed, Placement, Standings,
    TopicTotals, Topics,
};

use crate::sample;

fn options() -> Options {
    Options { topics: Choice::Fixed(3), ..Options::default() }
}

/// The documents of a batch in batches of so many.
fn divided(batch: &Batch, size: usize) -> Vec<(Batch, Counts)> {
    let vocabulary = Arc::new(batch.vocabulary().clone());
    let part = |first: usize| {
        let mut part = Batch::new(Arc::clone(&vocabulary));
        part.first = first;
        for document in first..(first + size).min(batch.len()) {
            let tokens = batch.tokens(document);
            part.push([], tokens.map(|token| token.map(|id| vocabulary.term(id))), |_| true);
        }
        let counts = Counts::of(&part);
        (part, counts)
    };
    (0..batch.len()).step_by(size).map(part).collect()
}

/// A placement to the last bit.
#[derive(Debug, PartialEq)]
struct Bits(Placement, [u32; 5]);

fn bits(placements: &[Placement]) -> Vec<Bits> {
    let bits = |p: &Placement| {
        let surely = [p.silhouette, p.probability, p.second_probability];
        let [a, b, c] = surely.map(f32::to_bits);
        Bits(*p, [p.similarity.to_bits(), p.second_similarity.to_bits(), a, b, c])
    };
    placements.iter().map(bits).collect()
}

fn place(model: &Model, parts: &[(Batch, Counts)], origin: Origin) -> Vec<Placed> {
    let place = |(batch, counts): &(Batch, Counts)| {
        model.prepare(batch.vocabulary(), origin).place(batch, counts)
    };
    parts.iter().map(place).collect()
}

fn placements(placed: &[Placed]) -> Vec<Placement> {
    placed.iter().flat_map(|placed| placed.placements.clone()).collect()
}

#[test]
fn a_document_is_placed_alone_as_among_all() {
    let (batch, counts, _) = sample::corpus(300);
    let fit = Fit::new(&batch, &counts, &options()).expect("options are valid");
    for origin in [Origin::Learned, Origin::Sampled, Origin::Other] {
        let all = fit.model().prepare(batch.vocabulary(), origin).place(&batch, &counts);
        for size in [1, 7] {
            let parts = place(fit.model(), &divided(&batch, size), origin);
            assert_eq!(bits(&placements(&parts)), bits(&all.placements), "{origin:?}, {size}");
        }
    }
}

#[test]
fn a_model_from_its_file_is_the_same_and_places_to_the_last_bit_alike() {
    let (batch, counts, _) = sample::corpus(300);
    let mut model = Fit::new(&batch, &counts, &options()).expect("options are valid").into_model();
    model.tags.push(("cimai".to_owned(), "1".to_owned()));
    model.sections.push(("words".to_owned(), vec![0, 255, 7]));
    let read = Model::from_bytes(&model.to_bytes()).expect("it is a model");
    assert_eq!(read, model);
    let [before, after] = [&model, &read]
        .map(|m| m.prepare(batch.vocabulary(), Origin::Other).place(&batch, &counts));
    assert_eq!(bits(&before.placements), bits(&after.placements));
    let topics = Options { topics: Choice::Fixed(5), ..options() };
    let (_, model) = sample::fit(&batch, &counts, &topics);
    assert_eq!(Model::from_bytes(&model.to_bytes()).as_ref(), Ok(&model));
}

/// The totals of batches and the meetings of the first terms, merged in this order.
fn merged(
    parts: &[(Batch, Counts)],
    placed: &[Placed],
    order: &[usize],
    describe: impl Fn(&TopicTotals) -> Topics,
) -> (TopicTotals, Meetings, Topics) {
    let mut totals = TopicTotals::default();
    for &part in order {
        let (batch, counts) = &parts[part];
        totals.merge(TopicTotals::of(batch, counts, &placed[part]));
    }
    let mut topics = describe(&totals);
    let first = FirstTerms::of(&topics);
    let meetings = order.iter().map(|&part| first.count(&parts[part].1));
    let meetings = meetings.reduce(|mut all, more| {
        all.merge(&more);
        all
    });
    let meetings = meetings.expect("there are batches");
    meetings.rate(&mut topics);
    (totals, meetings, topics)
}

#[test]
fn totals_are_equal_in_any_order_and_for_any_division() {
    let (batch, counts, _) = sample::corpus(700);
    let options = Options { unclear: 0.1, ..options() };
    let fit = Fit::new(&batch, &counts, &options).expect("options are valid");
    let run = |size: usize, reversed: bool| {
        let parts = divided(&batch, size);
        let placed = place(fit.model(), &parts, Origin::Learned);
        let standings = Standings::of(&placements(&placed), options.unclear);
        let mut order: Vec<usize> = (0..parts.len()).collect();
        if reversed {
            order.reverse();
        }
        let describe =
            |totals: &TopicTotals| fit.describe(totals, &standings, batch.vocabulary(), &options);
        merged(&parts, &placed, &order, describe)
    };
    let all = run(700, false);
    assert!(all.2.topics.iter().all(|topic| !topic.representatives.is_empty()));
    for size in [1, 64, 300] {
        for reversed in [false, true] {
            assert!(run(size, reversed) == all, "{size}, {reversed}");
        }
    }
}

#[test]
fn a_sample_places_the_rest() {
    let (batch, _, subjects) = sample::corpus(900);
    let parts = divided(&batch, 300);
    let (sample, counts) = &parts[0];
    let fit = Fit::new(sample, counts, &options()).expect("options are valid");
    let placements = placements(&place(fit.model(), &parts, Origin::Sampled));
    let topics: Vec<_> = placements.iter().map(Placement::topic).collect();
    let agreement = cimai_topic::Agreement::of(&topics, &subjects);
    assert!(agreement.nmi > 0.9, "{agreement:?}");
    assert!(placements.iter().all(|placement| !placement.new));
}
