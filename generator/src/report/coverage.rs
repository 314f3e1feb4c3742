//! What the client covers, tool by tool, as a table.

use std::fmt::Write as _;

use crate::changes::escape;
use crate::ir::{Api, Payload, Shape, Target, Tool, Type, TypeRef};

use super::operations::anchor;
use super::words::thousands;

/// What is counted, in the order of the columns.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    operations: usize,
    paged: usize,
    deprecated: usize,
    past: usize,
    stranded: usize,
    types: usize,
    fields: usize,
    untyped_fields: usize,
    untyped_responses: usize,
}

/// The columns: a heading, and what it means where that is not plain.
const COLUMNS: [(&str, &str); 9] = [
    ("Operations", ""),
    ("Paged lists", "that come page by page"),
    ("Deprecated", ""),
    ("Past sunset", "when the description was published"),
    (
        "No replacement",
        "deprecated, and no operation to use instead is known",
    ),
    (
        "Types",
        "of bodies, parameters and responses, but for requests",
    ),
    ("Fields", "of these types"),
    ("Untyped fields", "of which the description gives no type"),
    (
        "Untyped responses",
        "of which the description gives no type",
    ),
];

impl Counts {
    fn cells(self) -> [usize; 9] {
        [
            self.operations,
            self.paged,
            self.deprecated,
            self.past,
            self.stranded,
            self.types,
            self.fields,
            self.untyped_fields,
            self.untyped_responses,
        ]
    }

    fn of_tool(tool: &Tool) -> Self {
        let mut counts = Self::default();
        for operation in tool.operations() {
            counts.operations += 1;
            counts.paged += usize::from(operation.paging.is_some());
            let statuses = &operation.response.statuses;
            let is_untyped = match &operation.response.payload {
                Payload::Json(ty) => untyped(ty),
                Payload::ByStatus(_) => statuses.iter().any(|status| untyped(&status.ty)),
                _ => false,
            };
            counts.untyped_responses += usize::from(is_untyped);
            if let Some(deprecation) = &operation.deprecation {
                counts.deprecated += 1;
                counts.past += usize::from(deprecation.is_past);
                let mut targets = deprecation.replacements.iter();
                let known = targets.any(|one| matches!(one.target, Target::Operation(_)));
                counts.stranded += usize::from(!known);
            }
        }
        let types = tool.resources().flat_map(|resource| &resource.types);
        counts.with_types(types)
    }

    fn with_types<'a>(mut self, types: impl Iterator<Item = &'a Type>) -> Self {
        for ty in types {
            self.types += 1;
            if let Shape::Struct(record) = &ty.shape {
                self.fields += record.fields.len();
                let untyped = record.fields.iter().filter(|field| untyped(&field.ty));
                self.untyped_fields += untyped.count();
            }
        }
        self
    }
}

/// Whether any JSON may stand there.
fn untyped(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Json => true,
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => untyped(inner),
        _ => false,
    }
}

pub(super) fn section(api: &Api) -> String {
    let mut out = String::from(
        "<section id=\"coverage\" aria-labelledby=\"coverage-title\">\n\
         <h2 id=\"coverage-title\">Coverage</h2>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"coverage-caption\">\n\
         <table id=\"tools\">\n<caption id=\"coverage-caption\">What the client has, by tool</caption>\n\
         <thead><tr><th scope=\"col\">Tool</th>",
    );
    for (heading, meaning) in COLUMNS {
        if meaning.is_empty() {
            let _ = write!(out, "<th scope=\"col\">{heading}</th>");
        } else {
            let _ = write!(out, "<th scope=\"col\" title=\"{meaning}\">{heading}</th>");
        }
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let mut total = [0; COLUMNS.len()];
    let mut row = |out: &mut String, head: &str, counts: Counts| {
        let _ = write!(out, "<tr><th scope=\"row\">{head}</th>");
        for (sum, count) in total.iter_mut().zip(counts.cells()) {
            *sum += count;
            out.push_str(&cell(count));
        }
        out.push_str("</tr>\n");
    };
    for tool in &api.tools {
        let head = format!("<a href=\"#{}\">{}</a>", anchor(tool), escape(&tool.name));
        row(&mut out, &head, Counts::of_tool(tool));
    }
    if !api.shared.is_empty() {
        let shared = Counts::default().with_types(api.shared.iter());
        row(&mut out, "Shared by several tools", shared);
    }
    out.push_str("</tbody>\n<tfoot><tr><th scope=\"row\">All</th>");
    for sum in total {
        out.push_str(&cell(sum));
    }
    out.push_str("</tr></tfoot>\n</table>\n</div>\n");
    out.push_str(&legend());
    out.push_str("</section>\n");
    out
}

/// What the headings mean, for those who have no pointer to rest on them.
fn legend() -> String {
    let mut out = String::from("<dl class=\"legend\">\n");
    for (heading, meaning) in COLUMNS.iter().filter(|(_, meaning)| !meaning.is_empty()) {
        let _ = writeln!(out, "<div><dt>{heading}</dt> <dd>{meaning}</dd></div>");
    }
    out.push_str("</dl>\n");
    out
}

fn cell(count: usize) -> String {
    match count {
        0 => "<td class=\"none\">0</td>".to_owned(),
        count => format!("<td>{}</td>", thousands(count)),
    }
}
