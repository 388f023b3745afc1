//! The few things that output does to a file system, behind a trait, so that each of them can fail
//! in a test.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// A file system.
pub(crate) trait Disk: Debug + Send + Sync {
    /// Makes a folder that is not there.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a file that is not there.
    fn create_file(&self, path: &Path) -> io::Result<File>;
    /// Writes some of the bytes; tells how many.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize>;
    /// Brings what was written to the disk.
    fn sync_file(&self, file: &File) -> io::Result<()>;
    /// Brings the names in a folder to the disk.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Gives a file or a folder another name; what has that name is replaced, if it is a file or
    /// an empty folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Has two folders change their names in one step. [`io::ErrorKind::Unsupported`] where the
    /// file system cannot.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Removes a file, or a folder with all that is in it.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The file system of the machine.
#[derive(Debug)]
pub(crate) struct Machine;

impl Disk for Machine {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn create_file(&self, path: &Path) -> io::Result<File> {
        File::create_new(path)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn sync_file(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        // Only Unix lets a folder be opened for that.
        if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS) => Err(io::ErrorKind::Unsupported.into()),
            exchanged => Ok(exchanged?),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path)?.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        }
    }
}

#[cfg(test)]
pub(super) mod failing {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// The file system of the machine, but for one call that fails, or all from one on. A write that
    /// fails has written half. `exchanges` tells whether folders can change their names in one step.
    #[derive(Debug)]
    pub(crate) struct Failing {
        pub(crate) at: usize,
        pub(crate) for_ever: bool,
        pub(crate) exchanges: bool,
        pub(crate) calls: AtomicUsize,
    }

    impl Failing {
        fn call(&self) -> io::Result<()> {
            let call = self.calls.fetch_add(1, Ordering::Relaxed);
            match call == self.at || (self.for_ever && call > self.at) {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(()),
            }
        }
    }

    impl Disk for Failing {
        fn create_folder(&self, path: &Path) -> io::Result<()> {
            self.call()?;
            Machine.create_folder(path)
        }

        fn create_file(&self, path: &Path) -> io::Result<File> {
            self.call()?;
            Machine.create_file(path)
        }

        fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
            let called = self.call();
            let half = if called.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
            let written = Machine.write(file, half)?;
            called.map(|()| written)
        }

        fn sync_file(&self, file: &File) -> io::Result<()> {
            self.call()?;
            Machine.sync_file(file)
        }

        fn sync_folder(&self, path: &Path) -> io::Result<()> {
            self.call()?;
            Machine.sync_folder(path)
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.call()?;
            Machine.rename(from, to)
        }

        fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
            self.call()?;
            match self.exchanges {
                true => Machine.exchange(one, other),
                false => Err(io::ErrorKind::Unsupported.into()),
            }
        }

        fn remove(&self, path: &Path) -> io::Result<()> {
            self.call()?;
            Machine.remove(path)
        }
    }
}
