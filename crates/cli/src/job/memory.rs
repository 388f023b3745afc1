//! How much memory a run may use where nobody says so.

use std::fs;

/// Taken where nothing tells how much there is, in bytes.
const UNKNOWN: u64 = 2 << 30;
/// Where control groups say how much a process may use, versions 2 and 1.
const GROUPS: [&str; 2] =
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// The memory that a run may use, in bytes: 60 % of what the machine has, or of what its control
/// group allows if that is less; 2 GiB where neither is known.
pub(super) fn usable() -> u64 {
    let read = |path: &str| fs::read_to_string(path).ok();
    let groups = GROUPS.into_iter().filter_map(|path| group_limit(&read(path)?));
    let machine = read("/proc/meminfo").and_then(|text| machine_total(&text));
    match groups.chain(machine).min() {
        Some(bytes) => bytes / 10 * 6,
        None => UNKNOWN,
    }
}

/// The limit of a group; none where it says `max`.
fn group_limit(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// The memory of the machine.
fn machine_total(text: &str) -> Option<u64> {
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = total.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_the_system_writes_them() {
        assert_eq!(group_limit("max\n"), None);
        assert_eq!(group_limit("536870912\n"), Some(512 << 20));
        let machine = "MemTotal:       16384 kB\nMemFree:         1024 kB\n";
        assert_eq!(machine_total(machine), Some(16 << 20));
        assert_eq!(machine_total("nothing"), None);
    }

    #[test]
    fn there_is_always_some() {
        assert!(usable() > 0);
    }
}
