use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use cimai_corpus::{Placed, Span, Token, Traits};
use jieba_rs::Jieba;

use crate::dictionary::Dictionary;
use crate::lists::StopWords;
use crate::protected::Protected;
use crate::traits::TaggedTerm;
use crate::{hashtags, lists, pieces};

/// Cuts text into words. Shared by all threads.
///
/// ```
/// use cimai_segment::{Dictionary, Segmenter, StopWords};
///
/// let mut segmenter = Segmenter::new(StopWords::built_in());
/// segmenter.add_dictionary(&Dictionary::parse("双招双引\n国发〔2024〕15号\n")?);
/// let words = segmenter.words("按国发〔2024〕15号抓双招双引，居民不满意");
/// let words: Vec<_> = words.iter().map(|word| word.text).collect();
/// assert_eq!(words, ["按", "国发〔2024〕15号", "抓", "双招双引", "，", "居民", "不满意"]);
/// # Ok::<(), cimai_segment::DictionaryError>(())
/// ```
pub struct Segmenter {
    jieba: Jieba,
    hmm: bool,
    negation: bool,
    stop_words: StopWords,
    tags: HashMap<String, String>,
    /// Whether words that stood behind a negation can be negated: jieba takes long to say.
    negatable: RwLock<HashMap<String, bool>>,
    /// Terms that are counted whatever they are.
    listed: HashSet<String>,
    /// Whether no other terms are counted.
    only_listed: bool,
    /// Words of the user that jieba cannot give whole.
    marked: Vec<String>,
    protected: Protected,
}

/// A word or mark of a text: a view into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// The characters themselves.
    pub text: &'t str,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    kind: Token<()>,
}

impl<'t> Word<'t> {
    /// Word or mark, in a sequence of them.
    pub fn token(&self) -> Token<&'t str> {
        self.kind.map(|()| self.text)
    }

    /// Where it ends in the text, in bytes.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

impl Segmenter {
    /// A segmenter with jieba's own dictionary.
    ///
    /// New words are not guessed from characters (jieba's hidden Markov model): it finds more
    /// true words that way on four of seven public test sets, and invents none.
    pub fn new(stop_words: StopWords) -> Self {
        let mut jieba = Jieba::new();
        for word in pieces::REPAIRED {
            jieba.add_word(word, None, Some("v"));
        }
        Self {
            jieba,
            hmm: false,
            negation: true,
            stop_words,
            tags: HashMap::new(),
            negatable: RwLock::default(),
            listed: HashSet::new(),
            only_listed: false,
            marked: Vec::new(),
            protected: Protected::new([]),
        }
    }

    /// Whether to guess words that no dictionary has. By default, not.
    pub fn set_hmm(&mut self, hmm: bool) {
        self.hmm = hmm;
    }

    /// Whether a negation and the verb or adjective behind it are one word, as in 不满意. By
    /// default, they are.
    pub fn set_negation(&mut self, negation: bool) {
        self.negation = negation;
    }

    /// Adds a user's words.
    ///
    /// A word without a frequency joins up wherever it stands, unless a more likely reading of
    /// the sentence crosses it; it never loses a frequency that it had. A word with marks, blanks
    /// or letters in it is found before anything is cut.
    pub fn add_dictionary(&mut self, dictionary: &Dictionary) {
        for entry in dictionary.entries() {
            let frequency = entry.frequency.map(|frequency| frequency as usize);
            self.add(&entry.word, frequency, entry.pos.as_deref());
        }
        self.protected = Protected::new(self.marked.iter().map(String::as_str));
    }

