use std::cmp::Ordering;

use cimai_corpus::Message;

use super::book::{Book, Bounds};
use super::heading::{Heading, Line};
use super::rows::{Seen, SheetRows};
use crate::file::piece::FileAccount;
use crate::table::rows::{Limit, key, letters};
use crate::{Error, Options};

/// The most sheets that are looked at.
const MOST: usize = 256;
/// How many rows the header is looked for in.
const LOOKED_AT: usize = 100;
/// What sheets are called that tell of the table and are not it.
const COVERS: [&str; 9] =
    ["封面", "说明", "說明", "目录", "目錄", "字典", "readme", "cover", "notes"];

/// A sheet that may be read, by its first rows.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) name: String,
    pub(super) heading: Option<Heading>,
    /// How many letters its first rows have.
    letters: f64,
    /// How many of its first rows stand below the header.
    rows: usize,
}

/// Which sheets are read as one table, and what is said of the others.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) read: Vec<Face>,
    pub(super) told: Vec<Message>,
}

/// Chooses the sheets: the one that was asked for, or else of those that are not hidden the ones
/// that share the header under which there is most text. Nothing where all are empty.
pub(super) fn choose(
    book: &mut Book<'_>,
    bounds: Bounds,
    options: &Options,
    into: &FileAccount,
) -> Result<Result<Choice, Message>, Error> {
    let sheets = book.sheets();
    let Some(wanted) = &options.sheet else {
        return Ok(choose_visible(book, &sheets, bounds, options));
    };
    let names: Vec<String> = sheets.iter().map(|(name, _)| name.clone()).collect();
    let place = find(&names, wanted).ok_or_else(|| Error::SheetNotFound {
        path: into.audit.path.clone(),
        sheet: wanted.clone(),
        sheets: names.clone(),
    })?;
    let (name, hidden) = &sheets[place];
    Ok(look(book, name, bounds).map(|(face, _)| Choice {
        read: face.into_iter().collect(),
        told: hidden.then(|| asked_hidden(name)).into_iter().collect(),
    }))
}

/// The place of the sheet that is called so or has that number.
fn find(names: &[String], wanted: &str) -> Option<usize> {
    let named = names.iter().position(|name| name == wanted.trim());
    let by_number = || wanted.trim().parse::<usize>().ok()?.checked_sub(1);
    named.or_else(|| by_number().filter(|&place| place < names.len()))
}

fn choose_visible(
    book: &mut Book<'_>,
    sheets: &[(String, bool)],
    bounds: Bounds,
    options: &Options,
) -> Result<Choice, Message> {
    let visible = sheets.iter().filter(|(_, hidden)| !hidden).take(MOST);
    let (mut faces, mut weight) = (Vec::new(), 0);
    for (name, _) in visible {
        let (face, looked_at) = look(book, name, bounds)?;
        weight += looked_at;
        crate::bytes::packing::check_size(weight, u64::MAX, bounds.cells)?;
        faces.extend(face);
    }
    let group = best(&faces, options);
    let read: Vec<Face> =
        faces.into_iter().enumerate().filter(|(n, _)| group.contains(n)).map(|(_, f)| f).collect();
    let told = if sheets.len() > 1 { tell(&read, sheets) } else { Vec::new() };
    Ok(Choice { read, told })
}

/// The places of the faces that share the header under which there is most text. A table goes
/// before what is none, and what has the column that was asked for before all.
fn best(faces: &[Face], options: &Options) -> Vec<usize> {
    let group = |place: usize| -> Vec<usize> {
        let keys = faces[place].heading.as_ref().map(Heading::keys);
        let shares = |other: &usize| {
            *other == place
                || keys.is_some() && faces[*other].heading.as_ref().map(Heading::keys) == keys
        };
        (0..faces.len()).filter(shares).collect()
    };
    let worth = |group: &Vec<usize>| {
        let (has_asked, is_table) = faces[group[0]].ranks(options, group.len() > 1);
        let letters: f64 = group.iter().map(|&place| faces[place].letters).sum();
        (has_asked, is_table, letters)
    };
    let mut best: Option<((bool, bool, f64), Vec<usize>)> = None;
    for group in (0..faces.len()).map(group) {
        let worth = worth(&group);
        if best
            .as_ref()
            .is_none_or(|(most, _)| worth.partial_cmp(most).is_some_and(Ordering::is_gt))
        {
            best = Some((worth, group));
        }
    }
    best.map_or(Vec::new(), |(_, group)| group)
}

