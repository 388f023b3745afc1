//! Texts made on the spot, to measure with: the clauses of the sample, put together anew. They keep
//! its words and are no copies of one another, so what doubles is the work.
//!
//! ```
//! let texts = cimai_texts::reviews(3);
//! assert_eq!(texts, cimai_texts::reviews(3), "the same each time");
//! assert!(texts[0] != texts[1] && texts.iter().all(|text| text.ends_with('。')));
//! ```
#![warn(missing_docs)]

/// Tickets of a hotline, one a line behind four other columns.
const COMPLAINTS: &str = include_str!("../../../seeds/complaints.csv");
/// A page of a newspaper, lines broken as on the page.
pub const PAGE: &str = include_str!("../../../seeds/newspaper/2024-03-12_A02.txt");

/// The sample as a table holds it, with the columns id and text.
pub fn table(texts: &[String]) -> String {
    let mut table = String::from("id,text\n");
    for (number, text) in texts.iter().enumerate() {
        table += &format!("{number},\"{text}\"\n");
    }
    table
}

/// Texts of some 80 characters, as a review or a ticket has.
pub fn reviews(count: usize) -> Vec<String> {
    texts(count, 8)
}

/// Texts of some 1,000 characters, as an article has.
pub fn articles(count: usize) -> Vec<String> {
    texts(count, 95)
}

/// A text as words and marks: two characters at a time, which is how most words of Chinese are cut.
/// Marks stand alone.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for clause in text.split_inclusive(is_mark) {
        let end = clause.find(is_mark).unwrap_or(clause.len());
        let starts: Vec<usize> =
            clause[..end].char_indices().map(|(at, _)| at).step_by(2).collect();
        let ends = starts.iter().skip(1).copied().chain([end]);
        words.extend(starts.iter().zip(ends).map(|(&start, end)| &clause[start..end]));
        words.extend((end < clause.len()).then(|| &clause[end..]));
    }
    words
}

/// Whether a character parts clauses.
pub fn is_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '？' | '！' | '：')
}

/// Texts of so many clauses each.
fn texts(count: usize, clauses: usize) -> Vec<String> {
    let all: Vec<&str> = COMPLAINTS
        .lines()
        .skip(1)
        .filter_map(|line| line.splitn(5, ',').nth(4))
        .flat_map(|text| text.split(|c: char| is_mark(c) || matches!(c, '"' | '“' | '”')))
        .filter(|clause| clause.chars().count() > 3)
        .collect();
    let mut state = 1_u64;
    let mut text = |_| {
        // Clauses that stand near each other are about one thing.
        let about = below(&mut state, all.len());
        let clause = |_| all[(about + below(&mut state, 60)) % all.len()];
        (0..clauses).map(clause).collect::<Vec<_>>().join("，") + "。"
    };
    (0..count).map(&mut text).collect()
}

/// `SplitMix64` (Steele, Lea & Flood 2014).
fn below(state: &mut u64, n: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) % n as u64) as usize
}
