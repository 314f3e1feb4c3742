//! Reading: bytes that may be anything become a JSON value, or diagnostics.

mod document;
mod format;
mod json;
mod limits;
mod locate;
mod position;
mod version;
mod yaml;

use crate::diagnostic::{Code, Diagnostic, Origin};

pub use crate::diagnostic::Source;
pub use document::Document;
pub use limits::Limits;
pub use locate::{fill_positions, locate};
pub use version::check_version;
pub(crate) use version::check_version_of;

use format::is_json;
use position::{at, end_of};

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
