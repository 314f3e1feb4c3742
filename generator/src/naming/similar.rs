//! Names that are like one that was misspelled.

/// How many are worth showing.
const SHOWN: usize = 3;

/// The names that may be meant by one that is none of them, the likest first: few letters differ, or
/// one is the beginning of the other.
pub fn similar<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = normal(wanted);
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| Some((distance(&wanted, &normal(name))?, name)))
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .take(SHOWN)
        .map(|(_, name)| name)
        .collect()
}

/// Without what people write in several ways.
fn normal(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// How far two names are from each other; none where nobody would take one for the other.
fn distance(wanted: &[char], name: &[char]) -> Option<usize> {
    let shorter = wanted.len().min(name.len());
    let edits = edits(wanted, name);
    let is_slip = edits <= shorter.div_ceil(3);
    let is_part = shorter > 2 && (name.starts_with(wanted) || wanted.starts_with(name));
    (is_slip || is_part).then_some(edits)
}

/// How many letters must be put in, taken out or replaced, or swapped with the next one.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, one) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(one != other);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *other && *one == b[j - 1] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::similar;

    const TOOLS: &[&str] = &[
        "change-events",
        "change-orders",
        "daily-log",
        "rfi",
        "submittals",
        "tasks",
        "tax",
    ];

    #[test]
    fn a_slip_a_part_and_another_way_to_write_a_name() {
        for (wanted, expected) in [
            ("submttals", &["submittals"][..]),
            ("submittlas", &["submittals"]),
            ("rfis", &["rfi"]),
            ("rif", &["rfi"]),
            ("RFI", &["rfi"]),
            ("Daily Logs", &["daily-log"]),
            ("change", &["change-events", "change-orders"]),
            ("chanje-event", &["change-events"]),
            ("tsaks", &["tasks"]),
            ("weather", &[]),
            ("", &[]),
        ] {
            assert_eq!(similar(wanted, TOOLS.iter().copied()), expected, "{wanted}");
        }
    }
}
