//! The list of commands, and what shells complete.

use std::collections::BTreeMap;
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = xtask(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    assert_eq!(output.stderr, b"", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands of the list, by their journey.
fn journeys(help: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut title = None;
    for line in help.lines() {
        if line == "Options:" {
            break;
        } else if let Some(name) = line.strip_suffix(':') {
            title = Some(name.to_owned());
        } else if let (Some(title), Some(entry)) = (&title, line.strip_prefix("  ")) {
            let mut words = entry.split_whitespace();
            let name = words.next().unwrap().to_owned();
            assert!(words.next().is_some(), "{name} has no description");
            found.entry(title.clone()).or_default().push(name);
        }
    }
    found
}

#[test]
fn alone_it_lists_the_commands_by_journey() {
    let help = printed(&[]);
    assert_eq!(printed(&["--help"]), help);
    let journeys = journeys(&help);
    let first = ["fetch", "import", "generate", "update", "vendor"];
    assert_eq!(journeys["Make the client"], first);
    // Whatever is added stands somewhere.
    assert!(!journeys.contains_key("Further"), "{help}");
    let mut listed: Vec<&String> = journeys.values().flatten().collect();
    listed.sort_unstable();
    let count = listed.len();
    listed.dedup();
    assert_eq!(listed.len(), count, "{help}");
    // `compare` and `fetch` are programs of their own, which would be built for this.
    for name in listed
        .into_iter()
        .filter(|name| !matches!(name.as_str(), "compare" | "fetch"))
    {
        printed(&[name, "--help"]);
    }
}

#[test]
fn a_command_that_is_not_there_is_an_error() {
    for arguments in [&["generates"][..], &["--quiet"], &["generate", "--quieter"]] {
        let output = xtask(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let said = xtask(&["generates"]).stderr;
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("'generate'"), "{said}");
}

#[test]
fn every_shell_has_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        for name in ["generate", "report-untyped", "deprecations"] {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
    assert_eq!(xtask(&["completions", "csh"]).status.code(), Some(2));
}

/// What bash offers for the last of the words.
#[cfg(unix)]
fn offered(words: &str) -> Vec<String> {
    let script = printed(&["completions", "bash"]);
    let last = words.split_whitespace().count() - 1;
    let ask = format!(
        "{script}\nCOMP_WORDS=({words}); COMP_CWORD={last}\n\
         _xtask xtask \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let output = Command::new("bash").args(["-c", &ask]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_and_flags() {
    assert_eq!(offered("xtask gen"), ["generate"]);
    assert_eq!(offered("xtask vendor --to"), ["--tools"]);
    assert_eq!(offered("xtask diff --format ht"), ["html"]);
}
