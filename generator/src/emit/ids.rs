//! The types of ids: a file that the crate has once.

use std::collections::BTreeSet;

use crate::ir::{Api, TypeRef};

use super::PREAMBLE;

/// The names of the types of all ids.
pub(super) fn names(api: &Api) -> BTreeSet<&str> {
    let parameters = api.operations().flat_map(|operation| &operation.parameters);
    parameters
        .filter_map(|parameter| match &parameter.ty {
            TypeRef::Id(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

/// The ids that the runtime has itself: the client is made for a company, and files go to projects.
const SCOPES: [&str; 2] = ["CompanyId", "ProjectId"];

/// The file, where there are ids.
pub(super) fn file(api: &Api) -> Option<String> {
    let (scopes, names): (Vec<&str>, Vec<&str>) = names(api)
        .into_iter()
        .partition(|name| SCOPES.contains(name));
    if scopes.is_empty() && names.is_empty() {
        return None;
    }
    let mut out = format!(
        "{PREAMBLE}//! Ids, a type for each kind of record: two of them cannot be swapped.\n//!\n\
         //! They are made from numbers and from texts: `ProjectId::from(81_930)`.\n\n\
         use crate::runtime::values::id::ids;\n\n"
    );
    for name in scopes {
        out.push_str(&format!("pub use crate::runtime::values::id::{name};\n"));
    }
    out.push_str("\nids!(\n");
    for name in names {
        let kind = name.strip_suffix("Id").unwrap_or(name);
        let article = if kind.starts_with(['A', 'E', 'I', 'O']) {
            "an"
        } else {
            "a"
        };
        out.push_str(&format!("    {kind} {name} \"{article} `{kind}`\",\n"));
    }
    out.push_str(");\n");
    Some(out)
}
