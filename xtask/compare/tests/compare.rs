//! The table of generators, what is counted of an output, and how measurements are reported. No
//! generator is run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use compare::check::{Check, errors};
use compare::description::{self, Description};
use compare::limited::{End, Limits, Logs, Run, run};
use compare::measure::{Measured, Outcome, first_error};
use compare::output::{Counts, count};
use compare::report::{Format, Report};
use compare::tools::{Places, Registry, TABLE, chosen, parse};

#[test]
fn the_table_has_this_project_and_pins_every_other_generator() {
    let tools = parse(TABLE).unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    let expected = [
        "this project",
        "openapi-generator",
        "progenitor",
        "oas3-gen",
        "openapi-to-rust",
        "openapi-nexus",
    ];
    assert_eq!(names, expected);
    let places = Places {
        description: Path::new("/d/api.json"),
        out: Path::new("/out"),
        tool: Path::new("/tool"),
        project: Path::new("/project"),
    };
    for tool in &tools {
        let here = tool.install.from == Registry::Project;
        assert_eq!(tool.version.is_none(), here, "{}", tool.name);
        let run: Vec<String> = tool.run.iter().map(|text| places.fill(text)).collect();
        let run = run.join(" ");
        assert!(run.contains("/d/api.json") && run.contains("/out"), "{run}");
        assert!(!run.contains('{'), "a placeholder is left: {run}");
    }
}

#[test]
fn a_row_that_cannot_be_measured_again_is_refused() {
    let row = |text: &str| format!("- name: x\n  operation: fn\n  operations_in: src\n{text}");
    let refused = |text: &str| parse(&row(text)).unwrap_err();
    let crates = "  install: {from: crates.io, package: x}\n";
    assert!(refused(&format!("{crates}  run: [x]\n")).contains("no `version`"));
    let pinned = format!("{crates}  version: 1.0.0\n");
    assert!(refused(&format!("{pinned}  run: []\n")).contains("no program"));
    let known = refused(&format!("{pinned}  run: [x]\n  runs: [y]\n"));
    assert!(known.contains("runs"), "{known}");
    let twice = row(&format!("{pinned}  run: [x]\n")).repeat(2);
    assert!(parse(&twice).unwrap_err().contains("two rows"));
    let elsewhere = "  install: {from: github, package: x}\n  version: 1.0.0\n  run: [x]\n";
    assert!(refused(elsewhere).contains("github"));
}

#[test]
fn names_choose_rows_and_an_unknown_one_says_which_there_are() {
    let some = ["progenitor".to_owned(), "this project".to_owned()];
    let tools = chosen(parse(TABLE).unwrap(), &some).unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["this project", "progenitor"]);
    let error = chosen(parse(TABLE).unwrap(), &["progenitr".to_owned()]).unwrap_err();
    assert!(
        error.contains("progenitr") && error.contains("oas3-gen"),
        "{error}"
    );
}

#[test]
fn files_lines_names_methods_and_marks_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let apis = folder.path().join("src/apis");
    fs::create_dir_all(&apis).unwrap();
    fs::write(
        folder.path().join("README.md"),
        "pub struct NotRustAtAllAndVeryLong;",
    )
    .unwrap();
    let model = "/// pub struct AVeryLongNameInADocComment\npub struct Short<T>(T);\n\
                 pub(crate) fn hidden_and_longer_than_all_the_others() {}\n\
                 pub async fn not_of_an_operation() {}\n";
    fs::write(folder.path().join("src/model.rs"), model).unwrap();
    let api = "#[deprecated]\npub async fn list_rfis(id: i64) {}\n    \
               #[deprecated(note = \"use `b`\")]\n    pub async fn show_rfi_by_its_number() {}\n\
               #[deprecated(\n    note = \"use `c`\"\n)]\npub const fn c() {}\n";
    fs::write(apis.join("rfi.rs"), api).unwrap();
    let counts = count(folder.path(), "pub async fn ", "src/apis").unwrap();
    let expected = Counts {
        files: 2,
        lines: 12,
        longest: "show_rfi_by_its_number".to_owned(),
        operations: 2,
        deprecated: 3,
        notes: 2,
    };
    assert_eq!(counts, expected);
}

