use rayon::prelude::*;

use super::results::Summary;
use crate::Error;
use crate::sink::Tables;

impl Summary {
    /// The names of the tables that are written from here, if there is something for them.
    pub const TABLES: [&'static str; 9] = [
        "terms",
        "topics",
        "topic_terms",
        "k",
        "phrases",
        "groups",
        "crosstab",
        "trends",
        "cooccurrence",
    ];

    /// Writes those of the wanted tables that are made from here and that there is something for,
    /// several at a time.
    ///
    /// # Errors
    ///
    /// If one of them cannot be written.
    pub fn write(&self, wanted: &[&str], tables: &Tables<'_>) -> Result<(), Error> {
        let own = Self::TABLES.into_par_iter();
        let own = own.filter(|name| wanted.contains(name) && self.has(name));
        own.try_for_each(|name| self.write_table(name, tables))
    }

    fn write_table(&self, name: &str, tables: &Tables<'_>) -> Result<(), Error> {
        match name {
            "terms" => tables.write(self.term_rows()),
            "phrases" => tables.write(self.phrase_rows()),
            "topics" => tables.write(self.topic_rows()),
            "topic_terms" => tables.write(self.topic_term_rows()),
            "k" => tables.write(&self.topics.tried),
            "groups" => tables.write(self.group_rows()),
            "crosstab" => tables.write(self.crosstab_rows()),
            "trends" => tables.write(self.trend_rows()),
            "cooccurrence" => tables.write(self.pair_rows()),
            other => unreachable!("the table {other} is not made here"),
        }
    }

    /// Whether there is something for a table that not every run has.
    fn has(&self, name: &str) -> bool {
        match name {
            "groups" => !self.compared.groups.is_empty(),
            "crosstab" => {
                self.compared.crossed().next().is_some() && !self.topics.topics.is_empty()
            }
            "k" => self.topics.tried.len() > 1,
            "trends" => !self.compared.trends.is_empty(),
            _ => true,
        }
    }
}
