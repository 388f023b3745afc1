use cimai_corpus::{Corpus, Counts, Document, TermId};
use cimai_keyword::{KeyPhrase, Phrase, TermStatistics, TfIdf};
use cimai_topic::{Assignment, Standing, Topics};
use rayon::prelude::*;

use crate::cell::{Number, Text};
use crate::rows::{
    AssignmentRow, DocumentRow, KeywordRow, PhraseRow, TermRow, TopicRow, TopicTermRow, TriedRow,
};
use crate::table::Table;
use crate::{Compared, Error, OutputSet, Profile, dictionary};

/// How many keywords a document shows in `documents.csv`.
const SHOWN_KEYWORDS: usize = 5;

/// What stands for the label of a document that lies between topics, or fits none of a model.
const UNCLEAR: &str = "不明";
const NEW: &str = "新";

/// The method that they come from.
pub(crate) const SHOWN_METHOD: &str = "phrase";

/// The results of a run, ready to be written. Lists are in the order of the documents.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The names of the metadata columns that each document carries.
    pub columns: &'a [String],
    /// The documents.
    pub documents: &'a [Document],
    /// Per document, the earlier one that it repeats.
    pub duplicate_of: &'a [Option<usize>],
    /// Their words.
    pub corpus: &'a Corpus,
    /// Their counts.
    pub counts: &'a Counts,
    /// The IDF of the corpus.
    pub tf_idf: &'a TfIdf,
    /// The statistics of all terms.
    pub terms: &'a TermStatistics,
    /// The part of speech of every term, by number.
    pub parts_of_speech: &'a [String],
    /// For every term that negates another, by number, that other one.
    pub negated: &'a [Option<TermId>],
    /// The phrases and new words that were found, best first.
    pub phrases: &'a [Phrase],
    /// Which of them are terms.
    pub adopted: &'a [bool],
    /// Per method, its name in the tables and each document's keywords, best first.
    pub keywords: &'a [(&'static str, Vec<Vec<KeyPhrase>>)],
    /// The topics.
    pub topics: &'a Topics,
    /// Groups and times compared, and what occurs together.
    pub compared: &'a Compared,
}

impl<'a> Report<'a> {
    /// The names of the tables that every whole run has.
    pub const TABLES: [&'static str; 8] = [
        "keywords",
        "documents",
        "assignments",
        "terms",
        "topics",
        "topic_terms",
        "phrases",
        "cooccurrence",
    ];

    /// Writes some of [`Report::TABLES`] and of [`Compared::tables`], several at a time.
    ///
    /// # Errors
    ///
    /// If one of them cannot be written.
    ///
    /// # Panics
    ///
    /// If a name is not one of them.
    pub fn write(&self, tables: &[&str], output: &OutputSet) -> Result<(), Error> {
        tables.par_iter().try_for_each(|table| self.write_table(table, output))
    }

    fn write_table(&self, table: &str, output: &OutputSet) -> Result<(), Error> {
        match table {
            "documents" => self.documents(output),
            "terms" => self.terms(output),
            "keywords" => self.keywords(output),
            "assignments" => self.assignments(output),
            "topics" => self.topics(output),
            "topic_terms" => self.topic_terms(output),
            "phrases" => self.phrases(output),
            "k" => self.tried(output),
            "groups" => self.groups(output),
            "crosstab" => self.crosstab(output),
            "trends" => self.trends(output),
            "cooccurrence" => self.cooccurrence(output),
            other => unreachable!("there is no table {other}"),
        }
    }

    /// The label of a topic: what the user calls it, or the terms that set it apart.
    pub fn label(&self, topic: usize) -> String {
        let topic = &self.topics.topics[topic];
        if let Some(name) = &topic.name {
            return name.clone();
        }
        topic.label.iter().map(|&term| self.term(term)).collect::<Vec<_>>().join("·")
    }

    fn documents(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = Table::create(output, "documents", &carried_names(self.columns))?;
        let labels = self.labels();
        for (number, document) in self.documents.iter().enumerate() {
            let counts = self.corpus.count(number);
            let topic = self.topics.topic(number);
            let label = match self.topics.standings[number] {
                Standing::Unclear => Some(UNCLEAR),
                Standing::New => Some(NEW),
                Standing::Clear | Standing::Unplaced => topic.map(|topic| &*labels[topic]),
            };
            let shown = self.keywords.iter().find(|(method, _)| *method == SHOWN_METHOD);
            let best = shown.map_or(&[][..], |(_, keywords)| &keywords[number]);
            let best = best.iter().take(SHOWN_KEYWORDS).map(|keyword| keyword.text(self.corpus));
            let repeats = self.duplicate_of[number].map(|first| &*self.documents[first].id);
            let row = DocumentRow {
                doc_id: profile.text(&*document.id),
                source: profile.text(&*document.source),
                line: document.line,
                title: profile.text(&*document.title),
                chars: characters(document),
                words: counts.running_words,
                distinct_words: counts.distinct_words,
                topic: topic.map(|topic| topic + 1),
                topic_label: label.map(|label| profile.text(label)),
                keywords: profile.list(best),
                duplicate_of: repeats.map(|id| profile.text(id)),
            };
            let carried = document.fields.iter().map(|field| profile.text(&**field));
            table.row((row, carried.collect::<Vec<_>>()))?;
        }
        table.finish()
    }

