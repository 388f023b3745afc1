//! The file of a [`Model`]: eight bytes that say what it is, the version, the length and the sum of
//! what follows, then texts and numbers, the lowest byte first, with all their digits.

use std::fmt;

use cimai_corpus::Message;
use ndarray::{Array1, Array2};

use crate::clusters::mixture::Profiles;
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

/// Puts texts and numbers into bytes.
#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn f32(&mut self, number: f32) {
        self.0.extend(number.to_le_bytes());
    }

    fn f64(&mut self, number: f64) {
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.blob(text.as_bytes());
    }

    /// Bytes behind their number.
    fn blob(&mut self, bytes: &[u8]) {
        self.0.extend((bytes.len() as u64).to_le_bytes());
        self.0.extend(bytes);
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.u32(items.len() as u32);
        for item in items {
            write(self, item);
        }
    }

    fn matrix(&mut self, matrix: &Array2<f32>) {
        self.u32(matrix.nrows() as u32);
        self.u32(matrix.ncols() as u32);
        matrix.iter().for_each(|&cell| self.f32(cell));
    }
}

/// Takes texts and numbers from bytes.
struct Reader<'b> {
    bytes: &'b [u8],
    /// What is being read, for errors.
    part: &'static str,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) =
            self.bytes.split_first_chunk().ok_or(ModelError::Malformed(self.part))?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn u32(&mut self) -> Result<u32, ModelError> {
        self.take().map(u32::from_le_bytes)
    }

    /// A finite number.
    fn f32(&mut self) -> Result<f32, ModelError> {
        let number = self.take().map(f32::from_le_bytes)?;
        if number.is_finite() { Ok(number) } else { Err(ModelError::Malformed(self.part)) }
    }

    /// A finite number.
    fn f64(&mut self) -> Result<f64, ModelError> {
        let number = self.take().map(f64::from_le_bytes)?;
        if number.is_finite() { Ok(number) } else { Err(ModelError::Malformed(self.part)) }
    }

    fn character(&mut self) -> Result<char, ModelError> {
        char::from_u32(self.u32()?).ok_or(ModelError::Malformed(self.part))
    }

    fn text(&mut self) -> Result<String, ModelError> {
        String::from_utf8(self.blob()?).map_err(|_| ModelError::Malformed(self.part))
    }

    fn blob(&mut self) -> Result<Vec<u8>, ModelError> {
        let length = usize::try_from(self.take().map(u64::from_le_bytes)?).ok();
        let split = length.and_then(|length| self.bytes.split_at_checked(length));
        let (blob, rest) = split.ok_or(ModelError::Malformed(self.part))?;
        self.bytes = rest;
        Ok(blob.to_vec())
    }

    fn list<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, ModelError>,
    ) -> Result<Vec<T>, ModelError> {
        // The length is not trusted with memory: the items are read one by one.
        (0..self.u32()?).map(|_| read(self)).collect()
    }

    fn matrix(&mut self) -> Result<Array2<f32>, ModelError> {
        let (rows, columns) = (self.u32()? as usize, self.u32()? as usize);
        let stored = columns.checked_mul(4).and_then(|row| row.checked_mul(rows));
        if stored.is_none_or(|stored| stored > self.bytes.len()) {
            return Err(ModelError::Malformed(self.part));
        }
        let cells = (0..rows * columns).map(|_| self.f32()).collect::<Result<Vec<f32>, _>>()?;
        Array2::from_shape_vec((rows, columns), cells).map_err(|_| ModelError::Malformed(self.part))
    }
}

/// Why a file is not read as a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// It does not begin as a model does.
    NotAModel,
    /// It was written by another version of the program.
    Version {
        /// The version of the file.
        found: u32,
        /// The version that is read here.
        expected: u32,
    },
    /// It is shorter or longer than it says.
    Length,
    /// Its contents were changed after it was written.
    Checksum,
    /// Its contents do not fit together.
    Malformed(
        /// The part that does not.
        &'static str,
    ),
}

impl ModelError {
    /// The same for the user, in both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            ModelError::NotAModel => "这不是 cimai 的主题模型文件".to_owned(),
            ModelError::Version { found, expected } => {
                format!("模型文件的版本是 {found}，本程序只能读版本 {expected}；请重新生成模型")
            }
            ModelError::Length => "模型文件不完整；请重新复制或重新生成".to_owned(),
            ModelError::Checksum => "模型文件的内容已损坏；请重新复制或重新生成".to_owned(),
            ModelError::Malformed(part) => format!("模型文件的 {part} 部分有误"),
        };
        Message::new(zh, self.to_string())
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::NotAModel => write!(f, "this is not a topic model of cimai"),
            ModelError::Version { found, expected } => write!(
                f,
                "the model has version {found} and this program reads {expected}; save it again"
            ),
            ModelError::Length => write!(f, "the model file is incomplete; copy or save it again"),
            ModelError::Checksum => write!(f, "the model file is damaged; copy or save it again"),
            ModelError::Malformed(part) => write!(f, "the model's {part} do not fit together"),
        }
    }
}

impl std::error::Error for ModelError {}
