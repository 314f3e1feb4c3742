//! The files of the specs: a document for each tool and one for what tools share, and the names of
//! the components in them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::FileTree;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::naming::feature;
use crate::openapi::ApiVersion;

/// The document of shared components.
pub const SHARED_FILE: &str = "shared.yaml";

/// Where a type lives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// `procore::shared`.
    Shared,
    /// The module of a tool.
    Tool(String),
}

/// The name of a type and the version whose module it lives in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeName {
    /// `1.0`, as in the path; none in the shared module, and for paths without one.
    pub version: Option<ApiVersion>,
    /// The name.
    pub name: String,
}

/// The component name of a type: `v1_0.Rfi`, or `User` in the shared document.
pub fn component_name(name: &TypeName, scope: &Scope) -> String {
    match scope {
        Scope::Shared => name.name.clone(),
        Scope::Tool(_) => format!(
            "{}.{}",
            ApiVersion::module(name.version.as_ref()),
            name.name
        ),
    }
}

/// Reads a component name back; `None` if it does not have the form.
pub fn parse_component(scope: &Scope, component: &str) -> Option<TypeName> {
    match scope {
        Scope::Shared => Some(TypeName {
            version: None,
            name: component.to_owned(),
        }),
        Scope::Tool(_) => {
            let (module, name) = component.split_once('.')?;
            Some(TypeName {
                version: ApiVersion::of_module(module)?,
                name: name.to_owned(),
            })
        }
    }
}

/// The document of a tool.
pub fn tool_file(tool: &str) -> String {
    format!("{}.yaml", feature(tool))
}

/// The documents as YAML texts.
pub fn to_yaml(documents: &BTreeMap<String, impl Serialize>) -> Result<FileTree, Diagnostic> {
    documents
        .iter()
        .map(|(file, document)| {
            let yaml = serde_yaml::to_string(document).map_err(|error| {
                Diagnostic::error(Code::Yaml, Origin::new(file, ""), error.to_string())
            })?;
            let text = format!(
                "# Facts of Procore's REST API, made by `cargo xtask import`; see README.md.\n{yaml}"
            );
            Ok((file.clone(), text))
        })
        .collect()
}
