use std::collections::HashMap;
use std::sync::Arc;

use crate::batch::{pack, unpack};
use crate::vocabulary::ByTerm;
use crate::{Batch, Span, Tally, TermId, Vocabulary};

/// What words are counted as: spellings and synonyms under their main form, and runs of words as
/// phrases. It also gives every term its number in the vocabulary of the run.
///
/// It is learned once from the tally of all documents and then applied to each batch by itself.
///
/// ```
/// use cimai_corpus::{Batch, Relabel, Token, count};
///
/// let mut batch = Batch::default();
/// batch.push([], ["WiFi", "红色", "物业", "WIFI", "WiFi"].map(Token::Word), |_| true);
/// let spellings = |term: &str| term.is_ascii().then(|| term.to_lowercase());
/// let relabel = Relabel::learn(&count(&batch), spellings, [], |_| true);
/// let relabel = relabel.with_phrases(&[["红色", "物业"].map(String::from).to_vec()]);
/// let batch = relabel.apply(batch);
/// assert_eq!(batch.tokens(0).count(), 4);
/// let wifi = batch.vocabulary().get("WiFi").expect("the frequent spelling stays");
/// assert_eq!(relabel.variants(wifi), [("WiFi".to_owned(), 2), ("WIFI".to_owned(), 1)]);
/// assert!(batch.vocabulary().get("红色物业").is_some());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Relabel {
    vocabulary: Arc<Vocabulary>,
    /// The main form of every form that has another.
    main: ByTerm<Arc<str>>,
    /// The forms that are counted under a main form, with their occurrences.
    variants: ByTerm<Vec<(String, u64)>>,
    /// The phrases by their first word: the words, and the term that they are together. Longer
    /// ones come first.
    phrases: HashMap<TermId, Vec<(Vec<TermId>, TermId)>>,
    /// What stands for a word that the vocabulary does not have.
    unknown: Option<TermId>,
}

