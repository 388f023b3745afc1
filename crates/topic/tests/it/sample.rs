//! A corpus whose topics are known, and the way of its batches.

use cimai_corpus::{Batch, Counts, Token};
use cimai_topic::{
    FirstTerms, Fit, Model, Options, Origin, Placement, Standings, TopicTotals, Topics,
};

/// Words of three subjects, and words that any document may have.
const SUBJECTS: [&[&str]; 3] = [
    &["楼盘", "均价", "开盘", "公寓", "别墅", "户型", "购房", "业主", "现房", "首付"],
    &["球队", "联赛", "夺冠", "球员", "主帅", "进球", "赛季", "决赛", "主场", "裁判"],
    &["基金", "股指", "期货", "券商", "大盘", "净值", "分红", "债券", "指数", "经理"],
];
const COMMON: &[&str] = &["今年", "公布", "第一", "预计", "问题", "全国", "方面", "消息"];

/// `documents` short documents, subject by turns, and the subject of each.
pub(crate) fn corpus(documents: usize) -> (Batch, Counts, Vec<usize>) {
    let mut batch = Batch::default();
    let mut state = 1_u32;
    let mut draw = |n: usize| {
        // A small linear congruence is random enough for a sample.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % n
    };
    let subjects: Vec<usize> = (0..documents).map(|document| document % 3).collect();
    for &subject in &subjects {
        let own = (0..4).map(|_| SUBJECTS[subject][draw(10)]).collect::<Vec<_>>();
        let common = (0..2).map(|_| COMMON[draw(8)]).collect::<Vec<_>>();
        batch.push([], own.into_iter().chain(common).map(Token::Word), |_| true);
    }
    let counts = Counts::of(&batch);
    (batch, counts, subjects)
}

/// All that a run knows of its documents.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) placements: Vec<Placement>,
    pub(crate) standings: Standings,
    pub(crate) topics: Topics,
}

impl Found {
    /// The place of each document's topic.
    pub(crate) fn topic(&self, document: usize) -> Option<usize> {
        self.placements[document].topic().map(|number| self.topics.places[number])
    }
}

/// Learns the topics of a batch, places it and describes them.
pub(crate) fn fit(batch: &Batch, counts: &Counts, options: &Options) -> (Found, Model) {
    let fit = Fit::new(batch, counts, options).expect("options are valid");
    let placed = fit.model().prepare(batch.vocabulary(), Origin::Learned).place(batch, counts);
    let totals = TopicTotals::of(batch, counts, &placed);
    let standings = Standings::of(&placed.placements, options.unclear);
    let mut topics = fit.describe(&totals, &standings, batch.vocabulary(), options);
    FirstTerms::of(&topics).count(counts).rate(&mut topics);
    let model = fit.into_model().with_topics(&topics, batch.vocabulary());
    (Found { placements: placed.placements, standings, topics }, model)
}

/// Gives a batch the topics of a model of another run.
pub(crate) fn assign(model: &Model, batch: &Batch, counts: &Counts, options: &Options) -> Found {
    let placed = model.prepare(batch.vocabulary(), Origin::Other).place(batch, counts);
    let totals = TopicTotals::of(batch, counts, &placed);
    let standings = Standings::of(&placed.placements, options.unclear);
    let mut topics = model.describe(&totals, &standings, batch.vocabulary(), options);
    FirstTerms::of(&topics).count(counts).rate(&mut topics);
    Found { placements: placed.placements, standings, topics }
}
