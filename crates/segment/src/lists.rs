//! The lists that come with the program, each parsed once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use cimai_data::lines;

type Words = LazyLock<HashSet<&'static str>>;

static OFFICIAL: Words = LazyLock::new(|| lines(cimai_data::OFFICIAL_WORDS).collect());
static GENERIC: Words = LazyLock::new(|| lines(cimai_data::GENERIC_WORDS).collect());

static FUNCTION: LazyLock<HashSet<char>> =
    LazyLock::new(|| lines(cimai_data::FUNCTION_CHARACTERS).flat_map(str::chars).collect());

static CHARACTER_TAGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let tagged = lines(cimai_data::CHARACTER_TAGS).filter_map(|line| line.split_once('\t'));
    tagged.flat_map(|(tag, characters)| characters.chars().map(move |c| (c, tag))).collect()
});

/// Whether a word is one of the verbs, adverbs and set words of official prose.
pub(crate) fn is_official(word: &str) -> bool {
    OFFICIAL.contains(word)
}

/// Whether a word says little on its own: 目的 or 加强 names no subject, since no document is
/// about them.
pub(crate) fn is_generic(word: &str) -> bool {
    GENERIC.contains(word) || is_official(word)
}

/// Whether no key phrase holds this character.
pub(crate) fn is_function_character(character: char) -> bool {
    FUNCTION.contains(&character)
}

/// The part of speech of a Han character that no dictionary has as a word.
pub(crate) fn character_tag(character: char) -> &'static str {
    CHARACTER_TAGS.get(&character).copied().unwrap_or("x")
}
