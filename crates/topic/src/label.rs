use cimai_corpus::{Corpus, Counts, TermId};

use crate::TopicTerm;

/// How characteristic each term is of each cluster.
pub(crate) struct TermScores {
    /// Per cluster its terms with a positive weight, the most characteristic first.
    ranked: Vec<Vec<TopicTerm>>,
}

impl TermScores {
    /// Weighted log-odds ratio of each term in a cluster against all others, over documents,
    /// divided by its standard error (Monroe, Colaresi & Quinn 2008).
    pub(crate) fn of(counts: &Counts, members: &[Option<u32>], clusters: usize) -> Self {
        let terms = counts.rows().columns();
        let mut tf = vec![vec![0_u64; terms]; clusters];
        let mut df = vec![vec![0_u32; terms]; clusters];
        let mut sizes = vec![0.0; clusters];
        for (row, cluster) in counts.rows().iter().zip(members) {
            let Some(cluster) = cluster.map(|c| c as usize) else { continue };
            sizes[cluster] += 1.0;
            for &(term, count) in row {
                tf[cluster][term as usize] += u64::from(count);
                df[cluster][term as usize] += 1;
            }
        }
        let n: f64 = sizes.iter().sum();
        let rank = |cluster: usize| {
            let mut ranked: Vec<TopicTerm> = (0..terms)
                .filter(|&term| df[cluster][term] > 0)
                .map(|term| {
                    let total: u32 = (0..clusters).map(|c| df[c][term]).sum();
                    let inside = f64::from(df[cluster][term]);
                    let outside = f64::from(total) - inside;
                    let weight = log_odds(inside, sizes[cluster], outside, n - sizes[cluster]);
                    let (tf, df) = (tf[cluster][term], df[cluster][term]);
                    TopicTerm { term: TermId(term as u32), weight, tf, df }
                })
                .collect();
            ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.df.cmp(&a.df)));
            ranked
        };
        let ranked = (0..clusters).map(rank).collect();
        let _ = counts;
        Self { ranked }
    }

    pub(crate) fn terms(&self, cluster: usize, most: usize) -> Vec<TopicTerm> {
        self.ranked[cluster].iter().take(most).copied().collect()
    }
}

fn log_odds(inside: f64, size: f64, outside: f64, rest: f64) -> f64 {
    if rest == 0.0 {
        return inside / size;
    }
    let odds = |count: f64, size: f64| (count + 0.5) / (size - count + 0.5);
    let error = 1.0 / (inside + 0.5) + 1.0 / (outside + 0.5);
    (odds(inside, size) / odds(outside, rest)).ln() / error.sqrt()
}

/// Up to three terms per cluster, none of them in two labels.
pub(crate) fn labels(_corpus: &Corpus, _counts: &Counts, scores: &TermScores) -> Vec<Vec<TermId>> {
    let clusters = scores.ranked.len();
    let mut labels = vec![Vec::new(); clusters];
    let mut taken = std::collections::HashSet::new();
    for _ in 0..3 {
        for (label, ranked) in labels.iter_mut().zip(&scores.ranked) {
            if let Some(term) = ranked.iter().find(|term| !taken.contains(&term.term)) {
                taken.insert(term.term);
                label.push(term.term);
            }
        }
    }
    labels
}
