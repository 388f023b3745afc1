use std::collections::{BTreeMap, HashSet};

use cimai_corpus::Batch;

use super::definition::TableDef;

/// A column that documents brought along from the table that they were read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Carried {
    /// What it is called in `documents.csv`.
    pub(crate) name: String,
    /// Whether each of its cells is empty or a number that a spreadsheet leaves as it is.
    pub(crate) is_number: bool,
}

/// Which of the columns that documents bring along hold numbers and nothing else. It is gathered
/// batch by batch and merged in any order.
///
/// ```
/// use cimai_corpus::{Batch, Document};
/// use cimai_report::CarriedKinds;
///
/// let fields = ["12", "007"].map(String::from).to_vec();
/// let mut batch = Batch::default();
/// batch.columns = ["stars", "code"].map(String::from).to_vec().into();
/// batch.documents = vec![Document { fields, ..Document::default() }];
/// let kinds = CarriedKinds::of(&batch);
/// assert!(kinds.is_number("stars") && !kinds.is_number("code"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarriedKinds {
    /// By the name of each column that is not empty: whether all of it is numbers.
    numbers: BTreeMap<String, bool>,
}

impl CarriedKinds {
    /// What the documents of a batch have.
    pub fn of(batch: &Batch) -> Self {
        let mut kinds = Self::default();
        for (place, column) in batch.columns.iter().enumerate() {
            let values = batch.documents.iter().filter_map(|document| document.fields.get(place));
            let mut filled = values.filter(|value| !value.is_empty()).peekable();
            if filled.peek().is_some() {
                let numbers = filled.all(|value| is_plain_number(value));
                kinds.add(column.clone(), numbers);
            }
        }
        kinds
    }

    /// Adds what other documents have.
    pub fn merge(&mut self, other: Self) {
        for (column, numbers) in other.numbers {
            self.add(column, numbers);
        }
    }

    fn add(&mut self, column: String, numbers: bool) {
        let own = self.numbers.entry(column).or_insert(true);
        *own &= numbers;
    }

    /// Whether a column holds numbers and nothing else.
    pub fn is_number(&self, column: &str) -> bool {
        self.numbers.get(column).copied().unwrap_or_default()
    }

    /// The columns as `documents.csv` has them: under their own names, except where the table has
    /// that name already.
    pub(crate) fn carried(&self, columns: &[String]) -> Vec<Carried> {
        let own = TableDef::of("documents").map_or(&[][..], TableDef::columns);
        let mut taken: HashSet<String> = own.iter().map(|own| own.column.clone()).collect();
        let carried = |column: &String| {
            let mut name = column.clone();
            while !taken.insert(name.clone()) {
                name.insert_str(0, "input_");
            }
            Carried { name, is_number: self.is_number(column) }
        };
        columns.iter().map(carried).collect()
    }
}

/// Whether a text is a number that comes out of Excel as it went in: no leading zero, no plus, no
/// exponent, at most fifteen digits, no zero at the end of its decimals.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole)
        && decimals.is_none_or(|part| all_digits(part) && !part.ends_with('0'))
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() + decimals.map_or(0, str::len) <= 15
        && text != "-0"
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Document;

    use super::*;

    #[test]
    fn only_numbers_that_excel_leaves_alone_are_numbers() {
        for number in ["0", "-3.5", "0.25", "12345", "999999999999999"] {
            assert!(is_plain_number(number), "{number}");
        }
        for text in [
            "007",
            "+86",
            "1e5",
            "1234567890123456",
            "3.50",
            "-0",
            "1-2",
            ".5",
            "5.",
            "",
            "-",
            "１",
        ] {
            assert!(!is_plain_number(text), "{text}");
        }
    }

    #[test]
    fn names_that_the_table_has_are_changed_and_no_two_are_equal() {
        let columns = ["地区", "topic", "input_topic", "topic"].map(String::from);
        let carried = CarriedKinds::default().carried(&columns);
        let names: Vec<&str> = carried.iter().map(|column| &*column.name).collect();
        assert_eq!(names, ["地区", "input_topic", "input_input_topic", "input_input_input_topic"]);
    }

    #[test]
    fn a_column_is_numbers_only_if_it_is_in_every_batch() {
        let batch = |values: &[&str]| {
            let document =
                |&value: &&str| Document { fields: vec![value.to_owned()], ..Document::default() };
            let mut batch = Batch::new(std::sync::Arc::default());
            batch.columns = vec!["stars".to_owned()].into();
            batch.documents = values.iter().map(document).collect();
            batch
        };
        let [numbers, empty, texts] =
            [&["4", ""][..], &[""], &["5", "good"]].map(|values| CarriedKinds::of(&batch(values)));
        let mut both = numbers.clone();
        both.merge(empty.clone());
        assert!(both.is_number("stars") && !empty.is_number("stars"));
        both.merge(texts.clone());
        let mut reverse = texts;
        reverse.merge(empty);
        reverse.merge(numbers);
        assert!(!both.is_number("stars") && both == reverse);
    }
}
