use crate::clean::character::is_han;

/// From so many characters on, texts that are nearly the same are copies; shorter ones must be
/// the same.
const LONG: usize = 100;
/// Characters in a shingle.
const SHINGLE: usize = 5;
/// A sketch is this many bands of three minima. Two texts that share 80 % of their shingles agree
/// in some band in 999 cases of 1,000.
pub(crate) const BANDS: usize = 10;
pub(crate) const MINIMA: usize = BANDS * 3;
/// The share of common shingles from which on a text is a copy.
const ALIKE: f64 = 0.8;
/// So many minima in common, of 30, have 997 of 1,000 pairs of copies.
const AGREEING: usize = 18;

/// The least hashes of the shingles of a long text: 120 bytes by which its copies are found.
pub(crate) type Sketch = [u32; MINIMA];

/// A hash of a text that no other text has; 0 for an empty one.
pub(crate) fn whole(text: &str) -> u128 {
    let [low @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        *blake3::hash(text.as_bytes()).as_bytes();
    if text.is_empty() { 0 } else { u128::from_le_bytes(low).max(1) }
}

/// The sketch of a text, if it is long.
pub(crate) fn of(text: &str) -> Option<Sketch> {
    let long = text.chars().count() >= LONG && letters(text).take(LONG).count() == LONG;
    long.then(|| sketch(text))
}

/// One band of a sketch.
pub(crate) fn band(sketch: &Sketch, number: usize) -> [u32; 3] {
    [sketch[3 * number], sketch[3 * number + 1], sketch[3 * number + 2]]
}

/// Whether two sketches agree as much as those of copies do.
pub(crate) fn agree(a: &Sketch, b: &Sketch) -> bool {
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
        (0..MINIMA).find_map(borrowed).unwrap_or(u32::MAX)
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
pub(crate) fn set(text: &str) -> Vec<u64> {
    let mut set: Vec<u64> = shingles(text).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Whether two sorted sets have so much in common.
pub(crate) fn alike(a: &[u64], b: &[u64]) -> bool {
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
