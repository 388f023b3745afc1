/// What has to be worked out for a table, beside counting the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// How much each word weighs in each document.
    Weights,
    /// The best words and phrases of each document.
    Keywords,
    /// The phrases and new words of the corpus.
    Phrases,
    /// The topics.
    Topics,
    /// Groups of documents compared.
    Groups,
    /// Periods compared.
    Trends,
    /// What occurs together.
    Pairs,
}

use self::Need::{Groups, Keywords, Pairs, Phrases, Topics, Trends, Weights};

/// What a run can write, and what each needs. The report and the workbook show all there is.
const NEEDS: [(&str, &[Need]); 13] = [
    ("keywords", &[Weights, Keywords]),
    ("documents", &[Keywords, Topics]),
    ("assignments", &[Topics]),
    ("terms", &[Weights]),
    ("topics", &[Topics]),
    ("topic_terms", &[Topics]),
    ("phrases", &[Phrases]),
    ("cooccurrence", &[Pairs]),
    ("groups", &[Groups]),
    ("crosstab", &[Topics]),
    ("k", &[Topics]),
    ("trends", &[Trends]),
    (REPORT, &[Weights, Keywords, Phrases, Topics, Groups, Trends, Pairs]),
];
const REPORT: &str = "report";

/// The things that a run is to write. Stages ask it whether they have to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TableSet(&'static [&'static str]);

impl TableSet {
    /// All tables, and what people look at beside them.
    pub(crate) const ALL: Self = Self(&[
        "keywords",
        "documents",
        "assignments",
        "terms",
        "topics",
        "topic_terms",
        "phrases",
        "cooccurrence",
        "groups",
        "crosstab",
        "k",
        "trends",
        REPORT,
    ]);
    /// Terms and keywords.
    pub(crate) const KEYWORDS: Self = Self(&["terms", "keywords", "groups", "trends"]);
    /// Topics and what has which.
    pub(crate) const TOPICS: Self =
        Self(&["documents", "assignments", "topics", "topic_terms", "crosstab", "k"]);
    /// New words and phrases.
    pub(crate) const PHRASES: Self = Self(&["phrases"]);

    /// The names of the tables.
    pub(crate) fn tables(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied().filter(|name| *name != REPORT)
    }

    /// Whether there is to be a report, a workbook and a network.
    pub(crate) fn has_report(self) -> bool {
        self.0.contains(&REPORT)
    }

    /// Whether something in it needs a thing.
    pub(crate) fn needs(self, need: Need) -> bool {
        NEEDS.iter().any(|(name, needs)| self.0.contains(name) && needs.contains(&need))
    }

    /// Whether anything is compared.
    pub(crate) fn compares(self) -> bool {
        [Groups, Trends, Pairs].into_iter().any(|need| self.needs(need))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_needs_no_more_than_its_tables() {
        assert!(!TableSet::PHRASES.needs(Weights) && !TableSet::PHRASES.needs(Topics));
        assert!(!TableSet::KEYWORDS.needs(Topics) && TableSet::KEYWORDS.needs(Weights));
        assert!(!TableSet::TOPICS.needs(Weights) && !TableSet::TOPICS.compares());
        for (name, needs) in NEEDS {
            assert!(TableSet::ALL.0.contains(&name));
            assert!(needs.iter().all(|need| TableSet::ALL.needs(*need)));
        }
    }

    #[test]
    fn every_table_says_what_it_needs() {
        for name in [TableSet::ALL, TableSet::KEYWORDS, TableSet::TOPICS, TableSet::PHRASES]
            .into_iter()
            .flat_map(|set| set.0)
        {
            assert!(NEEDS.iter().any(|(known, _)| known == name), "{name}");
        }
    }
}
