//! Lowering: from normalised OpenAPI documents to the IR. Every operation and every type is taken
//! as it stands; what Procore means by it is the passes' business.

mod media;
mod operation;
mod parameter;
mod response;
mod schema;
pub(crate) mod types;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::announce::announcement::Announcement;
use crate::count::count_operations;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{Counts, Operation, RustPath, Type};
use crate::naming::value_ident;
use crate::openapi::ApiVersion;
use crate::openapi::documents::Documents;
use crate::openapi::operations::{RawOperation, Tag, collect};
use crate::specs::layout::Scope;
use crate::specs::layout::parse_component;
use crate::specs::operation_names::names_in_specs;

/// The API before it is placed into modules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lowered {
    /// `info.version` of the description.
    pub description_version: String,
    /// The operations, by path and method.
    pub operations: Vec<Placed>,
    /// The types that operations reach, by path.
    pub types: BTreeMap<RustPath, Type>,
    /// Enums that share the type of another one, which need not be there itself.
    pub united: BTreeMap<RustPath, RustPath>,
    /// Every place where the description gives no type.
    pub untyped: Vec<Untyped>,
    /// How many operations, parameters and bodies the documents hold.
    pub read: Counts,
}

/// An operation with what its tag and path say of its module.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its tag: `Project Management/RFI/rfis`.
    pub tag: Tag,
    /// `1.0`, for paths with a version.
    pub version: Option<ApiVersion>,
    /// What the specs say of its deprecation.
    pub announced: Option<Announcement>,
    /// The operation.
    pub operation: Operation,
}

/// A place where the description gives no type, so that JSON is all that can be said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untyped {
    /// Where it stands.
    pub origin: Origin,
    /// Why there is no type.
    pub cause: String,
}

/// Lowers all documents.
pub fn lower(documents: &Documents) -> Result<Lowered, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let operations = collect(documents, &mut problems);
    let index = Index::new(documents, &operations);
    let lowered: Vec<Result<_, Vec<Diagnostic>>> = operations
        .par_iter()
        .zip(names_in_specs(&operations))
        .map(|(raw, name)| operation::lower(&index, raw, name))
        .collect();
    let mut out = Lowered {
        description_version: version(documents),
        read: count_operations(&operations),
        ..Lowered::default()
    };
    for result in lowered {
        match result {
            Ok((placed, untyped)) => {
                out.operations.push(placed);
                out.untyped.extend(untyped);
            }
            Err(more) => problems.extend(more),
        }
    }
    types::lower_types(&index, &mut out, &mut problems);
    out.untyped.sort();
    out.untyped.dedup();
    if problems.is_empty() {
        Ok(out)
    } else {
        Err(problems)
    }
}

fn version(documents: &Documents) -> String {
    let versions = documents
        .iter()
        .filter_map(|(_, d)| d.get("info")?.get("version")?.as_str());
    versions.max().unwrap_or_default().to_owned()
}

/// Where components live in the crate.
struct Index<'a> {
    documents: &'a Documents,
    /// The tool of each document.
    tools: BTreeMap<String, String>,
}

impl<'a> Index<'a> {
    fn new(documents: &'a Documents, operations: &[RawOperation]) -> Self {
        let tools = operations
            .iter()
            .map(|o| (o.origin.file.clone(), o.tag.tool.clone()))
            .collect();
        Self { documents, tools }
    }

    /// The Rust path of a component that is a type.
    fn path(&self, at: &Origin) -> Result<RustPath, Diagnostic> {
        let component = at.pointer.rsplit('/').next().unwrap_or_default();
        let scope = match self.tools.get(&at.file) {
            Some(tool) => Scope::Tool(tool.clone()),
            None => Scope::Shared,
        };
        let name = parse_component(&scope, component).ok_or_else(|| {
            Diagnostic::error(
                Code::ComponentName,
                at.clone(),
                format!("a type of a tool is called `v1_0.Name`, not `{component}`"),
            )
            .help("run `cargo xtask import` on the description; it names components")
        })?;
        Ok(match scope {
            Scope::Shared => RustPath {
                module: "shared".into(),
                version: String::new(),
                name: name.name,
            },
            Scope::Tool(tool) => RustPath {
                module: value_ident(&tool),
                version: ApiVersion::module(name.version.as_ref()),
                name: name.name,
            },
        })
    }
}

/// The path of a request type.
fn request_path(tag: &Tag, version: Option<&ApiVersion>, name: String) -> RustPath {
    RustPath {
        module: value_ident(&tag.tool),
        version: ApiVersion::module(version),
        name,
    }
}