#[test]
fn errors_of_the_compiler_are_counted_without_their_sum() {
    let message = |level: &str, text: &str| {
        format!(
            "{{\"reason\":\"compiler-message\",\"message\":{{\"level\":\"{level}\",\"message\":\"{text}\"}}}}\n"
        )
    };
    let messages = message("warning", "unused")
        + &message("error", "cannot find type `X`")
        + "{\"reason\":\"build-finished\",\"success\":false}\nno json\n"
        + &message("error", "mismatched types")
        + &message("error", "aborting due to 2 previous errors");
    assert_eq!(
        errors(&messages),
        ["cannot find type `X`", "mismatched types"]
    );
}

#[test]
fn operations_of_a_description_are_counted_in_json_and_yaml() {
    let json = br#"{"paths": {"/a": {"parameters": [], "get": {"deprecated": true}, "post": {}}}}"#;
    let yaml = b"paths:\n  /a:\n    parameters: []\n    get: {deprecated: true}\n    post: {}\n";
    for (name, bytes) in [("/d/api.json", &json[..]), ("/d/api.yaml", &yaml[..])] {
        let counted = description::read(Path::new(name), bytes).unwrap();
        assert_eq!((counted.operations, counted.deprecated), (2, 1), "{name}");
        assert!(name.ends_with(&counted.name), "{}", counted.name);
    }
    assert!(description::read(Path::new("x"), b"{").is_err());
}

#[test]
fn the_line_that_says_what_was_wrong_is_found_among_others() {
    let log = "[main] INFO Inline schema created as X_error\n\u{1b}[31mError:\u{1b}[0m no such type\nlast\n";
    assert_eq!(first_error(log).unwrap(), "Error: no such type");
    assert_eq!(first_error("one\n  two \n\n").unwrap(), "two");
    assert_eq!(first_error("\n"), None);
}

/// A program that never ends is stopped, by either limit; one that ends is measured.
#[test]
#[cfg(target_os = "linux")]
fn a_program_is_stopped_at_its_limits() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::new(folder.path(), "program");
    let limits = |seconds, memory| Limits {
        time: Duration::from_secs(seconds),
        memory,
    };
    let endless = || {
        let mut command = Command::new("tail");
        command.args(["-f", "/dev/null"]);
        command
    };
    let stopped = run(&mut endless(), limits(0, 1 << 20), &logs).unwrap();
    assert_eq!((&stopped.end, stopped.cpu), (&End::TimeLimit, None));
    let stopped = run(&mut endless(), limits(3600, 0), &logs).unwrap();
    assert_eq!(stopped.end, End::MemoryLimit);
    let mut failing = Command::new("sh");
    failing.args(["-c", "echo no >&2; exit 3"]);
    let ended = run(&mut failing, limits(3600, 1 << 20), &logs).unwrap();
    assert_eq!(ended.end, End::Exit(Some(3)));
    assert!(!ended.succeeded() && ended.cpu.is_some());
    assert_eq!(logs.text().trim(), "no");
    let none = run(&mut Command::new("/nowhere"), limits(1, 1), &logs);
    assert!(none.is_err());
}

fn ran(end: End, cpu: Option<f64>) -> Run {
    Run {
        end,
        seconds: 61.2,
        cpu,
        peak: Some(1234),
    }
}

fn row(name: &str, outcome: Outcome) -> Measured {
    Measured {
        name: name.to_owned(),
        version: (name != "this project").then(|| "1.2.3".to_owned()),
        outcome,
    }
}

