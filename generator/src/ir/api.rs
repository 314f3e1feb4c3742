//! The whole API, by tool, version and resource.

use std::collections::BTreeMap;

use super::deprecation::OperationRef;
use super::operation::Operation;
use super::types::Type;

/// The whole API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Api {
    /// `info.version` of the description.
    pub description_version: String,
    /// The tools, by module name.
    pub tools: Vec<Tool>,
    /// Types that more than one tool uses; they live in `procore::shared`.
    pub shared: Vec<Type>,
    /// Operations that the others name and that are not among them, by path: those of tools that
    /// were left out.
    pub left_out: Vec<LeftOut>,
}

impl Api {
    /// All operations, by tool, version and resource.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.resources().flat_map(|resource| &resource.operations)
    }

    /// The same for changing them.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.tools
            .iter_mut()
            .flat_map(|tool| &mut tool.versions)
            .flat_map(|version| &mut version.resources)
            .flat_map(|resource| &mut resource.operations)
    }

    /// All types, the shared ones first.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.shared
            .iter()
            .chain(self.resources().flat_map(|resource| &resource.types))
    }

    /// All resources, by tool and version.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.tools.iter().flat_map(Tool::resources)
    }
}

/// A Procore tool (RFI, Budget): one module, one cargo feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// The category, `Project Management`.
    pub category: String,
    /// The name, `RFI`.
    pub name: String,
    /// The Rust module, `rfi`.
    pub module: String,
    /// The cargo feature, `rfi`.
    pub feature: String,
    /// Other tools' features that this one needs; empty unless a type is placed by hand.
    pub needs: Vec<String>,
    /// Its resource versions, oldest first.
    pub versions: Vec<Version>,
}

impl Tool {
    /// Its resources, by version.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.versions.iter().flat_map(|version| &version.resources)
    }

    /// Its operations, by version and resource.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.resources().flat_map(|resource| &resource.operations)
    }
}

/// An operation of a tool that was left out: all that can still be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is, and where it would stand.
    pub operation: OperationRef,
    /// The cargo feature of its tool.
    pub feature: String,
    /// The operation on Procore's reference pages.
    pub reference: String,
}

/// All operations of a tool with one resource version: a public module.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// `1.0`; empty for paths without one.
    pub number: String,
    /// The Rust module, `v1_0`; `unversioned` for paths without one.
    pub module: String,
    /// The resources, by module name.
    pub resources: Vec<Resource>,
}

/// A resource, the third part of the tag: a file whose items its version module re-exports.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// As in Procore's reference URLs, `rfis`.
    pub slug: String,
    /// The private Rust module (file), `rfis`.
    pub module: String,
    /// Whether Procore files it under a `legacy---` group.
    pub legacy: bool,
    /// The operations, in the order of the description.
    pub operations: Vec<Operation>,
    /// The types that live in this file, by name.
    pub types: Vec<Type>,
}

/// What a stage counted; compared between stages so that nothing is lost in silence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(pub BTreeMap<String, usize>);
