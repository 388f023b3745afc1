use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use cimai_corpus::Message;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::file::FileReading;
use crate::rows::{Fault, Row, Rows};
use crate::table::{Opening, Source, Table};
use crate::{Error, Kind, Options};

/// No table has more keys.
const MOST_KEYS: usize = 4096;

/// Reads a text of JSON objects, one a line.
pub(crate) fn read(text: &str, options: &Options, into: &mut FileReading) -> Result<(), Error> {
    into.audit.kind = Kind::Jsonl;
    let text = text.trim_start_matches('\u{FEFF}');
    let Some((names, keys)) = keys(text) else {
        into.refuse(&too_many_keys());
        return Ok(());
    };
    let mut lines = Lines { text, at: 0, number: 0 };
    let first = lines.read(&keys, options.max_cell);
    if first.list.is_empty() {
        return Ok(());
    }
    let source = Source { text, delimiter: None, short: false };
    let table = Table::open(Opening::named(&names), &first, source, options, into)?;
    loop {
        let rows = lines.read(&keys, options.max_cell);
        if rows.list.is_empty() {
            break;
        }
        table.read(&rows, &rows.list, into)?;
    }
    table.close(into);
    Ok(())
}

/// Whether a text that does not say what it is begins with a JSON object on a line.
pub(crate) fn is_jsonl(text: &str) -> bool {
    let first = text.trim_start_matches('\u{FEFF}').lines().next().unwrap_or("");
    first.starts_with('{') && serde_json::from_str::<Object<IgnoredAny>>(first).is_ok()
}

/// All keys in order of first appearance, and the place of each.
fn keys(text: &str) -> Option<(Vec<String>, HashMap<String, usize>)> {
    let (mut names, mut keys) = (Vec::new(), HashMap::new());
    for line in text.lines() {
        let Ok(object) = serde_json::from_str::<Object<IgnoredAny>>(line) else { continue };
        for (key, _) in object.0 {
            if !keys.contains_key(&key) {
                keys.insert(key.clone(), names.len());
                names.push(key);
            }
        }
        if keys.len() > MOST_KEYS {
            return None;
        }
    }
    Some((names, keys))
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: u64,
}

impl Lines<'_> {
    fn read(&mut self, keys: &HashMap<String, usize>, max_cell: usize) -> Rows {
        let mut rows = Rows::default();
        while !rows.is_batch() {
            let Some(raw) = self.next() else { break };
            let line = &self.text[raw.clone()];
            let mut row = Row { record: self.number, line: self.number, raw, ..Row::default() };
            row.blank = line.trim().is_empty();
            if !row.blank {
                row.fault = push(&mut rows, line, keys, max_cell);
            }
            rows.end_row(row);
        }
        rows
    }

    /// The place of the next line, without its end.
    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        if rest.trim().is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let start = self.at;
        self.at += (end + 1).min(rest.len());
        self.number += 1;
        Some(start..start + rest[..end].trim_end_matches('\r').len())
    }
}

/// Adds the values of a line under their keys.
fn push(
    rows: &mut Rows,
    line: &str,
    keys: &HashMap<String, usize>,
    max_cell: usize,
) -> Option<Fault> {
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
