//! Batches on their way from one pass to the next.

mod codec;
mod store;

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use self::codec::{Encoded, Extent};
use self::store::{Store, Stored};
use crate::{Batch, Document, Relabel, Vocabulary};

/// Where a batch stands among all: its number in its file or group of files, behind the number of
/// that. Batches may come in any order.
pub type Place = (u32, u32);

/// Takes in batches: in memory up to a budget, beyond it in temporary files without a name.
#[derive(Debug)]
pub struct SpoolWriter(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    entries: Vec<Entry>,
    words: Store,
    texts: Store,
}

/// What is known of a batch without reading it.
#[derive(Debug)]
struct Entry {
    place: Place,
    first: usize,
    columns: Arc<[String]>,
    sources: Arc<[String]>,
    /// Where, within the texts, each document ends.
    ends: Vec<u32>,
    words: Stored,
    texts: Stored,
    /// The documents of the batch that are left out, ascending.
    left_out: Vec<u32>,
}

impl SpoolWriter {
    /// Keeps up to `budget` bytes in memory; further ones go to temporary files in `folder`.
    pub fn new(budget: u64, folder: &Path) -> Self {
        // Words take about half as much as the texts that they stand in.
        let store = |share| Store::new(share, folder.to_owned());
        let (words, texts) = (store(budget / 3), store(budget - budget / 3));
        Self(Mutex::new(Inner { entries: Vec::new(), words, texts }))
    }

    /// Takes in a batch with its documents. Several threads may do so at once.
    ///
    /// # Errors
    ///
    /// If a temporary file cannot be made or written, as on a full disk.
    pub fn push(&self, place: Place, batch: &Batch) -> io::Result<()> {
        let Encoded { words, texts, sources, ends } = codec::encode(batch);
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (words, texts) = (inner.words.push(words)?, inner.texts.push(texts)?);
        let (columns, sources) = inner.shared(&batch.columns, sources);
        let (first, left_out) = (0, Vec::new());
        inner.entries.push(Entry { place, first, columns, sources, ends, words, texts, left_out });
        Ok(())
    }

    /// Ends the taking in; the batches stand in the order of their places now.
    pub fn finish(self) -> Spool {
        let Inner { mut entries, words, texts } =
            self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        entries.sort_unstable_by_key(|entry| entry.place);
        let (vocabulary, renamed) = (None, HashMap::new());
        let mut spool = Spool { entries, words, texts, vocabulary, renamed };
        spool.number();
        spool
    }
}

impl Inner {
    /// The names that the batch before had too are kept once.
    fn shared(
        &self,
        columns: &Arc<[String]>,
        sources: Vec<String>,
    ) -> (Arc<[String]>, Arc<[String]>) {
        let same = |a: &Arc<[String]>, b: &[String]| (**a == *b).then(|| Arc::clone(a));
        let last = self.entries.last();
        (
            last.and_then(|last| same(&last.columns, columns)).unwrap_or_else(|| columns.clone()),
            last.and_then(|last| same(&last.sources, &sources)).unwrap_or_else(|| sources.into()),
        )
    }
}

/// The words of batches on their way to other numbers: see [`Spool::relabel`].
#[derive(Debug)]
pub struct Relabelled {
    words: Store,
    stored: Vec<Stored>,
}

impl Relabelled {
    /// Takes in the words of the next batch, as [`Spool::relabelled`] gave them.
    ///
    /// # Errors
    ///
    /// If a temporary file cannot be made or written.
    pub fn push(&mut self, words: Vec<u8>) -> io::Result<()> {
        self.stored.push(self.words.push(words)?);
        Ok(())
    }
}

/// Batches that can be read again and again, in any order and by several threads, each as it was
/// taken in.
#[derive(Debug)]
pub struct Spool {
    entries: Vec<Entry>,
    words: Store,
    texts: Store,
    /// What all words are numbered by, once they were relabelled.
    vocabulary: Option<Arc<Vocabulary>>,
    renamed: HashMap<usize, String>,
}

impl Spool {
    /// How many batches there are.
    pub fn batches(&self) -> usize {
        self.entries.len()
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.entries.last().map_or(0, |last| last.first + last.len())
    }

    /// Bytes that lie in temporary files.
    pub fn on_disk(&self) -> u64 {
        self.words.on_disk() + self.texts.on_disk()
    }

