//! No file and no folder of the runtime imports what imports it, by whatever path.

use std::collections::BTreeSet;
use std::path::Path;

use imports::{cycle, graph, rooms, sources};

#[test]
fn no_file_of_the_runtime_leads_back_to_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let graph = graph(&sources(&root).unwrap());
    assert!(
        graph.values().map(BTreeSet::len).sum::<usize>() > 100,
        "{graph:?}"
    );
    assert_eq!(cycle(&graph), None);
}

#[test]
fn no_folder_of_the_runtime_leads_back_to_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = rooms(&graph(&sources(&root).unwrap()), &["runtime"]);
    assert!(rooms.len() > 10, "{rooms:?}");
    assert_eq!(cycle(&rooms), None);
}
