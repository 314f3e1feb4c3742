//! The commands as people and their CI run them: what they print and how they exit.

use std::path::Path;
use std::process::{Command, Output};

/// Three deprecated operations: with a sunset date, without one, and without a replacement.
const DESCRIPTION: &str = r#"
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /rest/v1.0/gears:
    get:
      tags: [Shop/Gears/gears]
      summary: List Gears
      deprecated: true
      x-deprecated-at: 1644250224
      x-sunset: '2027-06-30'
      responses: {'204': {description: done}}
  /rest/v1.1/gears:
    get:
      tags: [Shop/Gears/gears]
      summary: List Gears
      responses: {'204': {description: done}}
  /rest/v1.0/cogs:
    get:
      tags: [Shop/Cogs/cogs]
      summary: List Cogs
      description: This is a deprecated endpoint. Please use /rest/v1.1/gears instead.
      responses: {'204': {description: done}}
    post:
      tags: [Shop/Cogs/cogs]
      summary: Make Cog
      deprecated: true
      responses: {'204': {description: done}}
"#;

fn xtask(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_xtask");
    Command::new(program).args(arguments).output().unwrap()
}

/// `xtask deprecations` of the description, with more flags: what it printed, said, and its exit.
fn deprecations(flags: &[&str]) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.yaml");
    std::fs::write(&file, DESCRIPTION).unwrap();
    let mut arguments = vec!["deprecations", "--specs", file.to_str().unwrap()];
    arguments.extend(flags);
    let output = xtask(&arguments);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

#[test]
fn deprecations_are_listed_by_sunset_and_tool() {
    let (printed, said, exit) = deprecations(&[]);
    assert_eq!((said.as_str(), exit), ("", 0));
    assert_eq!(
        printed,
        "\
Sunset on 2027-06-30

  Gears
    procore::gears::v1_0::ListGears, since 2022-02-07
      GET /rest/v1.0/gears
      use procore::gears::v1_1::ListGears (inferred: the same path in a newer version)
          GET /rest/v1.1/gears

No sunset date is set

  Cogs
    procore::cogs::v1_0::ListCogs
      GET /rest/v1.0/cogs
      use procore::gears::v1_1::ListGears
          GET /rest/v1.1/gears
    procore::cogs::v1_0::MakeCog
      POST /rest/v1.0/cogs
      no replacement is known

3 deprecated operations: 1 with an announced replacement, 1 with an inferred one, 1 with none.
"
    );
}

#[test]
fn filters_and_formats_go_together() {
    let (printed, _, exit) = deprecations(&["--without-replacement", "--format", "markdown"]);
    assert_eq!(exit, 0);
    let row = "| - | - | Cogs | `procore::cogs::v1_0::MakeCog`<br>`POST /rest/v1.0/cogs` | none is known |";
    assert!(printed.lines().any(|line| line == row), "{printed}");
    assert!(!printed.contains("ListGears"), "{printed}");

    let (printed, _, exit) = deprecations(&["--sunset-before", "2027-07-01", "--format", "json"]);
    assert_eq!(exit, 0);
    let value: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(value.as_array().map(Vec::len), Some(1));
    assert_eq!(value[0]["sunset"], "2027-06-30");
    assert_eq!(
        value[0]["replacements"][0]["how"],
        "same-path-newer-version"
    );

    let (printed, _, exit) = deprecations(&["--sunset-before", "2027-06-30"]);
    assert_eq!(
        (printed.as_str(), exit),
        ("No deprecated operation matches.\n", 0)
    );
}

