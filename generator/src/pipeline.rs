//! The pipeline from specs to the crate, and what is counted on the way.

use crate::FileTree;
use crate::count::compare;
use crate::diagnostic::{Code, Diagnostic, has_errors, sort};
use crate::emit::{RuntimeFiles, emit};
use crate::import::{Inputs, Prose, import, prepare};
use crate::ir::{Api, Company, Counts, Shape, Type};
use crate::lower::{Untyped, lower};
use crate::openapi::documents::Documents;
use crate::openapi::schema::SchemaObject;
use crate::passes;
use crate::source::{Limits, Source, read};
use crate::specs::naming::{NamingTable, Unnamed};
pub use crate::specs::{Specs, Text};

/// Everything that a generation makes.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The API as data.
    pub api: Api,
    /// The crate.
    pub files: FileTree,
    /// Where the description gives no type.
    pub untyped: Vec<Untyped>,
    /// Warnings and hints.
    pub warnings: Vec<Diagnostic>,
}

impl Generated {
    /// How many types the crate has, request types not counted.
    pub fn types(&self) -> usize {
        let versions = self.api.tools.iter().flat_map(|tool| &tool.versions);
        let own: usize = versions
            .flat_map(|v| &v.resources)
            .map(|resource| resource.types.len())
            .sum();
        own + self.api.shared.len()
    }

    /// How many operations the crate has.
    pub fn operations(&self) -> usize {
        self.api.operations().count()
    }
}

/// Makes the API as data.
pub fn read_api(specs: &Specs) -> Result<(Api, Vec<Untyped>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let lowered = lower(&specs.documents)?;
    let (untyped, read) = (lowered.untyped.clone(), lowered.read.clone());
    let (api, mut warnings) = passes::run(lowered, specs)?;
    let mut problems = check_counts(&specs.documents, &read, &api);
    problems.append(&mut warnings);
    sort(&mut problems);
    if has_errors(&problems) {
        Err(problems)
    } else {
        Ok((api, untyped, problems))
    }
}

/// Makes the crate.
pub fn generate(specs: &Specs) -> Result<Generated, Vec<Diagnostic>> {
    let (api, untyped, warnings) = read_api(specs)?;
    let files = emit(&api, &RuntimeFiles::embedded())?;
    Ok(Generated {
        api,
        files,
        untyped,
        warnings,
    })
}

/// Makes a crate of descriptions that nobody keeps specs for, from their texts. The first is the
/// description, the others are files that it refers to.
///
/// # Errors
/// Everything that is wrong with them.
pub fn generate_from(sources: &[Source], limits: &Limits) -> Result<Generated, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for source in sources {
        match read(source, limits) {
            Ok(document) => found.push(document),
            Err(more) => problems.extend(more),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut description: Documents = found.into_iter().collect();
    let prepared = prepare(&mut description, &[])?;
    let imported = import(&Inputs {
        description: &description,
        existing: &Documents::default(),
        naming: &NamingTable {
            unnamed: Unnamed::Fingerprint,
            ..NamingTable::default()
        },
        naming_file: "",
        prose: Prose::Keep,
        date: None,
    })?;
    let mut warnings = [prepared.warnings, imported.warnings.clone()].concat();
    let mut generated = generate(&Specs {
        documents: imported.into_documents(),
        ..Specs::default()
    })?;
    warnings.append(&mut generated.warnings);
    Ok(Generated {
        warnings,
        ..generated
    })
}

/// Compares what was read of the documents with what the API holds. The schemas are compared type by
/// type; their counts at every place would say nothing more.
fn check_counts(documents: &Documents, read: &Counts, api: &Api) -> Vec<Diagnostic> {
    let mut after = Counts::default();
    let mut add = |what: &str, n: usize| *after.0.entry(what.to_owned()).or_default() += n;
    for operation in api.operations() {
        add("operations", 1);
        add("parameters", operation.parameters.len());
        add(
            "parameters",
            usize::from(operation.company != Company::None),
        );
        add("bodies", usize::from(operation.body.is_some()));
    }
    let mut problems = compare("generate", read, &after);
    problems.extend(one_way(api));
    for ty in api.types() {
        let schema = documents.at(&ty.origin);
        let properties = schema.map_or(0, |schema| SchemaObject::new(schema).properties().count());
        if let Shape::Struct(shape) = &ty.shape {
            let fields = shape.fields.len() + shape.folded.len() + shape.one_way.len();
            if fields != properties {
                problems.push(Diagnostic::error(
                    Code::Count,
                    ty.origin.clone(),
                    format!("{properties} properties went in, {fields} fields came out"),
                ));
            }
        }
    }
    problems
}

/// Reports the properties that go one way only and are left out of the other.
fn one_way(api: &Api) -> Option<Diagnostic> {
    let left_out = |ty: &Type| match &ty.shape {
        Shape::Struct(shape) => shape.one_way.len(),
        _ => 0,
    };
    let first = api.types().find(|ty| left_out(ty) > 0)?;
    let count: usize = api.types().map(left_out).sum();
    let message = format!(
        "{count} properties are left out, here first: they are `readOnly` in a request or \
         `writeOnly` in a response"
    );
    let hint = Diagnostic::hint(Code::NotGenerated, first.origin.clone(), message);
    Some(hint.help("the docs of each type name them"))
}
