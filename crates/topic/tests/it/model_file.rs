//! A file that is no good model is refused, and never breaks the program.

use cimai_topic::{Choice, Model, ModelError, Options, Origin};

use crate::sample;

/// What stands before the contents: magic, version, length and sum.
const HEADER: usize = 8 + 4 + 8 + 8;

fn options() -> Options {
    Options { topics: Choice::Fixed(3), dimensions: 10, ..Options::default() }
}

/// Contents behind a header that says that they are whole.
fn file(version: &[u8], contents: &[u8]) -> Vec<u8> {
    let step = |sum: u64, &byte: &u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let sum = contents.iter().fold(0xcbf2_9ce4_8422_2325, step);
    let length = contents.len() as u64;
    [version, &length.to_le_bytes(), &sum.to_le_bytes(), contents].concat()
}

#[test]
fn a_damaged_model_is_refused() {
    let (batch, counts, _) = sample::corpus(60);
    let good = sample::fit(&batch, &counts, &options()).1.to_bytes();
    assert_eq!(Model::from_bytes(b"PK\x03\x04").err(), Some(ModelError::NotAModel));
    for length in 0..good.len() {
        assert!(Model::from_bytes(&good[..length]).is_err(), "{length}");
    }
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] ^= 0x10;
        assert!(Model::from_bytes(&bad).is_err(), "{place}");
    }
    let mut other = good;
    other[8] = 1;
    let version = ModelError::Version { found: 1, expected: 2 };
    assert_eq!(Model::from_bytes(&other).err(), Some(version));
}

#[test]
fn contents_that_were_changed_on_purpose_are_refused_or_harmless() {
    let (batch, counts, _) = sample::corpus(9);
    let (_, model) = sample::fit(&batch, &counts, &options());
    let good = model.to_bytes();
    let (version, contents) = (&good[..12], &good[HEADER..]);
    assert_eq!(file(version, contents), good);
    for place in 0..contents.len() {
        let mut changed = contents.to_vec();
        changed[place] ^= 1 << (place % 8);
        if let Ok(model) = Model::from_bytes(&file(version, &changed)) {
            model.prepare(batch.vocabulary(), Origin::Learned).place(&batch, &counts);
            sample::assign(&model, &batch, &counts, &options());
        }
    }
}
