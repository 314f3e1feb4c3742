//! The texts of the generated crate that are the same for every description.

use std::collections::BTreeSet;

use super::scope::Index;
use crate::ir::RustPath;

/// A text that makes sense only where the crate has the requests that it uses.
pub(super) struct Template {
    /// Its path in the generated crate.
    pub(super) path: &'static str,
    text: &'static str,
    /// What the guide says of it.
    page: &'static str,
    /// The requests that it uses.
    pub(super) uses: &'static [&'static str],
}

impl Template {
    /// The text, where the crate has what it uses.
    pub(super) fn filled(&self, index: &Index<'_>) -> Option<&'static str> {
        features(self.uses, index).map(|_| self.text)
    }

    /// The cargo features that it needs, where the crate has what it uses.
    pub(super) fn features<'a>(&self, index: &Index<'a>) -> Option<BTreeSet<&'a str>> {
        features(self.uses, index)
    }

    /// What it is for: the first sentence of the docs that it begins with.
    pub(super) fn summary(&self) -> String {
        let lines = self
            .text
            .lines()
            .map_while(|line| line.strip_prefix("//! "));
        let docs = lines.collect::<Vec<_>>().join(" ");
        let sentence = docs.split(". ").next().unwrap_or_default();
        sentence.trim_end_matches(['.', ':']).to_owned()
    }

    /// The whole text, whatever the crate has.
    pub(super) fn text(&self) -> &'static str {
        self.text
    }

    /// Its page of the guide, where `{run}` stands for the command that runs it, `{requests}` for those
    /// that it uses, and `{code NAME}` for a region of it.
    pub(super) fn page(&self) -> &'static str {
        self.page
    }

    /// The command that runs it: the block of text in its docs, with the fences.
    pub(super) fn command(&self) -> Option<String> {
        let lines = self.text.lines();
        let docs = lines.map_while(|line| line.strip_prefix("//!"));
        let docs: String = docs
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        let (_, block) = docs.split_once("```text\n")?;
        let (block, _) = block.split_once("```")?;
        Some(format!("```text\n{block}```"))
    }

    /// The cargo features that it needs, as they stand in a table.
    pub(super) fn feature_list(&self, index: &Index<'_>) -> String {
        let features = self.features(index).unwrap_or_default();
        let features: Vec<_> = features.into_iter().map(|it| format!("`{it}`")).collect();
        features.join(", ")
    }

    /// Its file name without the extension.
    pub(super) fn name(&self) -> &'static str {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        file.trim_end_matches(".rs")
    }
}

/// The cargo features that switch on requests; `None` unless the crate has all of them.
pub(super) fn features<'a>(uses: &[&str], index: &Index<'a>) -> Option<BTreeSet<&'a str>> {
    let feature = |path: &&str| {
        let path = rust_path(path)?;
        let has = index.operations.contains_key(&path);
        has.then(|| index.feature(&path))
    };
    uses.iter().map(feature).collect()
}

/// The path `module::version::Name`.
pub(super) fn rust_path(text: &str) -> Option<RustPath> {
    let mut parts = text.split("::").map(str::to_owned);
    Some(RustPath {
        module: parts.next()?,
        version: parts.next()?,
        name: parts.next()?,
    })
}

/// The docs of the crate, with the places `{description_version}`, `{first_program}`,
/// `{example_pages}`, `{features}`.
///
/// Where code is fenced with paths of requests, or with a feature, it is compiled where they are
/// switched on, and left out where the crate does not have them.
pub(super) const CRATE_DOCS: &str = include_str!("templates/crate.md");

/// What follows the crate's docs.
pub(super) const CRATE_ROOT: &str = include_str!("templates/lib.rs");

/// The README, with the same places as the crate's docs, and `{examples}` for `{example_pages}`.
pub(super) const README: &str = include_str!("templates/README.md");

/// The first program of the docs and the README.
pub(super) const FIRST_PROGRAM: Template = Template {
    path: "",
    text: include_str!("templates/first_program.md"),
    page: "",
    uses: &["rfi::v1_0::ListRfis"],
};

/// The overview of the guide, with the place `{pages}`.
pub(super) const GUIDE: &str = include_str!("templates/guide/overview.md");

/// An example, by the name of its file, with the requests that it uses, and its page of the guide.
macro_rules! example {
    ($name:literal: $($path:literal),+) => {
        Template {
            path: concat!("examples/", $name, ".rs"),
            text: include_str!(concat!("templates/examples/", $name, ".rs")),
            page: include_str!(concat!("templates/guide/", $name, ".md")),
            uses: &[$($path),+],
        }
    };
}

/// The examples; each has tests of its own.
pub(super) const EXAMPLES: &[Template] = &[
    example!("blocking": "rfi::v1_0::ListRfis"),
    example!("export": "portfolio::v1_1::ListProjects", "rfi::v1_0::ListRfis"),
    example!("files": "rfi::v1_0::CreateRfiReply", "rfi::v1_0::ListRfiReplies"),
    example!("generic": "rfi::v1_0::ShowRfi"),
    example!("list_rfis": "rfi::v1_0::ListRfis"),
    example!("migration": "webhooks::v1_0::ListWebhooksHooks", "webhooks::v2_0::ListProjectWebhooksHooks"),
    example!("money": "change_orders::v1_0::ListPotentialChangeOrders"),
    example!("service_account": "portfolio::v1_1::ListProjects"),
    example!(
        "vendor_sync": "directory::v1_0::CreateCompanyVendor", "directory::v1_0::ListCompanyVendors",
        "directory::v1_0::UpdateCompanyVendor"
    ),
    example!("web_login": "platform_services::v1_0::ShowUserInfo"),
    example!(
        "webhooks": "webhooks::v2_0::CreateCompanyWebhooksHook",
        "webhooks::v2_0::CreateCompanyWebhooksTriggers"
    ),
];

/// What the tests of the examples share.
pub(super) const EXAMPLES_SERVER: (&str, &str) = (
    "examples/support/server.rs",
    include_str!("templates/examples/support/server.rs"),
);

/// The crates that examples need besides the client, with their lines in the manifest; each is there
/// where an example names it.
pub(super) const EXAMPLES_NEED: &[(&str, &str)] = &[
    (
        "rust_decimal",
        "# Sums of money: a `Decimal` of the client keeps digits, and does not calculate.\n\
         rust_decimal = { version = \"1\", default-features = false }\n",
    ),
    (
        "tokio",
        "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n",
    ),
];
