//! Decides where each shape lives: in the version of a tool that used it first, or in the shared
//! module when several tools use it.

use std::collections::{BTreeMap, BTreeSet};

use crate::openapi::ApiVersion;
use crate::openapi::operation::parts;
use crate::openapi::operations::RawOperation;
use crate::shapes::shape::{Role, ShapeId, Shapes, shapes_in};
use crate::specs::layout::Scope;

/// A shape in one of the scopes that use it: a type to be.
pub type Instance = (Scope, ShapeId);

/// What is known of an instance.
#[derive(Debug, Clone, Default)]
pub struct InstanceFacts {
    /// The versions of the operations that reach it.
    pub versions: BTreeSet<Option<ApiVersion>>,
    /// The operations that reach it.
    pub operations: BTreeSet<usize>,
}

/// Where existing specs keep a shape; it stays there.
pub trait Homes {
    /// Whether the tool's own file has the shape.
    fn in_tool(&self, shape: ShapeId, tool: &str) -> bool;
    /// Whether the shared file has it.
    fn in_shared(&self, shape: ShapeId) -> bool;
}

/// The scope of every shape for every tool that uses it.
#[derive(Debug, Default)]
pub struct Scopes {
    by_use: BTreeMap<(ShapeId, String), Scope>,
    /// All instances with what is known of them.
    pub instances: BTreeMap<Instance, InstanceFacts>,
}

impl Scopes {
    /// The instance that a tool's operation, or a type in `scope`, means by a shape.
    pub fn instance(&self, shape: ShapeId, tool: &str, scope: Option<&Scope>) -> Instance {
        if scope == Some(&Scope::Shared) {
            return (Scope::Shared, shape);
        }
        let scope = self
            .by_use
            .get(&(shape, tool.to_owned()))
            .cloned()
            .unwrap_or(Scope::Shared);
        (scope, shape)
    }
}

/// Places all shapes.
pub fn place(operations: &[RawOperation], shapes: &Shapes, homes: &impl Homes) -> Scopes {
    let mut users: BTreeMap<ShapeId, BTreeSet<&str>> = BTreeMap::new();
    for operation in operations {
        for shape in closure(shapes, roots(operation)) {
            users.entry(shape).or_default().insert(&operation.tag.tool);
        }
    }
    let mut scopes = Scopes::default();
    for (&shape, tools) in &users {
        choose(shape, tools, shapes, homes, &mut scopes.by_use);
    }
    for (index, operation) in operations.iter().enumerate() {
        let tool = &operation.tag.tool;
        let mut open: Vec<Instance> = roots(operation)
            .into_iter()
            .map(|s| scopes.instance(s, tool, None))
            .collect();
        let mut seen: BTreeSet<Instance> = BTreeSet::new();
        while let Some(instance) = open.pop() {
            if !seen.insert(instance.clone()) {
                continue;
            }
            let (scope, shape) = &instance;
            for child in &shapes.0[*shape].children {
                open.push(scopes.instance(*child, tool, Some(scope)));
            }
            let facts = scopes.instances.entry(instance).or_default();
            facts.versions.insert(operation.version.clone());
            facts.operations.insert(index);
        }
    }
    scopes
}

fn choose(
    shape: ShapeId,
    tools: &BTreeSet<&str>,
    shapes: &Shapes,
    homes: &impl Homes,
    by_use: &mut BTreeMap<(ShapeId, String), Scope>,
) {
    let homeless: Vec<&&str> = tools
        .iter()
        .filter(|tool| !homes.in_tool(shape, tool))
        .collect();
    let share = homeless.len() > 1 || homes.in_shared(shape) || shapes.0[shape].role == Role::Error;
    for tool in tools {
        let own = homes.in_tool(shape, tool) || !share;
        let scope = if own {
            Scope::Tool((*tool).to_owned())
        } else {
            Scope::Shared
        };
        by_use.insert((shape, (*tool).to_owned()), scope);
    }
}

/// The shapes that an operation's schemas refer to directly.
fn roots(operation: &RawOperation) -> Vec<ShapeId> {
    let mut found = Vec::new();
    for (_, part) in parts(&operation.value) {
        shapes_in(part, &mut found);
    }
    found
}

fn closure(shapes: &Shapes, roots: Vec<ShapeId>) -> Vec<ShapeId> {
    let mut open = roots;
    let mut seen = BTreeSet::new();
    while let Some(shape) = open.pop() {
        if seen.insert(shape) {
            open.extend(&shapes.0[shape].children);
        }
    }
    seen.into_iter().collect()
}