    /// Adds words that are to join up, such as the forms of synonyms.
    pub fn add_words<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        for word in words {
            self.add(word, None, None);
        }
        self.protected = Protected::new(self.marked.iter().map(String::as_str));
    }

    fn add(&mut self, word: &str, frequency: Option<usize>, pos: Option<&str>) {
        self.negatable = RwLock::default();
        if let Some(pos) = pos {
            self.tags.insert(word.to_owned(), pos.to_owned());
        }
        if pieces::is_plain(word) {
            self.jieba.add_word(word, frequency, pos);
        } else if pieces::is_word(word) {
            self.marked.push(word.to_owned());
        }
    }

    /// Adds terms that are found before anything is cut, and counted whatever they are. With
    /// `only`, no other term is counted. A single character is counted where it stands alone.
    pub fn list_terms<'w>(&mut self, terms: impl IntoIterator<Item = &'w str>, only: bool) {
        for term in terms {
            if term.chars().nth(1).is_some() {
                self.marked.push(term.to_owned());
            }
            self.listed.insert(term.to_owned());
        }
        self.only_listed |= only;
        self.protected = Protected::new(self.marked.iter().map(String::as_str));
    }

    /// Whether a dictionary has the word.
    pub fn knows(&self, word: &str) -> bool {
        self.jieba.has_word(word) || self.marked.iter().any(|marked| marked == word)
    }

    /// Cuts a text. The pieces joined together are the text.
    pub fn words<'t>(&self, text: &'t str) -> Vec<Word<'t>> {
        let mut words = Vec::with_capacity(text.len() / 4 + 1);
        let mut done = 0;
        for term in self.whole(text) {
            self.cut(text, done..term.start, &mut words);
            done = term.end;
            words.push(Word {
                text: &text[term.clone()],
                start: term.start,
                kind: Token::Word(()),
            });
        }
        self.cut(text, done..text.len(), &mut words);
        words
    }

    /// What is one word whatever it consists of: terms of the user that jieba cannot give whole,
    /// and subjects between the marks of a topic.
    fn whole(&self, text: &str) -> Vec<Range<usize>> {
        let mut whole = self.protected.find(text);
        let subjects = hashtags::find(text);
        if !subjects.is_empty() {
            whole.retain(|term| {
                let behind = subjects.partition_point(|subject| subject.end <= term.start);
                subjects.get(behind).is_none_or(|subject| term.end <= subject.start)
            });
            whole.extend(subjects);
            whole.sort_unstable_by_key(|range| range.start);
        }
        whole
    }

    /// The words and marks of a text with their places, as a [`cimai_corpus::Batch`] takes them.
    ///
    /// ```
    /// use cimai_corpus::Batch;
    /// use cimai_segment::{Segmenter, StopWords};
    ///
    /// let segmenter = Segmenter::new(StopWords::built_in());
    /// let (title, body) = (segmenter.tokens("湿地"), segmenter.tokens("我们爱水鸟。"));
    /// let mut batch = Batch::default();
    /// batch.push_placed(title, body, |term| segmenter.keeps(term));
    /// let spans: Vec<_> = batch.body_words(0).map(|(_, span)| span.range()).collect();
    /// assert_eq!(spans, [0..6, 6..9, 9..15]);
    /// ```
    pub fn tokens<'t>(&self, text: &'t str) -> impl Iterator<Item = Placed<&'t str>> + use<'t> {
        self.words(text).into_iter().map(|word| Placed {
            token: word.token(),
            span: Span { start: word.start as u32, end: word.end() as u32 },
        })
    }

    fn cut<'t>(&self, text: &'t str, range: Range<usize>, words: &mut Vec<Word<'t>>) {
        let offset = range.start;
        for token in self.jieba.cut(&text[range], self.hmm) {
            let start = offset + token.byte_start;
            if self.negation
                && let Some(last) = words.last_mut()
                && pieces::negates(last.text)
                && self.is_negatable(token.word)
            {
                last.text = &text[last.start..start + token.word.len()];
                continue;
            }
            let kind = kind(token.word, text, start);
            words.push(Word { text: token.word, start, kind });
        }
    }

    /// Whether a negation in front of a word makes one term with it.
    fn is_negatable(&self, word: &str) -> bool {
        let known =
            self.negatable.read().unwrap_or_else(PoisonError::into_inner).get(word).copied();
        known.unwrap_or_else(|| {
            let negatable = pieces::is_negatable(word, self.part_of_speech(word));
            let mut all = self.negatable.write().unwrap_or_else(PoisonError::into_inner);
            all.insert(word.to_owned(), negatable);
            negatable
        })
    }

    /// What a term negates, where it is no word of its own: 满意 of 不满意, but nothing of 不错.
    pub fn negated<'t>(&self, term: &'t str) -> Option<&'t str> {
        let bare = pieces::negated(term)?;
        let own = self.jieba.has_word(term) && !pieces::REPAIRED.contains(&term);
        (self.negation && !own).then_some(bare)
    }

    /// Whether statistics count a term: not a stop word, not a number alone, not a single
    /// character. To be asked once per distinct term.
    pub fn keeps(&self, term: &str) -> bool {
        let empty = self.negated(term).is_some_and(pieces::negation_is_empty);
        let counts = pieces::is_countable(term) && !self.stop_words.contains(term) && !empty;
        self.listed.contains(term) || (counts && !self.only_listed)
    }

    /// What a term has in common with its other spellings: those that differ in case, and 没有
    /// for 没 before a verb. `None` for a term that has no other spelling.
    pub fn variant_key(&self, term: &str) -> Option<String> {
        if self.negated(term).is_some() {
            return pieces::short_form(term).or_else(|| Some(term.to_owned()));
        }
        let cased = |c: char| c.is_lowercase() || c.is_uppercase();
        term.chars().any(cased).then(|| term.to_lowercase())
    }

    /// What is known of a term without a look at the documents. `is_kept` says whether the
    /// statistics count it, which a synonym may have decided otherwise than [`Segmenter::keeps`].
    ///
    /// ```
    /// use cimai_corpus::WordClass;
    /// use cimai_segment::{Segmenter, StopWords};
    ///
    /// let segmenter = Segmenter::new(StopWords::built_in());
    /// let traits = segmenter.traits("北京", true);
    /// assert_eq!((traits.class, &*traits.tag), (WordClass::Name, "ns"));
    /// assert!(traits.edge.begins && traits.phrase.joins);
    /// assert!(segmenter.traits("研究", true).naming < traits.naming);
    /// ```
    pub fn traits(&self, term: &str, is_kept: bool) -> Traits {
        self.tagged(term, self.part_of_speech(term), is_kept).traits()
    }

    /// The same of a phrase that was found in the documents, which is kept. It takes the part of
    /// speech of its last word, which in Chinese is its head.
    pub fn traits_of_phrase(&self, text: &str, head: &Traits) -> Traits {
        self.tagged(text, &head.tag, true).traits_of_phrase()
    }

    fn tagged<'a>(&self, text: &'a str, tag: &'a str, is_kept: bool) -> TaggedTerm<'a> {
        TaggedTerm { text, tag, is_kept, is_stop_word: self.stop_words.contains(text) }
    }

    /// The part of speech of a term, in jieba's letters; empty where no dictionary tells.
    fn part_of_speech<'a>(&'a self, term: &'a str) -> &'a str {
        if let Some(tag) = self.tags.get(term) {
            return tag;
        }
        // Of characters that it lacks, jieba asks a model that takes longer to load than many a
        // file to read. So it is asked about none of them: neither about one that is the term,
        // nor about those that a term is cut into.
        if let Some(character) = pieces::only_ideograph(term)
            && !self.jieba.has_word(term)
        {
            return lists::character_tag(character);
        }
        match self.jieba.cut(term, self.hmm).len() {
            1 => self.jieba.tag(term, self.hmm).first().map_or("", |whole| whole.tag),
            _ if self.negated(term).is_some() => "v",
            _ => "",
        }
    }
}

