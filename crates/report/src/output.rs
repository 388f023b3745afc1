mod disk;
mod folder;
mod manifest;
mod model_file;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use self::disk::{Disk, Machine};
use self::folder::{FolderLock, Names, Unfinished};
pub(crate) use self::manifest::OutputFile;
pub use self::manifest::{Difference, FileEntry, verify};
use self::manifest::{MANIFEST, Manifest};
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
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    names: Names,
    unfinished: Unfinished,
    model: Option<ModelFile>,
    force: bool,
    profile: Profile,
    files: Mutex<Vec<FileEntry>>,
    kept: Vec<PathBuf>,
    /// Dropped last, when the folder has its name.
    lock: FolderLock,
}

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// The files of the folder, by name.
    pub files: Vec<FileEntry>,
    /// Where folders are that were replaced and hold something that cimai did not write or that
    /// was changed since. Such a folder is never deleted.
    pub kept: Vec<PathBuf>,
    /// Why the model could not take its name, although the folder has its own and could not give
    /// it back.
    pub lost: Option<Error>,
    /// Why it is not certain that the name of the folder outlasts a loss of power.
    pub uncertain: Option<Error>,
}

impl OutputSet {
    /// Opens an output set for `folder`, before any work is done for it.
    ///
    /// # Errors
    ///
    /// If another run is writing the folder; if somebody works in it; if it is there and not empty,
    /// unless `force` is set and an earlier run wrote it; if it may not be replaced, or no folder
    /// can be made beside it.
    pub fn create(folder: &Path, force: bool, profile: Profile) -> Result<Self, Error> {
        Self::create_on(Arc::new(Machine), folder, force, profile)
    }

