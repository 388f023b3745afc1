use std::collections::HashSet;

use cimai_corpus::TermId;

use super::{grids, groups, network, topics};
use crate::Summary;
use crate::results::Risers;

/// Every term that the page names, the most important first.
pub(crate) fn shown_terms(summary: &Summary, risers: Option<&Risers>) -> Vec<TermId> {
    let frequent = summary.ranked_terms().into_iter().take(grids::TERMS);
    let phrases = summary.phrases.iter().take(grids::PHRASES);
    let phrases = phrases.filter_map(|phrase| summary.vocabulary.get(&phrase.text()));
    let changed = risers.into_iter().flat_map(Risers::terms).flatten();
    let compared = changed.chain(groups::named_terms(summary)).chain(network::named_terms(summary));
    let all = topics::named_terms(summary).chain(compared).chain(frequent).chain(phrases);
    let mut seen = HashSet::new();
    all.filter(|term| seen.insert(*term)).collect()
}
