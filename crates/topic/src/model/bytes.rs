use ndarray::Array2;

use crate::error::ModelError;

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

    pub(crate) fn f64(&mut self, number: f64) {
        self.0.extend(number.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.blob(text.as_bytes());
    }

    /// Bytes behind their number.
    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        self.0.extend((bytes.len() as u64).to_le_bytes());
        self.0.extend(bytes);
    }

    pub(crate) fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.u32(items.len() as u32);
        for item in items {
            write(self, item);
        }
    }

    pub(crate) fn matrix(&mut self, matrix: &Array2<f32>) {
        self.u32(matrix.nrows() as u32);
        self.u32(matrix.ncols() as u32);
        matrix.iter().for_each(|&cell| self.f32(cell));
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

    /// A finite number.
    pub(crate) fn f64(&mut self) -> Result<f64, ModelError> {
        let number = self.take().map(f64::from_le_bytes)?;
        if number.is_finite() { Ok(number) } else { Err(ModelError::Malformed(self.part)) }
    }

    pub(crate) fn character(&mut self) -> Result<char, ModelError> {
        char::from_u32(self.u32()?).ok_or(ModelError::Malformed(self.part))
    }

    pub(crate) fn text(&mut self) -> Result<String, ModelError> {
        String::from_utf8(self.blob()?).map_err(|_| ModelError::Malformed(self.part))
    }

    pub(crate) fn blob(&mut self) -> Result<Vec<u8>, ModelError> {
        let length = usize::try_from(self.take().map(u64::from_le_bytes)?).ok();
        let split = length.and_then(|length| self.bytes.split_at_checked(length));
        let (blob, rest) = split.ok_or(ModelError::Malformed(self.part))?;
        self.bytes = rest;
        Ok(blob.to_vec())
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
        let stored = columns.checked_mul(4).and_then(|row| row.checked_mul(rows));
        if stored.is_none_or(|stored| stored > self.bytes.len()) {
            return Err(ModelError::Malformed(self.part));
        }
        let cells = (0..rows * columns).map(|_| self.f32()).collect::<Result<Vec<f32>, _>>()?;
        Array2::from_shape_vec((rows, columns), cells).map_err(|_| ModelError::Malformed(self.part))
    }
}
