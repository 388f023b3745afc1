//! How strong an evidence counts are: log-likelihood, log ratio, mutual information.

/// The least log-likelihood ratio (G²) that is not taken for chance: p < 0.05 at one degree of
/// freedom.
pub const SIGNIFICANT: f64 = 3.84;

/// How much a term sets a group of documents apart from a reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyness {
    /// Log-likelihood ratio, negative where the group has the term less often than expected.
    /// Beyond ±3.84 ([`SIGNIFICANT`]) chance gives as much in one of 20 comparisons, beyond ±15.13
    /// in one of 10,000.
    pub g2: f64,
    /// Binary logarithm of the quotient of the two relative frequencies: 1 means twice as often,
    /// −1 half as often. `None` where there is no reference to compare with.
    pub log_ratio: Option<f64>,
}

/// Compares the occurrences of a term in a group and in a reference, each among so many words.
///
/// G² = 2 Σ O · ln(O / E) over the four cells of the table (term or other word, group or
/// reference), with the sign of O − E in the first cell: quanteda's `textstat_keyness(measure =
/// "lr", correction = "none")`, after Dunning, "Accurate methods for the statistics of surprise
/// and coincidence" (1993). The log ratio is that of Hardie, "Log Ratio: an informal introduction"
/// (2014); as there, no occurrence counts as half a one.
///
/// ```
/// use cimai_keyword::keyness;
///
/// let found = keyness((6, 17), (2, 12));
/// assert!((found.g2 - 1.274_238).abs() < 1e-6);
/// assert!((found.log_ratio.unwrap() - 1.082_462).abs() < 1e-6);
/// ```
pub fn keyness(group: (u64, u64), reference: (u64, u64)) -> Keyness {
    let cells = [group.0, reference.0, group.1 - group.0, reference.1 - reference.0];
    let [a, b, c, d] = cells.map(|cell| cell as f64);
    let expected = expected([a, b, c, d]);
    let sign = if a > expected[0] { 1.0 } else { -1.0 };
    let at_least_half = |count: f64| count.max(0.5);
    let ratio = |words: u64| {
        let group = at_least_half(a) / group.1 as f64;
        (group / (at_least_half(b) / words as f64)).log2()
    };
    let log_ratio = (reference.1 > 0 && group.1 > 0).then(|| ratio(reference.1));
    Keyness { g2: sign * g2([a, b, c, d], expected), log_ratio }
}

/// What the four cells of a table would be if rows and columns had nothing to do with each other.
fn expected([a, b, c, d]: [f64; 4]) -> [f64; 4] {
    let n = (a + b + c + d).max(1.0);
    [(a + b) * (a + c) / n, (a + b) * (b + d) / n, (c + d) * (a + c) / n, (c + d) * (b + d) / n]
}

/// The unsigned log-likelihood ratio of a table.
fn g2(observed: [f64; 4], expected: [f64; 4]) -> f64 {
    let cell = |(o, e): (f64, f64)| if o > 0.0 { o * (o / e).ln() } else { 0.0 };
    // Where nothing is unexpected, rounding may leave a trace below zero.
    (2.0 * observed.into_iter().zip(expected).map(cell).sum::<f64>()).max(0.0)
}

/// How strongly two events go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// Normalised pointwise mutual information, from −1 (never together) over 0 (by chance) to 1
    /// (never apart).
    pub npmi: f64,
    /// Signed log-likelihood ratio; negative where they meet less often than by chance.
    pub g2: f64,
}

