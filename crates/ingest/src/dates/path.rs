/// The date that a path holds: `2024-03-12_A02.txt`, `20240312/03.txt`.
pub(crate) fn date(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    (0..bytes.len()).find_map(|start| {
        let fresh = start == 0 || !bytes[start - 1].is_ascii_digit();
        let (year, rest) = digits(&bytes[start..], 4).filter(|_| fresh)?;
        let (month, rest) = digits(without_mark(rest), 2)?;
        let (day, rest) = digits(without_mark(rest), 2)?;
        let ends = !rest.first().is_some_and(u8::is_ascii_digit);
        valid(year, month, day).filter(|_| ends)
    })
}

fn digits(bytes: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(count)?;
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    match bytes {
        [b'-' | b'_' | b'.' | b'/', rest @ ..] => rest,
        _ => bytes,
    }
}

fn valid(year: u32, month: u32, day: u32) -> Option<String> {
    let possible =
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    possible.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_hold_a_date() {
        assert_eq!(date("p/2024-03-12_A02.txt").as_deref(), Some("2024-03-12"));
        assert_eq!(date("20240312/03.txt").as_deref(), Some("2024-03-12"));
        assert_eq!(date("版面/000_59f32c6a8ff44858.txt"), None);
        assert_eq!(date("120240312.txt"), None);
    }
}
