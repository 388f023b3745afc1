//! Topics that are there are found, named and kept.

use cimai_corpus::{Batch, Counts, Token};
use cimai_topic::{Agreement, Choice, Model, Options, SeedTopic, Standing};

use crate::sample;

fn options(topics: Choice) -> Options {
    Options { topics, ..Options::default() }
}

#[test]
fn known_subjects_are_found_and_named_by_their_own_words() {
    let (batch, counts, subjects) = sample::corpus(600);
    let (found, _) = sample::fit(&batch, &counts, &options(Choice::Fixed(3)));
    let topics: Vec<_> = (0..600).map(|document| found.topic(document)).collect();
    let agreement = Agreement::of(&topics, &subjects);
    assert!(agreement.nmi > 0.95, "{agreement:?}");
    let common = ["今年", "公布", "第一", "预计", "问题", "全国", "方面", "消息"];
    for topic in &found.topics.topics {
        let label = topic.label.iter().map(|&term| batch.vocabulary().term(term));
        assert!(
            label.clone().all(|term| !common.contains(&term)),
            "{:?}",
            label.collect::<Vec<_>>()
        );
        assert!(topic.coherence > -0.2 && topic.coherence != 0.0, "{}", topic.coherence);
    }
}

#[test]
fn the_number_of_subjects_is_found() {
    let (batch, counts, _) = sample::corpus(300);
    let range = Choice::Auto { min: 2, max: 6 };
    let (found, _) = sample::fit(&batch, &counts, &options(range));
    let topics = &found.topics;
    assert_eq!(topics.topics.len(), 3, "{}", topics.reason);
    assert_eq!(topics.tried.len(), 5);
    assert_eq!(topics.tried.iter().filter(|tried| tried.chosen).count(), 1);
}

#[test]
fn threads_do_not_change_the_result() {
    let (batch, counts, _) = sample::corpus(1200);
    let options = options(Choice::Auto { min: 3, max: 4 });
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            let (found, model) = sample::fit(&batch, &counts, &options);
            (found, model.to_bytes())
        })
    };
    let one = run(1);
    for threads in [2, 8] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn a_saved_model_gives_the_same_topics() {
    let (batch, counts, _) = sample::corpus(600);
    let options = options(Choice::Fixed(3));
    let (found, model) = sample::fit(&batch, &counts, &options);
    let model = Model::from_bytes(&model.to_bytes()).expect("it is a model");
    let assigned = sample::assign(&model, &batch, &counts, &options);
    assert!((0..600).all(|document| assigned.topic(document) == found.topic(document)));
    let standing = |&document: &usize| {
        assigned.standings.standing(document, &assigned.placements[document]) == Standing::New
    };
    let new = (0..600).filter(standing).count();
    assert_eq!(new, assigned.standings.new_documents());
    assert!(new <= 24, "{new}");
    for (before, after) in found.topics.topics.iter().zip(&assigned.topics.topics) {
        assert_eq!((&after.label, after.model_share), (&before.label, Some(before.share)));
        assert!(after.name.is_some() && after.size <= before.size);
    }
}

#[test]
fn other_words_are_new_to_a_model() {
    let (batch, counts, _) = sample::corpus(300);
    let options = options(Choice::Fixed(3));
    let (_, model) = sample::fit(&batch, &counts, &options);
    let mut other = Batch::default();
    other.push([], ["手机", "芯片"].map(Token::Word), |_| true);
    other.push([], [], |_| true);
    let assigned = sample::assign(&model, &other, &Counts::of(&other), &options);
    let standing =
        |document: usize| assigned.standings.standing(document, &assigned.placements[document]);
    assert_eq!((assigned.topic(0), standing(0)), (None, Standing::New));
    assert_eq!((assigned.topic(1), standing(1)), (None, Standing::Unplaced));
    assert_eq!(assigned.topics.notes.len(), 2, "{:?}", assigned.topics.notes);
}

#[test]
fn unclear_documents_do_not_count_and_leave_the_terms_as_they_are() {
    let (batch, counts, _) = sample::corpus(600);
    let clear = sample::fit(&batch, &counts, &options(Choice::Fixed(3))).0;
    let options = Options { unclear: 0.25, ..options(Choice::Fixed(3)) };
    let found = sample::fit(&batch, &counts, &options).0;
    let is_unclear = |&document: &usize| {
        found.standings.standing(document, &found.placements[document]) == Standing::Unclear
    };
    assert_eq!((0..600).filter(is_unclear).count(), 150);
    for (topic, before) in found.topics.topics.iter().zip(&clear.topics.topics) {
        assert_eq!((&topic.terms, &topic.label), (&before.terms, &before.label));
        assert!(topic.size < before.size);
        assert!(topic.representatives.iter().all(|document| !is_unclear(document)));
    }
    let sizes: usize = found.topics.topics.iter().map(|topic| topic.size).sum();
    assert_eq!(sizes, 450);
}

#[test]
fn seed_terms_name_and_steer_topics() {
    let (batch, counts, subjects) = sample::corpus(600);
    let seed = |name: &str, terms: &[&str]| SeedTopic {
        name: name.to_owned(),
        terms: terms.iter().map(|&term| term.to_owned()).collect(),
    };
    let seed_topics = vec![seed("体育", &["球队", "联赛"]), seed("房产", &["楼盘", "没有的词"])];
    let options = Options { seed_topics, ..options(Choice::Fixed(3)) };
    let (found, model) = sample::fit(&batch, &counts, &options);
    let topics = &found.topics.topics;
    let named = |name: &str| topics.iter().position(|t| t.name.as_deref() == Some(name));
    let of = |subject: usize| subjects.iter().position(|&s| s == subject).expect("it is there");
    assert_eq!(found.topic(of(1)), named("体育"));
    assert_eq!(found.topic(of(0)), named("房产"));
    assert!(named("体育").is_some_and(|place| model.topics[place].name == "体育"));
    assert_eq!(found.topics.notes.len(), 1, "{:?}", found.topics.notes);
}