#[test]
fn what_is_new_since_a_date_comes_in_every_format() {
    for format in ["text", "markdown", "json", "ics", "atom"] {
        let (new, said, exit) = deprecations(&["--since", "2022-02-07", "--format", format]);
        assert_eq!((said.as_str(), exit), ("", 0), "{format}");
        assert!(
            new.contains("List Gears") || new.contains("ListGears"),
            "{format}: {new}"
        );
        // Whose date is not known may be old.
        assert!(!new.contains("Cog"), "{format}: {new}");
        let (none, _, _) = deprecations(&["--since", "2022-02-08", "--format", format]);
        assert!(!none.contains("Gears"), "{format}: {none}");
    }
    let (feed, _, _) = deprecations(&["--format", "atom"]);
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    assert!(
        feed.contains("<updated>2022-02-07T00:00:00Z</updated>"),
        "{feed}"
    );
    let (calendar, _, _) = deprecations(&["--format", "ics"]);
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20270630\r\n"),
        "{calendar}"
    );
}

#[test]
fn what_falls_due_is_exit_code_1_and_named_whatever_is_listed() {
    let (printed, said, exit) = deprecations(&[
        "--without-replacement",
        "--format",
        "json",
        "--fail-on-sunset-before",
        "2027-07-01",
    ]);
    assert_eq!(exit, 1);
    assert!(said.contains("2027-06-30  GET /rest/v1.0/gears"), "{said}");
    assert!(serde_json::from_str::<serde_json::Value>(&printed).is_ok());

    let (_, said, exit) = deprecations(&["--fail-on-sunset-before", "2027-06-30"]);
    assert_eq!((said.as_str(), exit), ("", 0));
}

#[test]
fn a_date_is_written_year_month_day() {
    for date in ["soon", "6/30/2027", "1814313600", "2027-02-30"] {
        let (_, said, exit) = deprecations(&["--sunset-before", date]);
        assert_eq!(exit, 2, "{date}");
        assert!(said.contains("expected YYYY-MM-DD"), "{said}");
    }
}

#[test]
fn a_wrong_row_is_an_error_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    std::fs::create_dir(&specs).unwrap();
    std::fs::write(folder.path().join("shop.yaml"), DESCRIPTION).unwrap();
    let import = [
        "import",
        folder.path().join("shop.yaml").to_str().unwrap(),
        "--specs",
        specs.to_str().unwrap(),
    ]
    .map(str::to_owned);
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let imported = xtask(&import);
    assert!(
        imported.status.success(),
        "{}",
        String::from_utf8_lossy(&imported.stderr)
    );

    let rest = "  reason: known\n  source: a letter\n";
    for (row, line, code, expected) in [
        // A description that moved on is no error.
        (
            "- operation: GET /rest/v1.0/teeth\n",
            3,
            "deprecations-unknown-operation",
            0,
        ),
        (
            "- operation: POST /rest/v1.0/cogs\n  replacements:\n  - POST /rest/v1.0/teeth\n",
            5,
            "deprecations-unknown-replacement",
            0,
        ),
        (
            "- operation: GET /rest/v1.0/gears\n  replacements:\n  - POST /rest/v1.0/cogs\n",
            4,
            "deprecation-dead-end",
            1,
        ),
    ] {
        // The row begins on the third line.
        std::fs::write(
            specs.join("deprecations.yaml"),
            format!("# one\n# two\n{row}{rest}"),
        )
        .unwrap();
        let (said, exit) = checked(&specs);
        assert_eq!(exit, expected, "{said}");
        assert!(said.contains(code), "{said}");
        assert!(
            said.contains(&format!("deprecations.yaml:{line}:")),
            "{said}"
        );
    }
    let row = "- operation: GET /rest/v1.0/gears\n  date: 2022-02-07\n";
    std::fs::write(
        specs.join("deprecations.yaml"),
        format!("# one\n# two\n{row}{rest}"),
    )
    .unwrap();
    let (said, exit) = generated(&specs, &folder.path().join("out"));
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("deprecations-redundant"), "{said}");
    assert!(said.contains("deprecations.yaml:3:"), "{said}");
}

