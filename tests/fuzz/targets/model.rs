//! Bytes as the contents of a saved model, under a header that fits them: what is taken is written
//! as it was read.
#![no_main]

use cimai_topic::Model;
use libfuzzer_sys::fuzz_target;

/// The signature and the version of a model.
const KIND: usize = 12;

fuzz_target!(|contents: &[u8]| {
    let mut bytes = Model::default().to_bytes()[..KIND].to_vec();
    bytes.extend((contents.len() as u64).to_le_bytes());
    let step = |sum: u64, &byte: &u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.extend(contents.iter().fold(0xcbf2_9ce4_8422_2325, step).to_le_bytes());
    bytes.extend(contents);
    if let Ok(model) = Model::from_bytes(&bytes) {
        let again = Model::from_bytes(&model.to_bytes()).expect("what was written can be read");
        assert_eq!(again.to_bytes(), model.to_bytes());
    }
});
