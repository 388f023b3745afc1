/// What a word does in a sentence, as the dictionary has it. A word that serves as one of another
/// class is of that class: 管理, to manage, is a noun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WordClass {
    /// A thing or a matter; also set phrases and abbreviations, which name things.
    Noun,
    /// A deed or a change.
    Verb,
    /// A quality or a state.
    Adjective,
    /// A manner or degree.
    Adverb,
    /// A person, a place, an organisation or another name.
    Name,
    /// A number, a measure or a time.
    Number,
    /// A word that ties others together: a particle, a preposition, a conjunction, a pronoun, a
    /// direction such as 以前, an affix.
    Function,
    /// Anything else, or not known.
    #[default]
    Other,
}

/// Where in a new word or phrase a term may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// Whether a phrase may begin with it.
    pub begins: bool,
    /// Whether a phrase may end with it.
    pub ends: bool,
    /// Whether a phrase may hold it at all.
    pub inside: bool,
    /// Whether it is a number. All numbers count as one neighbour of a phrase.
    pub number: bool,
}

/// What a term may be in the key phrases of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhraseWord {
    /// Whether a phrase may hold it.
    pub joins: bool,
    /// Whether it is a single Han character and so perhaps a piece of a longer word.
    pub is_piece: bool,
    /// Whether a piece beside it is certain to be cut off from something.
    pub cuts: bool,
    /// Whether it is a noun or like one.
    pub is_noun: bool,
    /// Whether a phrase may end with it.
    pub ends: PhraseEnd,
    /// What a phrase that begins with it is worth, 0–1.
    pub first: f64,
    /// What a phrase that ends with it is worth, 0–1.
    pub last: f64,
    /// What it is worth as a keyword on its own; 0 where it is none.
    pub alone: f64,
    /// Its length in characters.
    pub length: usize,
}

impl PhraseWord {
    /// The same term where every kept term is a keyword by itself and no phrase may end, so that
    /// none joins with another.
    pub fn apart(self, is_kept: bool) -> Self {
        Self {
            joins: is_kept,
            is_noun: true,
            ends: PhraseEnd::Never,
            first: 1.0,
            last: 1.0,
            alone: f64::from(u8::from(is_kept)),
            ..self
        }
    }
}

/// Whether a key phrase may end with a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhraseEnd {
    /// It may not.
    #[default]
    Never,
    /// Only behind a noun, as a verb may: in 烟气脱硫 but not in 紧紧围绕.
    AfterNoun,
    /// It may.
    Always,
}

/// All that is known of a term without a look at the documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// What it does in a sentence.
    pub class: WordClass,
    /// The same as the dictionary has it, for people who know its letters; means nothing to the
    /// crates that count and write. A phrase has the letters of its head.
    pub tag: Box<str>,
    /// Where in a new word or phrase it may stand.
    pub edge: Edge,
    /// What it may be in a key phrase.
    pub phrase: PhraseWord,
    /// How well it names a topic, at least 0, where a noun has 1.
    pub naming: f32,
}