/// Compares how often two events meet, in `both` of `all` units, with what their own occurrences,
/// in `one` and `other` of the units, let expect.
///
/// NPMI = ln(p(a, b) / (p(a) · p(b))) / −ln p(a, b), after Bouma, "Normalized (pointwise) mutual
/// information in collocation extraction" (2009); G² is that of [`keyness`] over the four cells of
/// the table of units that have both, either or neither.
///
/// ```
/// use cimai_keyword::association;
///
/// let found = association(8, 10, 20, 100);
/// assert!((found.npmi - (8.0_f64 * 100.0 / 200.0).ln() / -(0.08_f64).ln()).abs() < 1e-12);
/// assert!(found.g2 > 0.0 && association(1, 10, 20, 100).g2 < 0.0);
/// ```
pub fn association(both: u64, one: u64, other: u64, all: u64) -> Association {
    let [ab, a, b, n] = [both, one, other, all].map(|count| count as f64);
    let npmi = match both {
        0 => -1.0,
        _ if both == all => 1.0,
        _ => (ab * n / (a * b)).ln() / -(ab / n).ln(),
    };
    let cells = [ab, a - ab, b - ab, n - a - b + ab];
    let expected = expected(cells);
    let sign = if ab > expected[0] { 1.0 } else { -1.0 };
    Association { npmi, g2: sign * g2(cells, expected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of quanteda's own tests: the documents "a a a b b c c c c c c d e f g h h" and
    /// "a a b c c d d d d e f h", compared by its formulas.
    const QUANTEDA: [(&str, u64, u64, f64, f64); 8] = [
        ("a", 3, 2, 0.004_751_408, 0.082_462_160),
        ("b", 2, 1, 0.091_241_894, 0.497_499_659),
        ("c", 6, 2, 1.274_238_010, 1.082_462_160),
        ("d", 1, 4, -3.779_440_533, -2.502_500_341),
        ("e", 1, 1, -0.064_900_473, -0.502_500_341),
        ("f", 1, 1, -0.064_900_473, -0.502_500_341),
        ("g", 1, 0, 1.093_290_983, 0.497_499_659),
        ("h", 2, 1, 0.091_241_894, 0.497_499_659),
    ];

    #[test]
    fn keyness_is_that_of_quanteda() {
        for (term, group, reference, g2, log_ratio) in QUANTEDA {
            let found = keyness((group, 17), (reference, 12));
            assert!((found.g2 - g2).abs() < 1e-6, "{term}: {}", found.g2);
            assert!((found.log_ratio.unwrap() - log_ratio).abs() < 1e-6, "{term}");
            let reverse = keyness((reference, 12), (group, 17));
            assert!((reverse.g2 + g2).abs() < 1e-6, "{term}: the sign turns with the groups");
        }
    }

    #[test]
    fn nothing_to_compare_with_is_no_difference() {
        let found = keyness((3, 10), (0, 0));
        assert!(found.g2.abs() < 1e-12);
        assert_eq!(found.log_ratio, None);
        assert_eq!(keyness((0, 0), (3, 10)).log_ratio, None);
    }

    #[test]
    fn npmi_runs_from_never_to_always_together() {
        let npmi = |both, one, other, all| association(both, one, other, all).npmi;
        assert_eq!(npmi(0, 5, 5, 100).total_cmp(&-1.0), std::cmp::Ordering::Equal);
        assert!((npmi(10, 10, 10, 100) - 1.0).abs() < 1e-12);
        assert!(npmi(1, 10, 10, 100).abs() < 1e-12);
        assert!((npmi(7, 7, 7, 7) - 1.0).abs() < 1e-12);
        assert!((npmi(4, 8, 10, 50) - 0.362_782_73).abs() < 1e-8);
    }

    /// `scipy` 1.17.1: `chi2_contingency(table, correction=False, lambda_="log-likelihood")` of the
    /// units with both, one, the other and neither, with the sign of what is over or under chance.
    const SCIPY: [((u64, u64, u64, u64), f64); 6] = [
        ((8, 10, 20, 100), 19.391_032_136),
        ((1, 10, 20, 100), -0.802_308_329),
        ((5, 5, 5, 40), 30.141_612_901),
        ((2, 30, 15, 60), -11.730_509_839),
        ((12, 40, 25, 7766), 95.931_584_238),
        ((6, 7, 11, 13), 0.014_035_608),
    ];

    #[test]
    fn the_log_likelihood_of_meetings_is_that_of_scipy() {
        for ((both, one, other, all), g2) in SCIPY {
            let found = association(both, one, other, all).g2;
            assert!((found - g2).abs() < 1e-6, "{both} {one} {other} {all}: {found}");
        }
    }
}
