//! Counts what a generator wrote: files, lines, names, methods, marks of deprecation.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// What there is in the Rust files of an output.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rust files.
    pub files: usize,
    /// Their lines, all of them.
    pub lines: usize,
    /// The longest name of a public item.
    pub longest: String,
    /// Lines that begin a method, or a type, of an operation.
    pub operations: usize,
    /// Marks that make the compiler warn.
    pub deprecated: usize,
    /// Those of them that say something of their own.
    pub notes: usize,
}

/// Counts the Rust files of a folder.
///
/// # Errors
///
/// Where a file cannot be read.
pub fn count(out: &Path, operation: &str, operations_in: &str) -> io::Result<Counts> {
    let mut counts = Counts::default();
    let within = out.join(operations_in);
    walk(out, &mut |path| {
        let text = fs::read_to_string(path)?;
        counts.files += 1;
        add(&mut counts, &text);
        if path.starts_with(&within) {
            let begins = |line: &&str| line.trim_start().starts_with(operation);
            counts.operations += text.lines().filter(begins).count();
        }
        Ok(())
    })?;
    Ok(counts)
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path) -> io::Result<()>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, each)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            each(&path)?;
        }
    }
    Ok(())
}

fn add(counts: &mut Counts, text: &str) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        counts.lines += 1;
        let line = line.trim_start();
        if let Some(mark) = line.strip_prefix("#[deprecated") {
            counts.deprecated += 1;
            // rustfmt puts a long note on the next line.
            let after = lines.peek().map_or("", |next| next.trim_start());
            if mark.contains("note =") || (mark == "(" && note(after)) {
                counts.notes += 1;
            }
        }
        if let Some(name) = public_name(line)
            && name.len() > counts.longest.len()
        {
            name.clone_into(&mut counts.longest);
        }
    }
}

fn note(line: &str) -> bool {
    line.starts_with("note =") || line.starts_with("since =")
}

/// The name of the public item that a line begins.
fn public_name(line: &str) -> Option<&str> {
    const KINDS: [&str; 8] = [
        "struct", "enum", "union", "fn", "trait", "type", "mod", "const",
    ];
    let mut words = line.strip_prefix("pub ")?.split(' ');
    let kind = words.find(|word| !matches!(*word, "async" | "unsafe" | "extern"))?;
    // A constant function.
    let name = match (kind, words.next()?) {
        ("const", "fn" | "async") => words.next()?,
        (kind, name) if KINDS.contains(&kind) => name,
        _ => return None,
    };
    let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '#');
    Some(&name[..end.unwrap_or(name.len())])
}
