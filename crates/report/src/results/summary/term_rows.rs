//! `terms.csv` and `phrases.csv`.

use cimai_corpus::TermId;
use cimai_keyword::Phrase;

use super::results::Summary;
use crate::tables::{Cells, Row};

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
    pub(super) fn term_rows(&self) -> impl Iterator<Item = impl Row> {
        let ranked = self.ranked_terms().into_iter().enumerate();
        ranked.map(|(place, term)| TermRow { summary: self, place, term })
    }

    pub(super) fn phrase_rows(&self) -> impl Iterator<Item = impl Row> {
        let phrases = self.phrases.iter().zip(&self.adopted);
        phrases.map(|(phrase, &is_term)| PhraseRow {
            phrase,
            is_term,
            example: self.id(phrase.example),
        })
    }
}
