use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cimai_corpus::Message;

use super::disk::Disk;
use super::folder::{Names, Unfinished};
use super::manifest::OnDisk;
use crate::Error;

/// Endings of the files that a run writes by itself.
const OURS: [&str; 5] = ["csv", "json", "html", "xlsx", "gexf"];

/// Where the model of a run goes.
#[derive(Debug)]
pub(super) enum ModelFile {
    /// Into the folder of the run, as one of its files.
    Inside(String),
    /// Elsewhere.
    Beside(BesideFile),
}

/// A file outside the folder, under a temporary name until the folder has its own.
#[derive(Debug)]
pub(super) struct BesideFile {
    path: PathBuf,
    unfinished: Unfinished,
    file: Mutex<OnDisk>,
    signature: &'static [u8],
    replaces: bool,
}

impl ModelFile {
    /// Opens the file, or says why it cannot be written there. Both paths are free of links.
    pub(super) fn open(
        disk: &Arc<dyn Disk>,
        path: PathBuf,
        folder: &Path,
        signature: &'static [u8],
        force: bool,
    ) -> Result<Self, Error> {
        if !path.starts_with(folder) {
            let names = Names::of(folder);
            return BesideFile::open(disk, path, &names, signature, force).map(Self::Beside);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.parent() != Some(folder) || OURS.contains(&&*ending) {
            return Err(Error::Unusable { path, message: other_name() });
        }
        Ok(Self::Inside(name))
    }
}

impl BesideFile {
    fn open(
        disk: &Arc<dyn Disk>,
        path: PathBuf,
        names: &Names,
        signature: &'static [u8],
        force: bool,
    ) -> Result<Self, Error> {
        let replaces = check_replaceable(&path, signature, force)?;
        let unusable = |message| Error::Unusable { path: path.clone(), message };
        let (Some(parent), Some(_)) = (path.parent(), path.file_name()) else {
            return Err(unusable(no_file()));
        };
        if !parent.is_dir() {
            return Err(unusable(no_folder(parent)));
        }
        let temporary = names.model_in(parent);
        // A run to the same folder that was killed may have left one.
        let _ = disk.remove(&temporary);
        let file = disk.create_file(&temporary).map_err(Error::write(&path))?;
        let unfinished = Unfinished::new(disk, temporary);
        let file = Mutex::new(OnDisk { disk: Arc::clone(disk), file });
        Ok(Self { path, unfinished, file, signature, replaces })
    }

    /// Brings the whole content to the disk, under the temporary name.
    pub(super) fn write(&self, content: &[u8]) -> Result<(), Error> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(content).map_err(Error::write(&self.path))?;
        file.disk.sync_file(&file.file).map_err(Error::write(&self.path))
    }

    pub(super) fn unfinished(&self) -> &Path {
        self.unfinished.path()
    }

    /// Whether there is a model in it: a run without topics has none to save.
    pub(super) fn is_written(&self) -> bool {
        fs::metadata(self.unfinished.path()).is_ok_and(|file| file.len() > 0)
    }

    /// Looks once more whether the name may be taken: a run can last for hours.
    pub(super) fn check(&self) -> Result<(), Error> {
        check_replaceable(&self.path, self.signature, self.replaces).map(|_| ())
    }

    /// Takes the name.
    pub(super) fn take_name(self) -> Result<(), Error> {
        let Self { path, unfinished, file, .. } = self;
        let OnDisk { disk, .. } = file.into_inner().unwrap_or_else(PoisonError::into_inner);
        disk.rename(unfinished.path(), &path).map_err(Error::write(&path))?;
        unfinished.keep();
        // The model has its name. Whether that outlasts a loss of power is the file system's.
        let _ = path.parent().map_or(Ok(()), |parent| disk.sync_folder(parent));
        Ok(())
    }
}

/// Whether there is a file of that kind which is to be replaced. What is not of that kind never is.
fn check_replaceable(path: &Path, signature: &[u8], force: bool) -> Result<bool, Error> {
    let unusable = |message| Err(Error::Unusable { path: path.to_owned(), message });
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::write(path)(error)),
        Ok(found) if !found.is_file() => unusable(no_file()),
        Ok(_) if !begins_with(path, signature) => unusable(no_model()),
        Ok(_) if !force => unusable(exists()),
        Ok(_) => Ok(true),
    }
}

fn begins_with(path: &Path, signature: &[u8]) -> bool {
    let mut beginning = vec![0; signature.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut beginning));
    read.is_ok() && beginning == signature
}

fn no_folder(folder: &Path) -> Message {
    Message::new(
        format!("没有文件夹 {}，模型无处可存；请先建立它", folder.display()),
        format!("there is no folder {} to save the model in; make it first", folder.display()),
    )
}

fn no_file() -> Message {
    Message::new(
        "这不是普通文件，不能存模型；请换一个名字",
        "this is no regular file, so no model is saved there; choose another name",
    )
}

fn no_model() -> Message {
    Message::new(
        "已有这个文件，但它不是 cimai 的模型，不会覆盖（--force 也不会）；请换一个名字",
        "there is such a file and it is no model of cimai; it is not replaced, not even by --force; choose another name",
    )
}

fn exists() -> Message {
    Message::new(
        "模型文件已存在；换一个名字，或用 --force 覆盖",
        "the model is there already; choose another name or replace it with --force",
    )
}

fn other_name() -> Message {
    Message::new(
        "模型不能用这个名字：请直接放在输出文件夹里，且不用表格和报告的扩展名，如 主题.model",
        "the model cannot have this name: put it into the output folder itself, with an ending that no table or report has, such as topics.model",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::disk::Machine;

    const SIGNATURE: &[u8] = b"sign";

    fn open(path: &Path, force: bool) -> Result<ModelFile, Error> {
        let disk: Arc<dyn Disk> = Arc::new(Machine);
        ModelFile::open(&disk, path.to_owned(), &path.with_file_name("out"), SIGNATURE, force)
    }

    #[test]
    fn only_a_model_is_replaced_and_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [("a.csv", "id,text\n"), ("empty", ""), ("short", "sig")] {
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            for force in [false, true] {
                assert!(matches!(open(&path, force), Err(Error::Unusable { .. })), "{name}");
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        let model = folder.path().join("m.model");
        fs::write(&model, "signed").unwrap();
        assert!(matches!(open(&model, false), Err(Error::Unusable { .. })));
        assert!(open(&model, true).is_ok());
        assert!(open(&folder.path().join("new.model"), false).is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing is left behind");
    }

    #[test]
    fn what_is_no_file_or_has_no_folder_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("no/m.model")] {
            assert!(matches!(open(&path, true), Err(Error::Unusable { .. })), "{path:?}");
        }
        #[cfg(unix)]
        assert!(matches!(open(Path::new("/dev/null"), true), Err(Error::Unusable { .. })));
    }

    #[test]
    fn within_the_output_folder_it_is_one_of_the_files() {
        let out = Path::new("/no/out");
        let disk: Arc<dyn Disk> = Arc::new(Machine);
        let open = |name: &str| ModelFile::open(&disk, out.join(name), out, SIGNATURE, false);
        assert!(matches!(open("m.model"), Ok(ModelFile::Inside(name)) if name == "m.model"));
        for name in ["terms.csv", "RUN.JSON", "sub/m.model", ""] {
            assert!(matches!(open(name), Err(Error::Unusable { .. })), "{name}");
        }
    }
}
