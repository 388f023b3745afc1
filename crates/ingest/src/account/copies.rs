use std::collections::VecDeque;
use std::io;

use super::ids::Fetch;
use crate::clean::character::is_han;

/// Of more texts with the same band the first are looked at, and of those whose sketches agree
/// the first are compared. Without a limit, texts made from one form would take for ever.
const LIKE: usize = 64;
const COMPARED: usize = 16;
/// How many texts that were compared are kept at hand.
const AT_HAND: usize = 32;

/// What the texts of all documents are recognised by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prints {
    /// One hash per document, 0 for an empty text.
    whole: Vec<u128>,
    /// The sketches of the long texts, in pieces: they are the most that is kept of documents, and
    /// putting them together would hold them twice.
    sketches: Vec<Piece>,
}

/// The sketches of long texts that stand together.
#[derive(Clone, Debug)]
struct Piece {
    /// The number of its first document, and that of its first sketch among all.
    document: u32,
    row: u32,
    /// Each with the number of its document from that of the first.
    sketches: Vec<(u32, Sketch)>,
}

impl Prints {
    /// The prints of the texts of some documents.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Self {
        let sketch = |(place, text)| Some((place, sketch_of(text)?));
        let mut sketches: Vec<_> = (0..).zip(texts.clone()).filter_map(sketch).collect();
        sketches.shrink_to_fit();
        let sketches = vec![Piece { document: 0, row: 0, sketches }];
        Self { whole: texts.map(whole).collect(), sketches }
    }

    /// Adds the next documents.
    pub(crate) fn append(&mut self, later: Prints) {
        let (document, row) = (self.whole.len() as u32, self.rows());
        self.whole.extend(later.whole);
        let moved = |piece: Piece| Piece {
            document: document + piece.document,
            row: row + piece.row,
            sketches: piece.sketches,
        };
        let pieces = later.sketches.into_iter().filter(|piece| !piece.sketches.is_empty());
        self.sketches.extend(pieces.map(moved));
    }

    /// How many sketches there are.
    fn rows(&self) -> u32 {
        self.sketches.last().map_or(0, |last| last.row + last.sketches.len() as u32)
    }

    /// All sketches in order, each with its document.
    fn sketches(&self) -> impl Iterator<Item = (u32, &Sketch)> {
        self.sketches.iter().flat_map(|piece| {
            let own = piece.sketches.iter();
            own.map(|(place, sketch)| (piece.document + place, sketch))
        })
    }

    /// A sketch by its number among all, with its document.
    fn sketch(&self, row: u32) -> (u32, &Sketch) {
        let piece = self.sketches.partition_point(|piece| piece.row <= row) - 1;
        let Piece { document, row: first, sketches } = &self.sketches[piece];
        let (place, sketch) = &sketches[(row - first) as usize];
        (document + place, sketch)
    }

    /// All copies, each with the first document that it is a copy of; ascending.
    ///
    /// Documents are taken in their order. What is the same as an earlier text is a copy of what
    /// that one is a copy of, or of that one. A long text is compared with those before it that
    /// are no copies themselves and agree with it in a band.
    pub(crate) fn copies(&self, document: Fetch<'_>) -> io::Result<Vec<(u32, u32)>> {
        let mut same = self.same().into_iter().peekable();
        let mut bands: Vec<Band> = (0..BANDS).map(|number| Band::new(self, number)).collect();
        let mut texts = Texts { document, at_hand: VecDeque::new() };
        let mut copies: Vec<(u32, u32)> = Vec::new();
        let mut sketches = (0..).zip(self.sketches()).peekable();
        for place in 0..self.whole.len() as u32 {
            let own = sketches.next_if(|&(_, (long, _))| long == place);
            let earlier = same.next_if(|&(later, _)| later == place);
            let groups = own.map(|(row, _)| Band::groups_of(&mut bands, row));
            let copy = match (earlier, own, &groups) {
                (Some((_, first)), ..) => Some(first_of(&copies, first)),
                (None, Some((_, (_, own))), Some(groups)) => {
                    let like = self.like(own, &bands, groups);
                    texts.first_alike(place, &like)?
                }
                _ => None,
            };
            match (copy, own, groups) {
                (Some(first), ..) => copies.push((place, first)),
                (None, Some((row, _)), Some(groups)) => Band::keep(&mut bands, &groups, row),
                _ => {}
            }
        }
        Ok(copies)
    }

    /// Documents that have the very text of an earlier one, with the first of these; ascending.
    fn same(&self) -> Vec<(u32, u32)> {
        let mut order: Vec<u32> = (0..self.whole.len() as u32).collect();
        order.retain(|&place| self.whole[place as usize] != 0);
        order.sort_unstable_by_key(|&place| (self.whole[place as usize], place));
        let mut same = Vec::new();
        for group in order.chunk_by(|&a, &b| self.whole[a as usize] == self.whole[b as usize]) {
            same.extend(group[1..].iter().map(|&later| (later, group[0])));
        }
        same.sort_unstable();
        same
    }

    /// The documents with which a long one is to be compared.
    fn like(&self, own: &Sketch, bands: &[Band], groups: &[Option<u32>; BANDS]) -> Vec<u32> {
        let groups = bands.iter().zip(groups);
        let rows = groups.filter_map(|(band, group)| Some(band.first(*group.as_ref()?)));
        let mut rows: Vec<u32> = rows.flatten().copied().collect();
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|&row| agree(own, self.sketch(row).1));
        rows.truncate(COMPARED);
        rows.into_iter().map(|row| self.sketch(row).0).collect()
    }
}

