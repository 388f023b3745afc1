//! Which terms the network shows.

use cimai_corpus::TermId;
use cimai_keyword::Pair;

use super::network::Graph;
use super::text::term;
use crate::Report;

/// The surest ties between at most so many terms. Each term keeps only its strongest ties, so
/// that the picture can be read.
pub(crate) fn graph(report: &Report<'_>, most_terms: usize, most_ties: usize) -> Graph {
    let ties = ties(report, most_terms, most_ties);
    let mut terms: Vec<TermId> = ties.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    terms.sort_unstable();
    terms.dedup();
    // Equally frequent terms stay in the order of their numbers.
    terms.sort_by_key(|&term| std::cmp::Reverse(report.counts.tf(term)));
    let place = |id: TermId| terms.iter().position(|&term| term == id);
    let tie = |pair: &&Pair| Some((place(pair.a)?, place(pair.b)?, pair.npmi));
    let name = |&id: &TermId| (term(report.corpus.vocabulary().term(id)), report.counts.tf(id));
    Graph { ties: ties.iter().filter_map(tie).collect(), terms: terms.iter().map(name).collect() }
}

fn ties<'a>(report: &'a Report<'_>, most_terms: usize, most_ties: usize) -> Vec<&'a Pair> {
    let together = report.compared.pairs.iter().filter(|pair| pair.g2 > 0.0 && pair.npmi > 0.0);
    let mut seen: Vec<TermId> = Vec::new();
    let mut ties: Vec<&Pair> = Vec::new();
    for pair in together {
        let new = [pair.a, pair.b].into_iter().filter(|term| !seen.contains(term));
        let new: Vec<TermId> = new.collect();
        if seen.len() + new.len() <= most_terms {
            seen.extend(new);
            ties.push(pair);
        }
        if ties.len() == most_ties {
            break;
        }
    }
    ties
}

/// The terms that the network shows, for their passages.
pub(crate) fn named_terms(report: &Report<'_>, most_terms: usize, most_ties: usize) -> Vec<TermId> {
    let ties = ties(report, most_terms, most_ties);
    ties.into_iter().flat_map(|pair| [pair.a, pair.b]).collect()
}