fn kind(piece: &str, text: &str, start: usize) -> Token<()> {
    // Nearly every piece begins with a Han character; one look at its first byte settles those.
    if pieces::begins_with_han(piece) {
        return Token::Word(());
    }
    let mut characters = piece.chars();
    match (characters.next(), characters.next()) {
        (Some('.'), None) if is_inside(text, start) => Token::Gap,
        (Some(mark), None) => pieces::token(mark),
        _ if pieces::is_word(piece) => Token::Word(()),
        _ if piece.contains('\n') => Token::End,
        _ => Token::Gap,
    }
}

/// Whether the full stop at `dot` stands inside a number or name, as in 3.5 or example.com.
fn is_inside(text: &str, dot: usize) -> bool {
    let around = [dot.checked_sub(1), dot.checked_add(1)];
    around.into_iter().all(|at| {
        let byte = at.and_then(|at| text.as_bytes().get(at));
        byte.is_some_and(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(segmenter: &Segmenter, text: &str, expected: &str) {
        let words = segmenter.words(text);
        let found = words.iter().map(|word| word.text).collect::<Vec<_>>().join("/");
        assert_eq!(found, expected);
    }

    fn with_words(words: &str) -> Segmenter {
        let mut segmenter = Segmenter::new(StopWords::built_in());
        segmenter.add_dictionary(&Dictionary::parse(words).unwrap());
        segmenter
    }

    #[test]
    fn a_word_without_a_frequency_joins_up_and_breaks_no_other() {
        check(&Segmenter::new(StopWords::default()), "抓好双招双引", "抓好/双/招/双/引");
        let segmenter = with_words("双招双引\n新质生产力 n\n人工智能\n");
        check(&segmenter, "抓好双招双引", "抓好/双招双引");
        check(&segmenter, "人工智能与新质生产力", "人工智能/与/新质生产力");
        assert_eq!(segmenter.part_of_speech("新质生产力"), "n");
    }

    #[test]
    fn words_with_marks_blanks_and_letters_stay_whole() {
        let segmenter = with_words(
            "迈克尔·乔丹\n国发〔2024〕15号\n“放管服”改革\n5G基站\nA股\nC919\n机器 学习\tn\n",
        );
        check(&segmenter, "迈克尔·乔丹说，", "迈克尔·乔丹/说/，");
        check(&segmenter, "按国发〔2024〕15号办", "按/国发〔2024〕15号/办");
        check(&segmenter, "“放管服”改革", "“放管服”改革");
        check(&segmenter, "建5G基站买A股坐C919", "建/5G基站/买/A股/坐/C919");
        check(&segmenter, "学机器 学习", "学/机器 学习");
    }

    #[test]
    fn a_marked_subject_is_one_word() {
        let segmenter = with_words("5G基站\n");
        check(&segmenter, "#城市更新#路灯坏了", "#/城市更新/#/路灯/坏/了");
        check(&segmenter, "建#5G基站建设#", "建/#/5G基站建设/#");
    }

    #[test]
    fn a_negation_joins_the_verb_or_adjective_behind_it() {
        let segmenter = Segmenter::new(StopWords::built_in());
        check(&segmenter, "居民不满意", "居民/不满意");
        check(&segmenter, "货没收到，无法退款", "货/没收到/，/无法退款");
        check(&segmenter, "没有收到货", "没有收到/货");
        check(&segmenter, "味道不错", "味道/不错");
        check(&segmenter, "本人无建议，也没有投诉", "本人/无建议/，/也/没有投诉");
        assert_eq!(segmenter.negated("无建议"), Some("建议"));
        assert_eq!(segmenter.negated("不满意"), Some("满意"));
        assert_eq!(segmenter.negated("不错"), None);
        assert_eq!(segmenter.variant_key("没有收到").as_deref(), Some("没收到"));
        assert_eq!(segmenter.variant_key("没收到").as_deref(), Some("没收到"));
        assert!(!segmenter.keeps("不可以") && segmenter.keeps("不满意"));
    }

    #[test]
    fn a_word_that_a_dictionary_makes_a_noun_is_negated_no_more() {
        let mut segmenter = Segmenter::new(StopWords::default());
        check(&segmenter, "居民不满意", "居民/不满意");
        segmenter.add_dictionary(&Dictionary::parse("满意 n\n").unwrap());
        check(&segmenter, "居民不满意", "居民/不/满意");
    }

    #[test]
    fn without_the_rule_a_negation_stands_alone() {
        let mut segmenter = Segmenter::new(StopWords::default());
        segmenter.set_negation(false);
        check(&segmenter, "居民不满意", "居民/不/满意");
    }

    #[test]
    fn marks_are_told_apart() {
        let segmenter = Segmenter::new(StopWords::default());
        let marks = |text| -> Vec<Token<&str>> {
            let tokens = segmenter.tokens(text).map(|placed| placed.token);
            tokens.filter(|token| token.word().is_none()).collect()
        };
        assert_eq!(marks("好，坏"), [Token::Gap]);
        assert_eq!(marks("“好”"), [Token::Open, Token::Close]);
        assert_eq!(marks("好。坏\n"), [Token::End, Token::End]);
        assert_eq!(marks("房间好.早餐差."), [Token::End, Token::End]);
        assert_eq!(marks("增长3.5"), [Token::Gap]);
    }

    #[test]
    fn characters_that_the_dictionary_lacks_have_the_part_of_speech_that_jieba_guesses() {
        let segmenter = Segmenter::new(StopWords::default());
        let planes = ['\u{3400}'..='\u{9fff}', '\u{f900}'..='\u{faff}', '\u{20000}'..='\u{323af}'];
        for character in planes.into_iter().flatten() {
            let character = character.to_string();
            let guessed = segmenter.jieba.tag(&character, false)[0].tag;
            assert_eq!(segmenter.part_of_speech(&character), guessed, "{character}");
        }
        assert_eq!(segmenter.part_of_speech("龊嗮"), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Law 1: the words joined together are the text, and every word says where it begins.
        #[test]
        fn words_joined_together_are_the_text(text in "([不没的满意收到“”·〔〕0-9A-Za-z\u{4e00}-\u{4fff}]|\\PC|\\s){0,60}") {
            static SEGMENTER: LazyLock<Segmenter> =
                LazyLock::new(|| with_words("双招双引\n不·满意\nA 股\t1\n"));
            let segmenter = &*SEGMENTER;
            let words = segmenter.words(&text);
            let joined: String = words.iter().map(|word| word.text).collect();
            prop_assert_eq!(&joined, &text);
            for word in words {
                prop_assert_eq!(&text[word.start..word.end()], word.text);
            }
        }
    }
}
