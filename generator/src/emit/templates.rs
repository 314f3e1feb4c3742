//! The texts of the generated crate that are the same for every description.

use super::scope::Index;
use crate::ir::RustPath;

/// A text that makes sense only where the crate has the requests that it uses.
pub(super) struct Template {
    /// Its path in the generated crate.
    pub(super) path: &'static str,
    text: &'static str,
    /// The requests that it uses.
    uses: &'static [&'static str],
}

impl Template {
    /// The text, where the crate has what it uses.
    pub(super) fn filled(&self, index: &Index<'_>) -> Option<&'static str> {
        let has =
            |path: &&str| rust_path(path).is_some_and(|path| index.operations.contains_key(&path));
        self.uses.iter().all(has).then_some(self.text)
    }

    /// The cargo feature of the first request that it uses.
    pub(super) fn feature<'a>(&self, index: &Index<'a>) -> &'a str {
        let first = self.uses.first().and_then(|path| rust_path(path));
        first.map(|path| index.feature(&path)).unwrap_or_default()
    }
}

/// The path `module::version::Name`.
fn rust_path(text: &str) -> Option<RustPath> {
    let mut parts = text.split("::").map(str::to_owned);
    Some(RustPath {
        module: parts.next()?,
        version: parts.next()?,
        name: parts.next()?,
    })
}

/// The docs of the crate, with the places `{description_version}`, `{first_program}`, `{features}`.
pub(super) const CRATE_DOCS: &str = include_str!("templates/crate.md");

/// What follows the crate's docs.
pub(super) const CRATE_ROOT: &str = include_str!("templates/lib.rs");

/// The README, with the same places as the crate's docs.
pub(super) const README: &str = include_str!("templates/README.md");

/// The first program of the docs and the README.
pub(super) const FIRST_PROGRAM: Template = Template {
    path: "",
    text: include_str!("templates/first_program.md"),
    uses: &["rfi::v1_0::ListRfis"],
};

/// Part of the manifest, for the files below.
pub(super) const MANIFEST: Template = Template {
    path: "Cargo.toml",
    text: include_str!("templates/example.toml"),
    uses: &["rfi::v1_0::ListRfis"],
};

/// Files beside the sources.
pub(super) const FILES: &[Template] = &[Template {
    path: "examples/list_rfis.rs",
    text: include_str!("templates/list_rfis.rs"),
    uses: &["rfi::v1_0::ListRfis"],
}];
