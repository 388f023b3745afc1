//! Topics over the periods of a run, as the report and the workbook show them.

use crate::Report;

/// The names of the periods; documents without a date are in none.
pub(crate) fn periods<'a>(report: &'a Report<'_>) -> &'a [String] {
    let names = &report.compared.periods;
    match names.split_last() {
        Some((last, dated)) if last.is_empty() => dated,
        _ => names,
    }
}

/// Per topic its share of the documents of every period that have a topic.
pub(crate) fn topic_shares(report: &Report<'_>) -> Vec<Vec<f64>> {
    let mut shares = vec![vec![0.0; periods(report).len()]; report.topics.topics.len()];
    let all = report.compared.trends.iter().find(|trend| trend.field.is_empty());
    for (period, items) in all.into_iter().flat_map(|trend| trend.topics.iter().enumerate()) {
        for item in items {
            // The period of documents without a date is not among those that have a name.
            if let Some(share) = shares[item.item].get_mut(period) {
                *share = item.share;
            }
        }
    }
    shares
}
