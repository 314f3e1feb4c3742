//! Places operations and types: tool, version and resource become modules and files.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{Api, Resource, RustPath, Tool, Type, Version};
use crate::lower::{Lowered, Placed};
use crate::naming::{feature, value_ident};
use crate::openapi::ApiVersion;

const LEGACY: &str = "legacy---";

/// Builds the tree of modules. A type goes into the file of the first resource of its module that
/// uses it.
pub fn place(lowered: Lowered) -> Result<Api, Vec<Diagnostic>> {
    let Lowered {
        description_version,
        operations,
        types,
        ..
    } = lowered;
    let mut homes: BTreeMap<RustPath, String> = BTreeMap::new();
    for placed in &operations {
        homes.insert(
            placed.operation.rust.clone(),
            value_ident(&placed.tag.resource),
        );
    }
    let mut tools: BTreeMap<String, Tool> = BTreeMap::new();
    let mut problems = Vec::new();
    for placed in operations {
        if let Err(problem) = put(&mut tools, placed) {
            problems.push(problem);
        }
    }
    let mut api = Api {
        description_version,
        ..Api::default()
    };
    for ty in types.into_values() {
        if ty.rust.module == "shared" {
            api.shared.push(ty);
        } else if let Err(problem) = put_type(&mut tools, &homes, ty) {
            problems.push(problem);
        }
    }
    api.tools = tools.into_values().collect();
    for tool in &mut api.tools {
        tool.versions
            .sort_by_key(|version| version.number.parse::<ApiVersion>().ok());
    }
    if problems.is_empty() {
        Ok(api)
    } else {
        Err(problems)
    }
}

fn put(tools: &mut BTreeMap<String, Tool>, placed: Placed) -> Result<(), Diagnostic> {
    let module = value_ident(&placed.tag.tool);
    let tool = tools.entry(module.clone()).or_insert_with(|| Tool {
        category: placed.tag.category.clone(),
        name: placed.tag.tool.clone(),
        feature: feature(&placed.tag.tool),
        module,
        needs: Vec::new(),
        versions: Vec::new(),
    });
    if tool.name != placed.tag.tool {
        return Err(Diagnostic::error(
            Code::NameCollision,
            placed.operation.origin,
            format!(
                "the tools `{}` and `{}` become one module",
                tool.name, placed.tag.tool
            ),
        )
        .help("rename one of the tags with an overlay"));
    }
    let resource = resource(tool, placed.version.as_ref(), &placed.tag.resource);
    resource.operations.push(placed.operation);
    Ok(())
}

fn resource<'a>(tool: &'a mut Tool, version: Option<&ApiVersion>, slug: &str) -> &'a mut Resource {
    let module = ApiVersion::module(version);
    let at = tool
        .versions
        .iter()
        .position(|v| v.module == module)
        .unwrap_or_else(|| {
            tool.versions.push(Version {
                number: version.map(ToString::to_string).unwrap_or_default(),
                module: module.clone(),
                resources: Vec::new(),
            });
            tool.versions.len() - 1
        });
    let resources = &mut tool.versions[at].resources;
    let module = value_ident(slug);
    let at = resources
        .binary_search_by(|r| r.module.cmp(&module))
        .unwrap_or_else(|at| {
            let legacy = slug.starts_with(LEGACY);
            resources.insert(
                at,
                Resource {
                    slug: slug.to_owned(),
                    module,
                    legacy,
                    operations: Vec::new(),
                    types: Vec::new(),
                },
            );
            at
        });
    &mut resources[at]
}

fn put_type(
    tools: &mut BTreeMap<String, Tool>,
    homes: &BTreeMap<RustPath, String>,
    ty: Type,
) -> Result<(), Diagnostic> {
    let same = |user: &&RustPath| user.module == ty.rust.module && user.version == ty.rust.version;
    let home = ty
        .used_by
        .iter()
        .find(same)
        .and_then(|user| homes.get(user));
    let nowhere = || {
        Diagnostic::error(
            Code::MisplacedType,
            Origin::new(&ty.origin.file, &ty.origin.pointer),
            format!(
                "no operation of `{}::{}` uses the type",
                ty.rust.module, ty.rust.version
            ),
        )
        .help("rename the component to the version that uses it, or import the description anew")
    };
    let version = tools.get_mut(&ty.rust.module).and_then(|tool| {
        tool.versions
            .iter_mut()
            .find(|v| v.module == ty.rust.version)
    });
    let resource = version.and_then(|version| match home {
        Some(home) => version.resources.iter_mut().find(|r| r.module == *home),
        None => version.resources.first_mut(),
    });
    resource
        .map(|resource| resource.types.push(ty.clone()))
        .ok_or_else(nowhere)
}
