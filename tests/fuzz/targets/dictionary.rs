//! Bytes as a user dictionary: what it parses to is read again as it stands.
#![no_main]

use cimai_segment::Dictionary;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(dictionary) = Dictionary::parse(text) {
        assert!(dictionary.entries().iter().all(|entry| !entry.word.is_empty()));
        assert_eq!(dictionary.repeats().len(), dictionary.entries().len());
    }
});
