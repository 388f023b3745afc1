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
            record.map_err(|error| fault(error.position().map_or(0, csv::Position::line)))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place: usize| unguarded(record.get(place).unwrap_or_default().trim());
        let number = cell(topic).parse().ok().filter(|&number| number > 0);
        let named = NamedTopic {
            topic: number.ok_or_else(|| fault(line))?,
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

fn fault(line: u64) -> Message {
    Message::new(
        format!("第 {line} 行：topic 应为主题编号（从 1 起）"),
        format!("line {line}: topic should be the number of a topic, from 1"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
