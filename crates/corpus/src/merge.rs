//! Several terms that become one: spellings, synonyms, runs of words.

use std::collections::HashMap;

use crate::{Corpus, TermId, Token};

impl Corpus {
    /// Counts terms that share a key as one term, under the spelling that is most frequent
    /// (of equally frequent ones, the first in byte order). `key` gives `None` for a term that
    /// has no variants.
    ///
    /// ```
    /// use cimai_corpus::{Corpus, Counts, Piece};
    ///
    /// let mut corpus = Corpus::default();
    /// corpus.push([], ["WiFi", "wifi", "WiFi"].map(Piece::Word), |_| true);
    /// corpus.merge_variants(|term| Some(term.to_lowercase()));
    ///
    /// let wifi = corpus.vocabulary().get("WiFi").expect("the frequent spelling stays");
    /// assert_eq!(Counts::of(&corpus).tf(wifi), 3);
    /// assert_eq!(corpus.variants(wifi).len(), 2);
    /// ```
    pub fn merge_variants(&mut self, key: impl Fn(&str) -> Option<String>) {
        let mut groups: HashMap<String, Vec<TermId>> = HashMap::new();
        for (id, term) in self.vocabulary.iter() {
            if let Some(key) = key(term) {
                groups.entry(key).or_default().push(id);
            }
        }
        let frequency = self.frequencies();
        let mut main: Vec<u32> = (0..self.vocabulary.len() as u32).collect();
        for variants in groups.into_values().filter(|variants| variants.len() > 1) {
            let best = variants.iter().copied().min_by(|&a, &b| {
                let by_frequency = frequency[b.index()].cmp(&frequency[a.index()]);
                by_frequency.then_with(|| self.vocabulary.term(a).cmp(self.vocabulary.term(b)))
            });
            let best = best.expect("a group has at least two variants");
            for variant in variants {
                main[variant.index()] = best.0;
            }
        }
        self.renumber(&main, &frequency);
    }

