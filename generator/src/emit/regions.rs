//! The regions of an example: pieces of a program between two marks, which its page of the guide shows.
//!
//! ```text
//! // guide: NAME
//! ..
//! // guide: end
//! ```

use std::collections::BTreeSet;

/// Opens a region, before its name, and closes it, before `end`.
const MARK: &str = "// guide: ";

/// Where the tests of an example begin.
const TESTS: &str = "#[cfg(test)]";

/// A line of a program, with the region that it is in.
struct Line<'a> {
    text: &'a str,
    region: Option<&'a str>,
}

/// The text of an example as it is emitted: without the marks.
pub fn without_marks(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines.filter(|line| mark(line).is_none()).collect()
}

/// The names of the regions of an example, in their order.
///
/// # Errors
/// A mark that does not fit the others.
pub fn names(text: &str) -> Result<Vec<&str>, String> {
    let regions = lines(text)?;
    let mut names: Vec<_> = regions.iter().filter_map(|line| line.region).collect();
    names.dedup();
    Ok(names)
}

/// A region as the code of a test of docs: the rest of the program, without its tests, is compiled
/// with it and hidden.
///
/// # Errors
/// The region is missing, or a mark does not fit the others.
pub fn program(text: &str, name: &str) -> Result<String, String> {
    let lines = lines(text)?;
    let is_shown = |line: &&Line<'_>| line.region == Some(name);
    let indents = lines.iter().filter(is_shown).map(|line| line.text);
    let indents = indents.filter(|text| !text.trim().is_empty()).map(indent);
    let Some(indent) = indents.min() else {
        return Err(format!("there is no region `{name}`, or nothing in it"));
    };
    let mut out = String::new();
    for line in &lines {
        if is_shown(&line) {
            out.push_str(line.text.get(indent..).unwrap_or_default());
        } else if is_code(line.text) {
            out.push_str("# ");
            out.push_str(line.text);
        } else {
            continue;
        }
        out.push('\n');
    }
    Ok(out)
}

/// The lines of a program up to its tests.
fn lines(text: &str) -> Result<Vec<Line<'_>>, String> {
    let (mut lines, mut region, mut known) = (Vec::new(), None, BTreeSet::new());
    for text in text.lines().take_while(|line| *line != TESTS) {
        match (mark(text), region) {
            (None, _) => lines.push(Line { text, region }),
            (Some("end"), Some(_)) => region = None,
            (Some("end"), None) => return Err("a region ends that did not begin".to_owned()),
            (Some(name), Some(outer)) => {
                return Err(format!("region `{name}` begins inside of `{outer}`"));
            }
            (Some(name), None) if known.insert(name) => region = Some(name),
            (Some(name), None) => return Err(format!("there are two regions `{name}`")),
        }
    }
    match region {
        Some(name) => Err(format!("region `{name}` has no end")),
        None => Ok(lines),
    }
}

/// What a line marks, if it does.
fn mark(line: &str) -> Option<&str> {
    line.trim().strip_prefix(MARK)
}

/// Whether the program needs the line.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
