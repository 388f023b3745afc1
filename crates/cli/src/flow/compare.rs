//! What is compared with what: groups of documents, periods of time, terms that occur together.

use cimai_corpus::Totals;
use cimai_keyword::{
    CoOccurrence, Comparison, Grouping, PartCounts, TrendItem, Unit, group_trend, term_trend,
};
use cimai_report::{Compared, ComparedGroups, Labelled, Stage, Trend};
use cimai_topic::Agreement;
use rayon::prelude::*;

use super::documents::Sums;
use super::facets::{Facets, Parts, Strand};
use super::topics::Found;
use crate::job::Job;

/// Terms listed per period in `trends.csv`.
const TREND_TERMS: usize = 100;
/// Terms that are paired for `cooccurrence.csv`, the most frequent ones.
const PAIRED_TERMS: usize = 300;

/// What terms occur together in, if that is wanted.
pub(crate) fn together(job: &Job, totals: &Totals) -> Option<CoOccurrence> {
    let unit = job.compared.within.unwrap_or_else(|| Unit::fitting(totals));
    job.wanted.needs(Stage::Pairs).then(|| CoOccurrence::new(totals, unit, PAIRED_TERMS))
}

/// Compares the groups and the periods, and pairs the terms, as far as that is wanted.
pub(crate) fn compared(
    job: &Job,
    facets: Facets,
    found: &Found<'_>,
    together: Option<&CoOccurrence>,
    sums: &Sums,
    totals: &Totals,
) -> Compared {
    let labelled = labelled(&facets, found);
    if !job.wanted.compares() {
        return Compared { labelled, ..Compared::default() };
    }
    let parts = Parts::new(&facets);
    let sizes = topic_sizes(&parts, found);
    let within = job.compared.within.unwrap_or_else(|| Unit::fitting(totals));
    Compared {
        labelled,
        groups: groups(&facets, &parts, &sums.parts, &sizes),
        period_parts: parts.in_periods(Strand::ALL),
        trends: trends(&facets, &parts, &sums.parts, &sizes),
        counts: sums.parts.clone(),
        pairs: together.map_or_else(Vec::new, |together| together.pairs(&sums.pairs)),
        within: Some(within),
        periods: facets.periods.map_or_else(Vec::new, |periods| periods.names),
        notes: facets.notes,
    }
}

/// How many documents of each topic every part has; the parts that are a group as a whole too.
fn topic_sizes(parts: &Parts<'_>, found: &Found<'_>) -> Vec<Vec<u64>> {
    let mut sizes = vec![vec![0; found.topics.topics.len()]; parts.len()];
    for document in 0..found.placing.placements.len() {
        if let Some(topic) = found.topic(document) {
            parts.of(document).for_each(|part| sizes[part as usize][topic] += 1);
        }
    }
    sizes
}

/// How well the topics agree with categories made by hand.
fn labelled(facets: &Facets, found: &Found<'_>) -> Option<Labelled> {
    let (field, categories) = facets.categories.as_ref()?;
    if found.topics.topics.is_empty() {
        return None;
    }
    let documents = 0..found.placing.placements.len();
    let placed: Vec<Option<usize>> = documents.clone().map(|d| found.nearest(d)).collect();
    let given: Vec<Option<usize>> = documents.clone().map(|d| categories.group(d)).collect();
    let agreement = Agreement::of(&placed, &given);
    let mut topic_sizes = vec![vec![0; found.topics.topics.len()]; categories.len()];
    for document in documents {
        if let (Some(group), Some(topic)) = (categories.group(document), found.topic(document)) {
            topic_sizes[group][topic] += 1;
        }
    }
    Some(Labelled {
        field: field.clone(),
        names: categories.names().to_vec(),
        topic_sizes,
        agreement,
    })
}

fn groups(
    facets: &Facets,
    parts: &Parts<'_>,
    counts: &PartCounts,
    sizes: &[Vec<u64>],
) -> Vec<ComparedGroups> {
    let compare = |(place, (field, groups)): (usize, &(String, Grouping))| {
        let own = (0..groups.len()).map(|group| parts.whole(parts.group(place, group)));
        let own: Vec<u32> = own.collect();
        let comparison = Comparison::of(counts, &own);
        let numbers = (0..groups.len()).into_par_iter();
        ComparedGroups {
            words: (0..groups.len()).map(|group| comparison.words(group)).collect(),
            terms: numbers.map(|group| comparison.terms(group)).collect(),
            topic_sizes: own.iter().map(|&part| sizes[part as usize].clone()).collect(),
            ..ComparedGroups::new(field, groups)
        }
    };
    facets.groups.iter().enumerate().map(compare).collect()
}

/// The trends of all documents, then those of each group.
fn trends(
    facets: &Facets,
    parts: &Parts<'_>,
    counts: &PartCounts,
    sizes: &[Vec<u64>],
) -> Vec<Trend> {
    let Some(periods) = &facets.periods else { return Vec::new() };
    let mut strands = vec![("", "", Strand::ALL)];
    for (place, (field, groups)) in facets.groups.iter().enumerate() {
        for (group, name) in groups.names().iter().enumerate() {
            strands.push((field, name, parts.group(place, group)));
        }
    }
    let trend = |&(field, group, strand): &(&str, &str, Strand)| {
        let own = parts.in_periods(strand);
        let terms = |parts: &[u32]| term_trend(counts, parts, TREND_TERMS);
        let topics = |parts: &[u32]| {
            let sizes: Vec<Vec<u64>> =
                parts.iter().map(|&part| sizes[part as usize].clone()).collect();
            group_trend(&sizes)
        };
        Trend {
            field: field.to_owned(),
            group: group.to_owned(),
            terms: in_time(&periods.names, &own, counts, terms),
            topics: in_time(&periods.names, &own, counts, topics),
        }
    };
    strands.par_iter().map(trend).collect()
}

/// Follows a trend over the periods that have documents; the others stay empty. What has no date
/// is no part of the trend, and counted by itself.
fn in_time<T>(
    names: &[String],
    parts: &[u32],
    counts: &PartCounts,
    trend: impl Fn(&[u32]) -> Vec<Vec<TrendItem<T>>>,
) -> Vec<Vec<TrendItem<T>>> {
    let is_filled = |part: u32| counts.documents(part) > 0;
    let dated =
        names.iter().zip(parts).filter(|(name, part)| !name.is_empty() && is_filled(**part));
    let dated: Vec<u32> = dated.map(|(_, &part)| part).collect();
    let mut found = trend(&dated).into_iter();
    let part = |(name, &part): (&String, &u32)| match (name.is_empty(), is_filled(part)) {
        (_, false) => Vec::new(),
        (true, true) => trend(&[part]).pop().unwrap_or_default(),
        (false, true) => found.next().unwrap_or_default(),
    };
    names.iter().zip(parts).map(part).collect()
}
