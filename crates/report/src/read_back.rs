//! Tables that people edited or wrote themselves, read again: the labels of topics, the IDF of
//! terms.

use std::collections::HashMap;

use cimai_corpus::Message;

use crate::tables::{LIST_SEPARATOR, unguarded};

/// A topic of an earlier run and what it is called now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedTopic {
    /// Its number.
    pub topic: usize,
    /// What it is called.
    pub label: String,
    /// The terms that it was known by.
    pub top_terms: Vec<String>,
}

/// Reads the labels of a `topics.csv`, edited or not. Its other columns may be gone, except the
/// number; without `top_terms`, topics have no terms. A row whose label is empty is passed over.
///
/// ```
/// let edited = "topic,label,top_terms\n1,供暖不热,暖气；供热\n2,,路灯\n";
/// let topics = cimai_report::read_labels(edited)?;
/// assert_eq!(topics.len(), 1);
/// assert_eq!(topics[0].top_terms, ["暖气", "供热"]);
/// # Ok::<(), cimai_corpus::Message>(())
/// ```
///
/// # Errors
///
/// Says which line is not as it should be.
pub fn read_labels(text: &str) -> Result<Vec<NamedTopic>, Message> {
    let text = text.trim_start_matches('\u{feff}');
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = csv.headers().map_err(|_| no_columns())?.clone();
    let place = |name| header.iter().position(|cell| cell.trim() == name);
    let (Some(topic), Some(label)) = (place("topic"), place("label")) else {
        return Err(no_columns());
    };
    let terms = place("top_terms");
    let mut topics = Vec::new();
    for record in csv.records() {
        let record =
            record.map_err(|error| no_number(error.position().map_or(0, csv::Position::line)))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place: usize| unguarded(record.get(place).unwrap_or_default().trim());
        let number = cell(topic).parse().ok().filter(|&number| number > 0);
        let named = NamedTopic {
            topic: number.ok_or_else(|| no_number(line))?,
            label: cell(label).to_owned(),
            top_terms: terms.map_or_else(Vec::new, |place| list(cell(place))),
        };
        if !named.label.is_empty() {
            topics.push(named);
        }
    }
    Ok(topics)
}

fn list(cell: &str) -> Vec<String> {
    let items = cell.split(LIST_SEPARATOR).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn no_columns() -> Message {
    Message::new(
        "没有 topic 和 label 两列；请用 topics.csv，改其中的 label",
        "it lacks the columns topic and label; take a topics.csv and edit its labels",
    )
}

fn no_number(line: u64) -> Message {
    Message::new(
        format!("第 {line} 行：topic 应为主题编号（从 1 起）"),
        format!("line {line}: topic should be the number of a topic, from 1"),
    )
}

/// Reads the IDF of terms: the table `idf`, any other with the columns `term` and `idf`, such as
/// `terms.csv`, or lines of a term and its IDF with a blank between them, as jieba has them.
///
/// ```
/// let idf = cimai_report::read_idf("term,df,idf\n湿地,3,2.5\n")?;
/// assert_eq!(idf["湿地"], 2.5);
/// let idf = cimai_report::read_idf("湿地 2.5\n")?;
/// assert_eq!(idf.len(), 1);
/// # Ok::<(), cimai_corpus::Message>(())
/// ```
///
/// # Errors
///
/// Says which line is not as it should be.
pub fn read_idf(text: &str) -> Result<HashMap<String, f64>, Message> {
    let text = text.trim_start_matches('\u{feff}');
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let place = |headers: &csv::StringRecord, name| headers.iter().position(|cell| cell == name);
    let places =
        csv.headers().ok().and_then(|head| Some((place(head, "term")?, place(head, "idf")?)));
    let Some((term, idf)) = places else { return lines(text) };
    let mut found = HashMap::new();
    for record in csv.records() {
        let record =
            record.map_err(|error| no_entry(error.position().map_or(0, csv::Position::line)))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = (record.get(term), record.get(idf).and_then(number));
        let (Some(term), Some(idf)) = cells else { return Err(no_entry(line)) };
        // The apostrophe is ours: it keeps spreadsheets from running the term as a formula.
        found.insert(term.strip_prefix('\'').unwrap_or(term).to_owned(), idf);
    }
    Ok(found)
}

fn lines(text: &str) -> Result<HashMap<String, f64>, Message> {
    let filled = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let entry = |(line, number_of_line): (&str, u64)| {
        let (term, idf) = line.trim().rsplit_once([' ', '\t']).ok_or(no_entry(number_of_line))?;
        let idf = number(idf).ok_or(no_entry(number_of_line))?;
        Ok((term.trim().to_owned(), idf))
    };
    filled.map(entry).collect()
}

/// An IDF: a number above 0.
fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|idf: &f64| idf.is_finite() && *idf > 0.0)
}

fn no_entry(line: u64) -> Message {
    Message::new(
        format!("第 {line} 行：应为词和 IDF（正数）；用 cimai idf 生成，或每行“词 IDF”"),
        format!("line {line}: a term and its IDF (above 0) are expected; `cimai idf` writes them"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IdfRow, Profile};

    #[test]
    fn a_table_that_is_none_is_refused_with_the_line() {
        assert!(read_labels("a,b\n1,2\n").is_err());
        assert!(read_labels("").is_err());
        let error = read_labels("topic,label\n1,供暖\nzwei,路灯\n").unwrap_err();
        assert!(error.en.starts_with("line 3:"), "{error}");
        assert!(read_labels("topic,label\n0,供暖\n").is_err());
    }

    #[test]
    fn what_keeps_spreadsheets_from_running_a_label_is_taken_off() {
        let topics = read_labels("\u{feff}topic,label\r\n1,'=供暖\r\n").unwrap();
        assert_eq!(topics[0].label, "=供暖");
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        for profile in [Profile::Spreadsheet, Profile::Machine] {
            let rows = [("湿地", 1.5), ("+86", 2.25), ("a b", 3.0)].map(|(term, idf)| IdfRow {
                term: term.to_owned(),
                df: 1,
                idf,
            });
            let mut file = Vec::new();
            crate::stream(&rows, profile, &mut file).unwrap();
            let read = read_idf(&String::from_utf8(file).unwrap()).unwrap();
            for row in rows {
                assert_eq!(read[&row.term].total_cmp(&row.idf), std::cmp::Ordering::Equal);
            }
        }
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (text, line) in [("湿地 2.5\n湿地\n", 2), ("湿地 -1\n", 1), ("term,idf\n湿地,x\n", 2)]
        {
            let error = read_idf(text).unwrap_err();
            assert!(error.en.starts_with(&format!("line {line}:")), "{error}");
        }
    }
}