    fn create_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        force: bool,
        profile: Profile,
    ) -> Result<Self, Error> {
        let real = without_links(folder).map_err(Error::write(folder))?;
        let (Some(parent), Some(_)) = (real.parent(), real.file_name()) else {
            return Err(Error::NotAFolder { folder: folder.to_owned() });
        };
        check_place(folder, &real)?;
        check_replaceable(folder, force)?;
        fs::create_dir_all(parent).map_err(Error::write(folder))?;
        let names = Names::of(&real);
        let lock = FolderLock::take(&real, &names)?;
        let kept = match lock.is_sure() {
            true => folder::clear(&*disk, &names, &real)?,
            false => Vec::new(),
        };
        // A run that had the lock until now may have written the folder.
        check_replaceable(folder, force)?;
        let unfinished = names.unfinished();
        disk.create_folder(&unfinished).map_err(Error::write(folder))?;
        let unfinished = Unfinished::new(&disk, unfinished);
        let (model, files) = (None, Mutex::default());
        Ok(Self { disk, folder: real, names, unfinished, model, force, profile, files, kept, lock })
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
        self.model = Some(ModelFile::open(&self.disk, real, &self.folder, signature, self.force)?);
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
    /// its own again. Only if it cannot do that either is the folder published and the model
    /// [lost](Published::lost).
    ///
    /// # Errors
    ///
    /// If a file cannot be brought to the disk or cannot take its name. The folder and the model
    /// that had the names are then as they were.
    pub fn publish(mut self) -> Result<Published, Error> {
        let mut files =
            std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        files.sort_by(|a, b| a.name.cmp(&b.name));
        self.write_json(MANIFEST, &Manifest::of(&files))?;
        let finished = self.unfinished.path();
        self.disk.sync_folder(finished).map_err(Error::write(finished))?;
        check_replaceable(&self.folder, self.force)?;
        let beside = match self.model.take() {
            Some(ModelFile::Beside(file)) if file.is_written() => Some(file),
            _ => None,
        };
        beside.as_ref().map_or(Ok(()), model_file::BesideFile::check)?;
        let placed = folder::take_name(&self.disk, self.unfinished, &self.folder, &self.names)?;
        let (placed, lost) = match beside.map_or(Ok(()), model_file::BesideFile::take_name) {
            Ok(()) => (placed, None),
            Err(error) => match placed.take_back() {
                Ok(()) => return Err(error),
                Err(placed) => (*placed, Some(error)),
            },
        };
        let uncertain = placed.sync().err();
        let kept = self.kept.into_iter().chain(placed.settle()).collect();
        Ok(Published { files, kept, lost, uncertain })
    }

    /// Writes a value as JSON.
    pub(crate) fn json(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        self.add(self.write_json(name, value)?);
        Ok(())
    }

    fn write_json(&self, name: &str, value: &impl Serialize) -> Result<FileEntry, Error> {
        let path = self.unfinished(name);
        let mut file = self.file(&path)?;
        serde_json::to_writer_pretty(&mut file, value)
            .map_err(|e| Error::write(&path)(e.into()))?;
        file.write_all(b"\n").map_err(Error::write(&path))?;
        file.finish(&path)
    }

    /// Makes a file of the set.
    pub(crate) fn file(&self, path: &Path) -> Result<OutputFile, Error> {
        OutputFile::create(&self.disk, path)
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.unfinished(name);
        let mut file = self.file(&path)?;
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

/// Whether a folder may have this name: nobody works in it, and it can be replaced if it is there.
fn check_place(folder: &Path, real: &Path) -> Result<(), Error> {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    if here.is_ok_and(|here| here.starts_with(real)) {
        return Err(Error::WorkingFolder { folder: folder.to_owned() });
    }
    match real.is_dir() && !is_ours(real) {
        true => Err(Error::write(folder)(io::ErrorKind::PermissionDenied.into())),
        false => Ok(()),
    }
}

/// Whether the system lets this process replace a folder: it may write in it, and the folder that
/// holds it does not reserve that to the owner.
#[cfg(target_os = "linux")]
fn is_ours(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    let user = rustix::process::geteuid().as_raw();
    let reserved = |parent: fs::Metadata| {
        let owner = fs::metadata(folder).map_or(parent.uid(), |folder| folder.uid());
        parent.mode() & STICKY != 0 && ![0, owner, parent.uid()].contains(&user)
    };
    let parent = folder.parent().and_then(|parent| fs::metadata(parent).ok());
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok() && !parent.is_some_and(reserved)
}

/// Elsewhere the attempt tells.
#[cfg(not(target_os = "linux"))]
fn is_ours(_: &Path) -> bool {
    true
}

/// Whether the folder may be replaced: it is not there, is empty, or it is the output of an earlier
/// run and to be replaced by force.
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
    names.sort();
    let folder = folder.to_owned();
    match Manifest::read(&folder) {
        None => Err(Error::Foreign { folder, file: names.swap_remove(0) }),
        Some(_) if force => Ok(()),
        Some(before) => {
            let differences = before.differences(&folder).unwrap_or_default();
            Err(Error::Exists { folder, differences })
        }
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::output::disk::failing::Failing;

    fn publish(folder: &Path, force: bool) -> Result<(), Error> {
        let output = OutputSet::create(folder, force, Profile::Machine)?;
        output.json("run.json", &1)?;
        output.publish().map(|_| ())
    }

    #[test]
    fn an_existing_folder_is_replaced_only_by_force_and_only_if_a_run_wrote_it() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        publish(&folder, false).unwrap();
        let refused = publish(&folder, false);
        assert!(
            matches!(refused, Err(Error::Exists { differences, .. }) if differences.is_empty())
        );
        publish(&folder, true).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        let told = publish(&folder, false).unwrap_err().message();
        assert!(told.zh.contains("notes.txt") && told.en.contains("notes.txt"), "{told}");
        fs::remove_file(folder.join(MANIFEST)).unwrap();
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
            let [kept] = &output.publish().unwrap().kept[..] else { panic!("one is kept") };
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
        assert!(matches!(output.publish(), Err(Error::Foreign { .. })));
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
        assert!(listed.describes(&parent.path().join("inside")));
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

    fn run(disk: Arc<dyn Disk>, parent: &Path, set: &str) -> Result<Published, Error> {
        let output = OutputSet::create_on(disk, &parent.join("out"), true, Profile::Machine)?;
        let output = output.with_model(&parent.join("m.model"), b"sign")?;
        output.json("run.json", &set)?;
        output.bytes("terms.csv", "x".repeat(20_000).as_bytes())?;
        output.model(format!("sign {set}").as_bytes())?;
        output.publish()
    }

    /// Replaces a set, of which somebody has `changed` something, on a disk one of whose calls
    /// fails. False if there are not so many calls.
    fn fails_well(at: usize, for_ever: bool, exchanges: bool, changed: bool) -> bool {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let folder = parent.join("out");
        run(Arc::new(Machine), parent, "old").unwrap();
        if changed {
            fs::write(folder.join("notes.txt"), "mine").unwrap();
        }
        let disk = Arc::new(Failing { at, for_ever, exchanges, calls: AtomicUsize::new(0) });
        let ended = run(Arc::clone(&disk) as Arc<dyn Disk>, parent, "new");
        let case = format!("call {at}, for ever {for_ever}, exchanges {exchanges}: {ended:?}");
        if !folder.exists() {
            // In steps, and the step back failed too: the next run begins with this.
            assert!(for_ever && !exchanges, "{case}");
            folder::clear(&Machine, &Names::of(&folder), &folder).unwrap();
        }
        let set = fs::read_to_string(folder.join("run.json")).unwrap();
        let model = fs::read_to_string(parent.join("m.model")).unwrap();
        let own = |found: &Difference| found.name() != "notes.txt";
        assert!(!verify(&folder).unwrap().iter().any(own), "{case}");
        match &ended {
            Ok(Published { lost: Some(_), .. }) => {
                assert!(for_ever && set.contains("new") && model == "sign old", "{case}");
            }
            Ok(_) => assert!(set.contains("new") && model == "sign new", "{case}"),
            Err(_) => assert!(set.contains("old") && model == "sign old", "{case}"),
        }
        run(Arc::new(Machine), parent, "next").unwrap();
        let names = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path());
        let left: Vec<PathBuf> = names.filter(|path| path.is_dir() && *path != folder).collect();
        let keeps = |path: &PathBuf| path.join("notes.txt").exists();
        assert_eq!(left.len(), usize::from(changed), "{case} {left:?}");
        assert!(left.iter().all(keeps), "{case} {left:?}");
        disk.calls.load(Ordering::Relaxed) > at
    }

    #[test]
    fn whatever_call_fails_there_is_the_old_set_or_the_new_one() {
        for (for_ever, exchanges) in [(false, true), (true, true), (false, false), (true, false)] {
            for changed in [false, true] {
                let calls = (0..).take_while(|&at| fails_well(at, for_ever, exchanges, changed));
                assert!(calls.count() > 15);
            }
        }
    }

    #[test]
    fn a_folder_is_whole_if_every_file_is_as_it_was_written() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        assert!(matches!(verify(&folder), Err(Error::NotAFolder { .. })));
        run(Arc::new(Machine), parent.path(), "old").unwrap();
        assert_eq!(verify(&folder).unwrap(), []);
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        fs::write(folder.join("run.json"), "1").unwrap();
        fs::remove_file(folder.join("terms.csv")).unwrap();
        let expected = [
            Difference::Foreign("notes.txt".to_owned()),
            Difference::Changed("run.json".to_owned()),
            Difference::Missing("terms.csv".to_owned()),
        ];
        assert_eq!(verify(&folder).unwrap(), expected);
        fs::remove_file(folder.join(MANIFEST)).unwrap();
        assert!(matches!(verify(&folder), Err(Error::NoManifest { .. })));
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
