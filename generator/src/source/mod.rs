//! Reading: bytes that may be anything become a JSON value, or diagnostics.

mod json;
mod place;
mod version;
mod yaml;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Origin};

pub use place::{fill_positions, locate};
pub use version::check_version;
pub(crate) use version::check_version_of;

/// One input file, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as the user named it, or relative to the specs folder; `/` between folders.
    pub name: String,
    /// Its content, which nobody has checked yet.
    pub bytes: Vec<u8>,
}

impl Source {
    /// The file `name` with its content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// An input file, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The name of its source.
    pub name: String,
    /// Its content, keys in the order of the file.
    pub value: Value,
}

/// How much a reader takes in before it refuses. The parsers and everything after them recurse,
/// and a description of a few kilobytes can ask for gigabytes, so each of these is a real limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The size of one file in bytes.
    pub bytes: usize,
    /// How deep objects and arrays may stand in each other.
    pub depth: usize,
    /// How many values a file may hold once its YAML aliases are expanded.
    pub values: usize,
}

impl Default for Limits {
    /// Procore's whole description has 54 MB, is 26 levels deep and holds under 3 million values.
    fn default() -> Self {
        Self {
            bytes: 128 << 20,
            depth: 128,
            values: 10_000_000,
        }
    }
}

impl Limits {
    /// Whether a file of this size may be read at all; callers ask before they read it.
    ///
    /// # Errors
    /// A diagnostic that names the limit.
    pub fn check_size(&self, name: &str, bytes: u64) -> Result<(), Diagnostic> {
        if usize::try_from(bytes).is_ok_and(|bytes| bytes <= self.bytes) {
            return Ok(());
        }
        let message = format!("the file has {bytes} bytes; the limit is {}", self.bytes);
        Err(Diagnostic::error(Code::FileTooLarge, Origin::new(name, ""), message).help(
            "split the file, or raise `Limits::bytes` (`--max-bytes`) if it is meant to be so large",
        ))
    }

    fn too_deep(&self, name: &str, position: (usize, usize)) -> Diagnostic {
        let message = format!(
            "values stand more than {} levels deep in each other",
            self.depth
        );
        at(
            Diagnostic::error(Code::TooDeep, Origin::new(name, ""), message),
            position,
        )
        .help(
            "move inner schemas to components and refer to them, or raise `Limits::depth` \
             (`--max-depth`) if they are meant to be so deep",
        )
    }

    fn too_many(&self, name: &str, position: (usize, usize)) -> Diagnostic {
        let message = format!(
            "the file holds more than {} values, aliases expanded",
            self.values
        );
        at(
            Diagnostic::error(Code::TooManyValues, Origin::new(name, ""), message),
            position,
        )
        .help(
            "replace repeated YAML aliases by `$ref`s, or raise `Limits::values` \
             (`--max-values`) if they are meant to be so many",
        )
    }
}

/// Reads JSON or YAML, told apart by content.
///
/// # Errors
/// Everything that is wrong with the text as text; never a panic.
pub fn read(source: &Source, limits: &Limits) -> Result<Document, Vec<Diagnostic>> {
    let text = text(source, limits).map_err(|diagnostic| vec![diagnostic])?;
    let value = if is_json(&source.name, text) {
        json::read(&source.name, text, limits)?
    } else {
        yaml::read(&source.name, text, limits)?
    };
    Ok(Document {
        name: source.name.clone(),
        value,
    })
}

/// Text that starts like JSON is JSON, unless the name says YAML and it does not parse: a flow
/// mapping starts the same way.
fn is_json(name: &str, text: &str) -> bool {
    let starts_so = text.trim_start().starts_with(['{', '[']);
    let yaml_name = [".yaml", ".yml"]
        .iter()
        .any(|end| name.to_ascii_lowercase().ends_with(end));
    starts_so && (!yaml_name || json::is_valid(text))
}

/// The text of a source without its byte order mark; what no parser may see is refused here.
fn text<'a>(source: &'a Source, limits: &Limits) -> Result<&'a str, Diagnostic> {
    limits.check_size(&source.name, source.bytes.len() as u64)?;
    let origin = Origin::new(&source.name, "");
    if source.bytes.starts_with(&[0xFF, 0xFE]) || source.bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(
            Diagnostic::error(Code::NotUtf8, origin, "the file is UTF-16, not UTF-8")
                .help("save it as UTF-8"),
        );
    }
    let text = std::str::from_utf8(&source.bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&source.bytes[..error.valid_up_to()]);
        let message = format!("byte {} is not UTF-8", error.valid_up_to());
        at(
            Diagnostic::error(Code::NotUtf8, origin.clone(), message),
            end_of(&before),
        )
        .help("save the file as UTF-8; if it came through a download, fetch it again")
    })?;
    // The YAML scanner takes NUL for the end of the text and would drop the rest in silence.
    if let Some(index) = text.find('\0') {
        let diagnostic = Diagnostic::error(
            Code::NulByte,
            origin,
            format!("byte {index} of the file is NUL"),
        );
        return Err(at(diagnostic, end_of(&text[..index]))
            .help("remove it; if it came through a download, fetch the file again"));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(
            Diagnostic::error(Code::EmptyFile, origin, "the file is empty")
                .help("expected an OpenAPI 3.0 document in JSON or YAML"),
        );
    }
    Ok(text)
}

/// The line and column after `text`.
fn end_of(text: &str) -> (usize, usize) {
    let line_start = text.rfind('\n').map_or(0, |index| index + 1);
    let lines = text.bytes().filter(|&byte| byte == b'\n').count();
    (lines + 1, text[line_start..].chars().count() + 1)
}

fn at(mut diagnostic: Diagnostic, position: (usize, usize)) -> Diagnostic {
    diagnostic.position = Some(position);
    diagnostic
}
