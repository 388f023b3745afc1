//! `cimai inspect`: what a run would read, file by file, before any run.

use std::collections::HashMap;

use cimai_corpus::{Document, Lang, Message};
use cimai_ingest::{FileAudit, Kind, LineAccount, Reject};

use crate::Outcome;
use crate::args::{Format, InspectArgs};
use crate::error::Error;
use crate::flow::reading::{Reading, read};
use crate::job::{Input, Limits};
use crate::tell::stages::Progress;
use crate::tell::{audit, terminal};

/// How many characters of a document, and of a refused record, are shown.
const SHOWN: usize = 60;

/// Prints the account of every file with its first documents as they were read.
pub(crate) fn run(args: &InspectArgs, progress: Progress) -> Result<Outcome, Error> {
    let mut input = Input::alone(&args.input)?;
    input.options.explain = args.explain;
    let reading = read(&input, &Limits::usual(), None, progress)?;
    match args.format {
        Format::Csv => {
            let (rows, _) = audit::rows(&reading.account, progress.written);
            terminal::table(|out| cimai_report::stream(&rows, terminal::profile(), out))?;
        }
        Format::Text => print(&reading, args.lines, progress.lang)?,
    }
    if reading.spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    Ok(audit::outcome(&reading.account))
}

fn print(reading: &Reading, lines: usize, lang: Lang) -> Result<(), Error> {
    let documents = first_documents(reading, lines)?;
    let mut rejects: HashMap<&str, Vec<&Reject>> = HashMap::new();
    for reject in &reading.account.rejects {
        rejects.entry(&reject.path).or_default().push(reject);
    }
    for file in &reading.account.files {
        print_file(file, lang);
        file.lines.iter().for_each(print_line);
        documents.get(&file.path).into_iter().flatten().for_each(print_document);
        let rejects = rejects.get(&*file.path).map_or(&[][..], |all| all);
        rejects.iter().take(lines).for_each(|reject| print_reject(reject, lang));
        terminal::say("");
    }
    print_whole(reading, lang);
    Ok(())
}

/// The first documents of every file.
fn first_documents(
    reading: &Reading,
    lines: usize,
) -> Result<HashMap<String, Vec<Document>>, Error> {
    let mut first: HashMap<String, Vec<Document>> = HashMap::new();
    for batch in 0..reading.spool.batches() {
        for document in reading.spool.documents_of(batch).map_err(Error::Spool)? {
            let of_file = first.entry(document.source.clone()).or_default();
            if of_file.len() < lines {
                of_file.push(document);
            }
        }
    }
    Ok(first)
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

/// Prints what a line of a newspaper page was told to be, and the signs that spoke for it.
fn print_line(line: &LineAccount) {
    let (state, text) = (line.state, beginning(&line.text));
    terminal::say(&format!("  {:>6}  {state:<8}{text}", line.line));
    terminal::say(&format!("{:18}{}", "", line.reasons.join(", ")));
}

fn print_reject(reject: &Reject, lang: Lang) {
    let raw = beginning(&reject.raw);
    terminal::say(&format!("  {:>6}  ✗ {}  {raw}", reject.line, reject.reason.text(lang)));
}

fn print_whole(reading: &Reading, lang: Lang) {
    let account = &reading.account;
    let (files, documents) = (account.files.len(), reading.spool.documents());
    let rejects = account.rejects.len();
    let mut whole = Message::new(
        format!("共 {files} 个文件，{documents} 篇文档，拒收 {rejects} 条"),
        format!("{files} files, {documents} documents, {rejects} records refused"),
    );
    if !account.columns.is_empty() {
        whole.zh.push_str(&format!("；其余的列：{}", account.columns.join("、")));
        whole.en.push_str(&format!("; other columns: {}", account.columns.join(", ")));
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