    /// The numbers of the documents of a batch.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn numbers(&self, batch: usize) -> Range<usize> {
        let entry = &self.entries[batch];
        entry.first..entry.first + entry.len()
    }

    /// The words of a batch, without where they stand and without its documents.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn words(&self, batch: usize) -> io::Result<Batch> {
        self.decoded(batch, Extent::Words)
    }

    fn decoded(&self, batch: usize, extent: Extent) -> io::Result<Batch> {
        let entry = &self.entries[batch];
        let bytes = self.words.load(&entry.words, None)?;
        let mut words = codec::decode_words(&bytes, self.vocabulary.as_ref(), extent)?;
        words.first = entry.first;
        words.columns = Arc::clone(&entry.columns);
        Ok(if entry.left_out.is_empty() { words } else { entry.kept(&words, extent) })
    }

    /// A batch with its documents, and where their words stand.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn read(&self, batch: usize) -> io::Result<Batch> {
        let mut whole = self.decoded(batch, Extent::Places)?;
        whole.documents = self.documents_of(batch)?;
        Ok(whole)
    }

    /// The documents of a batch, without their words.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn documents_of(&self, batch: usize) -> io::Result<Vec<Document>> {
        let entry = &self.entries[batch];
        let texts = self.texts.load(&entry.texts, None)?;
        let mut documents = Vec::with_capacity(entry.len());
        for place in entry.places() {
            let mut document = codec::decode_document(&texts[entry.range(place)], &entry.sources)?;
            self.rename(entry.first + documents.len(), &mut document);
            documents.push(document);
        }
        Ok(documents)
    }

    /// The names of the fields that the documents of a batch carry.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn columns(&self, batch: usize) -> &[String] {
        &self.entries[batch].columns
    }

    /// The ids of the documents of a batch.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn ids(&self, batch: usize) -> io::Result<Vec<String>> {
        let entry = &self.entries[batch];
        let texts = self.texts.load(&entry.texts, None)?;
        let mut ids = Vec::with_capacity(entry.len());
        for place in entry.places() {
            let renamed = self.renamed.get(&(entry.first + ids.len()));
            ids.push(match renamed {
                Some(id) => id.clone(),
                None => codec::decode_id(&texts[entry.range(place)], &entry.sources)?,
            });
        }
        Ok(ids)
    }

    /// One document, by its number among all.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn document(&self, number: usize) -> io::Result<Document> {
        let entry = &self.entries[self.batch_of(number)];
        let place = entry.places().nth(number - entry.first).expect("the batch has the document");
        let bytes = self.texts.load(&entry.texts, Some(entry.range(place)))?;
        let mut document = codec::decode_document(&bytes, &entry.sources)?;
        self.rename(number, &mut document);
        Ok(document)
    }

    /// The batch that holds a document.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn batch_of(&self, number: usize) -> usize {
        self.entries.partition_point(|entry| entry.first + entry.len() <= number)
    }

    /// Gives documents, by their numbers, another id.
    pub fn rename_documents(&mut self, ids: impl IntoIterator<Item = (usize, String)>) {
        self.renamed.extend(ids);
    }

    /// Leaves documents out, by their numbers in ascending order; those that stay are numbered
    /// anew. Documents that were given another id keep it.
    pub fn leave_out(&mut self, numbers: &[usize]) {
        let mut renamed = HashMap::new();
        let mut numbers = numbers.iter().copied().peekable();
        let mut gone = 0;
        for entry in &mut self.entries {
            let stay: Vec<u32> = entry.places().collect();
            for (number, place) in (entry.first..).zip(stay) {
                if numbers.next_if_eq(&number).is_some() {
                    entry.left_out.push(place);
                    gone += 1;
                } else if let Some(id) = self.renamed.remove(&number) {
                    renamed.insert(number - gone, id);
                }
            }
            entry.left_out.sort_unstable();
        }
        self.renamed = renamed;
        self.number();
    }

    fn number(&mut self) {
        let mut first = 0;
        for entry in &mut self.entries {
            entry.first = first;
            first += entry.len();
        }
    }

    fn rename(&self, number: usize, document: &mut Document) {
        if let Some(id) = self.renamed.get(&number) {
            document.id.clone_from(id);
        }
    }

    /// The words of a batch as `relabel` counts them, as bytes for [`Relabelled::push`]. Batches may
    /// be relabelled by several threads at once.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    ///
    /// # Panics
    ///
    /// If there is no such batch.
    pub fn relabelled(&self, batch: usize, relabel: &Relabel) -> io::Result<Vec<u8>> {
        let entry = &self.entries[batch];
        let bytes = self.words.load(&entry.words, None)?;
        let words = codec::decode_words(&bytes, self.vocabulary.as_ref(), Extent::Places)?;
        Ok(codec::encode_numbers(&relabel.apply(words)))
    }

    /// Begins to take in the words of all batches anew.
    pub fn relabel(&self) -> Relabelled {
        Relabelled { words: self.words.another(), stored: Vec::new() }
    }

    /// Puts the words of all batches, in their order, in place of those that there are. They are
    /// numbered by the vocabulary of the [`Relabel`] from now on.
    ///
    /// # Panics
    ///
    /// If there are not as many as there are batches.
    pub fn replace(&mut self, relabelled: Relabelled, vocabulary: Arc<Vocabulary>) {
        assert_eq!(relabelled.stored.len(), self.entries.len(), "there are as many batches");
        for (entry, words) in self.entries.iter_mut().zip(relabelled.stored) {
            entry.words = words;
        }
        (self.words, self.vocabulary) = (relabelled.words, Some(vocabulary));
    }
}

impl Entry {
    /// How many documents are not left out.
    fn len(&self) -> usize {
        self.ends.len() - self.left_out.len()
    }

