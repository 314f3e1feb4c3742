//! The corpus: descriptions that nobody here wrote, and what is expected to become of each.
//!
//! The table, what came of a description, and the report are pure; [`fetch`] asks the registries
//! for the packages. Whoever runs it calls the compiler.

pub mod fetch;

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

use generator::diagnostic::{Code, Diagnostic, Origin, Severity};
use generator::pipeline::{Generated, Text};

/// The table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// The packages that ship descriptions.
    pub packages: Vec<Package>,
}

/// A package of a registry, pinned.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Where it is from.
    pub registry: Registry,
    /// Its name there.
    pub package: String,
    /// The version.
    pub version: String,
    /// The checksum of the archive, in hexadecimal.
    pub sha256: String,
    /// The descriptions in it.
    pub documents: Vec<Entry>,
}

/// A registry of packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registry {
    /// Node's: an archive of `tar` and `gzip`.
    Npm,
    /// Python's: a wheel, which is a `zip`.
    Pypi,
}

/// A description.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is called here.
    pub name: String,
    /// Its path in the archive.
    pub file: String,
    /// The codes of the errors that refuse it; none if its crate compiles.
    #[serde(default)]
    pub refused: BTreeSet<String>,
    /// Why it is refused.
    #[serde(default)]
    pub reason: String,
}

impl Corpus {
    /// Reads the table.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(table: &Text) -> Result<Self, Vec<Diagnostic>> {
        let problem = |pointer: String, message: String, help: &str| {
            Diagnostic::error(Code::BadTable, Origin::new(&table.file, pointer), message).help(help)
        };
        let corpus: Self = serde_yaml::from_str(&table.text).map_err(|error| {
            let form = "see the comment at the head of the file for the form of a row";
            vec![problem(String::new(), error.to_string(), form)]
        })?;
        let mut problems = Vec::new();
        let mut names = BTreeSet::new();
        for (i, package) in corpus.packages.iter().enumerate() {
            if !is_sha256(&package.sha256) {
                let message = format!("`{}` is no SHA-256 checksum", package.sha256);
                let help = "expected 64 digits, as `sha256sum` prints them";
                problems.push(problem(format!("/packages/{i}/sha256"), message, help));
            }
            for (j, entry) in package.documents.iter().enumerate() {
                let pointer = format!("/packages/{i}/documents/{j}");
                if !is_name(&entry.name) || !names.insert(&entry.name) {
                    let message = format!("`{}` is no name of its own", entry.name);
                    let help = "expected lower-case letters, digits and `-`; it names a folder";
                    problems.push(problem(pointer.clone(), message, help));
                }
                if entry.refused.is_empty() != entry.reason.is_empty() {
                    let message = "`refused` and `reason` go together".to_owned();
                    let help = "a description that is refused is refused for a reason";
                    problems.push(problem(pointer, message, help));
                }
            }
        }
        if problems.is_empty() {
            Ok(corpus)
        } else {
            Err(problems)
        }
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_name(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(sign)
}

/// What became of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A crate, and what the compiler says of it.
    Generated {
        /// How many operations it has.
        operations: usize,
        /// How many types.
        types: usize,
        /// What the compiler found.
        compiled: Compiled,
    },
    /// Diagnostics and nothing else.
    Refused {
        /// How many errors.
        errors: usize,
        /// Their codes.
        codes: BTreeSet<String>,
    },
}

impl Outcome {
    /// The outcome of a description that became a crate.
    pub fn generated(generated: &Generated, compiled: Compiled) -> Self {
        Self::Generated {
            operations: generated.operations(),
            types: generated.types(),
            compiled,
        }
    }

    /// The outcome of a description that is refused.
    pub fn refused(problems: &[Diagnostic]) -> Self {
        let errors = || problems.iter().filter(|p| p.severity == Severity::Error);
        Self::Refused {
            errors: errors().count(),
            codes: errors().map(|p| p.code.to_string()).collect(),
        }
    }

