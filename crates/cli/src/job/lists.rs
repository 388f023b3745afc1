//! The lists of the user's: each is read once, and known by the hash of what was read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use cimai_report::HashedFile;

use super::options::{Given, OptionEntry, Shapes};
use crate::error::Error;

/// The largest list, in bytes. The largest that people have, a dictionary of all idioms, names and
/// places, has some 20 MiB; what is larger is another file, named by mistake.
const MAX_LIST: u64 = 64 << 20;
/// The largest model, in bytes. It grows with the vocabulary, which has a few million words at
/// most.
pub(crate) const MAX_MODEL: u64 = 64 << 20;

/// The lists of a run, in the order of the options that name them.
#[derive(Default)]
pub(crate) struct Lists(Vec<(&'static str, Shapes, List)>);

/// A file with its content.
pub(crate) struct List {
    path: PathBuf,
    content: Vec<u8>,
    file: HashedFile,
}

impl Lists {
    /// Reads the lists that the options name.
    pub(crate) fn open<A>(&mut self, entries: &[OptionEntry<A>], args: &A) -> Result<(), Error> {
        for entry in entries {
            let (paths, max) = match entry.given() {
                Given::Lists(paths) => (paths(args), MAX_LIST),
                Given::Model(paths) => (paths(args), MAX_MODEL),
                Given::Value(_) | Given::Input(_) => continue,
            };
            for path in paths {
                self.0.push((entry.name(), entry.shapes(), List::read_at_most(path, max)?));
            }
        }
        Ok(())
    }

    /// Reads a file for the record of the run alone.
    pub(super) fn record(&mut self, option: &'static str, path: &Path) -> Result<(), Error> {
        self.0.push((option, Shapes::Reading, List::read(path)?));
        Ok(())
    }

    /// The lists of an option.
    pub(crate) fn of(&self, option: &'static str) -> impl Iterator<Item = &List> {
        self.0.iter().filter(move |(name, ..)| *name == option).map(|(_, _, list)| list)
    }

    /// The hashes of the lists that shape something, in order.
    pub(super) fn shaping(&self, what: Shapes) -> Vec<String> {
        let lists = self.0.iter().filter(|(_, shapes, _)| *shapes == what);
        let mut hashes: Vec<String> =
            lists.filter_map(|(_, _, list)| list.file.blake3.clone()).collect();
        hashes.sort();
        hashes
    }

    /// What is told of them in the record of the run.
    pub(super) fn into_hashed_files(self) -> Vec<HashedFile> {
        self.0.into_iter().map(|(_, _, list)| list.file).collect()
    }
}

impl List {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// If it is no regular file, is larger than a list can be, or cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        Self::read_at_most(path, MAX_LIST)
    }

    /// Reads a file of at most `max` bytes.
    pub(crate) fn read_at_most(path: &Path, max: u64) -> Result<Self, Error> {
        let content = read(path, max).map_err(Error::in_file(path))?;
        let file = HashedFile::of(&path.to_string_lossy(), &content);
        Ok(Self { path: path.to_owned(), content, file })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The BLAKE3 hash of what it holds, in hexadecimal.
    pub(crate) fn hash(&self) -> String {
        self.file.blake3.clone().unwrap_or_default()
    }

    /// What it holds.
    pub(crate) fn content(&self) -> &[u8] {
        &self.content
    }

    /// The same as text.
    ///
    /// # Errors
    ///
    /// If it is in no encoding that lists have.
    pub(crate) fn text(&self) -> Result<String, Error> {
        let text = cimai_ingest::list_text(&self.content);
        text.ok_or_else(|| Error::in_file(&self.path)(not_text()))
    }
}

fn read(path: &Path, max: u64) -> Result<Vec<u8>, Message> {
    // Looked at before it is opened, since a pipe that nobody writes would not open at all.
    let found = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !found.is_file() {
        return Err(no_file());
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut content = Vec::with_capacity(found.len().min(max) as usize);
    file.take(max + 1).read_to_end(&mut content).map_err(|error| unreadable(&error))?;
    if content.len() as u64 > max { Err(too_large(max)) } else { Ok(content) }
}

fn unreadable(error: &io::Error) -> Message {
    Message::new(
        format!("无法读取：{error}；请检查路径和权限"),
        format!("cannot be read: {error}; check the path and its permissions"),
    )
}

fn no_file() -> Message {
    Message::new(
        "不是普通文件；请给出一个文件（不能是文件夹、管道或设备）",
        "is no regular file; name a file, not a folder, a pipe or a device",
    )
}

fn too_large(max: u64) -> Message {
    let megabytes = max >> 20;
    Message::new(
        format!("大于上限 {megabytes} MiB，不像是词表；请检查给出的文件"),
        format!("larger than {megabytes} MiB, as no such file is; check which one was named"),
    )
}

fn not_text() -> Message {
    Message::new(
        "不是 UTF-8、UTF-16 或 GB18030 文本；请用编辑器另存为 UTF-8",
        "it is neither UTF-8 nor UTF-16 nor GB18030 text; save it as UTF-8 in an editor",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_in_every_encoding_that_editors_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let utf_16: Vec<u8> =
            "\u{feff}河长制\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let gbk = b"\xba\xd3\xb3\xa4\xd6\xc6\n";
        for content in [gbk, "河长制\n".as_bytes(), "\u{feff}河长制\n".as_bytes(), &utf_16] {
            fs::write(&path, content).unwrap();
            let list = List::read(&path).unwrap();
            assert_eq!(list.text().unwrap(), "河长制\n");
            assert_eq!(list.file.bytes, Some(content.len() as u64));
        }
        fs::write(&path, [0xff, 0xff]).unwrap();
        assert!(List::read(&path).unwrap().text().is_err());
    }

    #[test]
    fn only_a_regular_file_of_fitting_size_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(List::read(folder.path()).is_err());
        assert!(List::read(&folder.path().join("nothing")).is_err());
        let path = folder.path().join("large");
        File::create(&path).unwrap().set_len(MAX_LIST + 1).unwrap();
        assert!(List::read(&path).is_err());
        #[cfg(unix)]
        assert!(List::read(Path::new("/dev/zero")).is_err());
    }
}