impl Relabel {
    /// Learns the main forms. Terms with the same `key` are spellings of one, which is counted as
    /// the most frequent of them, of equally frequent ones the first in byte order. Then each
    /// variant of `synonyms`, pairs of (variant, main form), counts as its main form. `keep` is
    /// asked about a main form that the documents do not have.
    pub fn learn<'t>(
        tally: &Tally,
        key: impl Fn(&str) -> Option<String>,
        synonyms: impl IntoIterator<Item = (&'t str, &'t str)>,
        keep: impl Fn(&str) -> bool,
    ) -> Self {
        let own = tally.iter().map(|(term, count)| (Arc::clone(term), (count.tf, count.kept)));
        let mut merging = Merging { counts: own.collect(), ..Merging::default() };
        let mut spellings: HashMap<String, Vec<&Arc<str>>> = HashMap::new();
        tally.iter().for_each(|(term, _)| {
            if let Some(key) = key(term) {
                spellings.entry(key).or_default().push(term);
            }
        });
        let spellings = spellings.into_values().filter(|forms| forms.len() > 1);
        let pairs = spellings.flat_map(|forms| merging.to_the_commonest(&forms));
        let mut pairs: Vec<_> = pairs.collect();
        pairs.sort_unstable();
        merging.merge(pairs);
        let pairs: Vec<_> = synonyms.into_iter().collect();
        let occurring = pairs.iter().filter(|(variant, _)| merging.counts.contains_key(*variant));
        let pairs: Vec<_> =
            occurring.map(|&(variant, form)| (Arc::from(variant), Arc::from(form))).collect();
        for (_, form) in &pairs {
            let new = || (0, keep(form));
            merging.counts.entry(Arc::clone(form)).or_insert_with(new);
        }
        merging.merge(pairs);
        merging.into_relabel()
    }

    /// What was learned before: the vocabulary, and every form that has another main form with
    /// that, as [`Relabel::forms`] gives them. Which form was written how often is not known.
    pub fn given<'t>(
        terms: impl IntoIterator<Item = (Arc<str>, bool)>,
        forms: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Self {
        let terms = terms.into_iter().chain([(Arc::from(""), false)]);
        let vocabulary = Arc::new(Vocabulary::sorted(terms));
        let main = forms.into_iter().map(|(form, main)| (Arc::from(form), Arc::from(main)));
        let unknown = vocabulary.get("");
        Self { vocabulary, main: main.collect(), unknown, ..Self::default() }
    }

    /// The same, with each of these runs of words as one term, whose text is theirs joined and
    /// which is counted. Where runs overlap, the leftmost is taken and of those the longest. A run
    /// of a word that the documents do not have is passed over.
    pub fn with_phrases(self, phrases: &[Vec<String>]) -> Self {
        let known = |phrase: &&Vec<String>| {
            phrase.len() > 1 && phrase.iter().all(|word| self.vocabulary.get(word).is_some())
        };
        let mut phrases: Vec<&Vec<String>> = phrases.iter().filter(known).collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let old = self.vocabulary.iter();
        let old = old
            .map(|(id, _)| (Arc::clone(self.vocabulary.shared(id)), self.vocabulary.is_kept(id)));
        let joined = phrases.iter().map(|phrase| (phrase.concat().into(), true));
        let vocabulary = Arc::new(Vocabulary::sorted(old.chain(joined)));
        let mut by_first: HashMap<TermId, Vec<(Vec<TermId>, TermId)>> = HashMap::new();
        for phrase in phrases {
            let words: Vec<TermId> =
                phrase.iter().filter_map(|word| vocabulary.get(word)).collect();
            if let Some(term) = vocabulary.get(&phrase.concat()) {
                by_first.entry(words[0]).or_default().push((words, term));
            }
        }
        let unknown = vocabulary.get("");
        Self { vocabulary, phrases: by_first, unknown, ..self }
    }

    /// The vocabulary of the run: all terms in byte order. The first is the empty one, which stands
    /// for words that are not in it.
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// The forms that are counted under a term, with their occurrences; empty for a term that has
    /// but one form, its own.
    pub fn variants(&self, term: TermId) -> &[(String, u64)] {
        self.variants.get(self.vocabulary.term(term)).map_or(&[], Vec::as_slice)
    }

    /// Every form that has another main form, with that, in byte order.
    pub fn forms(&self) -> Vec<(&str, &str)> {
        let mut forms: Vec<_> = self.main.iter().map(|(form, main)| (&**form, &**main)).collect();
        forms.sort_unstable();
        forms
    }

    /// The words of a batch as they are counted.
    pub fn apply(&self, batch: Batch) -> Batch {
        let numbers: Vec<TermId> =
            batch.vocabulary().iter().map(|(_, term)| self.number(term)).collect();
        let mut relabelled = Batch {
            first: batch.first,
            columns: batch.columns,
            documents: batch.documents,
            tokens: Vec::with_capacity(batch.tokens.len()),
            spans: Vec::with_capacity(batch.spans.len()),
            ..Batch::new(Arc::clone(&self.vocabulary))
        };
        let renumbered = |&code: &u32| pack(unpack(code).map(|id: TermId| numbers[id.index()]));
        let codes: Vec<u32> = batch.tokens.iter().map(renumbered).collect();
        let mut start = 0;
        for (&body, &end) in batch.bodies.iter().zip(&batch.ends) {
            self.join(&codes[start..body], &batch.spans[start..body], &mut relabelled);
            relabelled.bodies.push(relabelled.tokens.len());
            self.join(&codes[body..end], &batch.spans[body..end], &mut relabelled);
            relabelled.ends.push(relabelled.tokens.len());
            start = end;
        }
        relabelled
    }

    fn number(&self, term: &str) -> TermId {
        let main = self.main.get(term).map_or(term, |main| main);
        let known = self.vocabulary.get(main).or(self.unknown);
        known.expect("a vocabulary that was learned has the empty term")
    }

    /// Adds tokens with the phrases among them joined.
    fn join(&self, codes: &[u32], spans: &[Span], to: &mut Batch) {
        let mut at = 0;
        while at < codes.len() {
            let rest = &codes[at..];
            let first = unpack(rest[0]).word();
            let candidates = first.and_then(|word| self.phrases.get(&word));
            let begins = |(words, _): &&(Vec<TermId>, TermId)| {
                words.len() <= rest.len() && words.iter().zip(rest).all(|(w, &code)| w.0 == code)
            };
            let found = candidates.and_then(|candidates| candidates.iter().find(begins));
            let (length, code) = found.map_or((1, rest[0]), |(words, term)| (words.len(), term.0));
            to.tokens.push(code);
            to.spans.push(Span { start: spans[at].start, end: spans[at + length - 1].end });
            at += length;
        }
    }
}

