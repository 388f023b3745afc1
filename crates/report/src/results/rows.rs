//! The tables that are made from a [`Summary`], and their rows.

use std::borrow::Cow;

use cimai_corpus::TermId;
use cimai_keyword::{GroupTerm, Pair, Phrase, TrendItem};
use cimai_topic::{Topic, TopicTerm, TriedK};
use rayon::prelude::*;

use super::Summary;
use super::compared::{ComparedGroups, Trend};
use crate::Error;
use crate::sink::Tables;
use crate::tables::{Cells, Row};

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

/// A term with its place among all.
struct TermRow<'s> {
    summary: &'s Summary,
    place: usize,
    term: TermId,
}

impl Row for TermRow<'_> {
    const TABLE: &'static str = "terms";

    fn cells(&self, cells: &mut Cells<'_>) {
        let Self { summary, place, term } = *self;
        let (tf, df) = (summary.totals.tf(term), summary.totals.df(term));
        let words = summary.totals.running_words as f64;
        let variants = summary.relabel.variants(term).iter();
        cells.put("rank", place + 1);
        cells.put("term", summary.term(term));
        cells.put("pos", &*summary.traits[term.index()].tag);
        cells.put("tf", tf);
        cells.put("df", df);
        cells.put("df_share", f64::from(df) / summary.totals.documents as f64);
        cells.put("per_10k", tf as f64 * 10_000.0 / words);
        cells.put("idf", summary.tf_idf.idf(term));
        cells.put("tfidf", summary.terms.tf_idf(term));
        cells.put("textrank", summary.terms.text_rank(term));
        cells.put("dispersion", summary.terms.dispersion(term));
        cells.put("example_doc", summary.id(summary.terms.example(term)));
        cells.put_list("variants", variants.map(|(form, times)| format!("{form} {times}")));
        cells.put("bare_tf", summary.negated[term.index()].map(|bare| summary.totals.tf(bare)));
    }
}

/// A candidate for a phrase.
struct PhraseRow<'s> {
    phrase: &'s Phrase,
    is_term: bool,
    example: &'s str,
}

impl Row for PhraseRow<'_> {
    const TABLE: &'static str = "phrases";

    fn cells(&self, cells: &mut Cells<'_>) {
        let phrase = self.phrase;
        cells.put("candidate", &phrase.text());
        cells.put("kind", if phrase.is_new_word() { "word" } else { "phrase" });
        cells.put("count", phrase.count);
        cells.put("df", phrase.df);
        cells.put("pmi", phrase.pmi);
        cells.put("left_entropy", phrase.left_entropy);
        cells.put("right_entropy", phrase.right_entropy);
        cells.put("score", phrase.score);
        cells.put("in_quotes", phrase.in_quotes);
        cells.put("example_doc", self.example);
        cells.put("accept", if self.is_term { "adopted" } else { "" });
    }
}

impl Summary {
    fn term_rows(&self) -> impl Iterator<Item = impl Row> {
        let ranked = self.ranked_terms().into_iter().enumerate();
        ranked.map(|(place, term)| TermRow { summary: self, place, term })
    }

    fn phrase_rows(&self) -> impl Iterator<Item = impl Row> {
        let phrases = self.phrases.iter().zip(&self.adopted);
        phrases.map(|(phrase, &is_term)| PhraseRow {
            phrase,
            is_term,
            example: self.id(phrase.example),
        })
    }
}

/// A topic with its place among all.
struct TopicRow<'s> {
    summary: &'s Summary,
    place: usize,
    topic: &'s Topic,
}

impl Row for TopicRow<'_> {
    const TABLE: &'static str = "topics";

    fn cells(&self, cells: &mut Cells<'_>) {
        let Self { summary, place, topic } = *self;
        let terms = topic.terms.iter().map(|term| summary.term(term.term));
        let documents = topic.representatives.iter().map(|&document| summary.id(document));
        cells.put("topic", place + 1);
        cells.put("label", &summary.label(place));
        cells.put("size", topic.size);
        cells.put("share", topic.share);
        cells.put("coherence", topic.coherence);
        cells.put("cohesion", topic.cohesion);
        cells.put_list("top_terms", terms);
        cells.put_list("representative_docs", documents);
        cells.put("model_share", topic.model_share);
        cells.put("share_change", topic.model_share.map(|before| topic.share - before));
    }
}

/// A term of a topic with its place in it.
struct TopicTermRow<'s> {
    topic: usize,
    place: usize,
    term: &'s TopicTerm,
    text: &'s str,
}

impl Row for TopicTermRow<'_> {
    const TABLE: &'static str = "topic_terms";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("topic", self.topic + 1);
        cells.put("rank", self.place + 1);
        cells.put("term", self.text);
        cells.put("weight", self.term.weight);
        cells.put("tf", self.term.tf);
        cells.put("df", self.term.df);
    }
}

impl Row for TriedK {
    const TABLE: &'static str = "k";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("k", self.k);
        cells.put("silhouette", self.silhouette);
        cells.put("coherence", self.coherence);
        cells.put("stability", self.stability);
        cells.put("largest_share", self.largest_share);
        cells.put("chosen", self.chosen);
    }
}

