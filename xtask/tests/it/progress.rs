//! What commands say on their way where nobody watches: plain lines, or with `--quiet` nothing.

use std::path::Path;
use std::process::{Command, Output};

/// A description with so many operations.
fn description(operations: usize) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n".to_owned();
    for n in 0..operations {
        text += &format!("  /rest/v1.0/gears{n}:\n    get:\n");
        text += "      tags: [Shop/Gears/gears]\n";
        text += &format!("      summary: List Gears {n}\n");
        text += "      responses: {'204': {description: done}}\n";
    }
    text
}

fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn without_a_terminal_each_stage_is_a_plain_line_and_quiet_leaves_it_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("shop.yaml"), description(3)).unwrap();
    let import = ["import", "shop.yaml", "--specs", "specs"];
    std::fs::create_dir(folder.join("project")).unwrap();
    let update = ["update", "shop.yaml", "--project", "project"];
    let generate = ["generate", "--specs", "specs", "--out", "out"];
    let vendor = ["vendor", "vendored", "--specs", "specs"];
    for (command, stages, summary) in [
        (&import[..], 3, "3 operations, "),
        (&update, 6, "specs: "),
        (&generate, 3, "3 operations, "),
        (&vendor, 3, "1 tools, 3 operations, "),
    ] {
        let output = xtask(folder, command);
        let said = text(&output.stderr);
        assert!(output.status.success(), "{command:?}: {said}");
        assert_eq!(said.lines().count(), stages, "{command:?}: {said}");
        for (n, line) in said.lines().enumerate() {
            let begin = format!("{}/{stages} ", n + 1);
            assert!(line.starts_with(&begin), "{command:?}: {said}");
            assert!(!line.contains(char::is_control), "{command:?}: {line:?}");
        }
        assert!(
            text(&output.stdout)
                .lines()
                .any(|line| line.starts_with(summary)),
            "{command:?}"
        );

        // Standard output is the same; that the second run writes nothing is another matter.
        for quiet in [&["--quiet"][..], &["-q"]] {
            let output = xtask(folder, &[command, quiet].concat());
            assert_eq!(text(&output.stderr), "", "{command:?}");
            let printed = text(&output.stdout);
            let found = printed.lines().any(|line| line.starts_with(summary));
            assert!(found, "{command:?}: {printed}");
        }
    }
}

#[test]
fn quiet_leaves_hints_out_and_no_warning_or_error() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let import = |operations: usize, flags: &[&str]| {
        std::fs::write(folder.join("shop.yaml"), description(operations)).unwrap();
        let import = ["import", "shop.yaml", "--specs", "specs"];
        let output = xtask(folder, &[&import[..], flags].concat());
        (text(&output.stderr), output.status.code())
    };
    import(30, &[]);
    let (said, exit) = import(29, &[]);
    assert!(said.contains("lost-operations"), "{said}");
    assert_eq!(exit, Some(0));
    import(30, &[]);
    assert_eq!(import(29, &["--quiet"]), (String::new(), Some(0)));

    let (said, exit) = import(1, &["--quiet"]);
    assert!(said.contains("lost-operations"), "{said}");
    assert_eq!(exit, Some(1));

    // A row about an operation that is not there is a warning.
    let row = "- operation: GET /rest/v1.0/teeth\n  reason: known\n  source: a letter\n";
    std::fs::write(folder.join("specs/deprecations.yaml"), row).unwrap();
    let generate = ["generate", "--specs", "specs", "--out", "out", "--quiet"];
    let output = xtask(folder, &generate);
    let said = text(&output.stderr);
    assert!(said.contains("deprecations-unknown-operation"), "{said}");
}

#[test]
fn what_is_not_there_is_an_error_also_where_all_is_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let output = xtask(folder.path(), &["generate", "--specs", "nowhere", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.starts_with("error: ") && said.contains("nowhere"),
        "{said}"
    );
}
