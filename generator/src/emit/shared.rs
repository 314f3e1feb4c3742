//! The module `shared`: the types that several tools use, in a file for each kind of them.

use std::collections::BTreeSet;

use crate::FileTree;
use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Role, Shape, Type};

use super::format::literal;
use super::scope::{Index, Scope};
use super::{PREAMBLE, types};

/// A file of the module.
pub(super) struct Group {
    module: &'static str,
    docs: &'static str,
    holds: fn(&Type) -> bool,
}

/// Every type is held by one of them.
pub(super) const GROUPS: &[Group] = &[
    Group {
        module: "enums",
        docs: "Values that several tools use, sent or returned.",
        holds: is_enum,
    },
    Group {
        module: "inputs",
        docs: "Objects that several tools are sent.",
        holds: |ty| !is_enum(ty) && ty.role == Role::Request,
    },
    Group {
        module: "responses",
        docs: "Objects that several tools return.",
        holds: |ty| !is_enum(ty) && ty.role == Role::Response,
    },
];

fn is_enum(ty: &Type) -> bool {
    matches!(ty.shape, Shape::Enum(_))
}

impl Group {
    fn types<'a>(&self, api: &'a Api) -> Vec<&'a Type> {
        let all = api.shared.iter();
        all.filter(|ty| (self.holds)(ty)).collect()
    }

    /// The file of the group.
    pub(super) fn file(
        &self,
        api: &Api,
        index: &Index<'_>,
    ) -> Result<(String, String), Diagnostic> {
        let types = self.types(api);
        let scope = Scope::new("shared", "", &[], types.iter().copied(), index);
        let mut parts = vec![format!(
            "{PREAMBLE}//! {}\n\nuse crate::runtime::prelude::*;\n",
            self.docs
        )];
        for ty in types {
            let text = types::type_(ty, &scope)?;
            parts.push(match gate(api, ty) {
                Some(gate) => gated(&text, &gate),
                None => text,
            });
        }
        let path = format!("src/shared/{}.rs", self.module);
        Ok((path, parts.join("\n")))
    }
}

/// A type of more tools than these is compiled whatever tools are switched on.
const MOST_TOOLS: usize = 8;

/// The longest line of an attribute, in bytes.
const WIDTH: usize = 100;

/// The attribute that leaves a type out where no tool is switched on that uses it: a program that needs
/// one tool compiles a tenth of what all of them share.
fn gate(api: &Api, ty: &Type) -> Option<String> {
    let modules: BTreeSet<&str> = ty.used_by.iter().map(|user| user.module.as_str()).collect();
    let users = api
        .tools
        .iter()
        .filter(|tool| modules.contains(tool.module.as_str()));
    let features: Vec<String> = users
        .map(|tool| format!("feature = {}", literal(&tool.feature)))
        .collect();
    let known = (1..=MOST_TOOLS).contains(&features.len());
    known.then(|| match features.as_slice() {
        [only] => format!("#[cfg({only})]\n"),
        several => {
            let line = format!("#[cfg(any({}))]\n", several.join(", "));
            if line.len() <= WIDTH {
                line
            } else {
                format!("#[cfg(any(\n    {},\n))]\n", several.join(",\n    "))
            }
        }
    })
}

/// The text of a type with the attribute on each of its items, behind its docs. Items begin behind an
/// empty line, and nothing in them does at the left.
fn gated(text: &str, gate: &str) -> String {
    let mut out = String::with_capacity(text.len() + gate.len() * 4);
    let mut begins = true;
    for line in text.split_inclusive('\n') {
        let is_docs = line.starts_with("///");
        if begins && !is_docs && !line.starts_with([' ', '\n']) {
            out.push_str(gate);
        }
        begins = line == "\n" || (begins && is_docs);
        out.push_str(line);
    }
    out
}

/// The groups that hold something.
pub(super) fn groups(api: &Api) -> impl Iterator<Item = &'static Group> {
    GROUPS.iter().filter(|group| !group.types(api).is_empty())
}

/// The root of the module.
pub(super) fn root(api: &Api) -> FileTree {
    let modules: Vec<_> = groups(api).map(|group| group.module).collect();
    let mut out = format!(
        "{PREAMBLE}//! Types that several tools use.\n\n#![allow(\n    unused_imports,\n    reason = \
         \"a set of tools can be without any of these\"\n)]\n"
    );
    for (i, module) in modules.iter().enumerate() {
        let gap = if i == 0 { "\n" } else { "" };
        out.push_str(&format!("{gap}mod {module};\n"));
    }
    for (i, module) in modules.iter().enumerate() {
        let gap = if i == 0 { "\n" } else { "" };
        out.push_str(&format!("{gap}pub use {module}::*;\n"));
    }
    FileTree::from([("src/shared/mod.rs".to_owned(), out)])
}