/// What a document is a copy of if its text is that of `first`.
fn first_of(copies: &[(u32, u32)], first: u32) -> u32 {
    let found = copies.binary_search_by_key(&first, |&(copy, _)| copy);
    found.map_or(first, |place| copies[place].1)
}

/// The sketches that share one band with others, in groups.
struct Band {
    /// Rows of sketches, group by group. At the start of a group stand those that are no copies,
    /// as far as they are known.
    members: Vec<u32>,
    /// Where each group begins, and how many of its members are known to be no copies.
    groups: Vec<(u32, u32)>,
    /// The sketches that are in a group, in descending order, with their group.
    rows: Vec<(u32, u32)>,
}

impl Band {
    fn new(prints: &Prints, number: usize) -> Self {
        let keys = prints.sketches().zip(0..).map(|((_, sketch), row)| (band(sketch, number), row));
        let mut keys: Vec<([u16; 3], u32)> = keys.collect();
        keys.sort_unstable();
        let (mut groups, mut rows, mut members) = (Vec::new(), Vec::new(), Vec::new());
        for group in keys.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let number = groups.len() as u32;
            groups.push((members.len() as u32, 0));
            rows.extend(group.iter().map(|&(_, row)| (row, number)));
            members.extend(group.iter().map(|&(_, row)| row));
        }
        rows.sort_unstable_by(|a, b| b.cmp(a));
        Self { members, groups, rows }
    }

    /// The group of a sketch in each band; to be asked in ascending order.
    fn groups_of(bands: &mut [Band], row: u32) -> [Option<u32>; BANDS] {
        std::array::from_fn(|band| {
            let rows = &mut bands[band].rows;
            let (_, group) = rows.pop_if(|&mut (next, _)| next == row)?;
            Some(group)
        })
    }

    /// The first members of a group that are no copies.
    fn first(&self, group: u32) -> &[u32] {
        let (start, known) = self.groups[group as usize];
        &self.members[start as usize..][..LIKE.min(known as usize)]
    }

    /// Notes that a sketch is that of no copy. It stands no later among the members of a group
    /// than where it is written to, since those before it have been dealt with.
    fn keep(bands: &mut [Band], groups: &[Option<u32>; BANDS], row: u32) {
        for (band, group) in bands.iter_mut().zip(groups) {
            let Some(group) = group else { continue };
            let (start, known) = &mut band.groups[*group as usize];
            band.members[(*start + *known) as usize] = row;
            *known += 1;
        }
    }
}

