//! Saved topics: the file of a model, what is noted in it, and `cimai model`.

use std::io::Write;
use std::path::Path;

use cimai_corpus::{Message, is_command};
use cimai_report::ModelRow;
use cimai_topic::Model;

use crate::Outcome;
use crate::args::ModelCommand;
use crate::error::Error;
use crate::job::{List, MAX_MODEL};
use crate::tell::stages::Progress;
use crate::tell::terminal;

/// The model in a file that was read.
pub(crate) fn parse(file: &List) -> Result<Model, Error> {
    let model = Model::from_bytes(file.content());
    model.map_err(|error| Error::in_file(file.path())(error.message()))
}

/// Writes a model under its name when all of it is on the disk.
fn write(path: &Path, model: &Model) -> Result<(), Error> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let unwritable = |source| Error::Model { path: path.to_owned(), source };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(unwritable)?;
    file.as_file().write_all(&model.to_bytes()).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

fn read(path: &Path) -> Result<Model, Error> {
    parse(&List::read_at_most(path, MAX_MODEL)?)
}

/// Shows or changes a model.
pub(crate) fn run(command: &ModelCommand, progress: Progress) -> Result<Outcome, Error> {
    match command {
        ModelCommand::Show { model } => show(&read(model)?)?,
        ModelCommand::Rename { model: path, topic, name } => {
            let mut model = read(path)?;
            let before = rename(&mut model, *topic as usize, name).map_err(Error::in_file(path))?;
            write(path, &model)?;
            let told = Message::new(
                format!("主题 {topic}：{before} → {name}"),
                format!("topic {topic}: {before} → {name}"),
            );
            terminal::say(told.text(progress.lang));
        }
    }
    Ok(Outcome::Complete)
}

/// Gives a topic another name; tells the one that it had.
fn rename(model: &mut Model, number: usize, name: &str) -> Result<String, Message> {
    let (name, topics) = (name.trim(), model.topics.len());
    if name.is_empty() {
        return Err(Message::new("名字是空的", "the name is empty"));
    }
    if name.chars().any(is_command) {
        return Err(Message::new(
            "名字里有控制字符或改变书写方向的字符",
            "the name holds a control character or one that turns the direction of writing",
        ));
    }
    if model.topics.iter().enumerate().any(|(i, topic)| topic.name == name && i + 1 != number) {
        return Err(Message::new(
            format!("已有另一个主题叫“{name}”"),
            format!("another topic is called '{name}' already"),
        ));
    }
    let topic = number.checked_sub(1).and_then(|place| model.topics.get_mut(place));
    let topic = topic.ok_or_else(|| {
        Message::new(
            format!("没有主题 {number}；编号从 1 到 {topics}"),
            format!("there is no topic {number}; they are numbered from 1 to {topics}"),
        )
    })?;
    Ok(std::mem::replace(&mut topic.name, name.to_owned()))
}

fn show(model: &Model) -> Result<(), Error> {
    let row = |(place, topic): (usize, &cimai_topic::ModelTopic)| ModelRow {
        topic: place + 1,
        label: topic.name.clone(),
        share: topic.share,
        terms: topic.label.clone(),
    };
    let rows: Vec<ModelRow> = model.topics.iter().enumerate().map(row).collect();
    terminal::table(|out| cimai_report::stream(&rows, terminal::profile(), out))
}
