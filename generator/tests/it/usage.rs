//! Uses of what is deprecated are found in sources, and what cannot be told is said.

use generator::FileTree;
use generator::ir::Api;
use generator::pipeline::generate_from;
use generator::source::{Limits, Source};
use generator::usage::{Facts, Report, json, sarif, text, usage};
use jiff::civil::{Date, date};

const API: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /rest/v1.0/rfis:
    get:
      tags: [Core/RFI/rfis]
      summary: List RFIs
      deprecated: true
      x-deprecated-at: 1644250224
      x-sunset: '2026-01-31'
      parameters:
        - {name: 'filters[old]', in: query, deprecated: true, schema: {type: string}}
        - {name: 'filters[new]', in: query, schema: {type: string}}
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: &rfi {type: object, properties: {id: {type: integer}, manager: {type: string, deprecated: true}, state: {type: string, enum: [open, half_open], x-deprecated-values: [half_open]}}}}}}}}
  /rest/v1.1/rfis:
    get:
      tags: [Core/RFI/rfis]
      summary: List RFIs
      parameters:
        - {name: 'filters[old]', in: query, deprecated: true, schema: {type: string}}
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: *rfi}}}}}
";

const TODAY: Option<Date> = Some(date(2026, 6, 1));

fn api() -> Api {
    let sources = [Source::new("api.yaml", API)];
    generate_from(&sources, &Limits::default()).unwrap().api
}

fn files(all: &[(&str, &str)]) -> FileTree {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    all.iter().map(own).collect()
}

fn found(path: &str, all: &[(&str, &str)]) -> Report {
    usage(&files(all), path, &Facts::new(&api())).unwrap()
}

/// What a program uses that is in one file, and what in it cannot be resolved: by lines.
fn of_program(text: &str) -> (Vec<String>, Vec<String>) {
    let report = found("main.rs", &[("main.rs", text)]);
    lines(&report)
}

fn lines(report: &Report) -> (Vec<String>, Vec<String>) {
    let uses = report.uses.iter().map(|one| {
        let short = one.notice.path.replacen("procore::rfi::", "", 1);
        format!(
            "{}:{}:{} {short}",
            one.spot.file, one.spot.line, one.spot.column
        )
    });
    let unresolved = report.unresolved.iter().map(|one| {
        format!(
            "{}:{} {}: {}",
            one.spot.file, one.spot.line, one.name, one.why
        )
    });
    (uses.collect(), unresolved.collect())
}

#[test]
fn requests_parameters_fields_and_values_are_found() {
    let (uses, unresolved) = of_program(
        "use procore::rfi::v1_0::{ListRfis, RfiState};
fn run(client: &procore::Client) {
    let request = procore::rfi::v1_1::ListRfis::new().with_company(1).filter_old(2);
    let state = RfiState::HalfOpen;
    if let RfiState::Open | RfiState::HalfOpen = state {}
    for rfi in client.send(request).await?.payload() { rfi.manager; rfi.id; }
    let again = ListRfis::filter_old;
}",
    );
    assert_eq!(
        uses,
        [
            "main.rs:1:26 v1_0::ListRfis",
            "main.rs:3:71 v1_1::ListRfis::filter_old",
            "main.rs:4:27 v1_0::RfiState::HalfOpen",
            "main.rs:5:39 v1_0::RfiState::HalfOpen",
            "main.rs:6:60 v1_0::Rfi::manager",
            "main.rs:7:17 v1_0::ListRfis",
            "main.rs:7:27 v1_0::ListRfis::filter_old",
        ]
    );
    assert_eq!(unresolved, [""; 0]);
}