    /// What differs from the table.
    pub fn differs(&self, entry: &Entry) -> Option<String> {
        match self {
            Self::Generated { compiled, .. } if compiled.errors + compiled.warnings > 0 => {
                Some("the crate must compile without a warning".to_owned())
            }
            Self::Generated { .. } if entry.refused.is_empty() => None,
            Self::Generated { .. } => {
                Some("it is no longer refused: take `refused` and `reason` out of its row".into())
            }
            Self::Refused { codes, .. } if *codes == entry.refused => None,
            Self::Refused { codes, .. } => Some(format!(
                "refused for [{}], expected {}",
                list(codes),
                if entry.refused.is_empty() {
                    "a crate".to_owned()
                } else {
                    format!("[{}]", list(&entry.refused))
                }
            )),
        }
    }
}

fn list(codes: &BTreeSet<String>) -> String {
    codes.iter().cloned().collect::<Vec<_>>().join(", ")
}

/// How many messages of the compiler are kept.
const SAID: usize = 10;

/// What the compiler found in a crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compiled {
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The first of its messages, as it shows them.
    pub said: Vec<String>,
}

impl Compiled {
    /// Reads the JSON messages of `cargo check`, and what it said beside them where it failed: a
    /// failure without an error of the compiler's counts as one.
    pub fn read(messages: &str, failure: Option<&str>) -> Self {
        let mut found = Self::default();
        for line in messages.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            if message["reason"] != "compiler-message" {
                continue;
            }
            let message = &message["message"];
            match message["level"].as_str() {
                Some("error") => found.errors += 1,
                Some("warning") => found.warnings += 1,
                _ => continue,
            }
            let rendered = message["rendered"].as_str().unwrap_or_default();
            found.say(rendered);
        }
        if let (Some(failure), 0) = (failure, found.errors) {
            found.errors = 1;
            found.say(failure);
        }
        found
    }

    fn say(&mut self, message: &str) {
        if self.said.len() < SAID {
            self.said.push(message.to_owned());
        }
    }
}

/// A description, what became of it, and how long that took.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The row of the table.
    pub entry: &'a Entry,
    /// What became of it.
    pub outcome: Outcome,
    /// Seconds to read and generate it.
    pub generate: f64,
    /// Seconds to compile the crate.
    pub compile: f64,
}

/// What became of all descriptions: a table in Markdown.
#[derive(Debug, Clone, Default)]
pub struct Report<'a>(pub Vec<Row<'a>>);

impl Report<'_> {
    /// What differs from the table, a line each.
    pub fn differing(&self) -> Vec<String> {
        let line = |row: &Row<'_>| {
            let difference = row.outcome.differs(row.entry)?;
            Some(format!("{}: {difference}", row.entry.name))
        };
        self.0.iter().filter_map(line).collect()
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| Document | Operations | Types | Outcome | Generate | Compile |\n\
             | --- | ---: | ---: | --- | ---: | ---: |"
        )?;
        for row in &self.0 {
            writeln!(f, "{}", row.markdown())?;
        }
        Ok(())
    }
}

