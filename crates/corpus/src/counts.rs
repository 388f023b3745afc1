use crate::{Batch, SparseRows, TermId};

/// How often each kept term occurs in each document of a batch, and how many words each has.
#[derive(Clone, Debug)]
pub struct Counts {
    rows: SparseRows<u32>,
    words: Vec<Words>,
}

/// The words of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Words {
    running: u32,
    distinct: u32,
    kept: u32,
}

impl Counts {
    /// Counts the documents of a batch, title and body together.
    pub fn of(batch: &Batch) -> Self {
        let mut counts =
            Self { rows: SparseRows::empty(batch.vocabulary().len()), words: Vec::new() };
        let mut ids: Vec<TermId> = Vec::new();
        let mut row = Vec::new();
        for document in 0..batch.len() {
            ids.clear();
            ids.extend(batch.tokens(document).filter_map(crate::Token::word));
            ids.sort_unstable();
            let mut words = Words { running: ids.len() as u32, ..Words::default() };
            row.clear();
            for same in ids.chunk_by(|a, b| a == b) {
                words.distinct += 1;
                if batch.is_kept(same[0]) {
                    words.kept += same.len() as u32;
                    row.push((same[0].0, same.len() as u32));
                }
            }
            counts.rows.push(&row);
            counts.words.push(words);
        }
        counts
    }

    /// Documents × terms: the occurrences of each kept term, in the order of term numbers.
    pub fn rows(&self) -> &SparseRows<u32> {
        &self.rows
    }

    /// All words of a document, kept and dropped, without marks.
    pub fn running_words(&self, document: usize) -> u32 {
        self.words[document].running
    }

    /// The distinct words of a document, kept and dropped.
    pub fn distinct_words(&self, document: usize) -> u32 {
        self.words[document].distinct
    }

    /// How many kept words a document has.
    pub fn kept_words(&self, document: usize) -> u32 {
        self.words[document].kept
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.rows.rows()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Token;

    #[test]
    fn dropped_words_count_as_running_words_only() {
        let mut batch = Batch::default();
        batch.push([], ["好", "水", "好"].map(Token::Word), |term| term != "好");
        batch.push([], [Token::Gap], |_| true);
        let counts = Counts::of(&batch);
        assert_eq!([0, 1].map(|d| counts.running_words(d)), [3, 0]);
        assert_eq!([0, 1].map(|d| counts.kept_words(d)), [1, 0]);
        assert_eq!(counts.distinct_words(0), 2);
        let water = batch.vocabulary().get("水").expect("it was pushed");
        assert_eq!(counts.rows().row(0), [(water.0, 1)]);
        assert_eq!(counts.rows().row(1), []);
    }
}
