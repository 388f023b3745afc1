use std::collections::HashMap;

use cimai_corpus::Message;

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
            record.map_err(|error| fault(error.position().map_or(0, csv::Position::line)))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = (record.get(term), record.get(idf).and_then(number));
        let (Some(term), Some(idf)) = cells else { return Err(fault(line)) };
        // The apostrophe is ours: it keeps spreadsheets from running the term as a formula.
        found.insert(term.strip_prefix('\'').unwrap_or(term).to_owned(), idf);
    }
    Ok(found)
}

fn lines(text: &str) -> Result<HashMap<String, f64>, Message> {
    let filled = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let entry = |(line, number_of_line): (&str, u64)| {
        let (term, idf) = line.trim().rsplit_once([' ', '\t']).ok_or(fault(number_of_line))?;
        let idf = number(idf).ok_or(fault(number_of_line))?;
        Ok((term.trim().to_owned(), idf))
    };
    filled.map(entry).collect()
}

/// An IDF: a number above 0.
fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|idf: &f64| idf.is_finite() && *idf > 0.0)
}

fn fault(line: u64) -> Message {
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
