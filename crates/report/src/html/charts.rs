//! Numbers to lengths, colours and curves, and words to a cloud in which no two touch. The
//! templates draw them.

use std::fmt::Write as _;

use serde::Serialize;

use super::page::{brief, ems, percent};

/// Shades of a heat map above the empty one.
const SHADES: u32 = 8;

/// A horizontal bar with its label.
#[derive(Debug, Serialize)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: String,
    /// Of the longest, 0–100.
    pub(crate) width: f64,
    /// A remark behind the value.
    pub(crate) note: String,
}

/// Bars from labels, lengths and what is written at their ends.
pub(crate) fn bars(items: impl IntoIterator<Item = (String, f64, String)>) -> Vec<Bar> {
    let items: Vec<_> = items.into_iter().collect();
    let longest = items.iter().map(|(_, length, _)| length.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let bar = |(label, length, value): (String, f64, String)| {
        let width = round(length.abs() / longest * 100.0);
        Bar { label, value, width, note: String::new() }
    };
    items.into_iter().map(bar).collect()
}

/// A table whose cells are shaded by their value.
#[derive(Debug, Serialize)]
pub(crate) struct HeatMap {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<HeatRow>,
}

#[derive(Debug, Serialize)]
pub(crate) struct HeatRow {
    pub(crate) label: String,
    pub(crate) cells: Vec<HeatCell>,
}

#[derive(Debug, Serialize)]
pub(crate) struct HeatCell {
    /// From 0, nothing, to 8, the highest of the map.
    pub(crate) shade: usize,
    pub(crate) text: String,
}

/// A heat map from rows of values, which `text` writes out.
pub(crate) fn heat_map(
    columns: Vec<String>,
    rows: Vec<(String, Vec<f64>)>,
    text: impl Fn(f64) -> String,
) -> HeatMap {
    let highest = rows.iter().flat_map(|(_, values)| values).copied().fold(0.0, f64::max);
    let shade = |value: f64| {
        let steps = (0..SHADES).map(|step| highest * f64::from(step) / f64::from(SHADES));
        steps.filter(|&step| value > step).count()
    };
    let cell = |value: f64| HeatCell { shade: shade(value), text: text(value) };
    let row = |(label, values): (String, Vec<f64>)| HeatRow {
        label,
        cells: values.into_iter().map(cell).collect(),
    };
    HeatMap { columns, rows: rows.into_iter().map(row).collect() }
}

/// The most points of a small curve: more than one for every few pixels cannot be seen.
const POINTS: usize = 120;

/// A small curve in a box 100 wide and 30 high, without axes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    /// `x,y x,y …`
    pub(crate) points: String,
    pub(crate) first_label: String,
    pub(crate) last_label: String,
    /// The highest value, as a percentage.
    pub(crate) high: String,
}

/// A curve through the values, from 0 at the bottom to `top`. None where there are fewer than two
/// values or nothing is above 0. Of very many values, neighbours share a point.
pub(crate) fn line(labels: &[String], values: &[f64], top: f64) -> Option<Line> {
    if values.len() < 2 || top <= 0.0 {
        return None;
    }
    let together = values.chunks(values.len().div_ceil(POINTS));
    let means = together.map(|some| some.iter().sum::<f64>() / some.len() as f64);
    let means: Vec<f64> = means.collect();
    let step = 96.0 / (means.len() - 1) as f64;
    let place = |(i, value): (usize, &f64)| {
        (round(2.0 + i as f64 * step), round(27.0 - value.max(0.0) / top * 24.0))
    };
    let label = |label: Option<&String>| label.map(|label| brief(label, 20)).unwrap_or_default();
    Some(Line {
        points: points(&means.iter().enumerate().map(place).collect::<Vec<_>>()),
        first_label: label(labels.first()),
        last_label: label(labels.last()),
        high: percent(highest(values)),
    })
}

/// The highest value, and 0 if none is above it.
pub(crate) fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// A curve with its axes in a box 300 wide and 150 high.
#[derive(Debug, Serialize)]
pub(crate) struct Curve {
    pub(crate) points: String,
    pub(crate) dots: Vec<Dot>,
    pub(crate) low: String,
    pub(crate) high: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Dot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) name: String,
    /// Written below the axis; empty where there is no room.
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) chosen: bool,
}

/// A curve through (label, value, whether it was chosen).
pub(crate) fn curve(items: &[(String, f64, bool)], text: impl Fn(f64) -> String) -> Curve {
    let values = || items.iter().map(|item| item.1);
    let low = values().fold(f64::INFINITY, f64::min).min(0.0);
    let high = values().fold(low + 1e-9, f64::max);
    let step = 240.0 / (items.len().max(2) - 1) as f64;
    let every = items.len().div_ceil(10).max(1);
    let dot = |(i, (label, value, chosen)): (usize, &(String, f64, bool))| Dot {
        x: round(46.0 + i as f64 * step),
        y: round(120.0 - (value - low) / (high - low) * 104.0),
        name: label.clone(),
        label: if i % every == 0 || *chosen { label.clone() } else { String::new() },
        value: text(*value),
        chosen: *chosen,
    };
    let dots: Vec<Dot> = items.iter().enumerate().map(dot).collect();
    let places: Vec<_> = dots.iter().map(|dot| (dot.x, dot.y)).collect();
    Curve { points: points(&places), dots, low: text(low), high: text(high) }
}

