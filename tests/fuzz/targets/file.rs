//! Reads bytes as a file of some name.

use std::path::PathBuf;

use cimai_ingest::{Error, Options, read};

/// Reads a file that holds these bytes. Every row is a document or a reject, so nothing is lost; a
/// fault is a panic, or never coming back.
pub fn read_as(name: &str, bytes: &[u8], options: &Options) {
    let folder = std::env::temp_dir().join(format!("cimai-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a place for temporary files");
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, bytes).expect("there is room for it");
    let account = read::<Error>(&[path], options, &|_| {}, &|part| {
        for document in &part.documents {
            assert!(!document.id.is_empty(), "a document has an id");
        }
        Ok(())
    });
    if let Ok(account) = account {
        assert_eq!(account.files.len(), 1, "the file is accounted for");
    }
}
