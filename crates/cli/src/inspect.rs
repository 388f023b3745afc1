//! `cimai inspect`: what a run would read, file by file, before any run.

use std::collections::HashMap;

use cimai_corpus::{Document, Lang, Message};
use cimai_ingest::{FileAudit, Kind, Reading, Reject};

use crate::args::{Format, InspectArgs};
use crate::error::Error;
use crate::job::Input;
use crate::progress::Progress;
use crate::{Outcome, audit, pipeline, terminal};

/// How many characters of a document, and of a refused record, are shown.
const SHOWN: usize = 60;

/// Prints the account of every file with its first documents as they were read.
pub(crate) fn run(args: &InspectArgs, progress: Progress) -> Result<Outcome, Error> {
    let reading = pipeline::read(&Input::alone(&args.input)?, progress)?;
    match args.format {
        Format::Csv => {
            let (rows, _) = audit::rows(&reading, progress.lang);
            terminal::table(|out| cimai_report::inputs(&rows, terminal::profile(), out))?;
        }
        Format::Text => print(&reading, args.lines, progress.lang),
    }
    if reading.documents.is_empty() {
        return Err(audit::no_documents(&reading));
    }
    Ok(audit::outcome(&reading))
}

fn print(reading: &Reading, lines: usize, lang: Lang) {
    let mut documents: HashMap<&str, Vec<&Document>> = HashMap::new();
    for document in &reading.documents {
        documents.entry(&document.source).or_default().push(document);
    }
    let mut rejects: HashMap<&str, Vec<&Reject>> = HashMap::new();
    for reject in &reading.rejects {
        rejects.entry(&reject.path).or_default().push(reject);
    }
    for file in &reading.files {
        print_file(file, lang);
        let documents = documents.get(&*file.path).map_or(&[][..], |all| all);
        documents.iter().take(lines).for_each(|document| print_document(document));
        let rejects = rejects.get(&*file.path).map_or(&[][..], |all| all);
        rejects.iter().take(lines).for_each(|reject| print_reject(reject, lang));
        terminal::say("");
    }
    print_whole(reading, lang);
}

fn print_file(file: &FileAudit, lang: Lang) {
    terminal::say(&file.path);
    terminal::say(&format!("  {}", facts(file).text(lang)));
    if !file.message.en.is_empty() {
        terminal::say(&format!("  {}", file.message.text(lang)));
    }
}

/// What the file is and what it gave, on one line.
fn facts(file: &FileAudit) -> Message {
    let mut facts = Message::new(file.status.name(), file.status.name());
    let mut add = |zh: String, en: String| {
        facts.zh.push_str(&format!(" · {zh}"));
        facts.en.push_str(&format!(" · {en}"));
    };
    if file.kind != Kind::Unknown {
        add(file.kind_name(), file.kind_name());
    }
    if !file.encoding.is_empty() {
        let (name, reason) = (&file.encoding, &file.encoding_reason);
        add(format!("{name}（{}）", reason.zh), format!("{name} ({})", reason.en));
    }
    if file.documents > 0 {
        let (documents, chars, han) = (file.documents, file.chars, 100.0 * file.han_share());
        add(format!("文档 {documents}"), format!("{documents} documents"));
        add(format!("字 {chars}，汉字 {han:.0}%"), format!("{chars} characters, Han {han:.0}%"));
    }
    if file.rejected > 0 {
        add(format!("拒收 {}", file.rejected), format!("{} refused", file.rejected));
    }
    facts
}

fn print_document(document: &Document) {
    let text = beginning(&document.text);
    let text = match document.title.is_empty() {
        true => text,
        false => format!("【{}】{text}", beginning(&document.title)),
    };
    terminal::say(&format!("  {:>6}  {text}", document.line));
}

fn print_reject(reject: &Reject, lang: Lang) {
    let raw = beginning(&reject.raw);
    terminal::say(&format!("  {:>6}  ✗ {}  {raw}", reject.line, reject.reason.text(lang)));
}

fn print_whole(reading: &Reading, lang: Lang) {
    let (files, documents) = (reading.files.len(), reading.documents.len());
    let mut whole = Message::new(
        format!("共 {files} 个文件，{documents} 篇文档，拒收 {} 条", reading.rejects.len()),
        format!("{files} files, {documents} documents, {} records refused", reading.rejects.len()),
    );
    if !reading.columns.is_empty() {
        whole.zh.push_str(&format!("；其余的列：{}", reading.columns.join("、")));
        whole.en.push_str(&format!("; other columns: {}", reading.columns.join(", ")));
    }
    terminal::say(whole.text(lang));
}

/// The first characters of a text, on one line.
fn beginning(text: &str) -> String {
    let mut line: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}
