//! What happens when the user presses Ctrl-C: the unfinished folder goes, the exit code is 130.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Watches for an interrupt. Without it, the system would end the run and leave the folder.
pub(crate) fn watch() {
    // Where no handler can be set, an interrupt ends the run as it would without one.
    let _ = ctrlc::set_handler(|| {
        let folder = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(folder) = folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        std::process::exit(130);
    });
}

/// Names the folder that an interrupt removes.
pub(crate) fn remove_on_interrupt(folder: &Path) {
    *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.to_owned());
}
