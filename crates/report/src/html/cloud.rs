//! A word cloud in which no two words touch.

use serde::Serialize;

use super::charts::round;
use super::text::ems;

/// How much smaller all words are made when some found no place.
const SHRINK: f64 = 0.9;
/// How often that is tried.
const TRIES: usize = 24;
/// The smallest type.
const SMALLEST: f64 = 11.0;

/// A laid out cloud.
#[derive(Debug, Serialize)]
pub(crate) struct Cloud {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) words: Vec<Word>,
}

/// A word, centred on its place.
#[derive(Debug, Serialize)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) size: f64,
    pub(crate) length: f64,
    /// From 1, rare, to 5, frequent.
    pub(crate) shade: usize,
}

/// Lays out words, the most frequent first, on a surface of so many pixels, as large as they all
/// find room. The type size grows with the square root of the frequency, so that the area of a
/// word grows with it.
pub(crate) fn cloud(words: &[(String, u64)], width: f64, height: f64) -> Cloud {
    let longest = words.iter().map(|(text, _)| ems(text)).fold(1.0, f64::max);
    let mut largest = (height / 5.0).min(width / longest);
    let mut placed = place(words, width, height, largest);
    for _ in 0..TRIES {
        if placed.len() == words.len() {
            break;
        }
        largest *= SHRINK;
        placed = place(words, width, height, largest);
    }
    cropped(placed, width, height)
}

/// The words that find room before one does not.
fn place(words: &[(String, u64)], width: f64, height: f64, largest: f64) -> Vec<Word> {
    let most = words.first().map_or(1.0, |(_, n)| *n as f64).max(1.0);
    let mut boxes: Vec<Rectangle> = Vec::new();
    let mut placed = Vec::new();
    for (text, n) in words {
        let scale = (*n as f64 / most).sqrt();
        let size = (largest * scale).max(largest / 5.0).max(SMALLEST);
        let length = ems(text) * size;
        let Some(found) = free_place(&boxes, length + 8.0, size * 1.2 + 2.0, width, height) else {
            break;
        };
        placed.push(Word {
            text: text.clone(),
            x: round(found.x),
            y: round(found.y),
            size: round(size),
            length: round(length),
            shade: 1 + [0.125, 0.375, 0.625, 0.875].iter().filter(|&&step| scale >= step).count(),
        });
        boxes.push(found);
    }
    placed
}

/// The cloud without the empty strips above and below it.
fn cropped(mut words: Vec<Word>, width: f64, height: f64) -> Cloud {
    let top = words.iter().map(|word| word.y - word.size * 0.7).fold(height, f64::min).max(0.0);
    let bottom = words.iter().map(|word| word.y + word.size * 0.7).fold(0.0, f64::max);
    for word in &mut words {
        word.y = round(word.y - top);
    }
    Cloud { width, height: round((bottom - top).max(0.0)), words }
}

/// A rectangle by its centre and half its sides.
#[derive(Clone, Copy)]
struct Rectangle {
    x: f64,
    y: f64,
    half_width: f64,
    half_height: f64,
}

impl Rectangle {
    fn meets(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < self.half_width + other.half_width
            && (self.y - other.y).abs() < self.half_height + other.half_height
    }
}

/// The free place nearest to the middle, along a spiral as wide as the surface is.
fn free_place(
    taken: &[Rectangle],
    length: f64,
    size: f64,
    width: f64,
    height: f64,
) -> Option<Rectangle> {
    let (half_width, half_height) = (length / 2.0, size / 2.0);
    let (middle_x, middle_y) = (width / 2.0, height / 2.0);
    let mut turn: f64 = 0.0;
    while turn < 60.0 * std::f64::consts::TAU {
        let radius = turn / (60.0 * std::f64::consts::TAU);
        let x = middle_x + radius * middle_x * turn.cos();
        let y = middle_y + radius * middle_y * turn.sin();
        let place = Rectangle { x, y, half_width, half_height };
        let inside = x >= half_width
            && x <= width - half_width
            && y >= half_height
            && y <= height - half_height;
        if inside && !taken.iter().any(|other| place.meets(other)) {
            return Some(place);
        }
        // Steps of about four pixels, near the middle and far from it.
        turn += (4.0 / (radius * middle_x).max(4.0)).max(0.02);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_words_touch_and_none_leaves_the_surface() {
        let words: Vec<_> = (0..90).map(|i| (format!("词语{i}"), 2000 / (i + 1))).collect();
        for (width, height) in [(1000.0, 500.0), (350.0, 560.0)] {
            let cloud = cloud(&words, width, height);
            assert_eq!(cloud.words.len(), 90);
            for (i, a) in cloud.words.iter().enumerate() {
                assert!(a.x - a.length / 2.0 >= 0.0 && a.x + a.length / 2.0 <= width);
                for b in &cloud.words[..i] {
                    let apart = (a.x - b.x).abs() >= f64::midpoint(a.length, b.length)
                        || (a.y - b.y).abs() >= f64::midpoint(a.size, b.size);
                    assert!(apart, "{} {}", a.text, b.text);
                }
            }
        }
    }

    #[test]
    fn a_word_without_room_is_left_out() {
        assert!(cloud(&[("长".repeat(60), 1)], 350.0, 560.0).words.is_empty());
    }
}
