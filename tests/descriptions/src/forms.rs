//! Both forms in which Procore publishes a description, dressed from the bare facts: what is
//! imported from either must be the same specs, with the names that the facts give.

use generator::Diagnostic;
use generator::import::Imported;
use generator::ir::Api;
use generator::pipeline::{Specs, read_api};

use crate::names::moved;

/// How many more types the published form may have: one in a hundred.
const MORE_TYPES: usize = 100;

/// The API of the bare facts, with the number of its named types.
#[derive(Debug, Clone)]
pub struct Bare {
    api: Api,
    types: usize,
}

/// Both forms, imported.
#[derive(Debug, Clone)]
pub struct Forms {
    /// The dressing, as messages name it.
    pub name: String,
    /// Whether it has other facts than the bare ones.
    pub changed: bool,
    /// One document of everything.
    pub whole: Imported,
    /// A document for each resource.
    pub resources: Imported,
}

/// What came of the comparison.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What differs, a line each.
    pub wrong: Vec<String>,
    /// How many named types there are.
    pub types: usize,
    /// How many more than of the bare facts.
    pub more: usize,
    /// How many names moved.
    pub moved: usize,
    /// The specs that were imported.
    pub specs: Specs,
}

impl Bare {
    /// What was imported of the bare facts.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(imported: Imported) -> Result<Self, Vec<Diagnostic>> {
        let types = imported.types;
        let (api, _, _) = read_api(&specs_of(imported))?;
        Ok(Self { api, types })
    }

    /// Compares both forms with each other and with the bare facts.
    ///
    /// # Errors
    /// What is wrong with the imported specs.
    pub fn compare(&self, forms: Forms) -> Result<Compared, Vec<Diagnostic>> {
        let Forms { name, whole, .. } = forms;
        let mut wrong = Vec::new();
        for (file, document) in &whole.documents {
            if forms.resources.documents.get(file) != Some(document) {
                wrong.push(format!("{name}: the two forms give two {file}"));
            }
        }
        let types = whole.types;
        let more = types.saturating_sub(self.types);
        if !forms.changed && more * MORE_TYPES > self.types {
            wrong.push(format!("{name}: {types} types, {} bare", self.types));
        }
        let specs = specs_of(whole);
        let (api, _, _) = read_api(&specs)?;
        let moved = moved(&self.api, &api);
        let count = moved.len();
        wrong.extend(moved.into_iter().map(|line| format!("{name}: {line}")));
        Ok(Compared {
            wrong,
            types,
            more,
            moved: count,
            specs,
        })
    }
}

/// The specs of an import, without tables.
pub fn specs_of(imported: Imported) -> Specs {
    Specs {
        documents: imported.into_documents(),
        ..Specs::default()
    }
}