/// Forms on their way to main forms.
#[derive(Default)]
struct Merging {
    /// Every term with its occurrences under itself and whether it is counted.
    counts: ByTerm<(u64, bool)>,
    main: ByTerm<Arc<str>>,
    variants: ByTerm<Vec<(String, u64)>>,
}

impl Merging {
    /// Spellings, each with the commonest of them; of equally common ones the first in byte order.
    fn to_the_commonest(&self, forms: &[&Arc<str>]) -> Vec<(Arc<str>, Arc<str>)> {
        let tf = |form: &Arc<str>| self.counts[form].0;
        let best = forms.iter().min_by(|a, b| tf(b).cmp(&tf(a)).then_with(|| a.cmp(b)));
        let Some(main) = best else { return Vec::new() };
        forms.iter().map(|&form| (Arc::clone(form), Arc::clone(main))).collect()
    }

    /// Counts each form as its main form, and remembers what was written how often. All pairs are
    /// merged at once: what counts as another by one pair is not carried on by the next.
    fn merge(&mut self, pairs: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) {
        let occurs = |form: &Arc<str>| self.counts[form].0 > 0;
        let mut moved: Vec<(Arc<str>, Arc<str>)> =
            pairs.into_iter().filter(|(form, main)| form != main && occurs(form)).collect();
        let count = |term: &Arc<str>| (Arc::clone(term), self.counts[term]);
        let before: ByTerm<(u64, bool)> =
            moved.iter().flat_map(|(form, main)| [count(form), count(main)]).collect();
        // Of several main forms for one form the last counts, as in a dictionary.
        let mut last: ByTerm<Arc<str>> = ByTerm::default();
        for (form, main) in &moved {
            last.insert(Arc::clone(form), Arc::clone(main));
        }
        moved.retain(|(form, main)| last.get(form) == Some(main));
        moved.dedup();
        for (form, main) in moved {
            let (tf, kept) = before[&form];
            let own = self.variants.remove(&form);
            let own_is_main = own.is_some();
            let forms = self.variants.entry(Arc::clone(&main)).or_default();
            if forms.is_empty() && before[&main].0 > 0 {
                forms.push((main.to_string(), before[&main].0));
            }
            forms.extend(own.unwrap_or_else(|| vec![(form.to_string(), tf)]));
            let from = self.counts.get_mut(&form).expect("it was there before");
            *from = (from.0 - tf, false);
            let to = self.counts.get_mut(&main).expect("it was there before");
            *to = (to.0 + tf, to.1 | kept);
            if own_is_main {
                let followers = self.main.values_mut().filter(|target| **target == form);
                followers.for_each(|target| *target = Arc::clone(&main));
            }
            self.main.insert(form, main);
        }
    }

