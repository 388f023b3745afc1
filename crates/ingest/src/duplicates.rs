use std::collections::HashMap;

use cimai_corpus::{Document, Message};
use rayon::prelude::*;

use crate::character::is_han;
use crate::reading::head;
use crate::{Duplicates, Reading, Reject};

/// From so many characters on, texts that are nearly the same are copies; shorter ones must be
/// the same.
const LONG: usize = 100;
/// Characters in a shingle.
const SHINGLE: usize = 5;
/// A sketch is this many bands of three minima. Two texts that share 80 % of their shingles agree
/// in some band in 999 cases of 1,000.
const BANDS: usize = 10;
const MINIMA: usize = BANDS * 3;
/// The share of common shingles from which on a text is a copy.
const ALIKE: f64 = 0.8;
/// Of more texts with the same band the first are looked at, and of those whose sketches agree
/// the first are compared. Without a limit, texts made from one form would take for ever.
const LIKE: usize = 64;
const COMPARED: usize = 16;
/// So many minima in common, of 30, have 997 of 1,000 pairs of copies.
const AGREEING: usize = 18;

impl Reading {
    /// Marks copies, or leaves them out.
    pub(crate) fn find_duplicates(&mut self, wanted: Duplicates) {
        self.duplicate_of = match wanted {
            Duplicates::Off => vec![None; self.documents.len()],
            Duplicates::Mark | Duplicates::Drop => find(&self.documents),
        };
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (copy, _) in self.copies() {
            *counts.entry(copy.source.clone()).or_insert(0) += 1;
        }
        for file in &mut self.files {
            file.duplicates = counts.get(&file.path).copied().unwrap_or(0);
        }
        if wanted == Duplicates::Drop {
            self.drop_copies();
        }
    }

    /// All copies, each with the place of its first.
    fn copies(&self) -> impl Iterator<Item = (&Document, usize)> {
        let pairs = self.documents.iter().zip(&self.duplicate_of);
        pairs.filter_map(|(document, first)| Some((document, (*first)?)))
    }

    /// Moves copies to the rejects.
    fn drop_copies(&mut self) {
        let refused: Vec<Reject> =
            self.copies().map(|(copy, first)| copy_of(copy, &self.documents[first].id)).collect();
        self.dropped = refused.len();
        self.rejects.extend(refused);
        let kept: Vec<bool> = self.duplicate_of.iter().map(Option::is_none).collect();
        let mut keep = kept.iter();
        self.documents.retain(|_| keep.next() == Some(&true));
        let mut keep = kept.iter();
        self.originals.retain(|_| keep.next() == Some(&true));
        self.duplicate_of = vec![None; self.documents.len()];
    }
}

fn copy_of(copy: &Document, first: &str) -> Reject {
    Reject {
        path: copy.source.clone(),
        line: copy.line,
        reason: Message::new(
            format!("{} 与 {first} 重复，已略去；--duplicates mark 可保留", copy.id),
            format!(
                "{} is a copy of {first} and was left out; --duplicates mark keeps it",
                copy.id
            ),
        ),
        raw: head(&copy.text, 2 << 10).to_owned(),
        ..Reject::default()
    }
}

/// For each document, the first document that it is a copy of.
fn find(documents: &[Document]) -> Vec<Option<usize>> {
    let prints: Vec<Print> = documents.par_iter().map(|d| Print::of(&d.text)).collect();
    let mut same: HashMap<u64, usize> = HashMap::new();
    let mut bands: HashMap<(usize, [u32; 3]), Vec<usize>> = HashMap::new();
    let mut found = Vec::with_capacity(documents.len());
    for (place, print) in prints.iter().enumerate() {
        let copy = print.whole.and_then(|whole| {
            let first = same
                .get(&whole)
                .copied()
                .filter(|&first| documents[first].text == documents[place].text);
            first.or_else(|| near(documents, &prints, &bands, place))
        });
        if let (None, Some(whole)) = (copy, print.whole) {
            same.entry(whole).or_insert(place);
            for band in print.bands() {
                bands.entry(band).or_default().push(place);
            }
        }
        found.push(copy);
    }
    found
}

/// What a text is recognised by.
struct Print {
    /// The hash of the whole; nothing for an empty text.
    whole: Option<u64>,
    /// The least hashes of the shingles of a long text.
    minima: Option<[u32; MINIMA]>,
}

impl Print {
    fn of(text: &str) -> Self {
        let long = text.chars().count() >= LONG && letters(text).take(LONG).count() == LONG;
        let minima = long.then(|| sketch(text));
        Self { whole: (!text.is_empty()).then(|| hash(text)), minima }
    }

    /// Whether two sketches agree as much as those of copies do.
    fn agrees(&self, other: &Print) -> bool {
        let (Some(own), Some(other)) = (&self.minima, &other.minima) else { return false };
        own.iter().zip(other).filter(|(a, b)| a == b).count() >= AGREEING
    }

