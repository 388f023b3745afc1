//! A corpus whose topics are known.

use cimai_corpus::{Corpus, Counts, Piece};

/// Words of three subjects, and words that any document may have.
const SUBJECTS: [&[&str]; 3] = [
    &["楼盘", "均价", "开盘", "公寓", "别墅", "户型", "购房", "业主", "现房", "首付"],
    &["球队", "联赛", "夺冠", "球员", "主帅", "进球", "赛季", "决赛", "主场", "裁判"],
    &["基金", "股指", "期货", "券商", "大盘", "净值", "分红", "债券", "指数", "经理"],
];
const COMMON: &[&str] = &["今年", "公布", "第一", "预计", "问题", "全国", "方面", "消息"];

/// `documents` short documents, subject by turns, and the subject of each.
pub(crate) fn corpus(documents: usize) -> (Corpus, Counts, Vec<usize>) {
    let mut corpus = Corpus::default();
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
        corpus.push([], own.into_iter().chain(common).map(Piece::Word), |_| true);
    }
    let counts = Counts::of(&corpus);
    (corpus, counts, subjects)
}
