use ndarray::Array2;

use crate::{ModelError, ModelTopic};

/// Puts texts and numbers into bytes.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    pub(crate) fn f32(&mut self, number: f32) {
        self.0.extend(number.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.0.extend(text.as_bytes());
    }

    pub(crate) fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.u32(items.len() as u32);
        for item in items {
            write(self, item);
        }
    }

    /// Each row as its largest number and 16-bit parts of it.
    pub(crate) fn matrix(&mut self, matrix: &Array2<f32>) {
        self.u32(matrix.nrows() as u32);
        self.u32(matrix.ncols() as u32);
        for row in matrix.outer_iter() {
            let most = row.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            let scale = if most > 0.0 { f32::from(i16::MAX) / most } else { 0.0 };
            self.f32(most);
            row.iter().for_each(|x| self.0.extend(((x * scale).round() as i16).to_le_bytes()));
        }
    }
}

/// Takes texts and numbers from bytes.
pub(crate) struct Reader<'b> {
    pub(crate) bytes: &'b [u8],
    /// What is being read, for errors.
    pub(crate) part: &'static str,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) =
            self.bytes.split_first_chunk().ok_or(ModelError::Malformed(self.part))?;
        self.bytes = rest;
        Ok(*taken)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ModelError> {
        self.take().map(u32::from_le_bytes)
    }

    /// A finite number.
    pub(crate) fn f32(&mut self) -> Result<f32, ModelError> {
        let number = self.take().map(f32::from_le_bytes)?;
        if number.is_finite() { Ok(number) } else { Err(ModelError::Malformed(self.part)) }
    }

    pub(crate) fn character(&mut self) -> Result<char, ModelError> {
        char::from_u32(self.u32()?).ok_or(ModelError::Malformed(self.part))
    }

    pub(crate) fn text(&mut self) -> Result<String, ModelError> {
        let length = self.u32()? as usize;
        let split = self.bytes.split_at_checked(length);
        let (text, rest) = split.ok_or(ModelError::Malformed(self.part))?;
        self.bytes = rest;
        let text = str::from_utf8(text).map_err(|_| ModelError::Malformed(self.part))?;
        Ok(text.to_owned())
    }

    pub(crate) fn list<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, ModelError>,
    ) -> Result<Vec<T>, ModelError> {
        // The length is not trusted with memory: the items are read one by one.
        (0..self.u32()?).map(|_| read(self)).collect()
    }

    pub(crate) fn matrix(&mut self) -> Result<Array2<f32>, ModelError> {
        let (rows, columns) = (self.u32()? as usize, self.u32()? as usize);
        let stored = columns.checked_mul(2).and_then(|row| (row + 4).checked_mul(rows));
        if stored.is_none_or(|stored| stored > self.bytes.len()) {
            return Err(ModelError::Malformed(self.part));
        }
        let mut cells = Vec::with_capacity(rows * columns);
        for _ in 0..rows {
            let scale = self.f32()? / f32::from(i16::MAX);
            for _ in 0..columns {
                cells.push(f32::from(i16::from_le_bytes(self.take()?)) * scale);
            }
        }
        Array2::from_shape_vec((rows, columns), cells).map_err(|_| ModelError::Malformed(self.part))
    }

    pub(crate) fn topic(&mut self) -> Result<ModelTopic, ModelError> {
        Ok(ModelTopic {
            name: self.text()?,
            label: self.list(Self::text)?,
            share: f64::from(self.f32()?),
            length: self.f32()?,
            least_similarity: self.f32()?,
        })
    }
}
