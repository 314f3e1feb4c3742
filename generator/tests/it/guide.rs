//! The guide of the crate: a page for each example, with code that is cut out of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::FileTree;
use generator::emit::{emit, regions};
use generator::ir::{Api, Operation};

use crate::emit_builders::{api, operation, path_in, runtime, tool};

/// The requests that the examples use, by module and version.
const USED: &[(&str, &str, &[&str])] = &[
    ("change_orders", "v1_0", &["ListPotentialChangeOrders"]),
    (
        "directory",
        "v1_0",
        &[
            "CreateCompanyVendor",
            "ListCompanyVendors",
            "UpdateCompanyVendor",
        ],
    ),
    ("platform_services", "v1_0", &["ShowUserInfo"]),
    ("portfolio", "v1_1", &["ListProjects"]),
    (
        "rfi",
        "v1_0",
        &["CreateRfiReply", "ListRfiReplies", "ListRfis", "ShowRfi"],
    ),
    ("webhooks", "v1_0", &["ListWebhooksHooks"]),
    (
        "webhooks",
        "v2_0",
        &[
            "CreateCompanyWebhooksHook",
            "CreateCompanyWebhooksTriggers",
            "ListProjectWebhooksHooks",
        ],
    ),
];

/// An API that has all requests that the examples use.
fn whole() -> Api {
    let mut all = Api {
        tools: Vec::new(),
        ..api(Vec::new(), Vec::new())
    };
    for (module, version, names) in USED {
        let operations = names.iter().map(|name| Operation {
            rust: path_in(module, version, name),
            ..operation(name)
        });
        let mut made = tool(module, operations.collect(), Vec::new());
        made.versions[0].module = (*version).to_owned();
        match all.tools.last_mut().filter(|last| last.module == *module) {
            Some(last) => last.versions.append(&mut made.versions),
            None => all.tools.push(made),
        }
    }
    all
}

