//! Topics that are there are found, named and kept.

mod sample;

use cimai_topic::{Agreement, Choice, Fit, Model, ModelError, Options, SeedTopic, fit};

fn options(topics: Choice) -> Options {
    Options { topics, ..Options::default() }
}

#[test]
fn known_subjects_are_found_and_named_by_their_own_words() {
    let (corpus, counts, subjects) = sample::corpus(600);
    let topics = fit(&corpus, &counts, &options(Choice::Fixed(3))).expect("options are valid");
    let found: Vec<_> = topics.assignments.iter().map(|a| a.map(|a| a.topic)).collect();
    let agreement = Agreement::of(&found, &subjects);
    assert!(agreement.nmi > 0.95, "{agreement:?}");
    let common = ["今年", "公布", "第一", "预计", "问题", "全国", "方面", "消息"];
    for topic in &topics.topics {
        let label = topic.label.iter().map(|&term| corpus.vocabulary().term(term));
        assert!(
            label.clone().all(|term| !common.contains(&term)),
            "{:?}",
            label.collect::<Vec<_>>()
        );
        assert!(topic.coherence > -0.2, "{}", topic.coherence);
    }
}

#[test]
fn the_number_of_subjects_is_found() {
    let (corpus, counts, _) = sample::corpus(300);
    let range = Choice::Auto { min: 2, max: 6 };
    let topics = fit(&corpus, &counts, &options(range)).expect("options are valid");
    assert_eq!(topics.topics.len(), 3, "{}", topics.reason);
    assert_eq!(topics.tried.len(), 5);
    assert_eq!(topics.tried.iter().filter(|tried| tried.chosen).count(), 1);
}

#[test]
fn threads_do_not_change_the_result() {
    let (corpus, counts, _) = sample::corpus(1200);
    let options = options(Choice::Auto { min: 3, max: 4 });
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            let fit = Fit::new(&corpus, &counts, &options).expect("options are valid");
            (Model::new(&fit, &corpus, &counts).to_bytes(), fit.topics)
        })
    };
    let one = run(1);
    for threads in [2, 8] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn a_saved_model_gives_the_same_topics() {
    let (corpus, counts, _) = sample::corpus(600);
    let fit = Fit::new(&corpus, &counts, &options(Choice::Fixed(3))).expect("options are valid");
    let model =
        Model::from_bytes(&Model::new(&fit, &corpus, &counts).to_bytes()).expect("it is a model");
    let assigned = model.assign(&corpus, &counts);
    let same = assigned.assignments.iter().zip(&fit.topics.assignments);
    let same = same.filter(|(a, b)| a.map(|a| a.topic) == b.map(|b| b.topic)).count();
    assert!(same >= 598, "{same}");
    let new = assigned.new.iter().filter(|new| **new).count();
    assert!(new <= 12, "{new}");
}

#[test]
fn other_words_are_new_to_a_model() {
    let (corpus, counts, _) = sample::corpus(300);
    let fit = Fit::new(&corpus, &counts, &options(Choice::Fixed(3))).expect("options are valid");
    let model = Model::new(&fit, &corpus, &counts);
    let mut other = cimai_corpus::Corpus::default();
    other.push([], ["手机", "芯片"].map(cimai_corpus::Piece::Word), |_| true);
    let assigned = model.assign(&other, &cimai_corpus::Counts::of(&other));
    assert_eq!((assigned.assignments[0], assigned.new[0]), (None, true));
}

#[test]
fn a_damaged_model_is_refused() {
    let (corpus, counts, _) = sample::corpus(60);
    let fit = Fit::new(&corpus, &counts, &options(Choice::Fixed(3))).expect("options are valid");
    let good = Model::new(&fit, &corpus, &counts).to_bytes();
    assert_eq!(Model::from_bytes(b"PK\x03\x04").err(), Some(ModelError::NotAModel));
    for length in 0..good.len() {
        assert!(Model::from_bytes(&good[..length]).is_err(), "{length}");
    }
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] ^= 0x10;
        assert!(Model::from_bytes(&bad).is_err(), "{place}");
    }
    let mut newer = good;
    newer[8] = 9;
    let version = ModelError::Version { found: 9, expected: 1 };
    assert_eq!(Model::from_bytes(&newer).err(), Some(version));
}

#[test]
fn seed_terms_name_and_steer_topics() {
    let (corpus, counts, subjects) = sample::corpus(600);
    let seed = |name: &str, terms: &[&str]| SeedTopic {
        name: name.to_owned(),
        terms: terms.iter().map(|&term| term.to_owned()).collect(),
    };
    let seed_topics = vec![seed("体育", &["球队", "联赛"]), seed("房产", &["楼盘", "没有的词"])];
    let options = Options { seed_topics, ..options(Choice::Fixed(3)) };
    let topics = fit(&corpus, &counts, &options).expect("options are valid");
    let named = |name: &str| topics.topics.iter().position(|t| t.name.as_deref() == Some(name));
    let (sports, homes) =
        (named("体育").expect("it is named"), named("房产").expect("it is named"));
    let topic = |document: usize| topics.assignments[document].expect("it has words").topic;
    let of = |subject: usize| subjects.iter().position(|&s| s == subject).expect("it is there");
    assert_eq!((topic(of(1)), topic(of(0))), (sports, homes));
    assert_eq!(topics.notes.len(), 1, "{:?}", topics.notes);
}