fn generated(errors: usize, end: End, notes: usize) -> Outcome {
    Outcome::Generated {
        run: ran(End::Exit(Some(0)), Some(4.25)),
        counts: Counts {
            files: 909,
            lines: 312_345,
            longest: "name_of_22_characters_".to_owned(),
            operations: 2636,
            deprecated: 167,
            notes,
        },
        check: Some(Check {
            run: ran(end, Some(100.4)),
            errors,
            first: (errors > 0).then(|| "cannot find type `A | B`".to_owned()),
        }),
    }
}

fn unchecked() -> Outcome {
    let mut outcome = generated(0, End::Exit(Some(0)), 0);
    if let Outcome::Generated { check, .. } = &mut outcome {
        *check = None;
    }
    outcome
}

fn report() -> Report {
    let failed = Outcome::Failed {
        run: ran(End::Exit(Some(101)), Some(0.5)),
        said: Some("panicked".to_owned()),
    };
    Report {
        description: Description {
            name: "api.json".to_owned(),
            bytes: 13_071_811,
            operations: 2636,
            deprecated: 167,
        },
        rows: vec![
            row("this project", generated(0, End::Exit(Some(0)), 150)),
            row("erring", generated(1200, End::Exit(Some(101)), 0)),
            row("slow", generated(0, End::TimeLimit, 0)),
            row("unchecked", unchecked()),
            row("failing", failed),
            row("absent", Outcome::NotMeasured("no Java".to_owned())),
        ],
    }
}

#[test]
fn measurements_become_a_table_of_markdown() {
    let expected = "\
api.json: 13.0 MB, 2,636 operations, 167 of them deprecated

| Generator | Generates | CPU time | Files | Lines | Longest name | Operations | Deprecated | Compiles | CPU time, memory |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| this project | yes | 4.2 s | 909 | 312,345 | 22 characters | 2,636 | 167, 150 with a note | yes | 100 s, 1,234 MB |
| erring 1.2.3 | yes | 4.2 s | 909 | 312,345 | 22 characters | 2,636 | 167 | no, 1,200 errors | 100 s, 1,234 MB |
| slow 1.2.3 | yes | 4.2 s | 909 | 312,345 | 22 characters | 2,636 | 167 | no, stopped at the time limit | 100 s, 1,234 MB |
| unchecked 1.2.3 | yes | 4.2 s | 909 | 312,345 | 22 characters | 2,636 | 167 | not measured | – |
| failing 1.2.3 | no, exit code 101 | 0.5 s | – | – | – | – | – | – | – |
| absent 1.2.3 | not measured | – | – | – | – | – | – | – | – |

- erring: the compiler: cannot find type `A | B`
- failing: said: panicked
- absent: not measured: no Java
";
    assert_eq!(report().render(Format::Markdown), expected);
}

#[test]
fn the_columns_of_the_text_stand_under_each_other() {
    let text = report().render(Format::Text);
    let lines: Vec<&str> = text.lines().skip(2).take(7).collect();
    let column = lines[0].find("Generates").unwrap();
    for line in &lines {
        assert_eq!(line.as_bytes()[column - 1], b' ', "{line}");
        assert_ne!(line.as_bytes()[column], b' ', "{line}");
    }
    assert!(text.contains("- absent: not measured: no Java\n"));
}

#[test]
fn json_can_be_read_again_and_completes_a_later_report() {
    let whole = report();
    let earlier: Report = serde_json::from_str(&whole.render(Format::Json)).unwrap();
    assert_eq!(earlier, whole);
    let mut later = report();
    later.rows.truncate(1);
    later.rows[0].outcome = Outcome::NotMeasured("new".to_owned());
    later.complete(earlier.clone()).unwrap();
    assert_eq!(later.rows.len(), 6);
    assert_eq!(
        later.rows[0].outcome,
        Outcome::NotMeasured("new".to_owned())
    );
    later.description.operations = 1;
    assert!(later.complete(earlier).unwrap_err().contains("api.json"));
}
