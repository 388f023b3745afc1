use cimai_corpus::WordClass;

/// The class of a part of speech. Where a word of one class is used as one of another, its use
/// counts: `vn` and `an` are nouns, `ad` and `vd` are adverbs.
pub(super) fn of(tag: &str) -> WordClass {
    match tag {
        // Single characters that the dictionary calls a morpheme or a state are of no one class.
        "g" | "zg" => WordClass::Other,
        "vn" | "an" | "eng" => WordClass::Noun,
        "ad" | "vd" => WordClass::Adverb,
        _ if tag.starts_with("nr") => WordClass::Name,
        "ns" | "nt" | "nz" => WordClass::Name,
        _ => of_letter(tag.chars().next().unwrap_or('x')),
    }
}

/// The class that the first letter stands for.
fn of_letter(letter: char) -> WordClass {
    match letter {
        // Nouns, places such as 路边, abbreviations, idioms and set phrases.
        'n' | 's' | 'j' | 'i' | 'l' => WordClass::Noun,
        'v' => WordClass::Verb,
        // Adjectives, words that only stand before a noun (民营) and descriptions (悠悠).
        'a' | 'b' | 'z' => WordClass::Adjective,
        'd' => WordClass::Adverb,
        'm' | 'q' | 't' => WordClass::Number,
        // Particles, prepositions, conjunctions, pronouns, localizers (以前), prefixes, suffixes.
        'u' | 'y' | 'p' | 'c' | 'r' | 'f' | 'h' | 'k' => WordClass::Function,
        // Exclamations, sounds, and what is not known.
        _ => WordClass::Other,
    }
}
