mod folder;
mod manifest;
mod model_file;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tempfile::TempDir;

use self::folder::FolderLock;
pub use self::manifest::FileEntry;
pub(crate) use self::manifest::OutputFile;
use self::manifest::{MANIFEST, Manifest, sync_folder};
use self::model_file::ModelFile;
use crate::{Error, Profile};

/// The files of a run, written in a folder beside the one that is asked for and published
/// together, with a model if there is one. Dropped before [`OutputSet::publish`], it leaves
/// nothing behind. While it lives, no other can be opened for the same folder.
///
/// A folder with a `manifest.json` is complete: the manifest is written last, after every other
/// file is on the disk.
#[derive(Debug)]
pub struct OutputSet {
    folder: PathBuf,
    unfinished: TempDir,
    model: Option<ModelFile>,
    force: bool,
    profile: Profile,
    files: Mutex<Vec<FileEntry>>,
    /// Dropped last, when the folder has its name.
    lock: FolderLock,
}

/// What was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The files of the folder, by name.
    pub files: Vec<FileEntry>,
    /// Where the folder is that was replaced, if it held something that cimai did not write or
    /// that was changed since. Such a folder is never deleted.
    pub kept: Option<PathBuf>,
}

impl OutputSet {
    /// Opens an output set for `folder`, before any work is done for it.
    ///
    /// # Errors
    ///
    /// If another run is writing the folder; if it is there and not empty, unless `force` is set
    /// and everything in it was written by an earlier run; and if no folder can be made beside it.
    pub fn create(folder: &Path, force: bool, profile: Profile) -> Result<Self, Error> {
        let real = without_links(folder).map_err(Error::write(folder))?;
        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
            return Err(Error::NotAFolder { folder: folder.to_owned() });
        };
        check_replaceable(folder, force)?;
        fs::create_dir_all(parent).map_err(Error::write(parent))?;
        let lock = FolderLock::take(&real)?;
        // A run that had the lock until now may have written the folder.
        check_replaceable(folder, force)?;
        let prefix = format!(".{}.partial-", name.to_string_lossy());
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(&prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let unfinished = builder.tempdir_in(parent).map_err(Error::write(parent))?;
        let files = Mutex::default();
        Ok(Self { folder: real, unfinished, model: None, force, profile, files, lock })
    }

    /// Opens the file of a model that is to be published with the folder: one of its files where
    /// the path lies in it, else a file of its own. All models begin with the signature.
    ///
    /// # Errors
    ///
    /// If the file cannot be made; if there is one already, unless the set was opened by force
    /// and the file begins with the signature; if its name may be that of a table.
    pub fn with_model(mut self, path: &Path, signature: &'static [u8]) -> Result<Self, Error> {
        let real = without_links(path).map_err(Error::write(path))?;
        self.model = Some(ModelFile::open(real, &self.folder, signature, self.force)?);
        Ok(self)
    }

    /// Makes sure that an input is not one of the files that this set may replace.
    ///
    /// # Errors
    ///
    /// If it lies in the output folder.
    pub fn spare(&self, input: &Path) -> Result<(), Error> {
        let real = without_links(input).map_err(Error::write(input))?;
        match real.starts_with(&self.folder) {
            true => Err(Error::Input { input: input.to_owned(), folder: self.folder.clone() }),
            false => Ok(()),
        }
    }

    /// What there is of the set until it is published: temporary folders and files. They go by
    /// themselves when it is dropped; a program that is interrupted has to remove them.
    pub fn unfinished_paths(&self) -> Vec<PathBuf> {
        let beside = self.model.iter().filter_map(|model| match model {
            ModelFile::Beside(file) => Some(file.unfinished()),
            ModelFile::Inside(_) => None,
        });
        let paths = [self.unfinished.path(), self.lock.path()].into_iter().chain(beside);
        paths.map(Path::to_owned).collect()
    }

    /// Writes the model, to the place that [`OutputSet::with_model`] opened for it.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    ///
    /// # Panics
    ///
    /// If no place was opened.
    pub fn model(&self, content: &[u8]) -> Result<(), Error> {
        match self.model.as_ref().expect("the place of a model is opened before any work") {
            ModelFile::Inside(name) => self.bytes(name, content),
            ModelFile::Beside(file) => file.write(content),
        }
    }