/// Texts that are compared, the last few of them at hand.
struct Texts<'f> {
    document: Fetch<'f>,
    at_hand: VecDeque<(u32, Vec<u64>)>,
}

impl Texts<'_> {
    /// The first of these documents that a long one is nearly the same as.
    fn first_alike(&mut self, place: u32, like: &[u32]) -> io::Result<Option<u32>> {
        if like.is_empty() {
            return Ok(None);
        }
        let own = shingle_set(&(self.document)(place as usize)?.text);
        for &other in like {
            if alike(&own, self.set(other)?) {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    /// The shingles of a document.
    fn set(&mut self, place: u32) -> io::Result<&[u64]> {
        let found = self.at_hand.iter().position(|&(known, _)| known == place);
        if found.is_none() {
            let set = shingle_set(&(self.document)(place as usize)?.text);
            self.at_hand.truncate(AT_HAND - 1);
            self.at_hand.push_front((place, set));
        }
        Ok(&self.at_hand[found.unwrap_or(0)].1)
    }
}

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
/// So many minima in common, of 30, have 997 of 1,000 pairs of copies.
const AGREEING: usize = 18;

/// The least hashes of the shingles of a long text: 60 bytes by which its copies are found. Their
/// lowest 16 bits tell texts apart nearly as well as all 32 (Li & König, "b-Bit Minwise Hashing",
/// 2010); three of them, a band, agree by chance in one pair of 2⁴⁸.
type Sketch = [u16; MINIMA];

/// A hash of a text that no other text has; 0 for an empty one.
fn whole(text: &str) -> u128 {
    let [low @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        *blake3::hash(text.as_bytes()).as_bytes();
    if text.is_empty() { 0 } else { u128::from_le_bytes(low).max(1) }
}

/// The sketch of a text, if it is long.
fn sketch_of(text: &str) -> Option<Sketch> {
    let long = text.chars().count() >= LONG && letters(text).take(LONG).count() == LONG;
    long.then(|| sketch(text))
}

/// One band of a sketch.
fn band(sketch: &Sketch, number: usize) -> [u16; 3] {
    [sketch[3 * number], sketch[3 * number + 1], sketch[3 * number + 2]]
}

/// Whether two sketches agree as much as those of copies do.
fn agree(a: &Sketch, b: &Sketch) -> bool {
    a.iter().zip(b).filter(|(a, b)| a == b).count() >= AGREEING
}

/// The least hash of the shingles in each of [`MINIMA`] parts, into which their hashes divide them
/// (Li, Owen & Zhang, "One Permutation Hashing", 2012). A part without any takes that of the next
/// one that has some, marked by the distance (Shrivastava & Li, "Densifying One Permutation
/// Hashing via Rotation", 2014).
fn sketch(text: &str) -> Sketch {
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
        (0..MINIMA).find_map(borrowed).unwrap_or(u32::MAX) as u16
    })
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

/// The hashes of the shingles of a text, ascending.
fn shingle_set(text: &str) -> Vec<u64> {
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

/// Spreads the bits of a number (the finaliser of `SplitMix64`).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Document;

    use super::*;

    fn find_in(texts: &[&str]) -> Vec<Option<usize>> {
        let mut prints = Prints::default();
        for text in texts {
            prints.append(Prints::of(std::iter::once(*text)));
        }
        let fetch =
            |place: usize| Ok(Document { text: texts[place].into(), ..Document::default() });
        let mut found = vec![None; texts.len()];
        for (copy, first) in prints.copies(&fetch).unwrap() {
            found[copy as usize] = Some(first as usize);
        }
        found
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