    /// The places of the documents that are not left out.
    fn places(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.ends.len() as u32).filter(|place| self.left_out.binary_search(place).is_err())
    }

    /// Where a document lies among the texts.
    fn range(&self, place: u32) -> Range<usize> {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[place] as usize
    }

    /// The words of the documents that are not left out.
    fn kept(&self, words: &Batch, extent: Extent) -> Batch {
        let mut kept = Batch::new(Arc::clone(&words.vocabulary));
        (kept.first, kept.columns) = (words.first, Arc::clone(&words.columns));
        for place in self.places() {
            match extent {
                Extent::Words => kept.push_words_from(words, place as usize),
                Extent::Places => kept.push_from(words, place as usize),
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::tests::words;
    use crate::{LineStart, Placed, Span, Token};

    /// A batch of one document with a body of one word, and of one without words.
    fn batch(word: &str, line: u64) -> Batch {
        let span = Span { start: 3, end: 3 + word.len() as u32 };
        let mut batch = Batch { columns: ["区县".to_owned()].into(), ..Batch::default() };
        batch.push_placed(
            [],
            [Token::Open.into(), Placed { token: Token::Word(word), span }],
            |w| w != "的",
        );
        batch.push([Token::Word("题")], [Token::Gap], |_| true);
        batch.documents = vec![
            Document {
                id: format!("a.csv#{line}"),
                source: "a.csv".to_owned(),
                line,
                text: format!("“{word}\n。"),
                fields: vec!["东区".to_owned()],
                lines: vec![LineStart { offset: 10, line: line + 1 }],
                ..Document::default()
            },
            Document {
                id: "7".to_owned(),
                source: "b.csv".to_owned(),
                line: 9,
                title: "题".to_owned(),
                text: "，".to_owned(),
                original: "，".to_owned(),
                fields: vec![String::new()],
                ..Document::default()
            },
        ];
        batch
    }

    fn spool(budget: u64) -> Spool {
        let writer = SpoolWriter::new(budget, &std::env::temp_dir());
        writer.push((1, 0), &batch("水鸟", 5)).unwrap();
        writer.push((0, 0), &batch("的", 2)).unwrap();
        writer.finish()
    }

    #[test]
    fn batches_come_back_as_they_were_in_the_order_of_their_places() {
        for budget in [0, 40, 1 << 20] {
            let spool = spool(budget);
            assert_eq!((spool.batches(), spool.documents()), (2, 4));
            assert_eq!(spool.on_disk() == 0, budget == 1 << 20);
            for (number, (word, line)) in [("的", 2), ("水鸟", 5)].into_iter().enumerate() {
                let (found, expected) = (spool.read(number).unwrap(), batch(word, line));
                assert_eq!(found.documents, expected.documents);
                assert_eq!(found.columns, expected.columns);
                assert_eq!([0, 1].map(|d| words(&found, d)), [0, 1].map(|d| words(&expected, d)));
                assert!(found.body_words(0).eq(expected.body_words(0)));
                let id = found.vocabulary().get(word).unwrap();
                assert_eq!(found.is_kept(id), word != "的");
                assert_eq!(spool.numbers(number), 2 * number..2 * number + 2);
            }
            assert_eq!(spool.document(2).unwrap().id, "a.csv#5");
        }
    }

    #[test]
    fn words_that_were_relabelled_stand_in_the_place_of_the_first() {
        for budget in [0, 1 << 20] {
            let mut spool = spool(budget);
            let mut tally = crate::count(&spool.words(0).unwrap());
            tally.merge(crate::count(&spool.words(1).unwrap()));
            let relabel = Relabel::learn(&tally, |_| None, [("水鸟", "鸟")], |_| true);
            for _ in 0..2 {
                let mut anew = spool.relabel();
                for number in 0..spool.batches() {
                    anew.push(spool.relabelled(number, &relabel).unwrap()).unwrap();
                }
                spool.replace(anew, Arc::clone(relabel.vocabulary()));
                let read = spool.read(1).unwrap();
                assert_eq!([0, 1].map(|d| words(&read, d)), ["“ 鸟", "题 | ·"]);
                let places: Vec<Span> = read.body_words(0).map(|(_, span)| span).collect();
                assert_eq!(places, [Span { start: 3, end: 9 }]);
                assert!(!spool.words(0).unwrap().is_kept(relabel.vocabulary().get("的").unwrap()));
            }
        }
    }

    #[test]
    fn documents_can_be_left_out_and_named_anew() {
        let mut spool = spool(0);
        spool.rename_documents([(3, "neu".to_owned())]);
        spool.leave_out(&[1, 2]);
        assert_eq!(spool.documents(), 2);
        assert_eq!(spool.document(1).unwrap().id, "neu");
        assert_eq!(spool.read(1).unwrap().documents[0].id, "neu");
        assert_eq!(words(&spool.words(1).unwrap(), 0), "题 | ·");
        assert_eq!(spool.batch_of(1), 1);
    }
}
