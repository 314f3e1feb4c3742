//! No file and no folder of the generator imports what imports it, by whatever path.

use std::collections::BTreeSet;
use std::path::Path;

use imports::{cycle, graph, rooms, sources, users};

#[test]
fn no_file_of_the_generator_leads_back_to_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let graph = graph(&sources(&root).unwrap());
    assert!(
        graph.values().map(BTreeSet::len).sum::<usize>() > 300,
        "{graph:?}"
    );
    assert_eq!(cycle(&graph), None);
}

#[test]
fn no_folder_of_the_generator_leads_back_to_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = rooms(&graph(&sources(&root).unwrap()), &[]);
    assert!(rooms.len() > 10, "{rooms:?}");
    assert_eq!(cycle(&rooms), None);
}

/// The rooms that read or rewrite documents. What is above them gets typed views of `openapi/`.
const ROOMS_OF_JSON: [&str; 7] = [
    "count", "import", "lint", "openapi", "overlay", "shapes", "source",
];

/// The files that write a report as JSON.
const REPORTS: [&str; 4] = [
    "changes::json",
    "inventory::deprecations",
    "migration::text",
    "usage::json",
];

#[test]
fn json_is_known_to_those_who_read_documents_and_those_who_write_reports() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let users = users(&sources(&root).unwrap(), "serde_json");
    let others = users.iter().filter(|module| {
        let room = module.first().map(String::as_str).unwrap_or_default();
        // A template is code of the crate that is made.
        let is_template = module.iter().any(|name| name == "templates");
        !is_template
            && !ROOMS_OF_JSON.contains(&room)
            && !REPORTS.contains(&module.join("::").as_str())
    });
    let others: Vec<String> = others.map(|module| module.join("/")).collect();
    assert_eq!(others, Vec::<String>::new());
}