    /// Publishes the set under its name, the folder first and then the model, and tells what is
    /// in the folder. It is both or neither: if the model cannot take its name, the folder loses
    /// its own again.
    ///
    /// # Errors
    ///
    /// If a file cannot be brought to the disk or cannot take its name. The folder and the model
    /// that had the names are then as they were.
    pub fn publish(self) -> Result<Published, Error> {
        let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort_by(|a, b| a.name.cmp(&b.name));
        write_json(&self.unfinished.path().join(MANIFEST), &Manifest::of(&files))?;
        sync_folder(self.unfinished.path())?;
        if folder::is_occupied(&self.folder) && !self.force {
            return Err(Error::Exists { folder: self.folder });
        }
        let beside = match self.model {
            Some(ModelFile::Beside(file)) if file.is_written() => Some(file),
            _ => None,
        };
        beside.as_ref().map_or(Ok(()), model_file::BesideFile::check)?;
        let placed = folder::take_name(self.unfinished, &self.folder)?;
        if let Some(Err(error)) = beside.map(model_file::BesideFile::take_name) {
            placed.take_back()?;
            return Err(error);
        }
        Ok(Published { files, kept: placed.settle()? })
    }

    /// Writes a value as JSON.
    pub(crate) fn json(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        self.add(write_json(&self.unfinished(name), value)?);
        Ok(())
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.unfinished(name);
        let mut file = OutputFile::create(&path)?;
        file.write_all(bytes).map_err(Error::write(&path))?;
        self.add(file.finish(&path)?);
        Ok(())
    }

    pub(crate) fn profile(&self) -> Profile {
        self.profile
    }

    pub(crate) fn unfinished(&self, name: &str) -> PathBuf {
        self.unfinished.path().join(name)
    }

    pub(crate) fn add(&self, file: FileEntry) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    }
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<FileEntry, Error> {
    let mut file = OutputFile::create(path)?;
    serde_json::to_writer_pretty(&mut file, value).map_err(|e| Error::write(path)(e.into()))?;
    file.write_all(b"\n").map_err(Error::write(path))?;
    file.finish(path)
}

/// Whether the folder may be replaced: it is not there, is empty, or holds only files that the
/// manifest of an earlier run lists.
fn check_replaceable(folder: &Path, force: bool) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(_) => return Err(Error::NotAFolder { folder: folder.to_owned() }),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::write(folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    if names.is_empty() {
        return Ok(());
    }
    if !force {
        return Err(Error::Exists { folder: folder.to_owned() });
    }
    names.sort();
    let before = Manifest::read(folder);
    let is_ours = |name: &str| before.as_ref().is_some_and(|manifest| manifest.lists(name));
    match names.into_iter().find(|name| !is_ours(name)) {
        Some(file) => Err(Error::Foreign { folder: folder.to_owned(), file }),
        None => Ok(()),
    }
}

