use std::collections::HashMap;
use std::{fmt, io};

use cimai_corpus::Message;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::{Source, Window};
use crate::file::piece::FileAccount;
use crate::table::rows::{Fault, Limit, Row, Rows};
use crate::table::{Opening, Shape, Table};
use crate::{Error, Kind, Options};

/// No table has more keys.
const MOST_KEYS: usize = 4096;

/// All keys of a text, and the place of each among the columns.
pub(crate) type Keys = HashMap<String, usize>;

/// Looks at the whole of a text of JSON objects, one a line, and opens its table unless it has to
/// be refused.
pub(crate) fn look(
    source: &Source<'_>,
    options: &Options,
    into: &mut FileAccount,
) -> Result<Option<(Keys, Table)>, Error> {
    into.audit.kind = Kind::Jsonl;
    let (names, keys) = match keys(source, options) {
        Ok(Some(found)) => found,
        Ok(None) => {
            into.refuse(&too_many_keys());
            return Ok(None);
        }
        Err(error) => return Ok(source.refuse(&error, into)),
    };
    let first = match Lines::new(source, options) {
        Ok(mut lines) => lines.read(&keys, Limit::OPENING),
        Err(error) => return Ok(source.refuse(&error, into)),
    };
    if first.list.is_empty() {
        return Ok(None);
    }
    let table = Table::open(Opening::named(&names), &first, Shape::default(), options, into)?;
    Ok(Some((keys, table)))
}

/// Whether a text that does not say what it is begins with a JSON object on a line.
pub(crate) fn is_jsonl(text: &str) -> bool {
    let first = text.lines().next().unwrap_or("");
    first.starts_with('{') && serde_json::from_str::<Object<IgnoredAny>>(first).is_ok()
}

/// All keys in order of first appearance, and the place of each; nothing if they are too many.
fn keys(source: &Source<'_>, options: &Options) -> io::Result<Option<(Vec<String>, Keys)>> {
    let (mut names, mut keys) = (Vec::new(), HashMap::new());
    let mut lines = Lines::new(source, options)?;
    while let Some(line) = lines.next() {
        let text = &lines.window.rest()[..line.length];
        if let Ok(object) = serde_json::from_str::<Object<IgnoredAny>>(text) {
            for (key, _) in object.0 {
                if !keys.contains_key(&key) {
                    keys.insert(key.clone(), names.len());
                    names.push(key);
                }
            }
        }
        if keys.len() > MOST_KEYS {
            return Ok(None);
        }
        lines.pass(&line);
        lines.window.take();
    }
    match lines.window.failed() {
        Some(error) => Err(error),
        None => Ok(Some((names, keys))),
    }
}

/// Reads the lines of a text.
pub(crate) struct Lines<'f> {
    window: Window<'f>,
    /// How many lines were passed.
    number: u64,
    rows: usize,
    max_cell: usize,
}

/// The line that comes next.
struct Line {
    /// Its length without its end, or how much of it was looked at.
    length: usize,
    /// Its length with its end.
    whole: usize,
    /// Whether it is far longer than any sound record.
    too_long: bool,
}

impl<'f> Lines<'f> {
    /// The lines of a text.
    pub(crate) fn new(source: &'f Source<'_>, options: &Options) -> io::Result<Self> {
        Ok(Self { window: source.window()?, number: 0, rows: 0, max_cell: options.max_cell })
    }

    /// The window, to ask whether it broke off.
    pub(crate) fn window(&mut self) -> &mut Window<'f> {
        &mut self.window
    }

    /// Reads the next rows, none at the end. Blank lines at the end are no rows.
    pub(crate) fn read(&mut self, keys: &Keys, limit: Limit) -> Rows {
        let mut rows = Rows::after(self.rows);
        let mut blank = Vec::new();
        while !rows.is_full(limit) {
            let Some(line) = self.next() else { break };
            let at = self.window.at();
            let mut row = Row { record: self.number + 1, line: self.number + 1, ..Row::default() };
            (row.raw, row.byte) = (at..at + line.length, self.window.offset());
            let text = &self.window.rest()[..line.length];
            row.blank = text.trim().is_empty() && !line.too_long;
            if row.blank {
                blank.push(row);
            } else {
                blank.drain(..).for_each(|row| rows.end_row(row));
                row.fault = match line.too_long {
                    true => Some(Fault::TooLarge),
                    false => push(&mut rows, text, keys, self.max_cell),
                };
                rows.end_row(row);
            }
            self.pass(&line);
        }
        self.rows += rows.list.len();
        rows.text = self.window.take();
        rows
    }

    /// Looks for the end of the next line; nothing at the end of the text.
    fn next(&mut self) -> Option<Line> {
        let longest = self.max_cell.saturating_mul(4).max(1 << 20);
        let mut searched = 0;
        loop {
            let rest = self.window.rest();
            let found = memchr::memchr(b'\n', &rest.as_bytes()[searched..]);
            let end = found.map(|found| searched + found);
            if end.unwrap_or(rest.len()) > longest {
                let length = crate::audit::head(rest, 4 << 10).len();
                return Some(Line { length, whole: length, too_long: true });
            }
            if let Some(end) = end {
                let length = rest[..end].trim_end_matches('\r').len();
                return Some(Line { length, whole: end + 1, too_long: false });
            }
            searched = rest.len();
            if !self.window.more() {
                let (rest, whole) = (self.window.rest(), searched);
                let length = rest.trim_end_matches('\r').len();
                return (whole > 0).then_some(Line { length, whole, too_long: false });
            }
        }
    }

    /// Goes on behind a line.
    fn pass(&mut self, line: &Line) {
        self.number += 1;
        self.window.advance(line.whole);
        if line.too_long {
            self.pass_rest();
        }
    }

    /// Goes on behind the rest of a line, which is not kept.
    fn pass_rest(&mut self) {
        let kept = self.window.at();
        loop {
            let ahead = self.window.look_ahead(1);
            let end = memchr::memchr(b'\n', ahead.as_bytes());
            let length = end.map_or(ahead.len(), |end| end + 1);
            self.window.advance(length);
            self.window.forget_from(kept);
            if end.is_some() || length == 0 {
                break;
            }
        }
    }
}

/// Adds the values of a line under their keys.
fn push(rows: &mut Rows, line: &str, keys: &Keys, max_cell: usize) -> Option<Fault> {
    let Ok(object) = serde_json::from_str::<Object<Value>>(line) else {
        return Some(Fault::Syntax);
    };
    let mut cells = vec![String::new(); keys.len()];
    for (key, value) in object.0 {
        if let Some(&place) = keys.get(&key) {
            cells[place] = shown(value);
        }
    }
    let too_large = cells.iter().any(|cell| cell.len() > max_cell);
    for cell in cells.iter().filter(|_| !too_large) {
        rows.push_cell(cell);
    }
    too_large.then_some(Fault::TooLarge)
}

fn shown(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// An object with its keys in the order in which they stand.
struct Object<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Object<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Pairs(std::marker::PhantomData))
    }
}

struct Pairs<V>(std::marker::PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Pairs<V> {
    type Value = Object<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Object<V>, M::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Object(pairs))
    }
}

fn too_many_keys() -> Message {
    Message::new(
        format!("各行的键合起来超过 {MOST_KEYS} 个，不像一张表；请先整理"),
        format!(
            "the lines have over {MOST_KEYS} different keys, as no table has; tidy the file first"
        ),
    )
}