impl Summary {
    fn topic_rows(&self) -> impl Iterator<Item = impl Row> {
        let topics = self.topics.topics.iter().enumerate();
        topics.map(|(place, topic)| TopicRow { summary: self, place, topic })
    }

    fn topic_term_rows(&self) -> impl Iterator<Item = impl Row> {
        self.topics.topics.iter().enumerate().flat_map(move |(topic, found)| {
            found.terms.iter().enumerate().map(move |(place, term)| TopicTermRow {
                topic,
                place,
                term,
                text: self.term(term.term),
            })
        })
    }
}

/// A term in a group.
struct GroupRow<'s> {
    compared: &'s ComparedGroups,
    group: usize,
    term: &'s GroupTerm,
    text: &'s str,
}

impl Row for GroupRow<'_> {
    const TABLE: &'static str = "groups";

    fn cells(&self, cells: &mut Cells<'_>) {
        let words = self.compared.words[self.group].max(1) as f64;
        cells.put("field", &self.compared.field);
        cells.put("group", &self.compared.names[self.group]);
        cells.put("term", self.text);
        cells.put("tf", self.term.tf);
        cells.put("per_10k", self.term.tf as f64 * 10_000.0 / words);
        cells.put("rank", self.term.rank);
        cells.put("g2", self.term.g2);
        cells.put("log_ratio", self.term.log_ratio);
    }
}

/// A topic in a group.
struct CrosstabRow<'s> {
    field: &'s str,
    group: &'s str,
    topic: usize,
    label: String,
    count: u64,
    /// The group's documents that have a topic.
    all: u64,
}

impl Row for CrosstabRow<'_> {
    const TABLE: &'static str = "crosstab";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("field", self.field);
        cells.put("group", self.group);
        cells.put("topic", self.topic + 1);
        cells.put("label", &self.label);
        cells.put("count", self.count);
        cells.put("share", self.count as f64 / self.all.max(1) as f64);
    }
}

/// A term or topic in a period.
struct TrendRow<'s> {
    period: &'s str,
    trend: &'s Trend,
    kind: &'static str,
    item: TrendItem<()>,
    text: Cow<'s, str>,
}

impl Row for TrendRow<'_> {
    const TABLE: &'static str = "trends";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("period", self.period);
        cells.put("field", &self.trend.field);
        cells.put("group", &self.trend.group);
        cells.put("kind", self.kind);
        cells.put("item", &*self.text);
        cells.put("count", self.item.count);
        cells.put("share", self.item.share);
        cells.put("rank", self.item.rank);
        cells.put("rank_change", self.item.rank_change);
    }
}

/// Two terms that occur together.
struct PairRow<'s> {
    pair: &'s Pair,
    texts: [&'s str; 2],
}

impl Row for PairRow<'_> {
    const TABLE: &'static str = "cooccurrence";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("term_a", self.texts[0]);
        cells.put("term_b", self.texts[1]);
        cells.put("count", self.pair.count);
        cells.put("npmi", self.pair.npmi);
        cells.put("g2", self.pair.g2);
    }
}

impl Summary {
    fn group_rows(&self) -> impl Iterator<Item = impl Row> {
        self.compared.groups.iter().flat_map(move |compared| {
            compared.terms.iter().enumerate().flat_map(move |(group, terms)| {
                let row =
                    move |term| GroupRow { compared, group, term, text: self.term(term.term) };
                terms.iter().map(row)
            })
        })
    }

    fn crosstab_rows(&self) -> impl Iterator<Item = impl Row> {
        self.compared.crossed().flat_map(move |crossed| {
            let groups = crossed.names.iter().zip(crossed.sizes);
            groups.flat_map(move |(group, sizes)| {
                let (field, all) = (crossed.field, sizes.iter().sum());
                sizes.iter().enumerate().map(move |(topic, &count)| {
                    let label = self.label(topic);
                    CrosstabRow { field, group, topic, label, count, all }
                })
            })
        })
    }

    fn trend_rows(&self) -> impl Iterator<Item = impl Row> {
        self.compared.trends.iter().flat_map(move |trend| {
            let periods = self.compared.periods.iter().enumerate();
            periods.flat_map(move |(place, period)| {
                self.items(trend, place).map(move |(kind, item, text)| TrendRow {
                    period,
                    trend,
                    kind,
                    item,
                    text,
                })
            })
        })
    }

    /// The terms and topics of a period with their texts.
    fn items<'s>(
        &'s self,
        trend: &'s Trend,
        period: usize,
    ) -> impl Iterator<Item = (&'static str, TrendItem<()>, Cow<'s, str>)> {
        let terms = trend.terms.get(period).into_iter().flatten();
        let topics = trend.topics.get(period).into_iter().flatten();
        let terms = terms.map(|item| ("term", item.map(|_| ()), self.term(item.item).into()));
        terms.chain(topics.map(|item| ("topic", item.map(|_| ()), self.label(item.item).into())))
    }

    fn pair_rows(&self) -> impl Iterator<Item = impl Row> {
        let row = |pair| PairRow { pair, texts: [self.term(pair.a), self.term(pair.b)] };
        self.compared.pairs.iter().map(row)
    }
}