/// The path from the root, with no links in it, as far as it exists.
fn without_links(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let existing = path.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let Some((part, real)) = existing else { return Ok(path) };
    match path.strip_prefix(part) {
        Ok(rest) if !rest.as_os_str().is_empty() => Ok(real.join(rest)),
        _ => Ok(real),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(folder: &Path, force: bool) -> Result<(), Error> {
        let output = OutputSet::create(folder, force, Profile::Machine)?;
        output.json("run.json", &1)?;
        output.publish().map(|_| ())
    }

    #[test]
    fn an_existing_folder_is_replaced_only_by_force_and_only_if_it_is_ours() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        publish(&folder, false).unwrap();
        assert!(matches!(publish(&folder, false), Err(Error::Exists { .. })));
        publish(&folder, true).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        let refused = publish(&folder, true);
        assert!(matches!(refused, Err(Error::Foreign { file, .. }) if file == "notes.txt"));
        assert_eq!(fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_set_that_is_dropped_leaves_the_old_folder_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        publish(&folder, false).unwrap();
        let before = fs::read(folder.join(MANIFEST)).unwrap();
        let output = OutputSet::create(&folder, true, Profile::Machine).unwrap();
        output.json("other.json", &2).unwrap();
        drop(output);
        assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), before);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_came_into_the_old_folder_or_was_changed_there_meanwhile_is_kept() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        publish(&folder, false).unwrap();
        for (number, (name, content)) in
            [("notes.txt", "mine"), ("run.json", "2\n")].into_iter().enumerate()
        {
            let output = OutputSet::create(&folder, true, Profile::Machine).unwrap();
            output.json("run.json", &1).unwrap();
            fs::write(folder.join(name), content).unwrap();
            let kept = output.publish().unwrap().kept.unwrap();
            assert_eq!(kept.file_name().unwrap(), &*format!("out.old-{}", number + 1));
            assert_eq!(fs::read_to_string(kept.join(name)).unwrap(), content);
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        }
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_folder_that_somebody_filled_meanwhile_is_not_replaced_without_force() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let output = OutputSet::create(&folder, false, Profile::Machine).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        assert!(matches!(output.publish(), Err(Error::Exists { .. })));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_model_is_published_with_the_folder_inside_it_or_beside_it() {
        let parent = tempfile::tempdir().unwrap();
        for (folder, model) in [("inside", "inside/m.model"), ("beside", "m.model")] {
            let output = OutputSet::create(&parent.path().join(folder), false, Profile::Machine);
            let model = parent.path().join(model);
            let output = output.unwrap().with_model(&model, b"sign").unwrap();
            output.model(b"signed").unwrap();
            assert!(!model.exists());
            output.publish().unwrap();
            assert_eq!(fs::read(&model).unwrap(), b"signed");
        }
        let listed = Manifest::read(&parent.path().join("inside")).unwrap();
        assert!(listed.lists("m.model"));
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 3);
    }

    #[test]
    fn without_the_model_there_is_no_folder() {
        let parent = tempfile::tempdir().unwrap();
        let [folder, model] = ["out", "m.model"].map(|name| parent.path().join(name));
        publish(&folder, false).unwrap();
        let before = fs::metadata(&folder).unwrap().modified().unwrap();
        let output = OutputSet::create(&folder, true, Profile::Machine).unwrap();
        let output = output.with_model(&model, b"sign").unwrap();
        output.model(b"signed").unwrap();
        fs::write(&model, "somebody's").unwrap();
        assert!(matches!(output.publish(), Err(Error::Unusable { .. })));
        assert_eq!(fs::read_to_string(&model).unwrap(), "somebody's");
        assert_eq!(fs::metadata(&folder).unwrap().modified().unwrap(), before);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_took_its_name_can_give_it_back() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        for replaces in [false, true] {
            let unfinished = tempfile::tempdir_in(parent.path()).unwrap();
            fs::write(unfinished.path().join("new"), "").unwrap();
            let placed = folder::take_name(unfinished, &folder).unwrap();
            assert!(folder.join("new").exists());
            placed.take_back().unwrap();
            assert!(!folder.join("new").exists());
            assert_eq!(folder.exists(), replaces);
            publish(&folder, true).unwrap();
        }
    }

    #[test]
    fn an_input_in_the_output_folder_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let output = OutputSet::create(&folder, false, Profile::Machine).unwrap();
        for input in ["out", "out/terms.csv", "out/*.csv", "a/../out/terms.csv"] {
            fs::create_dir_all(parent.path().join("a")).unwrap();
            let refused = output.spare(&parent.path().join(input));
            assert!(matches!(refused, Err(Error::Input { .. })), "{input}");
        }
        for input in ["other", "", "out.csv"] {
            output.spare(&parent.path().join(input)).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_followed_and_stays() {
        let parent = tempfile::tempdir().unwrap();
        let [real, link] = ["real", "link"].map(|name| parent.path().join(name));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        publish(&link, false).unwrap();
        publish(&link, true).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(real.join(MANIFEST).exists());
    }

    #[test]
    fn an_empty_folder_is_taken_and_a_file_is_not() {
        let parent = tempfile::tempdir().unwrap();
        publish(parent.path(), false).unwrap();
        let file = parent.path().join("run.json");
        assert!(matches!(publish(&file, true), Err(Error::NotAFolder { .. })));
    }
}
