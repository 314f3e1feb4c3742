//! The module `shared`: the types that several tools use, in a file for each kind of them.

use crate::FileTree;
use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Role, Shape, Type};

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
            parts.push(types::type_(ty, &scope)?);
        }
        let path = format!("src/shared/{}.rs", self.module);
        Ok((path, parts.join("\n")))
    }
}

/// The groups that hold something.
pub(super) fn groups(api: &Api) -> impl Iterator<Item = &'static Group> {
    GROUPS.iter().filter(|group| !group.types(api).is_empty())
}

/// The root of the module.
pub(super) fn root(api: &Api) -> FileTree {
    let modules: Vec<_> = groups(api).map(|group| group.module).collect();
    let mut out = format!("{PREAMBLE}//! Types that several tools use.\n");
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