fn emitted(api: &Api) -> FileTree {
    match emit(api, &runtime()) {
        Ok(files) => files,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// The names of the files in a folder of the crate, without their extension.
fn names(files: &FileTree, folder: &str) -> BTreeSet<String> {
    let files = files.keys().filter_map(|path| path.strip_prefix(folder));
    files
        .filter_map(|name| name.strip_suffix(".rs"))
        .filter(|name| !name.contains('/') && *name != "mod")
        .map(str::to_owned)
        .collect()
}

/// The names of the templates in a folder.
fn templates(folder: &str) -> BTreeSet<String> {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emit/templates");
    fs::read_dir(templates.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// The pages that a text leads to.
fn links(text: &str) -> BTreeSet<String> {
    let links = text.split("crate::guide::").skip(1);
    links
        .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        .collect()
}

#[test]
fn each_example_has_its_page_and_each_page_its_example() {
    let files = emitted(&whole());
    let examples = names(&files, "examples/");
    assert_eq!(examples, templates("examples"));

    let pages = names(&files, "src/guide/");
    assert_eq!(pages, examples);
    let mut written = templates("guide");
    assert!(written.remove("overview"));
    assert_eq!(written, pages);

    let overview = &files["src/guide/mod.rs"];
    assert_eq!(links(overview), pages, "{overview}");
    for page in &pages {
        assert!(overview.contains(&format!("\npub mod {page};\n")), "{page}");
    }
    for (path, text) in &files {
        if path.starts_with("src/guide/") {
            assert!(links(text).is_subset(&pages), "{path}");
            assert!(!text.contains("{code"), "{path}");
        }
    }
}

#[test]
fn a_page_is_left_out_with_its_tools_and_nothing_leads_there() {
    let files = emitted(&api(vec![operation("ListRfis")], Vec::new()));
    let pages = names(&files, "src/guide/");
    assert_eq!(
        pages.iter().collect::<Vec<_>>(),
        ["blocking", "list_rfis"],
        "what needs no more than a list of RFIs"
    );
    for path in ["mod", "blocking", "list_rfis"] {
        let text = &files[&format!("src/guide/{path}.rs")];
        assert!(links(text).is_subset(&pages), "{path}: {text}");
    }
    let blocking = &files["src/guide/blocking.rs"];
    assert!(links(blocking).contains("list_rfis"), "{blocking}");

    let none = emitted(&api(vec![operation("Other")], Vec::new()));
    assert!(names(&none, "src/guide/").is_empty());
    let overview = &none["src/guide/mod.rs"];
    assert!(links(overview).is_empty(), "{overview}");
    assert!(overview.contains("# The first request"), "{overview}");
}

#[test]
fn the_guide_is_only_docs() {
    let files = emitted(&whole());
    let root = &files["src/lib.rs"];
    let guide = "#[cfg(any(doc, doctest))]\n#[rustfmt::skip]\npub mod guide;\n";
    assert!(root.contains(guide), "{root}");
    assert!(root.contains("[`export`](guide::export)"), "{root}");
    assert!(files["README.md"].contains("`procore::guide`"));
    for example in names(&files, "examples/") {
        assert!(!files[&format!("examples/{example}.rs")].contains("// guide:"));
    }
}

#[test]
fn code_of_a_page_is_compiled_where_its_tools_are_switched_on() {
    let export = &emitted(&whole())["src/guide/export.rs"];
    let fence =
        "#![cfg_attr(all(feature = \"portfolio\", feature = \"rfi\"), doc = \"```no_run\")]\n";
    assert_eq!(export.matches(fence).count(), 3, "{export}");
    // The command comes from the docs of the example, the rest of its code is hidden.
    assert!(
        export.contains("//!     cargo run --example export --features portfolio,rfi > rfis.csv\n")
    );
    assert!(
        export.contains("//! # use procore::ids::{CompanyId, ProjectId};\n"),
        "{export}"
    );
    // Names of requests lead to them, or to the list where their tool is switched off.
    for link in [
        "#![cfg_attr(feature = \"rfi\", doc = \"[`ListRfis`]: crate::rfi::v1_0::ListRfis\")]\n",
        "#![cfg_attr(not(feature = \"rfi\"), doc = \"[`ListRfis`]: crate::operations\")]\n",
    ] {
        assert!(export.contains(link), "{export}");
    }
}

const PROGRAM: &str = "\
//! Doubles a number.

use std::env;

fn main() {
    // What is given.
    // guide: read
    let number = env::args().nth(1);
    if number.is_none() {
        return;
    }
    // guide: end
    println!(\"{number:?}\");
}

// guide: double
/// Twice as much.
fn double(number: i64) -> i64 {
    number * 2
}
// guide: end

#[cfg(test)]
mod tests {}
";

#[test]
fn a_region_is_shown_and_the_rest_of_the_program_hidden() {
    assert_eq!(regions::names(PROGRAM).unwrap(), ["read", "double"]);
    assert_eq!(
        regions::program(PROGRAM, "read").unwrap(),
        "\
# use std::env;
# fn main() {
let number = env::args().nth(1);
if number.is_none() {
    return;
}
#     println!(\"{number:?}\");
# }
# fn double(number: i64) -> i64 {
#     number * 2
# }
"
    );
    let double = regions::program(PROGRAM, "double").unwrap();
    let shown = "\n/// Twice as much.\nfn double(number: i64) -> i64 {\n    number * 2\n}\n";
    assert!(double.ends_with(shown), "{double}");
    assert!(!regions::without_marks(PROGRAM).contains("guide"));
}

#[test]
fn a_region_that_is_missing_or_odd_is_an_error() {
    let error = |text: &str| regions::program(text, "here").unwrap_err();
    for (text, expected) in [
        ("fn main() {}\n", "there is no region `here`"),
        ("// guide: here\n// guide: end\n", "or nothing in it"),
        ("// guide: here\nfn main() {}\n", "region `here` has no end"),
        ("fn main() {}\n// guide: end\n", "ends that did not begin"),
        (
            "// guide: here\n// guide: there\n// guide: end\n",
            "region `there` begins inside of `here`",
        ),
        (
            "// guide: here\nuse a;\n// guide: end\n// guide: here\nuse b;\n// guide: end\n",
            "there are two regions `here`",
        ),
        // What stands among the tests is not shown.
        (
            "#[cfg(test)]\n// guide: here\nuse a;\n// guide: end\n",
            "there is no region `here`",
        ),
    ] {
        assert!(error(text).contains(expected), "{}", error(text));
    }
}