impl Row<'_> {
    /// The row as a line of the table.
    pub fn markdown(&self) -> String {
        let mut line = format!("| {} ", self.entry.name);
        let seconds = match &self.outcome {
            Outcome::Generated {
                operations,
                types,
                compiled,
            } => {
                let _ = write!(line, "| {operations} | {types} | ");
                match compiled.errors {
                    0 => line.push_str("generated and compiled"),
                    errors => {
                        let errors = counted(errors, "compile error");
                        let _ = write!(line, "generated, {errors}");
                    }
                }
                if compiled.warnings > 0 {
                    let _ = write!(line, ", {}", counted(compiled.warnings, "warning"));
                }
                format!("{:.1} s", self.compile)
            }
            Outcome::Refused { errors, codes } => {
                let errors = counted(*errors, "error");
                let _ = write!(line, "| | | refused with {errors}: {}", list(codes));
                String::new()
            }
        };
        let _ = write!(line, " | {:.1} s | {seconds} |", self.generate);
        line
    }
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn parse(sha256: &str, documents: &str) -> Result<Corpus, Vec<String>> {
        let text = format!(
            "packages:\n- registry: npm\n  package: a\n  version: '1'\n  sha256: {sha256}\n  \
             documents: {documents}\n"
        );
        let table = Text {
            file: "corpus.yaml".to_owned(),
            text,
        };
        Corpus::parse(&table).map_err(|found| found.into_iter().map(|p| p.message).collect())
    }

    fn entry(refused: &str) -> Entry {
        let table = parse(
            SUM,
            &format!("[{{name: a, file: f, refused: [{refused}], reason: r}}]"),
        );
        let mut corpus = table.unwrap_or_default();
        corpus.packages.remove(0).documents.remove(0)
    }

    #[test]
    fn the_table_is_checked() {
        assert!(parse(SUM, "[{name: a-1, file: f}]").is_ok());
        let wrong = |sum: &str, documents: &str| parse(sum, documents).err().unwrap_or_default();
        assert_eq!(
            wrong("abc", "[]"),
            ["`abc` is no SHA-256 checksum".to_owned()]
        );
        for name in ["../a", "A", "''", "a/b", "-a"] {
            let documents = format!("[{{name: {name}, file: f}}]");
            assert_eq!(wrong(SUM, &documents).len(), 1, "{name}");
        }
        assert_eq!(
            wrong(SUM, "[{name: a, file: f}, {name: a, file: g}]").len(),
            1
        );
        assert_eq!(wrong(SUM, "[{name: a, file: f, refused: [c]}]").len(), 1);
        assert_eq!(wrong(SUM, "[{name: a, file: f, reason: r}]").len(), 1);
        assert_eq!(wrong(SUM, "[{name: a, file: f, unknown: r}]").len(), 1);
    }

    #[test]
    fn the_outcome_is_held_against_the_table() {
        let compiles = Entry {
            refused: BTreeSet::new(),
            reason: String::new(),
            ..entry("x")
        };
        let generated = |errors, warnings| Outcome::Generated {
            operations: 1,
            types: 2,
            compiled: Compiled {
                errors,
                warnings,
                said: Vec::new(),
            },
        };
        let problem = Diagnostic::error(Code::Count, Origin::default(), "m");
        let warning = Diagnostic::warning(Code::UnknownFormat, Origin::default(), "m");
        let refused = Outcome::refused(&[problem, warning]);
        assert_eq!(generated(0, 0).differs(&compiles), None);
        assert!(generated(1, 0).differs(&compiles).is_some());
        assert!(generated(0, 1).differs(&compiles).is_some());
        assert!(generated(0, 0).differs(&entry("count")).is_some());
        assert_eq!(refused.differs(&entry("count")), None);
        assert!(refused.differs(&entry("other")).is_some());
        assert!(refused.differs(&entry("count, other")).is_some());
        assert!(refused.differs(&compiles).is_some());
    }

    #[test]
    fn compiler_messages_are_counted() {
        let messages = concat!(
            "{\"reason\":\"compiler-artifact\"}\n",
            "{\"reason\":\"compiler-message\",\"message\":{\"level\":\"warning\"}}\n",
            "{\"reason\":\"compiler-message\",",
            "\"message\":{\"level\":\"error\",\"rendered\":\"wrong\"}}\n",
            "{\"reason\":\"compiler-message\",\"message\":{\"level\":\"failure-note\"}}\n",
            "no JSON\n",
        );
        let found = Compiled::read(messages, Some("failed"));
        assert_eq!((found.errors, found.warnings), (1, 1));
        assert_eq!(found.said, ["", "wrong"]);
        assert_eq!(Compiled::read("", None), Compiled::default());
        let found = Compiled::read("", Some("failed"));
        assert_eq!((found.errors, found.said), (1, vec!["failed".to_owned()]));
        let many = messages.repeat(100);
        assert_eq!(Compiled::read(&many, None).said.len(), SAID);
    }

    #[test]
    fn the_report_is_a_table() {
        let entry = entry("count");
        let row = |outcome| Row {
            entry: &entry,
            outcome,
            generate: 1.26,
            compile: 3.0,
        };
        let compiled = Compiled {
            warnings: 2,
            ..Compiled::default()
        };
        let report = Report(vec![
            row(Outcome::Generated {
                operations: 1,
                types: 2,
                compiled,
            }),
            row(Outcome::refused(&[Diagnostic::error(
                Code::Count,
                Origin::default(),
                "m",
            )])),
        ]);
        let text = report.to_string();
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| a | 1 | 2 | generated and compiled, 2 warnings | 1.3 s | 3.0 s |",
                "| a | | | refused with 1 error: count | 1.3 s |  |",
            ]
        );
        assert_eq!(report.differing().len(), 1);
    }
}
