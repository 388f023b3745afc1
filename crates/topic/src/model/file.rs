//! The file of a [`Model`]: eight bytes that say what it is, the version, the length and the sum of
//! what follows, then texts and numbers, the lowest byte first, with all their digits.

use ndarray::Array1;

use crate::clusters::mixture::Profiles;
use crate::error::ModelError;
use crate::model::bytes::{Reader, Writer};
use crate::model::placement::Placement;
use crate::model::{Model, ModelTopic};
use crate::vectors::Projection;

const MAGIC: &[u8; 8] = b"cimai-tm";
const VERSION: u32 = 2;
const HEADER: usize = 8 + 4 + 8 + 8;

impl Model {
    /// The model as the contents of a file, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.list(&self.tags, |w, (key, value)| {
            w.text(key);
            w.text(value);
        });
        writer.list(&self.sections, |w, (name, contents)| {
            w.text(name);
            w.blob(contents);
        });
        writer.f32(self.least_known);
        writer.list(&self.words, |w, word| w.text(word));
        writer.list(&self.characters, |w, &c| w.u32(c.into()));
        writer.list(&self.weights, |w, &weight| w.f32(weight));
        writer.list(&self.projections, |w, projection| {
            w.matrix(&projection.features);
            w.list(&projection.common.to_vec(), |w, &x| w.f32(x));
            w.f32(projection.length);
        });
        writer.matrix(&self.profiles.words);
        writer.matrix(&self.profiles.centroids);
        writer.list(&self.profiles.priors, |w, &prior| w.f32(prior));
        writer.f32(self.profiles.concentration);
        writer.matrix(&self.centroids);
        writer.list(&self.topics, |w, topic| {
            w.text(&topic.name);
            w.list(&topic.label, |w, term| w.text(term));
            w.f64(topic.share);
            w.u32(topic.size);
            w.f32(topic.length);
            w.f32(topic.least_similarity);
        });
        with_header(&writer.0)
    }

    /// Reads the contents of a file.
    ///
    /// # Errors
    ///
    /// If it is not a model, of another version, incomplete, damaged or inconsistent.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader { bytes: payload(bytes)?, part: "tags" };
        let tags = reader.list(|r| Ok((r.text()?, r.text()?)))?;
        reader.part = "sections";
        let sections = reader.list(|r| Ok((r.text()?, r.blob()?)))?;
        reader.part = "words";
        let least_known = reader.f32()?;
        let words = reader.list(Reader::text)?;
        reader.part = "characters";
        let characters = reader.list(Reader::character)?;
        let weights = reader.list(Reader::f32)?;
        reader.part = "vectors";
        let projections = reader.list(projection)?;
        reader.part = "profiles";
        let profiles = profiles(&mut reader)?;
        let centroids = reader.matrix()?;
        reader.part = "topics";
        let topics = reader.list(topic)?;
        let model = Self {
            topics,
            tags,
            sections,
            least_known,
            words,
            characters,
            weights,
            projections,
            profiles,
            centroids,
        };
        if reader.bytes.is_empty() { model.checked() } else { Err(ModelError::Length) }
    }

    /// Makes sure that all parts are of one size.
    fn checked(self) -> Result<Self, ModelError> {
        let check = |good: bool, part| if good { Ok(()) } else { Err(ModelError::Malformed(part)) };
        let features = self.words.len() + self.characters.len();
        check(self.weights.len() == features, "characters")?;
        check(self.characters.is_sorted(), "characters")?;
        let mut columns = 0;
        for projection in &self.projections {
            check(projection.features.nrows() == features, "vectors")?;
            check(projection.features.ncols() == projection.common.len(), "vectors")?;
            columns += projection.common.len();
        }
        let topics = self.topics.len();
        check(topics <= Placement::MOST_TOPICS, "topics")?;
        check(self.profiles.words.dim() == (features, topics), "profiles")?;
        check(self.profiles.centroids.dim() == (topics, columns), "profiles")?;
        check(self.profiles.priors.len() == topics, "profiles")?;
        check(self.centroids.dim() == (topics, columns), "centroids")?;
        Ok(self)
    }
}

fn projection(reader: &mut Reader) -> Result<Projection, ModelError> {
    let (features, common) = (reader.matrix()?, Array1::from(reader.list(Reader::f32)?));
    Ok(Projection { features, common, length: reader.f32()? })
}

fn profiles(reader: &mut Reader) -> Result<Profiles, ModelError> {
    let (words, centroids) = (reader.matrix()?, reader.matrix()?);
    let (priors, concentration) = (reader.list(Reader::f32)?, reader.f32()?);
    Ok(Profiles { words, priors, centroids, concentration })
}

fn topic(reader: &mut Reader) -> Result<ModelTopic, ModelError> {
    Ok(ModelTopic {
        name: reader.text()?,
        label: reader.list(Reader::text)?,
        share: reader.f64()?,
        size: reader.u32()?,
        length: reader.f32()?,
        least_similarity: reader.f32()?,
    })
}

fn with_header(payload: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((payload.len() as u64).to_le_bytes());
    bytes.extend(checksum(payload).to_le_bytes());
    bytes.extend(payload);
    bytes
}

/// The contents behind the header, which must be as it says.
fn payload(bytes: &[u8]) -> Result<&[u8], ModelError> {
    if !bytes.starts_with(MAGIC) {
        return Err(ModelError::NotAModel);
    }
    let number = |from: usize, to: usize| {
        let bytes = bytes.get(from..to).ok_or(ModelError::Length)?;
        Ok(bytes.iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte)))
    };
    let found = number(8, 12)? as u32;
    if found != VERSION {
        return Err(ModelError::Version { found, expected: VERSION });
    }
    let (length, sum) = (number(12, 20)?, number(20, 28)?);
    let payload = &bytes[HEADER..];
    if payload.len() as u64 != length {
        return Err(ModelError::Length);
    }
    if checksum(payload) == sum { Ok(payload) } else { Err(ModelError::Checksum) }
}

/// FNV-1a (Fowler, Noll & Vo), which finds accidents, not attacks.
fn checksum(bytes: &[u8]) -> u64 {
    let step = |sum: u64, &byte: &u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