fn points(places: &[(f64, f64)]) -> String {
    let mut points = String::new();
    for (x, y) in places {
        let blank = if points.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(points, "{blank}{x},{y}");
    }
    points
}

/// One decimal: finer than a screen shows.
pub(crate) fn round(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

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
    let surface = Surface { width, height, spiral: spiral(width, height) };
    let mut placed = surface.place(words, largest);
    for _ in 0..TRIES {
        if placed.len() == words.len() {
            break;
        }
        largest *= SHRINK;
        placed = surface.place(words, largest);
    }
    cropped(placed, width, height)
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

    fn is_inside(&self, width: f64, height: f64) -> bool {
        self.x >= self.half_width
            && self.x <= width - self.half_width
            && self.y >= self.half_height
            && self.y <= height - self.half_height
    }
}

/// Where words are laid out.
struct Surface {
    width: f64,
    height: f64,
    /// The places that are tried for each word, from the middle outwards.
    spiral: Vec<(f64, f64)>,
}

impl Surface {
    /// The words that find room before one does not.
    fn place(&self, words: &[(String, u64)], largest: f64) -> Vec<Word> {
        let most = words.first().map_or(1.0, |(_, n)| *n as f64).max(1.0);
        let mut boxes: Vec<Rectangle> = Vec::new();
        let mut placed = Vec::new();
        for (text, n) in words {
            let scale = (*n as f64 / most).sqrt();
            let size = (largest * scale).max(largest / 5.0).max(SMALLEST);
            let length = ems(text) * size;
            let Some(found) = self.free_place(&boxes, length + 8.0, size * 1.2 + 2.0) else {
                break;
            };
            let steps = [0.125, 0.375, 0.625, 0.875];
            placed.push(Word {
                text: text.clone(),
                x: round(found.x),
                y: round(found.y),
                size: round(size),
                length: round(length),
                shade: 1 + steps.iter().filter(|&&step| scale >= step).count(),
            });
            boxes.push(found);
        }
        placed
    }

    /// The free place nearest to the middle.
    fn free_place(&self, taken: &[Rectangle], length: f64, size: f64) -> Option<Rectangle> {
        let (half_width, half_height) = (length / 2.0, size / 2.0);
        // What lies in the way of one place mostly lies in that of the next.
        let mut in_the_way: Option<&Rectangle> = None;
        let is_free = |place: &Rectangle| {
            let still = in_the_way.filter(|other| place.meets(other));
            in_the_way = still.or_else(|| taken.iter().find(|other| place.meets(other)));
            in_the_way.is_none()
        };
        let places = self.spiral.iter();
        places
            .map(|&(x, y)| Rectangle { x, y, half_width, half_height })
            .filter(|place| place.is_inside(self.width, self.height))
            .find(is_free)
    }
}

/// Places along a spiral as wide as the surface is, from its middle.
fn spiral(width: f64, height: f64) -> Vec<(f64, f64)> {
    let (middle_x, middle_y) = (width / 2.0, height / 2.0);
    let mut places = Vec::new();
    let mut turn: f64 = 0.0;
    while turn < 60.0 * std::f64::consts::TAU {
        let radius = turn / (60.0 * std::f64::consts::TAU);
        let (sine, cosine) = turn.sin_cos();
        places.push((middle_x + radius * middle_x * cosine, middle_y + radius * middle_y * sine));
        // Steps of about four pixels, near the middle and far from it.
        turn += (4.0 / (radius * middle_x).max(4.0)).max(0.02);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_width() {
        let found =
            bars([("a".to_owned(), -4.0, String::new()), ("b".to_owned(), 1.0, String::new())]);
        assert_eq!(found.iter().map(|bar| bar.width).collect::<Vec<_>>(), [100.0, 25.0]);
        assert!(bars([]).is_empty());
    }

    #[test]
    fn shades_run_from_nothing_to_the_highest() {
        let rows =
            vec![("a".to_owned(), vec![0.0, 0.01, 1.0]), ("b".to_owned(), vec![0.5, 0.0, 0.0])];
        let map = heat_map(vec![], rows, |value| value.to_string());
        let shades: Vec<_> = map.rows[0].cells.iter().map(|cell| cell.shade).collect();
        assert_eq!(shades, [0, 1, 8]);
        assert_eq!(map.rows[1].cells[0].shade, 4);
        let empty = heat_map(vec![], vec![("a".to_owned(), vec![0.0])], |_| String::new());
        assert_eq!(empty.rows[0].cells[0].shade, 0);
    }

    #[test]
    fn curves_stay_inside_their_box() {
        let labels = ["1", "2", "3"].map(str::to_owned);
        let found = line(&labels, &[0.0, 2.0, 1.0], 2.0).unwrap();
        assert_eq!(found.points, "2,27 50,3 98,15");
        assert!(line(&labels, &[0.0; 3], 0.0).is_none() && line(&labels, &[1.0], 1.0).is_none());
        let long = line(&labels, &vec![1.0; 3650], 2.0).unwrap();
        assert!(long.points.split(' ').count() <= POINTS && long.points.ends_with("98,15"));
        let one = curve(&[("5".to_owned(), -0.5, true)], |value| value.to_string());
        assert!(one.dots.iter().all(|dot| (0.0..=150.0).contains(&dot.y)));
    }

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
