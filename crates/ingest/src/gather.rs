use std::collections::HashMap;

use cimai_corpus::{Document, Message};

use crate::Reading;
use crate::file::FileReading;

/// Puts the files together, in their order, under the columns of all.
pub(crate) fn gather(files: Vec<FileReading>) -> Reading {
    let mut reading = Reading::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut notes = Vec::new();
    for column in files.iter().flat_map(|file| &file.columns) {
        if !places.contains_key(column) {
            places.insert(column.clone(), reading.columns.len());
            reading.columns.push(column.clone());
        }
    }
    for mut file in files {
        let own: Vec<usize> = file.columns.iter().map(|column| places[column]).collect();
        let width = reading.columns.len();
        if own.len() == width && own.is_sorted() {
            if reading.documents.is_empty() {
                // A single large file need not be copied.
                reading.documents = file.documents;
            } else {
                reading.documents.append(&mut file.documents);
            }
        } else {
            let wide = file.documents.into_iter().map(|document| widen(document, &own, width));
            reading.documents.extend(wide);
        }
        reading.rejects.extend(file.rejects);
        for note in file.notes {
            notes.push((note, file.audit.path.clone()));
        }
        reading.files.push(file.audit);
    }
    reading.notes = together(notes);
    reading
}

/// Moves the fields of a document to their places among the columns of all files.
fn widen(mut document: Document, places: &[usize], width: usize) -> Document {
    let own = std::mem::replace(&mut document.fields, vec![String::new(); width]);
    for (&place, field) in places.iter().zip(own) {
        document.fields[place] = field;
    }
    document
}

/// Notes with the files that they are about; what was decided alike in many files is said once.
fn together(notes: Vec<(Message, String)>) -> Vec<Message> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (note, _) in &notes {
        *counts.entry(note.en.clone()).or_insert(0) += 1;
    }
    let mut said = Vec::new();
    for (note, path) in notes {
        let Some(count) = counts.remove(&note.en) else { continue };
        let more = count - 1;
        let zh = if more == 0 { String::new() } else { format!(" 等 {count} 个文件") };
        let en = if more == 0 { String::new() } else { format!(" and {more} more") };
        let (zh, en) = (format!("{path}{zh}：{}", note.zh), format!("{path}{en}: {}", note.en));
        said.push(Message::new(zh, en));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, columns: &[&str], fields: &[&str]) -> FileReading {
        let owned = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
        let document = Document { fields: owned(fields), ..Document::default() };
        let note = Message::new("注", "note");
        let mut file = FileReading::default();
        (file.columns, file.documents, file.notes) = (owned(columns), vec![document], vec![note]);
        file.audit.path = path.into();
        file
    }

    #[test]
    fn columns_of_all_files_are_side_by_side() {
        let files = vec![file("a", &["x", "y"], &["1", "2"]), file("b", &["z", "x"], &["3", "4"])];
        let reading = gather(files);
        assert_eq!(reading.columns, ["x", "y", "z"]);
        assert_eq!(reading.documents[0].fields, ["1", "2", ""]);
        assert_eq!(reading.documents[1].fields, ["4", "", "3"]);
    }

    #[test]
    fn what_holds_for_many_files_is_said_once() {
        let files = ["a", "b", "c"].map(|path| file(path, &[], &[]));
        let notes = gather(files.into()).notes;
        assert_eq!(notes, [Message::new("a 等 3 个文件：注", "a and 2 more: note")]);
    }
}