    fn terms(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("terms")?;
        let documents = self.counts.documents() as f64;
        let words = self.counts.running_words() as f64;
        for (i, id) in self.counts.ranked_terms(self.corpus).into_iter().enumerate() {
            let tf = self.counts.tf(id);
            let df = self.counts.df(id);
            table.row(TermRow {
                rank: i + 1,
                term: profile.text(self.term(id)),
                pos: profile.text(&*self.parts_of_speech[id.index()]),
                tf,
                df,
                df_share: Number(f64::from(df) / documents),
                per_10k: Number(tf as f64 * 10_000.0 / words),
                idf: Number(self.tf_idf.idf(id)),
                tfidf: Number(self.terms.tf_idf(id)),
                textrank: Number(self.terms.text_rank(id)),
                dispersion: Number(self.terms.dispersion(id)),
                example_doc: self.id(self.terms.example(id), profile),
                variants: profile.list(self.variants(id)),
                bare_tf: self.negated[id.index()].map(|bare| self.counts.tf(bare)),
            })?;
        }
        table.finish()
    }

    /// The forms that count under a term, each with its occurrences.
    fn variants(&self, id: TermId) -> impl Iterator<Item = String> {
        self.corpus.variants(id).iter().map(|&(form, n)| format!("{} {n}", self.term(form)))
    }

    fn phrases(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("phrases")?;
        for (phrase, &adopted) in self.phrases.iter().zip(self.adopted) {
            table.row(PhraseRow {
                candidate: profile.text(phrase.text(self.corpus)),
                kind: if phrase.is_new_word(self.corpus) { "word" } else { "phrase" },
                count: phrase.count,
                df: phrase.df,
                pmi: Number(phrase.pmi),
                left_entropy: Number(phrase.left_entropy),
                right_entropy: Number(phrase.right_entropy),
                score: Number(phrase.score),
                in_quotes: phrase.in_quotes,
                example_doc: self.id(phrase.example, profile),
                accept: if adopted { "adopted" } else { "" },
            })?;
        }
        table.finish()
    }

    fn keywords(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("keywords")?;
        for document in 0..self.documents.len() {
            let doc_id = self.id(document, profile);
            for (method, keywords) in self.keywords {
                for (i, keyword) in keywords[document].iter().enumerate() {
                    table.row(KeywordRow {
                        doc_id: &doc_id,
                        method,
                        rank: i + 1,
                        term: profile.text(keyword.text(self.corpus)),
                        score: Number(keyword.score),
                        tf: keyword.tf,
                        in_title: keyword.in_title,
                    })?;
                }
            }
        }
        table.finish()
    }

    fn assignments(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("assignments")?;
        let labels = self.labels();
        for (document, assignment) in self.topics.assignments.iter().enumerate() {
            let assignment = assignment.as_ref();
            let number = |value: fn(&Assignment) -> f64| assignment.map(|a| Number(value(a)));
            let second = assignment.and_then(|a| a.second);
            let against_second = |value: fn(&Assignment) -> f64| second.and_then(|_| number(value));
            table.row(AssignmentRow {
                doc_id: self.id(document, profile),
                topic: assignment.map(|a| a.topic + 1),
                label: assignment.map(|a| profile.text(&*labels[a.topic])),
                similarity: number(|a| a.similarity),
                second_topic: second.map(|topic| topic + 1),
                second_similarity: against_second(|a| a.second_similarity),
                margin: against_second(|a| a.margin),
                silhouette: against_second(|a| a.silhouette),
                standing: self.topics.standings[document].word(),
            })?;
        }
        table.finish()
    }

    fn topics(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("topics")?;
        for (number, topic) in self.topics.topics.iter().enumerate() {
            let terms = topic.terms.iter().map(|term| self.term(term.term));
            let representatives = topic.representatives.iter().map(|&d| &self.documents[d].id);
            table.row(TopicRow {
                topic: number + 1,
                label: profile.text(self.label(number)),
                size: topic.size,
                share: Number(topic.share),
                coherence: Number(topic.coherence),
                cohesion: Number(topic.cohesion),
                top_terms: profile.list(terms),
                representative_docs: profile.list(representatives),
                model_share: topic.model_share.map(Number),
                share_change: topic.model_share.map(|before| Number(topic.share - before)),
            })?;
        }
        table.finish()
    }

    fn topic_terms(&self, output: &OutputSet) -> Result<(), Error> {
        let profile = output.profile();
        let mut table = output.table("topic_terms")?;
        for (number, topic) in self.topics.topics.iter().enumerate() {
            for (i, term) in topic.terms.iter().enumerate() {
                table.row(TopicTermRow {
                    topic: number + 1,
                    rank: i + 1,
                    term: profile.text(self.term(term.term)),
                    weight: Number(term.weight),
                    tf: term.tf,
                    df: term.df,
                })?;
            }
        }
        table.finish()
    }

    fn tried(&self, output: &OutputSet) -> Result<(), Error> {
        let mut table = output.table("k")?;
        for tried in &self.topics.tried {
            table.row(TriedRow {
                k: tried.k,
                silhouette: Number(tried.silhouette),
                coherence: Number(tried.coherence),
                stability: Number(tried.stability),
                largest_share: Number(tried.largest_share),
                chosen: tried.chosen,
            })?;
        }
        table.finish()
    }

    fn labels(&self) -> Vec<String> {
        (0..self.topics.topics.len()).map(|topic| self.label(topic)).collect()
    }

    pub(crate) fn term(&self, id: TermId) -> &'a str {
        self.corpus.vocabulary().term(id)
    }

    fn id(&self, document: usize, profile: Profile) -> Text<'a> {
        profile.text(&*self.documents[document].id)
    }
}

/// The characters of a document that are not blanks.
fn characters(document: &Document) -> usize {
    let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    visible(&document.title) + visible(&document.text)
}

/// The carried columns under their own names, except where the table has that name already.
fn carried_names(columns: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in columns {
        let mut name = column.clone();
        while dictionary::header("documents").any(|own| own == name) || names.contains(&name) {
            name.insert_str(0, "input_");
        }
        names.push(name);
    }
    names
}