    fn bands(&self) -> impl Iterator<Item = (usize, [u32; 3])> + '_ {
        let minima = self.minima.iter().flat_map(|minima| minima.chunks_exact(3));
        minima.map(|band| [band[0], band[1], band[2]]).enumerate()
    }
}

/// The least hash of the shingles in each of [`MINIMA`] parts, into which their hashes divide them
/// (Li, Owen & Zhang, "One Permutation Hashing", 2012). A part without any takes that of the next
/// one that has some, marked by the distance (Shrivastava & Li, "Densifying One Permutation
/// Hashing via Rotation", 2014).
fn sketch(text: &str) -> [u32; MINIMA] {
    let mut least = [None::<u32>; MINIMA];
    for shingle in shingles(text) {
        let part = &mut least[(((shingle >> 32) * MINIMA as u64) >> 32) as usize];
        *part = Some(part.map_or(shingle as u32, |least| least.min(shingle as u32)));
    }
    std::array::from_fn(|place| {
        let borrowed = |distance| {
            let least: Option<u32> = least[(place + distance) % MINIMA];
            least.map(|least| least.wrapping_add((distance as u32).wrapping_mul(0x9E37_79B9)))
        };
        (0..MINIMA).find_map(borrowed).unwrap_or(u32::MAX)
    })
}

/// The first document that a long one is nearly the same as.
fn near(
    documents: &[Document],
    prints: &[Print],
    bands: &HashMap<(usize, [u32; 3]), Vec<usize>>,
    place: usize,
) -> Option<usize> {
    let like = |band| bands.get(&band).map_or(&[][..], |like| &like[..like.len().min(LIKE)]);
    let mut candidates: Vec<usize> = prints[place].bands().flat_map(like).copied().collect();
    candidates.sort_unstable();
    candidates.dedup();
    candidates.retain(|&other| prints[place].agrees(&prints[other]));
    candidates.truncate(COMPARED);
    if candidates.is_empty() {
        return None;
    }
    let own = set(&documents[place].text);
    candidates.into_iter().find(|&other| alike(&own, &set(&documents[other].text)))
}

/// The letters and digits of a text, small.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|&c| is_han(c) || c.is_alphanumeric()).map(|c| c.to_ascii_lowercase())
}

/// The hashes of all runs of [`SHINGLE`] letters.
fn shingles(text: &str) -> impl Iterator<Item = u64> + '_ {
    let mut last = [0_u32; SHINGLE];
    letters(text).enumerate().filter_map(move |(place, c)| {
        last.rotate_left(1);
        last[SHINGLE - 1] = u32::from(c);
        let hash = last.iter().fold(0, |hash: u64, &c| hash.rotate_left(21) ^ u64::from(c));
        (place + 1 >= SHINGLE).then(|| mix(hash))
    })
}

fn set(text: &str) -> Vec<u64> {
    let mut set: Vec<u64> = shingles(text).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Whether two sorted sets have so much in common.
fn alike(a: &[u64], b: &[u64]) -> bool {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common as f64 >= ALIKE * (a.len() + b.len() - common) as f64
}

fn hash(text: &str) -> u64 {
    let word = |bytes: &[u8]| bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
    text.as_bytes().chunks(8).fold(text.len() as u64, |hash, bytes| mix(hash ^ word(bytes)))
}

/// Spreads the bits of a number (the finaliser of `SplitMix64`).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(texts: &[&str]) -> Vec<Option<usize>> {
        let document = |text: &&str| Document { text: (*text).to_owned(), ..Document::default() };
        find(&texts.iter().map(document).collect::<Vec<_>>())
    }

    /// A text of so many different characters.
    fn text(start: u32, length: u32) -> String {
        (start..start + length).filter_map(|n| char::from_u32(0x4E00 + n * 7 % 20_000)).collect()
    }

    #[test]
    fn short_texts_are_copies_if_they_say_the_same() {
        let found = find_in(&["很好吃，谢谢", "好", "很好吃，谢谢", "很好吃", "", "", "好"]);
        assert_eq!(found, [None, None, Some(0), None, None, None, Some(1)]);
    }

    #[test]
    fn long_texts_are_copies_if_they_are_nearly_the_same() {
        let whole = text(0, 600);
        let cut: String = whole.chars().take(520).collect();
        let edited = format!("本报讯 {}，编辑有改动。", whole.replacen(&text(300, 10), "某处", 1));
        let half: String = whole.chars().take(300).chain(text(9_000, 300).chars()).collect();
        let found = find_in(&[&whole, &text(5_000, 600), &cut, &edited, &half]);
        assert_eq!(found, [None, None, Some(0), Some(0), None]);
    }

    #[test]
    fn copies_of_copies_point_to_the_first() {
        let whole = text(0, 300);
        let found = find_in(&[&whole, &format!("{whole}甲"), &format!("{whole}甲乙")]);
        assert_eq!(found, [None, Some(0), Some(0)]);
    }
}
