use std::io::{self, Cursor, Read};

use cimai_corpus::Message;
use zip::ZipArchive;

use super::unpack::{MAX_RATIO, bounded, damaged, suspicious};

/// A zip container, as workbooks and Word documents are.
pub(crate) type Container<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens a container.
pub(crate) fn open(bytes: &[u8]) -> Result<Container<'_>, Message> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))
}

/// Unpacks everything once, into nothing, to see that it is as small as it should be. What a
/// container says of its own sizes cannot be trusted.
pub(crate) fn check(bytes: &[u8], max: u64) -> Result<(), Message> {
    let mut container = open(bytes)?;
    let limit = (bytes.len() as u64).saturating_mul(MAX_RATIO).max(64 << 20).min(max);
    let mut total = 0;
    for place in 0..container.len() {
        let part = container.by_index(place).map_err(|error| broken(&error))?;
        let left = limit - total;
        total +=
            io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|error| damaged(&error))?;
        if total > limit {
            return Err(suspicious());
        }
    }
    Ok(())
}

/// One part of a container, unpacked; nothing if it has no such part.
pub(crate) fn part(
    container: &mut Container<'_>,
    name: &str,
    max: u64,
) -> Result<Option<Vec<u8>>, Message> {
    let Ok(part) = container.by_name(name) else { return Ok(None) };
    let size = part.compressed_size();
    bounded(part, size, max).map(Some)
}

fn broken(error: &zip::result::ZipError) -> Message {
    Message::new(
        format!("压缩容器损坏（{error}）；请重新导出"),
        format!("its container is damaged ({error}); export it again"),
    )
}
