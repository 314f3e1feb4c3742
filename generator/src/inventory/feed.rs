//! What is newly deprecated, as a feed that a reader of news takes (Atom, RFC 4287).

use std::fmt::Write;

use jiff::civil::Date;

use super::deprecations::{Line, one_line, use_instead};

/// The day of a feed without entries, which has to have one too.
const NEVER: Date = jiff::civil::date(1970, 1, 1);

/// An entry for each deprecation whose date is known, the newest first. The same deprecations give
/// the same bytes, and an entry keeps its id whatever becomes of its dates.
pub fn atom(lines: &[Line<'_>]) -> String {
    let mut entries: Vec<(Date, &Line<'_>)> = lines
        .iter()
        .filter_map(|line| Some((line.deprecation.date?, line)))
        .collect();
    entries.sort_by_key(|(date, line)| (std::cmp::Reverse(*date), &line.operation.key));
    let newest = entries.first().map_or(NEVER, |(date, _)| *date);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    element(&mut out, 2, "id", &id("deprecations"));
    element(
        &mut out,
        2,
        "title",
        "Deprecated operations of Procore's API",
    );
    element(&mut out, 2, "updated", &moment(newest));
    out.push_str("  <author>\n");
    element(&mut out, 4, "name", "cargo xtask deprecations");
    out.push_str("  </author>\n");
    for (date, line) in entries {
        entry(line, date, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(line: &Line<'_>, date: Date, out: &mut String) {
    let operation = line.operation;
    let title = format!("{}: {}", line.tool.name, operation.title);
    let mut content = format!("{}\n{}\n", operation.key, operation.rust);
    _ = match line.deprecation.sunset {
        Some(sunset) => writeln!(content, "Goes away on {sunset}."),
        None => writeln!(content, "No sunset date is set."),
    };
    let instead = use_instead(line.deprecation);
    for replacement in &instead {
        _ = writeln!(content, "Use {replacement}.");
    }
    if instead.is_empty() {
        content.push_str("No replacement is known.\n");
    }
    out.push_str("  <entry>\n");
    element(out, 4, "id", &id(&operation.key.to_string()));
    element(out, 4, "title", &one_line(&title));
    element(out, 4, "published", &moment(date));
    element(out, 4, "updated", &moment(date));
    _ = writeln!(
        out,
        "    <link rel=\"alternate\" href=\"{}\"/>",
        escaped(&operation.reference)
    );
    _ = writeln!(
        out,
        "    <category term=\"{}\"/>",
        escaped(&line.tool.feature)
    );
    element(out, 4, "content", content.trim_end());
    out.push_str("  </entry>\n");
}

fn element(out: &mut String, indent: usize, name: &str, text: &str) {
    _ = writeln!(out, "{:indent$}<{name}>{}</{name}>", "", escaped(text));
}

/// The start of a day.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// An id that is the same wherever the feed is made: a UUID of the eighth version, which is made of
/// what it names (RFC 9562).
fn id(of: &str) -> String {
    let hash = |seed: u64| {
        of.bytes().fold(seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    };
    // FNV-1a, twice: from its own basis and from that of its own hash.
    let high = hash(0xcbf2_9ce4_8422_2325);
    let low = hash(high);
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x8000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    let hex = format!("{high:016x}{low:016x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default());
    format!("urn:uuid:{}", parts.join("-"))
}

/// A text as XML has it, without the characters that no document may hold.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
