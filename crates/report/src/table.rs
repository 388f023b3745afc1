use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use serde::Serialize;

use crate::output::{FileEntry, OutputSet};
use crate::{Error, dictionary};

/// A CSV table on its way into an [`OutputSet`].
pub(crate) struct Table<'o> {
    output: &'o OutputSet,
    path: PathBuf,
    csv: csv::Writer<OutputFile>,
    rows: u64,
}

impl<'o> Table<'o> {
    pub(crate) fn create(
        output: &'o OutputSet,
        name: &str,
        carried: &[String],
    ) -> Result<Self, Error> {
        let path = output.unfinished(&format!("{name}.csv"));
        let mut file = OutputFile::create(&path)?;
        if output.profile().has_mark() {
            file.write_all("\u{feff}".as_bytes()).map_err(Error::write(&path))?;
        }
        let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(file);
        let header = dictionary::header(name).map(|column| output.profile().text(column));
        let carried = carried.iter().map(|column| output.profile().text(column.as_str()));
        csv.serialize(header.chain(carried).collect::<Vec<_>>()).map_err(cause(&path))?;
        Ok(Self { output, path, csv, rows: 0 })
    }

    /// Adds a row. Its fields are the table's columns, in order.
    pub(crate) fn row(&mut self, row: impl Serialize) -> Result<(), Error> {
        self.rows += 1;
        self.csv.serialize(row).map_err(cause(&self.path))
    }

    /// Completes the file. A table that is dropped without it never reaches the manifest.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let file = self.csv.into_inner().map_err(|error| {
            let source = io::Error::new(error.error().kind(), error.to_string());
            Error::Write { path: self.path.clone(), source }
        })?;
        self.output.add_table(file.finish(&self.path)?, self.rows);
        Ok(())
    }
}

fn cause(path: &std::path::Path) -> impl FnOnce(csv::Error) -> Error {
    move |error| Error::Write { path: path.to_owned(), source: error.into() }
}

/// A file that knows its length and hash when it is finished.
pub(crate) struct OutputFile {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl OutputFile {
    pub(crate) fn create(path: &std::path::Path) -> Result<Self, Error> {
        let file = File::create_new(path).map_err(Error::write(path))?;
        Ok(Self { file: BufWriter::new(file), hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Brings everything to the disk. Only here does a full disk show for certain.
    pub(crate) fn finish(mut self, path: &std::path::Path) -> Result<FileEntry, Error> {
        self.file.flush().map_err(Error::write(path))?;
        self.file.get_ref().sync_all().map_err(Error::write(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(FileEntry { name, bytes: self.bytes, blake3: self.hasher.finalize().to_string() })
    }
}

impl Write for OutputFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
