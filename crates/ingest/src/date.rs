/// A date as it is written in Chinese, in the form `2024-03-12`.
pub(crate) fn iso(text: &str) -> Option<String> {
    let mut parts = text.split(['年', '月', '日', '-', '/', '.']).map(|part| number(part.trim()));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    valid(year, month, day)
}

/// The date that a path holds: `2024-03-12_A02.txt`, `20240312/03.txt`.
pub(crate) fn within(path: &str) -> Option<String> {
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

/// A number in digits, or in Chinese: figure by figure, or up to 三十一.
fn number(text: &str) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let figure = |c: char| "〇一二三四五六七八九".chars().position(|figure| figure == c);
    if let Some((tens, ones)) = text.split_once('十') {
        let one = |part: &str, none| part.chars().next().map_or(Some(none), figure);
        return Some((one(tens, 1)? * 10 + one(ones, 0)?) as u32);
    }
    let mut figures =
        text.chars().map(|c| figure(if c == '○' || c == '零' { '〇' } else { c }));
    figures.try_fold(0, |number, figure| Some(number * 10 + figure? as u32)).filter(|&n| n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_sortable() {
        assert_eq!(iso("2024年3月12日").as_deref(), Some("2024-03-12"));
        assert_eq!(iso("二〇二四年十二月三十一日").as_deref(), Some("2024-12-31"));
        assert_eq!(iso("2024-3-2").as_deref(), Some("2024-03-02"));
        assert_eq!(iso("3月12日"), None);
        assert_eq!(iso(""), None);
    }

    #[test]
    fn a_path_may_hold_a_date() {
        assert_eq!(within("p/2024-03-12_A02.txt").as_deref(), Some("2024-03-12"));
        assert_eq!(within("20240312/03.txt").as_deref(), Some("2024-03-12"));
        assert_eq!(within("版面/000_59f32c6a8ff44858.txt"), None);
        assert_eq!(within("120240312.txt"), None);
    }
}