    /// Counts each variant as its main form, which is added to the vocabulary if need be. `pairs`
    /// are (variant, main form); `keep` is asked for a main form that is new.
    pub fn merge_synonyms<'t>(
        &mut self,
        pairs: impl IntoIterator<Item = (&'t str, &'t str)>,
        keep: impl Fn(&str) -> bool,
    ) {
        let mut changed = Vec::new();
        for (variant, form) in pairs {
            if let Some(variant) = self.vocabulary.get(variant) {
                changed.push((variant, self.intern(form, &keep)));
            }
        }
        let mut main: Vec<u32> = (0..self.vocabulary.len() as u32).collect();
        for (variant, form) in changed {
            main[variant.index()] = form.0;
        }
        self.renumber(&main, &self.frequencies());
    }

    /// Makes each run of words that `phrases` lists one term, whose text is theirs joined. Where
    /// runs overlap, the leftmost is taken and of those the longest.
    ///
    /// ```
    /// use cimai_corpus::{Corpus, Piece};
    ///
    /// let mut corpus = Corpus::default();
    /// corpus.push([], ["红色", "物业", "进", "社区"].map(Piece::Word), |_| true);
    /// let words = ["红色", "物业"].map(|word| corpus.vocabulary().get(word).expect("pushed"));
    /// corpus.join(&[words.to_vec()]);
    /// assert_eq!(corpus.tokens(0).count(), 3);
    /// assert!(corpus.vocabulary().get("红色物业").is_some());
    /// ```
    pub fn join(&mut self, phrases: &[Vec<TermId>]) {
        let mut phrases: Vec<&[TermId]> = phrases.iter().map(Vec::as_slice).collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let mut by_first: HashMap<u32, Vec<(&[TermId], u32)>> = HashMap::new();
        for phrase in phrases.into_iter().filter(|phrase| phrase.len() > 1) {
            let text: String = phrase.iter().map(|&word| self.vocabulary.term(word)).collect();
            let joined = self.intern(&text, |_| true);
            self.kept[joined.index()] = true;
            by_first.entry(phrase[0].0).or_default().push((phrase, joined.0));
        }
        let (mut read, mut write) = (0, 0);
        for document in 0..self.ends.len() {
            for part in [&mut self.bodies, &mut self.ends] {
                let end = part[document];
                while read < end {
                    let rest = &self.tokens[read..end];
                    let candidates = by_first.get(&rest[0]).map_or(&[][..], Vec::as_slice);
                    let begins = |(phrase, _): &&(&[TermId], u32)| {
                        phrase.len() <= rest.len()
                            && phrase.iter().zip(rest).all(|(word, &code)| word.0 == code)
                    };
                    let found = candidates.iter().find(begins);
                    let (length, code) = found.map_or((1, rest[0]), |(p, id)| (p.len(), *id));
                    self.tokens[write] = code;
                    read += length;
                    write += 1;
                }
                part[document] = write;
            }
        }
        self.tokens.truncate(write);
    }

    /// Occurrences of every term, kept or dropped.
    fn frequencies(&self) -> Vec<u64> {
        let mut frequency = vec![0; self.vocabulary.len()];
        for &code in &self.tokens {
            if let Token::Word(id) = Token::unpack(code) {
                frequency[id.index()] += 1;
            }
        }
        frequency
    }

    /// Writes every term as its main form, and remembers what was written how often.
    fn renumber(&mut self, main: &[u32], frequency: &[u64]) {
        for (variant, &form) in main.iter().enumerate() {
            if form as usize == variant || frequency[variant] == 0 {
                continue;
            }
            self.kept[form as usize] |= self.kept[variant];
            self.kept[variant] = false;
            let before = self.variants.remove(&(variant as u32));
            let own = (TermId(variant as u32), frequency[variant]);
            let forms = self.variants.entry(form).or_default();
            if forms.is_empty() && frequency[form as usize] > 0 {
                forms.push((TermId(form), frequency[form as usize]));
            }
            forms.extend(before.unwrap_or_else(|| vec![own]));
        }
        for code in &mut self.tokens {
            *code = main.get(*code as usize).copied().unwrap_or(*code);
        }
    }

    /// The forms that are counted under a term, with their occurrences; empty for a term that
    /// has but one form, its own.
    pub fn variants(&self, id: TermId) -> &[(TermId, u64)] {
        self.variants.get(&id.0).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Piece;

    pub(crate) fn words(corpus: &Corpus, document: usize) -> String {
        let show = |token| match token {
            Token::Word(id) => corpus.vocabulary().term(id).to_owned(),
            Token::Gap => "·".to_owned(),
            Token::Open => "“".to_owned(),
            Token::Close => "”".to_owned(),
            Token::End => "|".to_owned(),
        };
        corpus.tokens(document).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn runs_of_words_become_terms_longest_first_and_never_across_a_mark() {
        let mut corpus = Corpus::default();
        let words = |text: &'static str| text.split(' ').map(Piece::Word);
        corpus.push(words("a b"), words("a b c a b"), |_| true);
        corpus.push([], [Piece::Word("a"), Piece::Gap, Piece::Word("b")], |_| true);
        let id = |corpus: &Corpus, term| corpus.vocabulary().get(term).unwrap();
        let [a, b, c] = ["a", "b", "c"].map(|term| id(&corpus, term));
        corpus.join(&[vec![a, b], vec![a, b, c]]);
        assert_eq!(words_of(&corpus), ["ab | abc ab", "a · b"]);
        assert_eq!(corpus.title(0).count(), 2);
    }

    #[test]
    fn synonyms_count_under_their_main_form_even_if_it_never_occurs() {
        let mut corpus = Corpus::default();
        corpus.push([], ["新冠", "新冠病毒", "新冠"].map(Piece::Word), |_| true);
        corpus.merge_synonyms([("新冠", "冠状病毒"), ("新冠病毒", "冠状病毒")], |_| true);
        assert_eq!(words_of(&corpus), ["冠状病毒 冠状病毒 冠状病毒"]);
        let main = corpus.vocabulary().get("冠状病毒").unwrap();
        let forms = corpus.variants(main).iter().map(|&(id, n)| (corpus.vocabulary().term(id), n));
        assert_eq!(forms.collect::<Vec<_>>(), [("新冠", 2), ("新冠病毒", 1)]);
    }

    fn words_of(corpus: &Corpus) -> Vec<String> {
        (0..corpus.len()).map(|document| words(corpus, document)).collect()
    }

    #[test]
    fn equally_frequent_variants_take_the_first_in_byte_order() {
        let mut corpus = Corpus::default();
        corpus.push([], ["app", "App", "股"].map(Piece::Word), |_| true);
        corpus.merge_variants(|term| term.is_ascii().then(|| term.to_lowercase()));
        assert_eq!(words(&corpus, 0), "App App 股");
    }
}
