//! The texts of the generated crate that are the same for every description.

use super::layout::has_request;
use super::scope::Index;

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
        self.uses
            .iter()
            .all(|path| has_request(index, path))
            .then_some(self.text)
    }
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