#[test]
fn what_cannot_be_told_is_said_and_is_no_use() {
    let (uses, unresolved) = of_program(
        "use procore::rfi::v1_0::{self, Rfi};
include!(\"more.rs\");
fn run(rfi: impl AsRef<Rfi>) { rfi.as_ref().manager; rfi.as_ref().id; }
struct Own { manager: String }
",
    );
    // The field is one of a type of the file itself as well.
    assert_eq!(uses, [""; 0]);
    assert_eq!(
        unresolved,
        ["main.rs:2 include!: the file that it includes is not read"]
    );
    let (_, unresolved) = of_program(
        "use procore::rfi::v1_0::Rfi;
fn run(rfi: impl AsRef<Rfi>) { rfi.as_ref().manager; rfi.as_ref().id; }
fn other() { ListRfis::new(); }",
    );
    assert_eq!(
        unresolved,
        [
            "main.rs:2 .manager: the type of the value cannot be told; it may be the deprecated field of procore::rfi::v1_0::Rfi",
            "main.rs:3 ListRfis::new: nothing in the sources says what `ListRfis` is",
        ]
    );
}

#[test]
fn a_glob_of_a_crate_that_is_not_read_may_bring_the_name() {
    let report = found(
        "app",
        &[
            (
                "app/Cargo.toml",
                "[package]\nname = 'app'\n[dependencies]\nprocore = '1'\nother = '1'",
            ),
            (
                "app/src/lib.rs",
                "use other::prelude::*;\nuse std::fmt::*;\nfn f() { ListRfis::new(); }",
            ),
        ],
    );
    let (uses, unresolved) = lines(&report);
    assert_eq!(uses, [""; 0]);
    assert_eq!(
        unresolved,
        ["app/src/lib.rs:3 ListRfis::new: it may come from `other::prelude::*`, which is not read"]
    );
    assert!(report.depends);
}

#[test]
fn what_leads_back_to_itself_ends() {
    let deep = format!("fn f() {{ {}{} }}", "(".repeat(5000), ")".repeat(5000));
    let report = found(
        "app/Cargo.toml",
        &[
            (
                "app/Cargo.toml",
                "[package]\nname = 'app'\n[dependencies]\nprocore = '1'\napp2 = {path='../app2'}",
            ),
            (
                "app2/Cargo.toml",
                "[package]\nname = 'app2'\n[dependencies]\napp = {path='../app'}",
            ),
            ("app2/src/lib.rs", "pub use app::*;"),
            (
                "app/src/lib.rs",
                "pub use app2::*; mod a; mod deep; mod broken; #[path = \"lib.rs\"] mod again;
pub use a::b::*; type A = B; type B = A; fn f() { A::new(); X::new(); }
use procore::rfi::v1_0::ListRfis;",
            ),
            (
                "app/src/a.rs",
                "pub mod b { pub use super::*; pub use super::super::*; } pub use b::c as d; pub use b::d as c;",
            ),
            ("app/src/deep.rs", &deep),
            ("app/src/broken.rs", "fn f( {"),
        ],
    );
    let (uses, unresolved) = lines(&report);
    assert_eq!(uses, ["app/src/lib.rs:3:25 v1_0::ListRfis"]);
    assert_eq!(unresolved.len(), 2, "{unresolved:?}");
    assert!(
        unresolved[0].starts_with("app/src/broken.rs:1 broken.rs: the file is no Rust"),
        "{unresolved:?}"
    );
    assert!(
        unresolved[1].contains("brackets stand in each other"),
        "{unresolved:?}"
    );
}

#[test]
fn a_file_is_read_with_the_package_around_it() {
    let all = [
        (
            "app/Cargo.toml",
            "[package]\nname = 'app'\n[dependencies]\np = {package='procore', version='1'}",
        ),
        (
            "app/src/lib.rs",
            "mod a; pub use p::rfi::v1_0::ListRfis as Old;",
        ),
        ("app/src/a.rs", "fn f() { crate::Old::new(); }"),
        (
            "app/scripts/alone.rs",
            "fn main() { p::rfi::v1_0::ListRfis::new(); }",
        ),
    ];
    let one = |path: &str| lines(&found(path, &all)).0;
    assert_eq!(one("app/src/a.rs"), ["app/src/a.rs:1:17 v1_0::ListRfis"]);
    assert_eq!(
        one("app/scripts/alone.rs"),
        ["app/scripts/alone.rs:1:27 v1_0::ListRfis"]
    );
}

#[test]
fn what_is_wrong_with_a_path_or_a_manifest_is_said() {
    let api = api();
    let failed =
        |path: &str, all: &[(&str, &str)]| usage(&files(all), path, &Facts::new(&api)).unwrap_err();
    assert!(
        failed("app", &[]).starts_with("app/Cargo.toml: there is no such file; give a package")
    );
    assert_eq!(failed("app.rs", &[]), "app.rs: there is no such file");
    let message = failed("app", &[("app/Cargo.toml", "[package\nname = 1")]);
    assert!(
        message.starts_with("app/Cargo.toml: TOML parse error at line 1"),
        "{message}"
    );
}

/// A use that is past, one that is not, and what cannot be resolved.
fn reported() -> Report {
    found(
        "my app/main.rs",
        &[(
            "my app/main.rs",
            "use procore::rfi::v1_0::{ListRfis, Rfi};
fn one(rfi: Rfi) { let _ = rfi.manager; }
fn two(rfi: impl Into<Rfi>) { let _ = rfi.into().manager; }",
        )],
    )
}

#[test]
fn a_report_reads_like_that_of_a_compiler() {
    insta::assert_snapshot!(text(&reported(), TODAY));
    let early = text(&reported(), Some(date(2025, 1, 1)));
    assert!(!early.contains("past"), "{early}");
    let nothing = text(&found("main.rs", &[("main.rs", "")]), TODAY);
    assert_eq!(nothing, "Nothing deprecated is used in 1 file.\n");
}

#[test]
fn a_report_for_programs_keeps_its_keys() {
    insta::assert_snapshot!(format!("{:#}", json(&reported(), TODAY)));
}

#[test]
fn a_report_in_sarif_has_rules_levels_and_places() {
    insta::assert_snapshot!(format!("{:#}", sarif(&reported(), TODAY)));
}