impl Face {
    /// Whether it has the column of texts that was asked for, and whether it is a table rather
    /// than a cover.
    fn ranks(&self, options: &Options, shared: bool) -> (bool, bool) {
        let keys = self.heading.as_ref().map_or(Vec::new(), Heading::keys);
        let asked = options.text.as_ref().is_some_and(|text| keys.contains(&key(text)));
        let name = self.name.to_lowercase();
        let is_cover = !shared && COVERS.iter().any(|cover| name.contains(cover));
        let columns = keys.iter().filter(|key| !key.is_empty()).count();
        (asked, !is_cover && columns > 1 && self.rows > 0)
    }
}

/// Looks at the first rows of a sheet, nothing if it is empty; gives also how many bytes they take.
fn look(book: &mut Book<'_>, name: &str, bounds: Bounds) -> Result<(Option<Face>, u64), Message> {
    let (mut first, mut numbers) = (Vec::new(), Vec::new());
    let (mut weight, mut sum) = (0, 0.0);
    let mut rows = SheetRows::below(book, name, 0, bounds.cells)?;
    while let Some(line) = rows.next(&mut Seen::default())? {
        weight += line.weight();
        sum += line.cells.iter().map(|cell| letters(cell)).sum::<f64>();
        numbers.push(line.number);
        if first.len() < LOOKED_AT {
            first.push(line);
        }
        if numbers.len() >= Limit::OPENING.rows || weight >= Limit::OPENING.bytes as u64 {
            break;
        }
    }
    drop(rows);
    if first.is_empty() {
        return Ok((None, weight));
    }
    let heading = Heading::find(&first, || book.merged(name));
    let header = heading.as_ref().map_or(0, |heading| heading.row);
    let rows = numbers.iter().filter(|&&number| number > header).count();
    Ok((Some(Face { name: name.to_owned(), heading, letters: sum, rows }), weight))
}

impl Line {
    /// About how many bytes of memory it takes.
    pub(super) fn weight(&self) -> u64 {
        self.cells.iter().map(|cell| cell.len() as u64 + 4).sum()
    }
}

/// What is said of a workbook of several sheets.
fn tell(read: &[Face], sheets: &[(String, bool)]) -> Vec<Message> {
    let mut told = Vec::new();
    let is_read = |name: &String| read.iter().any(|face| face.name == *name);
    let names: Vec<&str> = read.iter().map(|face| face.name.as_str()).collect();
    let hidden = sheets.iter().filter(|(_, hidden)| *hidden).count();
    let left: Vec<&str> = sheets
        .iter()
        .filter(|(name, hidden)| !hidden && !is_read(name))
        .map(|(name, _)| name.as_str())
        .collect();
    match &names[..] {
        [] => {}
        [name] => told
            .push(Message::new(format!("读了工作表“{name}”"), format!("read the sheet '{name}'"))),
        names => told.push(Message::new(
            format!(
                "{} 个工作表表头相同，合起来读，表名在列 sheet：{}",
                names.len(),
                listed(names, "、")
            ),
            format!(
                "read {} sheets with the same header together, named in the column sheet: {}",
                names.len(),
                listed(names, ", ")
            ),
        )),
    }
    if !left.is_empty() {
        told.push(Message::new(
            format!("{} 个工作表没有读：{}；--sheet 可指定", left.len(), listed(&left, "、")),
            format!(
                "{} sheets were not read: {}; --sheet names one",
                left.len(),
                listed(&left, ", ")
            ),
        ));
    }
    if hidden > 0 {
        told.push(Message::new(
            format!("{hidden} 个隐藏的工作表没有读"),
            format!("{hidden} hidden sheets were not read"),
        ));
    }
    told
}

/// The first names of a list.
fn listed(names: &[&str], between: &str) -> String {
    let more = if names.len() > 6 { "…" } else { "" };
    names[..names.len().min(6)].join(between) + more
}

fn asked_hidden(name: &str) -> Message {
    Message::new(
        format!("工作表“{name}”是隐藏的，按 --sheet 照读"),
        format!("the sheet '{name}' is hidden and was read as --sheet asks"),
    )
}