fn checked(specs: &Path) -> (String, i32) {
    let output = xtask(&["deprecations", "--specs", specs.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    (said, output.status.code().unwrap())
}

fn generated(specs: &Path, out: &Path) -> (String, i32) {
    let (specs, out) = (specs.to_str().unwrap(), out.to_str().unwrap());
    let output = xtask(&["generate", "--specs", specs, "--out", out]);
    let said = String::from_utf8(output.stderr).unwrap();
    (said, output.status.code().unwrap())
}

#[test]
fn a_description_of_its_own_reports_what_its_import_warns_of() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("shop.yaml"), folder.path().join("out"));
    let parameter = "{name: Authorization, in: header, schema: {type: string}}";
    let described = DESCRIPTION.replacen(
        "summary: List Gears",
        &format!("summary: List Gears\n      parameters: [{parameter}]"),
        1,
    );
    std::fs::write(&file, described).unwrap();
    let (said, exit) = generated(&file, &out);
    assert_eq!(exit, 0, "{said}");
    let reported = |line: &str| line.starts_with("reserved-header");
    assert!(said.lines().any(reported), "{said}");
    assert!(said.contains("shop.yaml:9:"), "{said}");
}

#[test]
fn a_comparison_without_its_folder_fails_loudly() {
    let folder = tempfile::tempdir().unwrap();
    let output = xtask(&["shared", "--folder", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    for words in ["openapi-2026-03.json", "deprecations.tsv", "--folder"] {
        assert!(said.contains(words), "{said}");
    }
}

/// A description with these operations, each `METHOD path title`.
fn operations(list: &[&str]) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n".to_owned();
    for line in list {
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().unwrap().to_owned();
        let (method, path, title) = (part().to_lowercase(), part(), part());
        let head = format!("  {path}:\n    {method}:\n      tags: [Shop/Gears/gears]\n");
        text += &format!("{head}      summary: {title}\n");
        text += "      responses: {'204': {description: done}}\n";
    }
    text
}

#[test]
fn an_import_over_specs_keeps_names_and_tells_newcomers_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.yaml");
    let specs = folder.path().join("specs");
    let company = "PATCH /rest/v1.0/companies/gears/sync Sync Gears";
    let bare = "PATCH /rest/v1.0/gears/sync Sync Gears";
    let mut names = Vec::new();
    for description in [vec![company], vec![company, bare]] {
        std::fs::write(&file, operations(&description)).unwrap();
        let (file, specs) = (file.to_str().unwrap(), specs.to_str().unwrap());
        let imported = xtask(&["import", file, "--specs", specs]);
        let said = String::from_utf8_lossy(&imported.stderr).into_owned();
        assert!(imported.status.success(), "{said}");
        let out = folder.path().join("out");
        let (said, exit) = generated(Path::new(specs), &out);
        assert_eq!(exit, 0, "{said}");
        let text = std::fs::read_to_string(out.join("src/gears/v1_0/gears.rs")).unwrap();
        let found = text
            .lines()
            .filter_map(|line| line.strip_prefix("pub struct "));
        let found = found.filter_map(|line| line.split('(').next());
        names.push(found.map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(names[0], ["SyncGears"]);
    assert_eq!(names[1], ["SyncGears", "SyncGearsWithoutCompany"]);
}

#[cfg(unix)]
#[test]
fn fetch_is_a_program_of_its_own_with_all_of_its_flags() {
    let run = |cargo: &str, flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.env("CARGO", cargo).arg("fetch").args(flags);
        command.output().unwrap()
    };
    for flags in [&["--help"][..], &["--resources", "--limit", "5"], &[]] {
        let printed = String::from_utf8(run("echo", flags).stdout).unwrap();
        let flags = format!("Cargo.toml -- {}", flags.join(" "));
        assert!(printed.contains("--package fetch"), "{printed}");
        assert_eq!(printed.trim_end().rsplit_once('/').unwrap().1, flags.trim());
    }
    assert_eq!(run("false", &[]).status.code(), Some(1));
    assert_eq!(run("/no/cargo", &[]).status.code(), Some(2));
}