    fn into_relabel(mut self) -> Relabel {
        // The main form comes first, then the commonest; of equally common ones the first in byte
        // order.
        let order =
            |a: &(String, u64), b: &(String, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        #[expect(clippy::iter_over_hash_type, reason = "each list is put in order by itself")]
        for (main, forms) in &mut self.variants {
            let (own, mut others): (Vec<_>, Vec<_>) =
                std::mem::take(forms).into_iter().partition(|(form, _)| **form == **main);
            others.sort_by(order);
            *forms = own.into_iter().chain(others).collect();
        }
        let terms = self.counts.into_iter().map(|(term, (_, kept))| (term, kept));
        let vocabulary = Arc::new(Vocabulary::sorted(terms.chain([(Arc::from(""), false)])));
        let unknown = vocabulary.get("");
        Relabel {
            vocabulary,
            main: self.main,
            variants: self.variants,
            phrases: HashMap::new(),
            unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::tests::words;
    use crate::{Token, count};

    fn batch(texts: &[&str]) -> Batch {
        let mut batch = Batch::default();
        for text in texts {
            let tokens = text.split(' ').map(|piece| match piece {
                "," => Token::Gap,
                word => Token::Word(word),
            });
            batch.push([], tokens, |_| true);
        }
        batch
    }

    fn phrases(phrases: &[&str]) -> Vec<Vec<String>> {
        phrases.iter().map(|p| p.split(' ').map(String::from).collect()).collect()
    }

    #[test]
    fn runs_of_words_become_terms_longest_first_and_never_across_a_mark() {
        let mut batch = batch(&[]);
        let text = |text: &'static str| text.split(' ').map(Token::Word);
        batch.push(text("a b"), text("a b c a b"), |_| true);
        batch.push([], [Token::Word("a"), Token::Gap, Token::Word("b")], |_| true);
        let relabel = Relabel::learn(&count(&batch), |_| None, [], |_| true);
        let joined = relabel.with_phrases(&phrases(&["a b", "a b c", "a x"])).apply(batch);
        assert_eq!([0, 1].map(|d| words(&joined, d)), ["ab | abc ab", "a · b"]);
        assert_eq!(joined.title(0).count(), 2);
    }

    #[test]
    fn a_phrase_is_counted_though_its_words_are_not() {
        let mut batch = Batch::default();
        batch.push([], ["一", "网"].map(Token::Word), |_| false);
        let relabel = Relabel::learn(&count(&batch), |_| None, [], |_| true);
        let joined = relabel.with_phrases(&phrases(&["一 网"])).apply(batch);
        let term = joined.vocabulary().get("一网").expect("it was joined");
        assert!(joined.is_kept(term));
        assert!(!joined.is_kept(joined.vocabulary().get("网").expect("it was pushed")));
    }

    #[test]
    fn synonyms_count_under_their_main_form_even_if_it_never_occurs() {
        let batch = batch(&["新冠 新冠病毒 新冠"]);
        let pairs = [("新冠", "冠状病毒"), ("新冠病毒", "冠状病毒")];
        let relabel = Relabel::learn(&count(&batch), |_| None, pairs, |_| true);
        let batch = relabel.apply(batch);
        assert_eq!(words(&batch, 0), "冠状病毒 冠状病毒 冠状病毒");
        let main = batch.vocabulary().get("冠状病毒").expect("it is a main form");
        assert_eq!(relabel.variants(main), [("新冠".to_owned(), 2), ("新冠病毒".to_owned(), 1)]);
    }

    #[test]
    fn equally_frequent_spellings_take_the_first_in_byte_order() {
        let batch = batch(&["app App 股"]);
        let key = |term: &str| term.is_ascii().then(|| term.to_lowercase());
        let relabel = Relabel::learn(&count(&batch), key, [], |_| true);
        assert_eq!(words(&relabel.apply(batch), 0), "App App 股");
        assert_eq!(relabel.forms(), [("app", "App")]);
    }

    #[test]
    fn a_synonym_of_a_spelling_takes_the_other_spellings_along() {
        let batch = batch(&["WiFi WIFI WiFi"]);
        let key = |term: &str| term.is_ascii().then(|| term.to_lowercase());
        let relabel = Relabel::learn(&count(&batch), key, [("WiFi", "无线")], |_| true);
        assert_eq!(words(&relabel.apply(batch), 0), "无线 无线 无线");
        let main = relabel.vocabulary().get("无线").expect("it is a main form");
        assert_eq!(relabel.variants(main), [("WiFi".to_owned(), 2), ("WIFI".to_owned(), 1)]);
    }

    #[test]
    fn what_was_learned_can_be_given_again() {
        let key = |term: &str| term.is_ascii().then(|| term.to_lowercase());
        let texts = ["WiFi 红色 物业 WIFI WiFi 一"];
        let joined = phrases(&["红色 物业"]);
        let learned = Relabel::learn(&count(&batch(&texts)), key, [], |_| true);
        let terms = learned.vocabulary().iter();
        let terms = terms.map(|(id, term)| (Arc::from(term), learned.vocabulary().is_kept(id)));
        let terms: Vec<_> = terms.collect();
        let given = Relabel::given(terms, learned.forms()).with_phrases(&joined);
        let learned = learned.with_phrases(&joined);
        let [one, other] = [&learned, &given].map(|relabel| relabel.apply(batch(&texts)));
        assert_eq!(words(&one, 0), words(&other, 0));
        assert!(one.tokens(0).eq(other.tokens(0)), "the numbers are the same");
    }

    #[test]
    fn a_word_that_was_not_learned_is_unknown_and_not_counted() {
        let relabel = Relabel::learn(&count(&batch(&["甲"])), |_| None, [], |_| true);
        let other = relabel.apply(batch(&["甲 乙"]));
        assert_eq!(words(&other, 0), "甲 ");
        assert!(!other.is_kept(TermId(0)));
    }
}
